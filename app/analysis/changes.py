"""Changes between two observations: exact, with their comparability and lineage."""

from __future__ import annotations

from collections.abc import Sequence

from app.analysis.comparability import compare
from app.analysis.difference import difference_of, exact, rounded
from app.analysis.run import run_of
from app.domain.change import Change, Lineage
from app.domain.dictionary import Dictionary
from app.domain.observation import Observation


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
    subject = later or base
    if subject is None:
        raise ValueError("a change needs at least one observation")
    comparability = compare(base, later, dictionary)
    difference = difference_of(base, later, comparability)
    percent = difference and difference.percent
    fold = difference and difference.fold
    formula = difference and difference.formula(f"{difference.before:f}", f"{difference.after:f}")
    return Change(
        area=subject.area,
        category=subject.category,
        measure=subject.measure,
        platform=subject.platform,
        population=subject.population,
        from_=base,
        to=later,
        absolute=difference and difference.absolute,
        percent=rounded(percent, precision),
        percent_exact=exact(percent),
        fold=rounded(fold, precision),
        fold_exact=exact(fold),
        direction=difference and difference.direction,
        comparability=comparability,
        run=run_of(base, later, between, difference, dictionary, precision),
        lineage=Lineage(
            observations=[observation.id for observation in (base, later) if observation],
            formula=formula,
            release=dictionary.release,
        ),
    )
