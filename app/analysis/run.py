"""Change over a run of years: the average a year, the compound rate, and every year by itself.

The compound rate r is the one with which the earlier figure, growing by r every year for n years,
becomes the later one: r = (later ÷ earlier)^(1/n) − 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from app.analysis.comparability import compare
from app.analysis.difference import Difference, difference_of, exact, rounded
from app.domain.change import Lineage, Run, RunYear
from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Observation
from app.domain.period import Period

_A_PAIR = 2


# The pairs of periods that a record compares are few.
@lru_cache(4096)
def years_between(base: str, later: str) -> tuple[str, ...]:
    """Both periods and those between them, a year apart, the earliest first; nothing unless the
    later one is two or more whole years after the other."""
    first = Period.parse(base)
    found = [Period.parse(later)]
    while found[0].key > first.key and (before := found[0].year_before()) is not None:
        found.insert(0, before)
    is_run = found[0] == first and len(found) > _A_PAIR
    return tuple(period.slug for period in found) if is_run else ()


def cells_between(base: Observation | None, later: Observation | None) -> list[Cell]:
    """The cells of the years between two figures that have a run."""
    if base is None or later is None or base.dataset != later.dataset:
        return []
    years = years_between(base.period, later.period)[1:-1]
    return [replace(Cell.parse(later.id), period=year) for year in years]


def run_of(
    base: Observation | None,
    later: Observation | None,
    between: Sequence[Observation],
    difference: Difference | None,
    dictionary: Dictionary,
    precision: int,
) -> Run | None:
    """The run from one figure to another, of the same dataset, with those between them."""
    cells = cells_between(base, later)
    if base is None or later is None or not cells:
        return None
    periods = [base.period, *(cell.period for cell in cells), later.period]
    held = {figure.period: figure for figure in (base, *between, later)}
    figures = [held.get(period) for period in periods]
    points = [_first(base)]
    for period, (before, figure) in zip(periods[1:], pairwise(figures), strict=True):
        points.append(_next(period, before, figure, dictionary, precision))
    return run(points, difference, precision, dictionary.release)


def run(
    points: Sequence[RunYear], difference: Difference | None, precision: int, release: int
) -> Run:
    """A run of some years with the difference between its ends, if that may be shown."""
    years = len(points) - 1
    average, compound, formula = None, None, None
    if difference is not None:
        average = Fraction(difference.absolute) / years
        compound = compound_percent(difference.fold, years, precision)
        before, after = difference.texts
        formula = f"({after} − {before}) ÷ {years}"
        if compound is not None:
            formula += f"; (({after} ÷ {before})^(1 ÷ {years}) − 1) × 100"
    return Run(
        years=years,
        average_yearly=rounded(average, precision),
        average_yearly_exact=exact(average),
        compound_yearly_percent=rounded(compound, precision),
        points=list(points),
        lineage=Lineage([key for point in points for key in point.observations], formula, release),
    )


def compound_percent(fold: Fraction | None, years: int, precision: int) -> Fraction | None:
    """The yearly per cent that makes such a fold in so many years, rounded half away from zero to
    so many decimal places. It is found in integers: no floating point, and no digit in doubt."""
    if fold is None or fold < 0:
        return None
    whole = 100 * 10**precision  # one, in units of the last decimal place of a per cent
    scaled = fold * whole**years
    grown = _whole_root(scaled.numerator // scaled.denominator, years)
    half_way = Fraction(2 * grown + 1, 2) ** years
    # Exactly half way goes away from zero: upwards where it grows, downwards where it falls.
    if scaled > half_way or (scaled == half_way and grown >= whole):
        grown += 1
    return Fraction(grown - whole, 10**precision)


def _whole_root(number: int, degree: int) -> int:
    """The largest integer whose power of such a degree is at most a number."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle)
    return low


def _first(figure: Observation) -> RunYear:
    return RunYear(
        figure.period,
        False,
        figure.value,
        figure.status,
        figure.qualifier,
        None,
        [figure.id],
        None,
        None,
        [],
    )


def _next(
    period: str,
    before: Observation | None,
    figure: Observation | None,
    dictionary: Dictionary,
    precision: int,
) -> RunYear:
    if figure is None:
        return RunYear(period, True, None, None, None, None, [], None, None, [])
    verdict = compare(before, figure, dictionary)
    step = difference_of(None if before is None else before.value, figure.value, verdict)
    return replace(
        _first(figure),
        absolute=step and step.absolute,
        percent=rounded(step and step.percent, precision),
        reasons=verdict.reasons,
    )
