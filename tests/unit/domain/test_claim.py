import pytest

from app.domain.claim import ClaimKind, OperandUse
from app.domain.quantity import Qualifier
from tests.unit.make import claim


def test_the_id_is_source_paragraph_and_ordinal() -> None:
    assert claim(ClaimKind.CHANGE, 7, {}).id == "synthetic-article:5:1"


@pytest.mark.parametrize(
    ("kind", "unit", "counted"),
    [
        (ClaimKind.CHANGE, "per-cent", False),
        (ClaimKind.SHARE, "per-cent", False),
        (ClaimKind.FOLD, "fold", False),
        (ClaimKind.TOTAL, "per-cent", False),
        (ClaimKind.TOTAL, "pounds", False),
        (ClaimKind.AVERAGE, "offences-a-day", False),
        (ClaimKind.TOTAL, "offences", True),
        (ClaimKind.THRESHOLD, "offences", True),
    ],
)
def test_a_bare_number_is_exact_only_where_it_counts(
    kind: ClaimKind, unit: str, counted: bool
) -> None:
    quantity = claim(kind, 7, {}, unit=unit).quantity
    assert quantity is not None
    assert quantity.counted is counted
    assert quantity.signed is (kind is ClaimKind.CHANGE)


def test_the_hedge_goes_with_the_number() -> None:
    quantity = claim(ClaimKind.TOTAL, 750, {}, qualifier=Qualifier.MORE_THAN).quantity
    assert quantity is not None
    assert quantity.qualifier is Qualifier.MORE_THAN


def test_a_claim_without_a_number_has_no_quantity() -> None:
    assert claim(ClaimKind.TREND, None, {}).quantity is None


def test_the_use_of_an_operand_fits_a_line() -> None:
    assert str(OperandUse("from", "id", None, None, None)) == "from=id"
    assert str(OperandUse("from", None, None, None, "a base")) == "from=missing: a base"
