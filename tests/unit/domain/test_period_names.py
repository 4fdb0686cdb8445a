from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import Period, PeriodKind
from app.domain.period_names import read_month, read_period
from app.errors import MalformedError
from tests.unit.domain.test_period import canonical
from tests.unit.drawn import period_slugs

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
# The last year whose financial year ends in a year that the record knows.
YEARS = st.integers(1801, 2198)
MONTHS = st.integers(1, 12)
NOTES = st.sampled_from(["", " [note 1]", "*", "²", " (3)", " [p]"])
SHORT = st.booleans()
CHANGED = st.sampled_from([str, str.upper, str.lower, lambda text: text.replace("-", "–")])


def two_years(slug: str) -> bool:
    """Whether the slug is also what many print for a financial year."""
    first, slash, last = slug.partition("/")
    return bool(slash) and len(first) == len(last) == 4 and int(last) - int(first) == 1


def name(month: int, short: bool) -> str:
    return NAMES[month - 1][:3] if short else NAMES[month - 1]


def months_from(year: int, month: int, count: int) -> Period:
    last = year * 12 + month - 2 + count
    end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
    return Period.parse(canonical(f"{date(year, month, 1)}/{end}"))


@given(period_slugs().map(canonical), NOTES, CHANGED)
def test_a_slug_names_its_period(slug: str, note: str, change: type[str]) -> None:
    if two_years(slug):
        with pytest.raises(MalformedError, match="or two calendar years"):
            read_period(slug + note)
    else:
        assert read_period(change(slug) + note).slug == slug


@given(YEARS, NOTES, CHANGED)
def test_a_financial_year_is_read_however_it_is_printed(
    year: int, note: str, change: type[str]
) -> None:
    short = f"{(year + 1) % 100:02}"
    printed = (
        *(f"{year}/{short}", f"{year}-{short}", f"{year} / {short}", f"FY {year}/{short}"),
        *(f"FY{year}/{year + 1}", f"{year}-{year + 1} financial year", f"{year}/{short}7"),
        *(f"year ending March {year + 1}", f"Y/E Mar {year + 1}", f"YE 31 March {year + 1}"),
        *(f"12 months to March {year + 1}", f"April {year} to March {year + 1}"),
        *(f"Apr-{year}\n– Mar-{year + 1}", f"1 April {year} to 31st March {year + 1}"),
    )
    for text in printed:
        assert read_period(change(text) + note).slug == f"{year}-{short}", text


@given(YEARS, st.integers(1, 4), NOTES, CHANGED)
def test_a_quarter_belongs_to_the_year_it_is_printed_with(
    year: int, quarter: int, note: str, change: type[str]
) -> None:
    plain = f"{year}-q{quarter}"
    for text in (f"Q{quarter} {year}", f"{year} Q{quarter}", f"Quarter {quarter} {year}"):
        assert read_period(change(text) + note).slug == plain
    first = quarter * 3 - 2
    assert read_period(f"{name(first, True)}-{name(first + 2, False)} {year}{note}").slug == plain
    # The first quarter of a financial year begins with April.
    financial = f"{year}-q{quarter + 1}" if quarter < 4 else f"{year + 1}-q1"
    pair = f"{year}/{(year + 1) % 100:02}"
    for text in (f"Q{quarter} {pair}", f"{pair} Q{quarter}", f"FY {year}-{year + 1} Q{quarter}"):
        assert read_period(change(text) + note).slug == financial


@given(YEARS, MONTHS, SHORT, NOTES, CHANGED)
def test_a_month_is_read_by_its_name(
    year: int, month: int, short: bool, note: str, change: type[str]
) -> None:
    slug = f"{year}-m{month:02}"
    forms = [f"{name(month, short)} {year}", f"{name(month, short)}-{year}"]
    if 1950 <= year < 2050:
        two = f"{year % 100:02}"
        forms += [f"{name(month, short)} '{two}", f"{name(month, short)}-{two}"]
    for text in forms:
        assert read_period(change(text) + note).slug == slug
        assert read_month(change(text) + note).slug == slug
    assert read_month(slug).slug == read_month(f"{year}-{month:02}{note}").slug == slug


@given(YEARS, MONTHS, SHORT, NOTES, CHANGED)
def test_twelve_months_up_to_one_are_read(
    year: int, month: int, short: bool, note: str, change: type[str]
) -> None:
    wanted = months_from(year - 1 + month // 12, month % 12 + 1, 12)
    end = f"{name(month, short)} {year}"
    for before in ("year ending", "Year ended", "y/e", "YE", "y.e.", "year to", "12 months ending"):
        assert read_period(change(f"{before} {end}") + note) == wanted
    assert read_period(f"{before} {monthrange(year, month)[1]} {end}") == wanted
    assert read_period(f"twelve months to the end of {end}12") == wanted
    assert wanted.days in (365, 366)


@given(YEARS, MONTHS, st.integers(1, 60), SHORT, NOTES)
def test_months_from_one_to_another_are_read(
    year: int, month: int, count: int, short: bool, note: str
) -> None:
    last = year * 12 + month - 2 + count
    if last // 12 <= 2199:
        first, end = f"{name(month, short)} {year}", f"{name(last % 12 + 1, short)} {last // 12}"
        for text in (f"{first} to {end}", f"From {first} – {end}"):
            assert read_period(text + note) == months_from(year, month, count)
        if count > 1:
            with pytest.raises(MalformedError, match="runs backwards"):
                read_period(f"{end} to {first}")


@given(
    st.text() | st.from_regex(r"(?:[Qq][0-5]|[A-Z]{2,3}|20\d\d|[-/ ']|\d\d){1,6}", fullmatch=True)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (read_period, read_month):
        try:
            period = reader(text)
        except MalformedError:
            continue
        assert Period.parse(period.slug) == period


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Apr '10 to\n Mar '11", "2010-11"),
        ("Jul ’17 to Jun ’18", "2017-07-01/2018-06-30"),
        ("Apr '99 to Mar '00", "1999-00"),
        ("Jul '49", "2049-m07"),
        ("Jul '50", "1950-m07"),
        ("year ending June 20191,2", "2018-07-01/2019-06-30"),
        ("year ending June 201912", "2018-07-01/2019-06-30"),
        ("year ending Mar 18", "2017-18"),
        ("20181", "2018"),
        ("201812,13", "2018"),
        ("2017/181,12", "2017-18"),
        ("2017-18\u00a0", "2017-18"),
        ("Sept. 2018", "2018-m09"),
        ("Sept 2018", "2018-m09"),
        ("2018-07", "2018-m07"),
        ("2018-07\u00b9", "2018-m07"),
        ("2011-12", "2011-12"),
        ("2000-01", "2000-01"),
        ("mid-2018", "2018"),
        ("Mid 2018", "2018"),
        ("mid-year 2018", "2018"),
        ("calendar year 2018", "2018"),
        ("Jan-Mar '18", "2018-q1"),
        ("Feb to Mar 2018", "2018-02-01/2018-03-31"),
        ("January 2017 to December 2018", "2017/2018"),
        ("2010/11 to 2014/15", "2010-11/2014-15"),
        ("5 April 2017 to 4 April 2018", "2017-04-05/2018-04-04"),
        ("1 Apr 2018 to 30 Jun 2018", "2018-q2"),
        ("Unstated", "unstated"),
    ],
)
def test_a_period_is_read(text: str, slug: str) -> None:
    assert read_period(text).slug == slug


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2017/19", "is two years; a financial year is written 2017/18"),
        ("2017/22", "is five years"),
        ("2017/23", "is 6 years"),
        ("1999/02", "is three years; a financial year is written 1999/00"),
        ("2018/17", "runs backwards"),
        ("2018/07", "and a month 2018-07"),
        ("2018-13", "has no such month"),
        ("2018-00", "has no such month"),
        ("2018/18", "names one year twice; a financial year is written 2018/19"),
        ("2017/77", "is neither a financial year nor a month"),
        ("2017/2018", "may be the financial year, written 2017/18, or two calendar years"),
        ("2017–2018", "written January 2017 to December 2018"),
        ("2017 to 2018", "may be the financial year"),
        ("2017-2022", "may be calendar or financial years; write 2017/2022"),
        ("2017 to 2022", "may be calendar or financial years"),
        ("2022/2017", "runs backwards"),
        ("2017/2017", "names one year twice; write 2017"),
        ("2009-11", "may be November 2009, written 2009-m11, or 2009 to 2011"),
        ("1998-07", "or 1998 to 2007, written 1998/2007"),
        ("FY 2017/19", "is not one year; a financial year is written 2017/18"),
        ("FY 2017/2019", "is not one year"),
        ("Q5 2018", "has no quarter 5; they are Q1 to Q4"),
        ("2017/18 Q0", "has no quarter 0"),
        ("Q1 2017/19", "is not a quarter of one year; write Q1 2017/18"),
        ("Q1 FY 2018", "either of two financial years; write Q1 2018/19"),
        ("Mar 2018 to Apr 2017", "runs backwards"),
        ("5 Mar 2018 to 4 Mar 2018", "runs backwards"),
        ("5 Mar 2018 to 5 Mar 2018", "or is one day"),
        ("31 Feb 2018 to 3 Mar 2018", "has a day that its month does not have"),
        ("Nov-Jan 2018", "needs the year of each month"),
        ("year ending 28 March 2018", "does not end with a month"),
        ("year ending June 1800", "outside the years of this record"),
        ("2010/11 to 2009/10", "is not from one financial year to a later one"),
        ("2010/12 to 2013/14", "is not from one financial year to a later one"),
        ("Jul 18", "is not a period; write 2019-20"),
        ("Apr 17 to Mar 18", "is not a period"),
        ("201718", "is not a period"),
        ("201907", "is not a period"),
        ("2017/18 (April to September)", "is not a period"),
        ("FY 2018", "is not a period"),
        ("18", "is not a period"),
        ("", "is not a period"),
        ("\uff12\uff10\uff11\uff18", "is not a period"),
        ("2018 " + "x" * 100, "…' is not a period"),
    ],
)
def test_what_cannot_be_one_period_is_refused_with_help(text: str, why: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read_period(text)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_in_a_column_of_months_nothing_is_a_year() -> None:
    assert read_month("2011-12").slug == "2011-m12"
    assert read_month("2009-11").slug == "2009-m11"
    assert read_month("2018-07").kind is PeriodKind.MONTH
    for text in ("2018", "2018-19", "2018-13", "2018-00", "2018/07", "Jul 18", "2018-q1", ""):
        with pytest.raises(MalformedError, match="is not a month; write 2018-07, July 2018"):
            read_month(text)
