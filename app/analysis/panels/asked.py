"""Panels: what they are made of, at which places they have a change, and what cannot be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.analysis.comparability import SMALL_BASE
from app.analysis.membership import forces_in
from app.domain.caveat import Caveat
from app.domain.dictionary import Area, AreaKind, Dictionary, Measure
from app.domain.observation import Cell, Observation
from app.domain.panel import PanelChange, PanelSum
from app.domain.period import UNSTATED, Period
from app.errors import Objection


@dataclass(frozen=True)
class Panel:
    """The forces of an area, which may come and go; or the forces that were named, without one."""

    area: str | None
    asked: tuple[str, ...] = ()

    def forces(self, dictionary: Dictionary, period: Period) -> set[str]:
        """The forces that belong to it on every day of a period."""
        if self.area is None:
            return set(self.asked)
        return forces_in(dictionary.area(self.area), dictionary, period)


def panels_of(areas: Sequence[str], dictionary: Dictionary) -> list[Panel]:
    """A panel for each area that is made of forces, and one of all forces that were named."""
    forces = [slug for slug in areas if dictionary.area(slug).kind is AreaKind.FORCE]
    named = [Panel(None, tuple(sorted(forces)))] if forces else []
    return named + [Panel(slug) for slug in areas if slug not in forces]


def may_be_added(measure: Measure) -> bool:
    """Whether the values of several areas are counts that can be added and whose change has a
    meaning."""
    parts = measure.share_along is not None
    return measure.counted and measure.summable and measure.comparable and not parts


def objections(
    areas: Sequence[str], measures: Sequence[str], dictionary: Dictionary
) -> Iterator[Objection]:
    """Why a panel of some areas and measures would mean nothing, and what to ask instead."""
    if not areas:
        yield Objection(
            "panel", "needs `area`: name a region, a country, a group, or two or more forces"
        )
    for slug in areas:
        area = dictionary.area(slug)
        if not forces_in(area, dictionary, UNSTATED):
            yield Objection(
                "area",
                f"{_without_members(area)}; ask for its own figures without `panel`: "
                f"/v1/changes?area={slug}",
            )
    for slug in measures:
        measure = dictionary.measure(slug)
        if not may_be_added(measure):
            yield Objection("measure", f"{slug}: {_not_added(measure)}")


def period_objections(
    periods: Sequence[str], bases: Mapping[str, str], *, first: bool
) -> Iterator[Objection]:
    """Why the periods named, or each figure's first, give no pair of periods for a panel."""
    instead = "name a pair of one kind with `from` and `to`"
    if first:
        yield Objection("basis", f"the forces of a panel begin in different periods; {instead}")
    for slug in periods:
        if slug not in bases:
            yield Objection("period", f"{slug} has no period a year before it; {instead}")
            continue
        base, later = Period.parse(bases[slug]), Period.parse(slug)
        if base.kind is not later.kind or base.overlaps(later):
            yield Objection(
                "from", f"{base.slug} and {slug} are not two apart of one kind of period; {instead}"
            )


def areas_of(panels: Sequence[Panel], dictionary: Dictionary) -> list[str]:
    """The forces of some panels at any time, and the areas themselves."""
    forces = {force for panel in panels for force in panel.forces(dictionary, UNSTATED)}
    own = {panel.area for panel in panels if panel.area is not None}
    return sorted(forces | own)


def _without_members(area: Area) -> str:
    match area.kind:
        case AreaKind.UNDETERMINED:
            return f"which area {area.slug} is cannot be known, and so its forces cannot"
        case AreaKind.BODY:
            return f"{area.slug} is a body that records offences and is not made of forces"
    return f"which forces are in {area.slug} is not stated"


def _not_added(measure: Measure) -> str:
    instead = f"/v1/observations?measure={measure.slug}"
    if measure.comparable:
        instead = f"/v1/changes?measure={measure.slug}"
    alone = f"ask for it area by area without `panel`: {instead}"
    if measure.share_along is not None or measure.unit == "per-cent":
        return f"a share of one area's cases is no part of another area's; {alone}"
    if not measure.counted:
        return f"its figures are rounded, and rounded parts need not add up to a whole; {alone}"
    if not measure.summable:
        return f"{measure.unit} of several areas do not add up to a figure of them; {alone}"
    return f"a change of it has no plain meaning; {alone}"


def subject(figure: Observation | Cell) -> Cell:
    """What a figure is about but for its area and period: one panel adds up figures of one."""
    cell = figure if isinstance(figure, Cell) else Cell.parse(figure.id)
    return replace(cell, area="", period="")


def places(
    panels: Sequence[Panel],
    observations: Iterable[Observation],
    bases: Mapping[str, str],
    dictionary: Dictionary,
    *,
    explicit: bool,
) -> dict[Cell, Panel]:
    """Where panels have a change: the cell of the later period, with the panel's area, or an empty
    one for the forces named. `bases` maps later periods to the earlier ones; a place with nothing
    but an earlier figure counts when its later period was named."""
    of_area: dict[str, list[Panel]] = defaultdict(list)
    for panel in panels:
        for force in panel.forces(dictionary, UNSTATED):
            of_area[force].append(panel)
        if panel.area is not None:
            of_area[panel.area].append(panel)
    later_of: dict[str, list[str]] = defaultdict(list)
    for later, base in bases.items():
        later_of[later].append(later)
        if explicit:
            later_of[base].append(later)
    return {
        replace(Cell.parse(figure.id), area=panel.area or "", period=later): panel
        for figure in observations
        for panel in of_area[figure.area]
        for later in later_of[figure.period]
    }


def _on_a_small_base(added: PanelSum | None) -> bool:
    if added is None or added.from_ is None or added.percent is None:
        return False
    return added.from_ < SMALL_BASE


def about_a_panel(change: PanelChange, path: str) -> Iterator[Caveat]:
    """What the change of a panel does not say by itself."""
    who = change.area or "the forces named"
    if change.members_matched < change.members_total:
        few = change.members_matched * 2 < change.members_total
        yield Caveat(
            "partial_panel",
            f"{change.members_matched} of {change.members_total} forces of {who} can be matched "
            f"from {change.from_} to {change.to}; the change is of those, and says nothing of the "
            f"others.{f' It is not to be told as that of {who}.' if few else ''}",
            path,
        )
    naive = change.naive
    if any(map(_on_a_small_base, (naive, change.matched))):
        yield Caveat(
            "small_base",
            f"The earlier sum of {who}, of {change.from_}, is under {SMALL_BASE}; a few cases move "
            "the per cent a lot.",
            path,
        )
    if change.matched is not None:
        return
    if any(
        not member.matched and (member.from_ is not None or member.to is not None)
        for member in change.members
    ):
        yield Caveat(
            "coverage_differs",
            f"The sums of {who} are not of the same forces ({naive.members_from} in "
            f"{change.from_}, {naive.members_to} in {change.to}), so part of the change may be "
            "coverage; ask with `panel=matched`.",
            path,
        )
