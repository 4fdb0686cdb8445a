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
        """The figures of one pair after another. Most are the later one of a pair and the base of
        another, and stand here twice."""
        rows = [row for base, later, _ in self.rows for row in (base, later) if row is not None]
        return Figures(self.dictionary, rows, self.others)


class Amounts(NamedTuple):
    """How far it is from one figure to another: fields of a Change."""

    absolute: Decimal | None
    percent: Decimal | None
    percent_exact: str | None
    fold: Decimal | None
    fold_exact: str | None
    direction: ChangeDirection | None


class Made(NamedTuple):
    """What is made of a pair: all that a Change has beside its figures."""

    amounts: Amounts
    comparability: Comparability
    run: Run | None
    formula: str | None


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
    return Change(
        area=subject.area,
        category=subject.category,
        measure=subject.measure,
        platform=subject.platform,
        population=subject.population,
        from_=base,
        to=later,
        **made.amounts._asdict(),
        comparability=made.comparability,
        run=made.run,
        lineage=Lineage(
            observations=[observation.id for observation in (base, later) if observation],
            formula=made.formula,
            release=release,
        ),
    )
