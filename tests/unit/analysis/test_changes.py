from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.changes import change
from app.domain.change import Change, ChangeDirection, ComparabilityStatus
from app.domain.dictionary import Break
from app.domain.quantity import Qualifier
from tests.unit.make import RELEASE, codes, dictionary, observation

HELD = dictionary()
EARLIER: dict[str, Any] = {"period": "2018-19"}
VALUES = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(0, 10**6),
    st.integers(0, 3),
)
DIRECTIONS = {-1: ChangeDirection.DOWN, 0: ChangeDirection.UNCHANGED, 1: ChangeDirection.UP}


def changed(
    before: str | Decimal | None, after: str | Decimal | None, precision: int = 1
) -> Change:
    base = observation(None if before is None else str(before), period="2018-19")
    later = observation(None if after is None else str(after))
    return change(base, later, HELD, precision)


def test_a_rise_is_given_exactly_and_rounded() -> None:
    found = changed("398", "427")
    assert found.absolute == 29
    assert found.percent == Decimal("7.3")
    assert found.percent_exact == "1450/199"
    assert found.fold == Decimal("1.1")
    assert found.fold_exact == "427/398"
    assert found.direction is ChangeDirection.UP
    assert found.lineage.formula == "(427 − 398) ÷ 398 × 100"
    assert found.lineage.release == RELEASE


def test_a_fall_is_negative() -> None:
    found = changed("346", "325", 6)
    assert found.absolute == -21
    assert found.percent == Decimal("-6.069364")
    assert found.direction is ChangeDirection.DOWN


def test_no_change_is_zero_and_not_nothing() -> None:
    found = changed("427", "427")
    assert found.absolute == 0
    assert found.percent == 0
    assert found.fold == 1
    assert found.direction is ChangeDirection.UNCHANGED


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [("1000", "1005", "1"), ("1000", "995", "-1"), ("1000", "1004", "0"), ("1000", "996", "0")],
)
def test_a_percent_is_rounded_half_away_from_zero(before: str, after: str, percent: str) -> None:
    found = changed(before, after, 0)
    assert str(found.percent) == percent


@given(VALUES, VALUES, st.integers(0, 6))
def test_the_change_leads_from_one_figure_to_the_other(
    before: Decimal, after: Decimal, precision: int
) -> None:
    found = changed(before, after, precision)
    assert found.absolute is not None
    assert before + found.absolute == after
    sign = (after > before) - (after < before)
    assert found.direction is DIRECTIONS[sign]
    if before == 0:
        assert (found.percent, found.percent_exact, found.fold, found.fold_exact) == (None,) * 4
        return
    assert found.percent_exact is not None
    assert found.fold_exact is not None
    assert found.percent is not None
    assert found.fold is not None
    exact = Fraction(found.percent_exact)
    assert Fraction(before) * (1 + exact / 100) == Fraction(after)
    assert Fraction(before) * Fraction(found.fold_exact) == Fraction(after)
    assert (exact > 0) - (exact < 0) == sign
    half = Fraction(1, 2 * 10**precision)
    assert abs(Fraction(found.percent) - exact) <= half
    assert abs(Fraction(found.fold) - Fraction(found.fold_exact)) <= half


def test_no_digit_of_a_difference_is_lost() -> None:
    found = changed("0." + "0" * 17 + "1", "9" * 18)
    assert str(found.absolute) == "9" * 17 + "8." + "9" * 18


def test_from_zero_there_is_a_difference_and_no_percent() -> None:
    found = changed("0", "5")
    assert found.absolute == 5
    assert (found.percent, found.fold) == (None, None)
    assert found.lineage.formula == "5 − 0"
    assert found.comparability.status is ComparabilityStatus.NO_BASE


@pytest.mark.parametrize("before", ["0", "398"])
@pytest.mark.parametrize(
    "unlike",
    [{"dataset": "other"}, {"qualifier": Qualifier.MORE_THAN}, {"period": "2018-19"}],
)
def test_unlike_figures_have_no_difference_whatever_the_base(
    before: str, unlike: dict[str, Any]
) -> None:
    base, later = observation(before, **EARLIER), observation("427", **unlike)
    found = change(base, later, HELD, 1)
    assert found.comparability.status is ComparabilityStatus.NOT_COMPARABLE
    assert (found.absolute, found.percent, found.fold, found.direction) == (None,) * 4
    assert (found.percent_exact, found.fold_exact, found.lineage.formula) == (None,) * 3
    assert found.lineage.observations == [base.id, later.id]


@pytest.mark.parametrize(("before", "after"), [(None, "427"), ("398", None), (None, None)])
def test_a_suppressed_figure_has_no_difference(before: str | None, after: str | None) -> None:
    found = changed(before, after)
    assert (found.absolute, found.direction) == (None, None)
    assert set(codes(found.comparability.reasons)) == {"no_value"}


def test_one_figure_alone_is_a_row_with_its_reason() -> None:
    later = observation("427", platform="synthetic-platform", category="c", population="p")
    found = change(None, later, HELD, 1)
    assert (found.from_, found.to) == (None, later)
    assert (found.area, found.measure) == (later.area, later.measure)
    assert (found.platform, found.category, found.population) == ("synthetic-platform", "c", "p")
    assert found.lineage.observations == [later.id]
    assert codes(found.comparability.reasons) == ["no_base_figure"]
    base = observation("398", **EARLIER)
    found = change(base, None, HELD, 1)
    assert (found.from_, found.to, found.area) == (base, None, base.area)
    assert found.lineage.observations == [base.id]
    assert codes(found.comparability.reasons) == ["no_later_figure"]


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (date(2018, 4, 1), []),
        (date(2018, 4, 2), ["break_in_series"]),
        (date(2020, 3, 31), ["break_in_series"]),
        (date(2020, 4, 1), []),
    ],
)
@pytest.mark.parametrize("noun", ["categories", "datasets"])
def test_a_break_between_the_two_is_a_caution(noun: str, since: date, told: list[str]) -> None:
    known = dictionary()
    slug = "c" if noun == "categories" else "synthetic-dataset"
    broken = [Break(since, "Synthetic.", "Synthetic source")]
    entries = {**known.entries, "categories": {"c": SimpleNamespace(breaks=[])}}
    entries[noun] = {slug: SimpleNamespace(breaks=broken)}
    known = replace(known, entries=entries)
    base, later = observation(100, category="c", **EARLIER), observation(110, category="c")
    found = change(base, later, known, 1)
    assert codes(found.comparability.reasons) == told
    assert found.absolute == 10


@pytest.mark.parametrize("which", [0, 1])
def test_a_disputed_figure_is_a_caution(which: int) -> None:
    pair = [observation(100, **EARLIER), observation(110)]
    pair[which] = replace(pair[which], disputed=True)
    found = change(pair[0], pair[1], HELD, 1)
    assert found.comparability.status is ComparabilityStatus.CAUTION
    (reason,) = found.comparability.reasons
    assert reason.code == "disputed_value"
    assert ("earlier", "later")[which] in reason.detail
    assert f"period={pair[which].period}" in reason.detail
    assert found.absolute == 10


def test_a_change_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        change(None, None, HELD, 1)
