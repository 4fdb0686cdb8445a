from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.series import series
from app.domain.observation import Observation
from app.domain.period import Period, PeriodKind
from tests.unit.make import observation

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
    points = series(observations).points
    periods = [Period.parse(point.period) for point in points]
    assert all(one.following() == other for one, other in pairwise(periods))
    keys = sorted(Period.parse(found.period).key for found in observations)
    assert (periods[0].key, periods[-1].key) == (keys[0], keys[-1])


@given(held().filter(bool))
def test_no_value_is_invented_and_none_is_lost(observations: list[Observation]) -> None:
    made = series(observations)
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
    made = series([observation(9, period="2019-20"), observation(5, period="2017-18")])
    assert [str(point) for point in made.points] == ["2017-18=5", "2018-19=gap", "2019-20=9"]
    assert [found.period for found in made.observations] == ["2017-18", "2019-20"]


@pytest.mark.parametrize(
    "periods", [("2013/2016", "2019/2022"), ("2013/2016", "2014/2016", "2015/2022"), ("unstated",)]
)
def test_spans_and_unstated_periods_have_no_gaps(periods: tuple[str, ...]) -> None:
    made = series([observation(n, period=period) for n, period in enumerate(periods)])
    assert [point.period for point in made.points] == list(periods)


def test_it_says_what_it_is_about() -> None:
    made = series([observation(1, category="c", platform="p", population="all")])
    assert (made.area, made.measure, made.dataset) == (
        "synthetic-force",
        "synthetic-count",
        "synthetic-dataset",
    )
    assert (made.category, made.platform, made.population) == ("c", "p", "all")
    assert (made.unit, made.period_kind) == ("offences", PeriodKind.FINANCIAL_YEAR)
