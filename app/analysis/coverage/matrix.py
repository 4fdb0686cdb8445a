"""Coverage: which force has which figure of a dataset in which period, and which are lacking.

The matrix is every subject by every force by every period that one may expect of the dataset. A
cell that the record knows nothing of is `not_in_record`: no zero, and no refusal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.coverage.expected import Scope, expected_forces, named_forces, outermost
from app.analysis.membership import forces_in
from app.domain.change import Lineage
from app.domain.coverage import NOT_IN_RECORD, CoverageCell
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import UNSTATED, Period
from app.errors import MeaninglessError, Objection, TooMuchError

MOST_CELLS = 10_000
_MOST_NAMED = 3
# The order of the cells, and which of the dimensions make a subject.
_SUBJECT = ("measure", "category", "platform", "population")
_ORDER = (*_SUBJECT, "area")


@dataclass(frozen=True)
class Matrix:
    """The cells in order; the areas whose forces are expected to be in it; the figures of areas
    that stand outside of it; and whether its subjects are known of wholes alone."""

    cells: Sequence[CoverageCell]
    figures: Sequence[Observation] = ()
    covering: Sequence[str] = ()
    outside: Sequence[Observation] = ()
    of_wholes: bool = False


def coverage(figures: Sequence[Observation], dictionary: Dictionary, scope: Scope) -> Matrix:
    """The matrix of a dataset, from all its figures but for those whose subjects were filtered
    away.

    Raises MeaninglessError where no force, no subject or no period can be expected, and
    TooMuchError for more than `MOST_CELLS` cells.
    """
    if not figures:
        return Matrix([])
    held = {
        Cell.parse(figure.id): figure
        for figure in figures
        if dictionary.area(figure.area).kind is AreaKind.FORCE
    }
    subjects = {_subject(cell) for cell in held}
    of_wholes = not subjects
    if of_wholes:
        subjects = set(_of_wholes(figures, dictionary))
    expected = expected_forces(dictionary, scope)
    named = {
        period: named_forces(dictionary, scope, period)
        for period in {cell.period for cell in held}
        if not scope.periods or period in scope.periods
    }
    within = {
        cell: figure
        for cell, figure in held.items()
        if cell.period in named and (not scope.areas or cell.area in named[cell.period])
    }
    _demand_some(subjects, expected, within, dictionary, scope)
    cells = _cells(subjects, expected, within, dictionary, scope)
    return Matrix(
        cells=[_coverage_cell(cell, within.get(cell), dictionary) for cell in cells],
        figures=list(within.values()),
        covering=[] if scope.areas else outermost(dictionary, scope.dataset),
        outside=[figure for figure in figures if _is_outside(figure, dictionary, scope)],
        of_wholes=of_wholes,
    )


def too_many(told: str, dictionary: Dictionary, dataset: str, narrow: str = "name") -> TooMuchError:
    """The error of a dataset that is more than one answer takes, with what would narrow it."""
    held = dictionary.entries["datasets"][dataset].data
    named = "; ".join(
        f"{name}={','.join(slugs[:_MOST_NAMED])}{' and so on' if slugs[_MOST_NAMED:] else ''}"
        for name, slugs in (("category", held.categories), ("measure", held.measures))
        if slugs
    )
    return TooMuchError(told, f"{narrow} some of its categories or measures ({named})")


def _subject(cell: Cell) -> Cell:
    """A cell without its area and period: what is counted."""
    return replace(cell, area="", period="")


def _of_wholes(figures: Iterable[Observation], dictionary: Dictionary) -> Iterator[Cell]:
    """The subjects of wholes that a force can have, too: of a measure that a force of the record
    has a figure of, or that is a share within one area. How many forces answered is none."""
    of_forces = {
        measure
        for area in dictionary.entries["areas"].values()
        if area.kind is AreaKind.FORCE
        for measure in area.data.measures
    }
    for figure in figures:
        if figure.measure in of_forces or dictionary.measure(figure.measure).share_along:
            yield _subject(Cell.parse(figure.id))


def _demand_some(
    subjects: Collection[Cell],
    expected: Mapping[str, set[str]],
    within: Collection[Cell],
    dictionary: Dictionary,
    scope: Scope,
) -> None:
    """MeaninglessError where nothing can be expected, with every reason."""
    found = [
        Objection(
            "area",
            f"{slug} holds no force that is known to have belonged to it in the periods asked; "
            "name forces, or an area whose members are known, such as area=west-midlands",
        )
        for slug in scope.areas
        if not any(
            forces_in(dictionary.area(slug), dictionary, Period.parse(period))
            for period in expected or (UNSTATED.slug,)
        )
    ]
    if not subjects:
        found.append(
            Objection(
                "dataset",
                f"nothing that {scope.dataset} has here is known to be counted force by force; "
                f"/v1/observations?dataset={scope.dataset} shows what it has",
            )
        )
    elif not expected and not within:
        found.append(
            Objection(
                "period",
                f"{scope.dataset} has no figure for a year, a quarter or a month, so nobody knows "
                "which periods to expect; name some, such as period=2019-20",
            )
        )
    elif not scope.areas and not any(expected.values()) and not within:
        found.append(
            Objection(
                "area",
                f"{scope.dataset} has no figure of a force, nor of an area whose forces are known; "
                "name forces, or such an area, as in area=west-midlands",
            )
        )
    if found:
        raise MeaninglessError(found)


def _cells(
    subjects: Collection[Cell],
    expected: Mapping[str, set[str]],
    within: Collection[Cell],
    dictionary: Dictionary,
    scope: Scope,
) -> list[Cell]:
    """The cells to be expected and those that are held, in the order of the dictionaries."""
    more = [cell for cell in within if cell.area not in expected.get(cell.period, ())]
    many = len(subjects) * sum(map(len, expected.values())) + len(more)
    if many > MOST_CELLS:
        told = f"{many:,} cells, where one answer has at most {MOST_CELLS:,}"
        raise too_many(told, dictionary, scope.dataset, "name areas, periods, or")
    places = {
        name: {slug: at for at, slug in enumerate(dictionary.entries[DIMENSIONS[name]], start=1)}
        for name in _ORDER
    }

    periods = {*expected, *(cell.period for cell in more)}
    keys = {period: Period.parse(period).key for period in periods}

    def order(cell: Cell) -> tuple[int, ...]:
        # What does not apply comes first, as in every list.
        known = (places[name].get(getattr(cell, name), 0) for name in _ORDER)
        return (*known, keys[cell.period])

    every = (
        replace(subject, area=force, period=period)
        for subject in subjects
        for period, forces in expected.items()
        for force in forces
    )
    return sorted([*every, *more], key=order)


def _coverage_cell(cell: Cell, figure: Observation | None, dictionary: Dictionary) -> CoverageCell:
    return CoverageCell(
        dataset=cell.dataset,
        area=cell.area,
        period=cell.period,
        measure=cell.measure,
        category=cell.category,
        platform=cell.platform,
        population=cell.population,
        status=figure.status if figure else NOT_IN_RECORD,
        value=figure.value if figure else None,
        qualifier=figure.qualifier if figure and figure.value is not None else None,
        unit=dictionary.measure(cell.measure).unit,
        observation=figure.id if figure else None,
        citations=figure.citations if figure else [],
        lineage=Lineage([figure.id] if figure else [], None, dictionary.release),
    )


def _is_outside(figure: Observation, dictionary: Dictionary, scope: Scope) -> bool:
    """Whether a figure is of no force, and of an area and a period that were asked for."""
    return (
        dictionary.area(figure.area).kind is not AreaKind.FORCE
        and (not scope.areas or figure.area in scope.areas)
        and (not scope.periods or figure.period in scope.periods)
    )
