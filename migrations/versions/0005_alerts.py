"""Alerts: incidents, mutes, the outbox of messages, and when the looking began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("alert_incidents", "alert_mutes", "alert_outbox", "alert_state")


def upgrade() -> None:
    """Build them, empty."""
    _incidents()
    _mutes()
    _outbox()
    state = op.create_table(
        "alert_state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("began_at", sa.Text),
        sa.Column("evaluated_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_alert_state"),
    )
    op.bulk_insert(state, [{"id": 1, "began_at": None, "evaluated_at": None}])


def downgrade() -> None:
    """Drop them: every incident and every message that waits is forgotten."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _incidents() -> None:
    op.create_table(
        "alert_incidents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("claim", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("recovery", sa.Text),
        sa.Column("session", sa.Text),
        sa.Column("pending_at", sa.Text, nullable=False),
        sa.Column("fired_at", sa.Text),
        sa.Column("resolved_at", sa.Text),
        sa.Column("bad", sa.Integer, nullable=False),
        sa.Column("good", sa.Integer, nullable=False),
        sa.Column("flaps", sa.Integer, nullable=False),
        sa.Column("held_by", sa.Text),
        sa.Column("told_at", sa.Text),
        sa.Column("recovery_told_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_alert_incidents"),
        sa.UniqueConstraint("claim", name="uq_alert_incidents_claim"),
    )
    op.create_index("ix_alert_incidents_status", "alert_incidents", ["status"])


def _mutes() -> None:
    op.create_table(
        "alert_mutes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_alert_mutes"),
    )


def _outbox() -> None:
    op.create_table(
        "alert_outbox",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("incidents", sa.JSON, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Text),
        sa.Column("delivered_at", sa.Text),
        sa.Column("given_up_at", sa.Text),
        sa.Column("trouble", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_alert_outbox"),
        sa.UniqueConstraint("key", "channel", name="uq_alert_outbox_key"),
    )
    op.create_index("ix_alert_outbox_next_at", "alert_outbox", ["next_at"])
