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


class Pool:
    """Runs work on its threads, in the order in which it comes. Who comes when too many wait is
    told so at once: to wait longer than one has patience for is to be asked twice."""

    def __init__(self, threads: int = THREADS, most_waiting: int = MOST_WAITING) -> None:
        self._threads = ThreadPoolExecutor(threads, "pool")
        self._most = threads + most_waiting
        self.busy = 0

    async def run(self, work: Callable[[], Made]) -> Made:
        """What the work gives; the problem `overloaded` where too much is waiting."""
        if self.busy >= self._most:
            raise overloaded()
        self.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self.busy -= 1

    def close(self) -> None:
        """Finish what has begun, and begin nothing more."""
        self._threads.shutdown(cancel_futures=True)
