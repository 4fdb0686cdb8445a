"""Time series: the figures of one kind of period in order, with the gaps between them shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from app.analysis.comparability import compare
from app.domain.change import Lineage
from app.domain.dictionary import Dictionary
from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.series import Point, Series, SeriesBreak

# What makes the figures of one cell two lines. An unsure or an unstated figure is a caution on a
# point and no break: that coverage is not stated, say, does not mean that it differs.
_BREAKING = frozenset({"different_coverage", "different_membership", "break_in_series"})


def series(
    observations: Sequence[Observation], dictionary: Dictionary, periods: Sequence[str] = ()
) -> Series:
    """One series from all observations of one cell but for the period, of one period kind.

    Every period between the first and the last stands in it; one that the record does not hold is
    a gap, never a zero and never filled. Breaks lie between figures that follow each other, over
    gaps as well. With `periods` the series runs from the first to the last
    of them.
    """
    keys = [Period.parse(slug).key for slug in periods]
    ordered = sorted(
        (
            observation
            for observation in observations
            if not keys or min(keys) <= Period.parse(observation.period).key <= max(keys)
        ),
        key=lambda observation: Period.parse(observation.period).key,
    )
    first = ordered[0]
    breaks = _breaks([found for found in ordered if found.value is not None], dictionary)
    return Series(
        area=first.area,
        measure=first.measure,
        category=first.category,
        platform=first.platform,
        population=first.population,
        dataset=first.dataset,
        unit=first.unit,
        period_kind=Period.parse(first.period).kind,
        points=_points(ordered, {found.after for found in breaks}),
        breaks=breaks,
        observations=ordered,
        lineage=Lineage([found.id for found in ordered], None, dictionary.release),
    )


def _breaks(figures: Sequence[Observation], dictionary: Dictionary) -> list[SeriesBreak]:
    found = []
    for before, after in pairwise(figures):
        reasons = [
            reason
            for reason in compare(before, after, dictionary).reasons
            if reason.code in _BREAKING
        ]
        if reasons:
            found.append(SeriesBreak(before.period, after.period, reasons))
    return found


def _points(ordered: Sequence[Observation], broken: Collection[str]) -> list[Point]:
    points: list[Point] = []
    expected: Period | None = None
    for observation in ordered:
        period = Period.parse(observation.period)
        while expected is not None and expected != period:
            points.append(Point(expected.slug, True, False, None, None, None, None))
            expected = expected.following()
        points.append(
            Point(
                observation.period,
                False,
                observation.period in broken,
                observation.value,
                observation.status,
                observation.qualifier,
                observation.id,
            )
        )
        expected = period.following()
    return points
