"""What is told now, and what is held back: by a mute, by an incident that explains it, or because the database was away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.monitor.alerts.reading import Rule
from dashboard.store.alert_mutes import Mute
from dashboard.store.alerts import Incident

DATABASE, RECOVERING = "database", "recovering"
DATABASE_AWAY = "database_away"  # its own end is told while it still holds back the others
LASTING = ("pending", "firing")


@dataclass(frozen=True, slots=True)
class Situation:
    """What telling depends on beside the incidents. mutes: those in force."""

    rules: Mapping[str, Rule]
    mutes: Sequence[Mute] = ()
    database_away: bool = False


def held_by(incident: Incident, all_of_them: Iterable[Incident], situation: Situation) -> str | None:
    """Why nothing is told of the incident now; None when it may be told.

    One whose cause is over is told only if it is still bad: what the cause explained needs a few looks to recover after it.
    """
    if situation.database_away and incident.rule != DATABASE_AWAY:
        return DATABASE
    cause = None if incident.status == "resolved" else cause_of(incident, all_of_them, situation.rules)
    if cause is not None:
        return f"incident:{cause.id}"
    muted = next((mute for mute in situation.mutes if mute.covers(incident.rule)), None)
    if muted is not None:
        return f"mute:{muted.id}"
    return RECOVERING if incident.status == "firing" and incident.good else None


def cause_of(incident: Incident, all_of_them: Iterable[Incident], rules: Mapping[str, Rule]) -> Incident | None:
    """The lasting incident that explains this one; one that is only pending does too, or its consequences would be told first."""
    causes = rules[incident.rule].because_of if incident.rule in rules else ()
    return next((one for one in all_of_them if one.rule in causes and one.status in LASTING), None)


def consequences_of(incident: Incident, all_of_them: Iterable[Incident], rules: Mapping[str, Rule]) -> list[Incident]:
    """The lasting incidents that this one explains."""
    return [
        one
        for one in all_of_them
        if one.status in LASTING and one.rule in rules and incident.rule in rules[one.rule].because_of
    ]


def owes_message(incident: Incident) -> bool:
    """Whether it fired and nothing was told of it."""
    return incident.status in ("firing", "event") and incident.told_at is None


def owes_recovery(incident: Incident) -> bool:
    """Whether it was told, is over, and that was not told."""
    return incident.status == "resolved" and incident.told_at is not None and incident.recovery_told_at is None
