"""A few threads for what would hold up the loop, and a bounded queue before them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from app.api.problems import overloaded

Made = TypeVar("Made")

# More made it slower: they share one interpreter. Each has a connection of the engine to itself.
THREADS = 2
MOST_WAITING = 100
# Of what is brief, more are done in the same time.
MOST_BRIEF_WAITING = 500
# Seconds that one waits for another of those that compute all the time: two of them take turns for
# the interpreter row by row, and are done later than one after the other.
PATIENCE = 0.25


class Pool:
    """Runs work on its threads, in the order in which it comes: each begins when the one before it
    has ended, or has taken more seconds than one has `patience`. What is brief has a thread for
    itself, and begins when those like it have ended. Who comes when too many wait is
    told so at once: to wait longer than one has patience for is to be asked twice."""

    def __init__(
        self,
        patience: float,
        threads: int = THREADS,
        most_waiting: int = MOST_WAITING,
        most_brief_waiting: int = MOST_BRIEF_WAITING,
    ) -> None:
        self._threads = _Threads("pool", threads, most_waiting)
        self._brief = _Threads("brief", 1, most_brief_waiting)
        self._patience, self._turn = patience, asyncio.Lock()

    @property
    def busy(self) -> int:
        """How much is computed, or waits for its turn, but for what is brief: that is over soon."""
        return self._threads.busy

    async def run(self, work: Callable[[], Made]) -> Made:
        """What the work gives; the problem `overloaded` where too much is waiting."""
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        made: asyncio.Future[Made] | None = None

        def begin() -> Made:
            loop.call_soon_threadsafe(begun.set)
            return work()

        with self._threads.one_more():
            try:
                async with self._turn:
                    made = loop.run_in_executor(self._threads.executor, begin)
                    # Where every thread is taken by what takes long, the next ones wait here too.
                    made.add_done_callback(lambda _: begun.set())
                    await begun.wait()
                    await asyncio.wait([made], timeout=self._patience)
                return await made
            finally:
                if made is not None:
                    # Nobody waits any more for what has not begun by now.
                    made.cancel()
                # A failure would hold what holds it.
                made = None

    async def run_beside(self, work: Callable[[], Made]) -> Made:
        """The same of work that is brief, on a thread of its own: it waits for none that is not."""
        with self._brief.one_more():
            return await asyncio.get_running_loop().run_in_executor(self._brief.executor, work)

    def close(self) -> None:
        """Finish what has begun, and begin nothing more."""
        self._threads.executor.shutdown(cancel_futures=True)
        self._brief.executor.shutdown(cancel_futures=True)


class _Threads:
    """Some threads, and how many may wait for one of them."""

    def __init__(self, name: str, number: int, most_waiting: int) -> None:
        self.executor = ThreadPoolExecutor(number, name)
        self._most = number + most_waiting
        self.busy = 0

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Count one who comes, for as long as it is there."""
        if self.busy >= self._most:
            raise overloaded()
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1
