"""Alembic's entry: migrations run on an open connection, or on the store of the settings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from app.settings import Settings
from app.store.engine import connect_to, writing
from app.store.tables import metadata


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is None:
    with writing(connect_to(Settings().database_url)) as opened:
        _run(opened)
else:
    _run(given)
