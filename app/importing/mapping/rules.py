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
from app.importing.scalars import PeriodSlug, Slug, Text

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

    model_config = ConfigDict(extra="forbid", frozen=True)


class AreaRule(Rule):
    """Which column names the area, which one gives its code, and what sorts of area may stand
    there. `names` are spellings that are this publisher's alone."""

    column: Spellings
    code: Spellings | None = None
    kinds: list[AreaKind] = []
    names: dict[Text, Slug] = {}


class PeriodRule(Rule):
    """Where a figure's period stands: in a column, in a column of months (where `2011-12` is a
    month), in a year and a quarter of it, in the title of the table (the edition), or in the header
    above the figure."""

    column: Spellings | None = None
    month: Spellings | None = None
    financial_year: Spellings | None = None
    quarter: Spellings | None = None
    edition: bool = False
    header: bool = False

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
    """Which column names the category.

    `names` gives printed names the slugs they stand for. Without `define`, no other name is known;
    with it, a name that is not known becomes a category of its own, defined by the template, under
    the last column of `path` and with the code that stands beside it. `codes` takes apart a code
    that names several classes at once.
    """

    column: Spellings
    names: dict[Text, Slug] = {}
    path: list[Spellings] = []
    code: Spellings | None = None
    codes: dict[Text, Annotated[list[Text], Field(min_length=1)]] = {}
    define: CategoryTemplate | None = None

    @model_validator(mode="after")
    def _a_definition_needs_a_code(self) -> CategoryRule:
        if self.define is not None and self.code is None:
            raise ValueError("categories are only made where a column gives their code")
        return self


class SymbolRow(Rule):
    """What a sign in place of a number means."""

    status: Status
    note: Text | None = None

    @model_validator(mode="after")
    def _has_no_value(self) -> SymbolRow:
        if self.status.has_value:
            raise ValueError(f"a sign is no number, so its status cannot be {self.status}")
        return self


class LeaveOutRule(Rule):
    """Rows that are no figures of this table, and why."""

    column: Spellings
    is_: Annotated[
        list[str], Field(alias="is", min_length=1), BeforeValidator(_listed), ONE_OR_SEVERAL
    ]
    reason: Text


class Fixed(Rule):
    """Dimensions that a table, or a header text, gives to every figure under it."""

    measure: Slug | None = None
    category: Slug | None = None
    platform: Slug | None = None
    population: Slug | None = None
    dataset: Slug | None = None
    period: PeriodSlug | None = None

    def dimensions(self) -> dict[str, str]:
        """The dimensions that are given."""
        given = {name: getattr(self, name) for name in Fixed.model_fields}
        return {name: slug for name, slug in given.items() if slug is not None}


class ValueRule(Fixed):
    """A column of figures: how they are printed, and the dimensions that are theirs and not those
    of every figure of the table.

    A count is not below zero, so that such a figure is a fault unless the table holds changes
    (`signed`) or says what it means: `below_zero` is the note that it is then given.
    """

    column: Spellings | None = None
    percent: bool = False
    symbols: dict[str, SymbolRow] = {}
    signed: bool = False
    below_zero: Text | None = None


# A lone one may stand for a list of one.
Values = Annotated[list[ValueRule], Field(min_length=1), BeforeValidator(_listed)]


class HeaderRule(Fixed):
    """What a text above a column says of the figures below it; nothing, where it names no
    dimension. `like` is a regular expression, whose group `period` is read as the period.

    A text that `spans` columns says nothing alone: a column below it without a text of its own is
    a gap, and what a column's own text says goes before it.
    """

    text: Annotated[list[Text], BeforeValidator(_listed), ONE_OR_SEVERAL] = []
    like: Pattern | None = None
    spans: bool = False
    leave_out: Text | None = None

    @model_validator(mode="after")
    def _is_recognised(self) -> HeaderRule:
        if not self.text and self.like is None:
            raise ValueError("write text or like")
        return self
