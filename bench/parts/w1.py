"""W1: one area, one category, one measure, all years."""

from __future__ import annotations

from bench import equal
from bench.context import Context
from bench.questions import Series, series
from bench.ratio import Ratio
from bench.servers import DATASETTE, ORM, RAW
from bench.work import Asked, Work


def run(context: Context) -> list[Ratio]:
    """Hot beside the limits, cold beside the peers."""
    return Work(
        "W1",
        lambda: series(context.record),
        [
            Asked(context.ours, Series.at_ours, equal.our_figures),
            Asked(context.datasette, Series.at_datasette, equal.datasette_figures),
            Asked(context.orm, Series.at_orm, equal.orm_figures),
        ],
        hot={RAW: 0.95, DATASETTE: 25},
        cold={DATASETTE: 5, ORM: 8},
    ).run(context)
