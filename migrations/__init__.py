"""The database's migrations, run by `dashboard.store.upgrade`; there is no alembic.ini."""
