"""Totals by the page: rows of the store, told as what was added up, and as totals, when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple, overload

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.period import Period
from app.domain.total import AddedUp, Total, receipt, within

# The keys of the dimensions of a row, but for the area.
Place = tuple[int, ...]
# The place of a row that is not plain, and of any other the texts of its forces.
Sort = tuple[object, ...]


class SumRow(NamedTuple):
    """What was added up for one place, as a row of the store. Its dimensions are keys, which
    `Dictionary.slugs` names, or 0 where none applies; the forces that are in it, and those with an
    entry that could not be added, are texts that `Sums.forces` reads. It is plain where an AddedUp
    would have nothing more to tell, unless its figures are to be named."""

    plain: int
    period: int
    category: int
    measure: int
    platform: int
    population: int
    dataset: int
    total: str | None
    areas: str
    silent: str


class Found(NamedTuple):
    """What was added up, with the figures printed for the year itself, if it is of quarters and
    there are any."""

    total: AddedUp
    printed: AddedUp | None


def place_of(row: SumRow) -> Place:
    """Where a row stands in order."""
    place: Place = _PLACE(row)
    return place


# `eq` would compare the pages field by field, and a sequence is what its items are.
@dataclass(frozen=True, eq=False)
class Sums(Sequence[Found]):
    """What was added up in one release, in order. Where it is of quarters, `years` has every year
    that it can be of, by key. Rows that are not plain are among `others`, by place."""

    dictionary: Dictionary
    rows: Sequence[SumRow]
    years: Mapping[int, Period] | None
    forces: Mapping[str, frozenset[str]]
    others: Mapping[Place, Found]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Found: ...
    @overload
    def __getitem__(self, at: slice) -> Sums: ...
    def __getitem__(self, at: int | slice) -> Found | Sums:
        if isinstance(at, slice):
            return replace(self, rows=self.rows[at])
        return self.told(self.rows[at])

    def told(self, row: SumRow) -> Found:
        """What one of the rows says."""
        place = place_of(row)
        return self.others[place] if place in self.others else Found(self.added_up(row), None)

    def added_up(self, row: SumRow, **more: Any) -> AddedUp:
        """What the columns of one of the rows say, with `more` fields."""
        _, period, *subject, total, areas, silent = row
        slug, periods = self.spans[period]
        return AddedUp(
            place=replace(self.subjects[tuple(subject)], period=slug),
            periods=periods,
            sum=None if total is None else Decimal(total),
            forces=self.forces[areas],
            silent=len(self.forces[silent]),
            **more,
        )

    @cached_property
    def sorts(self) -> list[Sort]:
        """The sort of each row: plain rows of one sort differ in place and sum alone."""
        if not self.others:
            return list(map(_FORCES, self.rows))
        places = map(place_of, self.rows)
        return [
            place if place in self.others else _FORCES(row)
            for place, row in zip(places, self.rows, strict=True)
        ]

    @property
    def firsts(self) -> dict[Sort, SumRow]:
        """The first row of each sort."""
        return dict(zip(reversed(self.sorts), reversed(self.rows), strict=True))

    @cached_property
    def spans(self) -> dict[int, tuple[str, list[str]]]:
        """By the key of each period its slug, and those of the periods whose figures are added."""
        return {period: self._span(period) for period in set(map(_PERIOD, self.rows))}

    @cached_property
    def subjects(self) -> dict[Place, Cell]:
        """By the keys of all dimensions but the period what a row is about, whatever the period, in
        the order of the first ones."""
        return {keys: self._subject(*keys) for keys in dict.fromkeys(map(_SUBJECT, self.rows))}

    def _span(self, period: int) -> tuple[str, list[str]]:
        if self.years is None:
            slug = self.dictionary.slugs["periods"][period]
            return slug, [slug]
        year = self.years[period]
        return year.slug, [quarter.slug for quarter in year.quarters()]

    def _subject(
        self, category: int, measure: int, platform: int, population: int, dataset: int
    ) -> Cell:
        slugs = self.dictionary.slugs
        return Cell(
            measure=slugs["measures"][measure],
            area="",
            period="",
            category=slugs["categories"].get(category),
            platform=slugs["platforms"].get(platform),
            population=slugs["populations"].get(population),
            dataset=slugs["datasets"][dataset],
        )


@dataclass(frozen=True, eq=False)
class Totals(Sequence[Total]):
    """The totals of sums, in order. `made` has one of each sort, of which any other differs in
    place and sum alone."""

    sums: Sums
    made: Mapping[Sort, Total]

    def __len__(self) -> int:
        return len(self.sums)

    @overload
    def __getitem__(self, at: int) -> Total: ...
    @overload
    def __getitem__(self, at: slice) -> Totals: ...
    def __getitem__(self, at: int | slice) -> Total | Totals:
        if isinstance(at, slice):
            return replace(self, sums=self.sums[at])
        return self._told(self.sums.sorts[at], self.sums.rows[at])

    @property
    def counted(self) -> list[tuple[Total, int]]:
        """The first total of each sort and how many are of it, in the order of the first ones."""
        return [(self.made[sort], number) for sort, number in Counter(self.sums.sorts).items()]

    @property
    def periods(self) -> dict[Cell, list[str]]:
        """By what they are about, whatever the period, the periods of the totals, all in order."""
        rows, spans, subjects = self.sums.rows, self.sums.spans, self.sums.subjects
        held: dict[Place, list[str]] = {keys: [] for keys in subjects}
        for period, keys in zip(map(_PERIOD, rows), map(_SUBJECT, rows), strict=True):
            held[keys].append(spans[period][0])
        return {subjects[keys]: slugs for keys, slugs in held.items()}

    def distinct(self, name: str) -> Set[str | None]:
        """The different values of a dimension."""
        if name == "period":
            return {slug for slug, _ in self.sums.spans.values()}
        return {getattr(subject, name) for subject in self.sums.subjects.values()}

    def _told(self, sort: Sort, row: SumRow) -> Total:
        if sort in self.sums.others:
            return self.made[sort]
        sums, added = self.sums, self.sums.added_up(row)
        place = added.place
        return replace(
            self.made[sort],
            period=place.period,
            category=place.category,
            measure=place.measure,
            platform=place.platform,
            population=place.population,
            dataset=place.dataset,
            value=added.sum,
            unit=sums.dictionary.measure(place.measure).unit,
            periods=list(added.periods),
            receipt=receipt(
                place.period,
                within(place),
                sums.dictionary.release,
                of_quarters=sums.years is not None,
            ),
        )


_PERIOD, _PLACE, _SUBJECT = itemgetter(1), itemgetter(slice(1, 7)), itemgetter(slice(2, 7))
_FORCES = itemgetter(8, 9)
