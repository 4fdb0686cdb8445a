"""Rates: figures for so many people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response

from app.analysis.caveats import about_reasons
from app.analysis.rates import (
    RESIDENTS,
    areas_behind,
    counts_of_cases,
    demand_a_rate,
    rate,
)
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, PRECISION, choice
from app.api.respond import respond_page
from app.domain.observation import DIMENSIONS, Observation
from app.domain.rate import Per, Rate
from app.store import observations
from app.store.cells import BOUNDS, position
from app.store.how_many import count, demand_at_most
from app.store.selection import Selection

router = APIRouter()

PER = choice("per", Per, "For how many people the rate is, and for which.", Per.PEOPLE)
FILTERS = (*OF_FIGURES, PER, PRECISION)
MOST_FIGURES = 100_000
# As many as there can be: 60 areas and a few hundred years.
MOST_POPULATIONS = 50_000


@router.get(
    "/v1/rates",
    summary="Rates: figures over the people of an area",
    **route("listRates", "figures", Rate, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=BOUNDS)
def list_rates(question: Ask) -> Response:
    """Each figure over the people of its area, with the year, the source and the distance of their
    number. Platforms and populations (parts of the cases) only where they are named. A rate whose
    base is tiny says so."""
    dictionary = question.dictionary
    dimensions = question.of_the_whole(*DIMENSIONS)
    demand_a_rate(question.asked.several("measure"), dictionary)
    dimensions.setdefault("measure", list(counts_of_cases(dictionary)))
    selection = Selection(question.release.number, dimensions)
    demand_at_most(question.connection, dictionary, selection, MOST_FIGURES)
    found = observations.page(
        question.connection, dictionary, selection, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    per = question.asked.one("per", Per.PEOPLE)
    people = people_of(question, per, [figure.area for figure in shown])
    precision = question.asked.one("precision", 1)
    rates = [rate(figure, people, dictionary, per, precision) for figure in shown]
    return respond_page(
        question,
        Rate,
        rates,
        total=count(question.connection, dictionary, selection),
        following=position(dictionary, shown[-1]) if len(found) > len(shown) else None,
        figures=shown,
        caveats=about_reasons([row.reasons for row in rates]),
    )


def people_of(
    question: Ask, per: Per, areas: Sequence[str]
) -> Mapping[tuple[str, str], Observation]:
    """The printed populations behind rates of some areas, by area and period."""
    if RESIDENTS not in question.dictionary.entries["measures"] or (
        per.population and per.population not in question.dictionary.entries["populations"]
    ):
        return {}
    dimensions: dict[str, Sequence[str | None]] = {
        "area": areas_behind(sorted(set(areas)), question.dictionary),
        "measure": [RESIDENTS],
        "category": [None],
        "platform": [None],
        "population": [per.population],
    }
    found = observations.select_at_most(
        question.connection,
        question.dictionary,
        Selection(question.release.number, dimensions),
        MOST_POPULATIONS,
    )
    people: dict[tuple[str, str], Observation] = {}
    for figure in found:
        people.setdefault((figure.area, figure.period), figure)
    return people
