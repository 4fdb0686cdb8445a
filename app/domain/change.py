"""The change of a figure between two periods, with the verdict on whether they may be compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.described import described, number
from app.domain.observation import Observation, Status
from app.domain.quantity import Qualifier


class ComparabilityStatus(StrEnum):
    """Whether two figures may be compared."""

    COMPARABLE = "comparable"
    CAUTION = "caution"
    NOT_COMPARABLE = "not_comparable"
    NO_BASE = "no_base"


@dataclass(frozen=True)
class Reason:
    """Why a comparison is not plain."""

    code: str = described("Stable code.", example="different_dataset")
    detail: str = described("The reason in a sentence.")

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


@dataclass(frozen=True)
class Comparability:
    """The verdict on a comparison, with its reasons."""

    status: ComparabilityStatus = described("The verdict.", example="comparable")
    reasons: list[Reason] = described("Why it is not plain; empty when it is.")


class ChangeDirection(StrEnum):
    """Which way a figure went."""

    UP = "up"
    DOWN = "down"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Lineage:
    """What a derived number was made from."""

    observations: list[str] = described("Ids of the observations behind it.")
    formula: str | None = described("The computation with its numbers; null when none was made.")
    release: int = described("The release that was asked.", example=1)


@dataclass(frozen=True)
class RunYear:
    """One year of a run. A gap has no figure, says so, and is never filled."""

    period: str = described("Slug of the period.", example="2019-20")
    gap: bool = described("Whether the record holds nothing for it.", example=False)
    value: Decimal | None = number(
        "The figure; for a panel the sum of its matched members, or null where not every one of "
        "them has an exact figure.",
        example=427,
        nullable=True,
    )
    status: Status | None = described("The figure's status; null for a gap and for a sum.")
    qualifier: Qualifier | None = described("How it was hedged; null for a gap.")
    members: int | None = described(
        "For a panel: how many of its matched members have an exact figure. Null otherwise."
    )
    observations: list[str] = described("Ids of the figures behind it.")
    absolute: Decimal | None = number(
        "Change on the year before; null where there is none.", nullable=True
    )
    percent: Decimal | None = number(
        "The same in per cent of the year before, rounded to the precision asked.", nullable=True
    )
    reasons: list[Reason] = described(
        "Why a figure's change on the year before is lacking or not plain; empty for a gap."
    )

    def __str__(self) -> str:
        if self.gap or self.value is None:
            return f"{self.period}={'gap' if self.gap else self.status or 'incomplete'}"
        hedge = "" if self.qualifier is Qualifier.EXACT else f"{self.qualifier} "
        return f"{self.period}={hedge}{self.value:f}"


@dataclass(frozen=True)
class Run:
    """A change over two or more whole years, with each year."""

    years: int = described("How many years lie between the two figures.", example=5)
    average_yearly: Decimal | None = number(
        "The change over the number of years, in the measure's unit, rounded to the precision "
        "asked; null when the change is not shown.",
        example=35.8,
        nullable=True,
    )
    average_yearly_exact: str | None = described(
        "The same as an exact fraction of integers.", example="179/5"
    )
    compound_yearly_percent: Decimal | None = number(
        "The per cent which, year on year, leads from the earlier figure to the later one, rounded "
        "half away from zero to the precision asked; null without a base.",
        example=54.4,
        nullable=True,
    )
    points: list[RunYear] = described("Every year from the earlier to the later, gaps included.")
    lineage: Lineage = described("What it was computed from.")


@dataclass(frozen=True)
class Change:
    """The change of one figure between two periods."""

    area: str = described("Slug of the area.", example="west-midlands-police")
    category: str | None = described("Slug of the category.")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    from_: Observation | None = described("The earlier figure, or null.", name="from")
    to: Observation | None = described("The later figure, or null.")
    absolute: Decimal | None = number(
        "Later less earlier; null when the figures are not comparable.", example=29, nullable=True
    )
    percent: Decimal | None = number(
        "Change in per cent of the earlier figure, rounded half away from zero to the precision "
        "asked.",
        example=7.3,
        nullable=True,
    )
    percent_exact: str | None = described(
        "The same as an exact fraction of integers.", example="1450/199"
    )
    fold: Decimal | None = number(
        "Later over earlier, rounded to the precision asked.", example=1.1, nullable=True
    )
    fold_exact: str | None = described(
        "The same as an exact fraction of integers.", example="427/398"
    )
    direction: ChangeDirection | None = described("Which way it went.", example="up")
    comparability: Comparability = described("Whether the two may be compared, and why not.")
    run: Run | None = described(
        "Year by year, where the two are of one dataset and two or more whole years apart; null "
        "otherwise."
    )
    lineage: Lineage = described("What it was computed from.")
