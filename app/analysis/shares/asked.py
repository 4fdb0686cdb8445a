"""A question about shares: what it may be asked along and of, what it has to read, and what goes
with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from app.analysis.shares.groups import RECORDED, Tree
from app.domain.caveat import Caveat
from app.domain.dictionary import Dictionary, Measure
from app.domain.observation import DIMENSIONS
from app.domain.period import UNSTATED
from app.domain.share import Share, ShareKind, ShareStatus
from app.errors import MeaninglessError, Objection


class SharedAlong(StrEnum):
    """The dimensions whose values can be parts of one whole."""

    PLATFORM = "platform"
    AREA = "area"
    CATEGORY = "category"
    POPULATION = "population"


# The others, and what to ask instead.
NO_PARTS = {
    "dataset": "Datasets count the same cases in their own ways: their figures and shares are "
    "never added. Name one by `dataset`, and ask for shares along another dimension.",
    "measure": "Measures count different things and are no parts of one whole. Name one by "
    "`measure`, and ask for shares along another dimension.",
    "period": "Periods follow or overlap each other and are no parts of one whole. Ask /v1/series "
    "for figures over time.",
}
_ALONG = ", ".join(SharedAlong)


def measures_along(dimension: str, named: Sequence[str], dictionary: Dictionary) -> list[str]:
    """The measures that are asked for, or all that have shares along a dimension. Raises
    MeaninglessError with every objection to the question."""
    if dimension in NO_PARTS:
        raise MeaninglessError([Objection("dimension", NO_PARTS[dimension])])
    measures = [dictionary.measure(slug) for slug in named or dictionary.entries["measures"]]
    fit = [measure for measure in measures if _has_shares(measure, dimension)]
    if named:
        unfit = (measure for measure in measures if measure not in fit)
        objections = [Objection("measure", _objection(each, dimension)) for each in unfit]
        if units := sorted({measure.unit for measure in fit}):
            objections += [] if len(units) == 1 else [_mixed(units, fit)]
        if objections:
            raise MeaninglessError(objections)
    return [measure.slug for measure in fit]


def _has_shares(measure: Measure, dimension: str) -> bool:
    if measure.share_along is not None:
        return measure.share_along == dimension
    return measure.counted and measure.summable


def _objection(measure: Measure, dimension: str) -> str:
    told = f"{measure.slug} ({measure.unit}) "
    if measure.share_along is not None:
        return (
            f"{told}is a share along {measure.share_along} already, and no part of a whole along "
            f"{dimension}; ask for dimension={measure.share_along}"
        )
    return (
        f"{told}cannot be added, so its values along {dimension} are no parts of one whole; ask "
        f"for its figures: /v1/observations?measure={measure.slug}"
    )


def _mixed(units: Sequence[str], measures: Sequence[Measure]) -> Objection:
    alone = " or ".join(f"measure={measure.slug}" for measure in measures)
    return Objection(
        "measure",
        f"{' and '.join(units)} are not of one kind, and their shares are no one table; ask for "
        f"each by itself: {alone}",
    )


def to_read(dimension: str, named: Sequence[str], dictionary: Dictionary) -> list[str]:
    """The values of the dimension that shares of the named ones rest on; empty is any. A part rests
    on the other parts and on the whole."""
    if dimension not in ("area", "category") or not named:
        return []
    tree = Tree(dimension, dictionary, UNSTATED)
    entries = dictionary.entries[DIMENSIONS[dimension]]
    tops = set(named)
    for slug in named:
        if not tree.below(slug):
            tops.update(over for over in entries if slug in tree.below(over))
    return tree.ordered(tops.union(*map(tree.below, tops)))


def populations_to_read(
    dimension: str, named: Sequence[str], dictionary: Dictionary
) -> list[str | None]:
    """The populations that shares along another dimension rest on: those named, or none, and with
    either the cases of which the part was recorded."""
    found: list[str | None] = list(named) or [None]
    recorded = RECORDED.get(dimension)
    if recorded in dictionary.entries["populations"] and (None in found or recorded in found):
        found += [None, recorded]
    return list(dict.fromkeys(found))


def asked_for(
    rows: Iterable[Share],
    dimension: str,
    named: Sequence[str],
    populations: Sequence[str],
    dictionary: Dictionary,
) -> list[Share]:
    """The rows that were asked for: an area or category with parts names the whole, any other name
    a part."""
    tree = Tree(dimension, dictionary, UNSTATED)
    wholes = {slug for slug in named if dimension in ("area", "category") and tree.below(slug)}
    parts = set(named) - wholes
    return [
        row
        for row in rows
        if (not named or row.part in parts or row.of in wholes)
        and (not populations or row.population in populations)
    ]


def about_shares(dimension: str, rows: Sequence[Share]) -> Iterator[Caveat]:
    """What to know of shares before using them."""
    if not rows:
        lacking = "no whole in the record with a figure for a part of it"
        if dimension in RECORDED or dimension == "population":
            lacking = "no figure for a part"
        yield Caveat(
            "no_shares",
            f"Along {dimension} there is {lacking}, under the names given. /v1/observations with "
            "the same names shows which figures there are.",
            "/data",
        )
    if any(row.kind is ShareKind.PUBLISHED for row in rows):
        yield Caveat(
            "shares_as_published",
            "Some shares were published without the counts behind them. They are served as "
            "printed, with the numbers that each can stand for, and are never multiplied into the "
            "counts of another dataset.",
            "/data",
        )
    if any(_leaves_something(row) for row in rows):
        yield Caveat(
            "unknown_remainder",
            "Of some cases the part is not known, or may not be, or a part has no figure. A share "
            "of the known is not a share of all; `bounds` is what the unknown allows.",
            "/data",
        )


def _leaves_something(row: Share) -> bool:
    left = row.kind is ShareKind.COMPUTED and row.unknown is not None and row.unknown.value != 0
    return left or row.status is ShareStatus.BOUNDED
