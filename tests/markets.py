"""Markets that many tests compute on: a small demo market as a panel, and one without stocks."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dashboard.market.bars import Bars
from dashboard.market.panel import SCHEDULED_DAYS, Instrument, Market, Panel, frozen
from dashboard.market.sessions import ExchangeCalendar, open_calendar
from dashboard.market.sources.demo import default_first, demo_market

LAST = np.datetime64("2019-12-31")
KIND_ORDER = {"stock": 0, "index": 1, "volatility": 2}


@cache
def new_york() -> ExchangeCalendar:
    """The calendar of the New York Stock Exchange."""
    with TemporaryDirectory() as folder:
        return open_calendar("XNYS", Path(folder))


@cache
def demo_panel(symbols: int = 60, sessions: int = 420, seed: int = 3) -> Panel:
    """A small demo market that ended in 2019."""
    calendar = new_york()
    first = default_first(LAST, sessions, calendar)
    demo = demo_market(first, LAST, calendar=calendar, symbols=symbols, seed=seed)
    return panel_of(demo.market, demo.instruments, demo.bars)


def index_only_panel() -> Panel:
    """The demo market's indices without its stocks."""
    whole = demo_panel()
    prices = {
        name: frozen(getattr(whole, name)[:, whole.stocks :].copy())
        for name in ("open", "high", "low", "close", "volume")
    }
    return replace(whole, instruments=whole.instruments[whole.stocks :], **prices)


def panel_of(market: Market, instruments: tuple[Instrument, ...], bars: Bars) -> Panel:
    """A panel made straight from bars, without a store: what the loaders are compared with."""
    ordered = tuple(sorted(instruments, key=lambda i: (KIND_ORDER[i.kind], i.symbol)))
    column = {instrument.symbol: index for index, instrument in enumerate(ordered)}
    sessions = new_york().sessions(bars.session.min(), bars.session.max())
    rows = np.searchsorted(sessions, bars.session)
    columns = np.array([column[symbol] for symbol in bars.symbols])[bars.code]
    factor = np.where(np.isnan(bars.adj_close), 1.0, bars.adj_close / bars.close)

    def grid(values: np.ndarray) -> np.ndarray:
        array = np.full((len(sessions), len(ordered)), np.nan)
        array[rows, columns] = values
        return frozen(array)

    return Panel(
        market, ordered, sessions, grid(bars.open * factor), grid(bars.high * factor), grid(bars.low * factor), grid(bars.close * factor),
        grid(bars.volume), bool((factor != 1.0).any()), "test-1", "test",
        new_york().sessions(sessions[0], sessions[-1] + np.timedelta64(SCHEDULED_DAYS, "D")),
    )  # fmt: skip
