"""What /api/alerts and `flask alert list` tell: what fires, what did, who was told, what is muted, what is configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from dashboard.monitor.alerts.dead_man import DeadMan
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.reading import Rule
from dashboard.store.alert_mutes import Mute, mutes_in_force, past_mutes
from dashboard.store.alert_outbox import Parcel, recent_parcels
from dashboard.store.alerts import Incident, evaluated_at, open_incidents, past_incidents

MOST_PARCELS = 500  # searched for those of the incidents shown
NEVER_SHOWN = ("claim", "bad", "good", "flaps", "held_by")


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter. None: any."""

    rule: str | None = None
    severity: str | None = None
    subject: str | None = None
    limit: int = 50


def report(
    connection: Connection,
    at: str,
    asked: Asked,
    rules: Sequence[Rule],
    channels: Sequence[Channel],
    dead_man: DeadMan | None,
) -> dict[str, Any]:
    """Everything of one moment."""
    where = {"rule": asked.rule, "severity": asked.severity, "subject": asked.subject}
    lasting, mutes = open_incidents(connection), mutes_in_force(connection, at)
    parcels = recent_parcels(connection, MOST_PARCELS)
    titles = {rule.key: rule.title for rule in rules}
    shown = [
        one for one in lasting if all(value is None or getattr(one, name) == value for name, value in where.items())
    ]
    past = past_incidents(connection, asked.limit, **where)
    return {
        "evaluated_at": evaluated_at(connection),
        "rules": [_rule(rule, lasting, mutes) for rule in rules],
        "open": [incident_json(one, titles, parcels) for one in shown],
        "past": [incident_json(one, titles, parcels) for one in past],
        "mutes": [asdict(mute) for mute in mutes],
        "past_mutes": [asdict(mute) for mute in past_mutes(connection, at)],
        "deliveries": [_parcel(parcel) for parcel in parcels[: asked.limit]],
        "channels": [_channel(channel, parcels) for channel in channels],
        "dead_man": _dead_man(dead_man),
    }


def incident_json(one: Incident, titles: Mapping[str, str], parcels: Sequence[Parcel]) -> dict[str, Any]:
    """One incident with its deliveries."""
    kept = {name: value for name, value in asdict(one).items() if name not in NEVER_SHOWN}
    told = [_parcel(parcel) for parcel in parcels if one.id in parcel.incidents]
    return {**kept, "title": titles.get(one.rule, one.rule), "held_by": _hold(one), "deliveries": told}


def _hold(one: Incident) -> dict[str, Any] | None:
    """What keeps it from being told: a mute or an incident by its id, the database, or its own recovery."""
    if one.held_by is None:
        return None
    kind, _, number = one.held_by.partition(":")
    return {"kind": kind, "id": int(number) if number else None}


def _rule(rule: Rule, lasting: Sequence[Incident], mutes: Sequence[Mute]) -> dict[str, Any]:
    states = {one.status for one in lasting if one.rule == rule.key}
    return {
        "key": rule.key, "title": rule.title, "severity": rule.severity, "meaning": rule.meaning, "because_of": list(rule.because_of),
        "state": next((state for state in ("firing", "pending") if state in states), "ok"),
        "muted": any(mute.covers(rule.key) for mute in mutes),
    }  # fmt: skip


def _parcel(parcel: Parcel) -> dict[str, Any]:
    names = ("key", "channel", "kind", "created_at", "attempts", "next_at", "delivered_at", "given_up_at", "trouble")
    return {
        **{name: getattr(parcel, name) for name in names},
        "title": parcel.message["title"],
        "incidents": list(parcel.incidents),
    }


def _channel(channel: Channel, parcels: Sequence[Parcel]) -> dict[str, Any]:
    """How one channel does: what waits, when it last took something, and why its last attempt failed if it did."""
    its = [parcel for parcel in parcels if parcel.channel == channel.name]
    delivered = (parcel.delivered_at for parcel in its if parcel.delivered_at)
    trouble = next((parcel.trouble for parcel in its if parcel.attempts), None)
    waiting = sum(parcel.next_at is not None for parcel in its)
    return {
        "name": channel.name,
        "kind": channel.kind,
        "waiting": waiting,
        "last_delivered_at": max(delivered, default=None),
        "trouble": trouble,
    }


def _dead_man(dead_man: DeadMan | None) -> dict[str, Any] | None:
    """What this process asked last; None where it is not configured."""
    if dead_man is None:
        return None
    return {"last_at": dead_man.last_at, "last_verdict": dead_man.last_verdict, "trouble": dead_man.trouble}
