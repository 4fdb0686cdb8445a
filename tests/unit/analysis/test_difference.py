"""What is shown is worked out from whole numbers: it has to be what fractions give."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.difference import Difference, exact, rounded
from app.domain.changes import Amounts
from app.domain.interval import decimal_text, quotient_text

WHOLE = st.integers(-(10**18), 10**18) | st.integers(-200, 200)
PRINTED = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), WHOLE, st.integers(-9, 6)
)
PRECISION = st.integers(0, 10)


@given(before=PRINTED, after=PRINTED, precision=PRECISION)
def test_amounts_are_those_of_fractions(before: Decimal, after: Decimal, precision: int) -> None:
    difference = Difference(before, after)
    fold = Fraction(after) / Fraction(before) if before else None
    percent = None if fold is None else (fold - 1) * 100
    assert (difference.fold, difference.percent) == (fold, percent)
    assert difference.amounts(precision) == Amounts(
        absolute=f"{difference.absolute:f}",
        percent=_digits(rounded(percent, precision)),
        percent_exact=exact(percent),
        fold=_digits(rounded(fold, precision)),
        fold_exact=exact(fold),
        direction=difference.direction,
        formula=difference.formula(f"{before:f}", f"{after:f}"),
    )


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


@given(before=WHOLE, after=WHOLE, precision=PRECISION)
def test_whole_numbers_differ_as_their_decimals_do(before: int, after: int, precision: int) -> None:
    whole, printed = Difference(before, after), Difference(Decimal(before), Decimal(after))
    assert whole.amounts(precision) == printed.amounts(precision)
    assert whole.texts == printed.texts
    assert (whole.fold, whole.percent) == (printed.fold, printed.percent)


@given(above=WHOLE, below=st.integers(1, 10**6), places=PRECISION, common=st.integers(1, 10**6))
def test_a_fraction_need_not_be_in_its_lowest_terms(
    above: int, below: int, places: int, common: int
) -> None:
    told = decimal_text(Fraction(above, below), places)
    assert quotient_text(above * common, below * common, places) == told
