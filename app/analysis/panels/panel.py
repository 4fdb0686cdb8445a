"""Change like for like: of an area made of forces, on the forces with a figure in both periods.

The naive change adds up whatever figures each period has, so that a force which begins or stops to
report looks like a rise or a fall. The matched change keeps to the forces whose two figures may be
compared (the matched-model method of index numbers). The two differ by coverage and nothing else:
naive = matched + what unmatched forces add to the later sum − what they add to the earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.analysis.changes import change
from app.analysis.comparability import compare
from app.analysis.difference import Difference, exact, rounded, total
from app.analysis.panels.asked import Panel
from app.analysis.panels.run import panel_run
from app.analysis.run import years_between
from app.domain.change import Change, ComparabilityStatus, Lineage, Reason
from app.domain.dictionary import Dictionary
from app.domain.observation import Cell, Observation
from app.domain.panel import PanelChange, PanelCoverage, PanelMember, PanelSides, PanelSum
from app.domain.period import Period
from app.domain.quantity import Qualifier

# The figures of one measure, category, platform, population and dataset, by area and period.
Figures = Mapping[tuple[str, str], Observation]


@dataclass(frozen=True)
class _Member:
    """A force and its figures; `before` and `after` are those that can be added."""

    area: str
    base: Observation | None
    later: Observation | None
    matched: bool
    reasons: list[Reason]

    @property
    def before(self) -> Decimal | None:
        return _addend(self.base)

    @property
    def after(self) -> Decimal | None:
        return _addend(self.later)

    @property
    def observations(self) -> list[str]:
        return [figure.id for figure in (self.base, self.later) if figure is not None]


def panel_change(
    panel: Panel,
    place: Cell,
    base: str,
    figures: Figures,
    dictionary: Dictionary,
    precision: int,
    sides: PanelSides,
) -> PanelChange:
    """The change of a panel at a place, which has the later period, on an earlier period."""
    later = place.period
    members = _members(panel, base, later, figures, dictionary)
    matched = [member for member in members if member.matched]
    naive_sum = _sum(members, precision, dictionary.release)
    matched_sum = _sum(matched, precision, dictionary.release)
    coverage = None
    run = None
    if sides is not PanelSides.NAIVE:
        coverage = _coverage(members, naive_sum, matched_sum, dictionary.release, precision)
        forces = [member.area for member in matched]
        run = panel_run(forces, years_between(base, later), figures, dictionary.release, precision)
    printed = _printed(panel, base, later, figures, dictionary, precision)
    used = [key for member in members for key in member.observations]
    return PanelChange(
        area=panel.area,
        members_asked=list(panel.asked),
        category=place.category,
        measure=place.measure,
        platform=place.platform,
        population=place.population,
        dataset=place.dataset,
        unit=dictionary.measure(place.measure).unit,
        from_=base,
        to=later,
        members_total=len(members),
        members_matched=len(matched),
        naive=naive_sum,
        matched=None if sides is PanelSides.NAIVE else matched_sum,
        coverage=coverage,
        members=[
            PanelMember(
                member.area,
                member.matched,
                member.before,
                member.after,
                member.observations,
                member.reasons,
            )
            for member in members
        ],
        printed=printed,
        run=run,
        lineage=Lineage(
            [*used, *(printed.lineage.observations if printed else ())],
            (naive_sum if sides is PanelSides.NAIVE else matched_sum).lineage.formula,
            dictionary.release,
        ),
    )


def _members(
    panel: Panel, base: str, later: str, figures: Figures, dictionary: Dictionary
) -> list[_Member]:
    before = panel.forces(dictionary, Period.parse(base))
    after = panel.forces(dictionary, Period.parse(later))
    return [
        _member(
            area,
            figures.get((area, base)) if area in before else None,
            figures.get((area, later)) if area in after else None,
            [period for period, held in ((base, before), (later, after)) if area not in held],
            dictionary,
        )
        for area in sorted(before | after)
    ]


def _member(
    area: str,
    base: Observation | None,
    later: Observation | None,
    outside: Sequence[str],
    dictionary: Dictionary,
) -> _Member:
    if outside:
        told = f"It did not belong to the area through all of {outside[0]}."
        return _Member(area, base, later, False, [Reason("different_membership", told)])
    if base is None and later is None:
        told = "The record holds no figure of it for either period."
        return _Member(area, base, later, False, [Reason("no_figure", told)])
    verdict = compare(base, later, dictionary)
    comparable = verdict.status is not ComparabilityStatus.NOT_COMPARABLE
    matched = comparable and base is not None and later is not None
    return _Member(area, base, later, matched, verdict.reasons)


def _addend(figure: Observation | None) -> Decimal | None:
    """The value that can be added: an exact one."""
    if figure is None or figure.qualifier is not Qualifier.EXACT:
        return None
    return figure.value


def _sum(members: Sequence[_Member], precision: int, release: int) -> PanelSum:
    before = [member.before for member in members if member.before is not None]
    after = [member.after for member in members if member.after is not None]
    difference, formula = None, None
    if before and after:
        difference = Difference(total(before), total(after))
        formula = difference.formula(_written(before), _written(after))
    percent = difference and difference.percent
    used = [
        figure.id
        for member in members
        for figure in (member.base, member.later)
        if figure is not None and _addend(figure) is not None
    ]
    return PanelSum(
        from_=total(before) if before else None,
        to=total(after) if after else None,
        members_from=len(before),
        members_to=len(after),
        absolute=difference and difference.absolute,
        percent=rounded(percent, precision),
        percent_exact=exact(percent),
        direction=difference and difference.direction,
        lineage=Lineage(used, formula, release),
    )


def _coverage(
    members: Sequence[_Member],
    naive: PanelSum,
    matched: PanelSum,
    release: int,
    precision: int,
) -> PanelCoverage:
    unmatched = [member for member in members if not member.matched]
    apart = _sum(unmatched, precision, release)
    joined, left = apart.to or Decimal(0), apart.from_ or Decimal(0)
    difference = Difference(left, joined)
    points = None
    if naive.percent_exact is not None and matched.percent_exact is not None:
        points = Fraction(naive.percent_exact) - Fraction(matched.percent_exact)
    if naive.absolute is None:
        told = "One of the periods has no exact figure of any force, so there is no naive change."
    elif not apart.lineage.observations:
        told = "The same forces are behind both sums; none of the change is coverage."
    else:
        told = (
            f"Of the naive change of {naive.absolute:+f}, {difference.absolute:+f} is coverage: "
            f"forces that are not matched add {joined:f} to the later sum and {left:f} to the "
            "earlier one."
        )
    return PanelCoverage(
        joined=joined,
        left=left,
        absolute=None if naive.absolute is None else difference.absolute,
        percentage_points=rounded(points, precision),
        percentage_points_exact=exact(points),
        detail=told,
        lineage=Lineage(apart.lineage.observations, f"{joined:f} − {left:f}", release),
    )


def _printed(
    panel: Panel, base: str, later: str, figures: Figures, dictionary: Dictionary, precision: int
) -> Change | None:
    if panel.area is None:
        return None
    own = {period: figure for (area, period), figure in figures.items() if area == panel.area}
    if base not in own and later not in own:
        return None
    between = [own[year] for year in years_between(base, later) if year in own]
    return change(own.get(base), own.get(later), dictionary, precision, between)


def _written(values: Sequence[Decimal]) -> str:
    text = " + ".join(f"{value:f}" for value in values)
    return text if len(values) == 1 else f"({text})"
