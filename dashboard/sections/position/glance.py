"""Position at every session in a figure: the gross exposure that its regime allows the account of today."""

from __future__ import annotations

from dashboard.section import Glance, Result


def glance(result: Result) -> Glance:
    """The cap on gross exposure, percent of equity."""
    return Glance([None] * len(result.sessions), result.series["gross_cap_pct"], unit=" % gross at most")
