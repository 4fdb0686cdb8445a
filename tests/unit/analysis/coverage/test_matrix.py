"""The coverage matrix: what is expected, what is held, and what stands outside."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.coverage import matrix as module
from app.analysis.coverage.expected import Scope
from app.analysis.coverage.matrix import Matrix, coverage, too_many
from app.domain.coverage import NOT_IN_RECORD
from app.domain.dictionary import AreaKind
from app.domain.observation import Citation, Observation, Status
from app.domain.quantity import Qualifier
from app.errors import MeaninglessError, TooMuchError
from tests.unit import make
from tests.unit.covered import (
    AGE,
    AREAS,
    COUNTRY,
    DATASET,
    FORCES,
    OFFENCE,
    OTHER,
    PARTS,
    REGION,
    RESPONDING,
    figure,
    known,
    since,
    until,
    whole,
)

A, B, C, D = FORCES


def matrix(figures: Sequence[Observation], *, areas: Sequence[str] = (), **more: str) -> Matrix:
    """The matrix of all figures of a record."""
    periods = tuple(more.values())
    return coverage(figures, known(figures), Scope(DATASET, areas, periods))


def places(found: Matrix) -> list[tuple[str, str, str]]:
    """Where the cells stand, and what they are."""
    return [(cell.area, cell.period, cell.status) for cell in found.cells]


def test_a_cell_says_what_its_figure_says_and_where() -> None:
    cited = [Citation("synthetic-article", 5, "more than 7", "sha256:0")]
    held = figure(7, qualifier=Qualifier.MORE_THAN, citations=cited)
    (cell,) = matrix([held]).cells
    assert (cell.dataset, cell.area, cell.period) == (DATASET, A, "2019-20")
    assert (cell.measure, cell.category) == (make.COUNTS, OFFENCE)
    assert (cell.platform, cell.population) == (None, None)
    assert (cell.status, cell.value, cell.unit) == ("published", Decimal(7), "offences")
    assert (cell.qualifier, cell.citations) == (Qualifier.MORE_THAN, cited)
    assert cell.observation == held.id
    assert cell.lineage.observations == [held.id]
    assert (cell.lineage.formula, cell.lineage.release) == (None, make.RELEASE)


def test_a_figure_without_a_number_is_no_gap() -> None:
    (cell,) = matrix([figure(None)]).cells
    assert (cell.status, cell.value, cell.qualifier) == (Status.SUPPRESSED, None, None)
    assert cell.observation is not None


def test_a_cell_that_the_record_knows_nothing_of_has_neither_zero_nor_figure() -> None:
    found = matrix([figure(7), figure(9, period="2021-22")])
    assert places(found)[1] == (A, "2020-21", NOT_IN_RECORD)
    gap = found.cells[1]
    assert (gap.value, gap.qualifier, gap.observation, gap.citations) == (None, None, None, [])
    assert (gap.lineage.observations, gap.unit) == ([], "offences")


def test_nothing_is_expected_of_a_dataset_without_figures() -> None:
    assert matrix([]) == Matrix([])


def test_the_forces_of_a_whole_with_a_figure_are_expected() -> None:
    found = matrix([figure(7), figure(20, area=COUNTRY)])
    assert places(found) == [
        (A, "2019-20", "published"),
        (B, "2019-20", NOT_IN_RECORD),
        (C, "2019-20", NOT_IN_RECORD),
    ]
    assert [outside.area for outside in found.outside] == [COUNTRY]
    assert found.covering == [COUNTRY]
    assert not found.of_wholes


def test_only_the_outermost_wholes_are_named_as_covering() -> None:
    found = matrix(
        [figure(7), *(figure(1, area=each) for each in (COUNTRY, REGION, "synthetic-group"))]
    )
    assert found.covering == [COUNTRY]
    assert len(found.outside) == 3


def test_a_force_outside_of_every_whole_is_expected_when_it_has_a_figure() -> None:
    found = matrix([figure(7, area=D), figure(20, area=REGION, period="2020-21")])
    assert {cell.area for cell in found.cells} == {A, B, D}
    assert {cell.period for cell in found.cells} == {"2019-20", "2020-21"}


def test_a_force_is_expected_for_what_another_subject_of_it_covers() -> None:
    figures = [figure(7), figure(8, area=B, category=OTHER, period="2018-19")]
    own = coverage(figures[:1], known(figures), Scope(DATASET))
    assert places(own) == [
        (A, "2018-19", NOT_IN_RECORD),
        (A, "2019-20", "published"),
        (B, "2018-19", NOT_IN_RECORD),
        (B, "2019-20", NOT_IN_RECORD),
    ]


def test_a_force_is_expected_while_it_belongs_to_the_whole() -> None:
    areas = [
        whole(
            REGION,
            AreaKind.REGION,
            [A, since(B, date(2019, 4, 1)), until(C, date(2019, 3, 31))],
        ),
        *AREAS[4:],
    ]
    held = [figure(7), figure(8, area=REGION, period="2018-19")]
    found = coverage(held, known(held, areas), Scope(DATASET))
    assert [place[:2] for place in places(found)] == [
        (A, "2018-19"),
        (A, "2019-20"),
        (B, "2019-20"),
        (C, "2018-19"),
    ]


def test_a_force_that_left_is_not_expected_for_having_had_figures() -> None:
    areas = [whole(REGION, AreaKind.REGION, [A, until(B, date(2019, 3, 31))]), *AREAS[4:]]
    held = [figure(7), figure(5, area=B, period="2018-19"), figure(8, area=REGION)]
    found = coverage(held, known(held, areas), Scope(DATASET))
    assert [place[:2] for place in places(found)] == [
        (A, "2018-19"),
        (A, "2019-20"),
        (B, "2018-19"),
    ]


def test_a_figure_of_a_force_from_before_it_belonged_stays_in_the_matrix() -> None:
    areas = [whole(REGION, AreaKind.REGION, [A, since(B, date(2019, 4, 1))]), *AREAS[4:]]
    held = [figure(7, area=B, period="2018-19"), figure(8, area=REGION)]
    found = coverage(held, known(held, areas), Scope(DATASET))
    assert (B, "2018-19", "published") in places(found)
    named = coverage(held, known(held, areas), Scope(DATASET, [REGION]))
    assert (B, "2018-19", "published") not in places(named)


def test_areas_that_are_named_stand_for_their_forces_and_no_others() -> None:
    held = [figure(7), figure(8, area=C), figure(20, area=COUNTRY), figure(12, area=REGION)]
    found = matrix(held, areas=[REGION, D])
    assert places(found) == [
        (A, "2019-20", "published"),
        (B, "2019-20", NOT_IN_RECORD),
        (D, "2019-20", NOT_IN_RECORD),
    ]
    assert [outside.area for outside in found.outside] == [REGION]
    assert found.covering == []
    assert [held.area for held in found.figures] == [A]


def test_periods_that_are_named_are_the_only_ones() -> None:
    held = [figure(7), figure(8, period="2020-21"), figure(20, area=REGION)]
    found = matrix(held, period="2020-21", other="unstated")
    assert places(found) == [
        (A, "unstated", NOT_IN_RECORD),
        (A, "2020-21", "published"),
        (B, "unstated", NOT_IN_RECORD),
        (B, "2020-21", NOT_IN_RECORD),
    ]
    assert found.outside == []


@pytest.mark.parametrize(
    ("first", "last", "between"),
    [
        ("2018-19", "2020-21", ["2019-20"]),
        ("2018", "2020", ["2019"]),
        ("2019-q4", "2020-q2", ["2020-q1"]),
        ("2019-m11", "2020-m02", ["2019-m12", "2020-m01"]),
        ("2018-07-01/2019-06-30", "2020-07-01/2021-06-30", ["2019-07-01/2020-06-30"]),
        ("2199", "2199", []),
    ],
)
def test_each_kind_of_period_runs_without_a_gap(first: str, last: str, between: list[str]) -> None:
    held = {figure(1, period=first).id: figure(1, period=first), "": figure(2, period=last)}
    figures = list({held.id: held for held in held.values()}.values())
    found = matrix(figures)
    assert [cell.period for cell in found.cells] == list(dict.fromkeys([first, *between, last]))


def test_kinds_of_period_run_apart_and_so_do_years_of_different_ends() -> None:
    slugs = ["2018", "2019-20", "2017-07-01/2018-06-30", "2019-10-01/2020-09-30"]
    found = matrix([figure(1, period=slug) for slug in slugs])
    assert sorted(cell.period for cell in found.cells) == sorted(slugs)


def test_spans_and_unstated_periods_are_cells_only_where_a_figure_is_held() -> None:
    held = [
        figure(7),
        figure(8, area=B, period="2017/2022"),
        figure(9, period="unstated"),
        figure(9, area=REGION, period="2010/2012"),
    ]
    assert places(matrix(held)) == [
        (A, "unstated", "published"),
        (A, "2019-20", "published"),
        (B, "2017/2022", "published"),
        (B, "2019-20", NOT_IN_RECORD),
    ]


def test_cells_stand_in_the_order_of_the_dictionaries() -> None:
    held = [
        figure(1, measure=make.SHARES),
        figure(1, area=B),
        figure(1),
        figure(1, platform="two"),
        figure(1, platform="one"),
        figure(1, population="synthetic-others"),
        figure(1, population="synthetic-adults"),
        figure(1, category=OTHER),
        figure(1, category=None),
    ]
    subjects = [
        (cell.measure, cell.category, cell.platform, cell.population)
        for cell in matrix(held).cells
        if cell.area == A
    ]
    assert subjects == [
        (make.COUNTS, None, None, None),
        (make.COUNTS, OFFENCE, None, None),
        (make.COUNTS, OFFENCE, None, "synthetic-adults"),
        (make.COUNTS, OFFENCE, None, "synthetic-others"),
        (make.COUNTS, OFFENCE, "one", None),
        (make.COUNTS, OFFENCE, "two", None),
        (make.COUNTS, OTHER, None, None),
        (make.SHARES, OFFENCE, None, None),
    ]


def test_how_many_forces_answered_is_asked_of_no_force() -> None:
    found = matrix([figure(7), figure(2, area=REGION, measure=RESPONDING)])
    assert {cell.measure for cell in found.cells} == {make.COUNTS}


def test_subjects_of_wholes_are_taken_where_no_force_has_one() -> None:
    held = [
        figure(50, area=REGION, measure=PARTS, platform="one"),
        figure(2, area=REGION, measure=RESPONDING),
        figure(20, area=REGION),
    ]
    found = matrix(held)
    assert found.of_wholes
    # A force has a figure of no measure here; a share within an area can be had of every area.
    assert {(cell.measure, cell.platform) for cell in found.cells} == {(PARTS, "one")}
    elsewhere = figure(7, dataset="other")
    found = coverage(held, known([*held, elsewhere]), Scope(DATASET))
    assert {cell.measure for cell in found.cells} == {PARTS, make.COUNTS}


def test_what_cannot_be_expected_of_forces_is_refused_with_what_to_ask() -> None:
    held = [figure(2, area=REGION, measure=RESPONDING), figure(3, area=REGION, measure=AGE)]
    with pytest.raises(MeaninglessError) as refused:
        matrix(held, areas=["synthetic-group", "synthetic-unknown", REGION])
    told = [(each.parameter, each.detail.split(" ")[0]) for each in refused.value.objections]
    assert told == [
        ("area", "synthetic-group"),
        ("area", "synthetic-unknown"),
        ("dataset", "nothing"),
    ]
    assert f"/v1/observations?dataset={DATASET}" in str(refused.value)


def test_periods_are_asked_for_where_the_dataset_has_none_that_follow() -> None:
    held = [figure(50, area=REGION, measure=PARTS, platform="one", period="unstated")]
    with pytest.raises(MeaninglessError) as refused:
        matrix(held, areas=["synthetic-group", REGION])
    assert [each.parameter for each in refused.value.objections] == ["area", "period"]
    assert len(matrix(held, period="2019-20").cells) == 2


def test_forces_are_asked_for_where_the_dataset_has_no_area_with_known_ones() -> None:
    held = [figure(50, area="synthetic-unknown", measure=PARTS, platform="one")]
    with pytest.raises(MeaninglessError) as refused:
        matrix(held)
    assert [each.parameter for each in refused.value.objections] == ["area"]
    assert len(matrix(held, areas=[D]).cells) == 1


def test_an_area_without_forces_at_the_time_is_refused() -> None:
    areas = [whole(REGION, AreaKind.REGION, [since(A, date(2019, 4, 1))]), *AREAS[4:]]
    held = [figure(7)]
    dictionary = known(held, areas)
    assert len(coverage(held, dictionary, Scope(DATASET, [REGION])).cells) == 1
    with pytest.raises(MeaninglessError, match="synthetic-region holds no force"):
        coverage(held, dictionary, Scope(DATASET, [REGION], ["2018-19"]))


def test_a_force_with_a_span_alone_is_a_matrix_of_one() -> None:
    assert places(matrix([figure(7, period="2017/2022")])) == [(A, "2017/2022", "published")]


def test_more_cells_than_one_answer_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [figure(7), figure(7, period="2021-22"), figure(7, period="2017/2022")]
    monkeypatch.setattr(module, "MOST_CELLS", 4)
    assert len(matrix(held).cells) == 4
    monkeypatch.setattr(module, "MOST_CELLS", 3)
    with pytest.raises(TooMuchError, match="4 cells, where one answer has at most 3") as refused:
        matrix(held)
    assert refused.value.narrow == (
        "name areas, periods, or some of its categories or measures "
        f"(category={OFFENCE}; measure={make.COUNTS})"
    )


def test_what_would_narrow_a_question_is_named_in_part() -> None:
    measures = (make.COUNTS, make.SHARES, AGE, RESPONDING)
    figures = [figure(1, measure=measure, category=None) for measure in measures]
    told = too_many("more than 9 figures", known(figures), DATASET)
    assert str(told) == "more than 9 figures"
    some = ",".join(sorted(measures)[:3])
    assert told.narrow == f"name some of its categories or measures (measure={some} and so on)"
    three = too_many("", known(figures[:3]), DATASET)
    assert "and so on" not in three.narrow


PERIODS = ["2015-16", "2017-18", "2018-19", "2016", "2018", "2017-q1", "2017-q4", "2015/2017"]
FIGURES = st.lists(
    st.builds(
        lambda area, period, category, measure, value: figure(
            value, area=area, period=period, category=category, measure=measure
        ),
        st.sampled_from([*FORCES, REGION, COUNTRY, "synthetic-group"]),
        st.sampled_from([*PERIODS, "unstated"]),
        st.sampled_from([None, OFFENCE, OTHER]),
        st.sampled_from([make.COUNTS, make.SHARES]),
        st.sampled_from([None, 0, 7]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda held: held.id,
)
NAMED_AREAS = st.sampled_from([(), (REGION,), (COUNTRY, D), (A,)])
NAMED_PERIODS = st.sampled_from([(), ("2017-18",), ("2016", "unstated"), ("2015/2017",)])


@given(figures=FIGURES, areas=NAMED_AREAS, periods=NAMED_PERIODS, data=st.data())
def test_every_figure_in_scope_stands_once_whatever_their_order(
    figures: list[Observation],
    areas: tuple[str, ...],
    periods: tuple[str, ...],
    data: st.DataObject,
) -> None:
    dictionary, scope = known(figures), Scope(DATASET, areas, periods)
    try:
        found = coverage(figures, dictionary, scope)
    except MeaninglessError:
        return
    shuffled = coverage(data.draw(st.permutations(figures)), dictionary, scope)
    assert shuffled.cells == found.cells
    cells = Counter((cell.measure, cell.category, cell.area, cell.period) for cell in found.cells)
    assert set(cells.values()) <= {1}
    forces = {(): FORCES, (REGION,): (A, B), (COUNTRY, D): FORCES, (A,): (A,)}[areas]
    in_scope = {
        held.id
        for held in figures
        if held.area in forces and (not periods or held.period in periods)
    }
    assert {cell.observation for cell in found.cells} - {None} == in_scope
    assert {held.id for held in found.figures} == in_scope
    irregular = {"unstated", "2015/2017"} - set(periods)
    regular = [cell for cell in found.cells if cell.period not in irregular]
    sizes = [len({getattr(cell, name) for cell in regular}) for name in ("area", "period")]
    subjects = {(cell.measure, cell.category) for cell in regular}
    # Memberships are not dated here, so that the matrix has no holes.
    assert len(regular) == len(subjects) * sizes[0] * sizes[1]
    held_irregular = [cell for cell in found.cells if cell.period in irregular]
    assert all(cell.observation for cell in held_irregular)
