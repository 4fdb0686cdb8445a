"""Wholes that stand beside their parts in one answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from app.analysis import among
from app.domain.caveat import Caveat
from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Observation
from app.domain.period import UNSTATED, Period, PeriodKind


def about_overlaps(dictionary: Dictionary, observations: Sequence[Observation]) -> Iterator[Caveat]:
    """Wholes that stand beside their parts, so that a sum over the answer counts twice."""
    found = [name for name, has in _OVERLAPPING.items() if has(dictionary, observations)]
    if found:
        yield Caveat(
            "overlapping_figures",
            f"The answer holds wholes beside their parts (by {', '.join(found)}); a sum over it "
            "would count the same offences more than once.",
            "/data",
        )


def _beside(observations: Sequence[Observation], name: str) -> list[set[str | None]]:
    """The values of one dimension that stand beside each other, all the others being the same."""
    if len(among.slugs(observations, name)) == 1:
        return []
    own = attrgetter(name)
    others = attrgetter(*(other for other in DIMENSIONS if other != name))
    groups: dict[tuple[str | None, ...], set[str | None]] = defaultdict(set)
    for observation in observations:
        groups[others(observation)].add(own(observation))
    return [values for values in groups.values() if len(values) > 1]


def _areas_overlap(dictionary: Dictionary, observations: Sequence[Observation]) -> bool:
    # Most answers have no area at all that lies within another one of theirs.
    held = among.named(observations, "area")
    if all(_above(dictionary, slug).isdisjoint(held) for slug in held):
        return False
    return any(
        not _above(dictionary, slug).isdisjoint(areas)
        for areas in _beside(observations, "area")
        for slug in areas
        if slug is not None
    )


def _above(dictionary: Dictionary, slug: str) -> set[str | None]:
    parents = {membership.area for membership in dictionary.area(slug).parents}
    return parents.union(*(_above(dictionary, parent) for parent in parents))


# Two periods of another kind than these, but of one, share no day.
_ANY_DAYS = (PeriodKind.SPAN, PeriodKind.UNSTATED)


def _periods_overlap(_: Dictionary, observations: Sequence[Observation]) -> bool:
    held = {Period.parse(slug).kind for slug in among.named(observations, "period")}
    if len(held) == 1 and held.isdisjoint(_ANY_DAYS):
        return False
    for slugs in _beside(observations, "period"):
        dated = (Period.parse(slug) for slug in slugs if slug and slug != UNSTATED.slug)
        ordered = sorted(dated, key=lambda period: period.key)
        if any(before.overlaps(after) for before, after in pairwise(ordered)):
            return True
    return False


def _platforms_overlap(dictionary: Dictionary, observations: Sequence[Observation]) -> bool:
    platforms = dictionary.entries["platforms"]
    return any(
        slug is None or platforms[slug].parent in slugs
        for slugs in _beside(observations, "platform")
        for slug in slugs
    )


def _populations_overlap(_: Dictionary, observations: Sequence[Observation]) -> bool:
    return any(None in slugs for slugs in _beside(observations, "population"))


_OVERLAPPING = {
    "area": _areas_overlap,
    "period": _periods_overlap,
    "platform": _platforms_overlap,
    "population": _populations_overlap,
}
