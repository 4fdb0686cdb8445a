"""Whether a store was written to, told at next to no cost where the database lets one know."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from app.store.engine import Connection, Engine, driver_of, in_process, writes

Answer = TypeVar("Answer")
_VERSION = "PRAGMA data_version"


def kept_until_written(
    connection: Connection, name: str, read: Callable[[Connection], Answer]
) -> Answer:
    """What a function reads for a connection. Where SQLite can say that nobody has written since,
    which takes a small part of reading a row, what was read before under the name is taken."""
    if connection.dialect.name != "sqlite" or writes(connection):
        return read(connection)
    if not connection.in_transaction():
        # All that follows sees the state that the version is of.
        connection.begin()
    try:
        (version,) = driver_of(connection).execute(_VERSION).fetchone()
    except sqlite3.Error:
        # Reading meets the same failure, and it is told as any other.
        return read(connection)
    kept = connection.info.get(name)
    if kept is None or kept[0] != version:
        kept = connection.info[name] = version, read(connection)
    answer: Answer = kept[1]
    return answer


class Watch:
    """Asks SQLite whether anyone else has written, by a connection of its own that only asks: a
    small part of what it takes to read a row. Another database may always have been written to.
    For one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._version: int | None = None

    def changed(self) -> bool:
        """Whether there may be something new since the last time that this was asked, or this is
        the first time. Whatever the driver raises is raised."""
        if not in_process(self._engine):
            return True
        version = self._data_version()
        before, self._version = self._version, version
        return version != before

    def unchanged(self) -> bool:
        """Whether it is known that there is nothing new since `changed` was asked."""
        return self._version is not None and self._data_version() == self._version

    def forget(self) -> None:
        """Take the store to be changed the next time, and let go of its file."""
        self._version = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _data_version(self) -> int:
        try:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
                # Out of the pool, to which it is never given back.
                self._connection.detach()
            driver = self._connection.dbapi_connection
            (version,) = driver.execute(_VERSION).fetchone()
        except Exception:
            self.forget()
            raise
        return int(version)
