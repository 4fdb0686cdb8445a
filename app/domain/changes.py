"""Changes by the page: pairs of rows of the store with what was made of them, told as changes when
asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, overload

from app.domain.change import Change, ChangeDirection, Comparability, Lineage, Run
from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow, Figures
from app.domain.observation import Observation


class Pair(NamedTuple):
    """The rows of a later figure and of its base, one of which may be lacking, and the keys of the
    dimensions at which the pair stands."""

    base: FigureRow | None
    later: FigureRow | None
    position: tuple[int, ...]


@dataclass(frozen=True)
class Pairs:
    """Pairs of figures of one release, in order. Figures that are not plain are among `others`, by
    cell."""

    dictionary: Dictionary
    rows: Sequence[Pair]
    others: Mapping[int, Observation]

    def __getitem__(self, at: slice) -> Pairs:
        return replace(self, rows=self.rows[at])

    @cached_property
    def figures(self) -> Figures:
        """Each figure once: most are the later one of a pair and the base of another."""
        found = {row.cell: row for pair in self.rows for row in pair[:2] if row is not None}
        return Figures(self.dictionary, [*found.values()], self.others)


class Amounts(NamedTuple):
    """How far it is from one figure to another: fields of a Change, its numbers in digits, as most
    are written and never reckoned with."""

    absolute: str
    percent: str | None
    percent_exact: str | None
    fold: str | None
    fold_exact: str | None
    direction: ChangeDirection
    formula: str


class Made(NamedTuple):
    """What is made of a pair: all that a Change has beside its figures."""

    amounts: Amounts | None
    comparability: Comparability
    run: Run | None


# `eq` would compare the pages field by field, and a sequence is what its items are.
@dataclass(frozen=True, eq=False)
class Changes(Sequence[Change]):
    """Changes of one release, in order: pairs, and what was made of each."""

    pairs: Pairs
    made: Sequence[Made]

    def __len__(self) -> int:
        return len(self.made)

    @overload
    def __getitem__(self, at: int) -> Change: ...
    @overload
    def __getitem__(self, at: slice) -> Changes: ...
    def __getitem__(self, at: int | slice) -> Change | Changes:
        if isinstance(at, slice):
            return Changes(self.pairs[at], self.made[at])
        return self._told(self.pairs.rows[at], self.made[at])

    def __iter__(self) -> Iterator[Change]:
        return map(self._told, self.pairs.rows, self.made)

    def _told(self, pair: Pair, made: Made) -> Change:
        base, later = (
            None if row is None else self._figures[row.cell] for row in (pair.base, pair.later)
        )
        return change_of(base, later, made, self.pairs.dictionary.release)

    @cached_property
    def _figures(self) -> dict[int, Observation]:
        figures = self.pairs.figures
        return {row.cell: figure for row, figure in zip(figures.rows, figures, strict=True)}


def change_of(
    base: Observation | None, later: Observation | None, made: Made, release: int
) -> Change:
    """The change from one observation to another, at least one of which is given, with what was
    made of the two in a release."""
    subject = later or base
    if subject is None:
        raise ValueError("a change needs at least one observation")
    amounts, comparability, run = made
    lineage = Lineage(
        observations=[observation.id for observation in (base, later) if observation],
        formula=None if amounts is None else amounts.formula,
        release=release,
    )
    return Change(
        area=subject.area,
        category=subject.category,
        measure=subject.measure,
        platform=subject.platform,
        population=subject.population,
        from_=base,
        to=later,
        absolute=_number(amounts and amounts.absolute),
        percent=_number(amounts and amounts.percent),
        percent_exact=amounts and amounts.percent_exact,
        fold=_number(amounts and amounts.fold),
        fold_exact=amounts and amounts.fold_exact,
        direction=amounts and amounts.direction,
        comparability=comparability,
        run=run,
        lineage=lineage,
    )


def _number(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits)
