"""Time series: the figures of one kind of period in order, with the gaps between them shown."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.series import Point, Series


def series(observations: Sequence[Observation], periods: Sequence[str] = ()) -> Series:
    """One series from all observations of one cell but for the period, of one period kind.

    Every period between the first and the last stands in it; one that the record does not hold is
    a gap, never a zero and never filled. With `periods` the series runs from the first to the last
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
    return Series(
        area=first.area,
        measure=first.measure,
        category=first.category,
        platform=first.platform,
        population=first.population,
        dataset=first.dataset,
        unit=first.unit,
        period_kind=Period.parse(first.period).kind,
        points=_points(ordered),
        observations=ordered,
    )


def _points(ordered: Sequence[Observation]) -> list[Point]:
    points: list[Point] = []
    expected: Period | None = None
    for observation in ordered:
        period = Period.parse(observation.period)
        while expected is not None and expected != period:
            points.append(Point(expected.slug, True, None, None, None, None))
            expected = expected.following()
        points.append(
            Point(
                observation.period,
                False,
                observation.value,
                observation.status,
                observation.qualifier,
                observation.id,
            )
        )
        expected = period.following()
    return points
