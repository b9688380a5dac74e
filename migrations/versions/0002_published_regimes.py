"""The published regimes: what was shown when it was shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the record."""
    op.create_table(
        "published_regimes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("confidence", sa.Double),
        sa.Column("published_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_published_regimes"),
    )


def downgrade() -> None:
    """Drop it: what was shown is forgotten."""
    op.drop_table("published_regimes")
