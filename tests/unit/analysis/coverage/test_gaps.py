"""The gaps of a matrix: what is told of them, and who is asked for what in one request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.coverage.expected import Scope
from app.analysis.coverage.gaps import GAPS, about_coverage, about_requests, requests
from app.analysis.coverage.matrix import Matrix, coverage
from app.domain.caveat import Caveat
from app.domain.coverage import Breakdown, FormToFill, InformationRequest
from app.domain.dictionary import AreaKind
from app.domain.observation import Cell, Observation, Status
from tests.unit import make
from tests.unit.covered import (
    AGE,
    AREAS,
    COUNTRY,
    DATASET,
    FORCES,
    OTHER,
    PARTS,
    REGION,
    figure,
    known,
    whole,
)

A, B, C, D = FORCES
DAY = date(2026, 11, 24)


def form(cells: Sequence[Cell]) -> FormToFill:
    """A form that only says which cells it is for."""
    return FormToFill(["synthetic"], len(cells), "\n".join(cell.key for cell in cells))


def matrix(figures: Sequence[Observation], **scope: Any) -> Matrix:
    return coverage(figures, known(figures), Scope(DATASET, **scope))


def asked(
    figures: Sequence[Observation], day: date = DAY, **scope: Any
) -> list[InformationRequest]:
    return requests(matrix(figures, **scope), known(figures), day, form)


def told(figures: Sequence[Observation], day: date = DAY, **scope: Any) -> dict[str, str]:
    """The caveats about the requests, by code."""
    found = matrix(figures, **scope)
    drafts = requests(found, known(figures), day, form)
    return by_code(list(about_requests(found, drafts, known(figures), day)))


def about(figures: Sequence[Observation], **scope: Any) -> dict[str, str]:
    """The caveats about the matrix, by code."""
    return by_code(list(about_coverage(matrix(figures, **scope), Scope(DATASET, **scope))))


def by_code(caveats: Sequence[Caveat]) -> dict[str, str]:
    assert {caveat.path for caveat in caveats} <= {"/data"}
    found = {caveat.code: caveat.detail for caveat in caveats}
    assert len(found) == len(caveats)
    return found


def shape(request: InformationRequest) -> tuple[list[str], str, list[str], list[str]]:
    return (
        [area.slug for area in request.areas],
        request.measure,
        [str(part) for part in request.breakdowns],
        request.periods,
    )


def test_a_full_matrix_has_nothing_to_be_told_and_nothing_to_ask() -> None:
    assert about([figure(7)]) == {}
    assert told([figure(7)]) == {"nothing_to_ask": "Every cell of the matrix has an answer."}
    assert asked([figure(7)]) == []
    assert list(about_coverage(Matrix([]), Scope(DATASET))) == []
    assert list(about_requests(Matrix([]), [], known([]), DAY)) == []


def test_how_much_is_covered_is_counted_by_status() -> None:
    held = [
        figure(7),
        figure(None, area=B),
        figure(None, area=B, period="2018-19", status=Status.NOT_SUPPLIED),
        figure(20, area=COUNTRY),
    ]
    found = about(held)
    assert found["partial_coverage"] == (
        "1 of 6 cells has a figure; 3 are not in the record, 1 is not supplied, 1 is suppressed. "
        "A figure that is not in the record is neither a zero nor a refusal."
    )
    assert found["expected_forces"] == (
        f"The dataset has figures of {COUNTRY}; all forces within are expected to have their own, "
        "whether or not they were asked."
    )
    assert found["outside_the_matrix"] == (
        f"Figures of areas that are no force stand outside the matrix: {COUNTRY} (1). "
        f"/v1/observations?dataset={DATASET}&area={COUNTRY} shows them."
    )
    two = about([figure(7), figure(0, period="2018-19"), figure(1, area=D, category=OTHER)])
    assert two["partial_coverage"].startswith("3 of 8 cells have a figure; 5 are not")


def test_what_is_known_of_wholes_alone_says_so() -> None:
    held = [figure(50, area=REGION, measure=PARTS, platform="one")]
    assert "wholes only" in about(held)["only_of_wholes"]
    assert "only_of_wholes" not in about([figure(7), figure(8, area=REGION)])


def test_forces_that_lack_the_same_get_the_same_letter() -> None:
    held = [
        figure(7),
        figure(7, period="2018-19"),
        figure(7, area=B),
        figure(20, area=COUNTRY),
        figure(9, area=D, category=OTHER),
    ]
    assert [shape(each) for each in asked(held)] == [
        ([B], make.COUNTS, ["all/all"], ["2018-19"]),
        ([C, D], make.COUNTS, ["all/all"], ["2018-19", "2019-20"]),
        ([A, B, C], make.COUNTS, ["all/all"], ["2018-19", "2019-20"]),
        ([D], make.COUNTS, ["all/all"], ["2018-19"]),
    ]


def test_a_request_names_all_that_it_is_about() -> None:
    held = [figure(7, category=OTHER), figure(20, area=REGION, category=OTHER)]
    (request,) = asked(held)
    assert str(request.areas[0]) == B
    assert request.areas[0].name == "Synthetic Force B"
    assert (request.dataset, request.category) == (DATASET, OTHER)
    assert request.offence == "Synthetic other offence"
    assert request.home_office_codes == ["1/2", "3"]
    assert request.law == "Freedom of Information Act 2000"
    assert request.subject_line.startswith("Freedom of information request: Synthetic other")
    assert request.wording.startswith("To the Freedom of Information team\n\nUnder the Freedom")
    assert request.template == FormToFill(
        ["synthetic"], 1, f"{make.COUNTS}:{B}:2019-20:{OTHER}:-:-:{DATASET}"
    )
    assert request.lineage.observations == []
    assert request.lineage.formula == "1 force × 1 period × 1 breakdown = 1 figure"
    assert request.lineage.release == make.RELEASE


def test_parts_of_the_cases_that_lack_the_same_periods_share_a_letter() -> None:
    held = [
        figure(1, platform="one"),
        figure(1, platform="two"),
        figure(1, population="synthetic-adults"),
        figure(1, population="synthetic-adults", period="2018-19"),
        figure(9, area=B, population="synthetic-adults"),
    ]
    assert [shape(each) for each in asked(held, areas=[A, B])] == [
        ([B], make.COUNTS, ["all/synthetic-adults"], ["2018-19"]),
        ([B], make.COUNTS, ["one/all", "two/all"], ["2018-19", "2019-20"]),
        ([A], make.COUNTS, ["one/all", "two/all"], ["2018-19"]),
    ]
    ragged = asked(held, areas=[B])
    rows = ragged[1].template.csv.splitlines()
    assert [Cell.parse(row).platform for row in rows] == ["one", "one", "two", "two"]
    assert ragged[1].lineage.formula == "1 force × 2 periods × 2 breakdowns = 4 figures"
    assert ragged[1].breakdowns[0] == Breakdown("one", None)


def test_a_refusal_to_supply_is_asked_again_and_a_suppression_is_not() -> None:
    refused = figure(None, area=B, status=Status.NOT_SUPPLIED)
    others = [Status.SUPPRESSED, Status.NOT_APPLICABLE, Status.WITHDRAWN]
    held = [
        figure(7),
        refused,
        *(
            figure(None, area=area, status=status)
            for area, status in zip([C, D, "synthetic-e"], others, strict=True)
        ),
    ]
    areas = [*AREAS, make.area("synthetic-e")]
    dictionary = known(held, areas)
    found = coverage(held, dictionary, Scope(DATASET))
    (request,) = requests(found, dictionary, DAY, form)
    assert [area.slug for area in request.areas] == [B]
    assert request.lineage.observations == [refused.id]


def test_a_period_that_has_not_ended_is_not_asked_for() -> None:
    held = [figure(7), figure(7, period="2018-19"), figure(20, area=REGION)]
    assert [each.periods for each in asked(held, date(2020, 4, 1))] == [["2018-19", "2019-20"]]
    assert [each.periods for each in asked(held, date(2020, 3, 31))] == [["2018-19"]]
    assert "period_not_ended" not in told(held, date(2020, 4, 1))
    assert told(held, date(2020, 3, 31))["period_not_ended"].startswith(
        "Nothing is asked for 2019-20, which had not ended by 2020-03-31"
    )
    assert asked(held, periods=["unstated"]) == []
    assert "unstated" in told(held, periods=["unstated"])["period_not_ended"]


def test_police_are_asked_about_offences_and_never_about_one_person() -> None:
    held = [
        figure(7),
        figure(1, area=B, category=None),
        figure(1, area=B, measure=AGE),
        figure(1, area=B),
    ]
    assert asked(held) == []
    found = told(held)
    assert found["no_offence"].startswith(f"Nothing is asked about {make.COUNTS}, which is about")
    assert found["one_person"] == f"Nothing is asked about {AGE}, which can be about one person."
    assert "before_sending" not in found


def test_what_is_added_compared_or_a_share_is_about_no_one_person() -> None:
    summed = replace(make.measure("synthetic-summed", comparable=False), summable=True)
    compared = replace(make.measure("synthetic-compared"), summable=False)
    share = make.measure(make.SHARES, counted=False, comparable=False)
    for measure in (summed, compared, replace(share, summable=False)):
        held = [figure(7, measure=measure.slug), figure(20, area=REGION, measure=measure.slug)]
        base = known(held)
        entries = {**base.entries, "measures": {measure.slug: measure}}
        dictionary = replace(base, entries=entries)
        found = coverage(held, dictionary, Scope(DATASET))
        assert len(requests(found, dictionary, DAY, form)) == 1


def test_forces_under_other_laws_get_letters_of_their_own() -> None:
    elsewhere = ["guernsey-police", "jersey-police", "synthetic-scots"]
    areas = [
        whole("scotland", AreaKind.COUNTRY, ["synthetic-scots"]),
        *AREAS,
        *(make.area(slug) for slug in elsewhere),
    ]
    held = [figure(7), figure(7, period="2018-19"), figure(20, area=REGION)]
    dictionary = known(held, areas)
    found = coverage(held, dictionary, Scope(DATASET, [A, B, *elsewhere]))
    drafts = requests(found, dictionary, DAY, form)
    assert {request.law: [area.slug for area in request.areas] for request in drafts} == {
        "Freedom of Information Act 2000": [B],
        "States of Guernsey Freedom of Information Code": ["guernsey-police"],
        "Freedom of Information (Jersey) Law 2011": ["jersey-police"],
        "Freedom of Information (Scotland) Act 2002": ["synthetic-scots"],
    }
    for request in drafts:
        assert f"Under the {request.law}, please" in request.wording
    details = [
        caveat.detail
        for caveat in about_requests(found, drafts, dictionary, DAY)
        if caveat.code == "other_law"
    ]
    assert [detail.partition(":")[0] for detail in details] == elsewhere
    assert all("Freedom of Information Act 2000 does not apply" in detail for detail in details)
    assert [detail.endswith("residents of the Bailiwick.") for detail in details] == [
        True,
        False,
        False,
    ]


def test_drafts_are_to_be_checked_before_they_are_sent() -> None:
    held = [figure(7), figure(20, area=REGION)]
    assert list(told(held)) == ["before_sending"]


@given(
    held=st.lists(
        st.builds(
            lambda area, period, platform, status: figure(
                None if status else 7,
                area=area,
                period=period,
                platform=platform,
                **({"status": status} if status else {}),
            ),
            st.sampled_from(FORCES),
            st.sampled_from(["2016-17", "2018-19"]),
            st.sampled_from([None, "one", "two"]),
            st.sampled_from([None, *GAPS[1:], Status.SUPPRESSED]),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda held: held.id,
    )
)
def test_every_gap_is_asked_for_once_and_nothing_else(held: list[Observation]) -> None:
    found = matrix(held)
    drafts = requests(found, known(held), DAY, form)
    rows = [row for draft in drafts for row in draft.template.csv.splitlines()]
    gaps = {
        Cell(cell.measure, cell.area, cell.period, cell.category, cell.platform, None, DATASET).key
        for cell in found.cells
        if cell.status in GAPS
    }
    assert len(rows) == len(gaps)
    assert set(rows) == gaps
    for draft in drafts:
        named = len(draft.areas) * len(draft.periods) * len(draft.breakdowns)
        assert draft.template.rows == named
