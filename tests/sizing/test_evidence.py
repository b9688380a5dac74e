"""Evidence: intervals against scipy, what too little is told as, and how doubt makes the size smaller."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from dashboard.errors import BadAccount, BadTrade
from dashboard.sizing.beta import beta_quantile, beta_share, win_rate_interval
from dashboard.sizing.evidence import block_sums, bootstrap, evidence


def record(wins: int, losses: int, win: float = 1.5, loss: float = -1.0) -> np.ndarray:
    """Wins and losses, mixed so that no stretch is all of one kind."""
    return np.random.default_rng(3).permutation(np.array([win] * wins + [loss] * losses))


@pytest.mark.parametrize("a", [0.5, 1.0, 7.5, 300.5, 40_000.5])
@pytest.mark.parametrize("b", [0.5, 2.0, 33.5, 50_000.5])
def test_the_incomplete_beta_and_its_inverse_are_scipys(a: float, b: float) -> None:
    for share in (0.001, 0.05, 0.5, 0.95, 0.999):
        x = float(special.betaincinv(a, b, share))
        assert beta_share(a, b, x) == pytest.approx(special.betainc(a, b, x), abs=1e-9)
        assert beta_quantile(a, b, share) == pytest.approx(x, rel=1e-7, abs=1e-12)


def test_jeffreys_interval_is_scipys_and_reaches_the_ends() -> None:
    low, high = win_rate_interval(55, 100)
    assert (low, high) == pytest.approx(stats.beta(55.5, 45.5).ppf([0.05, 0.95]), abs=1e-10)
    assert win_rate_interval(0, 10)[0] == 0.0
    assert win_rate_interval(10, 10)[1] == 1.0
    assert 0.0 < win_rate_interval(0, 10)[1] < 0.3
    with pytest.raises(BadTrade, match="11 wins in 10"):
        win_rate_interval(11, 10)


def test_a_record_by_hand() -> None:
    told = evidence(record(55, 45), seed=1)
    assert (told.n, told.blocks, told.win_rate, told.payoff) == (100, 100, 0.55, pytest.approx(1.5))
    assert (told.mean_r, told.mean_loss, told.worst) == (pytest.approx(0.375), pytest.approx(1.0), -1.0)
    assert told.kelly == pytest.approx(0.25)
    assert told.kelly_empirical == pytest.approx(0.25)
    assert told.interval is not None
    assert told.shrunk is not None
    assert told.interval[0] < 0.25 < told.interval[1]
    assert 0.0 < told.shrunk < 0.25
    assert told.recommended == pytest.approx(0.25 * told.shrunk)
    assert told.reason is None


def test_the_draws_scatter_as_the_delta_method_says() -> None:
    """Of f* = p − (1 − p)/b with b fixed: sd(p)·(1 + 1/b)."""
    n, p, b = 2000, 0.55, 1.5
    drawn = bootstrap(block_sums(record(1100, 900), None), 4000, seed=2)
    assert float(drawn.mean()) == pytest.approx(0.25, abs=0.002)
    assert float(drawn.std()) == pytest.approx((p * (1 - p) / n) ** 0.5 * (1 + 1 / b), rel=0.05)


def test_the_draws_are_whole_records_drawn_one_by_one() -> None:
    """Of 1,100 blocks each thousandth is added to the one before, as those of a rhythm must not fall together."""
    for wins, losses in ((70, 50), (600, 500)):
        sums, random = block_sums(record(wins, losses, 1.7, -0.9), None), np.random.default_rng(5)
        mixed = random.permutation(sums)
        few = np.array([mixed[k::1000].sum(axis=0) for k in range(min(len(mixed), 1000))])
        expected = []
        for _ in range(200):
            won, gain, lost, loss = few[(random.random(len(few)) * len(few)).astype(int)].sum(axis=0)
            share = won / (won + lost)
            expected.append(share - (1 - share) / ((gain / won) / (loss / lost)))
        assert bootstrap(sums, 200, seed=5) == pytest.approx(np.sort(expected), abs=1e-12)


def test_trades_of_one_day_are_one_piece_of_evidence() -> None:
    """A hundred days of ten equal trades say as much as a hundred trades: √10 less than a thousand separate ones."""
    days = record(55, 45)
    together = evidence(np.repeat(days, 10), seed=1, blocks=np.repeat(np.arange(100), 10))
    apart, alone = evidence(np.repeat(days, 10), seed=1), evidence(days, seed=1)
    assert (together.n, together.blocks) == (1000, 100)
    assert together.interval == pytest.approx(alone.interval, abs=0.02)
    assert together.interval is not None
    assert apart.interval is not None
    ratio = (together.interval[1] - together.interval[0]) / (apart.interval[1] - apart.interval[0])
    assert ratio == pytest.approx(10**0.5, rel=0.12)


def test_the_same_seed_gives_the_same_figures_and_another_one_others() -> None:
    r = record(40, 40)
    assert evidence(r, seed=4) == evidence(r, seed=4)
    assert evidence(r, seed=4).interval != evidence(r, seed=5).interval


def test_what_is_too_little_is_null_with_its_reason() -> None:
    few = evidence(record(20, 9), seed=1)
    assert (few.n, few.recommended, few.kelly, few.shrunk) == (29, None, None, None)
    assert few.win_rate == pytest.approx(20 / 29)
    assert few.reason == "Only 29 closed trades, and 30 are needed."
    assert evidence(record(20, 10), seed=1).recommended is not None
    none = evidence(np.array([]), seed=1)
    assert (none.n, none.win_rate, none.recommended) == (0, None, None)
    one_day = evidence(record(50, 20), seed=1, blocks=np.repeat(np.arange(7), 10))
    assert one_day.recommended is None
    assert one_day.reason is not None
    assert "7 separate occasions" in one_day.reason
    lucky = evidence(np.full(40, 1.5), seed=1)
    assert (lucky.payoff, lucky.recommended) == (None, None)
    assert lucky.reason is not None
    assert "None of the 40 trades lost" in lucky.reason


def test_a_negative_edge_is_zero_and_not_null() -> None:
    told = evidence(record(30, 70), seed=1)
    assert (told.kelly, told.kelly_empirical, told.shrunk, told.recommended) == (0.0, 0.0, 0.0, 0.0)
    assert told.interval is not None
    assert told.interval[0] < 0.0
    assert told.p_no_edge == pytest.approx(0.995, abs=0.01)
    assert told.reason == "These trades did not gain on average."
    no_win = evidence(np.full(40, -1.0), seed=1)
    assert (no_win.kelly, no_win.interval, no_win.p_no_edge, no_win.recommended) == (0.0, (-1.0, -1.0), 1.0, 0.0)


def test_an_edge_in_doubt_is_zero_with_its_reason() -> None:
    told = evidence(record(42, 58), seed=1)  # mean .05 R, and a standard error of .12
    assert told.p_no_edge is not None
    assert told.kelly is not None
    assert told.shrunk is not None
    assert 0.25 < told.p_no_edge < 0.45
    assert told.kelly > 0
    assert told.shrunk > 0
    assert told.recommended == 0.0
    assert told.reason is not None
    assert "no edge" in told.reason


def test_more_evidence_shrinks_less_as_baker_and_mchale_say() -> None:
    """f*²/(f*² + sd²), with sd = (1 + 1/b)·√(p·q/n) of f* = p − q/b, here .25."""
    for n, within in ((40, 0.03), (160, 0.01), (800, 0.003), (4000, 0.001)):
        told = evidence(record(n * 11 // 20, n * 9 // 20), seed=1)
        variance = (1 + 1 / 1.5) ** 2 * 0.55 * 0.45 / n
        assert (told.shrunk or 0.0) / 0.25 == pytest.approx(0.25**2 / (0.25**2 + variance), abs=within)


def test_losses_beyond_the_stop_take_the_smaller_fraction() -> None:
    gaps, early = evidence(record(60, 40, 3.0, -2.0), seed=1), evidence(record(60, 40, 0.75, -0.5), seed=1)
    assert gaps.kelly == pytest.approx(1 / 3)
    assert gaps.kelly_empirical == pytest.approx(1 / 6)
    assert early.kelly_empirical == pytest.approx(2 / 3)
    assert early.kelly == pytest.approx(1 / 3)
    assert 0.9 / 6 < (gaps.shrunk or 0.0) < 1 / 6
    assert 0.9 / 3 < (early.shrunk or 0.0) < 1 / 3


def test_a_hundred_thousand_trades_take_no_more_than_a_thousand_and_say_what_they_say() -> None:
    many = evidence(record(52_000, 48_000, 1.0, -1.0), seed=1)
    sd = 2 * (0.52 * 0.48 / 100_000) ** 0.5
    assert many.interval == pytest.approx((0.04 - 1.645 * sd, 0.04 + 1.645 * sd), abs=0.0012)


def test_nonsense_is_told_in_one_sentence() -> None:
    with pytest.raises(BadTrade, match="1 of 40 outcomes"):
        evidence(np.append(record(20, 19), np.nan), seed=1)
    with pytest.raises(BadAccount, match=r"not|1\.5"):
        evidence(record(20, 20), seed=1, multiple=1.5)
    with pytest.raises(BadAccount):
        evidence(record(20, 20), seed=1, multiple=float("nan"))
