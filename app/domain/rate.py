"""Rates: a count for so many people, with what is known of the people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Lineage, Reason
from app.domain.described import described, ends, number
from app.domain.observation import Observation


class Per(StrEnum):
    """How many people a rate is for, and which."""

    PEOPLE = "100000-people"
    UNDER_18S = "1000-under-18s"

    @property
    def number(self) -> int:
        """For how many a rate is."""
        return 100_000 if self is Per.PEOPLE else 1_000

    @property
    def population(self) -> str | None:
        """The part of the people that is the base; None for all of them."""
        return None if self is Per.PEOPLE else "under-18s"

    @property
    def smallest(self) -> int:
        """The smallest base that is ranked."""
        return 100_000 if self is Per.PEOPLE else 10_000


@dataclass(frozen=True)
class People:
    """The people that a rate is of: as estimated for the middle of one year."""

    value: Decimal = number("How many there are, as printed or as the sum of the members.")
    interval: list[Decimal | None] = ends(
        "Lowest and highest number that the rounding of the printed ones allows."
    )
    period: str = described("Slug of the year of the estimate.", example="2018")
    days_from_period: int = described(
        "Days between the middle of that year and the middle of the figure's period.", example=641
    )
    dataset: str = described("Slug of the dataset of the estimate.")
    sources: list[str] = described("Slugs of the sources that print it.")
    observations: list[str] = described("Ids of the observations that it is made from.")
    formula: str = described("How it was made.", example="493000 + 519000")


@dataclass(frozen=True)
class Rate:
    """A figure for so many people of its area."""

    area: str = described("Slug of the area.", example="west-midlands-police")
    category: str | None = described("Slug of the category.")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    platform: str | None = described("Slug of the platform, if the figure is about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    period: str = described("Slug of the period.", example="2019-20")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    per: Per = described("For how many people, and which.", example="100000-people")
    rate: Decimal | None = number(
        "The figure over the people, times what it is per; rounded to the precision asked. Null "
        "where there is no number, or nobody to divide it by.",
        example=14.6,
        nullable=True,
    )
    rate_exact: str | None = described("The same as an exact fraction of integers.")
    interval: list[Decimal | None] | None = ends(
        "Lowest and highest rate that the rounding of the people allows, to six places.",
        nullable=True,
    )
    notation: str | None = described("The same interval with open and closed ends.")
    people: People | None = described("Whom it is of; null where the record does not know.")
    ranked: bool = described("Whether the base is large enough for the rate to be ranked.")
    reasons: list[Reason] = described("Why there is no rate, or what to mind about it.")
    observation: Observation = described("The figure, with its citations.")
    lineage: Lineage = described("What it was computed from.")
