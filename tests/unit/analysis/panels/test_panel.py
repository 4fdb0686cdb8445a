"""Panels: the naive change, the matched one, and the coverage between them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.changes import change
from app.analysis.panels.asked import Panel, subject
from app.analysis.panels.panel import panel_change
from app.domain.change import ChangeDirection
from app.domain.dictionary import AreaKind, Dictionary, Membership
from app.domain.observation import Observation, Status
from app.domain.panel import PanelChange, PanelSides
from app.domain.quantity import Qualifier
from tests.unit.make import RELEASE, area, codes, dictionary, observation

FORCES = ("synthetic-a", "synthetic-b", "synthetic-c", "synthetic-d")
REGION = "synthetic-region"
WHOLE = Panel(REGION)
BASE, LATER = "2018-19", "2019-20"
Values = Mapping[str, tuple[int | None, int | None]]


def held(memberships: Sequence[Membership] | None = None) -> Dictionary:
    members = memberships or [Membership(force, None, None) for force in FORCES]
    region = area(REGION, AreaKind.REGION, members=list(members))
    return dictionary([region, *(area(force) for force in FORCES)])


def figures(values: Values) -> list[Observation]:
    """The figures of forces in the two periods; None for none."""
    return [
        observation(value, area=force, period=period)
        for force, pair in values.items()
        for period, value in zip((BASE, LATER), pair, strict=True)
        if value is not None
    ]


def changed(
    observations: Sequence[Observation],
    panel: Panel = WHOLE,
    *,
    sides: PanelSides = PanelSides.MATCHED,
    base: str = BASE,
    later: str = LATER,
    known: Dictionary | None = None,
    precision: int = 1,
) -> PanelChange:
    place = replace(subject(observation(1)), area=panel.area or "", period=later)
    by_place = {(figure.area, figure.period): figure for figure in observations}
    return panel_change(panel, place, base, by_place, known or held(), precision, sides)


JOINS: Values = {
    "synthetic-a": (100, 110),
    "synthetic-b": (200, 220),
    "synthetic-c": (None, 70),
    "synthetic-d": (30, None),
}


def test_the_matched_panel_leaves_out_who_comes_and_goes() -> None:
    found = changed(figures(JOINS))
    naive, matched, coverage = found.naive, found.matched, found.coverage
    assert matched is not None
    assert coverage is not None
    assert [naive.from_, naive.to, naive.members_from, naive.members_to] == [330, 400, 3, 3]
    assert [naive.absolute, naive.percent, naive.percent_exact] == [70, Decimal("21.2"), "700/33"]
    assert [matched.from_, matched.to, matched.members_from, matched.members_to] == [300, 330, 2, 2]
    assert [matched.absolute, matched.percent, matched.percent_exact] == [30, 10, "10"]
    assert matched.direction is ChangeDirection.UP
    assert [coverage.joined, coverage.left, coverage.absolute] == [70, 30, 40]
    assert (coverage.percentage_points, coverage.percentage_points_exact) == (
        Decimal("11.2"),
        "370/33",
    )
    assert coverage.detail == (
        "Of the naive change of +70, +40 is coverage: forces that are not matched add 70 to the "
        "later sum and 30 to the earlier one."
    )
    assert coverage.lineage.formula == "70 − 30"
    assert (found.members_total, found.members_matched) == (4, 2)
    assert [str(member) for member in found.members] == [
        "synthetic-a in",
        "synthetic-b in",
        "synthetic-c out (no_base_figure)",
        "synthetic-d out (no_later_figure)",
    ]
    assert [(member.from_, member.to) for member in found.members] == list(JOINS.values())


def test_every_sum_has_its_figures_and_its_formula() -> None:
    used = {(figure.area, figure.period): figure.id for figure in figures(JOINS)}
    found = changed(figures(JOINS))
    assert found.matched is not None
    assert found.coverage is not None
    assert found.matched.lineage.formula == "((110 + 220) − (100 + 200)) ÷ (100 + 200) × 100"
    assert found.matched.lineage.observations == [
        used[force, period] for force in FORCES[:2] for period in (BASE, LATER)
    ]
    assert set(found.naive.lineage.observations) == set(used.values())
    assert set(found.coverage.lineage.observations) == {
        used["synthetic-c", LATER],
        used["synthetic-d", BASE],
    }
    assert found.lineage.observations == list(used.values())
    assert found.lineage.formula == found.matched.lineage.formula
    assert found.lineage.release == found.matched.lineage.release == RELEASE
    assert [member.observations for member in found.members[1:3]] == [
        [used["synthetic-b", BASE], used["synthetic-b", LATER]],
        [used["synthetic-c", LATER]],
    ]


def test_a_row_says_what_it_is_about() -> None:
    found = changed(figures(JOINS))
    figure = observation(1)
    assert (found.area, found.members_asked, found.from_, found.to) == (REGION, [], BASE, LATER)
    assert (found.measure, found.dataset, found.unit) == (
        figure.measure,
        figure.dataset,
        "offences",
    )
    assert (found.category, found.platform, found.population) == (None, None, None)


def test_the_naive_change_is_given_alone_and_the_matched_one_beside_it() -> None:
    naive = changed(figures(JOINS), sides=PanelSides.NAIVE)
    assert (naive.matched, naive.coverage) == (None, None)
    assert naive.lineage.formula == naive.naive.lineage.formula
    matched = changed(figures(JOINS), sides=PanelSides.MATCHED)
    assert matched.naive == naive.naive
    assert None not in (matched.matched, matched.coverage)
    assert naive.members == matched.members


def test_with_equal_coverage_the_two_are_one() -> None:
    found = changed(figures({"synthetic-a": (100, 110), "synthetic-b": (200, 190)}))
    assert found.naive == found.matched
    assert found.coverage is not None
    assert [found.coverage.absolute, found.coverage.percentage_points] == [0, 0]
    assert "none of the change is coverage" in found.coverage.detail
    assert codes(found.members[3].reasons) == ["no_figure"]


def test_a_base_of_zero_is_in_the_sum() -> None:
    found = changed(figures({"synthetic-a": (0, 5), "synthetic-b": (10, 10)}))
    assert found.matched is not None
    assert [found.matched.from_, found.matched.to, found.matched.percent] == [10, 15, 50]
    assert codes(found.members[0].reasons) == ["zero_base"]
    assert found.members[0].matched


def test_of_a_sum_of_zero_there_is_no_per_cent() -> None:
    found = changed(figures({"synthetic-a": (0, 5)}))
    assert found.matched is not None
    assert found.coverage is not None
    assert [found.matched.from_, found.matched.absolute] == [0, 5]
    assert (found.matched.percent, found.matched.percent_exact) == (None, None)
    assert found.matched.lineage.formula == "5 − 0"
    assert [found.coverage.absolute, found.coverage.percentage_points] == [0, None]


def test_nobody_matched_is_nothing_and_not_zero() -> None:
    found = changed(figures({"synthetic-a": (100, None), "synthetic-b": (None, 80)}))
    matched, coverage = found.matched, found.coverage
    assert matched is not None
    assert coverage is not None
    assert (matched.from_, matched.to, matched.absolute, matched.percent) == (None,) * 4
    assert (matched.members_from, matched.direction, matched.lineage.formula) == (0, None, None)
    assert [coverage.absolute, coverage.percentage_points] == [-20, None]
    assert coverage.percentage_points_exact is None


def test_without_figures_in_one_period_there_is_no_naive_change() -> None:
    found = changed(figures({"synthetic-a": (None, 100)}))
    assert found.coverage is not None
    assert [found.naive.from_, found.naive.to, found.naive.absolute] == [None, 100, None]
    assert [found.coverage.absolute, found.coverage.joined] == [None, 100]
    assert "no naive change" in found.coverage.detail


@pytest.mark.parametrize(
    ("unlike", "code"),
    [
        ({"qualifier": Qualifier.MORE_THAN}, "inexact_value"),
        ({"value": None, "status": Status.SUPPRESSED}, "no_value"),
        ({"value": None, "status": Status.NOT_SUPPLIED}, "no_value"),
    ],
)
@pytest.mark.parametrize("period", [BASE, LATER])
def test_a_figure_that_is_no_number_is_in_no_sum(
    unlike: dict[str, Any], code: str, period: str
) -> None:
    some = figures({"synthetic-a": (100, 110), "synthetic-b": (200, 220)})
    odd = next(
        n for n, found in enumerate(some) if (found.area, found.period) == (FORCES[1], period)
    )
    some[odd] = replace(some[odd], **unlike)
    found = changed(some)
    member = found.members[1]
    assert (member.matched, codes(member.reasons)) == (False, [code])
    assert (member.from_ if period == BASE else member.to) is None
    assert len(member.observations) == 2
    assert found.matched is not None
    assert [found.matched.from_, found.matched.to] == [100, 110]
    assert some[odd].id not in found.naive.lineage.observations
    assert {found.naive.members_from, found.naive.members_to} == {1, 2}


def test_cautions_of_who_is_in_are_told() -> None:
    some = figures({"synthetic-a": (10, 20)})
    some[1] = replace(some[1], status=Status.PROVISIONAL, disputed=True)
    (member, *_) = changed(some).members
    assert member.matched
    assert codes(member.reasons) == ["small_base", "provisional_value", "disputed_value"]
    assert str(member) == "synthetic-a in (small_base, provisional_value, disputed_value)"


def test_who_joins_or_leaves_the_area_is_out_and_counts_only_while_in() -> None:
    known = held(
        [
            Membership("synthetic-a", None, None),
            Membership("synthetic-b", date(2019, 1, 1), None),
            Membership("synthetic-c", None, date(2019, 12, 31)),
            Membership("synthetic-d", date(2019, 6, 1), date(2019, 7, 1)),
        ]
    )
    some = figures(dict.fromkeys(FORCES, (100, 110)))
    found = changed(some, known=known)
    assert [str(member) for member in found.members] == [
        "synthetic-a in",
        "synthetic-b out (different_membership)",
        "synthetic-c out (different_membership)",
    ]
    assert [(member.from_, member.to) for member in found.members[1:]] == [(None, 110), (100, None)]
    assert [member.reasons[0].detail for member in found.members[1:]] == [
        "It did not belong to the area through all of 2018-19.",
        "It did not belong to the area through all of 2019-20.",
    ]
    assert [found.naive.from_, found.naive.to] == [200, 220]


def test_named_forces_are_a_panel_without_an_area() -> None:
    found = changed(figures(JOINS), Panel(None, ("synthetic-a", "synthetic-c")))
    assert (found.area, found.members_asked) == (None, ["synthetic-a", "synthetic-c"])
    assert [member.area for member in found.members] == ["synthetic-a", "synthetic-c"]
    assert found.printed is None


@pytest.mark.parametrize("periods", [(BASE, LATER), (BASE,), (LATER,)])
def test_the_printed_figures_of_the_area_stand_beside_its_members(periods: Sequence[str]) -> None:
    own = [observation(1000, area=REGION, period=period, forces=4) for period in periods]
    found = changed([*figures(JOINS), *own])
    known = {figure.period: figure for figure in own}
    assert found.printed == change(known.get(BASE), known.get(LATER), held(), 1)
    assert found.naive == changed(figures(JOINS)).naive
    assert found.lineage.observations[-len(own) :] == [figure.id for figure in own]


def run_figures(**values: Sequence[int | None]) -> list[Observation]:
    return [
        observation(value, area=f"synthetic-{letter}", period=str(2010 + n))
        for letter, several in values.items()
        for n, value in enumerate(several)
        if value is not None
    ]


def test_a_run_of_a_panel_has_whole_sums_or_none() -> None:
    some = run_figures(
        a=(100, 110, 120, None, 150, 160), b=(50, 40, None, None, 60, 65), c=(None, 7, 7, 7, 7, 7)
    )
    some.append(observation(9, area="synthetic-b", period="2012", qualifier=Qualifier.ABOUT))
    found = changed(some, base="2010", later="2015").run
    assert found is not None
    assert [str(point) for point in found.points] == [
        "2010=150",
        "2011=150",
        "2012=incomplete",
        "2013=gap",
        "2014=210",
        "2015=225",
    ]
    assert [point.members for point in found.points] == [2, 2, 1, 0, 2, 2]
    assert [point.absolute for point in found.points] == [None, 0, None, None, None, 15]
    assert [str(point.percent) for point in found.points] == [
        "None",
        "0",
        "None",
        "None",
        "None",
        "7.1",
    ]
    assert [codes(point.reasons) for point in found.points] == [
        [],
        [],
        ["partial_panel"],
        ["partial_panel"],
        ["no_base_figure"],
        [],
    ]
    assert [len(point.observations) for point in found.points] == [2, 2, 2, 0, 2, 2]
    assert [point.qualifier for point in found.points] == [
        Qualifier.EXACT if point.value is not None else None for point in found.points
    ]
    assert {point.status for point in found.points} == {None}
    assert [found.years, found.average_yearly, found.average_yearly_exact] == [5, 15, "15"]
    assert found.compound_yearly_percent == Decimal("8.4")
    assert found.lineage.formula == "(225 − 150) ÷ 5; ((225 ÷ 150)^(1 ÷ 5) − 1) × 100"
    assert found.lineage.release == RELEASE


def test_the_printed_figures_have_their_own_run() -> None:
    own = [observation(1000 + n, area=REGION, period=str(2010 + n), forces=4) for n in range(3)]
    found = changed([*run_figures(a=(1, 2, 3)), *own], base="2010", later="2012")
    assert found.printed is not None
    assert found.printed.run is not None
    assert [point.value for point in found.printed.run.points] == [1000, 1001, 1002]


def test_there_is_no_run_without_matched_forces_or_of_the_naive_change() -> None:
    some = run_figures(a=(100, 110, 120))
    assert changed(some, base="2010", later="2012").run is not None
    assert changed(some, base="2010", later="2012", sides=PanelSides.NAIVE).run is None
    assert changed(some, base="2010", later="2011").run is None
    assert changed(run_figures(a=(100, 110)), base="2010", later="2012").run is None


PAIRS = st.tuples(*(st.none() | st.integers(0, 10**6) for _ in range(2)))
DRAWN = st.dictionaries(st.sampled_from(FORCES), PAIRS, min_size=1)


@given(DRAWN, st.integers(0, 4))
def test_the_naive_change_is_the_matched_one_and_coverage(values: Values, precision: int) -> None:
    found = changed(figures(values), precision=precision)
    naive, matched, coverage = found.naive, found.matched, found.coverage
    assert matched is not None
    assert coverage is not None
    whole = [pair for pair in values.values() if None not in pair]
    assert found.members_matched == len(whole) == matched.members_from == matched.members_to
    assert matched.from_ == (sum(before or 0 for before, _ in whole) if whole else None)
    if naive.absolute is not None:
        assert coverage.absolute is not None
        assert naive.absolute == (matched.absolute or 0) + coverage.absolute
        assert coverage.absolute == coverage.joined - coverage.left
    else:
        assert coverage.absolute is None
    if naive.percent_exact is not None and matched.percent_exact is not None:
        assert coverage.percentage_points_exact is not None
        assert Fraction(naive.percent_exact) == Fraction(matched.percent_exact) + Fraction(
            coverage.percentage_points_exact
        )
    if all((before is None) == (after is None) for before, after in values.values()):
        assert naive == matched


@given(DRAWN, st.randoms())
def test_the_order_of_members_does_not_matter(values: Values, random: Any) -> None:
    some = figures(values)
    memberships = [Membership(force, None, None) for force in FORCES]
    expected = changed(some)
    random.shuffle(some)
    random.shuffle(memberships)
    assert changed(some, known=held(memberships)) == expected


@given(DRAWN)
def test_a_panel_of_one_force_is_the_change_of_that_force(values: Values) -> None:
    (force, _), *_ = values.items()
    some = [figure for figure in figures(values) if figure.area == force]
    found = changed(some, Panel(None, (force,))).matched
    by_period = {figure.period: figure for figure in some}
    if len(some) < 2:
        return
    alone = change(by_period[BASE], by_period[LATER], held(), 1)
    assert found is not None
    assert (found.absolute, found.percent, found.direction) == (
        alone.absolute,
        alone.percent,
        alone.direction,
    )
