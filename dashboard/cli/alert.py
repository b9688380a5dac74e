"""flask alert test|list|mute|unmute: whether alerts arrive, what fires, and quiet for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from dashboard.errors import DashboardError, DeliveryFailed

if TYPE_CHECKING:
    from dashboard.monitor.alerts.routes import Office

NOTHING = (
    "No channel is configured, so alerts are only recorded (/health shows them). Set ALERT_WEBHOOKS, ALERT_SMTP_URL with ALERT_MAIL_TO, "
    "or ALERT_URLS."
)

alert = AppGroup("alert", help="Alerts: try the channels, see what fires, mute.")


@alert.command("test")
def test() -> None:
    """Send a test message through every channel now, and say what became of it; fails if any of them does."""
    from uuid import uuid4

    from dashboard.monitor.alerts.message import test_message

    office = _office()
    if not office.channels:
        raise click.ClickException(NOTHING)
    message = _told(lambda: test_message(office.letterhead(), f"test-{uuid4().hex[:12]}"))
    failures = [_sent(channel, message) for channel in office.channels].count(False)
    if failures:
        raise click.ClickException(f"{failures} of {len(office.channels)} channels did not take it.")


@alert.command("list")
@click.option("--rule", help="Of this rule only.")
@click.option(
    "--past", "number", default=10, show_default=True, type=click.IntRange(0, 500), help="How many past incidents."
)
def list_alerts(rule: str | None, number: int) -> None:
    """What fires now, what did, the mutes and the channels."""
    from dashboard.monitor.alerts.report import Asked
    from dashboard.monitor.alerts.routes import asked_of

    office = _office()
    asked = _told(lambda: asked_of({} if rule is None else {"rule": rule}))
    report = _told(lambda: office.report(Asked(asked.rule, limit=number or 1)))
    click.echo(f"Last look: {report['evaluated_at'] or 'none yet'}")
    _print("Now", report["open"] or ["nothing"])
    _print("Before", report["past"][:number])
    _print(
        "Muted",
        [
            f"{mute['rule'] or 'everything'} until {mute['until']} (id {mute['id']}) {mute['reason']}"
            for mute in report["mutes"]
        ],
    )
    _print("Channels", [_channel(channel) for channel in report["channels"]] or [NOTHING])


@alert.command("mute")
@click.option("--rule", help="This rule only; every rule unless given.")
@click.option("--for", "span", help='How long: "45m", "2h", "1d12h".')
@click.option("--until", help="Or until when, ISO.")
@click.option("--reason", default="", help="Why, for the history.")
def mute_alerts(rule: str | None, span: str | None, until: str | None, reason: str) -> None:
    """Tell nothing for a while; what is found is recorded, and told at the end if it still fires."""
    from dashboard.monitor.alerts.routes import asked_of
    from dashboard.monitor.alerts.span import ends_at
    from dashboard.runtime.runner import iso
    from dashboard.store.alert_mutes import mute

    office = _office()
    now = office.now()
    asked = _told(lambda: asked_of({} if rule is None else {"rule": rule}))
    end = _told(lambda: ends_at(now, span, until))
    number = _told(lambda: mute(office.store, asked.rule, end, reason=reason, at=iso(now), by="cli"))
    click.echo(f"{rule or 'Everything'} is muted until {end}; `flask alert unmute {number}` ends it.")


@alert.command("unmute")
@click.argument("number", type=int, required=False)
@click.option("--rule", help="The mutes of this rule.")
def unmute_alerts(number: int | None, rule: str | None) -> None:
    """End the mute of that id, those of a rule, or all."""
    from dashboard.runtime.runner import iso
    from dashboard.store.alert_mutes import unmute

    office = _office()
    ended = _told(lambda: unmute(office.store, iso(office.now()), number=number, rule=rule))
    click.echo(f"{ended} mute{'' if ended == 1 else 's'} ended.")


def _sent(channel: Any, message: Any) -> bool:
    """Whether the channel took it, told in one line."""
    from dashboard.monitor.alerts.delivery.line import within
    from dashboard.monitor.alerts.sender import DELIVERY_SECONDS

    try:
        within(DELIVERY_SECONDS, lambda line: channel.send(message, line))
    except DeliveryFailed as error:
        click.echo(f"{channel.name:<32}failed: {error}")
        return False
    click.echo(f"{channel.name:<32}delivered")
    return True


def _print(title: str, lines: list[Any]) -> None:
    if lines:
        click.echo(f"\n{title}")
    for line in lines:
        click.echo(f"  {line if isinstance(line, str) else _incident(line)}")


def _incident(one: dict[str, Any]) -> str:
    held = f" [held back: {one['held_by']['kind']}]" if one["held_by"] and one["told_at"] is None else ""
    end = f" – {one['resolved_at']}" if one["resolved_at"] else ""
    return f"{one['status']:<9}{one['severity']:<9}{one['fired_at'] or one['pending_at']}{end}  {one['sentence']}{held}"


def _channel(channel: dict[str, Any]) -> str:
    last = channel["last_delivered_at"]
    trouble = f"; {channel['trouble']}" if channel["trouble"] else ""
    return f"{channel['name']:<30}{'last delivered ' + last if last else 'nothing delivered yet'}, {channel['waiting']} waiting{trouble}"


def _told(work: Any) -> Any:
    """What it returns; an anticipated failure as one sentence."""
    try:
        return work()
    except DashboardError as error:
        raise click.ClickException(str(error)) from error


def _office() -> Office:
    return cast("Office", current_app.extensions["alerts"])
