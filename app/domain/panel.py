"""The change of an area made of forces, on all of them and on those that can be matched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Change, ChangeDirection, Lineage, Reason, Run
from app.domain.described import described, number


class PanelSides(StrEnum):
    """Which change of a panel is asked for. The matched one never comes without the naive one, as
    only the two together say how much is coverage: `matched` and `both` have the same answer."""

    NAIVE = "naive"
    MATCHED = "matched"
    BOTH = "both"


@dataclass(frozen=True)
class PanelMember:
    """One force of a panel: in the matched panel, or out of it with the reason."""

    area: str = described("Slug of the force.", example="west-midlands-police")
    matched: bool = described("Whether its two figures may be compared, so that it is in.")
    from_: Decimal | None = number(
        "Its earlier figure; null where it has none that is exact.",
        name="from",
        example=398,
        nullable=True,
    )
    to: Decimal | None = number(
        "Its later figure; null where it has none that is exact.", example=427, nullable=True
    )
    observations: list[str] = described("Ids of its figures, exact or not, the earlier first.")
    reasons: list[Reason] = described("Why it is out, or what to mind though it is in.")

    def __str__(self) -> str:
        told = f"{self.area} {'in' if self.matched else 'out'}"
        codes = ", ".join(reason.code for reason in self.reasons)
        return f"{told} ({codes})" if codes else told


@dataclass(frozen=True)
class PanelSum:
    """The change of a sum over forces. A sum of no figures is null, not zero."""

    from_: Decimal | None = number(
        "Sum of the earlier figures.", name="from", example=935, nullable=True
    )
    to: Decimal | None = number("Sum of the later figures.", example=1141, nullable=True)
    members_from: int = described("How many forces are in the earlier sum.", example=3)
    members_to: int = described("How many forces are in the later sum.", example=3)
    absolute: Decimal | None = number("Later sum less earlier sum.", example=206, nullable=True)
    percent: Decimal | None = number(
        "The same in per cent of the earlier sum, rounded half away from zero to the precision "
        "asked; null where that sum is zero.",
        example=22,
        nullable=True,
    )
    percent_exact: str | None = described(
        "The same as an exact fraction of integers.", example="4120/187"
    )
    direction: ChangeDirection | None = described("Which way it went.", example="up")
    lineage: Lineage = described("What it was computed from.")


@dataclass(frozen=True)
class PanelCoverage:
    """How much of a naive change is no change of any force, but forces that come and go."""

    joined: Decimal = number("Later figures of forces that are not matched, added.", example=0)
    left: Decimal = number("Earlier figures of forces that are not matched, added.", example=0)
    absolute: Decimal | None = number(
        "Naive change less matched change, which is `joined` less `left`; null without a naive "
        "change.",
        example=0,
        nullable=True,
    )
    percentage_points: Decimal | None = number(
        "Naive per cent less matched per cent, rounded to the precision asked; null where either "
        "is.",
        example=0,
        nullable=True,
    )
    percentage_points_exact: str | None = described("The same as an exact fraction of integers.")
    detail: str = described("The same in a sentence.")
    lineage: Lineage = described("The figures of the forces that are not matched.")


@dataclass(frozen=True)
class PanelChange:
    """The change of a region, country, group or list of forces, added up from its forces."""

    area: str | None = described(
        "Slug of the area; null for the list of forces that were named.", example="west-midlands"
    )
    members_asked: list[str] = described("The forces that were named; empty for an area.")
    category: str | None = described("Slug of the category.")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    unit: str = described("Unit of the values.", example="offences")
    from_: str = described("Slug of the earlier period.", name="from", example="2018-19")
    to: str = described("Slug of the later period.", example="2019-20")
    members_total: int = described("How many forces the panel has.", example=4)
    members_matched: int = described(
        "How many of them have two figures that may be compared.", example=3
    )
    naive: PanelSum = described(
        "Every figure that is there, added up in each period, whatever forces are behind the sums."
    )
    matched: PanelSum | None = described(
        "The same forces in both periods; null when only the naive change is asked."
    )
    coverage: PanelCoverage | None = described(
        "How far the two differ; null when only the naive change is asked."
    )
    members: list[PanelMember] = described("Every force of the panel, in or out, with reasons.")
    printed: Change | None = described(
        "The area's own figures as printed, which are never added to those of its forces; null "
        "where there are none."
    )
    run: Run | None = described(
        "The matched forces year by year, where the periods are two or more whole years apart; "
        "null otherwise, and when only the naive change is asked."
    )
    lineage: Lineage = described("Every figure that it was made from.")
