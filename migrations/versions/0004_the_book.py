"""The trader's book: account settings with their history, files of trades, and the trades and holdings they come to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("account_changes", "book_files", "trades", "holdings", "unmatched", "book_state")


def upgrade() -> None:
    """Build the book, empty, at revision 0."""
    _account()
    _files()
    _positions()
    state = op.create_table(
        "book_state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_book_state"),
    )
    op.bulk_insert(state, [{"id": 1, "revision": 0}])


def downgrade() -> None:
    """Drop it: the account's settings and what was imported are forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _account() -> None:
    op.create_table(
        "account_changes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_changes"),
    )


def _files() -> None:
    op.create_table(
        "book_files",
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("modified_ns", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("refused", sa.Text),
        sa.Column("reading", sa.JSON),
        sa.PrimaryKeyConstraint("path", name="pk_book_files"),
    )


def _positions() -> None:
    op.create_table(
        "trades",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("quantity", sa.Double, nullable=False),
        sa.Column("entry_on", sa.Integer, nullable=False),
        sa.Column("entry_price", sa.Double, nullable=False),
        sa.Column("exit_on", sa.Integer, nullable=False),
        sa.Column("exit_price", sa.Double, nullable=False),
        sa.Column("stop", sa.Double),
        sa.Column("fees", sa.Double, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_trades"),
    )
    op.create_table(
        "holdings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("quantity", sa.Double, nullable=False),
        sa.Column("price", sa.Double, nullable=False),
        sa.Column("stop", sa.Double),
        sa.Column("opened_on", sa.Integer),
        sa.Column("source", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holdings"),
    )
    op.create_table(
        "unmatched",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("symbol", sa.Text, nullable=False),
        sa.Column("on", sa.Integer, nullable=False),
        sa.Column("quantity", sa.Double, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unmatched"),
    )
