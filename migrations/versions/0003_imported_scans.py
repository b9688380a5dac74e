"""The scans that other scanners made, one row a file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build their table."""
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("direction", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("tickers", sa.Integer, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("import_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
        sa.UniqueConstraint("path", name="uq_scans_path"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_scans_import_id"),
    )


def downgrade() -> None:
    """Drop it: the files are still where they were."""
    op.drop_table("scans")
