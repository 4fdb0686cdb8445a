"""Rankings: members in the order of one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response

from app.analysis.caveats import about_reasons
from app.analysis.membership import demand_members
from app.analysis.rankings.entrants import by_change, by_rate, by_share, by_value
from app.analysis.rankings.ranking import Entrant, Subject, about_a_ranking, ranked, the_one_subject
from app.analysis.rates import counts_of_cases, demand_a_rate
from app.analysis.shares.asked import SharedAlong, about_shares
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, PRECISION, a_period, choice
from app.api.problems import ProblemFault
from app.api.query import refuse
from app.api.respond import LISTED, respond_listed
from app.api.routes.rates import PER, people_of
from app.api.routes.shares import shares_asked
from app.domain.dictionary import AreaKind
from app.domain.observation import DIMENSIONS, Observation
from app.domain.period import UNSTATED, Period
from app.domain.ranking import By, RankedMember
from app.domain.rate import Per
from app.store import observations
from app.store.selection import Selection

router = APIRouter()

BY = choice("by", By, "The number that members are ordered by.", By.VALUE)
FROM = a_period("from", "With `by=change`: compare with this period, not with the year before.")
DIMENSION = choice(
    "dimension", SharedAlong, "With `by=share`: along what the members lie.", SharedAlong.AREA
)
FILTERS = (BY, *OF_FIGURES, FROM, PER, DIMENSION, PRECISION)
MOST_FIGURES = 10_000


@router.get(
    "/v1/rankings",
    summary="Forces in the order of one number",
    **route("listRankings", "figures", RankedMember, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_rankings(question: Ask) -> Response:
    """Forces in the order of their figure, its change, its rate or its share, the largest first.
    Members are the forces named, or those of the regions, countries and groups named, or all. Ties
    share a rank; members without a figure, or whose figures may not be compared, stand last with
    the reason. Unless a measure is named, it is a count of cases. All figures are of one measure,
    category, platform, population, period and dataset: where they are not, the answer is a 422
    that says what to choose from."""
    by: By = question.asked.one("by", By.VALUE)
    _demand_what_goes_together(question, by)
    dimension = str(question.asked.one("dimension", SharedAlong.AREA))
    found = _shares(question, dimension) if by is By.SHARE else _figures(question, by)
    if found is None:
        caveats = about_shares(dimension, []) if by is By.SHARE else ()
        return respond_listed(question, RankedMember, [], caveats=caveats)
    subject, entrants, figures = found
    rows = ranked(entrants, subject, by, question.asked.one("precision", 1))
    told = [*about_a_ranking(rows, dimension), *about_reasons([row.flags for row in rows])]
    return respond_listed(question, RankedMember, rows, figures=figures, caveats=told)


Found = tuple[Subject, Sequence[Entrant], Sequence[Observation]]


def _shares(question: Ask, dimension: str) -> Found | None:
    """Members along a dimension, by their share of one whole."""
    rows = shares_asked(question, dimension)
    subject = the_one_subject(rows, question.dictionary, dimension)
    if subject is None:
        return None
    entrants = [by_share(row, rows, question.dictionary, dimension) for row in rows]
    return subject, entrants, [row.observation for row in rows if row.observation is not None]


def _figures(question: Ask, by: By) -> Found | None:
    """Forces by their figure, its change or its rate."""
    dictionary = question.dictionary
    asked = question.asked.several("area") or [
        slug for slug, area in dictionary.entries["areas"].items() if area.kind is AreaKind.FORCE
    ]
    named = question.asked.several("period")
    when = Period.parse(named[0]) if len(named) == 1 else UNSTATED
    members = demand_members(asked, dictionary, when, "/v1/observations")
    dimensions = question.of_the_whole(*DIMENSIONS) | {"area": list(members)}
    dimensions.setdefault("measure", list(counts_of_cases(dictionary)))
    found = _select(question, dimensions)
    subject = the_one_subject(found, dictionary)
    if subject is None:
        return None
    if by is By.RATE:
        demand_a_rate([subject.measure], dictionary)
    members = demand_members(asked, dictionary, Period.parse(subject.period), "/v1/observations")
    return subject, *_entrants(question, by, subject, members, found)


def _demand_what_goes_together(question: Ask, by: By) -> None:
    """A parameter that the order asked for does not use would be ignored, and mislead."""
    uses = {"from": By.CHANGE, "per": By.RATE, "dimension": By.SHARE}
    refuse(
        [
            ProblemFault(name, f"goes with `by={wanted}`, not with `by={by}`")
            for name, wanted in uses.items()
            if by is not wanted and question.asked.several(name)
        ]
    )


def _entrants(
    question: Ask,
    by: By,
    subject: Subject,
    members: Sequence[str],
    found: Sequence[Observation],
) -> tuple[list[Entrant], list[Observation]]:
    """The members with their numbers, and every figure behind these."""
    dictionary = question.dictionary
    later = {figure.area: figure for figure in found}
    if by is By.CHANGE:
        earlier = _earlier(question, subject, members)
        return (
            [by_change(earlier.get(slug), later.get(slug), slug, dictionary) for slug in members],
            [*earlier.values(), *found],
        )
    if by is By.RATE:
        per: Per = question.asked.one("per", Per.PEOPLE)
        people = people_of(question, per, members)
        return (
            [by_rate(later.get(slug), slug, people, dictionary, per) for slug in members],
            list(found),
        )
    return [by_value(later.get(slug), slug, dictionary) for slug in members], list(found)


def _earlier(question: Ask, subject: Subject, members: Sequence[str]) -> Mapping[str, Observation]:
    before = Period.parse(subject.period).year_before()
    slug = question.asked.one("from", before.slug if before else None)
    if slug not in question.dictionary.ids["periods"]:
        return {}
    dimensions: dict[str, Sequence[str | None]] = {
        name: [getattr(subject, name)] for name in DIMENSIONS if name not in ("area", "period")
    }
    found = _select(question, {**dimensions, "area": members, "period": [slug]})
    return {figure.area: figure for figure in found}


def _select(question: Ask, dimensions: Mapping[str, Sequence[str | None]]) -> list[Observation]:
    selection = Selection(question.release.number, dimensions)
    return observations.select_at_most(
        question.connection, question.dictionary, selection, MOST_FIGURES
    )
