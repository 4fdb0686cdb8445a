"""Changes between two observations: exact, with their comparability and lineage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.analysis.alike import Verdicts
from app.analysis.comparability import compare
from app.analysis.difference import Difference, difference_of
from app.analysis.run import cells_between, run_of, years_between
from app.domain.change import Change, Comparability, Run
from app.domain.changes import Changes, Made, Pairs, change_of
from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow
from app.domain.observation import Cell, Observation, exact


def change(
    base: Observation | None,
    later: Observation | None,
    dictionary: Dictionary,
    precision: int,
    between: Sequence[Observation] = (),
) -> Change:
    """The change from one observation to another, at least one of which is given.

    Absolute is later less earlier, in the unit of the measure; percent is that over the earlier
    figure times 100; fold is later over earlier. None of them is given for figures that are not
    comparable, so that a number never stands without its meaning. `between` are the figures of the
    same cell for the years that lie between the two.
    """
    verdict = compare(base, later, dictionary)
    difference = difference_of(
        None if base is None else base.value, None if later is None else later.value, verdict
    )
    run = run_of(base, later, between, difference, dictionary, precision)
    made = _made(difference, verdict, run, precision)
    return change_of(base, later, made, dictionary.release)


def cells_within(pairs: Pairs) -> list[Sequence[Cell]]:
    """The cells of the years between the two figures of each pair, for those that have a run."""
    return [
        cells_between(*_both(pairs, base, later)) if _years_apart(pairs, base, later) else ()
        for base, later, _ in pairs.rows
    ]


def changes(
    pairs: Pairs,
    cells: Sequence[Sequence[Cell]],
    held: Mapping[Cell, Observation],
    precision: int,
) -> Changes:
    """The changes of pairs, each as `change` gives it. `cells` are those within the pairs, `held`
    the figures of those of them that have one."""
    verdicts = Verdicts(pairs.figures)
    made = []
    for (base, later, _), years in zip(pairs.rows, cells, strict=True):
        verdict = verdicts.on(base, later)
        difference = difference_of(_value(base), _value(later), verdict)
        run = None
        if years:
            between = [held[cell] for cell in years if cell in held]
            told = _both(pairs, base, later)
            run = run_of(*told, between, difference, pairs.dictionary, precision)
        made.append(_made(difference, verdict, run, precision))
    return Changes(pairs, made)


def _years_apart(pairs: Pairs, base: FigureRow | None, later: FigureRow | None) -> bool:
    """Whether the periods of two rows have others between them, as few have."""
    if base is None or later is None:
        return False
    periods = pairs.dictionary.slugs["periods"]
    return bool(years_between(periods[base.period], periods[later.period]))


def _both(
    pairs: Pairs, base: FigureRow | None, later: FigureRow | None
) -> tuple[Observation | None, Observation | None]:
    told = pairs.figures.told
    return (None if base is None else told(base)), (None if later is None else told(later))


def _value(row: FigureRow | None) -> Decimal | int | None:
    if row is None:
        return None
    return exact(row.digits, row.exponent) if row.exponent else row.digits


def _made(
    difference: Difference | None, verdict: Comparability, run: Run | None, precision: int
) -> Made:
    return Made(None if difference is None else difference.amounts(precision), verdict, run)
