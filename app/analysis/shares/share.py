"""Shares of a whole: of the known, of all, and the bounds that the unknown remainder allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from app.analysis.check_claim import computed_of, judge, term_text
from app.analysis.shares.groups import Group, Node, groups
from app.analysis.shares.reasons import reasons
from app.analysis.shares.sums import (
    Sums,
    beside,
    bounds,
    cover,
    is_negative,
    share_of_all,
    share_of_known,
    sums_of,
    total,
)
from app.domain.change import Lineage
from app.domain.claim import Computed, Verdict
from app.domain.dictionary import Dictionary
from app.domain.interval import Interval, decimal_text
from app.domain.observation import Observation
from app.domain.quantity import Quantity
from app.domain.share import ChildrenCheck, Share, ShareKind, ShareStatus


def shares(
    dimension: str, observations: Sequence[Observation], dictionary: Dictionary, precision: int
) -> list[Share]:
    """The share of every part along a dimension that some figures, in cell order, are about: group
    by group, and within a group in dictionary order. Per cents are rounded to so many places."""
    return [
        _share(node, group, sums, precision)
        for group in groups(dimension, observations, dictionary)
        for sums in (sums_of(group),)
        for node in _every(group.parts)
    ]


def _every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.children)


def _share(node: Node, group: Group, sums: Sums, precision: int) -> Share:
    of_all = share_of_all(node, sums)
    of_known = share_of_known(node, group, sums)
    limits = bounds(node, group, sums)
    allowed = _in_per_cent(limits)
    lowest, highest = (None, None) if allowed is None else allowed.interval
    cell = node.cell
    known = exact_known = None
    if group.published and node.observation is not None:
        known = node.observation.value
    elif of_known is not None:
        known, exact_known = _per_cent(of_known, precision)
    every, exact_every = (None, None) if of_all is None else _per_cent(of_all, precision)
    return Share(
        dimension=group.tree.dimension,
        of=group.of,
        part=node.slug,
        kind=ShareKind.PUBLISHED if group.published else ShareKind.COMPUTED,
        status=_status(sums, limits, exact_every, known is not None or of_known is not None),
        share_of_known=known,
        share_of_known_exact=exact_known,
        share_of_all=every,
        share_of_all_exact=exact_every,
        lowest=lowest,
        highest=highest,
        bounds=allowed,
        bounds_of_known=_served(node.interval) if group.published else _in_per_cent(of_known),
        area=cell.area,
        period=cell.period,
        category=cell.category,
        measure=cell.measure,
        platform=cell.platform,
        population=cell.population,
        dataset=cell.dataset,
        observation=node.observation,
        whole=group.whole,
        known=_served(sums.known),
        parts_sum=_served(sums.sum),
        unknown=_served(sums.unknown),
        children=_children(node, group),
        reasons=reasons(node, group, sums, impossible=sums.all is not None and limits is None),
        lineage=_lineage(node, group, sums),
    )


def _status(sums: Sums, limits: Interval | None, exact: str | None, of_known: bool) -> ShareStatus:
    if sums.contradicted or (sums.all is not None and limits is None):
        return ShareStatus.CONTRADICTED
    if limits is not None:
        single = exact is not None and limits.low == limits.high
        return ShareStatus.EXACT if single else ShareStatus.BOUNDED
    return ShareStatus.OF_KNOWN if of_known else ShareStatus.NONE


def _per_cent(share: Interval, precision: int) -> tuple[Decimal | None, str | None]:
    """A share that is one number, rounded and as an exact fraction."""
    if share.low is None or share.low != share.high:
        return None, None
    per_cent: Fraction = share.low * 100
    return Decimal(decimal_text(per_cent, precision)), str(per_cent)


def _in_per_cent(share: Interval | None) -> Computed | None:
    return None if share is None else computed_of(share.scaled(100))


@lru_cache(maxsize=64)  # the sums of a group are those of each of its rows
def _served(interval: Interval | None) -> Computed | None:
    return None if interval is None else computed_of(interval)


def _children(node: Node, group: Group) -> ChildrenCheck | None:
    """A part against its own parts; where some have no figure, their sum can only be too high."""
    figure, low = node.observation, cover(node.children)
    if not low or not group.disjoint or figure is None or node.interval is None:
        return None
    assert figure.value is not None  # it has an interval
    tree, found = group.tree, {child.slug for child in low}
    inside = tree.inside(node.slug)
    missing = [slug for slug in inside if found.isdisjoint(tree.below(slug) | {slug})]
    added = total(low)
    counted = tree.dictionary.measure(figure.measure).counted
    truncated = Quantity(figure.value, figure.qualifier, counted).truncated
    verdict = judge(added, node.interval, truncated)
    difference = node.interval - added
    if missing and not is_negative(difference):
        verdict = Verdict.CANNOT_BE_CHECKED
    return ChildrenCheck(
        parts=[child.slug for child in low],
        missing=missing,
        sum=computed_of(added),
        difference=computed_of(difference),
        verdict=verdict,
    )


def _lineage(node: Node, group: Group, sums: Sums) -> Lineage:
    """Every figure that a row's numbers were made from, and how."""
    used = [node.observation, group.whole, group.known]
    if group.disjoint:
        used += [part.observation for part in (*sums.top, *cover(node.children))]
    return Lineage(
        observations=list(dict.fromkeys(figure.id for figure in used if figure is not None)),
        formula="; ".join(_formulas(node, group, sums)) or None,
        release=group.tree.dictionary.release,
    )


def _formulas(node: Node, group: Group, sums: Sums) -> Iterator[str]:
    part = None if node.interval is None else _text(node)
    whole = None if group.whole is None or sums.all is None else term_text(group.whole)
    known = None if group.known is None or sums.recorded is None else term_text(group.known)
    if part and whole:
        yield f"of all: {part} ÷ {whole} × 100"
    if part and share_of_known(node, group, sums) is not None:
        yield f"of known: {part} ÷ {known or _added(sums.top)} × 100"
    if whole and not sums.contradicted and (group.open or not part):
        if part and known:
            yield f"at most: ({part} + {whole} − {known}) ÷ {whole} × 100"
        elif group.disjoint and (others := beside(group.parts, node.slug)):
            yield f"at most: ({whole} − {_added(others)}) ÷ {whole} × 100"
    if sums.unknown is not None:
        yield f"unknown: {whole or 100} − {known or _added(sums.top)}"
    if part and group.disjoint and (low := cover(node.children)):
        yield f"its parts: {_added(low)}"


def _added(nodes: Sequence[Node]) -> str:
    text = " + ".join(map(_text, nodes))
    return f"({text})" if len(nodes) > 1 else text


def _text(node: Node) -> str:
    assert node.observation is not None  # only parts with a figure are added
    return term_text(node.observation)
