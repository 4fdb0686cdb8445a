from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.interval import Interval, decimal_text, hull
from app.errors import MalformedError
from tests.unit.drawn import FRACTIONS, NOT_NEGATIVE, intervals, members, with_member

Drawn = tuple[Interval, Fraction]
POSITIVE = st.fractions(Fraction(1, 6), 30, max_denominator=6)


def span(
    low: int | str | None, high: int | str | None, low_open: bool = False, high_open: bool = False
) -> Interval:
    return Interval(
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
        low_open,
        high_open,
    )


class TestMembership:
    def test_a_closed_end_belongs_and_an_open_one_does_not(self) -> None:
        half_open = span(1, 2, False, True)
        assert Fraction(1) in half_open
        assert 2 not in half_open
        assert Fraction(1) not in span(1, 2, True, False)
        assert 2 in span(1, 2, True, False)

    def test_values_beyond_the_ends_do_not_belong(self) -> None:
        assert Fraction(99, 100) not in span(1, 2)
        assert Fraction(201, 100) not in span(1, 2)

    def test_an_end_without_bound_is_open(self) -> None:
        assert span(None, None) == span(None, None, True, True)
        assert 10**30 in span(0, None)
        assert -(10**30) in span(None, 0)

    @pytest.mark.parametrize("value", [1.5, "1", None, Decimal(1)])
    def test_only_exact_rationals_belong(self, value: object) -> None:
        assert value not in span(1, 2)

    def test_a_point_holds_one_value(self) -> None:
        assert Interval.point(7) == span(7, 7)
        assert Fraction(7) in Interval.point(7)


class TestConstruction:
    def test_it_cannot_run_downwards(self) -> None:
        with pytest.raises(MalformedError, match="from 2 down to 1"):
            span(2, 1)

    @pytest.mark.parametrize(("low_open", "high_open"), [(True, False), (False, True)])
    def test_an_open_point_is_refused(self, low_open: bool, high_open: bool) -> None:
        with pytest.raises(MalformedError, match="must be closed"):
            span(1, 1, low_open, high_open)


class TestArithmetic:
    @given(with_member(), with_member())
    def test_a_sum_of_members_is_a_member_of_the_sum(self, one: Drawn, other: Drawn) -> None:
        assert one[1] + other[1] in one[0] + other[0]

    @given(with_member(), with_member())
    def test_a_difference_of_members_is_a_member_of_the_difference(
        self, one: Drawn, other: Drawn
    ) -> None:
        assert one[1] - other[1] in one[0] - other[0]

    @given(with_member())
    def test_a_negated_member_is_a_member_of_the_negation(self, one: Drawn) -> None:
        assert -one[1] in -one[0]
        mirrored = -one[0]
        assert -mirrored == one[0]

    @given(with_member(), POSITIVE)
    def test_a_scaled_member_is_a_member_of_the_scaled(self, one: Drawn, factor: Fraction) -> None:
        assert one[1] * factor in one[0].scaled(factor)

    @given(with_member(NOT_NEGATIVE), with_member(NOT_NEGATIVE))
    def test_a_product_of_members_is_a_member_of_the_product(
        self, one: Drawn, other: Drawn
    ) -> None:
        assert one[1] * other[1] in one[0].times(other[0])

    @given(
        with_member(NOT_NEGATIVE),
        with_member(NOT_NEGATIVE).filter(lambda drawn: drawn[0].is_positive()),
    )
    def test_a_quotient_of_members_is_a_member_of_the_quotient(
        self, one: Drawn, other: Drawn
    ) -> None:
        assert one[1] / other[1] in one[0].over(other[0])

    @given(st.lists(with_member(), min_size=1, max_size=4))
    def test_every_member_is_a_member_of_the_hull(self, drawn: list[Drawn]) -> None:
        whole = hull(interval for interval, _ in drawn)
        assert all(value in whole for _, value in drawn)
        assert all(interval.lies_in(whole) for interval, _ in drawn)

    @pytest.mark.parametrize(
        ("one", "other", "total"),
        [
            (span(1, 2, False, True), span(3, 4), span(4, 6, False, True)),
            (span(1, 2, True, False), span(3, 4), span(4, 6, True, False)),
            (span(1, 2), span(3, 4, True, True), span(4, 6, True, True)),
            (span(1, None), span(3, 4), span(4, None, False, True)),
        ],
    )
    def test_a_sum_is_open_where_either_part_is(
        self, one: Interval, other: Interval, total: Interval
    ) -> None:
        assert one + other == total
        assert other + one == total

    @pytest.mark.parametrize(
        ("above", "below", "quotient"),
        [
            (span(1, 2), span(4, 5), span("1/5", "1/2")),
            (span(1, 2), span(4, 5, True, False), span("1/5", "1/2", False, True)),
            (span(1, 2), span(4, 5, False, True), span("1/5", "1/2", True, False)),
            (span(1, 2, True, True), span(4, 5), span("1/5", "1/2", True, True)),
            (span(0, 2), span(4, 5, False, True), span(0, "1/2")),
            (span(0, 2, True), span(4, 5), span(0, "1/2", True)),
            (span(1, 2), span(4, None), span(0, "1/2", True)),
            (span(0, 2), span(4, None), span(0, "1/2")),
            (span(0, 2, True), span(4, None), span(0, "1/2", True)),
            (span(1, 2), span(0, 5, True), span("1/5", None)),
            (span(1, None), span(4, 5), span("1/5", None)),
            (span(0, 0), span(0, 5, True), span(0, 0)),
            (span(0, 0), span(4, 5, True, True), span(0, 0)),
            (span(0, 0), span(4, None, True), span(0, 0)),
        ],
    )
    def test_a_quotient_is_as_narrow_as_it_can_be(
        self, above: Interval, below: Interval, quotient: Interval
    ) -> None:
        assert above.over(below) == quotient

    @pytest.mark.parametrize(
        ("one", "other", "product"),
        [
            (span(1, 2), span(3, 4), span(3, 8)),
            (span(1, 2, True), span(3, 4), span(3, 8, True)),
            (span(1, 2, False, True), span(3, 4), span(3, 8, False, True)),
            (span(0, 2, True), span(3, 4), span(0, 8, True)),
            (span(0, 2), span(3, 4, True), span(0, 8)),
            (span(0, 2, True), span(0, 4), span(0, 8)),
            (span(1, None), span(3, 4), span(3, None)),
            (span(0, 0), span(3, None, True), span(0, 0)),
        ],
    )
    def test_a_product_is_as_narrow_as_it_can_be(
        self, one: Interval, other: Interval, product: Interval
    ) -> None:
        assert one.times(other) == product
        assert other.times(one) == product

    @pytest.mark.parametrize("factor", [0, -1, Fraction(-1, 2)])
    def test_only_a_positive_factor_scales(self, factor: Fraction | int) -> None:
        with pytest.raises(MalformedError, match="positive factor"):
            span(1, 2).scaled(factor)

    @pytest.mark.parametrize("low", [None, -1])
    def test_values_that_can_be_negative_are_not_divided_or_multiplied(
        self, low: int | None
    ) -> None:
        with pytest.raises(MalformedError, match="not below zero are divided"):
            span(low, 2).over(span(1, 2))
        with pytest.raises(MalformedError, match="not below zero are multiplied"):
            span(low, 2).times(span(1, 2))
        with pytest.raises(MalformedError, match="not below zero are multiplied"):
            span(1, 2).times(span(low, 2))

    @pytest.mark.parametrize("below", [span(0, 2), span(None, 2), span(-1, 2)])
    def test_only_values_above_zero_divide(self, below: Interval) -> None:
        assert not below.is_positive()
        with pytest.raises(MalformedError, match="only values above zero divide"):
            span(1, 2).over(below)

    def test_nothing_has_no_hull(self) -> None:
        with pytest.raises(MalformedError, match="at least one"):
            hull([])

    def test_a_hull_takes_the_closed_end_of_two_that_agree(self) -> None:
        assert hull([span(1, 2, True, True), span(1, 2)]) == span(1, 2)


class TestRelations:
    @given(intervals(), intervals(), st.data())
    def test_lying_in_agrees_with_membership(
        self, one: Interval, other: Interval, data: st.DataObject
    ) -> None:
        value = data.draw(members(one))
        if one.lies_in(other):
            assert value in other
            assert one.overlaps(other)

    @given(intervals(), intervals())
    def test_not_lying_in_is_shown_by_a_value_beyond(self, one: Interval, other: Interval) -> None:
        assert one.lies_in(other) == (not beyond(one, other) and not beyond(-one, -other))

    @given(intervals(), intervals(), st.data())
    def test_a_shared_value_is_an_overlap(
        self, one: Interval, other: Interval, data: st.DataObject
    ) -> None:
        value = data.draw(members(one))
        if value in other:
            assert one.overlaps(other)
            assert other.overlaps(one)

    @given(intervals(), intervals())
    def test_an_overlap_shares_a_value(self, one: Interval, other: Interval) -> None:
        probes = [end for each in (one, other) for end in (each.low, each.high) if end is not None]
        probes += [probe + step for probe in probes for step in (-1, 1)]
        probes += [(a + b) / 2 for a in probes for b in probes]
        probes.append(Fraction(0))
        shared = any(probe in one and probe in other for probe in probes)
        assert one.overlaps(other) == shared

    @pytest.mark.parametrize(
        ("one", "other", "overlap"),
        [
            (span(1, 2), span(2, 3), True),
            (span(1, 2, False, True), span(2, 3), False),
            (span(1, 2), span(2, 3, True), False),
            (span(1, 2), span(3, 4), False),
            (span(None, None), span(3, 4), True),
        ],
    )
    def test_touching_ends_overlap_only_when_both_are_closed(
        self, one: Interval, other: Interval, overlap: bool
    ) -> None:
        assert one.overlaps(other) is overlap
        assert other.overlaps(one) is overlap


def beyond(one: Interval, other: Interval) -> bool:
    """Whether `one` has values above all of `other`, by the definition and not by sort keys."""
    if other.high is None:
        return False
    if one.high is None or one.high > other.high:
        return True
    return one.high == other.high and other.high_open and not one.high_open


class TestText:
    @pytest.mark.parametrize(
        ("interval", "text"),
        [
            (span("13/2", "15/2", False, True), "[6.5, 7.5)"),
            (span(750, None, True), "(750, ∞)"),
            (span(None, 0, True, True), "(-∞, 0)"),
            (span("-1/3", "2/3"), "[-0.3333, 0.6667]"),
        ],
    )
    def test_it_is_written_as_mathematics_writes_it(self, interval: Interval, text: str) -> None:
        assert interval.notation() == text

    def test_two_ends_never_look_alike(self) -> None:
        assert span("5.998265", "5.998275").notation() == "[5.998265, 5.998275]"
        assert span("5.998265", "5.998265").notation() == "[5.9983, 5.9983]"

    def test_the_places_of_the_notation_can_be_chosen(self) -> None:
        assert span("1/3", "2/3").notation(1) == "[0.3, 0.7]"

    @given(st.integers(-(10**9), 10**9), st.integers(0, 9), st.integers(0, 7))
    def test_decimals_are_rounded_half_away_from_zero(
        self, digits: int, shift: int, places: int
    ) -> None:
        exact = Decimal(digits).scaleb(-shift)
        rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=50))
        assert Decimal(decimal_text(Fraction(exact), places)) == rounded

    @given(FRACTIONS, st.integers(0, 6))
    def test_a_rounded_fraction_is_within_half_a_place(self, value: Fraction, places: int) -> None:
        text = decimal_text(value, places)
        assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
        assert "." not in text or not text.endswith(("0", "."))

    @pytest.mark.parametrize(
        ("value", "places", "text"),
        [
            (Fraction(-1, 1000), 2, "0"),
            (Fraction(-1, 200), 2, "-0.01"),
            (Fraction(5, 2), 0, "3"),
            (Fraction(-5, 2), 0, "-3"),
            (Fraction(100), 0, "100"),
            (Fraction(100), 2, "100"),
            (Fraction(1, 100), 2, "0.01"),
        ],
    )
    def test_zeros_and_signs_that_say_nothing_are_left_out(
        self, value: Fraction, places: int, text: str
    ) -> None:
        assert decimal_text(value, places) == text


class TestMeeting:
    @given(intervals(), intervals(), FRACTIONS)
    def test_what_both_hold_and_nothing_else(
        self, one: Interval, other: Interval, value: Fraction
    ) -> None:
        met = one.meet(other)
        assert (met is not None and value in met) == (value in one and value in other)
        assert met == other.meet(one)
        assert (met is None) == (not one.overlaps(other))

    def test_the_open_end_of_two_alike_stays_open(self) -> None:
        assert span(1, 3).meet(span(1, 3, True, True)) == span(1, 3, True, True)
        assert span(None, 2).meet(span(1, None)) == span(1, 2)
        assert span(0, 1, False, True).meet(span(1, 2)) is None


@given(with_member(), st.integers(-40, 40))
def test_whole_numbers_are_exactly_those_inside(
    pair: tuple[Interval, Fraction], number: int
) -> None:
    interval, _ = pair
    found = interval.whole_numbers()
    if found is None:
        assert number not in interval
        return
    low, high = found
    inside = (low is None or low <= number) and (high is None or number <= high)
    assert inside == (number in interval)


def test_an_interval_between_two_whole_numbers_holds_none() -> None:
    assert Interval(Fraction(1), Fraction(2), True, True).whole_numbers() is None
    assert Interval(Fraction(1), Fraction(2), True, False).whole_numbers() == (2, 2)
    assert Interval(Fraction(1), None).whole_numbers() == (1, None)
    assert Interval(None, Fraction(1), True, True).whole_numbers() == (None, 0)
