"""flask market import|demo|sync|status|export|copy: bring a market in, look at it, take it out, move it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from flask import current_app
from flask.cli import AppGroup

from dashboard.cli.progress import in_one_sentence, row_bar, step_bar

if TYPE_CHECKING:
    from dashboard.runtime.desk import Desk
    from dashboard.runtime.ingest import ImportReport
    from dashboard.store.status import Status

market = AppGroup("market", help="The market in the database: import, demo, sync, status, export, copy.")

NAMED = 12  # symbols or files that a line names before it says "and n more"


@market.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and check everything, store nothing.")
def import_market(path: Path, dry_run: bool) -> None:
    """Import a market folder, or what changed in it since the last time; a single file of bars will do."""
    from dashboard.runtime.ingest import import_folder

    desk = _desk()
    with in_one_sentence(), step_bar(f"Importing {path.name}") as on_progress:
        report = import_folder(
            desk.store, path, desk.intake.calendar_for, desk.now(), progress=on_progress, dry_run=dry_run
        )
    _print_report(report)
    if not dry_run and not (report.stored or report.unchanged or report.skipped):
        raise click.ClickException("nothing could be stored; the lines above say why, file by file")


@market.command("demo")
@click.option("--symbols", type=click.IntRange(25, 5000), help="How many stocks.")
@click.option("--sessions", type=click.IntRange(300, 10_000), help="How many sessions, up to the last closed one.")
@click.option("--seed", type=click.IntRange(0), help="Another seed, another market.")
def make_demo(symbols: int | None, sessions: int | None, seed: int | None) -> None:
    """Make the demo market, or continue it to the last closed session."""
    from dashboard.runtime.ingest import import_demo

    desk = _desk()
    usual = desk.intake.demo
    with in_one_sentence(), step_bar("Making the demo market") as on_progress:
        report = import_demo(
            desk.store,
            desk.intake.calendar_for,
            desk.now(),
            symbols=usual.symbols if symbols is None else symbols,
            sessions=usual.sessions if sessions is None else sessions,
            seed=usual.seed if seed is None else seed,
            progress=on_progress,
        )
    _print_report(report)


@market.command("sync")
@click.option("--provider", type=click.Choice(("yahoo", "drop")), default="yahoo", show_default=True)
@click.option("--from", "folder", type=click.Path(path_type=Path), help="The folder of --provider drop.")
def sync_market(provider: str, folder: Path | None) -> None:
    """Bring every symbol up to the last session whose data are due; what cannot be believed is refused by name."""
    from dashboard.runtime.ingest.sync import sync
    from dashboard.runtime.syncing import open_provider
    from dashboard.store.markets import load_market

    desk = _desk()
    with in_one_sentence():
        held = load_market(desk.store)
        if held is None or held.demo:
            raise click.ClickException("There is no market of yours to sync: run `flask market import PATH` first.")
        source = open_provider(provider, folder, desk.panels.cache_folder)
        moment = desk.now()
        with step_bar(f"Syncing from {source.title}") as on_progress:
            settled = moment - desk.market_clock.settling
            report = sync(desk.store, source, desk.intake.calendar_for(held.calendar), moment, settled, on_progress)
    _print_report(report)


@market.command("status")
def show_status() -> None:
    """Symbols, sessions, gaps, stale symbols, and what is kept aside for which reason."""
    from dashboard.store.status import status

    with in_one_sentence():
        found = status(_desk().store)
    if found.market is None:
        raise click.ClickException(
            "The database is empty: run `flask market import PATH` or `flask market demo` first."
        )
    _print_status(found)


@market.command("export")
@click.argument("path", type=click.Path(path_type=Path))
def export_market(path: Path) -> None:
    """Write the market as a folder that imports back bit for bit."""
    from dashboard.runtime.export import export_market as export

    with in_one_sentence():
        for file in export(_desk().store, path):
            click.echo(f"Written: {file}")


@market.command("copy")
@click.option("--to", "url", required=True, help="URL of the other database, such as postgresql://user@host/name.")
def copy_market(url: str) -> None:
    """Copy the whole database to another one, which must hold no market yet: from SQLite to PostgreSQL, or back."""
    from dashboard.store.engine import open_store
    from dashboard.store.markets import load_market
    from dashboard.store.transfer import count_rows, transfer
    from dashboard.store.upgrade import upgrade

    source = _desk().store
    with in_one_sentence():
        target = open_store(url)
        upgrade(target)
        held = load_market(target)
        if held is not None:
            raise click.ClickException(f"The database {target.where} holds {held.name} already; name an empty one.")
        with row_bar("Copying", count_rows(source)) as on_rows:
            done = transfer(source, target, on_rows)
        target.close()
    for table, rows in done.rows.items():
        click.echo(f"{table:<28}{rows:>12,}")
    click.echo(f"Copied and compared: {done.all_rows:,} rows. Start with DATABASE_URL={target.where} from now on.")


def _desk() -> Desk:
    return cast("Desk", current_app.extensions["desk"])


def _print_report(report: ImportReport) -> None:
    for note in report.notes:
        click.echo(note)
    for file in report.refused:
        click.echo(f"Refused: {file.path}: {file.refused}")
    if report.skipped:
        click.echo(f"Unchanged since the last import: {report.skipped} of {len(report.files)} files.")
    click.echo(f"{'read':<28}{report.read:>12,}")
    click.echo(f"{'would be stored' if report.dry_run else 'stored':<28}{report.stored:>12,}")
    click.echo(f"{'unchanged':<28}{report.unchanged:>12,}")
    click.echo(f"{'quarantined':<28}{report.quarantined:>12,}")
    _print_reasons(report.quarantined_by_reason)
    if report.special_sessions:
        click.echo(f"Special sessions: {', '.join(str(day) for day in report.special_sessions)}.")
    click.echo(f"{report.seconds:.1f} s, {report.rows_per_second:,.0f} rows/s")


def _print_status(found: Status) -> None:
    assert found.market is not None
    click.echo(f"{found.market.name}{'   DEMO DATA' if found.market.demo else ''}")
    rows = {
        "symbols": f"{found.symbols:,}",
        "sessions": f"{found.sessions:,}",
        "first session": str(found.first_session),
        "last session": str(found.last_session),
        "bars": f"{found.bars:,}",
        "gaps": f"{found.gaps:,}",
        "stale symbols": _named(found.stale),
        "symbols without bars": _named(found.without_bars),
        "quarantined": f"{sum(found.quarantine.values()):,}",
    }
    if found.forming is not None:
        rows["running session"] = (
            f"{found.forming.session}  ({found.forming.symbols:,} symbols at {found.forming.received_at})"
        )
    for label, value in rows.items():
        click.echo(f"{label:<28}{value:>12}")
    _print_reasons(found.quarantine)
    for path, sentence in found.refused.items():
        click.echo(f"Refused: {path}: {sentence}")


def _named(symbols: tuple[str, ...]) -> str:
    if not symbols:
        return "0"
    more = f" and {len(symbols) - NAMED} more" if len(symbols) > NAMED else ""
    return f"{len(symbols):,}  ({', '.join(symbols[:NAMED])}{more})"


def _print_reasons(by_reason: dict[str, int]) -> None:
    from dashboard.market.quality.reasons import REASONS

    for reason, rows in by_reason.items():
        click.echo(f"  {reason:<26}{rows:>12,}  {REASONS.get(reason, '')}")
