"""Small things that tests are built from: tiny panels, sections that do as they are told, clocks that stand still."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from flask import Blueprint

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.section import Endpoint, Result, Section

MARKET = Market(name="Tiny", calendar="XNYS")
MONDAY = np.datetime64("2018-01-29")


def panel(
    closes: list[list[float]], *, revision: str = "r1", lineage: str = "l1", first: np.datetime64 = MONDAY
) -> Panel:
    """A panel of stocks A, B, … with the given closes [T][N] as open, high, low and close, and a volume of 1,000."""
    close = np.array(closes, dtype=np.float64)
    sessions = np.busday_offset(first, np.arange(len(close)), roll="forward").astype("datetime64[D]")
    instruments = tuple(Instrument(symbol=chr(ord("A") + column)) for column in range(close.shape[1]))
    volume = np.where(np.isnan(close), np.nan, 1000.0)
    prices = [frozen(close.copy()) for _ in range(4)]
    return Panel(MARKET, instruments, sessions, *prices, frozen(volume), False, revision, lineage)


def mean_close(a_panel: Panel, _previous: Result | None = None) -> Result:
    """A result with one series: the mean close of each session."""
    counts = np.isfinite(a_panel.close).sum(axis=1)
    total = np.nansum(a_panel.close, axis=1)
    mean = np.divide(total, counts, out=np.full(len(counts), np.nan), where=counts > 0)
    members = np.full(len(counts), a_panel.close.shape[1])
    return Result(a_panel.sessions, {"mean": mean}, counts.astype(np.int64), members.astype(np.int64))


def point(result: Result, t: int) -> dict[str, Any]:
    value = result.series["mean"][t]
    return {"mean": None if np.isnan(value) else float(value)}


def series(result: Result, rows: slice) -> dict[str, Any]:
    return {"session": result.labels[rows], "mean": result.series["mean"][rows]}


def section(compute: Callable[..., Result] = mean_close, key: str = "mean", **changes: Any) -> Section:
    """A section that answers with the mean close, or with whatever `compute` does instead."""
    endpoints = (
        Endpoint("current", "The mean close.", point, table=lambda r, t: {"mean": [r.series["mean"][t]]}),
        Endpoint("history", "The mean close of every session.", series, kind="series"),
    )
    given: dict[str, Any] = {
        "key": key, "title": key.title(), "question": "How high is the mean close?", "order": 9, "refresh_seconds": 60, "compute": compute,
        "headline": "mean", "endpoints": endpoints, "blueprint": Blueprint(key, __name__),
    }  # fmt: skip
    return Section(**(given | changes))


@dataclass
class Clock:
    """A wall clock and a monotonic clock that move only when told."""

    wall: datetime = datetime(2018, 2, 7, 15, 0, tzinfo=UTC)
    seconds: float = 0.0
    ticks: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)
