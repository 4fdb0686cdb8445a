"""Rates by population: exact, with the distance between the people and the figure.

A crude rate: events over the people of the area at the middle of a year (ONS, "User guide to
mortality statistics", on crude rates and on marking those of fewer than 20 events).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.analysis.check_claim import observed_interval
from app.analysis.comparability import readings
from app.analysis.membership import forces_in
from app.domain.change import Lineage, Reason
from app.domain.dictionary import Dictionary
from app.domain.interval import Interval, decimal_text
from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.domain.rate import People, Per, Rate
from app.errors import MeaninglessError, Objection

RESIDENTS = "resident-population"
# One event more or less moves a rate of so few by a twentieth.
FEWEST = 20
# Of an estimate further away than a year, people have moved.
FURTHEST_DAYS = 366
_TOO_FEW_PEOPLE = "small_population"
_YEAR_DAYS = (365, 366)
_PLACES = 6


@dataclass(frozen=True)
class _Base:
    """People of an area in one year, and the printed figures that they are the sum of."""

    parts: Sequence[Observation]
    period: Period
    interval: Interval
    days: int

    @property
    def total(self) -> Decimal:
        """How many there are, as printed."""
        return sum((_value(part) for part in self.parts), Decimal(0))


def demand_a_rate(measures: Sequence[str], dictionary: Dictionary) -> None:
    """MeaninglessError where measures were named of which there is no rate."""
    objections = [
        Objection(
            "measure",
            f"{slug} is not a count of cases, so nothing of it falls to a number of people; ask "
            f"for it as it is: /v1/observations?measure={slug}",
        )
        for slug in measures
        if slug not in counts_of_cases(dictionary)
    ]
    if objections:
        raise MeaninglessError(objections)


def counts_of_cases(dictionary: Dictionary) -> list[str]:
    """Slugs of the measures that count cases."""
    measures = dictionary.entries["measures"].values()
    return [measure.slug for measure in measures if measure.counted and measure.summable]


def areas_behind(areas: Sequence[str], dictionary: Dictionary) -> list[str]:
    """The areas whose people are needed for rates of some areas: themselves and their forces."""
    wanted = set(areas)
    for slug in areas:
        for period in _years(dictionary):
            wanted |= forces_in(dictionary.area(slug), dictionary, period)
    return sorted(wanted)


@dataclass(frozen=True)
class Worked:
    """A rate as it was worked out: one number where there is one, all that the rounding of the
    people allows, and whether it may be ranked."""

    exact: Fraction | None
    interval: Interval | None
    people: People | None
    ranked: bool
    reasons: Sequence[Reason]
    lineage: Lineage


def work_out(
    observation: Observation,
    people: Mapping[tuple[str, str], Observation],
    dictionary: Dictionary,
    per: Per,
) -> Worked:
    """The rate of one figure. `people` are the printed populations by area and period.

    The people are those of the year whose middle is nearest to the middle of the figure's period:
    the printed number of the area, or else the sum of the printed numbers of all its forces.
    """
    base = _nearest(observation, people, dictionary)
    cases = observed_interval(observation, dictionary.entries["measures"])
    reasons = list(_reasons(observation, base, per))
    exact: Fraction | None = None
    interval: Interval | None = None
    formula: str | None = None
    parts = base.parts if base else ()
    if base is not None and cases is not None and base.interval.is_positive():
        interval = cases.over(base.interval).scaled(per.number)
        if observation.value is not None and observation.qualifier is Qualifier.EXACT:
            exact = Fraction(observation.value) / Fraction(base.total) * per.number
        formula = f"{observation.value:f} ÷ {base.total:f} × {per.number}"
    return Worked(
        exact=exact,
        interval=interval,
        people=None if base is None else _people(base),
        ranked=exact is not None and all(reason.code != _TOO_FEW_PEOPLE for reason in reasons),
        reasons=reasons,
        lineage=Lineage(
            observations=[figure.id for figure in (observation, *parts)],
            formula=formula,
            release=dictionary.release,
        ),
    )


def rate(
    observation: Observation,
    people: Mapping[tuple[str, str], Observation],
    dictionary: Dictionary,
    per: Per,
    precision: int,
) -> Rate:
    """The rate of one figure as it is served, rounded half away from zero."""
    worked = work_out(observation, people, dictionary, per)
    return Rate(
        area=observation.area,
        category=observation.category,
        measure=observation.measure,
        platform=observation.platform,
        population=observation.population,
        period=observation.period,
        dataset=observation.dataset,
        per=per,
        rate=None if worked.exact is None else Decimal(decimal_text(worked.exact, precision)),
        rate_exact=None if worked.exact is None else str(worked.exact),
        interval=None if worked.interval is None else bounds(worked.interval),
        notation=None if worked.interval is None else worked.interval.notation(_PLACES),
        people=worked.people,
        ranked=worked.ranked,
        reasons=list(worked.reasons),
        observation=observation,
        lineage=worked.lineage,
    )


def bounds(interval: Interval) -> list[Decimal | None]:
    """The ends of an interval, rounded to six places; None where it has none."""
    return [
        None if end is None else Decimal(decimal_text(end, _PLACES))
        for end in (interval.low, interval.high)
    ]


def _years(dictionary: Dictionary) -> list[Period]:
    """The years for which the record holds people."""
    residents = dictionary.entries["measures"].get(RESIDENTS)
    return [] if residents is None else [Period.parse(slug) for slug in residents.data.periods]


def _nearest(
    observation: Observation,
    people: Mapping[tuple[str, str], Observation],
    dictionary: Dictionary,
) -> _Base | None:
    found = [
        base
        for year in _years(dictionary)
        if (base := _in_year(observation, year, people, dictionary)) is not None
    ]
    return min(found, key=lambda base: (base.days, base.period.key), default=None)


def _in_year(
    observation: Observation,
    year: Period,
    people: Mapping[tuple[str, str], Observation],
    dictionary: Dictionary,
) -> _Base | None:
    days = _days_between(Period.parse(observation.period), year)
    if days is None:
        return None
    area = dictionary.area(observation.area)
    areas = [area.slug]
    if (area.slug, year.slug) not in people:
        areas = sorted(forces_in(area, dictionary, year))
    parts = [people.get((slug, year.slug)) for slug in areas]
    measures = dictionary.entries["measures"]
    total = Interval.point(0)
    printed = []
    for part in parts:
        interval = None if part is None else observed_interval(part, measures)
        if part is None or interval is None:
            return None
        total += interval
        printed.append(part)
    return _Base(printed, year, total, days) if printed else None


def _days_between(one: Period, other: Period) -> int | None:
    """Whole days between the middles of two periods; None where one is not dated."""
    middles = [
        Fraction(period.start.toordinal() + period.end.toordinal(), 2)
        for period in (one, other)
        if period.start is not None and period.end is not None
    ]
    return int(abs(middles[0] - middles[1])) if len(middles) == len((one, other)) else None


def _reasons(observation: Observation, base: _Base | None, per: Per) -> Iterator[Reason]:
    yield from _about_the_figure(observation)
    yield from _about_the_people(observation, base, per)
    yield from readings("figure", observation)


def _about_the_figure(observation: Observation) -> Iterator[Reason]:
    period = Period.parse(observation.period)
    if observation.value is None:
        yield Reason("no_value", f"The figure is {observation.status.replace('_', ' ')}.")
    elif observation.qualifier is not Qualifier.EXACT:
        yield Reason(
            "inexact_value", "The figure is a range and not one number, and so is its rate."
        )
    elif observation.value < FEWEST:
        yield Reason(
            "small_count", f"Of fewer than {FEWEST} cases a rate is not reliable; give the count."
        )
    if period.days is None:
        yield Reason(
            "period_not_stated",
            "Its period is not stated, so no year's people can be taken for it.",
        )
    elif period.days not in _YEAR_DAYS:
        yield Reason(
            "not_a_year", f"The figure is of {period.days} days, so this is not a rate by year."
        )


def _about_the_people(observation: Observation, base: _Base | None, per: Per) -> Iterator[Reason]:
    if base is None:
        if Period.parse(observation.period).days is not None:
            yield Reason(
                "no_population",
                f"The record holds no number of {_whom(per)} for the area, nor for all its forces.",
            )
        return
    if base.interval.low is not None and base.interval.low < per.smallest:
        yield Reason(
            _TOO_FEW_PEOPLE,
            f"Fewer than {per.smallest:,} {_whom(per)} live there. Where few live and many work or "
            "visit, as in the City of London, a rate by residents says little.",
        )
    if base.days > FURTHEST_DAYS:
        yield Reason(
            "distant_population",
            f"The number of people is of {base.period.slug}, {base.days} days from the middle of "
            f"{observation.period}.",
        )


def _whom(per: Per) -> str:
    return "people" if per is Per.PEOPLE else "people under 18"


def _value(part: Observation) -> Decimal:
    assert part.value is not None  # it has an interval
    return part.value


def _people(base: _Base) -> People:
    sources = [citation.source for part in base.parts for citation in part.citations]
    return People(
        value=base.total,
        interval=bounds(base.interval),
        period=base.period.slug,
        days_from_period=base.days,
        dataset=base.parts[0].dataset,
        sources=list(dict.fromkeys(sources)),
        observations=[part.id for part in base.parts],
        formula=" + ".join(f"{_value(part):f}" for part in base.parts),
    )
