"""What the parts of a group add up to, and what that leaves for each of them.

Nothing is taken for granted about the cases of which the part is not known: at the lowest none of
them is a part's own, at the highest all are that the other parts leave. These are the worst-case
bounds of Manski, "Partial Identification of Probability Distributions", Springer 2003, chapter 1;
the arithmetic is that of `domain.interval`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from app.analysis.shares.groups import Group, Node, counted
from app.domain.interval import Interval

ONE = Interval.point(1)
HUNDRED = Interval.point(100)
NONE_TO_ALL = Interval(Fraction(0), Fraction(1))
_NONE = Interval.point(0)
_NOT_NEGATIVE = Interval(Fraction(0), None)


@dataclass(frozen=True)
class Sums:
    """A group in numbers: all cases, where they are above zero and are those of the parts; the
    disjoint parts with a figure and their sum; of how many cases the part is known; what is left;
    whether the figures cannot all be right; and beside each part, the sum of the others."""

    all: Interval | None
    top: tuple[Node, ...]
    sum: Interval | None
    recorded: Interval | None
    known: Interval | None
    unknown: Interval | None
    contradicted: bool
    rest: Mapping[str, Interval]


def sums_of(group: Group) -> Sums:
    """The sums of a group."""
    every = whole_of(group)
    top = tuple(cover(group.parts))
    added = total(top) if group.disjoint and top else None
    recorded = counted(group.known, group.tree.dictionary)
    known = None if group.published else recorded or added
    unknown: Interval | None = None
    if group.published:
        unknown = None if added is None else HUNDRED - added
    elif every is not None and known is not None:
        unknown = every - known
    contradicted = unknown is not None and is_negative(unknown)
    if recorded is not None and added is not None:
        contradicted = contradicted or is_negative(recorded - added)
    rest = _beside_each(group.parts) if group.disjoint else {}
    return Sums(every, top, added, recorded, known, unknown, contradicted, rest)


def whole_of(group: Group) -> Interval | None:
    """How many all cases can be, where that is a number to divide by."""
    every = counted(group.whole, group.tree.dictionary)
    if every is None or group.coverage is not None or not every.is_positive():
        return None
    return every


def cover(nodes: Sequence[Node]) -> list[Node]:
    """Disjoint parts with a figure: each part that has one, or else its own parts."""
    found: list[Node] = []
    for node in nodes:
        found += cover(node.children) if node.interval is None else [node]
    return found


def beside(nodes: Sequence[Node], slug: str) -> list[Node]:
    """Disjoint parts with a figure that have nothing in common with one of the parts."""
    found: list[Node] = []
    for node in nodes:
        if node.slug == slug:
            continue
        found += beside(node.children, slug) if _holds(node, slug) else cover([node])
    return found


def _beside_each(parts: Sequence[Node]) -> dict[str, Interval]:
    """The sum of all parts but one, for each of them: from what comes before and what after, so
    that many parts take no more than a few additions each."""
    sums = [total(cover([part])) for part in parts]
    before = list(accumulate(sums, initial=_NONE))
    after = list(accumulate(reversed(sums), initial=_NONE))[::-1]
    return {part.slug: before[at] + after[at + 1] for at, part in enumerate(parts)}


def _others(node: Node, group: Group, sums: Sums) -> Interval:
    if node.slug in sums.rest:
        return sums.rest[node.slug]
    return total(beside(group.parts, node.slug)) if group.disjoint else _NONE


def total(nodes: Sequence[Node]) -> Interval:
    """The sum of parts that have a figure."""
    return sum((node.interval for node in nodes if node.interval is not None), start=_NONE)


def share_of_all(node: Node, sums: Sums) -> Interval | None:
    """A part's figure over all cases; None where it lacks either, or is more than all."""
    if node.interval is None or sums.all is None:
        return None
    return node.interval.over(sums.all).meet(NONE_TO_ALL)


def share_of_known(node: Node, group: Group, sums: Sums) -> Interval | None:
    """A part's figure over the cases of which the part is known. A lone part is no share of the
    known, but the whole of it, unless how many are known is printed."""
    part = node.interval
    if part is None or sums.known is None or (sums.recorded is None and len(sums.top) == 1):
        return None
    if sums.recorded is None and node in sums.top:
        return _portion(part, _others(node, group, sums))
    return part.over(sums.known).meet(NONE_TO_ALL) if sums.known.is_positive() else None


def bounds(node: Node, group: Group, sums: Sums) -> Interval | None:
    """Every share of all that a part can have; None without a whole, or where the figures
    contradict each other."""
    if sums.all is None or sums.contradicted:
        return None
    found: Interval | None = NONE_TO_ALL
    limits = [_up_to(ONE - _others(node, group, sums).over(sums.all))]
    if node.interval is not None:
        own = node.interval.over(sums.all)
        limits.append(_from(own) if group.open else own)
        if sums.recorded is not None:
            elsewhere = (sums.recorded - node.interval).meet(_NOT_NEGATIVE)
            limits += [] if elsewhere is None else [_up_to(ONE - elsewhere.over(sums.all))]
    for limit in limits:
        found = None if found is None else found.meet(limit)
    return found


def _portion(part: Interval, rest: Interval) -> Interval | None:
    """A part over itself and the rest, as narrow as it can be: both occurrences of the part are one
    and the same number, which a plain division would not know."""
    if rest.is_positive():
        return ONE - ONE.over(ONE + part.over(rest))
    return ONE.over(ONE + rest.over(part)) if part.is_positive() else None


def _holds(node: Node, slug: str) -> bool:
    return any(child.slug == slug or _holds(child, slug) for child in node.children)


def is_negative(interval: Interval) -> bool:
    """Whether every value is below zero."""
    return interval.meet(_NOT_NEGATIVE) is None


def _from(interval: Interval) -> Interval:
    return Interval(interval.low, None, interval.low_open)


def _up_to(interval: Interval) -> Interval:
    return Interval(None, interval.high, True, interval.high_open)
