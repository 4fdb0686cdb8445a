from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import UNSTATED, Period, PeriodKind
from app.errors import MalformedError
from tests.unit.drawn import period_slugs

PERIODS = period_slugs().map(lambda slug: Period.parse(canonical(slug)))


def canonical(slug: str) -> str:
    """The slug that the message of a refused one asks for."""
    try:
        return Period.parse(slug).slug
    except MalformedError as error:
        return str(error).rpartition("is written ")[2].strip("'")


@given(period_slugs())
def test_a_slug_is_the_slug_of_its_period(slug: str) -> None:
    assert Period.parse(canonical(slug)).slug == canonical(slug)


@given(period_slugs())
def test_only_days_have_another_way_to_be_written(slug: str) -> None:
    assert canonical(slug) == slug or slug.count("-") == 4


@given(PERIODS, PERIODS)
def test_the_key_tells_periods_apart(one: Period, other: Period) -> None:
    assert (one.key == other.key) == (one.slug == other.slug) == (one == other)


@given(PERIODS, PERIODS)
def test_the_key_orders_by_start_and_then_by_length(one: Period, other: Period) -> None:
    assert (one.key < other.key) == (_order(one) < _order(other))


def _order(period: Period) -> tuple[int, int]:
    return (period.start.toordinal() if period.start else 0, period.days or 0)


@given(PERIODS)
def test_the_following_period_starts_the_day_after(period: Period) -> None:
    following = period.following()
    if following is not None:
        assert period.end is not None
        assert following.start == period.end + timedelta(days=1)
        assert following.kind is period.kind
        assert not following.overlaps(period)
        assert Period.parse(following.slug) == following


@given(PERIODS)
def test_the_year_before_is_the_same_part_of_the_year(period: Period) -> None:
    before = period.year_before()
    if before is not None:
        assert before.start is not None
        assert period.start is not None
        assert before.start.replace(year=period.start.year) == period.start
        assert before.kind is period.kind
        assert before.key < period.key


@given(PERIODS)
def test_as_many_steps_as_fit_a_year_undo_the_year_before(period: Period) -> None:
    steps = {PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}.get(period.kind, 1)
    reached = period.year_before()
    if reached is not None:
        for _ in range(steps):
            assert reached is not None
            reached = reached.following()
        assert reached == period


@given(PERIODS)
def test_the_days_are_counted_with_both_ends(period: Period) -> None:
    if period.start is None or period.end is None:
        assert period.days is None
    else:
        days = [period.start + timedelta(days=n) for n in range(period.days or 0)]
        assert days[-1] == period.end


@given(PERIODS, PERIODS)
def test_overlapping_agrees_both_ways_and_with_the_days(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    if one.start and one.end and other.start and other.end:
        first, last = max(one.start, other.start), min(one.end, other.end)
        assert one.overlaps(other) == (first <= last)


@given(st.text() | st.from_regex(r"[0-9mq/ -]{1,25}") | st.from_regex(r"2\d{3}-\d\d(-\d\d)?/.{10}"))
def test_a_malformed_text_raises_nothing_else(text: str) -> None:
    try:
        period = Period.parse(text)
    except MalformedError:
        return
    assert period.slug == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019/20",
        "2019-21",
        "2019-2020",
        "2022-13",
        "2022-00",
        "2022-q0",
        "2022-q5",
        "2022-m00",
        "2022-m13",
        "2022-m7",
        "2022-Q3",
        "1799",
        "2200",
        "\uff12\uff10\uff12\uff12",
        "2022\n",
        " 2022",
        "2022/2017",
        "2022/2022",
        "2017/2022-23",
        "2017/2018/2019",
        "2022-q1/2022-q3",
        "2022-m01/2022-m03",
        "unstated/unstated",
        "2017/unstated",
        "2017/",
        "/2022",
        "2022-02-30/2022-03-01",
        "2022-01-05/2022-01-05",
        "2022-01-05/2022-01-04",
        "2022-01-01/2022",
        "2022-W01-1/2022-W02-1",
        "Unstated",
    ],
)
def test_what_is_not_a_period_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(MalformedError, match="is not a period; write 2019-20"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("2022-01-01/2022-12-31", "2022"),
        ("2019-04-01/2020-03-31", "2019-20"),
        ("2022-07-01/2022-09-30", "2022-q3"),
        ("2020-02-01/2020-02-29", "2020-m02"),
        ("2017-01-01/2022-12-31", "2017/2022"),
        ("2015-04-01/2017-03-31", "2015-16/2016-17"),
    ],
)
def test_days_that_have_a_shorter_name_are_refused_with_it(text: str, slug: str) -> None:
    with pytest.raises(MalformedError, match=f"is written '{slug}'"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("slug", "kind", "start", "end", "days"),
    [
        ("2019-20", PeriodKind.FINANCIAL_YEAR, date(2019, 4, 1), date(2020, 3, 31), 366),
        ("1999-00", PeriodKind.FINANCIAL_YEAR, date(1999, 4, 1), date(2000, 3, 31), 366),
        ("2199-00", PeriodKind.FINANCIAL_YEAR, date(2199, 4, 1), date(2200, 3, 31), 365),
        ("2022", PeriodKind.CALENDAR_YEAR, date(2022, 1, 1), date(2022, 12, 31), 365),
        ("2022-q3", PeriodKind.QUARTER, date(2022, 7, 1), date(2022, 9, 30), 92),
        ("2022-q4", PeriodKind.QUARTER, date(2022, 10, 1), date(2022, 12, 31), 92),
        ("2020-m02", PeriodKind.MONTH, date(2020, 2, 1), date(2020, 2, 29), 29),
        ("2022-m12", PeriodKind.MONTH, date(2022, 12, 1), date(2022, 12, 31), 31),
        ("2017/2022", PeriodKind.SPAN, date(2017, 1, 1), date(2022, 12, 31), 2191),
        ("2015-16/2016-17", PeriodKind.SPAN, date(2015, 4, 1), date(2017, 3, 31), 731),
        ("2022-01-02/2022-01-31", PeriodKind.SPAN, date(2022, 1, 2), date(2022, 1, 31), 30),
        ("2022-01-01/2022-02-28", PeriodKind.SPAN, date(2022, 1, 1), date(2022, 2, 28), 59),
    ],
)
def test_a_slug_names_its_days(
    slug: str, kind: PeriodKind, start: date, end: date, days: int
) -> None:
    period = Period.parse(slug)
    assert period == Period(kind, start, end)
    assert period.days == days


def test_an_unstated_period_has_no_days_and_may_share_any() -> None:
    assert Period.parse("unstated") == UNSTATED
    assert UNSTATED.in_days == ""
    assert UNSTATED.days is None
    assert UNSTATED.overlaps(Period.parse("2022"))
    assert Period.parse("2022").overlaps(UNSTATED)
    assert UNSTATED.year_before() is None
    assert UNSTATED.following() is None


def test_a_span_has_no_neighbours() -> None:
    span = Period.parse("2017/2022")
    assert span.year_before() is None
    assert span.following() is None


def test_the_calendar_of_the_record_ends() -> None:
    assert Period.parse("1800").year_before() is None
    assert Period.parse("2199").following() is None
    assert Period.parse("2199-m12").following() is None
    assert Period.parse("2199-m11").following() == Period.parse("2199-m12")


def test_neighbouring_years_share_no_day_and_kinds_can() -> None:
    assert not Period.parse("2019-20").overlaps(Period.parse("2020-21"))
    assert Period.parse("2019-20").overlaps(Period.parse("2020"))
    assert not Period.parse("2019-20").overlaps(Period.parse("2020-q2"))


def test_one_shared_day_is_an_overlap() -> None:
    one, other = Period.parse("2022-01-02/2022-01-31"), Period.parse("2022-01-31/2022-02-10")
    assert one.overlaps(other)
    assert other.overlaps(one)


def test_a_long_period_sorts_before_a_short_one_that_starts_a_day_later() -> None:
    slugs = ["1800", "1800/2199", "1800-01-02/1800-01-03", "2017-01-01/2017-01-02", "2017-m01"]
    assert sorted(slugs, key=lambda slug: Period.parse(slug).key) == slugs


def test_a_label_says_the_days() -> None:
    assert Period.parse("2019-20").label == (
        "financial year 2019-20 (1 April 2019 to 31 March 2020)"
    )
    assert Period.parse("2018-07-01/2019-06-30").label == (
        "year ending June 2019 (1 July 2018 to 30 June 2019)"
    )
    assert Period.parse("2017/2022").label == "span 2017/2022 (1 January 2017 to 31 December 2022)"
    assert UNSTATED.label == "period not stated by the source"


def test_a_period_has_begun_on_its_first_day() -> None:
    year = Period.parse("2019-20")
    assert [year.has_begun(date(2019, *day)) for day in ((3, 31), (4, 1))] == [False, True]
    assert UNSTATED.has_begun(date(1900, 1, 1))


def test_twelve_whole_months_have_a_year_before_and_other_spans_have_none() -> None:
    year = Period.parse("2018-07-01/2019-06-30")
    before, after = year.year_before(), year.following()
    assert before is not None
    assert after is not None
    assert (before.slug, after.slug) == ("2017-07-01/2018-06-30", "2019-07-01/2020-06-30")
    for slug in ("2018-07-02/2019-07-01", "2018-07-01/2019-05-31", "2017/2022"):
        assert Period.parse(slug).year_before() is None


@given(st.integers(1801, 2197))
def test_the_quarters_of_a_financial_year_are_its_days(year: int) -> None:
    whole = Period.parse(f"{year}-{(year + 1) % 100:02}")
    quarters = whole.quarters()
    assert [quarter.slug for quarter in quarters] == [
        f"{year}-q2",
        f"{year}-q3",
        f"{year}-q4",
        f"{year + 1}-q1",
    ]
    assert all(quarter.financial_year() == whole for quarter in quarters)
    assert sum(quarter.days or 0 for quarter in quarters) == whole.days
    assert (quarters[0].start, quarters[-1].end) == (whole.start, whole.end)


def test_only_quarters_lie_in_a_financial_year_and_only_that_has_quarters() -> None:
    for slug in ("2019", "2019-m05", "2017/2022", "unstated", "2019-q2"):
        assert Period.parse(slug).quarters() == []
    for slug in ("2019", "2019-m05", "2017/2022", "unstated", "2019-20"):
        assert Period.parse(slug).financial_year() is None
    # The year before would begin before the calendar of the record does.
    assert Period.parse("1800-q1").financial_year() is None
