from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.series import series
from app.domain.dictionary import (
    NOTHING_HELD,
    AreaKind,
    Break,
    Category,
    Dictionary,
    Membership,
)
from app.domain.observation import Observation, Status
from app.domain.period import Period, PeriodKind
from tests.unit.make import area, dictionary, observation

HELD = dictionary()
STARTS = {
    "financial_year": "2010-11",
    "calendar_year": "2010",
    "quarter": "2010-q2",
    "month": "2010-m11",
}
VALUES = st.none() | st.integers(0, 999)


@st.composite
def held(draw: st.DrawFn) -> list[Observation]:
    """Observations of some of the periods of one kind, in any order."""
    period: Period | None = Period.parse(draw(st.sampled_from(sorted(STARTS.values()))))
    found = []
    for value in draw(st.lists(st.just("gap") | VALUES, min_size=1, max_size=20)):
        assert period is not None
        if value != "gap":
            found.append(observation(value, period=period.slug))
        period = period.following()
    return draw(st.permutations(found))


@given(held().filter(bool))
def test_every_period_from_first_to_last_stands_once(observations: list[Observation]) -> None:
    points = series(observations, HELD).points
    periods = [Period.parse(point.period) for point in points]
    assert all(one.following() == other for one, other in pairwise(periods))
    keys = sorted(Period.parse(found.period).key for found in observations)
    assert (periods[0].key, periods[-1].key) == (keys[0], keys[-1])


@given(held().filter(bool))
def test_no_value_is_invented_and_none_is_lost(observations: list[Observation]) -> None:
    made = series(observations, HELD)
    by_period = {found.period: found for found in observations}
    assert len(made.observations) == len(observations)
    for point in made.points:
        found = by_period.pop(point.period, None)
        assert point.gap == (found is None)
        if found is None:
            assert (point.value, point.status, point.observation) == (None, None, None)
        else:
            assert (point.value, point.status, point.observation) == (
                found.value,
                found.status,
                found.id,
            )
    assert not by_period


def test_a_gap_is_shown_between_two_figures() -> None:
    made = series([observation(9, period="2019-20"), observation(5, period="2017-18")], HELD)
    assert [str(point) for point in made.points] == ["2017-18=5", "2018-19=gap", "2019-20=9"]
    assert [found.period for found in made.observations] == ["2017-18", "2019-20"]
    assert made.lineage.observations == [found.id for found in made.observations]
    assert (made.lineage.formula, made.lineage.release) == (None, HELD.release)


@pytest.mark.parametrize(
    "periods", [("2013/2016", "2019/2022"), ("2013/2016", "2014/2016", "2015/2022"), ("unstated",)]
)
def test_spans_and_unstated_periods_have_no_gaps(periods: tuple[str, ...]) -> None:
    made = series([observation(n, period=period) for n, period in enumerate(periods)], HELD)
    assert [point.period for point in made.points] == list(periods)


def test_it_says_what_it_is_about() -> None:
    made = series([observation(1, category="c", platform="p", population="all")], HELD)
    assert (made.area, made.measure, made.dataset) == (
        "synthetic-force",
        "synthetic-count",
        "synthetic-dataset",
    )
    assert (made.category, made.platform, made.population) == ("c", "p", "all")
    assert (made.unit, made.period_kind) == ("offences", PeriodKind.FINANCIAL_YEAR)


def broken(since: date, others: Dictionary = HELD) -> Dictionary:
    """A dictionary in which the figures' dataset has a break."""
    entry = replace(others.entries["datasets"]["synthetic-dataset"], breaks=[made_up(since)])
    datasets = {**others.entries["datasets"], "synthetic-dataset": entry}
    return replace(others, entries={**others.entries, "datasets": datasets})


def made_up(since: date) -> Break:
    return Break(since, "Made up.", "Made up.")


def test_a_declared_break_is_marked_on_the_figure_after_it() -> None:
    found = [observation(n, period=f"201{n}-1{n + 1}") for n in (5, 6, 7)]
    made = series(found, broken(date(2017, 4, 1)))
    (here,) = made.breaks
    assert (here.before, here.after) == ("2016-17", "2017-18")
    assert [reason.code for reason in here.reasons] == ["break_in_series"]
    assert str(here) == "2016-17 to 2017-18: break_in_series: Made up. (Since 2017-04-01.)"
    assert [point.break_ for point in made.points] == [False, False, True]
    assert [str(point) for point in made.points] == [
        "2015-16=5",
        "2016-17=6",
        "2017-18=7 (after a break)",
    ]


def test_a_break_within_a_gap_or_beside_a_hidden_figure_lies_between_the_figures() -> None:
    found = [
        observation(5, period="2014-15"),
        observation(None, period="2015-16"),
        observation(7, period="2017-18"),
    ]
    made = series(found, broken(date(2016, 4, 1)))
    assert [(here.before, here.after) for here in made.breaks] == [("2014-15", "2017-18")]
    assert [point.break_ for point in made.points] == [False, False, False, True]


def test_other_forces_and_other_members_break_the_line() -> None:
    members = [
        Membership("one", None, date(2016, 3, 31)),
        *(Membership(slug, None, None) for slug in ("two", "three")),
    ]
    group = area("group", AreaKind.GROUP, members=members)
    held = dictionary([group, *(area(slug) for slug in ("one", "two", "three"))])
    found = [
        observation(n, area="group", period=period, forces=forces)
        for n, (period, forces) in enumerate(
            [("2014-15", 3), ("2015-16", 3), ("2016-17", 2), ("2017-18", 2)]
        )
    ]
    made = series(found, held)
    assert [
        (here.before, here.after, [reason.code for reason in here.reasons]) for here in made.breaks
    ] == [("2015-16", "2016-17", ["different_coverage", "different_membership"])]


def test_what_is_unsure_or_not_stated_is_no_break() -> None:
    group = area("group", AreaKind.GROUP)
    found = [
        observation(20, area="group", period="2014-15"),
        observation(30, area="group", period="2015-16", status=Status.PROVISIONAL),
    ]
    made = series(found, dictionary([group]))
    assert made.breaks == []
    assert [point.break_ for point in made.points] == [False, False]


def test_a_break_of_the_category_is_one_of_the_series() -> None:
    categories = {"synthetic": Category(**CATEGORY, breaks=[made_up(date(2016, 4, 1))])}
    held = replace(HELD, entries={**HELD.entries, "categories": categories})
    found = [observation(n, period=f"201{n}-1{n + 1}", category="synthetic") for n in (5, 6)]
    (here,) = series(found, held).breaks
    assert [reason.code for reason in here.reasons] == ["break_in_series"]
    assert str(made_up(date(2016, 4, 1))) == "2016-04-01: Made up. (Made up.)"


CATEGORY: dict[str, Any] = {
    "slug": "synthetic",
    "name": "Synthetic",
    "definition": "Made up.",
    "parent": None,
    "children": [],
    "sum_of_children": False,
    "home_office_codes": [],
    "aliases": [],
    "distinct_from": [],
    "data": NOTHING_HELD,
}
