"""Whether two observations may be compared, and every reason why not or why with caution.

Like is compared with like: the same measure, dataset, category, area and its membership, and the
same kind of period. The reasons follow the comparability dimension of the European Statistics
Code of Practice (principle 14, coherence and comparability).
"""

from __future__ import annotations

from collections.abc import Iterator

from app.analysis.membership import forces_in, members_in
from app.domain.change import Comparability, ComparabilityStatus, Reason
from app.domain.dictionary import AreaKind, Break, Dictionary
from app.domain.observation import Cell, Observation, Status
from app.domain.period import Period
from app.domain.quantity import Qualifier

SMALL_BASE = 50

_SEVERITY = (
    ComparabilityStatus.COMPARABLE,
    ComparabilityStatus.CAUTION,
    # Above no_base, which still lets a difference be shown: not one between unlike figures.
    ComparabilityStatus.NO_BASE,
    ComparabilityStatus.NOT_COMPARABLE,
)
Finding = tuple[ComparabilityStatus, Reason]


def compare(
    base: Observation | None, later: Observation | None, dictionary: Dictionary
) -> Comparability:
    """The verdict on comparing two observations, either of which may be lacking."""
    found = list(_findings(base, later, dictionary))
    status = max((finding[0] for finding in found), key=_SEVERITY.index, default=_SEVERITY[0])
    return Comparability(status, [reason for _, reason in found])


def _findings(
    base: Observation | None, later: Observation | None, dictionary: Dictionary
) -> Iterator[Finding]:
    if base is None:
        yield _no_base("no_base_figure", "The record holds no earlier figure to compare with.")
        return
    if later is None:
        yield _not("no_later_figure", "The record holds no figure for the later period.")
        return
    yield from _differing_dimensions(base, later)
    yield from _periods(Period.parse(base.period), Period.parse(later.period))
    yield from _values(base, later, dictionary)
    yield from _coverage(base, later, dictionary)
    yield from _breaks(base, later, dictionary)
    for which, observation in (("earlier", base), ("later", later)):
        for reason in readings(f"{which} figure", observation):
            yield ComparabilityStatus.CAUTION, reason


def _differing_dimensions(base: Observation, later: Observation) -> Iterator[Finding]:
    for name in ("measure", "area", "category", "platform", "population", "dataset"):
        before, after = getattr(base, name), getattr(later, name)
        if before != after:
            yield _not(f"different_{name}", f"The {name} is {before} before and {after} after.")


def _periods(before: Period, after: Period) -> Iterator[Finding]:
    if before.kind is not after.kind:
        yield _not(
            "different_period_kind",
            f"{before.slug} is a {before.kind.replace('_', ' ')} and {after.slug} is a "
            f"{after.kind.replace('_', ' ')}.",
        )
    elif before.overlaps(after):
        share = "may share" if before.days is None else "share"
        yield _not("overlapping_periods", f"{before.slug} and {after.slug} {share} days.")
    elif after.year_before() != before:
        yield _caution(
            "non_adjacent_periods", f"{before.slug} is not the period a year before {after.slug}."
        )


def _values(base: Observation, later: Observation, dictionary: Dictionary) -> Iterator[Finding]:
    measure = dictionary.measure(later.measure)
    if not measure.comparable:
        yield _not(
            "measure_without_change", f"A change of {measure.name.lower()} has no plain meaning."
        )
    elif not measure.counted:
        yield _caution("rounded_values", "The figures are rounded, and so is every change of them.")
    for which, observation in (("earlier", base), ("later", later)):
        if observation.value is None:
            yield _not("no_value", f"The {which} figure is {observation.status.replace('_', ' ')}.")
        elif observation.qualifier is not Qualifier.EXACT:
            yield _not(
                "inexact_value",
                f"The {which} figure is stated as {observation.qualifier.words} "
                f"{observation.value:f}, which is a range and not one number.",
            )
    if base.value is not None:
        if base.value == 0:
            yield _no_base("zero_base", "The earlier figure is zero; nothing is a per cent of it.")
        elif measure.counted and base.value < SMALL_BASE:
            yield _caution(
                "small_base",
                f"The earlier figure is under {SMALL_BASE}; a few cases move the per cent a lot.",
            )


def _coverage(base: Observation, later: Observation, dictionary: Dictionary) -> Iterator[Finding]:
    area = dictionary.area(later.area)
    if area.kind is AreaKind.UNDETERMINED:
        yield _not("undetermined_area", f"{area.name}: which area is meant cannot be known.")
    elif area.kind is not AreaKind.FORCE:
        if base.forces is None or later.forces is None:
            yield _caution("coverage_not_stated", "How many forces are behind it is not stated.")
        elif base.forces != later.forces:
            yield _not(
                "different_coverage",
                f"{base.forces} forces are behind the earlier figure, {later.forces} behind the "
                "later one.",
            )
        elif later.forces != len(forces_in(area, dictionary, Period.parse(later.period))):
            yield _caution(
                "membership_not_stated",
                f"{later.forces} forces are behind each figure; whether the same is not stated.",
            )
        members = [members_in(area, Period.parse(figure.period)) for figure in (base, later)]
        if members[0] != members[1]:
            yield _not("different_membership", "The area had other members in the two periods.")


def _breaks(base: Observation, later: Observation, dictionary: Dictionary) -> Iterator[Finding]:
    """What changed in law or in recording after the earlier period began, so that the two periods
    are not, or not wholly, under one practice."""
    for found in breaks_of(later, dictionary):
        before, after = Period.parse(base.period), Period.parse(later.period)
        if before.start and after.end and before.start < found.since <= after.end:
            yield _caution("break_in_series", f"{found.detail} (Since {found.since}.)")


def breaks_of(figure: Observation | Cell, dictionary: Dictionary) -> list[Break]:
    """The breaks that the category and the dataset of a figure are known for."""
    dataset = dictionary.entries["datasets"][figure.dataset]
    if figure.category is None:
        return list(dataset.breaks)
    return [*dictionary.entries["categories"][figure.category].breaks, *dataset.breaks]


def readings(which: str, observation: Observation) -> Iterator[Reason]:
    """What to mind about how a figure was stated or read; `which` is how it is called."""
    if observation.status in (Status.PROVISIONAL, Status.ESTIMATED):
        yield Reason(f"{observation.status}_value", f"The {which} is {observation.status}.")
    if observation.disputed:
        yield Reason(
            "disputed_value",
            f"Another source of the dataset states the {which} differently; see "
            f"/v1/disagreements?area={observation.area}&period={observation.period}.",
        )
    for inference in observation.inferred:
        yield Reason(
            "inferred_reading",
            f"The {inference.field} of the {which} was inferred: {inference.reason}",
        )


def _caution(code: str, detail: str) -> Finding:
    return ComparabilityStatus.CAUTION, Reason(code, detail)


def _not(code: str, detail: str) -> Finding:
    return ComparabilityStatus.NOT_COMPARABLE, Reason(code, detail)


def _no_base(code: str, detail: str) -> Finding:
    return ComparabilityStatus.NO_BASE, Reason(code, detail)
