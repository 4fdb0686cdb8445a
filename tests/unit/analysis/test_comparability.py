from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.analysis.comparability import SMALL_BASE, compare
from app.domain.change import Comparability, ComparabilityStatus
from app.domain.dictionary import AreaKind, Break, Dictionary, Membership
from app.domain.observation import Inference, Observation, Status
from app.domain.quantity import Qualifier
from tests.unit.make import COUNTS, SHARES, area, category, codes, dictionary, measure, observation

COMPARABLE = ComparabilityStatus.COMPARABLE
CAUTION = ComparabilityStatus.CAUTION
NOT_COMPARABLE = ComparabilityStatus.NOT_COMPARABLE
NO_BASE = ComparabilityStatus.NO_BASE

PARTS = [Membership("part-a", None, None), Membership("part-b", None, None)]
MOVED = [Membership("part-a", None, None), Membership("part-b", date(2019, 4, 1), None)]
HELD = dictionary(
    areas=[
        area(),
        area("other-force"),
        area("part-a"),
        area("part-b"),
        area("known-group", AreaKind.GROUP, members=PARTS),
        area("moved-group", AreaKind.GROUP, members=MOVED),
        area("opaque-group", AreaKind.GROUP),
        area("unclear", AreaKind.UNDETERMINED, may_be=["a", "b"]),
    ],
    measures=[measure(), measure("other-count"), measure("age", comparable=False)],
)
BASE: dict[str, Any] = {"value": 400, "period": "2018-19"}
LATER: dict[str, Any] = {"value": 427, "period": "2019-20"}
PLAIN_LATER = observation(**LATER)


def pair(
    base: dict[str, Any] | None = None,
    later: dict[str, Any] | None = None,
    both: dict[str, Any] | None = None,
) -> tuple[Observation, Observation]:
    """Two figures of one force in neighbouring years, but for what is changed."""
    both = both or {}
    return (
        observation(**BASE | both | (base or {})),
        observation(**LATER | both | (later or {})),
    )


def compared(held: Dictionary = HELD, **changed: dict[str, Any]) -> Comparability:
    return compare(*pair(**changed), held)


def test_like_with_like_is_comparable_without_reasons() -> None:
    assert compared() == Comparability(COMPARABLE, [])


@pytest.mark.parametrize(
    ("code", "status", "changed"),
    [
        ("different_measure", NOT_COMPARABLE, {"base": {"measure": "other-count"}}),
        ("different_area", NOT_COMPARABLE, {"base": {"area": "other-force"}}),
        ("different_category", NOT_COMPARABLE, {"base": {"category": "other"}}),
        ("different_platform", NOT_COMPARABLE, {"later": {"platform": "other"}}),
        ("different_population", NOT_COMPARABLE, {"base": {"population": "other"}}),
        ("different_dataset", NOT_COMPARABLE, {"base": {"dataset": "other"}}),
        ("different_period_kind", NOT_COMPARABLE, {"base": {"period": "2018"}}),
        ("overlapping_periods", NOT_COMPARABLE, {"base": {"period": "2019-20"}}),
        (
            "overlapping_periods",
            NOT_COMPARABLE,
            {"base": {"period": "unstated"}, "later": {"period": "unstated"}},
        ),
        ("non_adjacent_periods", CAUTION, {"base": {"period": "2017-18"}}),
        ("non_adjacent_periods", CAUTION, {"base": {"period": "2020-21"}}),
        (
            "non_adjacent_periods",
            CAUTION,
            {"base": {"period": "2013/2016"}, "later": {"period": "2017/2020"}},
        ),
        ("measure_without_change", NOT_COMPARABLE, {"both": {"measure": "age"}}),
        ("no_value", NOT_COMPARABLE, {"base": {"value": None}}),
        ("no_value", NOT_COMPARABLE, {"later": {"value": None}}),
        ("inexact_value", NOT_COMPARABLE, {"base": {"qualifier": Qualifier.ABOUT}}),
        ("inexact_value", NOT_COMPARABLE, {"later": {"qualifier": Qualifier.MORE_THAN}}),
        ("zero_base", NO_BASE, {"base": {"value": 0}}),
        ("small_base", CAUTION, {"base": {"value": SMALL_BASE - 1}}),
        ("undetermined_area", NOT_COMPARABLE, {"both": {"area": "unclear"}}),
        ("coverage_not_stated", CAUTION, {"both": {"area": "known-group"}}),
        (
            "coverage_not_stated",
            CAUTION,
            {"both": {"area": "known-group"}, "base": {"forces": 2}},
        ),
        (
            "different_coverage",
            NOT_COMPARABLE,
            {"both": {"area": "known-group"}, "base": {"forces": 2}, "later": {"forces": 1}},
        ),
        (
            "membership_not_stated",
            CAUTION,
            {"both": {"area": "opaque-group", "forces": 2}},
        ),
        (
            "different_membership",
            NOT_COMPARABLE,
            {"both": {"area": "moved-group", "forces": 2}},
        ),
        ("provisional_value", CAUTION, {"later": {"status": Status.PROVISIONAL}}),
        ("estimated_value", CAUTION, {"base": {"status": Status.ESTIMATED}}),
        ("inferred_reading", CAUTION, {"base": {"inferred": [Inference("period", "Why.")]}}),
    ],
)
def test_each_reason_stands_alone_with_its_status(
    code: str, status: ComparabilityStatus, changed: dict[str, Any]
) -> None:
    found = compared(**changed)
    assert codes(found.reasons) == [code]
    assert found.status is status


def test_no_earlier_figure_is_no_base() -> None:
    found = compare(None, PLAIN_LATER, HELD)
    assert (found.status, codes(found.reasons)) == (NO_BASE, ["no_base_figure"])


def test_no_later_figure_is_not_comparable() -> None:
    found = compare(PLAIN_LATER, None, HELD)
    assert (found.status, codes(found.reasons)) == (NOT_COMPARABLE, ["no_later_figure"])


@pytest.mark.parametrize(
    "changed",
    [
        {"base": {"value": SMALL_BASE}},
        {"both": {"area": "known-group", "forces": 2}},
        {
            "both": {"area": "moved-group", "forces": 2},
            "base": {"period": "2019-20"},
            "later": {"period": "2020-21"},
        },
        {"base": {"period": "2018-m02"}, "later": {"period": "2019-m02"}},
        {"later": {"value": 0}},
    ],
)
def test_nothing_is_said_where_nothing_is_wrong(changed: dict[str, Any]) -> None:
    assert compared(**changed) == Comparability(COMPARABLE, [])


def test_some_of_the_forces_of_an_area_may_be_others_the_next_year() -> None:
    held = dictionary(
        areas=[
            area("whole", AreaKind.COUNTRY, members=[Membership("inner", None, None)]),
            area("inner", AreaKind.REGION, members=PARTS),
            area("part-a"),
            area("part-b"),
        ]
    )
    everyone = compared(held, both={"area": "whole", "forces": 2})
    assert everyone == Comparability(COMPARABLE, [])
    some = compared(held, both={"area": "whole", "forces": 1})
    assert (some.status, codes(some.reasons)) == (CAUTION, ["membership_not_stated"])


def test_shares_are_rounded_and_never_a_small_base() -> None:
    held = dictionary(measures=[measure(COUNTS, counted=False)])
    found = compared(held, base={"value": 7})
    assert [reason.code for reason in found.reasons] == ["rounded_values"]
    assert found.status is CAUTION


@pytest.mark.parametrize(
    ("membership", "same"),
    [
        (Membership("part-b", None, date(2020, 3, 31)), True),
        (Membership("part-b", None, date(2020, 3, 30)), False),
        (Membership("part-b", date(2018, 4, 1), None), True),
        (Membership("part-b", date(2018, 4, 2), None), False),
        (Membership("part-b", date(2019, 4, 1), date(2020, 3, 31)), False),
        (Membership("part-b", date(2020, 3, 31), None), True),
    ],
)
def test_a_member_belongs_who_is_in_on_every_day_of_the_period(
    membership: Membership, same: bool
) -> None:
    group = area("group", AreaKind.GROUP, members=[PARTS[0], membership])
    held = dictionary(areas=[group, area("part-a"), area("part-b")])
    found = compared(held, both={"area": "group", "forces": 2})
    assert ("different_membership" in codes(found.reasons)) is not same


def test_a_period_without_days_takes_every_member() -> None:
    found = compared(
        both={"area": "moved-group", "forces": 2, "period": "unstated"},
        base={"period": "unstated"},
        later={"period": "unstated"},
    )
    assert codes(found.reasons) == ["overlapping_periods"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        (
            {"base": {"value": 0}, "later": {"status": Status.PROVISIONAL}},
            NO_BASE,
        ),
        ({"base": {"value": 0, "dataset": "other"}}, NOT_COMPARABLE),
        ({"base": {"value": 0}, "later": {"qualifier": Qualifier.ABOUT}}, NOT_COMPARABLE),
        ({"base": {"value": 7, "dataset": "other"}}, NOT_COMPARABLE),
        ({"base": {"value": 7, "status": Status.ESTIMATED}}, CAUTION),
    ],
)
def test_the_gravest_finding_is_the_status(
    changed: dict[str, Any], status: ComparabilityStatus
) -> None:
    found = compared(**changed)
    assert len(found.reasons) == 2
    assert found.status is status


def test_every_difference_is_told() -> None:
    base = observation(
        None, measure="other-count", area="other-force", period="2018", dataset="other"
    )
    assert codes(compare(base, PLAIN_LATER, HELD).reasons) == [
        "different_measure",
        "different_area",
        "different_dataset",
        "different_period_kind",
        "no_value",
    ]


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        (
            {"base": {"value": None, "status": Status.NOT_SUPPLIED}},
            "The earlier figure is not supplied.",
        ),
        (
            {"later": {"value": Decimal("1.6E+6"), "qualifier": Qualifier.MORE_THAN}},
            "The later figure is stated as more than 1600000, which is a range and not one number.",
        ),
        (
            {"base": {"period": "unstated"}, "later": {"period": "unstated"}},
            "unstated and unstated may share days.",
        ),
        (
            {"base": {"period": "2019-20"}},
            "2019-20 and 2019-20 share days.",
        ),
        (
            {"base": {"period": "2018"}},
            "2018 is a calendar year and 2019-20 is a financial year.",
        ),
        (
            {"later": {"inferred": [Inference("period", "The headline says so.")]}},
            "The period of the later figure was inferred: The headline says so.",
        ),
        (
            {"base": {"dataset": "other"}},
            "The dataset is other before and synthetic-dataset after.",
        ),
    ],
)
def test_a_reason_says_what_it_is_about(changed: dict[str, Any], detail: str) -> None:
    assert [reason.detail for reason in compared(**changed).reasons] == [detail]


def test_shares_are_compared_by_their_own_measure() -> None:
    held = dictionary(measures=[measure(SHARES, counted=False, comparable=False)])
    assert codes(compared(held, both={"measure": SHARES}).reasons) == ["measure_without_change"]


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        (("2018-19", "2019-20"), True),
        (("2019-20", "2020-21"), True),
        (("2017-18", "2018-19"), False),
        (("2020-21", "2021-22"), False),
        (("2018-10-01/2019-09-30", "2019-10-01/2020-09-30"), True),
        (("2019-10-01/2020-09-30", "2020-10-01/2021-09-30"), False),
        (("2019-q3", "2019-q4"), True),
        (("2019-q2", "2019-q3"), False),
    ],
)
@pytest.mark.parametrize("where", ["category", "dataset"])
def test_a_break_between_two_periods_or_in_one_is_a_caution(
    periods: tuple[str, str], told: bool, where: str
) -> None:
    found = Break(date(2019, 10, 1), "Another law.", "The law")
    held = dictionary(categories=[category("changed", [found] if where == "category" else [])])
    if where == "dataset":
        held.entries["datasets"]["synthetic-dataset"].breaks.append(found)
    base, later = (observation(400, category="changed", period=period) for period in periods)
    reasons = compare(base, later, held).reasons
    assert ("break_in_series" in codes(reasons)) is told
    if told:
        assert "Another law. (Since 2019-10-01.)" in [reason.detail for reason in reasons]
