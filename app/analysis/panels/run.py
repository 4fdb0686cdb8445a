"""The matched forces of a panel year by year: a sum of all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.analysis.difference import Difference, rounded, total
from app.analysis.run import run
from app.domain.change import Reason, Run, RunYear
from app.domain.observation import Observation
from app.domain.quantity import Qualifier


def panel_run(
    forces: Sequence[str],
    periods: Sequence[str],
    figures: Mapping[tuple[str, str], Observation],
    release: int,
    precision: int,
) -> Run | None:
    """The run of the sums of some matched forces; None without forces or without a run of years."""
    if not forces or not periods:
        return None
    points: list[RunYear] = []
    for period in periods:
        found = [figures[force, period] for force in forces if (force, period) in figures]
        points.append(_point(period, found, len(forces), points, precision))
    difference = _step(points[0].value, points[-1].value)
    return run(points, difference, precision, release)


def _point(
    period: str,
    found: Sequence[Observation],
    forces: int,
    earlier: Sequence[RunYear],
    precision: int,
) -> RunYear:
    values = [
        figure.value
        for figure in found
        if figure.value is not None and figure.qualifier is Qualifier.EXACT
    ]
    whole = len(values) == forces
    value = total(values) if whole else None
    before = earlier[-1].value if earlier else None
    step, reasons = _step(before, value), []
    if earlier and before is None and whole:
        reasons.append(Reason("no_base_figure", "The year before has no sum of all of them."))
    if not whole:
        told = f"{len(values)} of the {forces} matched forces have an exact figure; a sum of fewer "
        reasons.append(Reason("partial_panel", f"{told}would not be of the same panel."))
    return RunYear(
        period=period,
        gap=not found,
        value=value,
        status=None,
        qualifier=Qualifier.EXACT if whole else None,
        members=len(values),
        observations=[figure.id for figure in found],
        absolute=step and step.absolute,
        percent=rounded(step and step.percent, precision),
        reasons=reasons,
    )


def _step(before: Decimal | None, after: Decimal | None) -> Difference | None:
    return None if before is None or after is None else Difference(before, after)
