from decimal import Decimal

import pytest

from app.domain.claim import CheckedClaim, ClaimKind, Implied
from app.domain.quantity import Qualifier
from tests.unit.make import MISSING, RELEASE, SHARES, Operands, checked, observation

LATER = observation(10058)


def bound(found: CheckedClaim) -> Implied:
    """What a claim implies."""
    assert found.implied is not None
    return found.implied


def test_a_rise_implies_a_base_that_is_a_whole_number_of_offences() -> None:
    found = checked(ClaimKind.CHANGE, 17, {"from": [MISSING], "to": [LATER]})
    implied = bound(found)
    assert implied.derived is True
    assert (implied.role, implied.what, implied.unit) == ("from", MISSING, "offences")
    assert implied.interval == [8560, Decimal("8633.476395")]
    assert implied.notation == "(8560, 8633.476395]"
    assert implied.whole_numbers == [8561, 8633]
    assert implied.formula == "10058 ÷ (1 + stated ÷ 100)"
    assert implied.lineage.observations == [LATER.id]
    assert implied.lineage.formula == "10058 ÷ (1 + stated ÷ 100), with stated in [16.5, 17.5)"
    assert implied.lineage.release == RELEASE


def test_the_ends_of_the_whole_numbers_are_borne_out_and_the_next_are_not() -> None:
    """By the definition of a change, without intervals."""
    low, high = 8561, 8633
    for base, holds in ((low - 1, False), (low, True), (high, True), (high + 1, False)):
        percent = (Decimal(10058) - base) / base * 100
        assert (Decimal("16.5") <= percent < Decimal("17.5")) is holds


@pytest.mark.parametrize(
    ("kind", "operands"),
    [
        (ClaimKind.CHANGE, {"from": [LATER], "to": [MISSING]}),
        (ClaimKind.FOLD, {"from": [MISSING], "to": [LATER]}),
        (ClaimKind.SHARE, {"part": [LATER], "whole": [MISSING]}),
        (ClaimKind.TOTAL, {"parts": [observation(3), MISSING]}),
    ],
)
def test_every_kind_that_bounds_an_operand_gives_counts(
    kind: ClaimKind, operands: Operands
) -> None:
    implied = bound(checked(kind, 7, operands))
    assert implied.unit == "offences"
    assert implied.whole_numbers is not None
    for number in implied.whole_numbers:
        assert number is not None


def test_what_is_no_count_has_no_whole_numbers() -> None:
    later = observation("12.5", measure=SHARES)
    implied = bound(checked(ClaimKind.CHANGE, 25, {"from": [MISSING], "to": [later]}))
    assert (implied.unit, implied.whole_numbers) == ("offences", None)


def test_what_stands_alone_has_no_unit() -> None:
    implied = bound(checked(ClaimKind.TOTAL, 7, {"parts": [MISSING]}, unit="offences"))
    assert (implied.unit, implied.whole_numbers) == (None, None)
    assert implied.lineage.observations == []


def test_no_count_is_below_zero() -> None:
    parts: Operands = {"parts": [observation(750), MISSING]}

    def implied_by(total: int) -> Implied:
        how = Qualifier.LESS_THAN
        return bound(checked(ClaimKind.TOTAL, total, parts, unit="offences", qualifier=how))

    implied = implied_by(760)
    assert (implied.notation, implied.whole_numbers) == ("[-750, 10)", [0, 9])
    implied = implied_by(740)
    assert (implied.notation, implied.whole_numbers) == ("[-750, -10)", [])


def test_a_claim_that_no_count_bears_out_implies_none() -> None:
    found = checked(ClaimKind.SHARE, "33.4", {"part": [MISSING], "whole": [observation(3)]})
    assert bound(found).notation == "[1.0005, 1.0035)"
    assert bound(found).whole_numbers == []


def test_more_than_is_without_an_end() -> None:
    parts: Operands = {"parts": [observation(427), MISSING]}
    found = checked(ClaimKind.TOTAL, 750, parts, unit="offences", qualifier=Qualifier.MORE_THAN)
    assert bound(found).whole_numbers == [324, None]


def test_nothing_is_implied_for_two_or_none_or_without_a_bound() -> None:
    two = checked(ClaimKind.CHANGE, 17, {"from": [MISSING], "to": [MISSING]})
    none = checked(ClaimKind.TOTAL, 3, {"parts": [observation(3)]}, unit="offences")
    undefined = checked(ClaimKind.CHANGE, -100, {"from": [MISSING], "to": [LATER]})
    trend = checked(ClaimKind.RANKING, None, {"leader": [MISSING], "others": [LATER]}, unit=None)
    assert [found.implied for found in (two, none, undefined, trend)] == [None] * 4


def test_a_verdict_has_the_lineage_of_its_working() -> None:
    one, two = observation(427), observation(325, area="other")
    found = checked(ClaimKind.TOTAL, 752, {"parts": [one, two]}, unit="offences")
    assert found.lineage.observations == found.operands == [one.id, two.id]
    assert found.lineage.formula == found.formula == "427 + 325 = 752"
    assert found.lineage.release == RELEASE
