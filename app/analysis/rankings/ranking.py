"""Rankings: standard competition ranks, and the range of ranks that rounding leaves open.

A rank is one more than the number of members above, so that ties share one. Ranks say little about
those that are ranked: Goldstein and Spiegelhalter, "League Tables and Their Limitations:
Statistical Issues in Comparisons of Institutional Performance", Journal of the Royal Statistical
Society A 159 (1996), 385-443. So each has a range, and what cannot be ordered stands apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.analysis.rates import bounds
from app.domain.caveat import Caveat
from app.domain.change import Lineage, Reason
from app.domain.dictionary import Dictionary
from app.domain.interval import Interval, decimal_text
from app.domain.observation import Observation
from app.domain.ranking import By, RankedMember
from app.domain.share import Share
from app.errors import MeaninglessError, Objection

# The dimensions in which all figures of a ranking have to agree.
SUBJECT = ("measure", "category", "platform", "population", "period", "dataset")
_MOST_NAMED = 20


@dataclass(frozen=True)
class Subject:
    """What is ranked: the slugs that all figures share; None where a dimension does not apply."""

    measure: str
    category: str | None
    platform: str | None
    population: str | None
    period: str
    dataset: str


@dataclass(frozen=True)
class Entrant:
    """A member before it is ranked: the number that it would be ordered by, if it has one, and the
    interval that rounding leaves; why it may not be ranked, and what to mind."""

    slug: str
    name: str
    number: Fraction | None
    interval: Interval | None
    unit: str | None
    earlier: Observation | None
    later: Observation | None
    not_ranked: Sequence[Reason]
    flags: Sequence[Reason]
    lineage: Lineage


def the_one_subject(
    rows: Sequence[Observation | Share], dictionary: Dictionary, along: str = "area"
) -> Subject | None:
    """What all the figures or shares are about but for the dimension that their members lie along,
    or None where there are none; MeaninglessError where they are about several things, which are
    never put in one order."""
    objections = []
    found: dict[str, str | None] = {}
    for name in SUBJECT:
        if name == along:
            continue
        values = sorted({getattr(row, name) for row in rows}, key=str)
        if len(values) > 1:
            objections.append(_several(name, _plural(name), values))
        found[name] = values[0] if values else None
    wholes = sorted({row.of for row in rows if isinstance(row, Share)}, key=str)
    if len(wholes) > 1:
        objections.append(_several(along, "wholes", wholes))
    objections += _unranked_measures({row.measure for row in rows}, dictionary)
    if objections:
        raise MeaninglessError(objections)
    if not rows:
        return None
    return Subject(
        measure=str(found["measure"]),
        category=found.get("category"),
        platform=found.get("platform"),
        population=found.get("population"),
        period=str(found["period"]),
        dataset=str(found["dataset"]),
    )


def _several(parameter: str, what: str, values: Sequence[str | None]) -> Objection:
    named = ", ".join(value for value in values[:_MOST_NAMED] if value is not None)
    return Objection(
        parameter,
        f"the figures are of {len(values)} {what}, which have no order among each other; name one "
        f"of {named}",
    )


def _unranked_measures(slugs: set[str], dictionary: Dictionary) -> Iterator[Objection]:
    for slug in sorted(slugs):
        measure = dictionary.measure(slug)
        if not measure.comparable and measure.unit != "per-cent":
            yield Objection(
                "measure",
                f"an order by {measure.name.lower()} says nothing; ask for the figures as they "
                f"are: /v1/observations?measure={slug}",
            )


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def ranked(
    entrants: Sequence[Entrant], subject: Subject, by: By, precision: int
) -> list[RankedMember]:
    """Members in the order of their numbers, the largest first, then those without a rank; among
    equals in the order given."""
    placed = [entrant for entrant in entrants if entrant.number is not None]
    rows = [_row(entrant, placed, subject, by, precision) for entrant in entrants]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))


def _row(
    entrant: Entrant, placed: Sequence[Entrant], subject: Subject, by: By, precision: int
) -> RankedMember:
    number = entrant.number
    rank = best = worst = None
    tied = 0
    if number is not None:
        rank = 1 + sum(_number(other) > number for other in placed)
        tied = sum(_number(other) == number for other in placed)
        best = 1 + sum(_certainly_above(other, entrant) for other in placed)
        worst = 1 + sum(_possibly_above(other, entrant) for other in placed)
    return RankedMember(
        rank=rank,
        tied=tied,
        best_rank=best,
        worst_rank=worst,
        member=entrant.slug,
        name=entrant.name,
        by=by,
        value=None if number is None else Decimal(decimal_text(number, precision)),
        unit=entrant.unit,
        interval=None if number is None or entrant.interval is None else bounds(entrant.interval),
        measure=subject.measure,
        category=subject.category,
        platform=subject.platform,
        population=subject.population,
        period=subject.period,
        dataset=subject.dataset,
        earlier_value=entrant.earlier.value if entrant.earlier else None,
        later_value=entrant.later.value if entrant.later else None,
        not_ranked=list(entrant.not_ranked),
        flags=list(entrant.flags),
        observations=[figure for figure in (entrant.earlier, entrant.later) if figure],
        lineage=entrant.lineage,
    )


def _number(entrant: Entrant) -> Fraction:
    assert entrant.number is not None  # it was placed
    return entrant.number


def _gap(one: Entrant, other: Entrant) -> Interval:
    """By how much one may be above another."""
    ends = [each.interval or Interval.point(_number(each)) for each in (one, other)]
    return ends[0] - ends[1]


def _certainly_above(one: Entrant, other: Entrant) -> bool:
    return _gap(one, other).is_positive()


def _possibly_above(one: Entrant, other: Entrant) -> bool:
    high = _gap(one, other).high
    return one is not other and (high is None or high > 0)


_NO_ORDER = (
    "The order is one of recorded figures. It is not an order of harm, of the risk to children or "
)
_OF_AREAS = (
    f"{_NO_ORDER}of how well a force works: a force that records more fully, or looks for such "
    "offences, stands higher."
)
# Of platforms, offences and groups of people: nothing here says how many use or belong to each.
_OF_OTHERS = (
    f"{_NO_ORDER}of blame: what is more widely used, or written down more often, stands higher."
)


def about_a_ranking(rows: Sequence[RankedMember], dimension: str = "area") -> Iterator[Caveat]:
    """What an order of recorded figures does not say, and who is not in it."""
    detail = _OF_AREAS if dimension == "area" else _OF_OTHERS
    yield Caveat("what_a_ranking_is_not", detail, "/data")
    apart = sum(1 for row in rows if row.rank is None)
    if apart:
        without = "has no rank and stands last, with the reason"
        if apart > 1:
            without = "have no rank and stand last, each with the reason"
        yield Caveat(
            "members_not_ranked",
            f"{apart} of {len(rows)} members {without}. The ranks are those among the others "
            "alone.",
            "/data",
        )
    if any((row.best_rank, row.worst_rank) != (row.rank, row.rank) for row in rows):
        yield Caveat(
            "ranks_within_rounding",
            "Rounding leaves the order of some members open: see `best_rank` and `worst_rank`.",
            "/data",
        )
