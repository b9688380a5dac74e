"""Who belongs to the market: each stock's sector, and from when to when it is listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import IntArray, SessionArray
from dashboard.market.panel import Panel

UNKNOWN_SECTOR = "Unknown"
_ALWAYS = np.datetime64("0001-01-01", "D")
_NEVER = np.datetime64("9999-12-31", "D")


@dataclass(frozen=True)
class Universe:
    """The S stocks. sectors: the G groups' names, by name, "Unknown" last; () when no sector is known (then G is 1).

    sector: int64 [S], each stock's group. listed, delisted: datetime64[D] [S], or None where the market knows no dates.
    """

    sectors: tuple[str, ...]
    sector: IntArray
    listed: SessionArray | None
    delisted: SessionArray | None

    @property
    def groups(self) -> int:
        """G, the number of groups that are counted."""
        return max(len(self.sectors), 1)

    def by_sector(self) -> tuple[IntArray, IntArray]:
        """order, int64 [S]: the stocks sector by sector; bounds, int64 [G + 1]: where each sector begins in it."""
        bounds = np.concatenate([[0], np.cumsum(np.bincount(self.sector, minlength=self.groups))])
        return np.argsort(self.sector, kind="stable"), bounds

    def listed_rows(self, sessions: SessionArray) -> tuple[IntArray, IntArray]:
        """First and last row of each stock's listing, int64 [S], or [0] without dates; the last may lie before the first."""
        if self.listed is None or self.delisted is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        first = np.searchsorted(sessions, self.listed, side="left")
        last = np.searchsorted(sessions, self.delisted, side="right") - 1
        return first, last

    def members(self, sessions: SessionArray) -> IntArray:
        """How many stocks of each group are listed at each session, int64 [T, G]."""
        rows, groups = len(sessions), self.groups
        if self.listed is None:
            return np.broadcast_to(np.bincount(self.sector, minlength=groups), (rows, groups))
        first, last = self.listed_rows(sessions)
        known = first <= last
        come = np.bincount((first * groups + self.sector)[known], minlength=(rows + 1) * groups)
        go = np.bincount(((last + 1) * groups + self.sector)[known], minlength=(rows + 1) * groups)
        return np.cumsum((come - go).reshape(-1, groups), axis=0)[:rows]


def universe_of(panel: Panel) -> Universe:
    """The panel's stocks. Without listing dates the universe is today's list at every session (survivorship)."""
    named = sorted({sector for sector in panel.sectors if sector})
    names = (*named, UNKNOWN_SECTOR) if named and not all(panel.sectors) else tuple(named)
    place = {name: g for g, name in enumerate(names)}
    sector = np.array([place.get(name or UNKNOWN_SECTOR, 0) for name in panel.sectors], dtype=np.int64)
    if not panel.knows_listings:
        return Universe(names, sector, None, None)
    stocks = panel.instruments[: panel.stocks]
    listed = np.array([_ALWAYS if i.listed is None else i.listed for i in stocks], dtype="datetime64[D]")
    delisted = np.array([_NEVER if i.delisted is None else i.delisted for i in stocks], dtype="datetime64[D]")
    return Universe(names, sector, listed, delisted)
