"""flask scan show: the reversal scan of a session, computed in this process from the store, and its record up to that session."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import click
import numpy as np
from flask import current_app
from flask.cli import AppGroup

if TYPE_CHECKING:
    from dashboard.market.panel import Panel
    from dashboard.runtime.desk import Desk
    from dashboard.scanner.record import Record

scan = AppGroup("scan", help="The built-in reversal scan, and what other scanners found.")

SHOWN = ("symbol", "direction", "score", "entry", "stop", "target2", "target3", "risk", "rules")


@scan.command("show")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The scan of the last session up to then."
)
@click.option("--format", "shape", type=click.Choice(["table", "csv"]), default="table", help="How to print the rows.")
@click.option("--limit", type=click.IntRange(1), default=40, help="How many rows of the table to print, best first.")
def show(as_of: datetime | None, shape: str, limit: int) -> None:
    """Print a session's rows, best first, the reading, and the record of the scan as it was known then."""
    from dashboard.scanner.reversal import scan as scan_of

    panel = _panel()
    t = _row(panel, as_of)
    found = scan_of(panel.first(t + 1))
    table = found.table(t)
    if shape == "csv":
        _print_csv(table)
        return
    click.echo(f"{panel.market.name}, {panel.sessions[t]}: {found.longs[t]} long, {found.shorts[t]} short")
    click.echo(f"judged {found.able[t]} of {found.members[t]} stocks, of which {found.traded[t]} traded")
    _print_reading(panel.first(t + 1), found)
    _print_record(panel.first(t + 1), found)
    _print_rows(table, limit)


def _panel() -> Panel:
    desk = cast("Desk", current_app.extensions["desk"])
    desk.watch()
    if desk.panel is None:
        raise click.ClickException(
            "The store holds no bars yet: run `flask market import PATH` or `flask market demo` first."
        )
    return desk.panel


def _row(panel: Panel, as_of: datetime | None) -> int:
    t = len(panel.sessions) - 1 if as_of is None else panel.row(np.datetime64(as_of.date(), "D"))
    if t < 0:
        raise click.ClickException(f"--as-of is before the first session, {panel.sessions[0]}.")
    return t


def _print_csv(table: dict[str, list[Any]]) -> None:
    from dashboard.gateway.csv_text import to_csv

    click.echo(to_csv({**table, "rules": [" ".join(rules) for rules in table["rules"]]}).decode(), nl=False)


def _print_reading(panel: Panel, found: Any) -> None:
    from dashboard.scanner.readings import reading, readings

    told = reading(readings(panel, found), len(panel.sessions) - 1)
    if told is None:
        click.echo("no reading: neither an imported pair of scans nor a stock that could be judged")
        return
    made = f" at {told.at}" if told.at else ""
    click.echo(
        f"reading: {told.long} long, {told.short} short, balance {told.balance:+.2f} ({told.source}, {told.kind}{made})"
    )


def _print_record(panel: Panel, found: Any) -> None:
    from dashboard.scanner.outcomes import outcomes
    from dashboard.scanner.record import record

    for direction, told in record(found, outcomes(found, panel), len(panel.sessions) - 1).items():
        click.echo(f"record, {direction}: {_in_words(told)}")


def _in_words(told: Record) -> str:
    rest = f"{told.not_entered:,} not entered, {told.open:,} open"
    if told.win_rate is None or told.mean_r is None:
        return f"no trade is over yet, {rest}"
    return f"{told.n:,} trades, {100 * told.win_rate:.1f} % won, mean {told.mean_r:+.3f} R, {rest}"


def _print_rows(table: dict[str, list[Any]], limit: int) -> None:
    if table["symbol"]:
        click.echo(f"{'symbol':<12}{'':<7}{'score':>5}{'entry':>12}{'stop':>12}{'2R':>12}{'3R':>12}{'R':>10}  rules")
    for row in list(zip(*[table[name] for name in SHOWN], strict=True))[:limit]:
        symbol, direction, score, *prices, risk, rules = row
        figures = "".join(f"{price:>12,.2f}" for price in prices)
        click.echo(f"{symbol:<12}{direction:<7}{score:>5}{figures}{risk:>10,.2f}  {' '.join(rules)}")
    if len(table["symbol"]) > limit:
        click.echo(f"and {len(table['symbol']) - limit} more; --limit or --format csv shows them")
