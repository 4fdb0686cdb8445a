"""What a mapping document may say: how a publisher's tables are recognised and what is in them.

Column and header texts are compared without case, punctuation or footnote digits. Wherever a text
can be spelled in several ways, a list of spellings may stand for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.importing.entry_rows import (
    AreaRow,
    CategoryRow,
    DatasetRow,
    EntryRow,
    MeasureRow,
    PlatformRow,
    PopulationRow,
)
from app.importing.mapping.patterns import names_period
from app.importing.mapping.rules import (
    AreaRule,
    CategoryRule,
    Fixed,
    HeaderRule,
    LeaveOutRule,
    Pattern,
    PeriodRule,
    Rule,
    SourceTemplate,
    ValueRule,
    Values,
)
from app.importing.scalars import Slug, Text


class SourceTemplateRow(Rule):
    """The bibliographic entry of an edition. The slug is made from the template's text."""

    slug: SourceTemplate
    title: SourceTemplate
    publisher: Text
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)] | None = None
    notes: SourceTemplate
    series: Slug


class TableRule(Rule):
    """One table. `rows` has a figure, or a part of one, in each row; `grid` has areas down its side
    and a block of headers over its figures, and ends with a line that begins like `end`."""

    name: Text
    layout: Literal["rows", "grid"]
    title: Pattern | None = None
    optional: bool = False
    figures: Fixed = Fixed()
    area: AreaRule
    period: PeriodRule
    category: CategoryRule | None = None
    value: Values = Field(default_factory=lambda: [ValueRule()])
    aggregate: Literal["one", "sum", "count"] = "one"
    headers: list[HeaderRule] = Field([])
    ignore: list[Text] = Field([])
    leave_out: list[LeaveOutRule] = Field([])
    end: Pattern = r"^(source|notes?|footnotes?)\b|^\d{1,2}[.)]?\s"

    @model_validator(mode="after")
    def _parts_fit_the_layout(self) -> TableRule:
        if self.layout == "grid":
            columns = self.value_columns() or self.value[1:] or self.value[0].dimensions()
            if self.category or columns or self.aggregate != "one":
                raise ValueError("the headers of a grid say what its figures are")
            if self.period.columns():
                raise ValueError("the period of a grid is of its edition or in its headers")
        elif self.headers or self.period.header:
            raise ValueError("only a grid has headers")
        elif any(not {"measure", "dataset"} <= self.fixed(value).keys() for value in self.value):
            raise ValueError("the figures of rows need a measure and a dataset")
        elif len(self.value_columns()) != (len(self.value) if self.aggregate != "count" else 0):
            raise ValueError("rows are counted, or have a value column")
        if self.period.edition and self.title is None:
            raise ValueError("the edition is read from the title, so a title is needed")
        return self

    def dimensions_read(self) -> set[str]:
        """The dimensions that columns or the title give to every figure."""
        read = {"area"}
        if not self.period.header:
            read.add("period")
        if self.category:
            read.add("category")
        return read

    def fixed(self, value: ValueRule) -> dict[str, str]:
        """The dimensions of every figure of a column that no row gives."""
        return self.figures.dimensions() | value.dimensions()

    def value_columns(self) -> list[list[str]]:
        """The columns of figures that `value` names, each with its spellings."""
        return [value.column for value in self.value if value.column]

    def required(self) -> Iterator[list[str]]:
        """The columns without which it is not this table, each with its spellings."""
        yield self.area.column
        if self.area.code:
            yield self.area.code
        if self.layout == "grid":
            return
        yield from self.period.columns()
        yield from self.value_columns()
        if self.category:
            yield from (self.category.column, *self.category.path)
            if self.category.code:
                yield self.category.code
        for rule in self.leave_out:
            yield rule.column

    def allowed(self) -> Iterator[list[str]]:
        """The columns that it may have besides."""
        yield from ([name] for name in self.ignore)
        if self.period.quarter:
            yield self.period.quarter


class TotalRow(Rule):
    """A whole that is the sum of its parts wherever one of these measures is printed of all."""

    dimension: Literal["area", "category"]
    whole: Slug
    parts: Annotated[list[Slug], Field(min_length=1)]
    measures: Annotated[list[Slug], Field(min_length=1)]


class MappingRow(Rule):
    """A publication: its source and its tables.

    `edition` is a regular expression for the title of a table, whose group `period` is the period
    that the edition is about. `headers` hold for every grid whose own do not know the text.
    """

    slug: Slug
    title: Text
    source: SourceTemplateRow
    edition: Pattern | None = None
    headers: list[HeaderRule] = Field([])
    tables: Annotated[list[TableRule], Field(min_length=1)]
    totals: list[TotalRow] = Field([])

    @model_validator(mode="after")
    def _an_edition_can_be_read(self) -> MappingRow:
        if any(table.period.edition for table in self.tables) and self.edition is None:
            raise ValueError("a table takes its period from the edition, which is not given")
        if self.edition is not None and not names_period(self.edition):
            raise ValueError("the edition needs a group named period")
        return self

    def headers_of(self, table: TableRule) -> list[HeaderRule]:
        """What the texts over a grid's columns mean, its own meanings first."""
        return [*table.headers, *self.headers]


class ShelfDocument(Rule):
    """A mapping with the entries that its figures may need, or such entries alone."""

    mapping: MappingRow | None = None
    areas: list[AreaRow] = Field([])
    categories: list[CategoryRow] = Field([])
    measures: list[MeasureRow] = Field([])
    datasets: list[DatasetRow] = Field([])
    populations: list[PopulationRow] = Field([])
    platforms: list[PlatformRow] = Field([])


NOUNS: dict[str, type[EntryRow]] = {
    "areas": AreaRow,
    "categories": CategoryRow,
    "measures": MeasureRow,
    "datasets": DatasetRow,
    "populations": PopulationRow,
    "platforms": PlatformRow,
}
