import pytest

from app.domain.claim import ClaimKind, Verdict
from tests.unit.make import (
    MISSING,
    checked,
    observation,
)

HOLDS = Verdict.HOLDS
TRUNCATED = Verdict.HOLDS_ONLY_IF_TRUNCATED
FAILS = Verdict.FAILS
UNCHECKED = Verdict.CANNOT_BE_CHECKED


@pytest.mark.parametrize(
    ("period", "total", "days", "verdict"),
    [
        ("2016-17", 5653, 365, HOLDS),
        ("2015-16", 366 * 15, 366, HOLDS),
        ("2019-q2", 91 * 17, 91, FAILS),
        ("2019-q2", 91 * 15 + 90, 91, TRUNCATED),
    ],
)
def test_an_average_is_the_total_over_the_days(
    period: str, total: int, days: int, verdict: Verdict
) -> None:
    found = checked(
        ClaimKind.AVERAGE,
        15,
        {"total": [observation(total, period=period)]},
        unit="offences-a-day",
    )
    assert found.verdict is verdict
    assert f"{total} ÷ {days} days" in found.formula


def test_a_period_without_days_has_no_average() -> None:
    found = checked(
        ClaimKind.AVERAGE,
        15,
        {"total": [observation(5653, period="unstated")]},
        unit="offences-a-day",
    )
    assert found.verdict is UNCHECKED
    assert found.formula == "5653 ÷ ? days"
    assert found.explanation == (
        "It cannot be checked: the working needs the number of days in the period."
    )


def test_a_total_that_is_missing_has_no_days() -> None:
    found = checked(ClaimKind.AVERAGE, 15, {"total": [MISSING]}, unit="offences-a-day")
    assert found.formula == "? ÷ ? days"
    assert found.implied is None
