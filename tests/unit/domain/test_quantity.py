from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.interval import Interval
from app.domain.quantity import Qualifier, Quantity, round_step
from app.errors import MalformedError
from tests.unit.drawn import PRINTED

HEDGES = [qualifier for qualifier in Qualifier if qualifier is not Qualifier.EXACT]
WIDE = Context(prec=60)


def notation(value: str, qualifier: Qualifier, **how: bool) -> str:
    return Quantity(Decimal(value), qualifier, **how).interval.notation(6)


@pytest.mark.parametrize(
    ("value", "qualifier", "interval"),
    [
        ("7", Qualifier.EXACT, "[6.5, 7.5)"),
        ("7.0", Qualifier.EXACT, "[6.95, 7.05)"),
        ("12.5", Qualifier.EXACT, "[12.45, 12.55)"),
        ("0", Qualifier.EXACT, "[0, 0.5)"),
        ("1.6E+6", Qualifier.EXACT, "[1550000, 1650000)"),
        ("-6", Qualifier.EXACT, "(-6.5, -5.5]"),
        ("700", Qualifier.ABOUT, "[650, 750)"),
        ("750", Qualifier.ABOUT, "[725, 775)"),
        ("100", Qualifier.NEARLY, "[95, 100)"),
        ("9", Qualifier.NEARLY, "[8.5, 9)"),
        ("17", Qualifier.NEARLY, "[16.15, 17)"),
        ("1.60", Qualifier.NEARLY, "[1.52, 1.6)"),
        ("750", Qualifier.MORE_THAN, "(750, ∞)"),
        ("0", Qualifier.MORE_THAN, "(0, ∞)"),
        ("750", Qualifier.AT_LEAST, "[750, ∞)"),
        ("750", Qualifier.LESS_THAN, "[0, 750)"),
        ("25", Qualifier.FRACTION, "[23, 27]"),
        ("10", Qualifier.FRACTION, "[9, 11]"),
        ("33.3", Qualifier.FRACTION, "[31.3, 35.3]"),
        ("100", Qualifier.PLURAL, "[200, 1000)"),
        ("-7", Qualifier.MORE_THAN, "(-∞, -7)"),
        ("-7", Qualifier.LESS_THAN, "(-7, 0]"),
        ("-9", Qualifier.NEARLY, "(-9, -8.5]"),
    ],
)
def test_each_form_stands_for_its_interval(value: str, qualifier: Qualifier, interval: str) -> None:
    assert notation(value, qualifier) == interval


def test_a_count_is_what_it_says() -> None:
    assert notation("427", Qualifier.EXACT, counted=True) == "[427, 427]"
    assert notation("-427", Qualifier.EXACT, counted=True) == "[-427, -427]"


def test_a_printed_zero_of_a_signed_number_stands_for_both_sides() -> None:
    assert notation("0", Qualifier.EXACT, signed=True) == "(-0.5, 0.5)"
    assert notation("0.0", Qualifier.EXACT, signed=True) == "(-0.05, 0.05)"
    assert Quantity(Decimal(0), signed=True).truncated == Interval(
        Fraction(-1), Fraction(1), True, True
    )


def test_a_sign_changes_nothing_for_a_number_that_is_not_zero() -> None:
    for value in (Decimal(7), Decimal(-7)):
        plain, signed = Quantity(value), Quantity(value, signed=True)
        assert plain.interval == signed.interval
        assert plain.truncated == signed.truncated


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_cannot_be_printed_is_refused(value: str) -> None:
    with pytest.raises(MalformedError, match="not a number that can be printed"):
        Quantity(Decimal(value))


@pytest.mark.parametrize(
    "qualifier",
    [
        Qualifier.ABOUT,
        Qualifier.NEARLY,
        Qualifier.LESS_THAN,
        Qualifier.FRACTION,
        Qualifier.PLURAL,
    ],
)
@pytest.mark.parametrize("zero", ["0", "-0", "0.00"])
def test_zero_is_not_hedged_but_from_below(qualifier: Qualifier, zero: str) -> None:
    with pytest.raises(MalformedError, match=qualifier.replace("_", " ") + " zero"):
        Quantity(Decimal(zero), qualifier)


@given(PRINTED, st.sampled_from(Qualifier), st.booleans())
def test_the_printed_number_lies_on_the_closure_of_its_interval(
    value: Decimal, qualifier: Qualifier, counted: bool
) -> None:
    interval = Quantity(value, qualifier, counted).interval
    low, high = interval.low, interval.high
    assert low is not None
    if qualifier is Qualifier.PLURAL:
        assert low == 2 * value
    else:
        assert low <= Fraction(value)
        assert high is None or Fraction(value) <= high
    assert low >= 0


@given(
    st.fractions(0, 10_000, max_denominator=1000),
    st.integers(-3, 3),
)
def test_a_value_rounded_to_the_printed_place_lies_in_what_was_printed(
    true: Fraction, exponent: int
) -> None:
    place = Fraction(10) ** exponent
    printed = Decimal(int(true / place + Fraction(1, 2))).scaleb(exponent)
    assert true in Quantity(printed).interval
    assert -true in Quantity(printed.copy_negate(), signed=True).interval


@given(
    st.fractions(0, 10_000, max_denominator=1000),
    st.integers(-3, 3),
)
def test_a_value_cut_off_at_the_printed_place_lies_in_the_truncated_interval(
    true: Fraction, exponent: int
) -> None:
    place = Fraction(10) ** exponent
    printed = Decimal(int(true / place)).scaleb(exponent)
    for value, signed in ((true, printed), (-true, printed.copy_negate())):
        truncated = Quantity(signed, signed=True).truncated
        assert truncated is not None
        assert value in truncated


@given(st.integers(-(10**8), 10**8), st.integers(-3, 3))
def test_rounding_agrees_with_the_decimal_module(digits: int, exponent: int) -> None:
    true = Decimal(digits).scaleb(-4)
    place = Decimal(1).scaleb(exponent)
    rounded = true.quantize(place, ROUND_HALF_UP, WIDE)
    cut = true.quantize(place, ROUND_DOWN, WIDE)
    assert Fraction(true) in Quantity(rounded, signed=True).interval
    truncated = Quantity(cut, signed=True).truncated
    assert truncated is not None
    assert Fraction(true) in truncated


@given(PRINTED, st.sampled_from(Qualifier), st.booleans())
def test_a_fall_mirrors_the_rise(value: Decimal, qualifier: Qualifier, counted: bool) -> None:
    rise = Quantity(value, qualifier, counted)
    fall = Quantity(-value, qualifier, counted)
    assert fall.interval == -rise.interval
    assert fall.reading == -rise.reading
    if rise.truncated is None:
        assert fall.truncated is None
    else:
        assert fall.truncated == -rise.truncated


@given(PRINTED, st.sampled_from(Qualifier), st.booleans())
def test_the_reading_lies_in_the_interval(
    value: Decimal, qualifier: Qualifier, counted: bool
) -> None:
    quantity = Quantity(value, qualifier, counted)
    assert quantity.reading.lies_in(quantity.interval)


@pytest.mark.parametrize(
    ("value", "qualifier", "reading"),
    [
        ("750", Qualifier.MORE_THAN, "(750, 800)"),
        ("37000", Qualifier.MORE_THAN, "(37000, 38000)"),
        ("10000", Qualifier.AT_LEAST, "[10000, 20000)"),
        ("-7", Qualifier.MORE_THAN, "(-8, -7)"),
        ("9", Qualifier.NEARLY, "[8.5, 9)"),
    ],
)
def test_a_newsroom_would_have_named_the_next_round_step(
    value: str, qualifier: Qualifier, reading: str
) -> None:
    assert Quantity(Decimal(value), qualifier).reading.notation() == reading


@pytest.mark.parametrize("qualifier", HEDGES)
def test_hedges_are_not_truncated(qualifier: Qualifier) -> None:
    assert Quantity(Decimal(7), qualifier).truncated is None


def test_counts_are_not_truncated() -> None:
    assert Quantity(Decimal(7), counted=True).truncated is None


@pytest.mark.parametrize(
    ("value", "step"),
    [
        ("750", 50),
        ("37000", 1000),
        ("10000", 10_000),
        ("500", 500),
        ("20", 10),
        ("25", 5),
        ("7", 1),
        ("1.6E+6", 100_000),
        ("0.5", Fraction(1, 2)),
        ("0.30", Fraction(1, 10)),
        ("0", 1),
        ("0.0", Fraction(1, 10)),
    ],
)
def test_round_steps(value: str, step: Fraction | int) -> None:
    assert round_step(Decimal(value)) == step


@given(PRINTED)
def test_the_round_step_divides_and_none_larger_does(value: Decimal) -> None:
    step = round_step(value)
    assert (Fraction(value) / step).denominator == 1
    steps = [first * Fraction(10) ** power for power in range(-5, 12) for first in (1, 5)]
    assert step in steps
    assert not any((Fraction(value) / each).denominator == 1 for each in steps if each > step)


def test_what_stands_before_a_number_reads_as_a_sentence() -> None:
    assert [qualifier.words for qualifier in HEDGES] == [
        "about",
        "nearly",
        "more than",
        "at least",
        "less than",
        "a fraction near",
        "some multiple of",
    ]
