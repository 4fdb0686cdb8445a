"""Where sources state one cell differently, side by side. Shown, never resolved in silence."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.change import Lineage
from app.domain.described import described, number
from app.domain.observation import Observation


class DisagreementKind(StrEnum):
    """Between what the figures differ: two sources of one dataset, or two datasets."""

    SOURCES = "sources"
    DATASETS = "datasets"


class DisagreementVerdict(StrEnum):
    """Whether two different statements contradict each other. `more than 750` and 752 do not, and
    two datasets that count in different ways may both be right."""

    CONTRADICT = "contradict"
    COMPATIBLE = "compatible"
    GATHERED_DIFFERENTLY = "gathered_differently"


@dataclass(frozen=True)
class Disagreement:
    """Two figures for one measure, area, period, category, platform and population."""

    kind: DisagreementKind = described("Between what they differ.", example="sources")
    verdict: DisagreementVerdict = described(
        "Whether both can be true: by the intervals that they stand for, and because two datasets "
        "may count differently.",
        example="contradict",
    )
    measure: str = described("Slug of the measure.", example="offences-recorded")
    area: str = described("Slug of the area.", example="west-midlands-police")
    period: str = described("Slug of the period.", example="2019-20")
    category: str | None = described("Slug of the category.")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    first: Observation = described(
        "The figure that the record goes by; between datasets, that of the one it knew first."
    )
    second: Observation = described("The other figure.")
    difference: Decimal | None = number(
        "The second less the first; null where one of them has no value, or both can be true as "
        "they are printed.",
        example=3,
        nullable=True,
    )
    percent: Decimal | None = number(
        "The difference in per cent of the first, rounded half away from zero to one place; null "
        "where there is none, or the first is zero.",
        example=0.7,
        nullable=True,
    )
    explanation: str = described("The difference in a sentence.")
    lineage: Lineage = described("What the difference was computed from.")
