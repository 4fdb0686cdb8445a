"""A few threads for what would hold up the loop, and a bounded queue before them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.api.problems import overloaded

Made = TypeVar("Made")

# More made it slower: they share one interpreter. Each has a connection of the engine to itself.
THREADS = 2
MOST_WAITING = 100
# Seconds that one waits for another of those that compute all the time: two of them take turns for
# the interpreter row by row, and are done later than one after the other.
PATIENCE = 0.25


class Pool:
    """Runs work on its threads, in the order in which it comes: each begins when the one before it
    has ended, or has taken more seconds than one has `patience`. Who comes when too many wait is
    told so at once: to wait longer than one has patience for is to be asked twice."""

    def __init__(
        self, patience: float, threads: int = THREADS, most_waiting: int = MOST_WAITING
    ) -> None:
        self._threads = ThreadPoolExecutor(threads, "pool")
        self._patience, self._turn = patience, asyncio.Lock()
        self._most = threads + most_waiting
        self.busy = 0

    async def run(self, work: Callable[[], Made]) -> Made:
        """What the work gives; the problem `overloaded` where too much is waiting."""
        if self.busy >= self._most:
            raise overloaded()
        self.busy += 1
        loop, begun = asyncio.get_running_loop(), asyncio.Event()
        made: asyncio.Future[Made] | None = None

        def begin() -> Made:
            loop.call_soon_threadsafe(begun.set)
            return work()

        try:
            async with self._turn:
                made = loop.run_in_executor(self._threads, begin)
                # Where every thread is taken by what takes long, the next ones wait here as well.
                made.add_done_callback(lambda _: begun.set())
                await begun.wait()
                await asyncio.wait([made], timeout=self._patience)
            return await made
        finally:
            if made is not None:
                # Nobody waits any more for what has not begun by now.
                made.cancel()
            self.busy -= 1

    def close(self) -> None:
        """Finish what has begun, and begin nothing more."""
        self._threads.shutdown(cancel_futures=True)
