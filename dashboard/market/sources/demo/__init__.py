"""The demo market: an invented exchange full of invented companies, the same for everyone with the same seed.

1. regimes.py   a bull/choppy/bear Markov chain drives one market factor with clustering, fat-tailed volatility.
2. universe.py  invented companies in eleven sectors; some are listed late, some are taken over or fade away.
3. prices.py    returns = market + sector + own + quarterly reports; opens gap, highs and lows follow, volume follows the move.
4. indices.py   three indices of these stocks and a volatility index.

Prices are as after splits (`adjusted = "splits"`): there is none left to see. Everything at a session depends on nothing later, and
every random stream is drawn session by session: the same seed and first session with a later last one continue the same bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import Bars, IntArray, SessionArray
from dashboard.market.panel import Instrument, Market
from dashboard.market.sources.demo.indices import held_prices, index_bars, volatility_bars
from dashboard.market.sources.demo.names import MOST_COMPANIES
from dashboard.market.sources.demo.prices import StockBars, membership, stock_bars
from dashboard.market.sources.demo.regimes import REGIMES, market_factor
from dashboard.market.sources.demo.universe import GROWTH, SECTORS, Universe, universe

SYMBOLS, SESSIONS, SEED = 500, 2520, 7
FEWEST_SYMBOLS = 2 * len(SECTORS)
INDICES = {
    "DEMO": "Demo Composite (invented)",
    "DEMOEQ": "Demo Equal Weight (invented)",
    "DEMOGR": "Demo Growth (invented)",
    "DEMOVOL": "Demo Volatility (invented)",
}
BENCHMARK, EQUAL, GROWING, VOLATILITY = INDICES
MARKET = Market(
    name="Demo market (invented data)",
    calendar="XNYS",
    benchmark=BENCHMARK,
    volatility=VOLATILITY,
    indices=(BENCHMARK, EQUAL, GROWING),
    adjusted="splits",
    demo=True,
)


class Sessions(Protocol):
    """What the demo needs of an exchange's calendar."""

    def sessions(self, first: np.datetime64, last: np.datetime64) -> SessionArray: ...


@dataclass(frozen=True, slots=True)
class DemoMarket:
    """A generated market. bars: sorted by (symbol, session). sessions: datetime64[D] [T]. true_regimes: int64 [T], index into REGIMES."""

    market: Market
    instruments: tuple[Instrument, ...]
    bars: Bars
    sessions: SessionArray
    true_regimes: IntArray


def demo_market(
    first: np.datetime64, last: np.datetime64, *, calendar: Sessions, symbols: int = SYMBOLS, seed: int = SEED
) -> DemoMarket:
    """The demo market from `first` to `last`: `symbols` stocks (some of them not listed yet when it ends), three indices, one volatility.

    A later `last` gives the same bars and more of them. ValueError for fewer than 22 symbols, for more than the names that
    there are, and for a range without at least two sessions.
    """
    sessions = calendar.sessions(first, last)
    _check(symbols, len(sessions))
    companies = universe(seed, symbols)
    market = market_factor(seed, len(sessions))
    stocks = stock_bars(seed, companies, market)
    held = held_prices(stocks.close, membership(companies, len(sessions)))
    benchmark = index_bars(stocks, held, companies.shares)
    growth = np.isin(companies.sector, [i for i, sector in enumerate(SECTORS) if sector.name in GROWTH])
    series = {
        BENCHMARK: benchmark,
        EQUAL: index_bars(stocks, held, np.nan_to_num(1.0 / held)),
        GROWING: index_bars(stocks, held, companies.shares * growth),
        VOLATILITY: volatility_bars(seed, benchmark.close[:, 0], market),
    }
    bars = _in_rows((*companies.symbols, *series), sessions, (stocks, *series.values()))
    return DemoMarket(MARKET, _instruments(companies, sessions), bars, sessions, market.regime)


def default_first(last: np.datetime64, sessions: int, calendar: Sessions) -> np.datetime64:
    """The session from which there are `sessions` sessions up to `last`."""
    generous = np.timedelta64(2 * sessions + 30, "D")
    found: np.datetime64 = calendar.sessions(last - generous, last)[-sessions]
    return found


def _check(symbols: int, sessions: int) -> None:
    if not FEWEST_SYMBOLS <= symbols <= MOST_COMPANIES:
        raise ValueError(f"A demo market has between {FEWEST_SYMBOLS} and {MOST_COMPANIES} symbols, not {symbols}.")
    if sessions < 2:
        raise ValueError(f"A demo market has at least two sessions, not {sessions}.")


def _instruments(companies: Universe, sessions: SessionArray) -> tuple[Instrument, ...]:
    end = len(sessions) - 1
    stocks = [
        Instrument(
            symbol,
            companies.names[n],
            "stock",
            SECTORS[companies.sector[n]].name,
            sessions[companies.first[n]],
            sessions[companies.last[n]] if companies.last[n] < end else None,  # on its last session nobody can know yet
        )
        for n, symbol in enumerate(companies.symbols)
        if companies.first[n] <= end
    ]
    indices = [
        Instrument(symbol, name, "volatility" if symbol == VOLATILITY else "index") for symbol, name in INDICES.items()
    ]
    return (*stocks, *indices)


def _in_rows(symbols: tuple[str, ...], sessions: SessionArray, parts: tuple[StockBars, ...]) -> Bars:
    present = np.concatenate([~np.isnan(part.close) for part in parts], axis=1)
    order = np.array(sorted(np.flatnonzero(present.any(axis=0)), key=symbols.__getitem__))
    present = present[:, order].T
    code, row = np.nonzero(present)

    def column(name: str) -> NDArray[np.float64]:
        side_by_side = np.concatenate([getattr(part, name) for part in parts], axis=1)
        return np.asarray(side_by_side[:, order].T[present])

    return Bars(
        symbols=tuple(symbols[n] for n in order),
        code=code,
        session=sessions[row],
        open=column("open"),
        high=column("high"),
        low=column("low"),
        close=column("close"),
        adj_close=np.full(len(code), np.nan),
        volume=column("volume"),
        line=np.arange(1, len(code) + 1),
    )


__all__ = ["MARKET", "REGIMES", "SEED", "SESSIONS", "SYMBOLS", "DemoMarket", "default_first", "demo_market"]
