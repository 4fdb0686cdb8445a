"""Runs of years: the average and the compound rate, and each year with its gaps."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.changes import change
from app.analysis.run import cells_between, compound_percent, years_between
from app.domain.change import Run
from app.domain.observation import Observation
from app.domain.period import Period
from app.domain.quantity import Qualifier
from tests.unit.make import RELEASE, codes, dictionary, observation, years

HELD = dictionary()
FOLDS = st.fractions(0, 50, max_denominator=500)


def found_run(figures: list[Observation], precision: int = 1) -> Run:
    base, *between, later = figures
    found = change(base, later, HELD, precision, between).run
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("base", "later", "expected"),
    [
        ("2017", "2020", ["2017", "2018", "2019", "2020"]),
        ("2017-18", "2019-20", ["2017-18", "2018-19", "2019-20"]),
        ("2017-q3", "2019-q3", ["2017-q3", "2018-q3", "2019-q3"]),
        ("2018-07-01/2019-06-30", "2020-07-01/2021-06-30", 3),
        # a year apart, the same, backwards
        ("2018", "2019", []),
        ("2018", "2018", []),
        ("2020", "2018", []),
        # no whole number of years
        ("2017-q1", "2019-q3", []),
        ("2017-m07", "2019-q3", []),
        ("2017", "2019-20", []),
        ("2017/2018", "2020/2021", []),
        ("unstated", "2020", []),
        ("2017", "unstated", []),
    ],
)
def test_a_run_goes_by_whole_years(base: str, later: str, expected: list[str] | int) -> None:
    found = years_between(base, later)
    assert (len(found) if isinstance(expected, int) else list(found)) == expected


@given(st.integers(1800, 2199), st.integers(0, 60))
def test_a_run_has_every_year_once(first: int, length: int) -> None:
    last = min(first + length, 2199)
    found = list(years_between(str(first), str(last)))
    assert found == ([str(n) for n in range(first, last + 1)] if last - first >= 2 else [])
    for slug in found[1:]:
        before = Period.parse(slug).year_before()
        assert before is not None
        assert before.slug in found


def test_a_run_shows_every_year_with_its_own_change() -> None:
    found = found_run(years(100, 110, 99, 133))
    assert [str(point) for point in found.points] == [
        "2010=100",
        "2011=110",
        "2012=99",
        "2013=133",
    ]
    assert [point.absolute for point in found.points] == [None, 10, -11, 34]
    assert [str(point.percent) for point in found.points] == ["None", "10", "-10", "34.3"]
    assert [point.reasons for point in found.points] == [[]] * 4
    assert [point.members for point in found.points] == [None] * 4
    assert [found.years, found.average_yearly, found.average_yearly_exact] == [3, 11, "11"]
    assert found.compound_yearly_percent == 10
    assert found.lineage.observations == [figure.id for figure in years(100, 110, 99, 133)]
    assert found.lineage.formula == "(133 − 100) ÷ 3; ((133 ÷ 100)^(1 ÷ 3) − 1) × 100"
    assert found.lineage.release == RELEASE


def test_a_gap_is_a_gap_and_never_filled() -> None:
    first, _, _, last = years(23, None, None, 202)
    found = found_run([first, last], 2)
    assert [str(point) for point in found.points] == ["2010=23", "2011=gap", "2012=gap", "2013=202"]
    gaps = found.points[1:3]
    assert all(point.gap and point.value is None and not point.observations for point in gaps)
    assert [point.absolute for point in found.points] == [None] * 4
    assert [codes(point.reasons) for point in found.points] == [[], [], [], ["no_base_figure"]]
    assert found.average_yearly == Decimal("59.67")
    assert found.average_yearly_exact == "179/3"
    assert found.lineage.observations == [first.id, last.id]


def test_a_figure_without_an_exact_value_gives_no_change_on_the_year() -> None:
    first, held_back, third = years(100, None, 120)
    hedged = observation(110, period="2013", qualifier=Qualifier.MORE_THAN)
    last = observation(130, period="2014")
    found = found_run([first, held_back, third, hedged, last])
    assert [str(point) for point in found.points] == [
        "2010=100",
        "2011=suppressed",
        "2012=120",
        "2013=more_than 110",
        "2014=130",
    ]
    assert [point.absolute for point in found.points] == [None] * 5
    assert [codes(point.reasons) for point in found.points] == [
        [],
        ["no_value"],
        ["no_value"],
        ["inexact_value"],
        ["inexact_value"],
    ]
    assert not any(point.gap for point in found.points)


def test_without_a_change_there_is_no_rate_and_still_every_year() -> None:
    first, second, last = years(100, 110, None)
    found = found_run([first, second, last])
    assert (found.average_yearly, found.average_yearly_exact) == (None, None)
    assert (found.compound_yearly_percent, found.lineage.formula) == (None, None)
    assert [point.value for point in found.points] == [100, 110, None]


def test_from_zero_there_is_an_average_and_no_rate() -> None:
    found = found_run(years(0, 4, 10))
    assert [found.average_yearly, found.compound_yearly_percent] == [5, None]
    assert found.lineage.formula == "(10 − 0) ÷ 2"
    assert [point.percent for point in found.points] == [None, None, 150]


@pytest.mark.parametrize(
    ("base", "later"),
    [
        (None, {"period": "2015"}),
        ({"period": "2015"}, None),
        ({"period": "2015"}, {"period": "2016"}),
        ({"period": "2010"}, {"period": "2015", "dataset": "other"}),
        ({"period": "2010"}, {"period": "2015-16"}),
    ],
)
def test_what_is_no_run_has_none(base: dict[str, Any] | None, later: dict[str, Any] | None) -> None:
    figures = [None if told is None else observation(5, **told) for told in (base, later)]
    assert cells_between(*figures) == []
    assert change(figures[0], figures[1], HELD, 1).run is None


def test_the_cells_between_are_those_of_the_later_figure() -> None:
    base, later = (
        observation(5, period=period, platform="one", category="c", population="p")
        for period in ("2010", "2013")
    )
    found = cells_between(base, later)
    assert [cell.key for cell in found] == [
        later.id.replace("2013", year) for year in ("2011", "2012")
    ]


@pytest.mark.parametrize(
    ("fold", "n", "precision", "expected"),
    [
        (Fraction(202, 23), 5, 1, "54.4"),
        (Fraction(202, 23), 5, 10, "54.4275234333"),
        (Fraction(4), 2, 0, "100"),
        (Fraction(1), 7, 3, "0"),
        (Fraction(0), 3, 1, "-100"),
        (Fraction(1, 4), 2, 1, "-50"),
        # exactly half way, up and down: away from zero
        (Fraction(201, 200) ** 2, 2, 0, "1"),
        (Fraction(199, 200) ** 2, 2, 0, "-1"),
        # a hair to either side of half way
        (Fraction(201, 200) ** 2 - Fraction(1, 10**30), 2, 0, "0"),
        (Fraction(199, 200) ** 2 + Fraction(1, 10**30), 2, 0, "0"),
    ],
)
def test_a_compound_rate_is_rounded_exactly(
    fold: Fraction, n: int, precision: int, expected: str
) -> None:
    found = compound_percent(fold, n, precision)
    assert found == Fraction(expected)


@pytest.mark.parametrize("fold", [None, Fraction(-2)])
def test_there_is_no_compound_rate_of_what_cannot_grow(fold: Fraction | None) -> None:
    assert compound_percent(fold, 3, 1) is None


@given(FOLDS, st.integers(2, 40), st.integers(0, 10))
def test_growing_by_the_rate_leads_to_the_later_figure(fold: Fraction, n: int, places: int) -> None:
    found = compound_percent(fold, n, places)
    assert found is not None
    half = Fraction(1, 2 * 10**places)
    low, high = (1 + (found + side) / 100 for side in (-half, half))
    assert max(low, Fraction(0)) ** n <= fold <= high**n
    assert (found * 10**places).denominator == 1


@given(st.fractions(-99, 300, max_denominator=100), st.integers(2, 12))
def test_a_steady_rate_is_found_again(rate: Fraction, n: int) -> None:
    steady = (1 + rate / 100) ** n
    exact = compound_percent(steady, n, 10)
    assert exact is not None
    assert abs(exact - rate) <= Fraction(1, 2 * 10**10)


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=12))
def test_the_years_add_up_to_the_whole_change(values: list[int]) -> None:
    found = found_run(years(*values))
    steps = [point.absolute for point in found.points if point.absolute is not None]
    assert sum(steps) == values[-1] - values[0]
    assert found.average_yearly_exact is not None
    assert Fraction(found.average_yearly_exact) * found.years == values[-1] - values[0]
