"""The dictionaries: what the dimensions of a figure can be, as the API serves them.

Each entry has a slug a person can read and guess, a definition in our own words, and what the
record holds about it in the release that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.described import described
from app.domain.period import PeriodKind


class AreaKind(StrEnum):
    """What sort of place an area is. A body records or reports offences and is no police force, as
    Action Fraud does. An undetermined area is a name that a source used for one of several areas
    without letting anyone know which."""

    FORCE = "force"
    REGION = "region"
    COUNTRY = "country"
    GROUP = "group"
    BODY = "body"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Holdings:
    """What the record holds about one dictionary entry, in the release that was asked for."""

    observations: int = described("How many observations are about it.", example=7)
    measures: list[str] = described("Slugs of the measures with a figure.")
    periods: list[str] = described("Slugs of the periods with a figure, earliest first.")
    categories: list[str] = described("Slugs of the offence categories with a figure.")
    datasets: list[str] = described("Slugs of the datasets with a figure.")


NOTHING_HELD = Holdings(0, [], [], [], [])


@dataclass(frozen=True)
class Membership:
    """One area inside another, with the days between which that held."""

    area: str = described("Slug of the other area.", example="all-46-forces")
    from_: date | None = described("First day, or null when not dated.", name="from")
    to: date | None = described("Last day, or null when it still holds or is not dated.")

    def __str__(self) -> str:
        return self.area


@dataclass(frozen=True)
class Distinction:
    """Another area that a reader might take this one for, and the difference."""

    area: str = described("Slug of the other area.", example="west-midlands")
    kind: AreaKind = described("What the other area is.", example="region")
    why: str = described("How the two differ.")

    def __str__(self) -> str:
        return f"{self.area} ({self.kind}): {self.why}"


@dataclass(frozen=True)
class Area:
    """A place or body that figures are about: a police force, a region, a country, a group of
    them, or an organisation that records offences."""

    slug: str = described("Identifier in URLs and filters.", example="west-midlands-police")
    name: str = described("Name in full.", example="West Midlands Police")
    kind: AreaKind = described(
        "force, region, country, group, body, or undetermined.", example="force"
    )
    definition: str = described("What the area is, in one sentence.")
    gss_code: str | None = described("Code of the Office for National Statistics, if it has one.")
    aliases: list[str] = described("Other names that sources use for it.")
    parents: list[Membership] = described("The areas and groups that it is part of.")
    members: list[Membership] = described("The areas that are part of it, where known.")
    distinct_from: list[Distinction] = described("Areas it must not be taken for, and why.")
    may_be: list[str] = described("For an undetermined area: slugs of the areas it could be.")
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class PeriodEntry:
    """A span of days that figures are about."""

    slug: str = described("Identifier in URLs and filters.", example="2019-20")
    name: str = described("The period in words, with its days.")
    kind: PeriodKind = described("What sort of span it is; kinds are never compared.")
    start: date | None = described("First day; null when the source does not state it.")
    end: date | None = described("Last day; null when the source does not state it.")
    year_before: str | None = described("Slug of the same period a year earlier, if any.")
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class Break:
    """A change of law or of recording practice, from which on figures are not what they were."""

    since: date = described("The first day of the new practice.")
    detail: str = described("What changed, and what that does to the figures.")
    source: str = described("The published document that says so.")

    def __str__(self) -> str:
        return f"{self.since.isoformat()}: {self.detail} ({self.source})"


@dataclass(frozen=True)
class OtherCategory:
    """Another category that a reader might take this one for, and the difference."""

    category: str = described("Slug of the other category.")
    why: str = described("How the two differ.")

    def __str__(self) -> str:
        return f"{self.category}: {self.why}"


@dataclass(frozen=True)
class Category:
    """A category of offences (or of concerns brought to a helpline), with its place in the tree."""

    slug: str = described("Identifier in URLs and filters.", example="indecent-images-of-children")
    name: str = described("Name in full.")
    definition: str = described("What is counted and what is not.")
    parent: str | None = described("Slug of the category that contains it.")
    children: list[str] = described("Slugs of the categories inside it.")
    sum_of_children: bool = described("Whether its children are disjoint and together make it up.")
    home_office_codes: list[str] = described("Home Office offence codes, where certain.")
    aliases: list[str] = described("Other names that sources use for it.")
    distinct_from: list[OtherCategory] = described("Categories it must not be taken for, and why.")
    breaks: list[Break] = described("When what is recorded under it changed.")
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class Platform:
    """An online platform, with its operator."""

    slug: str = described("Identifier in URLs and filters.", example="instagram")
    name: str = described("Name in full.", example="Instagram")
    definition: str = described("What the platform is.")
    operator: str = described("The company that runs it.", example="Meta Platforms")
    parent: str | None = described("Slug of the group of platforms that contains it.")
    children: list[str] = described("Slugs of the platforms inside it.")
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class Population:
    """The part of all cases that a figure is about, such as those with a victim aged 13."""

    slug: str = described("Identifier in URLs and filters.", example="victims-aged-13")
    name: str = described("Name in full.")
    definition: str = described("Which cases belong to it.")
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class Measure:
    """What is counted or measured, and in which unit."""

    slug: str = described("Identifier in URLs and filters.", example="offences-recorded")
    name: str = described("Name in full.")
    definition: str = described("What the number says and what it does not say.")
    unit: str = described("Unit of the value.", example="offences")
    counted: bool = described("Whether the value is a count, so that a bare number is exact.")
    summable: bool = described("Whether values of disjoint parts may be added.")
    comparable: bool = described("Whether a change from one period to another has a meaning.")
    rounded_to: int | None = described(
        "The step to which its publisher rounds it, where that is wider than the last place "
        "printed; null otherwise.",
        example=100,
    )
    share_along: str | None = described(
        "For shares: the dimension along which they are parts of one whole, and only along which "
        "they may be added. Null for all other measures.",
        example="platform",
    )
    data: Holdings = described("What the record holds about it.")


@dataclass(frozen=True)
class Dataset:
    """One producer's comparable gathering of figures."""

    slug: str = described("Identifier in URLs and filters.", example="nspcc-foi-2020")
    name: str = described("Title in our words.")
    producer: str = described("Who gathered the figures.", example="NSPCC")
    method: str = described("How they were gathered.", example="freedom of information request")
    definition: str = described("What was counted.")
    coverage: str = described("Which forces and periods it covers, as far as that is known.")
    comparability: str = described("What to mind before comparing its figures.")
    breaks: list[Break] = described("When the way it was gathered changed.")
    data: Holdings = described("What the record holds from it.")


@dataclass(frozen=True)
class SupportOrganisation:
    """An organisation that supports people affected by what the figures are about."""

    slug: str = described("Identifier.", example="nspcc")
    name: str = described("Name.", example="NSPCC")
    about: str = described("Whom it supports.")
    website: str = described("Address of its website.")
    phone: str | None = described("Telephone number, where one is in the record.")

    def __str__(self) -> str:
        return f"{self.name} ({self.website}{', ' + self.phone if self.phone else ''})"


@dataclass(frozen=True)
class Source:
    """A document that reports figures."""

    slug: str = described("Identifier in URLs and filters.")
    title: str = described("Headline or title, as printed; ours, where it stands in brackets.")
    publisher: str | None = described("Publisher, or null when the copy held does not say.")
    kind: str = described("Sort of document.", example="article")
    published: date | None = described("Day of publication, or null when not stated.")
    url: str | None = described("Address, or null when not known.")
    notes: str = described("What to know about this copy of the document.")
    series: str | None = described("The publication that it is an edition of, if it is one.")
    edition: date | None = described("Last day that the edition is about; later ones supersede.")
    paragraphs: int = described("How many of its paragraphs the record cites.", example=6)
    claims: int = described("How many claims of it the record holds.", example=4)
    support: list[SupportOrganisation] = described("Support organisations that the document names.")
    data: Holdings = described("What the record holds from it.")


@dataclass(frozen=True)
class Dictionary:
    """Every dictionary of one release: noun → slug → entry, in dictionary order.

    `ids` are the store's keys, `slugs` the way back; `area_spellings` maps folded names and
    aliases of areas to their slugs; `statuses` tells how many figures have each status,
    and `areas_with` which areas, by id and in order, have figures of an entry: dimension → id.
    """

    release: int
    entries: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, Mapping[str, int]]
    slugs: Mapping[str, Mapping[int, str]]
    area_spellings: Mapping[str, str]
    statuses: Mapping[str, int] = field(default_factory=dict)
    areas_with: Mapping[str, Mapping[int, Sequence[int]]] = field(default_factory=dict)

    def area(self, slug: str) -> Area:
        """One area by its slug."""
        found: Area = self.entries["areas"][slug]
        return found

    def separate_forces(self) -> list[str]:
        """The forces that lie within no other force: an offence is recorded by one of them, so that
        their figures may be added."""
        areas: Mapping[str, Area] = self.entries["areas"]
        return [
            slug
            for slug, area in areas.items()
            if area.kind is AreaKind.FORCE and not self._lies_within_a_force(area)
        ]

    def _lies_within_a_force(self, area: Area) -> bool:
        above = (self.area(membership.area) for membership in area.parents)
        return any(each.kind is AreaKind.FORCE or self._lies_within_a_force(each) for each in above)

    def measure(self, slug: str) -> Measure:
        """One measure by its slug."""
        found: Measure = self.entries["measures"][slug]
        return found

    def source(self, slug: str) -> Source:
        """One source by its slug."""
        found: Source = self.entries["sources"][slug]
        return found
