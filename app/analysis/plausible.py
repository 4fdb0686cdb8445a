"""When a figure is so unlikely that somebody should look again before it is believed.

The bounds are judgements, each written here once, with its reason.
"""

from __future__ import annotations

from enum import StrEnum

# Published tables are rounded, revised at different times and leave out what has no place: a
# total may miss its parts by a little. More than a twentieth of it is a wrong row or column.
LARGEST_SHARE = 20
# Of small numbers a twentieth is nothing.
LARGEST_DIFFERENCE = 10
# Recorded offences do rise ninefold from a first small count; fiftyfold is a slip of some kind.
LARGEST_FOLD = 50
# A force area gains or loses people slowly: half as many again within a year is another area.
LARGEST_FOLD_OF_PEOPLE = 1.5
# Below this both counts are small, and folds between them mean nothing.
SMALLEST_JUMP = 50
PEOPLE = ("people", "households")


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


def largest_fold(unit: str) -> float:
    """By how much a figure in this unit may grow or shrink within a year."""
    return LARGEST_FOLD_OF_PEOPLE if unit in PEOPLE else LARGEST_FOLD
