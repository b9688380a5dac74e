"""From a section's result to its publications: every endpoint's figures for the newest session, checked and serialised once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from dashboard.errors import ComputeFailed
from dashboard.market.panel import Panel
from dashboard.runtime.board import Publication
from dashboard.runtime.encode import digest, encode
from dashboard.section import Endpoint, Result, Section

RECENT_SESSIONS = 5
SAME_COVERAGE = 0.95


def publications(
    section: Section, panel: Panel, result: Result, last_good: Result | None, computed_at: str
) -> Mapping[str, Publication]:
    """One publication per endpoint that the card shows; ComputeFailed when the result cannot be shown."""
    check(section, panel, result, last_good)
    shown = (endpoint for endpoint in section.endpoints if endpoint.on_card)
    return MappingProxyType({e.name: _publication(section, e, result, computed_at) for e in shown})


def check(section: Section, panel: Panel, result: Result, last_good: Result | None = None) -> None:
    """ComputeFailed when the result does not describe the panel's sessions, or its headline went NaN without a loss of coverage."""
    if not isinstance(result, Result):
        raise ComputeFailed(f"Section {section.key} returned {type(result).__name__} instead of a Result.")
    if result.unavailable is not None:
        return
    length = len(panel.sessions)
    for name, values in (("sessions", result.sessions), ("valid", result.valid), *result.series.items()):
        if len(values) != length:
            raise ComputeFailed(f"Section {section.key}: {name} has {len(values)} sessions instead of {length}.")
    if any(_lost(section.headline, result, known) for known in (result, last_good) if known is not None):
        raise ComputeFailed(
            f"Section {section.key}: {section.headline} is NaN at the last session although its coverage is not."
        )


def _lost(headline: str, result: Result, known: Result) -> bool:
    """Whether the headline is NaN now although it was a number lately, in `known`, at no better coverage."""
    if known.unavailable is not None or not np.isnan(result.series[headline][-1]):
        return False
    finite = np.isfinite(known.series[headline][-RECENT_SESSIONS:])
    return bool(finite.any()) and result.valid[-1] >= SAME_COVERAGE * known.valid[-RECENT_SESSIONS:][finite].max()


def _publication(section: Section, endpoint: Endpoint, result: Result, computed_at: str) -> Publication:
    if result.unavailable is not None:
        return Publication(
            section.key, endpoint.name, "", computed_at, 0, 0, result.unavailable, b"null", digest(result.unavailable)
        )
    last = len(result.sessions) - 1
    rows_or_index = last if endpoint.kind == "point" else slice(0, last + 1)
    data = encode(endpoint.figures(result, rows_or_index))
    as_of = result.labels[last]
    return Publication(
        section.key,
        endpoint.name,
        as_of,
        computed_at,
        int(result.valid[last]),
        int(result.members[last]),
        None,
        data,
        digest(as_of, data),
    )
