"""Observations: one value of a measure for one cell, with its status, citations and release."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

from app.domain.described import described, number
from app.domain.quantity import Qualifier
from app.errors import MalformedError

NONE = "-"
EXAMPLE_ID = (
    "offences-recorded:west-midlands-police:2019-20:online-child-sexual-offences:-:-:nspcc-foi-2020"
)


class Status(StrEnum):
    """Whether a cell has a value, and why not. Missing is never zero."""

    PUBLISHED = "published"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    SUPPRESSED = "suppressed"
    NOT_SUPPLIED = "not_supplied"
    NOT_APPLICABLE = "not_applicable"
    WITHDRAWN = "withdrawn"

    @property
    def has_value(self) -> bool:
        """Whether an observation of this status has a value."""
        return self in (Status.PUBLISHED, Status.PROVISIONAL, Status.ESTIMATED)


# The dimensions of a cell in the order of every list, and the dictionary of each.
DIMENSIONS = {
    "area": "areas",
    "period": "periods",
    "category": "categories",
    "measure": "measures",
    "platform": "platforms",
    "population": "populations",
    "dataset": "datasets",
}


@dataclass(frozen=True, order=True)
class Cell:
    """The place of a figure: its dimensions by slug. The key is the observation's id."""

    measure: str
    area: str
    period: str
    category: str | None
    platform: str | None
    population: str | None
    dataset: str

    @property
    def key(self) -> str:
        """The dimensions in order, `-` where one does not apply, joined by colons."""
        return (
            f"{self.measure}:{self.area}:{self.period}:{self.category or NONE}"
            f":{self.platform or NONE}:{self.population or NONE}:{self.dataset}"
        )

    @classmethod
    def parse(cls, key: str) -> Cell:
        """The cell that a key names; MalformedError where the text is not a key."""
        parts = key.split(":")
        if len(parts) != len(fields(cls)) or not all(parts):
            raise MalformedError(
                "an observation's id is measure:area:period:category:platform:population:dataset, "
                "with - for a dimension that does not apply"
            )
        measure, area, period, category, platform, population, dataset = parts
        return cls(
            measure,
            area,
            period,
            None if category == NONE else category,
            None if platform == NONE else platform,
            None if population == NONE else population,
            dataset,
        )


@dataclass(frozen=True)
class Inference:
    """A part of a reading that the source does not say outright, and why it was read so."""

    field: str = described("The field that was inferred.", example="period")
    reason: str = described("Why it was read so.")

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(frozen=True)
class Validity:
    """The releases in which something holds: a version of a figure, a claim, a citation."""

    from_: int = described("The release that brought it.", name="from", example=1)
    to: int | None = described(
        "The release that ended it and no longer has it, or null while it holds."
    )


@dataclass(frozen=True)
class Citation:
    """Where a source states a figure. The fingerprint is the SHA-256 of the normalised paragraph,
    or of the file where the source is a table, so that whoever holds the document can verify the
    figure and nobody needs to copy it."""

    source: str = described("Slug of the source.")
    paragraph: int | None = described(
        "Number of the non-empty line, from 1; null where the source is a table.", example=5
    )
    stated: str = described("The figure as it is stated there, in digits or words.", example="427")
    fingerprint: str = described(
        "sha256: and the digest of the normalised paragraph, or of the table's file."
    )
    locator: str | None = described(
        "Where in a table: its row, or its sheet and cell. Null for a paragraph.", default=None
    )
    release: Validity | None = described(
        "The releases in which the source is cited for the figure; null for a claim, which has its "
        "citations as long as it holds.",
        default=None,
    )

    def __str__(self) -> str:
        return cited(self.source, self.locator, self.paragraph, self.stated, self.fingerprint)


def cited(
    source: str, locator: str | None, paragraph: int | None, stated: str, fingerprint: str
) -> str:
    """A citation in one line."""
    place = locator or f"paragraph {paragraph}"
    return f"{source} {place} “{stated}” {fingerprint}"


def exact(digits: int | None, exponent: int | None) -> Decimal | None:
    """The decimal of digits and an exponent; None where there are none."""
    if digits is None or exponent is None:
        return None
    return Decimal(digits).scaleb(exponent) if exponent else Decimal(digits)


@dataclass(frozen=True)
class Observation:
    """A figure, with what is needed to judge and to verify it."""

    id: str = described(
        "The cell's key: measure:area:period:category:platform:population:dataset.",
        example=EXAMPLE_ID,
    )
    measure: str = described("Slug of the measure.", example="offences-recorded")
    area: str = described("Slug of the area.", example="west-midlands-police")
    period: str = described("Slug of the period.", example="2019-20")
    category: str | None = described("Slug of the category, if one applies.")
    platform: str | None = described("Slug of the platform, if the figure is about one.")
    population: str | None = described("Slug of the part of the cases it is about, if not all.")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    value: Decimal | None = number(
        "The value; null where the status has none.", example=427, nullable=True
    )
    unit: str = described("Unit of the value.", example="offences")
    status: Status = described("Whether there is a value, and why not.", example="published")
    qualifier: Qualifier = described("How the number was hedged.", example="exact")
    forces: int | None = described("How many police forces are behind it, where stated.")
    inferred: list[Inference] = described("What was inferred in reading it, with reasons.")
    note: str | None = described("What else to know about this figure.")
    citations: list[Citation] = described("Where it is printed.")
    disputed: bool = described(
        "Whether another source of the dataset states another figure; see /v1/disagreements."
    )
    reason: str | None = described("Why this version differs from the one before it.")
    release: Validity = described("The releases in which it holds.")

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True)
class ObservationRecord(Observation):
    """A figure with every version of it and every claim that rests on it."""

    history: list[Observation] = described("Every version, the newest first.")
    alternatives: list[Observation] = described(
        "What other sources of the dataset state in its place, every version, the newest first."
    )
    claims: list[str] = described("Ids of the claims that use it as an operand.")
