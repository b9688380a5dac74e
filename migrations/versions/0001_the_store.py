"""The store: market, instruments, imports, bars, special sessions, quarantine, revision, snapshots and runs."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PRICES = ("open", "high", "low", "close", "adj_close", "volume")


def upgrade() -> None:
    """Build every table of the first version, and give the database its identity."""
    _market()
    _imports()
    _bars()
    _revision()
    _sections()


def downgrade() -> None:
    """Drop everything: before this there was nothing."""
    for name in ("section_runs", "snapshots", "changes", "state", "quarantine", "special_sessions"):
        op.drop_table(name)
    for name in ("bars", "imports", "instruments", "market"):
        op.drop_table(name)


def _market() -> None:
    op.create_table(
        "market",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("lot", sa.Integer, nullable=False),
        sa.Column("benchmark", sa.Text),
        sa.Column("volatility", sa.Text),
        sa.Column("indices", sa.JSON, nullable=False),
        sa.Column("adjusted", sa.Text, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("demo_recipe", sa.JSON),
        sa.PrimaryKeyConstraint("id", name="pk_market"),
    )
    op.create_table(
        "instruments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sector", sa.Text, nullable=False),
        sa.Column("listed", sa.Integer),
        sa.Column("delisted", sa.Integer),
        sa.Column("fingerprint", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_instruments"),
        sa.UniqueConstraint("symbol", name="uq_instruments_symbol"),
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("modified_ns", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_stored", sa.Integer, nullable=False),
        sa.Column("rows_unchanged", sa.Integer, nullable=False),
        sa.Column("rows_quarantined", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("refused", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_path", "imports", ["path"])
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("session", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        *[sa.Column(name, sa.Double) for name in PRICES],
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_quarantine_import_id"),
    )
    op.create_index("ix_quarantine_import_id", "quarantine", ["import_id"])
    op.create_index("ix_quarantine_reason", "quarantine", ["reason"])


def _bars() -> None:
    op.create_table(
        "bars",
        sa.Column("instrument_id", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        *[sa.Column(name, sa.Double, nullable=name != "close") for name in PRICES],
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", "session", name="pk_bars"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "special_sessions",
        sa.Column("session", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("session", name="pk_special_sessions"),
    )


def _revision() -> None:
    state = op.create_table(
        "state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_state"),
    )
    op.bulk_insert(state, [{"id": 1, "identity": secrets.token_hex(6), "revision": 0}])
    op.create_table(
        "changes",
        sa.Column("revision", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("first_session", sa.Integer),
        sa.Column("instruments_changed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_changes"),
    )


def _sections() -> None:
    op.create_table(
        "snapshots",
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("computed_at", sa.Text, nullable=False),
        sa.Column("market_revision", sa.Text, nullable=False),
        sa.Column("valid", sa.Integer, nullable=False),
        sa.Column("members", sa.Integer, nullable=False),
        sa.Column("unavailable", sa.Text),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("section", "endpoint", name="pk_snapshots"),
    )
    op.create_table(
        "section_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("revision", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_section_runs"),
    )
    op.create_index("ix_section_runs_section", "section_runs", ["section"])
