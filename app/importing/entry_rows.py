"""The untrusted rows of dictionaries: areas, categories and so on, as Pydantic models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.dictionary import AreaKind
from app.importing.scalars import Day, Slug, Text, UpToAThousand


class Row(BaseModel):
    """A mapping with the named keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class MembershipRow(Row):
    area: Slug
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> MembershipRow:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"from {self.from_} to {self.to} runs backwards")
        return self


class DistinctionRow(Row):
    area: Slug
    why: Text


class EntryRow(Row):
    slug: Slug


class NamedRow(EntryRow):
    name: Text
    definition: Text


class AreaRow(NamedRow):
    kind: AreaKind
    gss_code: Annotated[str, Field(pattern=r"^[A-Z]\d{8}$")] | None = None
    aliases: list[Text] = []
    member_of: list[MembershipRow] = []
    distinct_from: list[DistinctionRow] = []
    may_be: list[Slug] = []

    @model_validator(mode="after")
    def _undetermined_says_what_it_may_be(self) -> AreaRow:
        if (self.kind is AreaKind.UNDETERMINED) != bool(self.may_be):
            raise ValueError("an undetermined area, and no other, lists what it may be")
        return self


class BreakRow(Row):
    since: Day
    """The first day of the new practice."""
    detail: Text
    """What changed, and what that does to the figures."""
    source: Text
    """The published document that says so."""


class OtherCategoryRow(Row):
    category: Slug
    why: Text


class CategoryRow(NamedRow):
    parent: Slug | None = None
    sum_of_children: bool = False
    home_office_codes: list[Text] = []
    aliases: list[Text] = []
    distinct_from: list[OtherCategoryRow] = []
    breaks: list[BreakRow] = []


class PlatformRow(NamedRow):
    operator: Text
    parent: Slug | None = None


class PopulationRow(NamedRow):
    pass


ShareDimension = Literal["area", "category", "platform", "population"]


class MeasureRow(NamedRow):
    unit: Text
    counted: bool
    summable: bool
    comparable: bool
    rounded_to: UpToAThousand | None = None
    """The step to which the publisher rounds, where that is wider than the last place printed."""
    share_along: ShareDimension | None = None
    """For shares: the dimension along which they are parts of one whole."""

    @model_validator(mode="after")
    def _is_one_kind_of_number(self) -> MeasureRow:
        # A count is exact, so that a step would be dropped in silence; and what is left of a whole
        # is 100 less the shares, which has a sense in per cent alone.
        if self.counted and self.rounded_to is not None:
            raise ValueError("a count is exact, and has no step that it is rounded to")
        if self.share_along is not None and (self.counted or self.unit != "per-cent"):
            raise ValueError("shares along a dimension are not counted, and their unit is per-cent")
        return self


class DatasetRow(NamedRow):
    producer: Text
    method: Text
    coverage: Text
    comparability: Text
    breaks: list[BreakRow] = []


class SupportOrganisationRow(EntryRow):
    name: Text
    about: Text
    website: Annotated[str, Field(pattern=r"^https://\S+$", max_length=300)]
    phone: Text | None = None


class AreasDocument(Row):
    areas: list[AreaRow]


class CategoriesDocument(Row):
    categories: list[CategoryRow]


class PlatformsDocument(Row):
    platforms: list[PlatformRow]


class PopulationsDocument(Row):
    populations: list[PopulationRow]


class MeasuresDocument(Row):
    measures: list[MeasureRow]


class DatasetsDocument(Row):
    datasets: list[DatasetRow]


class SupportOrganisationsDocument(Row):
    support_organisations: list[SupportOrganisationRow]


class EntriesDocument(Row):
    """Entries of every dictionary: those of the record, or those that a table brings along."""

    areas: list[AreaRow] = []
    categories: list[CategoryRow] = []
    platforms: list[PlatformRow] = []
    populations: list[PopulationRow] = []
    measures: list[MeasureRow] = []
    datasets: list[DatasetRow] = []
    support_organisations: list[SupportOrganisationRow] = []


DICTIONARY_ROWS: dict[str, type[EntryRow]] = {
    "areas": AreaRow,
    "categories": CategoryRow,
    "platforms": PlatformRow,
    "populations": PopulationRow,
    "measures": MeasureRow,
    "datasets": DatasetRow,
    "support_organisations": SupportOrganisationRow,
}
