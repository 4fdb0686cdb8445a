"""Why a share is lacking, or what to mind about one that is given."""

from __future__ import annotations

from collections.abc import Iterator

from app.analysis.comparability import readings
from app.analysis.shares.groups import Group, Node, counted
from app.analysis.shares.sums import Sums
from app.domain.change import Reason
from app.domain.observation import Observation
from app.domain.quantity import Qualifier


def reasons(node: Node, group: Group, sums: Sums, *, impossible: bool) -> list[Reason]:
    """Everything to know about one part of a group, for which no share may be possible."""
    found = [*_of_the_part(node), *_of_the_whole(group), *_of_the_sum(node, group, sums)]
    if impossible and not sums.contradicted:
        found.append(
            Reason(
                "no_possible_share",
                "The whole and the other parts leave no room for the figure: not all of them can "
                "be right.",
            )
        )
    return found


def _of_the_part(node: Node) -> Iterator[Reason]:
    figure = node.observation
    if figure is None:
        yield Reason(
            "not_in_record",
            f"The record holds no figure for {node.slug}. Missing is not zero: see the bounds.",
        )
    elif figure.value is None:
        yield Reason("no_value", f"The figure is {figure.status.replace('_', ' ')}.")
    elif node.interval is None:
        yield Reason("below_zero", f"{figure.value:f} is below zero, and counts no cases.")
    else:
        yield from _inexact("figure", figure)
    if figure is not None:
        yield from readings("figure", figure)


def _of_the_whole(group: Group) -> Iterator[Reason]:
    whole = group.whole
    if group.published:
        yield Reason(
            "count_not_published",
            "Only shares were published, of the cases of which the part was known. How many those "
            "are of all is not in the record, so there is no share of all.",
        )
        return
    if whole is None:
        yield Reason("whole_not_in_record", "The record holds no figure for all cases.")
        return
    if whole.value is None:
        yield Reason("whole_without_value", f"{whole.id} is {whole.status.replace('_', ' ')}.")
    elif (every := counted(whole, group.tree.dictionary)) is None or not every.is_positive():
        yield Reason("whole_not_above_zero", f"{whole.id} is, or may be, zero or below.")
    else:
        yield from _inexact("figure of the whole", whole)
    if group.coverage is not None:
        yield Reason(
            "different_coverage",
            f"{whole.forces} forces are behind the figure of the whole, and the area has "
            f"{group.coverage}; which part is in it is not known.",
        )
    elif group.tree.dimension == "area" and whole.forces is None:
        yield Reason(
            "coverage_not_stated",
            "How many forces are behind the figure of the whole is not stated.",
        )
    for figure in (whole, group.known):
        if figure is not None and figure.disputed:
            yield Reason(
                "disputed_whole",
                f"Sources state {figure.id} differently; see /v1/disagreements.",
            )


def _of_the_sum(node: Node, group: Group, sums: Sums) -> Iterator[Reason]:
    if not group.disjoint:
        yield Reason(
            "parts_may_overlap",
            f"The parts along {group.tree.dimension} may overlap or leave something out, so they "
            "are not added, and no share of the known is given.",
        )
    elif sums.contradicted:
        yield Reason(
            "parts_exceed_whole",
            "The parts together are more than the whole. Not all the figures can be right, or a "
            "case was counted under several parts, so no bounds are given.",
        )
    elif sums.unknown is not None and sums.unknown.is_positive() and _all_known(group):
        yield Reason(
            "parts_fall_short",
            "Every part has a figure, and together they are less than the whole.",
        )
    if node.interval is not None and sums.known is not None:
        yield from _of_the_known(group, sums)


def _of_the_known(group: Group, sums: Sums) -> Iterator[Reason]:
    if sums.known is not None and not sums.known.is_positive():
        yield Reason("known_not_above_zero", "The known cases are, or may be, none at all.")
    elif sums.recorded is not None:
        return
    elif len(sums.top) == 1:
        yield Reason(
            "only_part",
            "No other part has a figure. The part alone is all that is known, so no share of the "
            "known is given.",
        )
    elif group.open:
        yield Reason(
            "known_is_sum_of_parts",
            f"How many cases have their {group.tree.dimension} recorded is not in the record; the "
            "sum of the parts stands for it. A part that the record lacks would lower the share of "
            "the known.",
        )
    elif not _all_known(group):
        yield Reason(
            "parts_missing",
            "Some parts have no figure; the share of the known is a share of the others alone.",
        )


def _all_known(group: Group) -> bool:
    return not group.open and all(node.interval is not None for node in group.parts)


def _inexact(what: str, figure: Observation) -> Iterator[Reason]:
    if figure.qualifier is not Qualifier.EXACT:
        yield Reason(
            "inexact_value",
            f"The {what} is stated as {figure.qualifier.words} {figure.value:f}, which "
            "is a range and not one number.",
        )
