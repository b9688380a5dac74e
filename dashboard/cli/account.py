"""flask account show|set|history: the account that sizes rest on, validated as the page and the API validate it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.runtime.desk import Desk

account = AppGroup("account", help="The account that sizes rest on: equity, risk, caps, lots.")

EXAMPLE = "This is an example account: every size says so until `flask account set equity=…` makes it yours."


@account.command("show")
def show() -> None:
    """Every setting and its value."""
    from dashboard.store.account import read_account

    try:
        with _desk().store.read() as connection:
            found = read_account(connection)
    except DashboardError as error:
        raise click.ClickException(str(error)) from error
    if found.is_example:
        click.echo(EXAMPLE)
    for name, value in found.settings().items():
        click.echo(f"{name:<22}{shown(name, value)}")


@account.command("set")
@click.argument("changes", nargs=-1, required=True, metavar="NAME=VALUE…")
def set_account(changes: tuple[str, ...]) -> None:
    """Change settings: equity=250000 risk_per_trade_pct=0.5 gross_caps_pct.choppy=50 lot_sizes.NIFTY=75 (empty takes an entry out)."""
    from dashboard.market.account import differences
    from dashboard.store.account import change_account

    desk = _desk()
    try:
        before, after = change_account(desk.store, _pairs(changes), "cli", desk.now().isoformat(timespec="seconds"))
    except DashboardError as error:
        raise click.ClickException(str(error)) from error
    found = differences(before, after)
    for name, values in found.items():
        click.echo(_change(name, *values))
    if before.is_example:
        click.echo("The account is yours now; what was not named stays as the example has it.")
    elif not found:
        click.echo("Nothing changed: these are the settings in force.")


@account.command("history")
def history() -> None:
    """Every change: when, by whom, and each setting before and after."""
    from dashboard.store.account import account_history

    try:
        changes = account_history(_desk().store)
    except DashboardError as error:
        raise click.ClickException(str(error)) from error
    if not changes:
        click.echo(EXAMPLE)
    for change in changes:
        click.echo(f"{change.at}  by {change.by}")
        for name, values in change.differences.items():
            click.echo(f"  {_change(name, *values)}")


def shown(name: str, value: Any) -> str:
    """A setting as text."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {each:g}" for key, each in value.items()) or "none"
    if value is None:
        return "as the regime's policy says"
    if isinstance(value, float):
        return f"{value:,.10g}"
    return str(value)


def _change(name: str, before: Any, after: Any) -> str:
    return f"{name:<22}{shown(name, before)} -> {shown(name, after)}"


def _pairs(changes: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or name in pairs:
            why = "is named twice" if equals else "has no ="
            raise click.ClickException(f"{change!r} {why}; write each setting once, like equity=250000.")
        pairs[name] = value
    return pairs


def _desk() -> Desk:
    return cast("Desk", current_app.extensions["desk"])
