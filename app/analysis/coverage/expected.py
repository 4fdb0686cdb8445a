"""Which forces, and which periods, one may expect a figure of in a dataset.

Nobody publishes whom a gathering asked. What the record knows is of whom it has figures: of single
forces, and of wholes whose forces are known; and from which period to which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.analysis.membership import forces_in
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.period import UNSTATED, Period, PeriodKind


@dataclass(frozen=True)
class Scope:
    """What is asked for: one dataset, and which areas and periods if not all that it covers."""

    dataset: str
    areas: Sequence[str] = ()
    periods: Sequence[str] = ()


def expected_forces(dictionary: Dictionary, scope: Scope) -> Mapping[str, set[str]]:
    """The forces to be expected in each period. Those within an area that the dataset has a figure
    of are so while they belong to it, and others that have a figure in every period."""
    periods = scope.periods or _regular(dictionary.entries["datasets"][scope.dataset].data.periods)
    if scope.areas:
        return {period: named_forces(dictionary, scope, period) for period in periods}
    covering = _covering(dictionary, scope.dataset)
    ever = _within(covering, dictionary, UNSTATED)
    known = {
        slug
        for slug, area in dictionary.entries["areas"].items()
        if area.kind is AreaKind.FORCE and scope.dataset in area.data.datasets
    }
    alone = known - ever
    return {
        period: alone | _within(covering, dictionary, Period.parse(period)) for period in periods
    }


def named_forces(dictionary: Dictionary, scope: Scope, period: str) -> set[str]:
    """The forces within the areas that are named, in one period."""
    return _within(scope.areas, dictionary, Period.parse(period))


def _within(areas: Iterable[str], dictionary: Dictionary, period: Period) -> set[str]:
    return {
        force for slug in areas for force in forces_in(dictionary.area(slug), dictionary, period)
    }


def _covering(dictionary: Dictionary, dataset: str) -> list[str]:
    """The wholes that a dataset has a figure of, and whose forces are known."""
    return [
        slug
        for slug, area in dictionary.entries["areas"].items()
        if area.kind is not AreaKind.FORCE
        and dataset in area.data.datasets
        and forces_in(area, dictionary, UNSTATED)
    ]


def outermost(dictionary: Dictionary, dataset: str) -> list[str]:
    """The wholes that a dataset covers, without those that lie within another of them."""
    forces = {
        slug: forces_in(dictionary.area(slug), dictionary, UNSTATED)
        for slug in _covering(dictionary, dataset)
    }
    return [slug for slug in forces if not any(forces[slug] < more for more in forces.values())]


def _regular(periods: Iterable[str]) -> list[str]:
    """Every period from the first to the last of each kind that follows on itself."""
    runs: dict[tuple[PeriodKind, int], list[Period]] = defaultdict(list)
    for period in map(Period.parse, periods):
        if period.following() is not None and period.start is not None:
            # Years that end in June and years that end in September are two runs.
            month = period.start.month if period.kind is PeriodKind.SPAN else 0
            runs[period.kind, month].append(period)
    found: list[str] = []
    for run in runs.values():
        at: Period | None = min(run, key=lambda period: period.key)
        last = max(period.key for period in run)
        while at is not None and at.key <= last:
            found.append(at.slug)
            at = at.following()
    return found
