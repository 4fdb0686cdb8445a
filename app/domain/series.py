"""Figures over time, with the periods in between that have none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.change import Lineage, Reason
from app.domain.described import described, number
from app.domain.observation import Observation
from app.domain.period import PeriodKind
from app.domain.quantity import Qualifier


@dataclass(frozen=True)
class Point:
    """One period of a series; a gap has no observation and says so."""

    period: str = described("Slug of the period.", example="2019-20")
    gap: bool = described("Whether the record holds nothing for this period.", example=False)
    break_: bool = described(
        "Whether a break lies between the figure before and this one, so that no line leads here.",
        name="break",
        example=False,
    )
    value: Decimal | None = number("The value; null for a gap.", example=427, nullable=True)
    status: str | None = described("The observation's status; null for a gap.")
    qualifier: Qualifier | None = described("How the number was hedged; null for a gap.")
    observation: str | None = described("Id of the observation; null for a gap.")

    def __str__(self) -> str:
        if self.gap or self.value is None:
            return f"{self.period}={'gap' if self.gap else self.status}"
        hedge = "" if self.qualifier is Qualifier.EXACT else f"{self.qualifier} "
        return f"{self.period}={hedge}{self.value:f}{' (after a break)' if self.break_ else ''}"


@dataclass(frozen=True)
class SeriesBreak:
    """Where one line through the figures would join what is not alike."""

    before: str = described("Slug of the period of the figure before.", example="2014-15")
    after: str = described("Slug of the period of the next figure.", example="2015-16")
    reasons: list[Reason] = described("Why the two are not on one line.")

    def __str__(self) -> str:
        return f"{self.before} to {self.after}: {'; '.join(map(str, self.reasons))}"


@dataclass(frozen=True)
class Series:
    """The figures of one area, measure, category, platform, population and dataset over time."""

    area: str = described("Slug of the area.", example="west-midlands-police")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    category: str | None = described("Slug of the category.")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    unit: str = described("Unit of the values.", example="offences")
    period_kind: PeriodKind = described("Kind of the periods; kinds are never mixed.")
    points: list[Point] = described("Every period from the first to the last, gaps included.")
    breaks: list[SeriesBreak] = described(
        "Where the line breaks: other forces, other members, or a change of law or recording."
    )
    observations: list[Observation] = described("The observations behind the points.")
    lineage: Lineage = described("The same by their ids, and the release that was asked.")
