"""When a figure is so unlikely that somebody should look again before it is believed.

The bounds are judgements, each written here once, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Published tables are rounded, revised at different times and leave out what has no place: a
# total may miss its parts by a little. More than a twentieth of it is a wrong row or column.
LARGEST_SHARE = 20
# Of small numbers a twentieth is nothing.
LARGEST_DIFFERENCE = 10
# Below this both counts are small, and folds between them mean nothing.
SMALLEST_JUMP = 50
_OF_PEOPLE = ("people", "households")


@dataclass(frozen=True)
class Reach:
    """How far a figure may lie from another of the same thing: so many times as much or as little,
    while they are at most so many years apart, in the same dataset or in any."""

    fold: float
    years: int
    any_dataset: bool


# Recorded offences do rise ninefold from a first small count; fiftyfold is a slip of some kind.
# Another dataset counts them otherwise.
REACH = Reach(fold=50, years=1, any_dataset=False)
# A force area gains or loses people slowly, whoever counts them: half as many again within ten
# years are those of another area.
REACH_OF_PEOPLE = Reach(fold=1.5, years=10, any_dataset=True)


class Severity(StrEnum):
    """What a finding calls for: a warning that is kept, or a fault that stops the import."""

    WARNING = "warning"
    FAULT = "fault"


def total_differs(whole: int, parts: int, *, complete: bool) -> Severity | None:
    """What a total calls for beside the sum of its parts, or of those of them that are known, which
    can be less but not more."""
    difference = whole - parts
    if difference == 0 or (not complete and difference > 0):
        return None
    size = abs(difference)
    if size > LARGEST_DIFFERENCE and size * LARGEST_SHARE > abs(whole):
        return Severity.FAULT
    return Severity.WARNING


def reach(unit: str) -> Reach:
    """How far figures in this unit may lie apart."""
    return REACH_OF_PEOPLE if unit in _OF_PEOPLE else REACH
