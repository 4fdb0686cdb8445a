"""Whether a store has the schema of this version. Alembic, which brings it there, is not needed to
ask, and takes a twentieth of the time to start."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from app.errors import StoreError
from app.store.engine import Connection

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"


def revision(connection: Connection) -> str | None:
    """The schema revision of a store, or None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def newest_revision() -> str:
    """The schema revision of this version: migrations are numbered, and their files named by it."""
    return max(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py")).partition("_")[0]


def demand_current(connection: Connection) -> None:
    """StoreError where the store lacks the schema of this version."""
    if revision(connection) != newest_revision():
        raise StoreError(
            "the store does not have the schema of this version; run: onrecord migrate"
        )
