"""The answers of position, under the stored account or one that is only tried out; nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.market.account import Account, validated
from dashboard.section import Result
from dashboard.sections.position.kelly_view import group_table
from dashboard.sections.position.kelly_view import kelly as kelly_of
from dashboard.sections.position.recommendations_view import face as face_of
from dashboard.sections.position.recommendations_view import recommendations as recommendations_of
from dashboard.sections.position.recommendations_view import trade_table
from dashboard.sections.position.record import Record, record_of
from dashboard.sections.position.risk_view import risk as risk_of

HISTORY = (
    "gross_cap_pct", "candidates", "candidates_long", "candidates_short", "outcomes_long", "win_rate_long", "mean_r_long",
    "outcomes_short", "win_rate_short", "mean_r_short",
)  # fmt: skip


def kelly(result: Result, t: int, tried: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the evidence says; tried: settings in place of the stored ones, as text. BadAccount names one that makes no sense."""
    record = record_of(result)
    return kelly_of(record, t, _account(record, tried))


def recommendations(result: Result, t: int, tried: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Sized trades; tried as in `kelly`."""
    record = record_of(result)
    return recommendations_of(record, t, _account(record, tried))


def face(result: Result, t: int) -> dict[str, Any]:
    """Of `recommendations`, what the closed card reads."""
    record = record_of(result)
    return face_of(record, t, record.account)


def risk(result: Result, t: int, tried: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The risk of the book; tried as in `kelly`."""
    record = record_of(result)
    return risk_of(record, t, _account(record, tried))


def kelly_table(result: Result, t: int) -> Mapping[str, list[Any]]:
    """The evidence's groups as columns."""
    record = record_of(result)
    return group_table(record, t, record.account)


def recommendations_table(result: Result, t: int) -> Mapping[str, list[Any]]:
    """The sized trades as columns."""
    record = record_of(result)
    return trade_table(record, t, record.account)


def history(result: Result, rows: slice) -> dict[str, Any]:
    """The gross cap, the candidates and the scan's record as they were known, over the rows."""
    return {"session": result.labels[rows], **{name: result.series[name][rows] for name in HISTORY}}


def _account(record: Record, tried: Mapping[str, str] | None) -> Account:
    """The stored account, with what is tried out; trying does not make the example anyone's own."""
    stored = record.account
    return replace(validated(tried, stored), is_example=stored.is_example) if tried else stored
