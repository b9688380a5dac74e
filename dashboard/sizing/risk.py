"""The risk of a book on a panel's record, every figure of it at once: what today's positions would have done, and may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.errors import BadAccount
from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.panel import Panel
from dashboard.sizing.book import BookReturns, bad_gaps, book_returns
from dashboard.sizing.checks import is_number
from dashboard.sizing.correlation import clusters, correlations, effective_bets
from dashboard.sizing.positions import Holding
from dashboard.sizing.ratios import beta, calmar, ewma_volatility, max_drawdown, sharpe, sortino
from dashboard.sizing.stress import DrawdownOdds, GapHeat, Worst, drawdown_odds, gap_heat, worst_stretches
from dashboard.sizing.value_at_risk import Kupiec, Tail, backtest, tails

LEVELS = (0.95, 0.99)
RECENT = 60  # sessions that a position's own volatility is taken from, as its correlations


@dataclass(frozen=True, slots=True)
class BookRisk:
    """The risk of a book. Fractions of equity, losses of `tails` positive; None or left out where the record does not tell.

    n: sessions with a known return; coverage: share of the gross value that the market knows, on the last one. outside: symbols
    that it does not know. volatility, beta, sharpe, sortino, calmar, max_drawdown: of `book.returns`, the whole record.
    clusters: symbols that move together and stand on one side, largest first. effective_bets: by value times volatility.
    """

    book: BookReturns
    n: int
    coverage: float
    outside: list[str]
    volatility: float | None
    beta: float | None
    tails: list[Tail]
    kupiec: list[Kupiec]
    max_drawdown: float | None
    drawdown_odds: DrawdownOdds | None
    clusters: list[list[str]]
    effective_bets: float | None
    stress: list[Worst]
    heat: GapHeat
    sharpe: float | None
    sortino: float | None
    calmar: float | None


def book_risk(panel: Panel, holdings: Sequence[Holding], equity: float, *, seed: int) -> BookRisk:
    """The risk of the holdings at the panel's last close, on an equity in money; the same seed gives the same figures.

    Holdings are taken at their own prices, and several of one symbol one by one. BadAccount for an equity that is none.
    """
    if not (is_number(equity) and equity > 0.0):
        raise BadAccount(f"The equity must be above 0, but is {equity!r}.")
    columns = columns_of(panel, [one.symbol for one in holdings])
    weights = np.array([one.value / equity for one in holdings], dtype=np.float64)
    ways = np.array([one.direction for one in holdings], dtype=np.int64)
    book = book_returns(panel.close, columns, weights)
    returns = book.returns
    alike = correlations(panel.close, columns)
    tests = (backtest(returns, level) for level in LEVELS)
    return BookRisk(
        book=book,
        n=int((~np.isnan(returns)).sum()),
        coverage=float(book.coverage[-1]) if len(returns) else 0.0,
        outside=[one.symbol for one, column in zip(holdings, columns, strict=True) if column < 0],
        volatility=ewma_volatility(returns),
        beta=beta(returns, benchmark_returns(panel)),
        tails=tails(returns, LEVELS),
        kupiec=[one for one in tests if one is not None],
        max_drawdown=max_drawdown(returns),
        drawdown_odds=drawdown_odds(returns, seed=seed),
        clusters=[[holdings[k].symbol for k in group] for group in clusters(alike * np.outer(ways, ways))],
        effective_bets=effective_bets(weights * spreads(panel.close, columns), alike),
        stress=worst_stretches(returns),
        heat=gap_heat(holdings, bad_gaps(panel.open, panel.close, columns, ways)),
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        calmar=calmar(returns),
    )


def columns_of(panel: Panel, symbols: Sequence[str]) -> IntArray:
    """The column of each symbol, int64 [C], −1 where the market has no such symbol."""
    places = {symbol: column for column, symbol in enumerate(panel.symbols)}
    return np.array([places.get(symbol, -1) for symbol in symbols], dtype=np.int64)


def benchmark_returns(panel: Panel) -> FloatArray:
    """Return of the market's benchmark per session, float64 [T], all NaN where it has none."""
    column = columns_of(panel, [panel.market.benchmark or ""])
    return book_returns(panel.close, column, np.ones(1)).returns


def spreads(close: FloatArray, columns: IntArray) -> FloatArray:
    """Standard deviation of the last 60 sessions' log returns, float64 [C]; the widest known one where it is not known, or 1."""
    prices = np.where(columns >= 0, close[-(RECENT + 1) :][:, np.maximum(columns, 0)], np.nan)
    moves = np.diff(np.log(prices), axis=0)
    known = ~np.isnan(moves)
    count = known.sum(axis=0)
    mean = np.where(known, moves, 0.0).sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, moves - mean, 0.0) ** 2).sum(axis=0)
    spread = np.sqrt(squares / np.maximum(count - 1, 1))
    told = (count > 1) & (spread > 0.0)
    return np.asarray(np.where(told, spread, spread[told].max() if told.any() else 1.0))
