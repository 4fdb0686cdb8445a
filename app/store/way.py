"""By which index the cells of a selection are read.

Cells are indexed in the order in which every list has them, and in the same order behind a
category, a measure or a dataset: a page is read from where it begins, and ends the reading. What
few figures share is looked up, and put in order. The counts of the release tell which of both
costs less; the databases, which do not know the counts, are left no other choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS, Status
from app.store.selection import Selection, counted_ids

IN_ORDER = ("category", "measure", "dataset")
# So many figures are put in order for a page, rather than looked for among those in order.
FEW = 10_000
# One figure out of so many is looked up and put in order sooner than the others are passed over.
ONE_OF = 16


@dataclass(frozen=True)
class Way:
    """What is looked up first, if anything is: a dimension, `status` or `source`. Where that gives
    cells in order, area and period are looked up behind it. With `spread`, areas that are not named
    are looked up one by one, as far as they hold figures of what it names."""

    lead: str | None
    in_order: bool
    spread: str | None


def way_to(selection: Selection, dictionary: Dictionary) -> Way:
    """The way that reads least to what is asked for."""
    named = selection.dimensions
    held = _held(selection, dictionary)
    lead = _narrowest((name for name in IN_ORDER if name in held and len(named[name]) == 1), held)
    rest = held.keys() - {lead, "area", "period"}
    if Status.PUBLISHED in selection.statuses:
        rest.discard("status")
    few = _narrowest((name for name in sorted(rest) if held[name] <= FEW), held)
    if few is not None and all(
        held[few] < held[name] for name in ("area", "period", lead) if name in held
    ):
        return Way(few, in_order=False, spread=None)
    spread = None
    if "area" not in named:
        narrowest = _narrowest(held, held)
        spread = narrowest if "period" in named or narrowest != lead else None
    return Way(lead, in_order=True, spread=spread)


def looked_up_by_area(selection: Selection, dictionary: Dictionary) -> str | None:
    """The dimension, if there is one, by whose several values everything of a selection is best
    looked up in some areas after others, and put in order there."""
    held = _held(selection, dictionary)
    name = _narrowest((name for name in IN_ORDER if name in held), held)
    if name is None or len(selection.dimensions[name]) == 1:
        return None
    return name if held[name] * ONE_OF <= sum(dictionary.statuses.values()) else None


def expected(selection: Selection, dictionary: Dictionary) -> float:
    """How many figures of a selection an area has at most, if what each condition leaves is as much
    in every area that has any of it."""
    found = float("inf")
    ids = counted_ids(dictionary, selection)
    for name, held in _held(selection, dictionary).items():
        if name != "area":
            areas = max(len(dictionary.areas_with[name].get(id_, ())) for id_ in ids[name])
            found = min(found, held / max(areas, 1))
    return found


def areas_with(dictionary: Dictionary, selection: Selection, name: str) -> Sequence[int]:
    """The areas that have figures of what a selection names, in order."""
    held = dictionary.areas_with[name]
    ids = counted_ids(dictionary, selection)[name]
    if len(ids) == 1:
        return held.get(ids[0], ())
    return sorted(set(chain.from_iterable(held.get(id_, ()) for id_ in ids)))


def _held(selection: Selection, dictionary: Dictionary) -> dict[str, int]:
    """How many figures each condition leaves by itself; not a dimension that may be one that does
    not apply, as that is no entry."""
    held = {
        name: sum(_about(dictionary, DIMENSIONS[name], slug) for slug in slugs if slug is not None)
        for name, slugs in selection.dimensions.items()
        if None not in slugs
    }
    if selection.sources:
        held["source"] = sum(_about(dictionary, "sources", slug) for slug in selection.sources)
    if selection.statuses:
        held["status"] = sum(dictionary.statuses.get(status, 0) for status in selection.statuses)
    return held


def _about(dictionary: Dictionary, noun: str, slug: str) -> int:
    observations: int = dictionary.entries[noun][slug].data.observations
    return observations


def _narrowest(names: Iterable[str], held: Mapping[str, int]) -> str | None:
    return min(names, key=lambda name: held[name], default=None)
