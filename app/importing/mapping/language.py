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
    """The bibliographic entry of an edition. {period}, {year} and {area} are filled in: what its
    figures are about from first to last, the year in which that ends, and the area's name, or how
    many areas there are."""

    slug: SourceTemplate
    """Made into a slug when it is filled in. Another edition needs another slug."""
    title: SourceTemplate
    """The title of the edition."""
    publisher: Text
    """Who published the table."""
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)] | None = None
    """Where it is published."""
    notes: SourceTemplate
    """What to know about it: its licence, what was left out."""
    series: Slug
    """The publication that it is an edition of: a later edition supersedes an earlier one."""


class TableRule(Rule):
    """One table."""

    name: Text
    """What to call it in the report."""
    layout: Literal["rows", "grid"]
    """`rows` has a figure, or a part of one, in each row; `grid` has areas down its side and a
    block of headers over its figures."""
    title: Pattern | None = None
    """A regular expression (RE2) for a text above the table, without which it is another."""
    optional: bool = False
    """Some editions of the publication lack it."""
    figures: Fixed = Fixed()
    """The dimensions that all its figures have."""
    area: AreaRule
    period: PeriodRule
    category: CategoryRule | None = None
    value: Values = Field(default_factory=lambda: [ValueRule()])
    """How the figures are printed; for rows, in which column, or in which columns side by side."""
    aggregate: Literal["one", "sum", "count"] = "one"
    """What rows that agree in everything but the figure are: `one` says that there are none, `sum`
    that they add up, `count` that each row counts as one."""
    headers: list[HeaderRule] = Field([])
    """What the texts over the columns of a grid mean."""
    ignore: list[Text] = Field([])
    """Columns that it may have and that are not read."""
    leave_out: list[LeaveOutRule] = Field([])
    """Rows that are no figures of it."""
    end: Pattern = r"^(source|notes?|footnotes?)\b|^\d{1,2}[.)]?\s"
    """A regular expression (RE2) for the first text of the line that ends a grid."""

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
    """What its parts differ in."""
    whole: Slug
    """The area or category of the whole."""
    parts: Annotated[list[Slug], Field(min_length=1)]
    """The areas or categories of its parts."""
    measures: Annotated[list[Slug], Field(min_length=1)]
    """The measures for which it holds."""


class MappingRow(Rule):
    """A publication: its source and its tables."""

    slug: Slug
    """What to call the mapping. One that is passed along replaces one of its slug."""
    title: Text
    """What is published."""
    source: SourceTemplateRow
    edition: Pattern | None = None
    """A regular expression (RE2) for the titles of tables, whose group period is what the edition
    is about."""
    headers: list[HeaderRule] = Field([])
    """What texts over the columns of every grid mean, where the grid itself does not say."""
    tables: Annotated[list[TableRule], Field(min_length=1)]
    """Its tables: every one that is not optional must be there."""
    totals: list[TotalRow] = Field([])
    """What must add up."""

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
    """A mapping with the entries of dictionaries that its figures may need, or such entries alone.
    An entry enters the record when a figure needs it and the record has none of its slug."""

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
