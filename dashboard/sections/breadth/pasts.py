"""The past of those figures of breadth that are no series of the result: the label, and what sectors had."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.section import Result, Trace
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.coverage import compared, covered, percent, where
from dashboard.sections.breadth.labels import codes_of
from dashboard.sections.breadth.record import record_of


def label_code(result: Result, t: int, _of: str | None) -> FloatArray:
    """The label's place in LABELS, NaN without one."""
    codes = codes_of(result.series["score"][: t + 1])
    return np.where(codes < 0, np.nan, codes)


def sectors(result: Result) -> Sequence[str]:
    """The sectors that the universe names."""
    return record_of(result).sectors


def sector_share(column: int) -> Trace:
    """The share of a sector's symbols above one of the averages, in percent; of all symbols without one."""

    def trace(result: Result, t: int, of: str | None) -> FloatArray:
        counts, members, least = _counts(result, t, of)
        valid, above = counts[:, at.VALID_SMA[column]], counts[:, at.ABOVE_SMA[column]]
        return where(covered(valid, members, *least), percent(above, valid))

    return trace


def sector_return(column: int, valid: int) -> Trace:
    """The median return of a sector's symbols, in percent; there is none of all symbols."""

    def trace(result: Result, t: int, of: str | None) -> FloatArray:
        if of is None:
            return np.full(t + 1, np.nan)
        counts, members, least = _counts(result, t, of)
        medians = record_of(result).medians[: t + 1, sectors(result).index(of), column]
        return where(covered(counts[:, valid], members, *least), 100.0 * medians)

    return trace


def sector_balance(result: Result, t: int, of: str | None) -> FloatArray:
    """100 · (advances − declines) / those compared, of a sector, or of all symbols without one."""
    counts, members, least = _counts(result, t, of)
    both = compared(counts)
    return where(covered(both, members, *least), percent(counts[:, at.ADVANCES] - counts[:, at.DECLINES], both))


def _counts(result: Result, t: int, of: str | None) -> tuple[IntArray, IntArray, tuple[int, ...]]:
    """Counts [t + 1, COUNTS] and members [t + 1] of a sector, and the fewest symbols it needs; the market's own without one."""
    record = record_of(result)
    if of is None:
        return record.total[: t + 1], record.sector_members[: t + 1].sum(axis=1), ()
    g = record.sectors.index(of)
    return record.by_sector[: t + 1, g], record.sector_members[: t + 1, g], (1,)
