"""Totals: the figures of all police forces, added up where they may be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from app.analysis.caveats import about_breaks, about_gathering
from app.analysis.totals import Per, about_totals, may_be_added, objections, totals
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import BY_ID, CURSOR, LIMIT, PERIOD, choice
from app.api.query import Parameter
from app.api.respond import respond_page
from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS
from app.domain.period import Period
from app.domain.total import Total
from app.domain.totals import Totals, place_of
from app.errors import MalformedError, MeaninglessError
from app.store import forces_totals as store
from app.store.selection import Selection

router = APIRouter()


def _period(value: str, dictionary: Dictionary) -> Any:
    """A period that the record holds, or a year of which it holds a quarter."""
    with suppress(MalformedError):
        quarters = (quarter.slug for quarter in Period.parse(value).quarters())
        if not dictionary.entries["periods"].keys().isdisjoint(quarters):
            return value
    return PERIOD.read(value, dictionary)


PER = choice(
    "per",
    Per,
    "Over what the figures of a force are added: `period` takes each as it is stated; "
    "`financial-year` adds up the four quarters of a year, of the forces that have all four.",
    Per.PERIOD,
)
FILTERS: tuple[Parameter, ...] = (
    *(
        replace(each, read=_period) if each is PERIOD else each
        for each in BY_ID
        if each.name != "area"
    ),
    PER,
)


@router.get(
    "/v1/totals",
    summary="Sums over all police forces",
    **route("listTotals", "figures", Total, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=store.BOUNDS)
def list_totals(question: Ask) -> Response:
    """For each period, category, measure, platform, population and dataset: the figures of the
    police forces added up, how many forces are in, how many are lacking and which, and what was
    added. Regions, countries and groups are never added to their forces, datasets never to each
    other, and a category never to its parts. A force without a figure adds nothing, which is not
    a zero. For a region, or from one period to another, ask `/v1/changes` with `panel`."""
    asked, dictionary = question.asked, question.dictionary
    per = asked.one("per", Per.PERIOD)
    found = [*objections(asked.several("measure"), asked.several("period"), per, dictionary)]
    if found:
        raise MeaninglessError(found)
    dimensions = question.dimensions(*(name for name in DIMENSIONS if name != "area"))
    measures = dictionary.entries["measures"].values()
    dimensions.setdefault(
        "measure", [measure.slug for measure in measures if may_be_added(measure)]
    )
    selection = Selection(question.release.number, dimensions)
    connection, of_quarters = question.connection, per is Per.FINANCIAL_YEAR
    page = store.page(
        connection,
        dictionary,
        selection,
        question.after,
        question.limit + 1,
        of_quarters=of_quarters,
    )
    shown = page[: question.limit]
    more = len(page) > len(shown)
    # The first page may be all there is.
    total = len(page)
    if more or question.after is not None:
        total = store.count(connection, dictionary, selection, of_quarters=of_quarters)
    rows = totals(shown)
    return respond_page(
        question,
        Total,
        rows,
        total=total,
        following=place_of(shown.rows[-1]) if more else None,
        sources=_sources(rows, dictionary),
        caveats=[
            *about_totals(rows),
            *about_breaks(dictionary, rows),
            *about_gathering(dictionary, rows),
        ],
    )


def _sources(rows: Totals, dictionary: Dictionary) -> list[str]:
    """The sources of the datasets that were added up, as far as they state what was measured."""
    told = {(subject.dataset, subject.measure) for subject in rows.sums.subjects.values()}
    return [
        slug
        for slug, source in dictionary.entries["sources"].items()
        if any(
            dataset in source.data.datasets and measure in source.data.measures
            for dataset, measure in told
        )
    ]
