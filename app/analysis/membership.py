"""Which areas belong to which, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.dictionary import Area, AreaKind, Dictionary, Membership
from app.domain.period import Period
from app.errors import MeaninglessError, Objection


def members_in(area: Area, period: Period) -> set[str]:
    """The areas that belonged to an area on every day of a period; where the period or the
    membership is not dated, as if always."""
    return {
        membership.area
        for membership in area.members
        if period.start is None or period.end is None or _held(membership, period.start, period.end)
    }


def forces_in(area: Area, dictionary: Dictionary, period: Period) -> set[str]:
    """The forces that belonged to an area in a period, at whatever depth; a force is its own."""
    if area.kind is AreaKind.FORCE:
        return {area.slug}
    members = (dictionary.area(slug) for slug in members_in(area, period))
    return {force for member in members for force in forces_in(member, dictionary, period)}


def _held(membership: Membership, start: date, end: date) -> bool:
    since = membership.from_ is None or membership.from_ <= start
    until = membership.to is None or membership.to >= end
    return since and until


def demand_members(
    areas: Sequence[str], dictionary: Dictionary, period: Period, instead: str
) -> list[str]:
    """The forces that some areas stand for in a period; MeaninglessError where nobody knows which
    those are. `instead` is where the figures of such an area itself are asked for."""
    members: set[str] = set()
    objections = []
    for slug in areas:
        found = forces_in(dictionary.area(slug), dictionary, period)
        members |= found
        if not found:
            objections.append(
                Objection(
                    "area",
                    f"which forces {slug} is made of is not stated; name forces, a region or a "
                    f"country, or ask for its own figures: {instead}?area={slug}",
                )
            )
    if objections:
        raise MeaninglessError(objections)
    return [slug for slug in dictionary.entries["areas"] if slug in members]
