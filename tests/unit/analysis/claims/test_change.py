from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.check_claim import CHECKS, check_claim
from app.analysis.claims.kind import Term, UndefinedError
from app.domain.claim import ClaimKind, Verdict
from app.domain.interval import Interval
from app.domain.observation import Status
from app.domain.period import Period
from app.domain.quantity import Qualifier, Quantity
from tests.unit.make import (
    MISSING,
    change_claim,
    checked,
    claim,
    dictionary,
    observation,
    shares,
    years,
)

HOLDS = Verdict.HOLDS
WITHIN = Verdict.HOLDS_WITHIN_ROUNDING
TRUNCATED = Verdict.HOLDS_ONLY_IF_TRUNCATED
FAILS = Verdict.FAILS
UNCHECKED = Verdict.CANNOT_BE_CHECKED
COUNTED = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("before", "after", "percent", "verdict"),
    [
        (200, 213, "7", HOLDS),
        (200, 215, "7", TRUNCATED),
        (200, 215, "8", HOLDS),
        (200, 215, "7.5", HOLDS),
        (200, 187, "-7", HOLDS),
        (200, 187, "-6", TRUNCATED),
        (1000, 999, "0", HOLDS),
        (1000, 1004, "0", HOLDS),
        (1000, 1005, "0", TRUNCATED),
        (1000, 995, "0", TRUNCATED),
        (1000, 990, "0", FAILS),
        (100, 0, "-100", HOLDS),
    ],
)
def test_ends_of_the_stated_interval(
    before: int, after: int, percent: str, verdict: Verdict
) -> None:
    assert change_claim(before, after, percent).verdict is verdict


def test_rounded_operands_can_leave_it_open() -> None:
    base, later = shares("10", "20")
    found = checked(ClaimKind.CHANGE, 100, {"from": [base], "to": [later]})
    assert found.verdict is WITHIN
    assert found.computed is not None
    assert found.computed.notation == "(85.714286, 115.789474)"


def test_hedged_falls_are_read_as_falls() -> None:
    hedged = {"qualifier": Qualifier.MORE_THAN}
    assert change_claim(100, 92, -7, **hedged).verdict is HOLDS
    assert change_claim(100, 94, -7, **hedged).verdict is FAILS
    assert change_claim(100, 107, -7, **hedged).verdict is FAILS


@pytest.mark.parametrize("value", [100, -100])
def test_a_base_of_zero_leaves_nothing_to_check(value: int) -> None:
    found = change_claim(0, 5, value)
    assert found.verdict is UNCHECKED
    assert found.computed is None
    assert found.implied is None
    assert found.missing == ["a base above zero"]
    assert found.explanation == ("It cannot be checked: the working needs a base above zero.")


def test_a_share_printed_as_zero_can_be_a_base_of_zero() -> None:
    base, later = shares("0", "20")
    found = checked(ClaimKind.CHANGE, 100, {"from": [base], "to": [later]})
    assert found.verdict is UNCHECKED


def test_a_suppressed_operand_leaves_nothing_to_check() -> None:
    found = change_claim(None, 150, 50)
    assert found.verdict is UNCHECKED
    assert found.missing == [
        "synthetic-count:synthetic-force:2010:-:-:-:synthetic-dataset is suppressed"
    ]
    assert found.working[0].observation is not None
    assert found.working[0].value is None
    assert len(found.operands) == 2
    assert found.implied is not None
    assert "not all in the record" in found.explanation


def test_what_a_status_is_called_is_said_in_words() -> None:
    base, later = (
        observation(None, period="2018-19", status=Status.NOT_SUPPLIED),
        observation(1),
    )
    found = checked(ClaimKind.CHANGE, 50, {"from": [base], "to": [later]})
    assert found.missing[0].endswith(" is not supplied")


def test_an_operand_of_another_release_leaves_nothing_to_check() -> None:
    base, later = years(100, 150)
    made = claim(ClaimKind.CHANGE, 50, {"from": [base], "to": [later]})
    found = check_claim(made, {later.id: later}, dictionary())
    assert found.missing == [f"{base.id} is not in this release"]
    assert found.operands == [later.id]
    assert found.implied is not None


def test_the_later_figure_is_implied_too() -> None:
    found = checked(ClaimKind.CHANGE, 50, {"from": [observation(200)], "to": [MISSING]})
    assert found.implied is not None
    assert found.implied.notation == "[299, 301)"
    assert found.implied.formula == "200 × (1 + stated ÷ 100)"


@pytest.mark.parametrize("role", ["from", "to"])
def test_a_fall_below_nothing_implies_nothing(role: str) -> None:
    other = {"from": "to", "to": "from"}[role]
    found = checked(ClaimKind.CHANGE, -150, {other: [observation(10)], role: [MISSING]})
    assert found.implied is None


def test_two_missing_operands_imply_nothing() -> None:
    found = checked(ClaimKind.CHANGE, 16, {"from": [MISSING], "to": ["Another."]})
    assert found.missing == [MISSING, "Another."]
    assert found.implied is None


@given(COUNTED, COUNTED, st.integers(0, 2))
def test_the_implied_base_holds_every_base_of_a_claim_that_holds(
    before: int, after: int, places: int
) -> None:
    percent = (Fraction(after, before) - 1) * 100
    printed = round(Decimal(after * 100) / Decimal(before) - 100, places)
    made = Quantity(printed, signed=True)
    if percent not in made.interval:
        return
    known = claim(ClaimKind.CHANGE, str(printed), {})
    term = Term(Interval.point(after), str(after), Period.parse("2020"))
    check = CHECKS[ClaimKind.CHANGE]
    try:
        implied = check.imply("from", {"to": [term]}, check.stated(known))
    except UndefinedError:
        assert after * 1000 < before * 10
        return
    assert implied is not None
    assert before in implied[0]
