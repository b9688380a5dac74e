"""Empty, upgraded stores: the same test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import postgres_server
import pytest
from sqlalchemy import create_engine, make_url, text

from dashboard.store.engine import Store, open_store
from dashboard.store.upgrade import upgrade

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
_numbers = count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a running server's own database."""
    with postgres_server.running(postgres_server.binaries_or_skip()) as url:
        yield url


@pytest.fixture(params=BOTH)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes empty databases, each under its own URL."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'store{next(_numbers)}.db'}"
    server = request.getfixturevalue("postgres_url")
    return lambda: _schema(server)


@pytest.fixture
def new_store(new_url: Callable[[], str]) -> Iterator[Callable[[], Store]]:
    """Makes empty stores, already upgraded."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(open_store(new_url()))
        upgrade(opened[-1])
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    """One empty store, already upgraded."""
    return new_store()


def _schema(server: str) -> str:
    """A schema instead of a database: PostgreSQL copies eight megabytes for each database."""
    name = f"test_{next(_numbers)}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    url = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes upgraded SQLite stores, for tests whose point is not the database."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(open_store(f"sqlite:///{tmp_path / f'store{next(_numbers)}.db'}"))
        upgrade(opened[-1])
        return opened[-1]

    yield make
    for each in opened:
        each.close()
