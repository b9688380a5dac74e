"""How long a mute lasts: "2h", "1d12h", "45m", or until a moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dashboard.errors import BadBody
from dashboard.runtime.runner import iso

LONGEST = timedelta(days=30)
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_SPAN = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?")


def ends_at(now: datetime, span: str | None, until: str | None) -> str:
    """When a mute ends, ISO, UTC. One of the two must be given; BadBody says what makes no sense."""
    if (span is None) == (until is None):
        raise BadBody('Say either for how long ("2h", "1d12h", "45m") or until when ("2026-01-31T08:00Z").')
    end = now + _duration(span) if span is not None else _moment(until or "")
    if not now < end <= now + LONGEST:
        raise BadBody(
            f"A mute ends in the future, and within {LONGEST.days} days: what is forgotten would hide the next failure."
        )
    return iso(end.astimezone(UTC))


def _duration(text: str) -> timedelta:
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None or not any(found.groups()):
        raise BadBody(f'{text[:40]!r} is no span of time; write it like "2h", "1d12h" or "45m".')
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadBody(f'{text[:40]!r} is no moment; write it like "2026-01-31T08:00Z".') from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
