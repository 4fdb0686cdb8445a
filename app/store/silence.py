"""Servers that stand still: with their process stopped or their disk gone they keep every
connection and say nothing. The time that such a server gives a statement never runs out; whoever
waits for it is let go from here, and reads from another server, or is told that there is none.
"""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Connection, Engine, event

LOOKS_EVERY = 0.5


class Silence:
    """Ends the connections of an engine, of PostgreSQL, on which one statement has been waited for
    longer than so many seconds, be it the one by which the pool looks whether a connection is good.
    Who is patient may wait."""

    def __init__(self, engine: Engine, longest: float) -> None:
        self._longest = longest
        self._numbers = itertools.count()
        # The number of the statement that began last on each connection; None of who is patient.
        self._begun: WeakKeyDictionary[Any, int | None] = WeakKeyDictionary()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        # Since when a connection is seen to wait, and for which statement.
        self._waits: WeakKeyDictionary[Any, tuple[int, float]] = WeakKeyDictionary()
        # Before the first of what is asked on a new connection, and behind the last of a reader.
        event.listen(engine, "connect", self._know, insert=True)
        event.listen(engine, "checkin", self._forget)
        event.listen(engine, "before_cursor_execute", self._count)

    def _know(self, driver: Any, _record: Any) -> None:
        with self._lock:
            self._begun[driver] = next(self._numbers)
            if self._thread is None:
                # It ends with the last connection, and holds on to nothing.
                self._thread = threading.Thread(
                    target=_look_on, args=(ref(self),), name="silence", daemon=True
                )
                self._thread.start()

    def _forget(self, driver: Any, _record: Any) -> None:
        """The next one need not be patient, and looks first whether the connection is good."""
        if driver is not None:
            self._begun[driver] = next(self._numbers)

    def _count(self, connection: Connection, cursor: Any, *_: Any) -> None:
        patient = connection.get_execution_options().get("patient", False)
        self._begun[cursor.connection] = None if patient else next(self._numbers)

    def look(self) -> bool:
        """End those that have waited for too long; whether there are any to look at."""
        with self._lock:
            begun = [known for known in self._begun.items() if not known[0].closed]
            if not begun:
                self._thread = None
                return False
        now = time.monotonic()
        for driver, number in begun:
            if number is None or driver.info.transaction_status.name != "ACTIVE":
                self._waits.pop(driver, None)
                continue
            known, since = self._waits.setdefault(driver, (number, now))
            if known != number:
                self._waits[driver] = (number, now)
            elif now - since > self._longest:
                _end(driver)
        return True


def _look_on(held: ref[Silence]) -> None:
    while (silence := held()) is not None and silence.look():
        del silence
        time.sleep(LOOKS_EVERY)


def _end(driver: Any) -> None:
    """Have who waits find the connection closed."""
    # Only those who use PostgreSQL load its driver.
    from psycopg import OperationalError  # noqa: PLC0415

    with (
        # By now it may have been closed by who waited.
        suppress(OSError, OperationalError),
        # The number of the socket is the client library's, which closes it.
        socket.socket(fileno=os.dup(driver.pgconn.socket)) as own,
    ):
        own.shutdown(socket.SHUT_RDWR)
