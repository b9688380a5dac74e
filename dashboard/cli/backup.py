"""flask backup and flask restore: the whole database as one file, while the server runs."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from dashboard.cli.progress import in_one_sentence, row_bar


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="In a folder: delete all but so many of the newest backups.")
@with_appcontext
def backup(path: Path, keep: int | None) -> None:
    """Write the whole database to PATH, a file, or to a file named by the time in the folder PATH."""
    from dashboard.store.backup import back_up, keep_newest, name_at
    from dashboard.store.transfer import count_rows

    desk = current_app.extensions["desk"]
    in_folder = path.is_dir()
    if keep is not None and not in_folder:
        raise click.UsageError("--keep is for a folder of backups, and PATH is none.")
    with in_one_sentence(), row_bar("Backing up", count_rows(desk.store)) as on_rows:
        written = back_up(desk.store, path / name_at(desk.now()) if in_folder else path, on_rows)
    click.echo(f"Written: {written} ({written.stat().st_size / 1e6:,.1f} MB)")
    for old in keep_newest(path, keep) if keep is not None else ():
        click.echo(f"Deleted: {old}")


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what the database holds without asking.")
@with_appcontext
def restore(path: Path, yes: bool) -> None:
    """Replace everything in the database by the backup PATH; servers that run on it follow by themselves."""
    from dashboard.store.backup import restore as restore_from
    from dashboard.store.markets import load_market

    desk = current_app.extensions["desk"]
    with in_one_sentence():
        market = load_market(desk.store)
        if market is not None and not yes:
            click.confirm(f"The database holds {market.name}; replace all of it?", abort=True)
        rows = restore_from(desk.store, path)
    click.echo(f"Restored: {rows:,} rows.")
