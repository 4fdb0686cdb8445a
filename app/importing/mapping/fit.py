"""Whether a sheet is a certain table, judged by its first rows: titles, headers and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.importing.mapping.language import MappingRow, TableRule
from app.importing.mapping.meanings import Meanings
from app.importing.mapping.patterns import is_in
from app.importing.mapping.texts import forms, plain

Line = tuple[int, list[str]]
# Titles, notes and a block of headers stand above a table, and seldom more than a screen of them.
HEAD = 60


@dataclass(frozen=True)
class Fit:
    """How a sheet's first rows compare with a table.

    `at` is the place, among them, of the row that names the columns; `columns` is where each of
    the table's columns stands, by its first spelling. It fits where nothing is missing, strange
    or twice there. `likeness` is the share of what is required that is there, `width` the
    number of the last column with a name, `unnamed` those before it that have none.
    """

    at: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    title: str | None = None
    missing: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unnamed: frozenset[int] = frozenset()
    likeness: float = 0.0
    width: int = 0

    @property
    def fits(self) -> bool:
        """Whether it is this table."""
        return not (self.missing or self.strange or self.twice)

    def why_not(self) -> str:
        """What is missing, strange or twice there, in words."""
        return "; ".join((*self.missing, *self.strange, *self.twice))


def head_of(rows: Iterator[Line]) -> list[Line]:
    """The first rows of a sheet, which are taken from the iterator."""
    return list(islice(rows, HEAD))


def fit(mapping: MappingRow, table: TableRule, head: Sequence[Line]) -> Fit:
    """How the first rows of a sheet compare with a table of a mapping."""
    required = [list(spellings) for spellings in table.required()]
    if not head:
        return Fit(missing=["it is empty"])
    title = _title(table, head)
    at, found = _best_row(required, head)
    missing = [
        f"the column {spellings[0]!r} is missing{did_you_mean(_near(spellings[0], head, at))}"
        for spellings in required
        if spellings[0] not in found
    ]
    if table.title is not None and title is None:
        missing.insert(0, f"no title like {table.title!r}")
    wanted = len(required) + (table.title is not None)
    there = wanted - len(missing)
    strange: list[str] = []
    if table.layout == "rows" and found:
        found, strange = _others(table, head[at][1], found)
    elif table.title is None and found:
        # A grid without a title is known by its headers, so that each of them counts.
        meanings = Meanings(table, mapping.headers_of(table))
        headers = [text for place, text in enumerate(head[at][1]) if place not in found.values()]
        known, strange = _known(meanings, filter(None, headers))
        if not known and not strange:
            missing.append("there is no column of figures")
        wanted, there = wanted + known + len(strange), there + known
    twice = [f"the column {text!r} stands twice" for text in _repeated(head[at][1], table, found)]
    width = max((place for place, text in enumerate(head[at][1]) if text), default=-1) + 1
    unnamed = frozenset(place for place, text in enumerate(head[at][1][:width]) if not text)
    return Fit(at, found, title, missing, strange, twice, unnamed, there / wanted, width)


def _title(table: TableRule, head: Sequence[Line]) -> str | None:
    """The text of the first rows that the table is known by."""
    if table.title is None:
        return None
    texts = (text for _, cells in head for text in dict.fromkeys(cells))
    return next((text for text in texts if is_in(table.title, text)), None)


def _best_row(required: Sequence[list[str]], head: Sequence[Line]) -> tuple[int, dict[str, int]]:
    """The first of the rows that have most of the columns."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, (_, cells) in enumerate(head):
        found: dict[str, int] = {}
        for spellings in required:
            place = _place(spellings, cells)
            if place is not None:
                found[spellings[0]] = place
        if len(found) > len(best[1]):
            best = (at, found)
    return best


def _place(spellings: Sequence[str], cells: Sequence[str]) -> int | None:
    wanted = {plain(spelling) for spelling in spellings}
    for form in range(len(forms(""))):
        for place, text in enumerate(cells):
            if text and forms(text)[form] in wanted:
                return place
    return None


def _others(
    table: TableRule, cells: Sequence[str], found: dict[str, int]
) -> tuple[dict[str, int], list[str]]:
    """The columns with those that the table may have, and the texts that it does not know."""
    places = dict(found)
    for spellings in table.allowed():
        place = _place(spellings, cells)
        if place is not None:
            places[spellings[0]] = place
    known = {plain(text) for row in (*table.required(), *table.allowed()) for text in row}
    strange = [
        f"the column {text!r} is not known"
        for text in cells
        if text and not known.intersection(forms(text))
    ]
    return places, strange


def _known(meanings: Meanings, headers: Iterable[str]) -> tuple[int, list[str]]:
    """How many headers have a meaning, and what is to be said of the others. What is to be ignored
    tells nothing."""
    known, strange = 0, []
    for text in headers:
        if meanings.ignores(text):
            continue
        try:
            meanings.of(text)
            known += 1
        except MalformedError as error:
            strange.append(str(error))
    return known, strange


def _repeated(cells: Sequence[str], table: TableRule, found: dict[str, int]) -> Iterator[str]:
    """Columns that are read and stand twice: nobody can know which of them is meant."""
    for spellings in table.required():
        wanted = {plain(spelling) for spelling in spellings}
        places = [at for at, text in enumerate(cells) if text and wanted.intersection(forms(text))]
        if spellings[0] in found and len(places) > 1:
            yield spellings[0]


def _near(name: str, head: Sequence[Line], at: int) -> list[str]:
    texts = [text for text in head[at][1] if text]
    return [repr(text) for text in nearest(name, texts)]
