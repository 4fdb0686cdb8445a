"""Totals: the figures of all police forces for one thing, added up, and what they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.described import described, ends, number
from app.domain.observation import NONE, Cell
from app.domain.quantity import Qualifier


@dataclass(frozen=True)
class Addend:
    """A figure that is added: whose, of which period, and what it says."""

    area: str
    period: str
    value: Decimal
    qualifier: Qualifier


@dataclass(frozen=True)
class Marks:
    """How many of the figures behind a total are not plain."""

    provisional: int = 0
    estimated: int = 0
    disputed: int = 0


@dataclass(frozen=True)
class AddedUp:
    """What the record has added up for one place, a cell without an area. `sum` is None where a
    figure is inexact or none is there; `silent` counts the forces with an entry that could not be
    added. The `addends` are there where they are to be `named`, or are not all exact."""

    place: Cell
    periods: Sequence[str]
    sum: Decimal | None
    forces: frozenset[str]
    silent: int
    marks: Marks = Marks()
    addends: Sequence[Addend] = ()
    named: bool = False


@dataclass(frozen=True)
class PrintedTotal:
    """What the figures printed for the year itself add up to, beside those of its quarters."""

    value: Decimal | None = number(
        "Their sum; null where a figure is inexact.", example=752, nullable=True
    )
    forces_in: int = described("How many forces have such a figure with a value.", example=2)
    receipt: str = described("Address of that total.")


@dataclass(frozen=True)
class TotalLineage:
    """What a total was made from. A page of many rows leaves the ids to the receipts."""

    observations: list[str] = described(
        "Ids of the figures that were added; empty on a page whose rows add more than 5,000 "
        "figures, where the receipt of each row has them."
    )
    addresses: list[str] = described(
        "Addresses that list exactly these figures; empty where the ids are."
    )
    formula: str = described("The computation, with its numbers where the ids are.")
    release: int = described("The release that was asked.", example=1)


@dataclass(frozen=True)
class Total:
    """The figures of the police forces for one period, category, measure, platform, population and
    dataset, added up."""

    period: str = described("Slug of the period.", example="2019-20")
    category: str | None = described("Slug of the category, if one applies.")
    measure: str = described("Slug of the measure.", example="offences-recorded")
    platform: str | None = described("Slug of the platform, if the figures are about one.")
    population: str | None = described("Slug of the part of the cases, if not all.")
    dataset: str = described("Slug of the dataset.", example="nspcc-foi-2020")
    value: Decimal | None = number(
        "The exact sum of the figures that are there; null where one of them is inexact, or none "
        "is there.",
        example=752,
        nullable=True,
    )
    interval: list[Decimal | None] | None = ends(
        "Lowest and highest sum that the figures allow where one is inexact; null otherwise.",
        nullable=True,
    )
    notation: str | None = described(
        "The same as mathematics writes it, which tells open ends from closed ones.",
        example="(1177, ∞)",
    )
    unit: str = described("Unit of the value.", example="offences")
    periods: list[str] = described(
        "The periods whose figures were added: the period itself, or the quarters of the year.",
        example=["2019-20"],
    )
    forces_in: int = described("How many forces are in the sum.", example=2)
    forces_known: int = described("How many forces the dictionary of the release has.", example=48)
    forces_lacking: int = described("How many of them are not in the sum.", example=46)
    lacking_without_value: int = described(
        "How many of those that are lacking have an entry here that could not be added: without a "
        "value, as it is suppressed or was not supplied, or for too few quarters of the year.",
        example=0,
    )
    lacking: list[str] = described(
        "Slugs of the forces that are lacking: all where the ids of the figures are given, and "
        "otherwise where they are few."
    )
    inexact: int = described("How many of the figures are inexact, as in “more than”.", example=0)
    provisional: int = described("How many of the figures are provisional.", example=0)
    estimated: int = described("How many of the figures are estimated.", example=0)
    disputed: int = described(
        "How many of the figures another source of the dataset states differently.", example=0
    )
    printed: PrintedTotal | None = described(
        "For a year added up from its quarters: what the figures printed for the year itself add "
        "up to, of other forces where `forces_in` differs. Null otherwise."
    )
    receipt: str = described(
        "The permanent address of this row alone, with the ids of all its figures."
    )
    lineage: TotalLineage = described("What it was made from.")


def within(place: Cell) -> str:
    """All but area and period of a place, as filters."""
    return (
        f"category={place.category or NONE}&measure={place.measure}"
        f"&platform={place.platform or NONE}&population={place.population or NONE}"
        f"&dataset={place.dataset}"
    )


def receipt(period: str, others: str, release: int, *, of_quarters: bool) -> str:
    """The address of one total, as of a release; `others` are all filters but the period."""
    several = "&per=financial-year" if of_quarters else ""
    return f"/v1/totals?period={period}&{others}{several}&release={release}"
