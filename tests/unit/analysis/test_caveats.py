from datetime import date

import pytest

from app.analysis.caveats import (
    about_a_claim,
    about_emptiness,
    about_figures,
    about_reasons,
    about_the_question,
)
from app.domain.change import Reason
from app.domain.claim import ClaimKind
from app.domain.dictionary import AreaKind, Break, Distinction, Membership
from app.domain.observation import Observation, Status
from tests.unit.make import (
    COUNTS,
    FORCE,
    MISSING,
    SHARES,
    area,
    category,
    checked,
    dictionary,
    measure,
    observation,
)

HELD = dictionary(
    areas=[
        area(
            parents=[Membership("the-region", None, None)],
            distinct_from=[
                Distinction("the-region", AreaKind.REGION, "It is larger."),
                Distinction("unclear", AreaKind.UNDETERMINED, "It is a name."),
            ],
        ),
        area("the-region", AreaKind.REGION, parents=[Membership("the-whole", None, None)]),
        area("inside", parents=[Membership("the-region", None, None)]),
        area("the-whole", AreaKind.COUNTRY),
        area("unrelated"),
        area("unclear", AreaKind.UNDETERMINED, may_be=[FORCE, "the-region"]),
    ],
    measures=[measure(), measure(SHARES, counted=False)],
)


ALWAYS = ("about_the_dataset", "what_is_measured")


def codes_of_figures(*found: dict[str, str | None]) -> list[str]:
    """The codes, but for the two that go with every figure."""
    caveats = list(about_figures(HELD, [observation(1, **each) for each in found]))
    kept = [caveat.code for caveat in caveats if caveat.code not in ALWAYS]
    assert not found or {caveat.code for caveat in caveats} >= set(ALWAYS)
    return kept


def test_a_name_that_is_easily_taken_for_another_is_told_apart() -> None:
    caveats = list(about_the_question(HELD, {"area": [FORCE, "the-region"]}))
    assert [(caveat.code, caveat.path) for caveat in caveats] == [
        ("easily_confused_area", "?area")
    ] * 2
    assert caveats[0].detail == (
        "synthetic-force is a force; it is not the-region, a region. It is larger."
    )
    assert "it is not unclear, an undetermined. It is a name." in caveats[1].detail


def test_a_question_without_areas_needs_no_such_caveat() -> None:
    assert list(about_the_question(HELD, {"measure": [COUNTS]})) == []


def test_figures_come_with_what_is_measured_and_with_their_dataset() -> None:
    caveats = list(about_figures(HELD, [observation(1), observation(2, period="2020-21")]))
    assert [(caveat.code, caveat.detail) for caveat in caveats] == [
        ("about_the_dataset", "synthetic-dataset: Mind it."),
        ("what_is_measured", "synthetic-count: Made up."),
    ]


def test_an_undetermined_area_says_what_it_could_be() -> None:
    caveats = list(about_figures(HELD, [observation(1, area="unclear"), observation(2)]))
    assert caveats[0].code == "undetermined_area"
    assert "unclear could be synthetic-force or the-region" in caveats[0].detail


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ([{}, {"dataset": "other"}], ["mixed_datasets"]),
        ([{}, {"period": "2018"}], ["mixed_period_kinds"]),
        ([{}, {"measure": SHARES}, {}], []),
        ([], []),
        ([{}, {"area": "the-region"}], ["coverage_not_stated", "overlapping_figures"]),
        (
            [{"area": "inside"}, {"area": "the-whole"}],
            ["coverage_not_stated", "overlapping_figures"],
        ),
        ([{"area": "inside"}, {"area": "unrelated"}], []),
        (
            [{"area": "inside"}, {"area": "the-whole", "period": "2018-19"}],
            ["coverage_not_stated"],
        ),
        ([{}, {"period": "2015-16/2019-20"}], ["overlapping_figures", "mixed_period_kinds"]),
        ([{}, {"period": "2018-19"}, {"period": "unstated"}], ["mixed_period_kinds"]),
        ([{"platform": "all-of-them"}, {"platform": "one"}], ["overlapping_figures"]),
        ([{"platform": None}, {"platform": "one"}], ["overlapping_figures"]),
        ([{"platform": "two"}, {"platform": "one"}], []),
        ([{"population": None}, {"population": "some"}], ["overlapping_figures"]),
        ([{"population": "others"}, {"population": "some"}], []),
    ],
)
def test_figures_that_do_not_go_together_say_so(
    figures: list[dict[str, str | None]], told: list[str]
) -> None:
    assert codes_of_figures(*figures) == told


def test_a_claim_warns_of_what_it_compares() -> None:
    base, later = observation(7, period="2017-18"), observation(14)
    found = checked(ClaimKind.FOLD, 2, {"from": [base], "to": [later]}, unit="fold")
    caveats = list(about_a_claim(HELD, found, {base.id: base, later.id: later}, "/data/4"))
    assert [(caveat.code, caveat.path) for caveat in caveats] == [
        ("non_adjacent_periods", "/data/4"),
        ("small_base", "/data/4"),
    ]


def test_a_claim_that_compares_nothing_warns_of_nothing() -> None:
    later = observation(14)
    found = checked(ClaimKind.THRESHOLD, 2, {"value": [later]}, unit="offences")
    assert list(about_a_claim(HELD, found, {later.id: later}, "/data")) == []


def test_a_claim_about_nobody_knows_where_says_so() -> None:
    where = observation(14, area="unclear")
    found = checked(ClaimKind.THRESHOLD, 2, {"value": [where]}, unit="offences")
    (caveat,) = about_a_claim(HELD, found, {where.id: where}, "/data/2")
    assert (caveat.code, caveat.path) == ("undetermined_area", "/data/2")
    assert "unclear could be synthetic-force or the-region" in caveat.detail


def test_what_a_claim_implies_is_said_to_be_printed_nowhere() -> None:
    later = observation(14)
    found = checked(ClaimKind.CHANGE, 2, {"from": [MISSING], "to": [later]})
    (caveat,) = about_a_claim(HELD, found, {later.id: later}, "/data/3")
    assert (caveat.code, caveat.path) == ("implied_not_printed", "/data/3/implied")
    assert caveat.detail.startswith("(13.658537, 13.793103] follows from the claim")
    assert MISSING in caveat.detail


def test_an_empty_answer_is_no_zero() -> None:
    assert [caveat.code for caveat in about_emptiness(0)] == ["no_match"]
    assert list(about_emptiness(1)) == []


def test_a_disputed_figure_is_told_once_by_its_key() -> None:
    figure = observation(427, disputed=True)
    told = [found for found in about_figures(HELD, [figure, figure]) if found.code == "disputed"]
    assert [figure.id in found.detail for found in told] == [True]
    plain = about_figures(HELD, [observation(427)])
    assert "disputed" not in [found.code for found in plain]


WHOLE = dictionary(
    areas=[
        area("the-whole", AreaKind.COUNTRY, members=[Membership("the-region", None, None)]),
        area(
            "the-region",
            AreaKind.REGION,
            members=[Membership(slug, None, None) for slug in (FORCE, "other")],
        ),
        area(),
        area("other"),
    ],
    measures=[measure(), measure(SHARES, counted=False)],
    categories=[
        category("old"),
        category("changed", [Break(date(2019, 10, 1), "Another law.", "The law")]),
    ],
)


def told(code: str, *figures: Observation) -> list[str]:
    return [found.detail for found in about_figures(WHOLE, figures) if found.code == code]


@pytest.mark.parametrize(
    ("area_", "forces", "value", "measure_", "coverage"),
    [
        ("the-region", 2, 1, COUNTS, None),
        ("the-region", 1, 1, COUNTS, "1 of the 2 forces are behind it"),
        ("the-whole", 1, 1, COUNTS, "1 of the 2 forces are behind it"),
        ("the-whole", 1, None, COUNTS, None),
        ("the-whole", 1, 1, SHARES, None),
        (FORCE, 1, 1, COUNTS, None),
    ],
)
def test_a_whole_says_how_many_of_its_forces_are_behind_it(
    area_: str, forces: int, value: int | None, measure_: str, coverage: str | None
) -> None:
    figure = observation(value, area=area_, forces=forces, measure=measure_)
    found = told("partial_coverage", figure)
    assert len(found) == (coverage is not None)
    assert all(str(coverage) in detail for detail in found)


def test_a_whole_without_its_number_of_forces_says_so_once() -> None:
    figures = [observation(1, area="the-region"), observation(1, area="the-whole"), observation(1)]
    (detail,) = told("coverage_not_stated", *figures)
    assert "behind 2 of the figures" in detail
    assert figures[0].id in detail


def test_figures_that_may_be_revised_are_counted() -> None:
    figures = [
        observation(1, status=Status.PROVISIONAL),
        observation(1, status=Status.ESTIMATED),
        observation(1, status=Status.PROVISIONAL),
        observation(1),
    ]
    assert told("provisional_figures", *figures) == [
        "2 of 4 figures are provisional and may be revised."
    ]
    assert told("estimated_figures", *figures) == [
        "1 of 4 figures are estimated and may be revised."
    ]
    assert told("provisional_figures", figures[3]) == []


@pytest.mark.parametrize(
    ("slug", "periods", "breaks"),
    [
        ("changed", ["2019-20"], True),
        ("changed", ["2018-19", "2020-21"], True),
        ("changed", ["2018-19", "2017-18"], False),
        ("changed", ["2020-21"], False),
        ("changed", ["2019-q4"], False),
        ("changed", ["2019-q3"], False),
        ("changed", ["unstated"], False),
        ("changed", ["2019-q3", "unstated", "2019-q4"], True),
        ("old", ["2018-19", "2020-21"], False),
    ],
)
def test_a_change_of_recording_within_the_periods_is_told(
    slug: str, periods: list[str], breaks: bool
) -> None:
    figures = [observation(1, category=slug, period=period) for period in periods]
    assert told("break_in_series", *figures) == (
        ["Another law. (Since 2019-10-01: The law.)"] if breaks else []
    )


def test_what_rows_say_of_themselves_is_told_once() -> None:
    one, same, other = Reason("b", "First."), Reason("b", "Second."), Reason("a", "Other.")
    caveats = list(about_reasons([[one, one], [], [same, other]]))
    assert [(found.code, found.detail) for found in caveats] == [
        ("a", "1 of 3 rows: Other."),
        ("b", "2 of 3 rows: First."),
    ]


def test_spans_of_one_kind_may_share_days_and_years_do_not() -> None:
    assert codes_of_figures({"period": "2018/2020"}, {"period": "2019/2021"}) == [
        "overlapping_figures"
    ]
    assert codes_of_figures({"period": "2018-19"}, {"period": "2019-20"}) == []
