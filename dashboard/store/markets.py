"""The one market that the database holds: its row, and clearing it for another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from dashboard.market.panel import Market
from dashboard.store import book_revision
from dashboard.store.engine import Store
from dashboard.store.schema import (
    bars,
    book_files,
    forming_bars,
    holdings,
    imports,
    instruments,
    published_regimes,
    quarantine,
    scans,
    section_runs,
    snapshots,
    special_sessions,
    trades,
    unmatched,
)
from dashboard.store.schema import market as table

COLUMNS = ("name", "calendar", "currency", "lot", "benchmark", "volatility", "indices", "adjusted", "demo")


def load_market(store: Store) -> Market | None:
    """The market in the database; None while it is empty."""
    with store.read() as connection:
        return read_market(connection)


def read_market(connection: Connection) -> Market | None:
    """The market that this transaction sees; None while the database is empty."""
    row = connection.execute(select(*[table.c[name] for name in COLUMNS])).mappings().one_or_none()
    return None if row is None else Market(**{**row, "indices": tuple(row["indices"])})


def read_demo_recipe(connection: Connection) -> dict[str, Any] | None:
    """What the demo market was generated from; None for a real market."""
    recipe: dict[str, Any] | None = connection.scalar(select(table.c.demo_recipe))
    return recipe


def write_market(connection: Connection, market: Market, demo_recipe: dict[str, Any] | None = None) -> bool:
    """Make this the database's market; returns whether its row changed."""
    if read_market(connection) == market and read_demo_recipe(connection) == demo_recipe:
        return False
    values = {name: getattr(market, name) for name in COLUMNS}
    connection.execute(delete(table))
    connection.execute(
        insert(table).values(id=1, **{**values, "indices": list(market.indices)}, demo_recipe=demo_recipe)
    )
    return True


def clear_market(connection: Connection) -> None:
    """Forget the market, its bars and the figures computed from them, in the caller's transaction.

    Figures of the market before would be shown under the name of the one that follows. Its trades go with it; the account stays.
    """
    figures = (snapshots, section_runs, published_regimes)
    for each in (*figures, quarantine, scans, forming_bars, bars, imports, instruments, special_sessions, table):
        connection.execute(delete(each))
    if sum(connection.execute(delete(each)).rowcount for each in (book_files, trades, holdings, unmatched)):
        book_revision.bump(connection)
