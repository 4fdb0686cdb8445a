"""The untrusted rows of a source document: the source, its figures and its claims."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from app.domain.claim import ClaimKind, Direction
from app.domain.observation import DIMENSIONS, Cell, Status
from app.domain.quantity import Qualifier, Quantity
from app.importing.entry_rows import Row
from app.importing.scalars import (
    Day,
    Exact,
    Fingerprint,
    Number,
    Paragraph,
    PeriodSlug,
    Slug,
    Text,
    UpToAThousand,
)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


class SupportRow(Row):
    organisation: Slug
    paragraph: Paragraph


class SourceRow(Row):
    slug: Slug
    """Identifier for good: the same document keeps it."""
    title: Text
    """Headline or title, as printed; in square brackets where it is your own."""
    publisher: Text | None = None
    """Left out where the copy held does not say."""
    kind: Text
    """article, FOI response, official table and the like."""
    published: Day | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)] | None = None
    notes: Text
    """What to know about the copy that was read."""
    series: Slug | None = None
    """The publication that this is an edition of."""
    edition: Day | None = None
    """Last day that the edition is about; a later edition supersedes an earlier one."""
    support: list[SupportRow] = Field(default=[])
    paragraphs: dict[Paragraph, Fingerprint] = Field(default={})
    """Fingerprints of the cited paragraphs, as `onrecord fingerprint` prints them."""

    @model_validator(mode="after")
    def _an_edition_is_of_a_series(self) -> SourceRow:
        if (self.series is None) != (self.edition is None):
            raise ValueError("`series` and `edition` stand together or not at all")
        return self


class CitationRow(Row):
    paragraph: Paragraph
    """Number of the non-empty line, from 1."""
    stated: Text
    """The words that carry the figure, as printed."""


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


REQUIRED_DIMENSIONS = ("measure", "area", "period", "dataset")


class ObservationRow(Dimensions):
    value: Number | None = None
    status: Status = Status.PUBLISHED
    """Whether there is a value, and why not; `withdrawn` withdraws the figure."""
    qualifier: Qualifier = Qualifier.EXACT
    """How the number is hedged."""
    forces: UpToAThousand | None = None
    """How many police forces are behind it, where stated."""
    inferred: dict[Exact, Text] = Field(default={})
    """What the source does not say outright: field and reason."""
    note: Text | None = None
    reason: Text | None = None
    """Why it differs from what was imported before."""
    cited: Annotated[list[CitationRow], Field(min_length=1)]

    @model_validator(mode="after")
    def _value_fits_status(self) -> ObservationRow:
        if self.status.has_value and self.value is None:
            raise ValueError(f"status {self.status} needs a value")
        if not self.status.has_value and self.value is not None:
            raise ValueError(f"status {self.status} has no value, yet {self.value} is given")
        if self.value is not None and self.value < 0 and self.note is None:
            raise ValueError("is below zero; if it is printed so, say in `note` what it means")
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
    ordinal: UpToAThousand = 1
    """Tells the claims of one paragraph apart; it is part of the id."""
    kind: ClaimKind
    statement: Text
    """The claim in our words."""
    stated: Text
    value: Number | None = None
    """What is stated; a fall is negative."""
    unit: Text | None = None
    qualifier: Qualifier = Qualifier.EXACT
    direction: Direction | None = None
    inferred: dict[Exact, Text] = Field(default={})
    operands: dict[Exact, Annotated[list[OperandRow], BeforeValidator(_listed)]]
    also: list[CitationRow] = Field(default=[])
    withdrawn: Text | None = None
    """Why the claim no longer stands; it ends with this release."""

    @model_validator(mode="after")
    def _value_fits_qualifier(self) -> ClaimRow:
        if self.value is not None:
            Quantity(self.value, self.qualifier)
        return self


class SourceDocument(Row):
    source: SourceRow
    defaults: Dimensions = Dimensions()
    observations: list[ObservationRow] = Field(default=[])
    claims: list[ClaimRow] = Field(default=[])

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
