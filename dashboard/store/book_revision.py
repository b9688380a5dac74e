"""The book's revision: a name of its present state, apart from that of the bars."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from dashboard.store.schema import book_state, state


def book_revision(connection: Connection) -> str:
    """Changes exactly when the account, trades, holdings or what is unmatched do; no two databases share one."""
    identity = connection.scalar(select(state.c.identity))
    number = connection.scalar(select(book_state.c.revision))
    return f"{identity}-book-{number}"


def lock(connection: Connection) -> None:
    """Let other writers of the book wait until this transaction ends (SQLite's writers do so anyway)."""
    connection.execute(update(book_state).values(revision=book_state.c.revision))


def bump(connection: Connection) -> None:
    """Name the state anew, in the transaction that makes it."""
    connection.execute(update(book_state).values(revision=book_state.c.revision + 1))
