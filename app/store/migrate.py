"""Bringing a store to the schema of this version, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.errors import StoreError
from app.store.engine import Connection, Engine, writing

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, for a connection that is already open if one is given."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> tuple[str | None, str | None]:
    """Upgrade to the newest schema; the revisions before and after."""
    with writing(engine) as connection:
        before = revision(connection)
        command.upgrade(configuration(connection), "head")
        return before, revision(connection)


def revision(connection: Connection) -> str | None:
    """The schema revision of a store, or None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def demand_current(connection: Connection) -> None:
    """StoreError where the store lacks the schema of this version."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if revision(connection) != head:
        raise StoreError(
            "the store does not have the schema of this version; run: onrecord migrate"
        )
