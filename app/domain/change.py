"""The change of a figure between two periods, with the verdict on whether they may be compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.described import described, number
from app.domain.observation import Observation


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
    lineage: Lineage = described("What it was computed from.")
