"""Bringing a store to the schema of this version, by Alembic."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import func, select

from app.errors import StoreError
from app.store.engine import Connection, Engine, writing
from app.store.schema import SCRIPTS, revision
from app.store.write.totals import add_up_everything

# Any number will do, as long as it stays the same.
LOCK = 20_190_401


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for a connection that is already open if one is given."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> tuple[str | None, str | None]:
    """Upgrade to the newest schema; the revisions before and after."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            # Two at once would both create the tables; on SQLite only one writes anyway.
            connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        before = revision(connection)
        try:
            command.upgrade(configuration(connection), "head")
        except CommandError as error:
            raise StoreError(
                f"the store has the schema {before}, which this version does not know"
            ) from error
        add_up_everything(connection)
        return before, revision(connection)
