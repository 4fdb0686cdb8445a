"""Whether the machine was disturbed: a fixed computation on every core, timed."""

from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

# Long enough that what the system does now and then does not count.
TURNS = 200_000
# So much slower than at its best, and something else was computing.
DISTURBED = 1.25


class Probe:
    """Compares the machine with itself at its best in this run."""

    def __init__(self) -> None:
        self._cores = sorted(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(len(self._cores))
        self.best = min(self._time() for _ in range(10))

    def disturbed(self) -> bool:
        """Whether something else computes just now."""
        took = self._time()
        self.best = min(self.best, took)
        return took > self.best * DISTURBED

    def _time(self) -> float:
        began = time.perf_counter()
        # The digest lets go of the interpreter, so that every core computes at once.
        list(self._pool.map(_compute, self._cores))
        return time.perf_counter() - began


def _compute(core: int) -> bytes:
    # Of two that share a core by chance, one would look as if it had been disturbed.
    os.sched_setaffinity(0, {core})
    return hashlib.pbkdf2_hmac("sha256", b"fixed", b"fixed", TURNS)
