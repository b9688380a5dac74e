"""flask trades import|list|forget: closed trades and holdings, from the trader's own lists and what brokers give out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from flask import current_app
from flask.cli import AppGroup

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.market.book import Book, ClosedTrade, Holding, Unmatched
    from dashboard.runtime.desk import Desk
    from dashboard.runtime.ingest.book import BookReport

trades = AppGroup("trades", help="Closed trades and holdings: import, list, forget.")

NAMED = 20  # unmatched executions that a report names before it says "and n more"


@trades.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and match everything, store nothing.")
def import_file(path: Path, dry_run: bool) -> None:
    """Import one file; what it said before is replaced. A file that is none of this market's is refused whole."""
    from dashboard.runtime.ingest.book import NO_MARKET, import_trades
    from dashboard.store.markets import load_market

    desk = _desk()
    try:
        market = load_market(desk.store)
        if market is None:
            raise click.ClickException(NO_MARKET)
        calendar = desk.intake.calendar_for(market.calendar)
        report = import_trades(desk.store, path, calendar, desk.now(), dry_run)
    except DashboardError as error:
        raise click.ClickException(f"{path.name}: {error}") from error
    _print_report(report, dry_run)


@trades.command("list")
@click.option("--limit", type=click.IntRange(1), default=50, help="How many closed trades, the newest ones.")
def list_trades(limit: int) -> None:
    """Print holdings, closed trades and what could not be matched."""
    book = _book()
    _print_holdings(book.holdings)
    _print_trades(book.trades, limit)
    _print_unmatched(book.unmatched)


@trades.command("forget")
@click.argument("file")
def forget(file: str) -> None:
    """Take a file's trades and holdings out of the book; the file itself is not touched."""
    from dashboard.store.book import forget_file, read_files

    store = _desk().store
    try:
        known = forget_file(store, file)
        with store.read() as connection:
            others = ", ".join(read_files(connection)) or "none"
    except DashboardError as error:
        raise click.ClickException(str(error)) from error
    if not known:
        raise click.ClickException(f"No trades came from a file {file!r}; the files are: {others}.")
    click.echo(
        f"Forgotten: {file}. A file that is still in the market folder is taken in again when that is looked at."
    )


def _book() -> Book:
    from dashboard.store.book import read_book

    try:
        with _desk().store.read() as connection:
            return read_book(connection)
    except DashboardError as error:
        raise click.ClickException(str(error)) from error


def _print_report(report: BookReport, dry_run: bool) -> None:
    click.echo(f"{report.path} is {report.layout}.")
    for note in report.notes:
        click.echo(f"Note: {note}.")
    for label, count in (
        ("executions", report.executions),
        ("closed trades", report.closed),
        ("open", report.open),
        ("unmatched", len(report.unmatched)),
    ):
        click.echo(f"{label:<28}{count:>12,}")
    _print_unmatched(report.unmatched)
    if dry_run:
        click.echo("A dry run: nothing was stored.")
    elif not report.changed:
        click.echo("The book holds all of it already.")


def _print_unmatched(unmatched: Iterable[Unmatched]) -> None:
    found = list(unmatched)
    for each in found[:NAMED]:
        click.echo(
            f"Unmatched: {each.source}, line {each.line}: {each.quantity:+,g} {each.symbol} on {each.on}: {each.reason}."
        )
    if len(found) > NAMED:
        click.echo(f"… and {len(found) - NAMED} more.")


def _print_holdings(holdings: Iterable[Holding]) -> None:
    for each in holdings:
        stop = "no stop" if each.stop is None else f"stop {each.stop:g}"
        since = "" if each.opened_on is None else f" since {each.opened_on}"
        click.echo(f"Held: {each.quantity:+,g} {each.symbol} at {each.price:g}, {stop}{since} ({each.source})")


def _print_trades(closed: tuple[ClosedTrade, ...], limit: int) -> None:
    if not closed:
        click.echo("No closed trades: put a trades.csv into the market folder, or run `flask trades import FILE`.")
        return
    click.echo(f"{len(closed):,} closed trades, {sum(each.r is not None for each in closed):,} of them with a stop")
    click.echo(f"{'symbol':<12}{'side':<7}{'quantity':>10}  {'entry':<22}{'exit':<22}{'profit':>14}{'R':>8}")
    for each in closed[-limit:]:
        entry, exit_ = f"{each.entry_on} {each.entry_price:g}", f"{each.exit_on} {each.exit_price:g}"
        r = "" if each.r is None else f"{each.r:+.2f}"
        click.echo(
            f"{each.symbol:<12}{each.side:<7}{each.quantity:>10,g}  {entry:<22}{exit_:<22}{each.profit:>+14,.2f}{r:>8}"
        )


def _desk() -> Desk:
    return cast("Desk", current_app.extensions["desk"])
