"""Connections: to read with, bounded in time and from a standby where there is one; and to write
with, to the primary. SQLite runs with a write-ahead log, foreign keys and real transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BehindError, LostError, StoreError, TookTooLongError
from app.store.failures import told
from app.store.hosts import in_turns
from app.store.silence import Silence

__all__ = [
    "Connection",
    "Engine",
    "connect_to",
    "driver_of",
    "in_process",
    "is_standby",
    "read",
    "reading",
    "writes",
    "writing",
]

Answer = TypeVar("Answer")

# How long one who writes waits for another, in seconds.
PATIENCE = 10
# How long a statement of a read may take.
READ_SECONDS = 5.0
# How much longer a server may take to break one off by itself.
GRACE = 2.0
# SQLite asks whether to go on after so many steps of its machine: a reader that has few of them is
# stopped within a tenth of a millisecond, one that has seconds looks at the clock less often, as a
# thread may have to wait for the interpreter each time.
GRAIN, SECONDS_GRAIN = 5_000, 200_000
# Of the pages of a SQLite file, in kilobytes, while it is written to.
WRITERS_CACHE = 256 * 1024
# How often a read is tried. A server that goes down may still take one in that it then loses again.
TRIES = 3

# More connections than a worker has threads; who has to wait for one is soon told to come again.
_POOL = {"pool_size": 10, "max_overflow": 0, "pool_timeout": 2}
# A connection that the server dropped is found before it is used. None lasts: a standby that was
# away gets its share of the readers again.
_POOL_OF_A_SERVER = {**_POOL, "pool_pre_ping": True, "pool_recycle": 300}
# To be told soon of a host that is gone without a word: in seconds, and one in milliseconds.
_IMPATIENT = {
    "connect_timeout": "2",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "9000",
}
# The values of a statement decide how it is best run. The server would settle, after five times,
# for one way for all of them, and takes a status that is not the usual one for as good as none.
_BY_VALUES = "-c plan_cache_mode=force_custom_plan"
# Two helpers are started for a short read too, which is then done later, and others find every core
# taken.
_BY_ITSELF = "-c max_parallel_workers_per_gather=0"
# Of several hosts, readers take a standby, and the primary where there is no other.
_FROM_STANDBYS = {"target_session_attrs": "prefer-standby"}


def connect_to(url: str) -> Engine:
    """An engine for any SQLAlchemy URL. A SQLite file's folder is made if it is not there. Of a
    PostgreSQL URL with several hosts, the standbys are read from."""
    try:
        engine = _engine(make_url(url))
    except (SQLAlchemyError, ValueError) as error:  # ValueError: a port that is no number
        raise StoreError("ONRECORD_DATABASE_URL is not a database URL") from error
    except ImportError as error:
        raise StoreError(
            "ONRECORD_DATABASE_URL names a database whose driver is not installed"
        ) from error
    if engine.dialect.name == "sqlite":
        _make_folder(str(engine.url.database))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _give_time)
    return engine


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise StoreError("ONRECORD_DATABASE_URL names no file: what is kept in memory is lost")
        return create_engine(url, **_POOL)
    if url.get_backend_name() != "postgresql":
        return create_engine(url)
    several = isinstance(url.query.get("host"), tuple) or "," in str(url.query.get("host"))
    wanted = {**_IMPATIENT, **(_FROM_STANDBYS if several else {})}
    engine = create_engine(
        url.update_query_dict({**wanted, **url.query}),
        connect_args=_with_options(
            url, _BY_ITSELF, f"-c statement_timeout={int(READ_SECONDS * 1000)}"
        ),
        isolation_level="REPEATABLE READ",
        **_POOL_OF_A_SERVER,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    Silence(engine, READ_SECONDS + GRACE)
    if several and "load_balance_hosts" not in url.query:
        event.listen(engine, "do_connect", in_turns())
    return engine


def _with_options(url: URL, *more: str) -> dict[str, str]:
    """Options of PostgreSQL for each connection, behind those of the URL."""
    return {"options": " ".join([str(url.query.get("options", "")), _BY_VALUES, *more])}


def in_process(engine: Engine) -> bool:
    """Whether short reads take no longer than work of this process, with no server to wait for."""
    return engine.dialect.name == "sqlite"


def _make_folder(database: str) -> None:
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} cannot be made: {error.strerror}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that means to write: whole or not at all, and on SQLite the only one. On
    PostgreSQL it is one of the primary, and may take its time."""
    if engine.dialect.name == "postgresql":
        # Writes are few: each has a connection of its own.
        primary = _of_the_primary(engine)
        engine = create_engine(primary, poolclass=NullPool, connect_args=_with_options(primary))
    with told(writing=True), engine.execution_options(writing=True).begin() as connection:
        yield connection


def _of_the_primary(engine: Engine) -> URL:
    return engine.url.update_query_dict({"target_session_attrs": "read-write"})


@contextmanager
def reading(
    engine: Engine, *, patient: bool = False, steps: int | None = None
) -> Iterator[Connection]:
    """A connection that only reads, and sees one state of the store throughout. TookTooLongError
    for a statement that takes longer than a read may, unless who reads is `patient`; or, on SQLite
    with `steps`, where all statements together take more of them."""
    with told(), engine.connect() as connection, _bounded(connection, patient, steps):
        yield connection


def read(engine: Engine, ask: Callable[[Connection], Answer]) -> Answer:
    """What a function of a connection gives, read again where that can mend it: a server is lost,
    and another one has the same; a standby lacks a release that the primary has already."""
    try:
        return _read_again_if_lost(engine, ask)
    except BehindError as behind:
        primary = _engine(_of_the_primary(engine))
        try:
            return _read_again_if_lost(primary, ask)
        except TookTooLongError:
            raise
        except StoreError:
            raise behind from None
        finally:
            primary.dispose()


def _read_again_if_lost(engine: Engine, ask: Callable[[Connection], Answer]) -> Answer:
    for _ in range(TRIES - 1):
        try:
            with reading(engine) as connection:
                return ask(connection)
        except LostError:
            continue
    with reading(engine) as connection:
        return ask(connection)


def is_standby(connection: Connection) -> bool:
    """Whether others may know more than the server of a connection."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.scalar(text("SELECT pg_is_in_recovery()")))


@contextmanager
def _bounded(connection: Connection, patient: bool, steps: int | None) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        if patient:
            connection = connection.execution_options(patient=True)
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield
        return
    driver = driver_of(connection)
    if steps is not None:
        driver.set_progress_handler(Budget(steps).is_spent, GRAIN)
    elif not patient:
        deadline = connection.info["deadline"] = Deadline()
        driver.set_progress_handler(deadline.has_passed, SECONDS_GRAIN)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
        connection.info.pop("deadline", None)


class Budget:
    """How many steps a reader of SQLite may still take."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def is_spent(self) -> bool:
        """Whether to leave off; asked by SQLite in between its steps."""
        self._left -= GRAIN
        return self._left < 0


class Deadline:
    """Until when a reader of SQLite may work on a statement."""

    def __init__(self) -> None:
        self.put_off()

    def put_off(self) -> None:
        """Give time for a statement."""
        self._at = time.monotonic() + READ_SECONDS

    def has_passed(self) -> bool:
        """Whether to leave off; asked by SQLite in between its steps."""
        return time.monotonic() > self._at


def _give_time(connection: Connection, *_: Any) -> None:
    deadline: Deadline | None = connection.info.get("deadline")
    if deadline is not None:
        deadline.put_off()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # On a primary too: what could not be read on a standby is then found out.
    connection.read_only = True


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


def writes(connection: Connection) -> bool:
    """Whether a connection is one that `writing` gave."""
    return bool(connection.get_execution_options().get("writing", False))


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, for what has to cost next to nothing. What it raises is not
    told as a failure of the store."""
    return connection.connection.driver_connection


def _begin_sqlite(connection: Connection) -> None:
    if writes(connection):
        # SQLite does not tell a connection of what it has written itself.
        connection.info.clear()
        # With the usual two megabytes, an index that is much larger is read from the file again for
        # each of its entries.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITERS_CACHE}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It waits for nothing, so that nothing can fail.
        driver_of(connection).execute("BEGIN")
