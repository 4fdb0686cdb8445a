"""The untrusted rows: what each kind of document may hold, as Pydantic models.

Each top-level key names one kind of document; `DOCUMENTS` is where a new kind is added.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.domain.claim import ClaimKind, Direction
from app.domain.dictionary import AreaKind
from app.domain.observation import Cell, Status
from app.domain.quantity import Qualifier, Quantity
from app.importing.scalars import (
    WHOLE_NUMBER,
    Day,
    Fingerprint,
    Number,
    Paragraph,
    PeriodSlug,
    Slug,
    Text,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class Row(BaseModel):
    """A mapping with the named keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class CategoryRow(NamedRow):
    parent: Slug | None = None
    home_office_codes: list[Text] = []


class PlatformRow(NamedRow):
    operator: Text
    parent: Slug | None = None


class PopulationRow(NamedRow):
    pass


class MeasureRow(NamedRow):
    unit: Text
    counted: bool
    summable: bool
    comparable: bool


class DatasetRow(NamedRow):
    producer: Text
    method: Text
    coverage: Text
    comparability: Text


class SupportOrganisationRow(EntryRow):
    name: Text
    about: Text
    website: Annotated[str, Field(pattern=r"^https://\S+$", max_length=300)]
    phone: Text | None = None


class SupportRow(Row):
    organisation: Slug
    paragraph: Paragraph


class SourceRow(Row):
    slug: Slug
    title: Text
    publisher: Text | None = None
    kind: Text
    published: Day | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)] | None = None
    notes: Text
    support: list[SupportRow] = []
    paragraphs: dict[Paragraph, Fingerprint]


class CitationRow(Row):
    paragraph: Paragraph
    stated: Text


class Dimensions(Row):
    """The dimensions of a cell. What a row leaves out, the document's defaults give."""

    measure: Slug | None = None
    area: Slug | None = None
    period: PeriodSlug | None = None
    category: Slug | None = None
    platform: Slug | None = None
    population: Slug | None = None
    dataset: Slug | None = None

    def given(self) -> dict[str, str | None]:
        """The dimensions that the row names itself, a null included."""
        return {name: getattr(self, name) for name in DIMENSIONS if name in self.model_fields_set}


DIMENSIONS = tuple(Dimensions.model_fields)
REQUIRED_DIMENSIONS = ("measure", "area", "period", "dataset")


class ObservationRow(Dimensions):
    value: Number | None = None
    status: Status = Status.PUBLISHED
    qualifier: Qualifier = Qualifier.EXACT
    forces: Annotated[int, WHOLE_NUMBER, Field(le=1000)] | None = None
    inferred: dict[Text, Text] = {}
    note: Text | None = None
    cited: Annotated[list[CitationRow], Field(min_length=1)]

    @model_validator(mode="after")
    def _value_fits_status(self) -> ObservationRow:
        if self.status.has_value and self.value is None:
            raise ValueError(f"status {self.status} needs a value")
        if not self.status.has_value and self.value is not None:
            raise ValueError(f"status {self.status} has no value, yet {self.value} is given")
        if self.value is not None and self.value < 0:
            raise ValueError("an observation is not below zero")
        if self.value is not None:
            Quantity(self.value, self.qualifier)
        return self


class OperandRow(Dimensions):
    missing: Text | None = None

    @model_validator(mode="after")
    def _missing_or_found(self) -> OperandRow:
        if self.missing is not None and self.given():
            raise ValueError("an operand is a cell or missing, not both")
        return self


class ClaimRow(Row):
    paragraph: Paragraph
    ordinal: Annotated[int, WHOLE_NUMBER, Field(le=1000)] = 1
    kind: ClaimKind
    statement: Text
    stated: Text
    value: Number | None = None
    unit: Text | None = None
    qualifier: Qualifier = Qualifier.EXACT
    direction: Direction | None = None
    inferred: dict[Text, Text] = {}
    operands: dict[Text, Annotated[list[OperandRow], BeforeValidator(_listed)]]
    also: list[CitationRow] = []

    @model_validator(mode="after")
    def _value_fits_qualifier(self) -> ClaimRow:
        if self.value is not None:
            Quantity(self.value, self.qualifier)
        return self


class SourceDocument(Row):
    source: SourceRow
    defaults: Dimensions = Dimensions()
    observations: list[ObservationRow] = []
    claims: list[ClaimRow] = []

    def cell(self, row: Dimensions) -> Cell | list[str]:
        """The cell of a row under the defaults, or the dimensions that neither of them names."""
        named = {**self.defaults.given(), **row.given()}
        lacking = [name for name in REQUIRED_DIMENSIONS if not named.get(name)]
        if lacking:
            return lacking
        return Cell(
            str(named["measure"]),
            str(named["area"]),
            str(named["period"]),
            named.get("category"),
            named.get("platform"),
            named.get("population"),
            str(named["dataset"]),
        )


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


DOCUMENTS: dict[str, type[Row]] = {
    "source": SourceDocument,
    "areas": AreasDocument,
    "categories": CategoriesDocument,
    "platforms": PlatformsDocument,
    "populations": PopulationsDocument,
    "measures": MeasuresDocument,
    "datasets": DatasetsDocument,
    "support_organisations": SupportOrganisationsDocument,
}
