"""Growth: what a question costs when the record is ten or a hundred times as large."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import servers
from bench.context import JUDGED_AT, Context
from bench.drive import Contender, Walk
from bench.questions import Pages, Series, YearOnYear, changes, pages, series
from bench.ratio import Ratio
from bench.record import SIZES, Record, built, database
from bench.servers import Server

# What the questions read. The largest file does not fit into the memory of every machine, and a
# question that waits for a disk tells nothing of the record's size: each is asked before, too.
_READ_BEFORE = (
    "SELECT sum(length(stated)) FROM observations",
    "SELECT sum(measure_id) FROM cells INDEXED BY ix_cells_by_category",
    "SELECT sum(measure_id) FROM cells INDEXED BY ix_cells_by_measure",
)
# At most so many times what it takes at the smallest size; year on year is to stay flat.
TARGETS = {"W1": 1.5, "W2": 1.2, "W3": 1.5}


def run(context: Context) -> list[Ratio]:
    """Cold, 16 at once, one server on the record of each size, read from memory."""
    first, *_ = context.sizes
    # An answer has as many rows at each of these, so that its costs can be judged.
    alike = [size for size in context.sizes if SIZES[size].quarters == SIZES[first].quarters]
    if alike != [*context.sizes]:
        context.note("growth: at 10k an answer has fewer rows than at other sizes: not judged.")
    found: list[Ratio] = []
    with ExitStack() as stack:
        asked = {size: _asked(context, size, stack) for size in context.sizes}
        for work, target in TARGETS.items():
            contenders = [
                Contender(server, cold=Walk(addresses[work]), in_other_words=_of_one_less)
                for server, addresses in asked.values()
            ]
            ratios = context.race(
                f"growth {work}",
                contenders,
                {_name(size): target for size in alike},
                [JUDGED_AT],
                at_most=True,
            )
            found += [
                replace(ratio, work=f"{ratio.work}: time, as a multiple of that at {first}")
                for ratio in ratios
            ]
    return found


def _of_one_less(address: str) -> str:
    """Another question, which no kept answer is given to, and which reads the same."""
    return re.sub(r"\blimit=(\d+)", lambda found: f"limit={int(found[1]) - 1}", address)


def _name(size: str) -> str:
    return f"{servers.OURS} at {size}"


def _asked(
    context: Context, size: str, stack: ExitStack
) -> tuple[Server, dict[str, Iterator[str]]]:
    record = Record(SIZES[size])
    store = built(record, context.cache / size)
    _read_through(store)
    server = replace(servers.ours(store), name=_name(size))
    stack.callback(server.stop)
    at = Pages(record, database(store))
    at.learn(server)
    works: dict[str, tuple[Iterator[Any], Callable[[Any], str]]] = {
        "W1": (series(record), Series.at_ours),
        "W2": (changes(record), YearOnYear.at_ours),
        "W3": (pages(record), at.ours),
    }
    return server, {
        # Behind the first ones, with which the server gets warm.
        work: map(address, itertools.islice(questions, 10, None))
        for work, (questions, address) in works.items()
    }


def _read_through(store: Path) -> None:
    with closing(sqlite3.connect(f"file:{database(store)}?mode=ro", uri=True)) as connection:
        for statement in _READ_BEFORE:
            connection.execute(statement).fetchall()
