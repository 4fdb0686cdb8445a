from decimal import Decimal

from app.analysis.verdicts import verdict_changes
from app.domain.claim import CheckedClaim, ClaimKind, Verdict
from app.domain.observation import Observation
from app.domain.release import VerdictChange
from tests.unit.make import change_claim, checked, years

RISE = change_claim(100, 120, 20)


def _of_years(base: Observation, later: Observation, percent: str) -> CheckedClaim:
    return checked(ClaimKind.CHANGE, percent, {"from": [base], "to": [later]})


def test_a_claim_whose_verdict_is_as_it_was_is_left_out() -> None:
    assert verdict_changes([RISE], [change_claim(200, 240, 20)]) == []


def test_a_claim_of_one_release_alone_has_not_changed() -> None:
    assert verdict_changes([], [RISE]) == []
    assert verdict_changes([RISE], []) == []


def test_a_verdict_that_changed_is_told_with_its_operands() -> None:
    now = change_claim(100, 150, 20)
    (found,) = verdict_changes([RISE], [now])
    assert found == VerdictChange(RISE.id, Verdict.HOLDS, Verdict.FAILS, now.operands)
    assert str(found) == "synthetic-article:5:1: holds → fails"


def test_an_operand_that_is_lost_leaves_nothing_to_check() -> None:
    base, later = years(100, None)
    (found,) = verdict_changes([RISE], [_of_years(base, later, "20")])
    assert found.after is Verdict.CANNOT_BE_CHECKED
    assert Decimal(20) == RISE.stated.value
