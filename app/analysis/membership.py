"""Which areas belong to which, and when."""

from __future__ import annotations

from datetime import date

from app.domain.dictionary import Area, AreaKind, Dictionary, Membership
from app.domain.period import Period


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
