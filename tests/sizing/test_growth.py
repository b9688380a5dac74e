"""What a multiple of Kelly does to growth and to drawdowns, against simulation."""

from __future__ import annotations

from math import log1p

import numpy as np
import pytest

from dashboard.errors import BadAccount
from dashboard.sizing.growth import curve, growth_share, p_ever_at


def test_golden_figures_of_the_bargain() -> None:
    assert growth_share(0.5) == 0.75
    assert growth_share(1.0) == 1.0
    assert growth_share(2.0) == 0.0
    assert p_ever_at(0.5, 1.0) == 0.5
    assert p_ever_at(0.5, 0.5) == pytest.approx(0.125)
    assert p_ever_at(0.5, 0.25) == pytest.approx(0.5**7)
    assert p_ever_at(0.8, 0.5) == pytest.approx(0.512)
    assert (p_ever_at(0.5, 0.0), p_ever_at(0.5, 2.0), p_ever_at(0.5, 3.0), p_ever_at(1.0, 0.0)) == (0.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(("c", "share"), [(1.0, 0.5), (0.5, 0.5), (0.5, 0.8), (1.5, 0.7)])
def test_the_drawdown_law_is_what_simulation_finds(c: float, share: float) -> None:
    """Log wealth of one who bets c Kelly in a market of Sharpe 1; the minimum between steps is drawn too, exactly."""
    paths, dt, steps = 20_000, 1.0, 80
    drift, sd = c - c * c / 2, c
    random = np.random.default_rng(5)
    wealth, low = np.zeros(paths), np.zeros(paths)
    for _ in range(steps):
        after = wealth + drift * dt + sd * dt**0.5 * random.standard_normal(paths)
        bridge = (wealth - after) ** 2 - 2 * sd * sd * dt * np.log(random.random(paths))
        low = np.minimum(low, (wealth + after - np.sqrt(bridge)) / 2)
        wealth = after
    expected = p_ever_at(share, c)
    found = float((low <= np.log(share)).mean())
    assert abs(found - expected) < 2 * (expected * (1 - expected) / paths) ** 0.5


@pytest.mark.parametrize("c", [0.25, 0.5, 1.0, 1.5, 2.0, 2.5])
def test_the_growth_share_is_that_of_many_bets_with_a_small_edge(c: float) -> None:
    won, lost = 0.5005, 0.4995
    kelly = won - lost

    def growth(multiple: float) -> float:
        return won * log1p(multiple * kelly) + lost * log1p(-multiple * kelly)

    assert growth(c) / growth(1.0) == pytest.approx(growth_share(c), abs=1e-5)


def test_the_curve_holds_the_accounts_own_place() -> None:
    told = curve(0.33)
    assert told.c[told.here] == 0.33
    assert (told.c[0], told.c[-1]) == (0.0, 2.0)
    assert (np.diff(told.c) > 0).all()
    assert told.growth_share[told.here] == pytest.approx(0.33 * 1.67)
    assert told.p_half[told.here] == pytest.approx(0.5 ** (2 / 0.33 - 1))
    assert (np.diff(told.p_half) >= 0).all()
    assert len(curve(0.25).c) == 41
    assert curve(0.25).c[curve(0.25).here] == 0.25


@pytest.mark.parametrize(
    "nonsense",
    [lambda: p_ever_at(0.0, 1.0), lambda: p_ever_at(1.5, 1.0), lambda: curve(-0.1), lambda: curve(float("nan"))],
)
def test_nonsense_is_told_in_one_sentence(nonsense) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadAccount) as told:
        nonsense()
    assert str(told.value).endswith(".")
