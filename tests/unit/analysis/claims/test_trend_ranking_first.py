from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.claim import ClaimKind, Direction, Verdict
from app.domain.quantity import Qualifier
from tests.unit.make import (
    MISSING,
    checked,
    shares,
    years,
)

HOLDS = Verdict.HOLDS
WITHIN = Verdict.HOLDS_WITHIN_ROUNDING
FAILS = Verdict.FAILS
UNCHECKED = Verdict.CANNOT_BE_CHECKED


@pytest.mark.parametrize(
    ("values", "direction", "verdict"),
    [
        ((1, 2, 3), Direction.UP, HOLDS),
        ((3, 2, 1), Direction.DOWN, HOLDS),
        ((1, 3, 2), Direction.UP, FAILS),
        ((1, 5, 5), Direction.UP, FAILS),
        ((3, 1, 2), Direction.DOWN, FAILS),
        ((2, 2), Direction.UP, FAILS),
        ((2, 2), Direction.DOWN, FAILS),
        ((1, 2), Direction.DOWN, FAILS),
    ],
)
def test_a_trend_goes_one_way_at_every_step(
    values: tuple[int, ...], direction: Direction, verdict: Verdict
) -> None:
    found = checked(
        ClaimKind.TREND, None, {"points": years(*values)}, unit=None, direction=direction
    )
    assert found.verdict is verdict


def test_the_step_that_goes_the_other_way_is_named() -> None:
    found = checked(
        ClaimKind.TREND, None, {"points": years(10, 15, 12)}, unit=None, direction=Direction.UP
    )
    assert found.formula == "every one of 15 − 10, 12 − 15 = [-3, 5]"
    assert found.explanation == (
        "One of the results is -3, which is outside (0, ∞), what was stated."
    )


def test_steps_that_all_go_that_way_are_counted() -> None:
    found = checked(
        ClaimKind.TREND, None, {"points": years(1, 3, 4)}, unit=None, direction=Direction.UP
    )
    assert found.explanation == ("Every one of the 2 results lies in (0, ∞), what was stated.")


def test_a_step_within_rounding_leaves_it_open() -> None:
    found = checked(
        ClaimKind.TREND,
        None,
        {"points": shares("5", "7", "7")},
        unit=None,
        direction=Direction.UP,
    )
    assert found.verdict is WITHIN
    assert found.explanation.startswith("One of the results is (-1, 1), which only overlaps")


def test_one_figure_is_no_trend() -> None:
    found = checked(ClaimKind.TREND, None, {"points": years(5)}, unit=None, direction=Direction.UP)
    assert found.verdict is UNCHECKED
    assert found.missing == ["a second figure to compare with"]


def test_a_missing_step_implies_nothing() -> None:
    found = checked(
        ClaimKind.TREND,
        None,
        {"points": [*years(5), MISSING]},
        unit=None,
        direction=Direction.UP,
    )
    assert found.verdict is UNCHECKED
    assert found.implied is None
    assert found.formula == "? − 5"


@pytest.mark.parametrize(
    ("leader", "others", "verdict"),
    [
        (10, (5, 9), HOLDS),
        (10, (5, 12), FAILS),
        (10, (10, 5), FAILS),
        (10, (9,), HOLDS),
    ],
)
def test_the_highest_is_above_every_other(
    leader: int, others: tuple[int, ...], verdict: Verdict
) -> None:
    first, *rest = years(leader, *others)
    found = checked(ClaimKind.RANKING, None, {"leader": [first], "others": rest}, unit=None)
    assert found.verdict is verdict
    assert found.stated.notation == "(0, ∞)"
    assert found.stated.value is None


@pytest.mark.parametrize(
    ("earlier", "verdict"),
    [((9000, 10000), HOLDS), ((9000, 10001), FAILS), ((10001, 10002), FAILS)],
)
def test_a_mark_is_passed_first_where_all_before_are_at_or_below_it(
    earlier: tuple[int, ...], verdict: Verdict
) -> None:
    found = checked(
        ClaimKind.FIRST,
        10000,
        {"earlier": years(*earlier)},
        unit="offences",
        qualifier=Qualifier.MORE_THAN,
    )
    assert found.verdict is verdict
    assert found.stated.notation == "(-∞, 10000]"
    assert "higher mark" not in found.explanation


def test_at_least_a_mark_is_passed_by_the_mark_itself() -> None:
    found = checked(
        ClaimKind.FIRST,
        10000,
        {"earlier": years(9000, 10000)},
        unit="offences",
        qualifier=Qualifier.AT_LEAST,
    )
    assert found.stated.notation == "(-∞, 10000)"
    assert found.verdict is FAILS


def test_one_figure_far_below_a_mark_asks_for_no_higher_mark() -> None:
    found = checked(
        ClaimKind.FIRST,
        10000,
        {"earlier": years(9000)},
        unit="offences",
        qualifier=Qualifier.MORE_THAN,
    )
    assert found.explanation == (
        "The figures give 9000, which lies in (-∞, 10000], what was stated."
    )


def test_a_mark_is_not_cut_off() -> None:
    found = checked(ClaimKind.FIRST, 10, {"earlier": shares("10.7")})
    assert found.verdict is FAILS


@given(st.lists(st.integers(0, 20), min_size=2, max_size=6))
def test_exact_counts_never_leave_a_direction_open(values: list[int]) -> None:
    first, *rest = years(*values)
    rising = all(one < other for one, other in pairwise(values))
    trend = checked(
        ClaimKind.TREND, None, {"points": [first, *rest]}, unit=None, direction=Direction.UP
    )
    assert trend.verdict is (HOLDS if rising else FAILS)
    ranking = checked(ClaimKind.RANKING, None, {"leader": [first], "others": rest}, unit=None)
    assert ranking.verdict is (HOLDS if values[0] > max(values[1:]) else FAILS)
    mark = checked(ClaimKind.FIRST, 10, {"earlier": [first, *rest]}, unit="offences")
    assert mark.verdict is (HOLDS if max(values) <= 10 else FAILS)
