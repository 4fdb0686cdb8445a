"""Figures by the page and by the million: rows of the store, told as observations when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, cast, overload

from app.domain.dictionary import Dictionary
from app.domain.observation import (
    DIMENSIONS,
    Cell,
    Citation,
    Observation,
    Status,
    Validity,
    exact,
)
from app.domain.quantity import Qualifier


class FigureRow(NamedTuple):
    """A figure as a row of the store: its dimensions and the source of its first citation are keys,
    which `Dictionary.slugs` names, or 0 where none applies. It is plain where an Observation would
    have nothing more to tell."""

    cell: int
    plain: int
    area: int
    period: int
    category: int
    measure: int
    platform: int
    population: int
    dataset: int
    digits: int | None
    exponent: int | None
    status: str
    qualifier: str
    since: int
    source: int
    paragraph: int
    locator: str
    stated: str
    fingerprint: str


def columns(first: str, last: str) -> slice:
    """Where in a FigureRow the columns from one to another stand: to take them all at once is much
    faster than by their names."""
    return slice(FigureRow._fields.index(first), FigureRow._fields.index(last) + 1)


# `eq` would compare the pages field by field, and a sequence is what its items are.
@dataclass(frozen=True, eq=False)
class Figures(Sequence[Observation]):
    """Figures of one release, in order. Those that are not plain are among `others`, by cell."""

    dictionary: Dictionary
    rows: Sequence[FigureRow]
    others: Mapping[int, Observation]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Observation: ...
    @overload
    def __getitem__(self, at: slice) -> Figures: ...
    def __getitem__(self, at: int | slice) -> Observation | Figures:
        if isinstance(at, slice):
            return Figures(self.dictionary, self.rows[at], self.others)
        return self.told(self.rows[at])

    def __iter__(self) -> Iterator[Observation]:
        return iter(self._all)

    def followed_by(self, others: Figures) -> Figures:
        """These, and then others of the same release."""
        if not self.rows:
            return others
        rows = [*self.rows, *others.rows]
        return Figures(self.dictionary, rows, {**self.others, **others.others})

    def distinct(self, name: str) -> Set[str | None]:
        """The different values of a dimension."""
        return self._different[name].keys()

    @property
    def positions(self) -> list[tuple[int, ...]]:
        """The keys of their dimensions, by which figures are put in order."""
        return [cast(tuple[int, ...], row[_DIMENSIONS]) for row in self.rows]

    @property
    def statuses(self) -> Set[str | None]:
        """The different statuses."""
        return self._different["status"].keys()

    @property
    def disputed(self) -> list[Observation]:
        """Those that another source states differently, none of which is plain."""
        told = (self.others[row[0]] for row in self.rows if row[0] in self.others)
        return [figure for figure in told if figure.disputed]

    @property
    def sources(self) -> list[str]:
        """The sources that state them, each once, in the order of the figures."""
        if not self.others:
            return [source for source in self._different["source"] if source is not None]
        slugs = self.dictionary.slugs["sources"]
        found: dict[str, None] = {}
        for row in self.rows:
            if row[0] in self.others:
                found |= dict.fromkeys(each.source for each in self.others[row[0]].citations)
            else:
                found[slugs[row.source]] = None
        return list(found)

    @cached_property
    def _different(self) -> dict[str, dict[str | None, None]]:
        """The different values of some columns by name, each in the order of the figures."""
        held = dict(zip(FigureRow._fields, zip(*self.rows, strict=True), strict=False))
        slugs = self.dictionary.slugs
        named = {
            name: dict.fromkeys(map(slugs[noun].get, dict.fromkeys(held.get(name, ()))))
            for name, noun in _NAMED.items()
        }
        return {**named, "status": dict.fromkeys(held.get("status", ()))}

    @cached_property
    def _all(self) -> list[Observation]:
        """Each as an observation, made once: some rules look at all of them again and again."""
        told = {row[0]: self.told(row) for row in {row[0]: row for row in self.rows}.values()}
        return [told[row[0]] for row in self.rows]

    def told(self, row: FigureRow) -> Observation:
        """What a row of this release tells, or what there is in its place among the others."""
        row = FigureRow(*row)
        if row.cell in self.others:
            return self.others[row.cell]
        cell = cell_at(self.dictionary, [getattr(row, name) for name in DIMENSIONS])
        held = Validity(row.since, None)
        return Observation(
            id=cell.key,
            **vars(cell),
            value=exact(row.digits, row.exponent),
            unit=self.dictionary.measure(cell.measure).unit,
            status=Status(row.status),
            qualifier=Qualifier(row.qualifier),
            forces=None,
            inferred=[],
            note=None,
            citations=[
                Citation(
                    source=self.dictionary.slugs["sources"][row.source],
                    paragraph=row.paragraph or None,
                    stated=row.stated,
                    fingerprint=row.fingerprint,
                    locator=row.locator or None,
                    release=held,
                )
            ],
            disputed=False,
            reason=None,
            release=held,
        )


_DIMENSIONS = columns("area", "dataset")
_NAMED = {**DIMENSIONS, "source": "sources"}


def cell_at(dictionary: Dictionary, place: Sequence[int]) -> Cell:
    """The cell at a place that is given by the keys of its dimensions, in their order."""
    area, period, category, measure, platform, population, dataset = place
    slugs = dictionary.slugs
    return Cell(
        measure=slugs["measures"][measure],
        area=slugs["areas"][area],
        period=slugs["periods"][period],
        category=slugs["categories"].get(category),
        platform=slugs["platforms"].get(platform),
        population=slugs["populations"].get(population),
        dataset=slugs["datasets"][dataset],
    )
