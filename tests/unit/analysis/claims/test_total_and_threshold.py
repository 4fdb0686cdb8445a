from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.claim import ClaimKind, Verdict
from app.domain.observation import Observation
from app.domain.quantity import Qualifier
from tests.unit.make import (
    MISSING,
    checked,
    observation,
    years,
)

HOLDS = Verdict.HOLDS
FAILS = Verdict.FAILS


def test_a_total_implies_its_one_missing_part() -> None:
    parts: list[Observation | str] = [*years(427), MISSING]
    found = checked(ClaimKind.TOTAL, 752, {"parts": parts}, unit="offences")
    assert found.implied is not None
    assert found.implied.notation == "[325, 325]"
    assert found.implied.formula == "stated − 427"
    assert found.formula == "427 + ?"


def test_a_total_of_one_unknown_part_is_that_part() -> None:
    found = checked(ClaimKind.TOTAL, 752, {"parts": [MISSING]}, unit="offences")
    assert found.implied is not None
    assert (found.implied.notation, found.implied.formula) == ("[752, 752]", "stated")


def test_a_hedged_part_says_so_where_it_implies() -> None:
    hedged = observation(700, qualifier=Qualifier.MORE_THAN)
    found = checked(ClaimKind.TOTAL, 1000, {"parts": [hedged, MISSING]}, unit="offences")
    assert found.implied is not None
    assert found.implied.formula == "stated − (more than 700)"
    assert found.implied.notation == "(-∞, 300)"
    assert found.implied.interval == [None, Decimal(300)]


@given(st.lists(st.integers(0, 999), min_size=1, max_size=5))
def test_a_total_of_counts_holds_and_one_more_fails(values: list[int]) -> None:
    parts = years(*values)
    total = sum(values)
    for said, verdict in ((total, HOLDS), (total + 1, FAILS)):
        assert checked(ClaimKind.TOTAL, said, {"parts": parts}, unit="offences").verdict is verdict


@pytest.mark.parametrize(
    ("value", "qualifier", "verdict"),
    [
        (10001, Qualifier.MORE_THAN, HOLDS),
        (10000, Qualifier.MORE_THAN, FAILS),
        (10000, Qualifier.AT_LEAST, HOLDS),
        (9999, Qualifier.LESS_THAN, HOLDS),
        (9999, Qualifier.NEARLY, HOLDS),
        (10000, Qualifier.NEARLY, FAILS),
    ],
)
def test_a_mark_is_passed_or_not(value: int, qualifier: Qualifier, verdict: Verdict) -> None:
    found = checked(
        ClaimKind.THRESHOLD,
        10000,
        {"value": [observation(value)]},
        unit="offences",
        qualifier=qualifier,
    )
    assert found.verdict is verdict
    assert found.formula == str(value)


@pytest.mark.parametrize(("value", "noted"), [(799, False), (800, True), (5000, True)])
def test_a_mark_passed_by_far_is_noted(value: int, noted: bool) -> None:
    found = checked(
        ClaimKind.THRESHOLD,
        750,
        {"value": [observation(value)]},
        unit="offences",
        qualifier=Qualifier.MORE_THAN,
    )
    assert found.verdict is HOLDS
    assert ("higher mark" in found.explanation) is noted


def test_hundreds_are_at_least_two() -> None:
    for value, verdict in ((199, FAILS), (200, HOLDS), (999, HOLDS), (1000, FAILS)):
        found = checked(
            ClaimKind.THRESHOLD,
            100,
            {"value": [observation(value)]},
            unit="offences",
            qualifier=Qualifier.PLURAL,
        )
        assert found.verdict is verdict


def test_a_hedged_operand_is_checked_by_its_interval() -> None:
    found = checked(
        ClaimKind.THRESHOLD,
        37000,
        {"value": [observation(37000, qualifier=Qualifier.MORE_THAN)]},
        unit="offences",
        qualifier=Qualifier.MORE_THAN,
    )
    assert found.verdict is HOLDS
    assert found.formula == "(more than 37000) = (37000, ∞)"
    assert found.computed is not None
    assert found.computed.interval == [Decimal(37000), None]
