"""W3: a page of 100 of a period and a measure, with how many there are in all."""

from __future__ import annotations

from bench import equal
from bench.context import Context
from bench.questions import Page, Pages, pages
from bench.ratio import Ratio
from bench.record import database
from bench.servers import DATASETTE, RAW
from bench.work import Asked, Work


def run(context: Context) -> list[Ratio]:
    """Hot beside the limits, cold beside the peers. The cold ones are pages that begin anywhere."""
    at = Pages(context.record, database(context.built))
    at.learn(context.ours)
    return Work(
        "W3",
        lambda: pages(context.record),
        [
            Asked(context.ours, at.ours, equal.our_page),
            Asked(context.datasette, at.datasette, equal.datasette_page),
            Asked(context.orm, Page.at_orm, equal.orm_page),
        ],
        hot={RAW: 0.9},
        cold={DATASETTE: 25},
    ).run(context)
