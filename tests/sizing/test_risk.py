"""The risk of a whole book: its parts together on one panel, and on the real market."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from builders import panel
from sizing.books import candidate, sized

from dashboard.errors import BadAccount
from dashboard.market.panel import Panel
from dashboard.sizing.evidence import evidence
from dashboard.sizing.kelly import continuous
from dashboard.sizing.positions import Holding
from dashboard.sizing.risk import book_risk

HELD = [Holding("A", 400, 50.0, 47.0), Holding("B", 400, 50.0, 47.0), Holding("C", -200, 50.0, 52.0)]


@pytest.fixture(scope="module")
def market() -> Panel:
    """A and B move together, C moves with them and is sold short, D is the benchmark."""
    random = np.random.default_rng(5)
    common = random.normal(0.0004, 0.01, (800, 1))
    moves = np.concatenate([common + random.normal(0, 0.003, (800, 3)), common], axis=1)
    shown = panel((50 * np.exp(moves.cumsum(axis=0))).tolist())
    return replace(shown, market=replace(shown.market, benchmark="D"))


def test_every_figure_of_a_book_is_there(market: Panel) -> None:
    told = book_risk(market, HELD, 100_000.0, seed=1)
    assert (told.n, told.coverage, told.outside) == (799, 1.0, [])
    changes = market.close[1:, :3] / market.close[:-1, :3] - 1
    np.testing.assert_allclose(told.book.returns[1:], changes @ [0.2, 0.2, -0.1], atol=1e-14)
    assert told.beta == pytest.approx(0.3, abs=0.03)
    assert told.clusters == [["A", "B"]]
    assert [(one.level, one.sessions) for one in told.tails] == [(0.95, 1), (0.99, 1), (0.95, 10), (0.99, 10)]
    assert [one.level for one in told.kupiec] == [0.95, 0.99]
    assert [one.sessions for one in told.stress] == [1, 5, 21]
    assert (told.heat.heat, told.heat.unknown) == (2800.0, 0)
    assert told.effective_bets is not None
    assert 1.0 <= told.effective_bets <= 3.0
    assert None not in (told.volatility, told.max_drawdown, told.drawdown_odds, told.sharpe, told.sortino, told.calmar)
    assert told.drawdown_odds == book_risk(market, HELD, 100_000.0, seed=1).drawdown_odds


def test_figures_are_plain_numbers_that_json_knows(market: Panel) -> None:
    r = np.random.default_rng(1).permutation(np.repeat([1.5, -1.0], 40))
    sized_book = sized(candidate(), holdings=(HELD[0],))
    shown = [evidence(r, seed=1), book_risk(market, HELD, 100_000.0, seed=1), sized_book, continuous(r / 100)]
    found = {type(leaf) for one in shown for leaf in leaves(asdict(one))}
    assert found <= {int, float, str, type(None), np.ndarray}  # the arrays are the series of the book's returns


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list | tuple):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


def test_the_first_sessions_know_nothing_of_the_later(market: Panel) -> None:
    whole, part = (book_risk(one, HELD, 100_000.0, seed=1) for one in (market, market.first(500)))
    np.testing.assert_array_equal(whole.book.returns[:500], part.book.returns)
    changed = market.close.copy()
    changed[500:] *= 3.0
    other = book_risk(replace(market, close=changed).first(500), HELD, 100_000.0, seed=1)
    assert (other.tails, other.drawdown_odds, other.clusters, other.stress) == (
        part.tails,
        part.drawdown_odds,
        part.clusters,
        part.stress,
    )


def test_what_the_market_does_not_know_is_named(market: Panel) -> None:
    told = book_risk(market, [*HELD, Holding("ZZZ", 100, 50.0)], 100_000.0, seed=1)
    assert told.outside == ["ZZZ"]
    assert told.coverage == pytest.approx(50_000 / 55_000)
    assert told.heat.unknown == 1


def test_a_short_record_leaves_out_what_it_does_not_tell(market: Panel) -> None:
    told = book_risk(market.first(15), HELD, 100_000.0, seed=1)
    assert (told.volatility, told.beta, told.drawdown_odds) == (None, None, None)
    assert (told.tails, told.kupiec, told.clusters) == ([], [], [])
    assert [one.sessions for one in told.stress] == [1, 5]
    assert book_risk(market.first(0), HELD, 100_000.0, seed=1).n == 0


def test_nothing_held_is_no_risk_and_no_equity_no_book(market: Panel) -> None:
    told = book_risk(market, [], 100_000.0, seed=1)
    assert (told.n, told.heat.heat, told.effective_bets, told.sharpe) == (0, 0.0, None, None)
    assert told.stress == []
    for nonsense in (0.0, float("nan"), "much"):
        with pytest.raises(BadAccount, match="equity"):
            book_risk(market, HELD, nonsense, seed=1)  # type: ignore[arg-type]


def test_without_a_benchmark_there_is_no_beta(market: Panel) -> None:
    alone = replace(market, market=replace(market.market, benchmark=None))
    assert book_risk(alone, HELD, 100_000.0, seed=1).beta is None
