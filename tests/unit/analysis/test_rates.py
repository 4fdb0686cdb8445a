from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rates import (
    RESIDENTS,
    areas_behind,
    counts_of_cases,
    demand_a_rate,
    rate,
    work_out,
)
from app.domain.dictionary import AreaKind, Dictionary, Holdings, Membership
from app.domain.observation import Observation, Status
from app.domain.quantity import Qualifier
from app.domain.rate import Per, Rate
from app.errors import MeaninglessError
from tests.unit.make import COUNTS, FORCE, SHARES, area, dictionary, measure, observation

YEARS = ["2016", "2017", "2018"]


def held(years: list[str] | None = None) -> Dictionary:
    residents = measure(
        RESIDENTS,
        counted=False,
        rounded_to=100,
        data=Holdings(3, [RESIDENTS], YEARS if years is None else years, [], []),
    )
    return dictionary(
        areas=[
            area(),
            area("other"),
            area(
                "region",
                AreaKind.REGION,
                members=[Membership(slug, None, None) for slug in (FORCE, "other")],
            ),
            area("nobody-knows", AreaKind.GROUP),
        ],
        measures=[measure(), measure(SHARES, counted=False), residents],
    )


def people(**numbers: int | None) -> dict[tuple[str, str], Observation]:
    """Populations by area and year, written `force_2018=...`."""
    found = {}
    for name, value in numbers.items():
        slug, _, year = name.rpartition("_")
        place = {"force": FORCE}.get(slug, slug)
        found[place, year] = observation(value, measure=RESIDENTS, area=place, period=year)
    return found


def of(value: int | None, held_: dict[tuple[str, str], Observation], **changed: Any) -> Rate:
    per = changed.pop("per", Per.PEOPLE)
    return rate(observation(value, **changed), held_, held(), per, 1)


def codes(found: Rate) -> list[str]:
    return [reason.code for reason in found.reasons]


def test_a_rate_is_the_figure_over_the_nearest_people() -> None:
    held_ = people(force_2018=1_000_000, force_2017=1, other_2018=5)
    found = of(300, held_, period="2018-19")
    assert (found.rate, found.rate_exact) == (Decimal("30"), "30")
    assert found.notation == "(29.9985, 30.0015]"
    assert found.interval == [Decimal("29.9985"), Decimal("30.0015")]
    assert found.people is not None
    assert (found.people.period, found.people.days_from_period) == ("2018", 90)
    assert (found.people.value, found.people.formula) == (Decimal(1_000_000), "1000000")
    assert found.people.interval == [Decimal(999_950), Decimal(1_000_050)]
    assert found.lineage.formula == "300 ÷ 1000000 × 100000"
    assert found.lineage.observations == [found.observation.id, *found.people.observations]
    assert (found.ranked, codes(found)) == (True, [])


def test_between_two_years_as_near_the_earlier_is_taken() -> None:
    found = of(
        300, people(force_2017=900_000, force_2018=1_000_000), period="2017-07-02/2018-07-02"
    )
    assert found.people is not None
    assert found.people.period == "2017"


def test_a_region_has_its_own_people_or_those_of_all_its_forces() -> None:
    parts = people(force_2018=600_000, other_2018=400_000)
    summed = of(300, parts, area="region", period="2018")
    assert summed.people is not None
    assert (summed.rate, summed.people.formula) == (Decimal(30), "400000 + 600000")
    assert summed.people.interval == [Decimal(999_900), Decimal(1_000_100)]
    own = of(300, parts | people(region_2018=1_500_000), area="region", period="2018")
    assert own.rate == Decimal(20)
    lacking = of(300, people(force_2018=600_000), area="region", period="2018")
    assert (lacking.rate, codes(lacking)) == (None, ["no_population"])
    unknown = people(force_2018=600_000, other_2018=None)
    assert codes(of(300, unknown, area="region", period="2018")) == ["no_population"]
    assert codes(of(300, parts, area="nobody-knows", period="2018")) == ["no_population"]


@pytest.mark.parametrize(
    ("value", "numbers", "changed", "told", "ranked"),
    [
        (19, {"force_2018": 10**6}, {}, ["small_count"], True),
        (20, {"force_2018": 10**6}, {}, [], True),
        (None, {"force_2018": 10**6}, {}, ["no_value"], False),
        (300, {"force_2018": 99_900}, {}, ["small_population"], False),
        (300, {"force_2018": 100_000}, {}, ["small_population"], False),
        (300, {"force_2018": 100_100}, {}, [], True),
        (300, {"force_2018": 10_000}, {"per": Per.UNDER_18S}, ["small_population"], False),
        (300, {"force_2018": 10_100}, {"per": Per.UNDER_18S}, [], True),
        (300, {"force_2016": 10**6}, {}, ["distant_population"], True),
        (300, {"force_2017": 10**6}, {}, [], True),
        (300, {}, {}, ["no_population"], False),
        (300, {"force_2018": 10**6}, {"period": "unstated"}, ["period_not_stated"], False),
        (300, {"force_2018": 10**6}, {"period": "2018-q3"}, ["not_a_year"], True),
        (300, {"force_2018": 10**6}, {"qualifier": Qualifier.ABOUT}, ["inexact_value"], False),
        (0, {"force_2018": 0}, {}, ["small_count", "small_population"], False),
        (300, {"force_2018": 10**6}, {"disputed": True}, ["disputed_value"], True),
        (300, {}, {"disputed": True}, ["no_population", "disputed_value"], False),
    ],
)
def test_what_is_the_matter_with_a_rate_is_told(
    value: int | None,
    numbers: dict[str, int],
    changed: dict[str, Any],
    told: list[str],
    ranked: bool,
) -> None:
    found = of(value, people(**numbers), **{"period": "2018", **changed})
    assert (codes(found), found.ranked) == (told, ranked)
    assert (found.rate is None) == ((not ranked and "small_population" not in told) or value == 0)


def test_a_rate_of_few_people_is_given_and_not_ranked() -> None:
    found = of(40, people(force_2018=8_700), period="2018")
    assert (found.rate, found.ranked) == (Decimal("459.8"), False)


def test_an_inexact_figure_has_a_range_of_rates() -> None:
    found = of(700, people(force_2018=10**6), period="2018", qualifier=Qualifier.ABOUT)
    assert (found.rate, found.notation) == (None, "(64.99675, 75.00375)")


def test_under_18s_are_a_thousand_each() -> None:
    found = of(300, people(force_2018=200_000), period="2018", per=Per.UNDER_18S)
    assert (found.rate, found.lineage.formula) == (Decimal("1.5"), "300 ÷ 200000 × 1000")


def test_only_counts_of_cases_have_a_rate() -> None:
    assert counts_of_cases(held()) == [COUNTS]
    demand_a_rate([COUNTS], held())
    with pytest.raises(MeaninglessError) as caught:
        demand_a_rate([COUNTS, SHARES, RESIDENTS], held())
    assert [found.detail.split()[0] for found in caught.value.objections] == [SHARES, RESIDENTS]


def test_the_areas_behind_are_the_areas_and_their_forces() -> None:
    assert areas_behind(["region"], held()) == ["other", "region", FORCE]
    assert areas_behind(["region"], held(years=[])) == ["region"]


def test_a_record_without_people_has_no_rates() -> None:
    found = work_out(observation(300), {}, dictionary(), Per.PEOPLE)
    assert (found.exact, [reason.code for reason in found.reasons]) == (None, ["no_population"])


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**8))
def test_a_rate_grows_with_its_figure(less: int, more: int, number: int) -> None:
    less, more = sorted((less, more))
    rates = [
        work_out(observation(count, period="2018"), people(force_2018=number), held(), Per.PEOPLE)
        for count in (less, more)
    ]
    low, high = rates[0].exact, rates[1].exact
    if low is None or high is None:
        assert number <= 50  # rounded to a hundred, nobody may live there
        return
    assert (low < high) if less < more else (low == high)
    assert high == Fraction(more * 100_000, number)


@given(st.integers(0, 10**6), st.integers(2, 10**6), st.integers(-50, 49))
def test_the_true_rate_lies_in_the_interval(count: int, hundreds: int, off: int) -> None:
    printed = hundreds * 100
    figure = observation(count, period="2018", status=Status.PUBLISHED)
    found = work_out(figure, people(force_2018=printed), held(), Per.PEOPLE)
    assert found.interval is not None
    assert Fraction(count * 100_000, printed + off) in found.interval
