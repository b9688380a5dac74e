"""Messages: what the trader reads, one for everything that was found at one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from dashboard.monitor.alerts.reading import Rule
from dashboard.store.alerts import Incident, Severity

Kind = Literal["fired", "resolved", "test"]
GRAVITY: tuple[Severity, ...] = ("info", "warning", "critical")
TITLE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Message:
    """One message as every channel sends it. key: the same on every attempt, so that a receiver can drop a repetition.

    text: plain, one line an incident. link: where to look. incidents: their figures, for programs.
    """

    key: str
    kind: Kind
    severity: Severity
    title: str
    text: str
    link: str
    session: str | None
    market: str | None
    demo: bool
    incidents: tuple[Mapping[str, Any], ...] = ()

    def wire(self) -> dict[str, Any]:
        """As it is stored and sent."""
        return {**asdict(self), "incidents": [dict(one) for one in self.incidents]}


def from_wire(stored: Mapping[str, Any]) -> Message:
    """A message that was stored."""
    return Message(**{**stored, "incidents": tuple(stored["incidents"])})


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every message of one dashboard begins with. identity: the database's; link: its health page."""

    identity: str
    market: str | None
    demo: bool
    link: str


def compose(
    kind: Kind,
    told: Sequence[Incident],
    head: Letterhead,
    rules: Mapping[str, Rule],
    explained: Mapping[int, Sequence[Incident]],
) -> Message:
    """One message of several incidents, the gravest first. explained: by incident id, the incidents that follow from it."""
    ordered = sorted(told, key=lambda one: -GRAVITY.index(one.severity))
    lines = [line for one in ordered for line in _lines(kind, one, explained.get(one.id or 0, ()))]
    numbers = "-".join(str(one.id) for one in sorted(told, key=lambda one: one.id or 0))
    return Message(
        key=f"{head.identity}-{numbers}-{kind}",
        kind=kind,
        severity=ordered[0].severity if kind == "fired" else "info",
        title=_title(kind, ordered, head, rules),
        text="\n".join(lines),
        link=head.link,
        session=next((one.session for one in ordered if one.session), None),
        market=head.market,
        demo=head.demo,
        incidents=tuple(_for_programs(one) for one in ordered),
    )


def test_message(head: Letterhead, key: str) -> Message:
    """What `flask alert test` and the page's button send."""
    title = f"Test from {head.market or 'the market dashboard'}{' (DEMO DATA)' if head.demo else ''}"
    return Message(
        key, "test", "info", title, "Alerts reach you here. Nothing is wrong.", head.link, None, head.market, head.demo
    )


def lasted(start: str, end: str) -> str:
    """The time between two moments in words: "2 h 5 min"."""
    seconds = max(0, int((moment(end) - moment(start)).total_seconds()))  # a clock may be set back
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    parts = [
        f"{days} d" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part) or f"{seconds} s"


def moment(iso: str) -> datetime:
    """A stored time."""
    return datetime.strptime(iso, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _title(kind: Kind, ordered: Sequence[Incident], head: Letterhead, rules: Mapping[str, Rule]) -> str:
    first = rules[ordered[0].rule].title if ordered[0].rule in rules else ordered[0].rule
    what = first if len(ordered) == 1 else f"{first} and {len(ordered) - 1} more"
    state = "Resolved: " if kind == "resolved" else ""
    where = f" · {head.market}" if head.market else ""
    return f"{state}{what}{where}{' (DEMO DATA)' if head.demo else ''}"[:TITLE_LENGTH]


def _lines(kind: Kind, one: Incident, explained: Sequence[Incident]) -> list[str]:
    if kind == "resolved":
        return [
            f"{one.recovery or 'It is over.'} It lasted {lasted(one.pending_at, one.resolved_at or one.pending_at)}."
        ]
    return [one.sentence, *(f"Because of it: {each.sentence}" for each in explained)]


def _for_programs(one: Incident) -> dict[str, Any]:
    names = (
        "id",
        "rule",
        "subject",
        "severity",
        "status",
        "sentence",
        "recovery",
        "session",
        "pending_at",
        "fired_at",
        "resolved_at",
    )
    return {name: getattr(one, name) for name in names}
