"""Totals of all forces: what may be added, what the sum is, and what it leaves out.

Only police forces that lie within no other are added, of one dataset and for one thing: no offence
is then counted twice, and no region beside its forces. Figures that are no exact numbers are added
as the intervals that they stand for (`domain.interval`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache

from app.analysis.difference import rounded
from app.domain.caveat import Caveat
from app.domain.dictionary import Dictionary, Measure
from app.domain.interval import Interval
from app.domain.period import UNSTATED, Period, PeriodKind
from app.domain.quantity import Qualifier, Quantity
from app.domain.total import (
    AddedUp,
    Addend,
    PrintedTotal,
    Total,
    TotalLineage,
    receipt,
    within,
)
from app.domain.totals import Sums, Totals
from app.errors import Objection

FEW = 10
# So many forces are named in one address, which has to stay one that servers read.
AT_ONCE = 100
_PLACES = 6
_NOTHING = Interval.point(0)


class Per(StrEnum):
    """Over what the figures of one force are added."""

    PERIOD = "period"
    FINANCIAL_YEAR = "financial-year"


def may_be_added(measure: Measure) -> bool:
    """Whether the values of several forces are counts, which add up to a figure of them all."""
    return measure.counted and measure.summable and measure.share_along is None


def objections(
    measures: Sequence[str], periods: Sequence[str], per: Per, dictionary: Dictionary
) -> Iterator[Objection]:
    """Why a total of some measures and periods would mean nothing, and what to ask instead."""
    for slug in measures:
        measure = dictionary.measure(slug)
        if not may_be_added(measure):
            yield Objection(
                "measure",
                f"{slug}: {_not_added(measure)}; ask for it force by force: "
                f"/v1/observations?measure={slug}",
            )
    for slug in periods:
        if slug == UNSTATED.slug:
            yield Objection(
                "period", "unstated: figures of periods that nobody knows are not added"
            )
        elif per is Per.FINANCIAL_YEAR and Period.parse(slug).kind is not PeriodKind.FINANCIAL_YEAR:
            yield Objection(
                "period", f"{slug} is no financial year, such as 2019-20; leave out `per`"
            )


def _not_added(measure: Measure) -> str:
    if measure.share_along is not None or measure.unit == "per-cent":
        return "shares of different wholes do not add up"
    if not measure.counted:
        return "its figures are rounded, and rounded parts need not add up to a whole"
    return f"{measure.unit} of several forces do not add up to a figure of them"


def totals_of(
    found: Iterable[tuple[AddedUp, AddedUp | None]], dictionary: Dictionary
) -> list[Total]:
    """A row for each that was added up, with what was printed for it, if it is a year of quarters
    and something was."""
    known = dictionary.separate_forces()

    # The same forces stand in most rows.
    @cache
    def lacking(forces: frozenset[str]) -> list[str]:
        return [slug for slug in known if slug not in forces]

    return [_total(added, printed, lacking(added.forces), dictionary) for added, printed in found]


def totals(sums: Sums) -> Totals:
    """The totals of sums: one of each sort is made, and tells the others."""
    firsts = sums.firsts
    made = totals_of(map(sums.told, firsts.values()), sums.dictionary)
    return Totals(sums, dict(zip(firsts, made, strict=True)))


def _total(
    added: AddedUp, printed: AddedUp | None, lacking: list[str], dictionary: Dictionary
) -> Total:
    place, others, release = added.place, within(added.place), dictionary.release
    interval = None if added.sum is not None or not added.forces else _interval(added)
    return Total(
        period=place.period,
        category=place.category,
        measure=place.measure,
        platform=place.platform,
        population=place.population,
        dataset=place.dataset,
        value=added.sum,
        interval=None if interval is None else [_end(interval.low), _end(interval.high)],
        notation=None if interval is None else interval.notation(_PLACES),
        unit=dictionary.measure(place.measure).unit,
        periods=list(added.periods),
        forces_in=len(added.forces),
        forces_known=len(added.forces) + len(lacking),
        forces_lacking=len(lacking),
        lacking_without_value=added.silent,
        lacking=lacking if added.named or len(lacking) <= FEW else [],
        inexact=sum(each.qualifier is not Qualifier.EXACT for each in added.addends),
        provisional=added.marks.provisional,
        estimated=added.marks.estimated,
        disputed=added.marks.disputed,
        printed=None if printed is None else _printed(printed, others, release),
        receipt=receipt(place.period, others, release, of_quarters=len(added.periods) > 1),
        lineage=_lineage(added, others, release),
    )


def _interval(added: AddedUp) -> Interval:
    """Every sum that the figures allow; those are counts, so that a bare number is exact."""
    return sum((_quantity(each).interval for each in added.addends), start=_NOTHING)


def _quantity(each: Addend) -> Quantity:
    return Quantity(each.value, each.qualifier, counted=True)


def _end(value: Fraction | None) -> Decimal | None:
    return rounded(value, _PLACES)


def _printed(printed: AddedUp, others: str, release: int) -> PrintedTotal:
    address = receipt(printed.place.period, others, release, of_quarters=False)
    return PrintedTotal(printed.sum, len(printed.forces), address)


def _lineage(added: AddedUp, others: str, release: int) -> TotalLineage:
    count = len(added.forces) * len(added.periods)
    if not added.named or not count:
        told = f"sum of {count} figures" if count else "nothing to add"
        return TotalLineage([], [], told, release)
    return TotalLineage(
        [replace(added.place, area=each.area, period=each.period).key for each in added.addends],
        list(_addresses(added, others, release)),
        _formula(added.addends, len(added.periods)),
        release,
    )


def _addresses(added: AddedUp, others: str, release: int) -> Iterator[str]:
    forces = list(dict.fromkeys(each.area for each in added.addends))
    periods = ",".join(added.periods)
    for start in range(0, len(forces), AT_ONCE):
        some = ",".join(forces[start : start + AT_ONCE])
        yield (
            f"/v1/observations?area={some}&period={periods}&{others}"
            f"&release={release}&limit={AT_ONCE * len(added.periods)}"
        )


def _formula(addends: Sequence[Addend], periods: int) -> str:
    """The sum as it is written, the quarters of a force together."""
    told = [
        f"{each.value:f}"
        if each.qualifier is Qualifier.EXACT
        else _quantity(each).interval.notation(_PLACES)
        for each in addends
    ]
    if periods == 1:
        return " + ".join(told)
    years = (" + ".join(told[at : at + periods]) for at in range(0, len(told), periods))
    return " + ".join(f"({year})" for year in years)


def about_totals(rows: Sequence[Total]) -> Iterator[Caveat]:
    """What the totals of an answer do not say by themselves."""
    if not rows:
        return
    yield Caveat(
        "what_a_total_is_not",
        "Each row adds up the police forces that have a figure, and says how many have none; what "
        "those would add is not known, and is not zero. Rows are not to be added to each other: a "
        "category lies within its parent, a platform within all, a quarter within its year.",
        "/data",
    )
    counted = rows.counted if isinstance(rows, Totals) else [(row, 1) for row in rows]
    partial = [(row, number) for row, number in counted if row.forces_lacking]
    if partial:
        least, _ = min(partial, key=lambda each: each[0].forces_in)
        yield Caveat(
            "partial_total",
            f"{sum(number for _, number in partial)} of {len(rows)} totals lack forces; that of "
            f"{least.period} has {least.forces_in} of {least.forces_known}. It is not to be told "
            "as that of the country, nor set beside one of other forces: /v1/changes with `panel` "
            "compares like with like.",
            "/data",
        )
    yield from _about_marks(counted, len(rows))
    yield from _about_printed(row for row, _ in counted)
    if any(row.forces_in and not row.lineage.observations for row, _ in counted):
        yield Caveat(
            "figures_at_receipt",
            "The rows of this page add more figures than are listed at once; the `receipt` of each "
            "has their ids.",
            "/data",
        )


def _about_marks(counted: Sequence[tuple[Total, int]], total: int) -> Iterator[Caveat]:
    told = {
        "inexact": "figures that are ranges and not one number, so that the sum is an interval",
        "provisional": "figures that are provisional and may be revised",
        "estimated": "figures that are estimated and may be revised",
        "disputed": "figures that another source of the dataset states differently, which "
        "/v1/disagreements shows; the one that the record goes by is added",
    }
    for mark, what in told.items():
        marked = sum(number for row, number in counted if getattr(row, mark))
        if marked:
            yield Caveat(f"{mark}_figures", f"{marked} of {total} totals hold {what}.", "/data")


def _about_printed(rows: Iterable[Total]) -> Iterator[Caveat]:
    differing = [
        row
        for row in rows
        if row.printed is not None and row.value is not None and row.printed.value != row.value
    ]
    if differing:
        first = differing[0]
        yield Caveat(
            "printed_year_differs",
            f"{len(differing)} of the years are printed too, and their figures add up to another "
            f"number than those of their quarters, {first.period} among them. Other forces may be "
            "behind the two, and quarters and years are revised at different times; both are "
            "shown, and neither corrects the other.",
            "/data",
        )
