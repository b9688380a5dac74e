"""The life of an incident, as a pure function: pending, firing, resolved.

1. A bad look opens a pending incident; so many in a row as its reading needs make it fire. A good one before that ends it unheard.
2. A firing one ends after several good looks in a row; one bad look between them begins the count anew.
3. One that comes back soon after its end needs twice as many good looks each time, so that what flaps is told a few times, not for ever.
4. A look that can say nothing changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dashboard.monitor.alerts.reading import Reading, Rule
from dashboard.store.alerts import Incident

MOST_FLAPS = 5
GONE = "It is not watched any more."

Watched = tuple[str, str]
"""A rule's key and a subject."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one evaluation does to the incidents. live: new, changed and unchanged ones; dropped: ended before they fired."""

    live: tuple[Incident, ...]
    dropped: tuple[Incident, ...]


def step(
    lasting: Iterable[Incident], readings: Mapping[Watched, tuple[Rule, Reading]], flaps: Mapping[Watched, int], at: str
) -> Step:
    """Every lasting incident and every reading of a state, one look on. flaps: how often a subject came back shortly before."""
    before = {(one.rule, one.subject): one for one in lasting}
    live, dropped = [], []
    for watched in [*before, *(new for new in readings if new not in before)]:
        known = before.get(watched)
        after = (
            _gone(known, at)
            if watched not in readings
            else advance(known, *readings[watched], flaps.get(watched, 0), at)
        )
        if after is not None:
            live.append(after)
        elif known is not None:
            dropped.append(known)
    return Step(tuple(live), tuple(dropped))


def advance(incident: Incident | None, rule: Rule, reading: Reading, flaps: int, at: str) -> Incident | None:
    """The incident after one look; None where there is none, or none any more."""
    if reading.verdict == "unknown":
        return incident
    if reading.verdict == "bad":
        return _bad(incident or opened(rule, reading, flaps, at), reading, at)
    return None if incident is None else _good(incident, rule, reading, at)


def opened(rule: Rule, reading: Reading, flaps: int, at: str) -> Incident:
    """A pending incident that no look counts towards yet."""
    return Incident(
        rule.key, reading.subject, rule.severity, "pending", reading.sentence, at, claim=f"{rule.key}/{reading.subject}",
        session=reading.session, flaps=flaps,
    )  # fmt: skip


def event(rule: Rule, reading: Reading, at: str) -> Incident:
    """Something that happened once: it fires and has no end."""
    return Incident(
        rule.key, reading.subject, rule.severity, "event", reading.sentence, at, claim=claim_of(rule, reading), session=reading.session,
        fired_at=at,
    )  # fmt: skip


def claim_of(rule: Rule, reading: Reading) -> str:
    """The name under which an event is told once for ever."""
    return f"{rule.key}/{reading.subject}/{reading.event}"


def _bad(incident: Incident, reading: Reading, at: str) -> Incident:
    told = replace(incident, sentence=reading.sentence, session=reading.session, good=0)
    if incident.status == "firing":
        return told
    count = incident.bad + 1 if reading.count is None else reading.count
    if count < reading.needs:
        return replace(told, bad=count)
    return replace(told, bad=count, status="firing", fired_at=at)


def _good(incident: Incident, rule: Rule, reading: Reading, at: str) -> Incident | None:
    if incident.status == "pending":
        return None
    good = incident.good + 1
    if good < rule.clear * 2**incident.flaps:
        return replace(incident, good=good)
    return replace(incident, good=good, status="resolved", resolved_at=at, claim=None, recovery=reading.sentence)


def _gone(incident: Incident | None, at: str) -> Incident | None:
    """A section that is not served any more, a market without a book: nobody will ever say that it is well again."""
    if incident is None or incident.status == "pending":
        return None
    return replace(incident, status="resolved", resolved_at=at, claim=None, recovery=GONE)
