"""flask fault list|run: does what is known to go wrong to a desk of its own, and says whether it was survived. Only where FAULTS is set."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from flask import Flask
from flask.cli import AppGroup

if TYPE_CHECKING:
    from dashboard.faults.fault import Fault, Report
    from dashboard.section import Section

REFUSED = (
    "Faults are switched off; set FAULTS=1 to try them. They are done to a small market of their own, never to yours."
)
WIDTHS = (26, 11, 24)


def command(open_app: Callable[..., Flask], sections: tuple[Section, ...], *, enabled: bool) -> click.Group:
    """The group. open_app: the composition root. sections: those that are served, and hence broken."""
    fault = AppGroup("fault", help="Fault injection: what goes wrong, and whether it is survived (FAULTS=1).")

    @fault.command("list", with_appcontext=False)
    def list_faults() -> None:
        """Every fault, and what it does."""
        for each in _catalogue(enabled).values():
            click.echo(f"{each.name:<{WIDTHS[0]}}{each.what}")

    @fault.command("run", with_appcontext=False)
    @click.argument("names", nargs=-1)
    @click.option("--all", "every", is_flag=True, help="All of them; takes a minute.")
    def run(names: tuple[str, ...], every: bool) -> None:
        """Try faults by name; fails when any was not survived."""
        catalogue = _catalogue(enabled)
        unknown = [name for name in names if name not in catalogue]
        if unknown or every == bool(names):
            raise click.ClickException(
                f"There is no fault {unknown[0]!r}; `flask fault list` has their names."
                if unknown
                else "Name faults, or give --all."
            )
        chosen = [catalogue[name] for name in (catalogue if every else names)]
        reports = _tried(open_app, sections, chosen, verbose=not every)
        failed = sum(not report.survived for report in reports)
        click.echo(f"\n{len(reports) - failed} of {len(reports)} survived.")
        if failed:
            raise SystemExit(1)

    return fault


def _catalogue(enabled: bool) -> dict[str, Fault]:
    """The faults, imported only where they may be tried."""
    if not enabled:
        raise click.ClickException(REFUSED)
    from dashboard.faults.catalogue import CATALOGUE

    return CATALOGUE


def _tried(
    open_app: Callable[..., Flask], sections: tuple[Section, ...], chosen: list[Fault], *, verbose: bool
) -> list[Report]:
    from dashboard.faults.drill import Ground, missing

    reports: list[Report] = []
    click.echo(_row("FAULT", "VICTIM", "HEALED AFTER", "SURVIVED"))
    with Ground(open_app, sections) as ground:
        for fault in chosen:
            if absent := missing(fault):
                click.echo(_row(fault.name, "", "", f"not tried: {absent}"))
                continue
            for report in ground.run(fault):
                reports.append(report)
                _tell(report, verbose=verbose)
    return reports


def _tell(report: Report, *, verbose: bool) -> None:
    """One row; in full where it was asked for by name, or where something is wrong."""
    healed = (
        "never"
        if report.recovery is None
        else f"{report.recovery:g} s, {report.runs} run{'' if report.runs == 1 else 's'}"
    )
    click.echo(_row(report.fault, report.victim, healed, "yes" if report.survived else "NO"))
    if verbose or not report.survived:
        click.echo(f"    the API answers  {report.api}\n    health tells     {report.health or 'nothing'}")
        click.echo(f"    rows kept        {report.kept:,}")
    for complaint in report.complaints:
        click.echo(f"    ! {complaint}")


def _row(*cells: str) -> str:
    padded = [f"{cell:<{width}}" for cell, width in zip(cells[:-1], WIDTHS, strict=True)]
    return "".join([*padded, cells[-1]])
