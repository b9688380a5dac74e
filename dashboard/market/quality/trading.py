"""Bars in which nothing happened: a delisted or halted symbol kept alive by a source with zero volume and the last price."""

from __future__ import annotations

import numpy as np

from dashboard.market.quality.docket import BoolArray, Docket

FEWEST_ROWS = 20
DEAD = 0.5  # share of rows without trades above which the rest is no series either


def judge_trading(docket: Docket) -> None:
    """Set aside stocks' rows without volume and without range, and all rows of a symbol that consists mostly of such.

    A row without a trade is no bar: left in, it counts as "unchanged", pulls the range and the volume averages down, and keeps a
    delisted company in the universe. An index has no volume of its own and an old one no range, so only stocks are judged, and
    only those that have a volume at all. Zero volume with a range stays (a reverse-split fund's volume rounds to 0).
    """
    bars = docket.bars
    idle = (bars.volume == 0) & docket.standing
    if not idle.any():
        return
    symbols = len(bars.symbols)
    has_volume = np.bincount(bars.code, weights=bars.volume > 0, minlength=symbols) > 0
    idle &= docket.of_kind("stock") & has_volume[bars.code] & _flat(docket)
    rows_in = np.bincount(bars.code, weights=docket.standing, minlength=symbols)
    dead = (np.bincount(bars.code, weights=idle, minlength=symbols) > DEAD * rows_in) & (rows_in >= FEWEST_ROWS)
    rows = np.flatnonzero(idle)
    docket.set_aside(rows, "no_trades", [f"volume 0 and no range at {close:g}" for close in bars.close[rows]])
    rest = np.flatnonzero(dead[bars.code] & docket.standing)
    docket.set_aside(rest, "dead_ticker", "most of the symbol's rows have no trades")


def _flat(docket: Docket) -> BoolArray:
    """Bool [R]: open, high and low equal the close or are missing."""
    close = docket.bars.close
    flat = np.ones(len(close), dtype=bool)
    for column in ("open", "high", "low"):
        values = docket.value(column)
        flat &= np.isnan(values) | (values == close)
    return flat
