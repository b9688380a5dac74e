"""The built-in reversal scan: every stock of a panel judged at every session's close, on its own bars, as known then.

1. The stocks' new bars are turned symbol by symbol (`own_bars`): all of them, or those after the previous scan.
2. `judging` finds the rows, continuing from what the previous scan remembered.
3. Rows are put in order: session, then score, then symbol. Later sessions only ever add rows at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.indicators.own_bars import own_bars
from dashboard.market.bars import IntArray
from dashboard.market.panel import Panel
from dashboard.scanner.columns import Columns, appended
from dashboard.scanner.figures import MEMORY
from dashboard.scanner.hits import Scan
from dashboard.scanner.judging import REMEMBERED, SCORES, Memory, Rows, in_order, pass_over
from dashboard.scanner.rules import VOLUME_BARS

SERIES = ("row", "column", "direction", "rules", "judged", "entry", "stop")
KINDS = (np.int32, np.int32, np.int8, np.uint8, np.uint8, np.float64, np.float64)


def scan(panel: Panel, previous: Scan | None = None) -> Scan:
    """The reversal scan over the panel's T sessions and S stocks; no rows where the market has no stocks.

    previous: the scan of a prefix of this panel (the same lineage); only the sessions after it are judged then, with exactly
    the outcome of judging all.
    """
    before = previous if previous is not None and _is_prefix(previous, panel) else _nothing(panel)
    start = len(before.sessions)
    memory = Memory(*[np.array(part) for part in before.memory])
    found, counts = _judged(panel, start, memory)
    columns = appended(before.columns, len(before), found)
    per_session = np.bincount(found["row"] - start, minlength=len(panel.sessions) - start)
    offsets = np.concatenate([before.offsets, before.offsets[-1] + np.cumsum(per_session)])
    totals = {name: np.concatenate([getattr(before, name), counts[name]]) for name in counts}
    return Scan(
        panel.sessions, panel.symbols[: panel.stocks], **columns.shown(), offsets=offsets, **totals, memory=memory, columns=columns
    )  # fmt: skip


def _judged(panel: Panel, start: int, memory: Memory) -> tuple[dict[str, Any], dict[str, IntArray]]:
    """The rows of the sessions from `start` on, in order, and those sessions' counts; memory is moved on."""
    new = slice(start, None)
    bars = own_bars(*[getattr(panel, name)[new, : panel.stocks] for name in ("open", "high", "low", "close", "volume")])
    listed = _listed(panel)
    counts = [np.zeros(len(panel.sessions) - start, dtype=np.int64) for _ in range(2)]
    found = Rows(*[np.empty(len(bars.close), dtype=kind) for kind in KINDS], *counts)
    many = pass_over(
        bars.high, bars.low, bars.close, bars.volume, bars.rows, bars.starts, listed - start, memory, found
    )
    ordered = Rows(*[np.empty(many, dtype=kind) for kind in KINDS], *counts)
    in_order(found, many, len(counts[0]) * SCORES, ordered)
    rows = dict(zip(SERIES, ordered, strict=False))
    rows["row"] += start
    members = _members(listed, start, len(panel.sessions))
    return rows, {"members": members, "traded": counts[0], "able": counts[1]}


def _listed(panel: Panel) -> IntArray:
    """The first and the last row at which each stock is listed, int64 [2, S]; all rows where that is not known."""
    listed = np.empty((2, panel.stocks), dtype=np.int64)
    listed[0], listed[1] = 0, np.iinfo(np.int64).max // 2
    for column, instrument in enumerate(panel.instruments[: panel.stocks]):
        if instrument.listed is not None:
            listed[0, column] = np.searchsorted(panel.sessions, instrument.listed)
        if instrument.delisted is not None:
            listed[1, column] = np.searchsorted(panel.sessions, instrument.delisted, side="right") - 1
    return listed


def _members(listed: IntArray, start: int, stop: int) -> IntArray:
    """How many stocks are listed at each row from start to stop, int64 [stop − start]."""
    rows = np.arange(start, stop)[:, None]
    return np.asarray(((rows >= listed[0]) & (rows <= listed[1])).sum(axis=1), dtype=np.int64)


def _is_prefix(previous: Scan, panel: Panel) -> bool:
    """Whether the scan is one of these stocks and of the first of these sessions."""
    same = previous.symbols == panel.symbols[: panel.stocks]
    return same and np.array_equal(previous.sessions, panel.sessions[: len(previous.sessions)])


def _nothing(panel: Panel) -> Scan:
    """The scan of no sessions."""
    stocks, none = panel.stocks, np.zeros(0, dtype=np.int64)
    memory = Memory(
        bars=np.full((stocks, len(REMEMBERED), MEMORY), np.nan),
        volumes=np.full((stocks, VOLUME_BARS), np.nan),
        averages=np.zeros((stocks, 3)),
        counts=np.zeros((stocks, 4), dtype=np.int64),
    )
    columns = Columns({name: np.zeros(0, dtype=kind) for name, kind in zip(SERIES, KINDS, strict=True)}, used=0)
    return Scan(
        panel.sessions[:0], panel.symbols[:stocks], **columns.shown(), offsets=np.zeros(1, dtype=np.int64), members=none, traded=none,
        able=none, memory=memory, columns=columns,
    )  # fmt: skip
