"""The tables, as SQLAlchemy describes them; the migrations build the same, and a test compares the two."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

EPOCH = np.datetime64("1970-01-01", "D")


def day_number(day: np.datetime64) -> int:
    """Days since 1970-01-01: how every session is stored, two bytes in SQLite and no parsing on the way back."""
    return int(day.astype("datetime64[D]").astype(np.int64))


def day_of(number: int) -> np.datetime64:
    """The datetime64[D] of a stored day number."""
    return EPOCH + np.timedelta64(number, "D")


class Day(TypeDecorator[np.datetime64]):
    """A session: np.datetime64[D] in Python, days since 1970-01-01 in the database."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else day_number(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> np.datetime64 | None:
        return None if value is None else day_of(value)


market = Table(
    "market",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("lot", Integer, nullable=False),
    Column("benchmark", Text),
    Column("volatility", Text),
    Column("indices", JSON, nullable=False),
    Column("adjusted", Text, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("demo_recipe", JSON),  # what the demo was generated from, so that new sessions continue the same series
)

instruments = Table(
    "instruments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("symbol", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sector", Text, nullable=False),
    Column("listed", Day),
    Column("delisted", Day),
    Column("fingerprint", Text),  # of its price series, to find one series under two names across files
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("rules", Integer, nullable=False),  # of reading and checking; a file is read again when they change
    Column("received_at", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_stored", Integer, nullable=False),
    Column("rows_unchanged", Integer, nullable=False),
    Column("rows_quarantined", Integer, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("refused", Text),
    Index(None, "path"),
)

# Its two keys are not declared foreign: a look-up per row made an import half as slow again on SQLite and twice as
# slow on PostgreSQL, and only `bars.write_bars` ever fills it, with ids that its own transaction has read.
bars = Table(
    "bars",
    metadata,
    Column("instrument_id", Integer, nullable=False),
    Column("session", Day, nullable=False),
    Column("open", Double),
    Column("high", Double),
    Column("low", Double),
    Column("close", Double, nullable=False),
    Column("adj_close", Double),
    Column("volume", Double),
    Column("import_id", Integer, nullable=False),  # says its source and when it was received
    PrimaryKeyConstraint("instrument_id", "session"),
    sqlite_with_rowid=False,
)

# What a running session has so far, one row an instrument; never among the bars, where it would pass for a closed one.
forming_bars = Table(
    "forming_bars",
    metadata,
    Column("instrument_id", Integer, primary_key=True, autoincrement=False),
    Column("session", Day, nullable=False),
    Column("open", Double),
    Column("high", Double),
    Column("low", Double),
    Column("close", Double, nullable=False),
    Column("volume", Double),
    Column("received_at", Text, nullable=False),
)

special_sessions = Table(
    "special_sessions",
    metadata,
    Column("session", Day, primary_key=True, autoincrement=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", Integer, ForeignKey(imports.c.id), nullable=False),
    Column("line", Integer, nullable=False),
    Column("symbol", Text, nullable=False),
    Column("session", Day),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("open", Double),
    Column("high", Double),
    Column("low", Double),
    Column("close", Double),
    Column("adj_close", Double),
    Column("volume", Double),
    Index(None, "import_id"),
    Index(None, "reason"),
)

# One row a file and not one a ticker: a year of hourly scans is thousands of files, all of which every panel carries, and a panel
# reads their tickers only when somebody asks.
scans = Table(
    "scans",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("direction", Integer, nullable=False),
    Column("at", Text, nullable=False),  # by the exchange's own clock
    Column("tickers", Integer, nullable=False),
    Column("found", Text, nullable=False),  # its rows, columnar, as JSON
    Column("import_id", Integer, ForeignKey(imports.c.id), nullable=False),
)

state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False),  # random per database: a cache or an ETag of another one never matches
    Column("revision", Integer, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("first_session", Day),
    Column("instruments_changed", Boolean, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("section", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Column("computed_at", Text, nullable=False),
    Column("market_revision", Text, nullable=False),
    Column("valid", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("unavailable", Text),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("section", "endpoint"),
)

section_runs = Table(
    "section_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("section", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("revision", Text),
    Index(None, "section"),
)

published_regimes = Table(
    "published_regimes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session", Day, nullable=False),
    Column("label", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("score", Double),
    Column("confidence", Double),
    Column("published_at", Text, nullable=False),
)

account_changes = Table(
    "account_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("settings", JSON, nullable=False),  # all of them, so that a change is read without those before it
)

book_files = Table(
    "book_files",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("rules", Integer, nullable=False),  # of reading; a file is read again when they change
    Column("received_at", Text, nullable=False),
    Column("refused", Text),
    Column("reading", JSON),  # what it last said: another file may bring the exit of a trade that began in it
)

trades = Table(
    "trades",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("symbol", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("quantity", Double, nullable=False),
    Column("entry_on", Day, nullable=False),
    Column("entry_price", Double, nullable=False),
    Column("exit_on", Day, nullable=False),
    Column("exit_price", Double, nullable=False),
    Column("stop", Double),
    Column("fees", Double, nullable=False),
    Column("source", Text, nullable=False),
)

holdings = Table(
    "holdings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("symbol", Text, nullable=False),
    Column("quantity", Double, nullable=False),
    Column("price", Double, nullable=False),
    Column("stop", Double),
    Column("opened_on", Day),
    Column("source", Text, nullable=False),
)

unmatched = Table(
    "unmatched",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("symbol", Text, nullable=False),
    Column("on", Day, nullable=False),
    Column("quantity", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("line", Integer, nullable=False),
)

book_state = Table(
    "book_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)

alert_incidents = Table(
    "alert_incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim", Text, unique=True),  # what it is about, while it lasts; of an event for ever
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("recovery", Text),
    Column("session", Text),
    Column("pending_at", Text, nullable=False),
    Column("fired_at", Text),
    Column("resolved_at", Text),
    Column("bad", Integer, nullable=False),  # looks that found it, until it fired
    Column("good", Integer, nullable=False),  # looks in a row that did not, while it lasts
    Column("flaps", Integer, nullable=False),
    Column("held_by", Text),
    Column("told_at", Text),
    Column("recovery_told_at", Text),
    Index(None, "status"),
)

alert_mutes = Table(
    "alert_mutes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rule", Text),
    Column("until", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("ended_at", Text),
)

alert_outbox = Table(
    "alert_outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),  # goes along with every attempt: a receiver that has seen it drops the second
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("incidents", JSON, nullable=False),
    Column("message", JSON, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Text),  # none once it is delivered or given up
    Column("delivered_at", Text),
    Column("given_up_at", Text),
    Column("trouble", Text),
    UniqueConstraint("key", "channel"),
    Index(None, "next_at"),
)

alert_state = Table(
    "alert_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("began_at", Text),  # what changed before is history, not news
    Column("evaluated_at", Text),
)
