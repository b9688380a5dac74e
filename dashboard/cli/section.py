"""flask section list|refresh|show: the sections from the command line, computed in this process from the store."""

from __future__ import annotations

from typing import cast

import click
import orjson
from flask import current_app
from flask.cli import AppGroup

from dashboard.runtime.desk import Desk

section = AppGroup("section", help="List, compute and show the sections.")


def _desk() -> Desk:
    return cast(Desk, current_app.extensions["desk"])


def _known(desk: Desk, key: str) -> None:
    if key not in desk.board:
        raise click.ClickException(
            f"There is no section {key!r}; there are: {', '.join(s.key for s in desk.sections)}."
        )


@section.command("list")
def list_sections() -> None:
    """Every section, its question, and the session of its last good figures."""
    desk = _desk()
    for one in desk.sections:
        entry = desk.board[one.key]
        as_of = next((p.as_of for p in entry.publications.values()), "never computed")
        click.echo(f"{one.key:<12}{as_of:<16}{one.question}")


@section.command("refresh")
@click.argument("key")
def refresh(key: str) -> None:
    """Compute one section now and keep its figures."""
    desk = _desk()
    _known(desk, key)
    desk.lease.acquire()  # where the server holds it, the server keeps the figures and this only computes
    _compute(desk, key)
    click.echo(f"{key}: {desk.board[key].last_seconds:.2f} s")


@section.command("show")
@click.argument("key")
@click.option("--as-of", metavar="DATE", help="The figures as that session's close allowed to know them.")
@click.option("--endpoint", help="Which of the section's endpoints; the first one unless told.")
def show(key: str, as_of: str | None, endpoint: str | None) -> None:
    """Print one endpoint's answer as JSON."""
    desk = _desk()
    _known(desk, key)
    _compute(desk, key)
    names = [e.name for e in desk.section(key).endpoints]
    if endpoint is not None and endpoint not in names:
        raise click.ClickException(f"Section {key} has no endpoint {endpoint!r}; there are: {', '.join(names)}.")
    path = f"/api/{key}/{endpoint or names[0]}"
    answer = current_app.test_client().get(path, query_string={"as_of": as_of} if as_of else {})
    if answer.status_code >= 400:
        raise click.ClickException(answer.get_json(force=True)["detail"])
    click.echo(orjson.dumps(answer.get_json(), option=orjson.OPT_INDENT_2).decode())


def _compute(desk: Desk, key: str) -> None:
    desk.watch()
    if desk.panel is None:
        raise click.ClickException(
            "The store holds no bars yet: run `flask market import PATH` or `flask market demo` first."
        )
    desk.warm_up.wait_for(key)
    outcome = desk.refresh(key)
    if outcome is not None and outcome.reason is not None:
        raise click.ClickException(outcome.reason)
