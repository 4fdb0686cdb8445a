"""Groups of figures that are parts of one whole: equal in everything but one dimension.

What the parts are differs by dimension. Areas and categories lie inside a printed whole, and what
is missing belongs to members without a figure. Platforms are parts of all cases, and a case whose
platform was not recorded may be anybody's. Populations are parts too, but may overlap. Published
shares are parts of what was known, and have no printed whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Any

from app.analysis.check_claim import observed_interval
from app.analysis.membership import forces_in, members_in
from app.domain.dictionary import Dictionary
from app.domain.interval import Interval
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import Period

# The population of the cases for which the part along a dimension was recorded.
RECORDED = {"platform": "platform-recorded"}


@dataclass(frozen=True)
class Node:
    """A part, with its figure if the record has one and what that stands for, and the parts of it
    that are in the group."""

    slug: str
    cell: Cell
    observation: Observation | None
    interval: Interval | None
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Group:
    """The parts of one whole. `whole` and `known` are the printed figures of all cases and of those
    whose part was recorded. In an `open` group what is unknown may belong to any part; in any other
    only to the parts without a figure. `disjoint` parts may be added. `coverage` is how many forces
    the area of the whole has, where another number is behind its figure."""

    tree: Tree
    of: str | None
    published: bool
    whole: Observation | None
    known: Observation | None
    parts: tuple[Node, ...]
    open: bool
    disjoint: bool
    coverage: int | None = None


class Tree:
    """What lies below what along one dimension, in one period."""

    def __init__(self, dimension: str, dictionary: Dictionary, period: Period) -> None:
        self.dimension = dimension
        self.dictionary = dictionary
        self._entries: Mapping[str, Any] = dictionary.entries[DIMENSIONS[dimension]]
        self._order = {slug: at for at, slug in enumerate(self._entries)}
        self._period = period
        self.below = cache(self._below)

    def inside(self, slug: str) -> list[str]:
        """What lies directly inside, in dictionary order. An area that also lies inside another of
        them is not counted twice."""
        if self.dimension == "population":
            return []
        entry = self._entries[slug]
        if self.dimension == "area":
            return self.highest(members_in(entry, self._period))
        return self.ordered(entry.children)

    def highest(self, slugs: Iterable[str]) -> list[str]:
        """Those that lie below none of the others, in dictionary order."""
        several = self.ordered(slugs)
        return [slug for slug in several if not any(slug in self.below(over) for over in several)]

    def ordered(self, slugs: Iterable[str]) -> list[str]:
        """Slugs in dictionary order."""
        return sorted(slugs, key=self._order.__getitem__)

    def sums(self, slug: str) -> bool:
        """Whether what lies directly inside makes up the whole without overlap."""
        return self.dimension != "category" or self._entries[slug].sum_of_children

    def _below(self, slug: str) -> frozenset[str]:
        if self.dimension == "area":
            inside = members_in(self._entries[slug], self._period)
        else:
            inside = set(self.inside(slug))
        return frozenset(inside.union(*(self.below(child) for child in inside)))


def groups(
    dimension: str, observations: Sequence[Observation], dictionary: Dictionary
) -> Iterator[Group]:
    """The groups along a dimension, in the order of cells and then of their wholes. A figure that
    is part of nothing in the record is in none."""
    places: dict[Cell, dict[str | None, Observation]] = defaultdict(dict)
    for observation in observations:
        cell = Cell.parse(observation.id)
        places[replace(cell, **{dimension: ""})][getattr(cell, dimension)] = observation
    trees = cache(lambda slug: Tree(dimension, dictionary, Period.parse(slug)))
    for place, figures in places.items():
        tree: Tree = trees(place.period)
        if dictionary.measure(place.measure).share_along == dimension:
            yield _published(place, figures, tree)
        elif dimension in ("area", "category"):
            yield from _inside_wholes(place, figures, tree)
        elif any(figures):
            yield _of_all_cases(place, figures, tree, places)


def _published(place: Cell, figures: Mapping[str | None, Observation], tree: Tree) -> Group:
    return Group(
        tree=tree,
        of=None,
        published=True,
        whole=None,
        known=None,
        parts=_forest(figures, place, tree),
        open=True,
        disjoint=tree.dimension in ("platform", "area"),
    )


def _of_all_cases(
    place: Cell,
    figures: Mapping[str | None, Observation],
    tree: Tree,
    places: Mapping[Cell, Mapping[str | None, Observation]],
) -> Group:
    """Parts of all the cases of a cell; those with the part recorded are a population of it."""
    whole, known = figures.get(None), None
    recorded = RECORDED.get(tree.dimension)
    if recorded is not None and place.population in (None, recorded):
        whole = places.get(replace(place, population=None), {}).get(None)
        known = places.get(replace(place, population=recorded), {}).get(None)
    return Group(
        tree=tree,
        of=None,
        published=False,
        whole=whole,
        known=known,
        parts=_forest(figures, place, tree),
        open=True,
        disjoint=tree.dimension == "platform",
    )


def _forest(figures: Mapping[str | None, Observation], place: Cell, tree: Tree) -> tuple[Node, ...]:
    """The parts with a figure, each above those that lie below it."""
    slugs = [slug for slug in figures if slug is not None]
    nodes = []
    for slug in tree.highest(slugs):
        lower: dict[str | None, Observation] = {
            other: figure for other, figure in figures.items() if other in tree.below(slug)
        }
        nodes.append(_node(slug, figures[slug], place, tree, _forest(lower, place, tree)))
    return tuple(nodes)


def _node(
    slug: str, figure: Observation | None, place: Cell, tree: Tree, children: tuple[Node, ...] = ()
) -> Node:
    cell = replace(place, **{tree.dimension: slug})
    return Node(slug, cell, figure, counted(figure, tree.dictionary), children)


def counted(figure: Observation | None, dictionary: Dictionary) -> Interval | None:
    """What a figure can stand for; None where it has no number, or one that counts nothing."""
    if figure is None or figure.value is None or figure.value < 0:
        return None
    return observed_interval(figure, dictionary.entries["measures"])


def _inside_wholes(
    place: Cell, figures: Mapping[str | None, Observation], tree: Tree
) -> Iterator[Group]:
    slugs = [slug for slug in figures if slug is not None]
    for slug in tree.ordered(slugs):
        if tree.below(slug).isdisjoint(slugs):
            continue
        found, sums = _members(slug, figures, tree)
        yield Group(
            tree=tree,
            of=slug,
            published=False,
            whole=figures[slug],
            known=None,
            parts=tuple(_node(part, figures.get(part), place, tree) for part in found),
            open=False,
            disjoint=sums and _apart(found, tree),
            coverage=_other_coverage(figures[slug], tree),
        )


def _members(
    slug: str, figures: Mapping[str | None, Observation], tree: Tree
) -> tuple[list[str], bool]:
    """The members of a whole that stand for it, and whether they may be added: each with its own
    figure, or else by the members below it where any of them has one, or else as missing."""
    found: list[str] = []
    sums = tree.sums(slug)
    for member in tree.inside(slug):
        own = figures.get(member)
        valued = counted(own, tree.dictionary) is not None
        if not valued and not tree.below(member).isdisjoint(figures):
            lower, lower_sums = _members(member, figures, tree)
            found += lower
            sums = sums and lower_sums
        else:
            found.append(member)
    return tree.ordered(set(found)), sums


def _apart(slugs: Sequence[str], tree: Tree) -> bool:
    """Whether no two of some areas or categories hold anything in common."""
    held = (tree.below(slug) | {slug} for slug in slugs)
    return all(one.isdisjoint(other) for one, other in combinations(held, 2))


def _other_coverage(whole: Observation, tree: Tree) -> int | None:
    if tree.dimension != "area" or whole.forces is None:
        return None
    area = tree.dictionary.area(whole.area)
    forces = len(forces_in(area, tree.dictionary, Period.parse(whole.period)))
    return None if forces == whole.forces else forces
