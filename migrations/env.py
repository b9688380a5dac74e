"""What Alembic runs: the migrations, inside the transaction that `dashboard.store.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from dashboard.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
