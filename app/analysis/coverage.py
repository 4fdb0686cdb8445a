"""Coverage: which force has which figure of a dataset in which period, and which are lacking.

The matrix is every subject by every force by every period that one may expect of the dataset. A
cell that the record knows nothing of is `not_in_record`: no zero, and no refusal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.membership import forces_in
from app.domain.change import Lineage
from app.domain.coverage import NOT_IN_RECORD, CoverageCell
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.observation import DIMENSIONS, Cell, Observation
from app.domain.period import UNSTATED, Period, PeriodKind
from app.errors import MeaninglessError, Objection, TooMuchError

MOST_CELLS = 10_000
# The order of the cells, and which of the dimensions make a subject.
_SUBJECT = ("measure", "category", "platform", "population")
_ORDER = (*_SUBJECT, "area")


@dataclass(frozen=True)
class Scope:
    """What is asked for: one dataset, and which areas and periods if not all that it covers."""

    dataset: str
    areas: Sequence[str] = ()
    periods: Sequence[str] = ()


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
    expected = _expected(held, dictionary, scope)
    within = {
        cell: figure
        for cell, figure in held.items()
        if (not scope.periods or cell.period in scope.periods)
        and (not scope.areas or cell.area in _named(dictionary, scope, cell.period))
    }
    _demand_some(subjects, expected, within, dictionary, scope)
    cells = _cells(subjects, expected, within, dictionary, scope)
    return Matrix(
        cells=[_coverage_cell(cell, within.get(cell), dictionary) for cell in cells],
        figures=list(within.values()),
        covering=[] if scope.areas else _covering(dictionary, scope.dataset),
        outside=[figure for figure in figures if _is_outside(figure, dictionary, scope)],
        of_wholes=of_wholes,
    )


def too_many(told: str, dictionary: Dictionary, dataset: str) -> TooMuchError:
    """The error of a dataset that is more than one answer takes, with what would narrow it."""
    held = dictionary.entries["datasets"][dataset].data
    named = [
        f"{name}={','.join(slugs[:3])}{' and so on' if len(slugs) > 3 else ''}"  # noqa: PLR2004
        for name, slugs in (("category", held.categories), ("measure", held.measures))
        if slugs
    ]
    return TooMuchError(told, f"name some of its categories or measures ({'; '.join(named)})")


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


def _expected(
    held: Collection[Cell], dictionary: Dictionary, scope: Scope
) -> Mapping[str, set[str]]:
    """The forces to be expected in each period. Those within an area that the dataset has a figure
    of are so while they belong to it, and others that have a figure in every period."""
    periods = scope.periods or _regular(dictionary.entries["datasets"][scope.dataset].data.periods)
    if scope.areas:
        return {period: _named(dictionary, scope, period) for period in periods}
    covering = _covering(dictionary, scope.dataset)
    ever = _within(covering, dictionary, UNSTATED)
    known = {
        slug
        for slug, area in dictionary.entries["areas"].items()
        if area.kind is AreaKind.FORCE and scope.dataset in area.data.datasets
    }
    alone = (known | {cell.area for cell in held}) - ever
    return {
        period: alone | _within(covering, dictionary, Period.parse(period)) for period in periods
    }


def _named(dictionary: Dictionary, scope: Scope, period: str) -> set[str]:
    return _within(scope.areas, dictionary, Period.parse(period))


def _within(areas: Iterable[str], dictionary: Dictionary, period: Period) -> set[str]:
    return {
        force for slug in areas for force in forces_in(dictionary.area(slug), dictionary, period)
    }


def _covering(dictionary: Dictionary, dataset: str) -> list[str]:
    """The wholes that a dataset has a figure of, and whose forces are known."""
    return [
        slug
        for slug, area in dictionary.entries["areas"].items()
        if area.kind is not AreaKind.FORCE
        and dataset in area.data.datasets
        and forces_in(area, dictionary, UNSTATED)
    ]


def _regular(periods: Iterable[str]) -> list[str]:
    """Every period from the first to the last of each kind that follows on itself."""
    runs: dict[tuple[PeriodKind, int], list[Period]] = defaultdict(list)
    for period in map(Period.parse, periods):
        if period.following() is not None and period.start is not None:
            # Years that end in June and years that end in September are two runs.
            month = period.start.month if period.kind is PeriodKind.SPAN else 0
            runs[period.kind, month].append(period)
    found: list[str] = []
    for run in runs.values():
        at: Period | None = min(run, key=lambda period: period.key)
        last = max(period.key for period in run)
        while at is not None and at.key <= last:
            found.append(at.slug)
            at = at.following()
    return found


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
        raise too_many(told, dictionary, scope.dataset)
    places = {
        name: {slug: at for at, slug in enumerate(dictionary.entries[DIMENSIONS[name]], start=1)}
        for name in _ORDER
    }

    def order(cell: Cell) -> tuple[int, ...]:
        # What does not apply comes first, as in every list.
        known = (places[name].get(getattr(cell, name), 0) for name in _ORDER)
        return (*known, Period.parse(cell.period).key)

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
