"""Connections. SQLite runs with a write-ahead log, foreign keys and real transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import StoreError

__all__ = ["Connection", "Engine", "connect_to", "reading", "writing"]

# How long one who writes waits for another, in seconds.
PATIENCE = 10


def connect_to(url: str) -> Engine:
    """An engine for any SQLAlchemy URL. A SQLite file's folder is made if it is not there."""
    try:
        # pool_pre_ping finds a connection that the server has dropped meanwhile.
        engine = create_engine(make_url(url), pool_pre_ping=True)
    except (SQLAlchemyError, ValueError) as error:  # ValueError: a port that is no number
        raise StoreError("ONRECORD_DATABASE_URL is not a database URL") from error
    except ImportError as error:
        raise StoreError(
            "ONRECORD_DATABASE_URL names a database whose driver is not installed"
        ) from error
    if engine.dialect.name == "sqlite":
        _make_folder(engine.url.database)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(database: str | None) -> None:
    if not database or database == ":memory:":
        return
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} cannot be made: {error.strerror}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that means to write: whole or not at all, and on SQLite the only one."""
    with _reachable(), engine.execution_options(writing=True).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and sees one state of the store throughout."""
    # SQLite's transactions see one state by nature.
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with _reachable(), engine.connect() as connection:
        yield connection


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if _lacks_a_table(error):
            raise StoreError("the store holds no tables yet; run: onrecord migrate") from error
        if "database is locked" in str(error.orig):
            raise StoreError("the store is busy: something else is being stored") from error
        if isinstance(error, OperationalError):
            raise StoreError("the store cannot be reached") from error
        # This class and none below it: SQLite on a file that it did not write.
        if type(error) is DatabaseError:
            raise StoreError("the store is not a database") from error
        raise
    except PoolTimeout as error:
        raise StoreError("the store is busy") from error


def _lacks_a_table(error: DBAPIError) -> bool:
    undefined_table = getattr(error.orig, "sqlstate", None) == "42P01"
    return undefined_table or "no such table" in str(error.orig)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver would open transactions at the first write only; `_begin_sqlite` opens them.
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", f"busy_timeout = {PATIENCE * 1000}"):
        connection.execute(f"PRAGMA {pragma}")
    _use_write_ahead_log(connection)


def _use_write_ahead_log(connection: Any) -> None:
    """The switch, made once in a file's life, is the one step for which SQLite does not wait: it
    fails at once while another process writes, such as one that makes the same switch."""
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > given_up:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.execute(text("BEGIN IMMEDIATE" if writing else "BEGIN"))
