"""The parts of a table's description: where its area, period, category and figures stand, and
what the texts over its columns mean."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from app.domain.dictionary import AreaKind
from app.domain.observation import Status
from app.importing.mapping.patterns import LONGEST, checked
from app.importing.scalars import Exact, PeriodSlug, Slug, Text

SOURCE_PLACES = ("period", "year", "area")
CATEGORY_PLACES = ("name", "code", "parent")


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


def _template(places: tuple[str, ...]) -> AfterValidator:
    def check(text: str) -> str:
        # Only bare names: a template must neither reach into what is put in its places nor pad it.
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
        unknown = [
            f"{name}{'!' * bool(conversion)}{conversion or ''}{':' * bool(spec)}{spec}"
            for name, spec, conversion in parts
            if name not in places or spec or conversion
        ]
        if unknown:
            wanted = ", ".join(f"{{{place}}}" for place in places)
            raise ValueError(f"{{{unknown[0]}}} is not a placeholder; there are {wanted}")
        return text

    return AfterValidator(check)


_WORDS = {"type": ["string", "number"]}
# For an editor: one text may stand for a list of one.
ONE_OR_SEVERAL = WithJsonSchema(
    {"anyOf": [_WORDS, {"type": "array", "items": _WORDS, "minItems": 1}]}
)
Spellings = Annotated[list[Text], Field(min_length=1), BeforeValidator(_listed), ONE_OR_SEVERAL]
Pattern = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST),
    AfterValidator(checked),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": LONGEST}),
]
SourceTemplate = Annotated[Text, _template(SOURCE_PLACES)]
CategoryTemplate = Annotated[Text, _template(CATEGORY_PLACES)]


class Rule(BaseModel):
    """A part of a mapping: the named keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class AreaRule(Rule):
    """Which area a figure is about."""

    column: Spellings
    """The column that names the area."""
    code: Spellings | None = None
    """The column of its code, such as E23000014. A code decides, whatever the name beside it."""
    kinds: list[AreaKind] = []
    """What sorts of area may stand there, so that a name of two areas is one of them."""
    names: dict[Exact, Slug] = {}
    """Spellings that are this publisher's alone, and the areas that they stand for."""


class PeriodRule(Rule):
    """Where a figure's period stands: in one place, which is the same for the whole table."""

    column: Spellings | None = None
    """A column of periods in any form that is read, such as 2019/20, 2022 or Q1 2018."""
    month: Spellings | None = None
    """A column of months, where 2011-12 is December 2011 and no financial year."""
    financial_year: Spellings | None = None
    """A column of financial years, such as 2017/18."""
    quarter: Spellings | None = None
    """The column of quarters, 1 to 4 from April, beside that of financial years; where the cell is
    empty, the figure is of the year."""
    edition: bool = False
    """The title says it, and `edition` of the mapping says how."""
    header: bool = False
    """The headers over the figures of a grid say it, or `figures` does for all of them."""

    @model_validator(mode="after")
    def _stands_in_one_place(self) -> PeriodRule:
        if sum(map(bool, (*self.columns(), self.edition, self.header))) != 1:
            raise ValueError("write one of column, month, financial_year, edition and header")
        if self.quarter and not self.financial_year:
            raise ValueError("a quarter needs its financial_year")
        return self

    def columns(self) -> list[list[str]]:
        """The columns without which no period can be read."""
        return [found for found in (self.column, self.month, self.financial_year) if found]


class CategoryRule(Rule):
    """Which category a figure is about."""

    column: Spellings
    """The column that names the category."""
    names: dict[Exact, Slug] = {}
    """Names as they are printed, and the categories that they stand for. Without `define`, a name
    that is not among them is a fault."""
    path: list[Spellings] = []
    """The columns that name the groups above it, the widest first; each name is one of `names`."""
    code: Spellings | None = None
    """The column of the Home Office's code. A category of another code is another category."""
    codes: dict[Exact, Annotated[list[Text], Field(min_length=1)]] = {}
    """Codes that are printed as one, and the codes that they stand for."""
    define: CategoryTemplate | None = None
    """The definition that a name which is not known is given, as a category of its own under the
    last group of `path`; {name}, {code} and {parent} are filled in."""

    @model_validator(mode="after")
    def _a_definition_needs_a_code(self) -> CategoryRule:
        if self.define is not None and self.code is None:
            raise ValueError("categories are only made where a column gives their code")
        return self


class SymbolRow(Rule):
    """What a sign in place of a number means."""

    status: Status
    """One without a value: suppressed, not_supplied, not_applicable or withdrawn."""
    note: Text | None = None
    """What the publisher says that it means."""

    @model_validator(mode="after")
    def _has_no_value(self) -> SymbolRow:
        if self.status.has_value:
            raise ValueError(f"a sign is no number, so its status cannot be {self.status}")
        return self


class LeaveOutRule(Rule):
    """Rows that are no figures of this table, such as totals that the table repeats."""

    column: Spellings
    """The column that tells such a row."""
    is_: Annotated[
        list[str], Field(alias="is", min_length=1), BeforeValidator(_listed), ONE_OR_SEVERAL
    ]
    """The texts in that column by which it is told."""
    reason: Text
    """Why it is left out, for the report."""


class Fixed(Rule):
    """Dimensions that a table, or a header text, gives to every figure under it."""

    measure: Slug | None = None
    """What is counted or measured."""
    category: Slug | None = None
    """The offence category."""
    platform: Slug | None = None
    """The online platform."""
    population: Slug | None = None
    """The part of all cases that the figures are about; all of them where it is left out."""
    dataset: Slug | None = None
    """The gathering of figures that these may be compared within."""
    period: PeriodSlug | None = None
    """The period, where no column or title says it."""

    def dimensions(self) -> dict[str, str]:
        """The dimensions that are given."""
        given = {name: getattr(self, name) for name in Fixed.model_fields}
        return {name: slug for name, slug in given.items() if slug is not None}


class ValueRule(Fixed):
    """A column of figures: how they are printed, and the dimensions that are theirs and not those
    of every figure of the table."""

    column: Spellings | None = None
    """The column of the figures; none in a grid, or where rows are counted."""
    percent: bool = False
    """The figures are percentages, and may be printed with the sign."""
    symbols: dict[str, SymbolRow] = {}
    """Signs of this publisher in place of a number, beyond those that are always known."""
    signed: bool = False
    """The figures are changes, so that they may be below zero."""
    below_zero: Text | None = None
    """The note of a figure below zero, which is a fault where neither this nor `signed` stands."""


# A lone one may stand for a list of one.
Values = Annotated[list[ValueRule], Field(min_length=1), BeforeValidator(_listed)]


class HeaderRule(Fixed):
    """What a text above a column says of the figures below it; nothing, where it names no
    dimension."""

    text: Annotated[list[Text], BeforeValidator(_listed), ONE_OR_SEVERAL] = []
    """The text, or its spellings."""
    like: Pattern | None = None
    """A regular expression (RE2) for the whole text; its group period is read as the period."""
    spans: bool = False
    """It stands over several columns, and says nothing alone: a column below it without a text of
    its own is a gap. What a column's own text says goes before it."""
    leave_out: Text | None = None
    """Why the figures below it are left out, for the report."""

    @model_validator(mode="after")
    def _is_recognised(self) -> HeaderRule:
        if not self.text and self.like is None:
            raise ValueError("write text or like")
        return self
