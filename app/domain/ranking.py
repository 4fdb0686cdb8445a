"""Rankings: members in the order of one number, ties and doubts shown, gaps apart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Lineage, Reason
from app.domain.described import described, ends, number
from app.domain.observation import Observation


class By(StrEnum):
    """The number that members are ordered by."""

    VALUE = "value"
    CHANGE = "change"
    RATE = "rate"
    SHARE = "share"


@dataclass(frozen=True)
class RankedMember:
    """A member of a ranking with its place, or with the reasons why it has none."""

    rank: int | None = described(
        "One more than there are members with a larger number; members with the same number share "
        "it. Null for a member that is not ranked.",
        example=1,
    )
    tied: int = described("How many members share the rank; 0 where there is none.", example=1)
    best_rank: int | None = described(
        "The best rank that the rounding of the numbers allows.", example=1
    )
    worst_rank: int | None = described("The worst rank that it allows.", example=1)
    member: str = described("Slug of the member.", example="west-midlands-police")
    name: str = described("Its name.", example="West Midlands Police")
    by: By = described("What it is ordered by.", example="value")
    value: Decimal | None = number(
        "The number that it is ordered by, rounded to the precision asked; null where it has none.",
        example=427,
        nullable=True,
    )
    unit: str | None = described(
        "Unit of the value; null where nothing is held of the member.", example="offences"
    )
    interval: list[Decimal | None] | None = ends(
        "Lowest and highest value that rounding allows, to six places.", nullable=True
    )
    measure: str = described("Slug of the measure.", example="offences-recorded")
    category: str | None = described("Slug of the category.")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    period: str = described("Slug of the period.", example="2019-20")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    earlier_value: Decimal | None = number(
        "For a change: the earlier figure.", example=398, nullable=True
    )
    later_value: Decimal | None = number(
        "The figure of the period itself, whatever the order is by.", example=427, nullable=True
    )
    not_ranked: list[Reason] = described("Why it has no rank; empty where it has one.")
    flags: list[Reason] = described("What to mind about its number.")
    observations: list[Observation] = described("The figures behind it, with their citations.")
    lineage: Lineage = described("What it was computed from.")
