from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.check_claim import CHECKS
from app.analysis.claims.kind import Term
from app.domain.claim import ClaimKind, Verdict
from app.domain.interval import Interval
from app.domain.observation import Observation
from app.domain.period import Period
from tests.unit.make import (
    MISSING,
    checked,
    claim,
    observation,
    years,
)

HOLDS = Verdict.HOLDS
TRUNCATED = Verdict.HOLDS_ONLY_IF_TRUNCATED
FAILS = Verdict.FAILS
COUNTED = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("part", "whole", "percent", "verdict"),
    [
        (9, 100, "9", HOLDS),
        (95, 1000, "9", TRUNCATED),
        (85, 1000, "9", HOLDS),
        (10, 100, "9", FAILS),
        (0, 100, "0", HOLDS),
    ],
)
def test_a_share_is_the_part_in_the_whole(
    part: int, whole: int, percent: str, verdict: Verdict
) -> None:
    one, all_of_it = years(part, whole)
    found = checked(ClaimKind.SHARE, percent, {"part": [one], "whole": [all_of_it]})
    assert found.verdict is verdict


def test_a_share_implies_its_whole_and_its_part() -> None:
    found = checked(ClaimKind.SHARE, 9, {"part": [observation(427)], "whole": [MISSING]})
    assert found.implied is not None
    assert found.implied.notation == "(4494.736842, 5023.529412]"
    assert found.implied.formula == "427 ÷ (stated ÷ 100)"
    found = checked(ClaimKind.SHARE, 50, {"part": [MISSING], "whole": [observation(200)]})
    assert found.implied is not None
    assert found.implied.notation == "[99, 101)"
    assert found.implied.formula == "200 × stated ÷ 100"


@pytest.mark.parametrize("kind", [ClaimKind.SHARE, ClaimKind.FOLD])
def test_of_what_is_below_zero_there_is_no_share_and_no_fold(kind: ClaimKind) -> None:
    """A net count can be: more was cancelled than newly recorded."""
    one, other = years(-5, 100)
    roles = ("part", "whole") if kind is ClaimKind.SHARE else ("to", "from")
    found = checked(kind, 9, {roles[0]: [one], roles[1]: [other]})
    assert found.verdict is Verdict.CANNOT_BE_CHECKED
    assert "not below zero" in found.explanation


def test_no_share_implies_no_whole() -> None:
    found = checked(ClaimKind.SHARE, 0, {"part": [observation(0)], "whole": [MISSING]})
    assert found.implied is None


@pytest.mark.parametrize(
    ("kind", "unit", "roles"),
    [
        (ClaimKind.SHARE, "per-cent", ("part", "whole")),
        (ClaimKind.FOLD, "fold", ("to", "from")),
    ],
)
def test_a_negative_statement_fails_and_implies_nothing(
    kind: ClaimKind, unit: str, roles: tuple[str, str]
) -> None:
    above, below = years(5, 10)
    for known, lacking in (roles, roles[::-1]):
        found = checked(kind, -5, {known: [below], lacking: [MISSING]}, unit=unit)
        assert found.implied is None
    found = checked(kind, -5, {roles[0]: [above], roles[1]: [below]}, unit=unit)
    assert found.verdict is FAILS


def test_a_fold_implies_both_its_ends() -> None:
    found = checked(ClaimKind.FOLD, 9, {"from": [MISSING], "to": [observation(202)]}, unit="fold")
    assert found.implied is not None
    assert found.implied.notation == "(21.263158, 23.764706]"
    assert found.implied.formula == "202 ÷ stated"
    found = checked(ClaimKind.FOLD, 9, {"from": [observation(10)], "to": [MISSING]}, unit="fold")
    assert found.implied is not None
    assert found.implied.notation == "[85, 95)"
    assert found.implied.formula == "10 × stated"


@given(COUNTED, COUNTED, st.integers(0, 2), st.sampled_from(list("ft")))
def test_what_a_fold_implies_holds_the_truth(
    before: int, after: int, places: int, side: str
) -> None:
    place = Fraction(1, 10**places)
    printed = Decimal(int(Fraction(after, before) / place + Fraction(1, 2))).scaleb(-places)
    if not printed:
        return
    operands: dict[str, list[Observation | str]] = (
        {"from": [MISSING], "to": [observation(after)]}
        if side == "f"
        else {"from": [observation(before)], "to": [MISSING]}
    )
    made = claim(ClaimKind.FOLD, str(printed), operands, unit="fold")
    check = CHECKS[made.kind]
    known = after if side == "f" else before
    term = Term(Interval.point(known), str(known), Period.parse("2020"))
    terms = {"to" if side == "f" else "from": [term]}
    implied = check.imply("from" if side == "f" else "to", terms, check.stated(made))
    assert implied is not None
    assert (before if side == "f" else after) in implied[0]
