"""A work that ours and the peers are given: compared first, and then raced, hot and cold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.context import Context
from bench.drive import Contender, Walk
from bench.equal import Rows, demand_equal
from bench.peers import bare_sqlite
from bench.ratio import Ratio
from bench.servers import Server

COMPARED = 20


@dataclass(frozen=True)
class Asked:
    """Where a server answers a question, and the normal form of what it says."""

    server: Server
    address: Callable[[Any], str]
    rows: Callable[[bytes], Rows]


@dataclass(frozen=True)
class Work:
    """Questions without end, none of them twice; who is asked them, ours first; and what is to be
    reached."""

    name: str
    questions: Callable[[], Iterator[Any]]
    asked: list[Asked]
    hot: Mapping[str, float]
    cold: Mapping[str, float]

    def run(self, context: Context) -> list[Ratio]:
        """Equal answers, then one question again and again, then each once."""
        compared = list(itertools.islice(self.questions(), COMPARED))
        for question in compared:
            self._compare(question)
        context.note(f"{self.name}: {COMPARED} answers were compared row by row, and are equal.")
        return [*self._hot(context, compared[0]), *self._cold(context)]

    def _compare(self, question: Any) -> None:
        answers = {
            one.server.name: one.rows(one.server.demand(one.address(question)).body)
            for one in self.asked
        }
        demand_equal(f"{self.name} {question}", answers)

    def _hot(self, context: Context, question: Any) -> list[Ratio]:
        ours, datasette = self.asked[0], self.asked[1]
        address = ours.address(question)
        with context.limits(ours.server.demand(address)) as limits:
            contenders = [
                Contender(ours.server, address),
                Contender(datasette.server, datasette.address(question)),
                *(Contender(server, address) for server in limits),
            ]
            return context.race(f"{self.name} hot", contenders, self.hot, near=True)

    def _cold(self, context: Context) -> list[Ratio]:
        ours = self.asked[0]
        engine = bare_sqlite.replayed(
            context.built, map(ours.address, self.questions()), context.seconds
        )
        contenders = [
            # Those that were compared are not new any more.
            Contender(
                one.server,
                cold=Walk(map(one.address, itertools.islice(self.questions(), COMPARED, None))),
            )
            for one in self.asked
        ]
        return context.race(
            f"{self.name} cold", contenders, self.cold, alone={bare_sqlite.NAME: engine}
        )
