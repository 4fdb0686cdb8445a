"""W7: from the start of the process to its first answer, and what it then holds in memory."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

from bench import servers
from bench.context import Context
from bench.questions import series
from bench.ratio import Absolute, Ratio
from bench.servers import DATASETTE, OURS, Server

MOST_MEGABYTES = 120
ASKED = 300


def run(context: Context) -> list[Ratio]:
    """Fresh processes on files that the machine has in memory. The ratio is of speeds: at 0.8 we
    take a quarter longer than the peer."""
    question = next(series(context.record))
    ours, folder = context.built, context.peer("datasette")
    ways = {
        OURS: _timed(lambda: servers.ours(ours, question.at_ours())),
        DATASETTE: _timed(lambda: servers.datasette(folder, question.at_datasette())),
    }
    found = context.compared("W7 start to first answer", ways, {DATASETTE: 0.8}, unit="starts/s")
    return [*found, _memory(context)]


def _timed(start: Callable[[], Server]) -> Callable[[], float]:
    def way() -> float:
        began = time.perf_counter()
        server = start()
        took = time.perf_counter() - began
        server.stop()
        return 1 / took

    return way


def _memory(context: Context) -> Ratio:
    """After some hundred different questions."""
    server = servers.ours(context.built)
    try:
        first = server.resident()
        for question in itertools.islice(series(context.record), ASKED):
            server.demand(question.at_ours())
        after = server.resident()
    finally:
        server.stop()
    work = "W7 resident memory of a worker"
    context.absolutes.append(Absolute(f"{work}, first answer", OURS, first, "MB"))
    context.absolutes.append(Absolute(f"{work}, {ASKED} questions later", OURS, after, "MB"))
    return Ratio(work, f"{MOST_MEGABYTES} MB", [after / MOST_MEGABYTES], 1, at_most=True)
