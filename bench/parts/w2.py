"""W2: year on year, every force, one category, all years."""

from __future__ import annotations

from bench import equal
from bench.context import Context
from bench.questions import YearOnYear, changes
from bench.ratio import Ratio
from bench.servers import DATASETTE, RAW
from bench.work import Asked, Work


def run(context: Context) -> list[Ratio]:
    """Hot beside the limits, cold beside the peers."""
    return Work(
        "W2",
        lambda: changes(context.record),
        [
            Asked(context.ours, YearOnYear.at_ours, equal.our_changes),
            Asked(context.datasette, YearOnYear.at_datasette, equal.datasette_changes),
            Asked(context.orm, YearOnYear.at_orm, equal.orm_changes),
        ],
        hot={RAW: 0.9, DATASETTE: 100},
        cold={DATASETTE: 10},
    ).run(context)
