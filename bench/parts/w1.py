"""W1: one area, one category, all years."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from bench import equal
from bench.context import Context
from bench.drive import Contender, Walk
from bench.questions import Series, series
from bench.ratio import Ratio
from bench.servers import DATASETTE, ORM, RAW

HOT = {RAW: 0.95, DATASETTE: 25}
COLD = {DATASETTE: 5, ORM: 8}
COMPARED = 20


def run(context: Context) -> list[Ratio]:
    """Hot, and then questions that nobody asked before."""
    questions = list(itertools.islice(series(context.record), COMPARED))
    for question in questions:
        _compare(context, question)
    return [*_hot(context, questions[0]), *_cold(context)]


def _compare(context: Context, question: Series) -> None:
    equal.demand_equal(
        f"W1 {question}",
        {
            "ours": equal.our_figures(context.ours.demand(question.ours).body),
            "Datasette": equal.datasette_figures(context.datasette.demand(question.datasette).body),
            "the ORM app": equal.orm_figures(context.orm.demand(question.orm).body),
        },
    )


def _hot(context: Context, question: Series) -> list[Ratio]:
    answer = context.ours.demand(question.ours)
    with context.limits(answer) as limits:
        contenders = [
            Contender(context.ours, question.ours),
            Contender(context.datasette, question.datasette),
            *(Contender(server, question.ours) for server in limits),
        ]
        return context.race("W1 hot", contenders, HOT)


def _cold(context: Context) -> list[Ratio]:
    def walk(address: Callable[[Series], str]) -> Walk:
        unasked: Iterable[Series] = itertools.islice(series(context.record), COMPARED, None)
        return Walk(map(address, unasked))

    contenders = [
        Contender(context.ours, cold=walk(lambda question: question.ours)),
        Contender(context.datasette, cold=walk(lambda question: question.datasette)),
        Contender(context.orm, cold=walk(lambda question: question.orm)),
    ]
    return context.race("W1 cold", contenders, COLD)
