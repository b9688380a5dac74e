"""Forming bars: what a running session has so far, apart from the bars of closed ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "forming_bars",
        sa.Column("instrument_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Double) for name in ("open", "high", "low")),
        sa.Column("close", sa.Double, nullable=False),
        sa.Column("volume", sa.Double),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("instrument_id", name="pk_forming_bars"),
    )


def downgrade() -> None:
    """Drop it: it holds nothing that the next sync does not bring."""
    op.drop_table("forming_bars")
