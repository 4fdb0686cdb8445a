"""Which figures of a dataset the record has, cell by cell, and how to ask for those it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.change import Lineage
from app.domain.described import described, number
from app.domain.observation import EXAMPLE_ID, Citation, Status
from app.domain.quantity import Qualifier

# What stands in a cell of which the record knows nothing: no zero, and no refusal either.
NOT_IN_RECORD = "not_in_record"


@dataclass(frozen=True)
class CoverageCell:
    """One force in one period, and whether the record has its figure."""

    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    area: str = described("Slug of the force.", example="west-midlands-police")
    period: str = described("Slug of the period.", example="2019-20")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    category: str | None = described("Slug of the category, if one applies.")
    platform: str | None = described("Slug of the platform, if the figure is about one.")
    population: str | None = described("Slug of the part of the cases it is about, if not all.")
    status: str = described(
        "The status of the observation; `not_in_record` where there is none, which says neither "
        "that there were no cases nor that the force refused.",
        example="published",
        schema={"enum": [*Status, NOT_IN_RECORD]},
    )
    value: Decimal | None = number(
        "The value; null where the status has none.", example=427, nullable=True
    )
    qualifier: Qualifier | None = described("How the number was hedged; null without a number.")
    unit: str = described("Unit of the value.", example="offences")
    observation: str | None = described("Id of the observation, if any.", example=EXAMPLE_ID)
    citations: list[Citation] = described("Where the figure, or its absence, is printed.")
    lineage: Lineage = described("The observation in the cell, and the release that was asked.")


@dataclass(frozen=True)
class Named:
    """An entry of a dictionary, by its name in full."""

    slug: str = described("Identifier in URLs and filters.", example="kent-police")
    name: str = described("Name in full.", example="Kent Police")

    def __str__(self) -> str:
        return self.slug


@dataclass(frozen=True)
class Breakdown:
    """A part of the cases to give a figure for; with neither, all of them together."""

    platform: str | None = described("Slug of the platform, if it is about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")

    def __str__(self) -> str:
        return f"{self.platform or 'all'}/{self.population or 'all'}"


@dataclass(frozen=True)
class FormToFill:
    """A tidy table with a row for each figure that is asked for; filled in, it can be imported."""

    columns: list[str] = described("Its columns, in order.")
    rows: int = described("How many rows are to fill in.", example=86)
    csv: str = described("The table as CSV; save it, fill in `value`, and import it.")


@dataclass(frozen=True)
class InformationRequest:
    """The draft of a request to police forces for figures that the record lacks. It is the same
    for all areas named, so that one letter goes to each of them."""

    areas: list[Named] = described("The forces to write to.")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    category: str = described("Slug of the category.", example="online-child-sexual-offences")
    offence: str = described("The category's name.", example="Sexual communication with a child")
    home_office_codes: list[str] = described("The category's Home Office codes, where certain.")
    periods: list[str] = described("Slugs of the periods that are asked for.")
    breakdowns: list[Breakdown] = described("The parts of the cases that are asked for.")
    law: str = described(
        "The law or code on access to information that the forces answer under.",
        example="Freedom of Information Act 2000",
    )
    subject_line: str = described("A subject for the letter or message.")
    wording: str = described("The text, to be signed, and sent to each force by itself.")
    template: FormToFill = described("The table that the answers go into.")
    lineage: Lineage = described(
        "The observations that say that a figure was not supplied, and how the figures that are "
        "asked for are counted."
    )
