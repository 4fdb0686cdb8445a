"""The lag of the loop: how late an answer from memory comes while others ask what takes long."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing

from bench.context import Context
from bench.drive import Contender, Walk, busy
from bench.questions import changes, series
from bench.ratio import Absolute, Ratio
from bench.servers import OK, BenchError, Server
from bench.turns import in_turns

SECONDS = 4
PAUSE = 0.003
# Two ask at once, so that one always waits.
ASKING = 2
# Milliseconds, for ninety-nine answers of a hundred; half of them are to come much sooner.
BOUND = 10
SHARES = (50, 90, 99)


def run(context: Context) -> list[Ratio]:
    """Beside nothing, pages of thousands of changes, series, an export, and all of them at once."""
    ours = context.ours
    address = next(series(context.record, seed=2)).at_ours()
    met: dict[tuple[str, int], list[float]] = {}

    def way(name: str, loads: Sequence[Contender]) -> Callable[[], float]:
        def late() -> float:
            with busy(loads, ASKING):
                found = _answers(ours, address)
            for share in SHARES:
                met.setdefault((name, share), []).append(_late(found, share))
            return _late(found, SHARES[-1])

        return late

    ways = {name: way(name, loads) for name, loads in _loads(context).items()}
    turns = in_turns(ways, context.rounds, context.probe)
    found = []
    for name, late in turns.rates.items():
        work = f"lag of the loop beside {name}"
        rounds = [milliseconds / BOUND for milliseconds in late]
        found.append(
            Ratio(
                f"{work}, {SHARES[-1]} of a hundred", f"{BOUND} ms", rounds, 1, at_most=True,
                excluded=turns.excluded, quiet=turns.quiet,
            )
        )  # fmt: skip
        for share in SHARES:
            told = f"{work}, {share} of a hundred answers within"
            median = statistics.median(met[name, share])
            context.absolutes.append(Absolute(told, ours.name, median, "ms"))
        context.tell(f"{work}: {found[-1].median:.3g} of {BOUND} ms")
    return found


def _loads(context: Context) -> dict[str, list[Contender]]:
    ours, record = context.ours, context.record
    large = Contender(ours, cold=Walk(each.at_ours() for each in changes(record, seed=2)))
    short = Contender(ours, cold=Walk(each.at_ours() for each in series(record, seed=3)))
    export = Contender(ours, f"/v1/observations.csv?limit=all&area={record.areas[0]}")
    return {
        "nothing else": [],
        "large pages of changes": [large],
        "cold series": [short],
        "an export": [export],
        "all of these": [large, short, export],
    }


def _answers(server: Server, address: str) -> list[float]:
    """Milliseconds that each answer took, one after the other."""
    found: list[float] = []
    given_up = time.monotonic() + SECONDS
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        while time.monotonic() < given_up:
            began = time.perf_counter()
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            found.append((time.perf_counter() - began) * 1000)
            if response.status != OK:
                raise BenchError(f"{server.name} answers {response.status} under load")
            time.sleep(PAUSE)
    return found


def _late(found: Sequence[float], share: int) -> float:
    return statistics.quantiles(found, n=100)[share - 1]
