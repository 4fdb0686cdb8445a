from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numerals import read
from app.domain.quantity import Qualifier
from app.errors import MalformedError

UP_TO_19 = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
HEDGES = {
    "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "roughly": Qualifier.ABOUT,
    "approximately": Qualifier.ABOUT,
    "nearly": Qualifier.NEARLY,
    "almost": Qualifier.NEARLY,
    "just under": Qualifier.NEARLY,
    "close to": Qualifier.NEARLY,
    "more than": Qualifier.MORE_THAN,
    "over": Qualifier.MORE_THAN,
    "above": Qualifier.MORE_THAN,
    "topped": Qualifier.MORE_THAN,
    "passed": Qualifier.MORE_THAN,
    "exceeded": Qualifier.MORE_THAN,
    "at least": Qualifier.AT_LEAST,
    "less than": Qualifier.LESS_THAN,
    "fewer than": Qualifier.LESS_THAN,
    "under": Qualifier.LESS_THAN,
    "below": Qualifier.LESS_THAN,
}
BELOW_A_MILLION = st.integers(0, 999_999)


def spelled(number: int, joint: str = "-") -> str:
    if number < 20:
        return UP_TO_19[number]
    if number < 100:
        word = TENS[number // 10 - 2]
        return word + (joint + UP_TO_19[number % 10] if number % 10 else "")
    if number < 1000:
        word = UP_TO_19[number // 100] + " hundred"
        return word + (" and " + spelled(number % 100, joint) if number % 100 else "")
    word = spelled(number // 1000, joint) + " thousand"
    rest = number % 1000
    if not rest:
        return word
    return word + (" and " if rest < 100 else " ") + spelled(rest, joint)


@given(BELOW_A_MILLION, st.sampled_from("- "))
def test_numbers_in_words_are_read_back(number: int, joint: str) -> None:
    assert read(spelled(number, joint)).value == number
    assert read(f"{spelled(number, joint).upper()} offences").value == number


@given(BELOW_A_MILLION, st.booleans())
def test_numbers_in_digits_are_read_back(number: int, commas: bool) -> None:
    stated = read(f"{number:,}" if commas else str(number))
    assert stated.value == number
    assert stated.qualifier is Qualifier.EXACT
    assert stated.unit is None


@given(BELOW_A_MILLION, st.integers(0, 9999))
def test_decimal_places_are_kept(whole: int, places: int) -> None:
    text = f"{whole:,}.{places:04}"
    assert read(text).value.as_tuple() == Decimal(text.replace(",", "")).as_tuple()


@given(
    st.sampled_from(sorted(HEDGES)),
    BELOW_A_MILLION,
    st.booleans(),
    st.sampled_from(["", "a rise of ", "just ", "a total of "]),
)
def test_a_hedge_before_the_number_is_read(
    hedge: str, number: int, words: bool, before: str
) -> None:
    stated = read(f"{before}{hedge} {spelled(number) if words else number}")
    expected = HEDGES[hedge]
    if (before, hedge) == ("just ", "under"):
        expected = Qualifier.NEARLY
    assert stated.value == number
    assert stated.qualifier is expected


@pytest.mark.parametrize("number", [10**9, 10**27 + 1, int("123456789" * 6)])
def test_no_digit_of_a_long_number_is_lost(number: int) -> None:
    assert read(f"{number:,}").value.as_tuple() == Decimal(number).as_tuple()


@given(st.text(st.sampled_from("0123456789,.£%½² -aefmkn") | st.characters(), max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        stated = read(text)
    except MalformedError:
        return
    assert stated.value.is_finite()
    assert stated.value >= 0


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "unit"),
    [
        ("seven per cent", "7", Qualifier.EXACT, "per-cent"),
        ("seven per cent increase", "7", Qualifier.EXACT, "per-cent"),
        ("12.5 per cent", "12.5", Qualifier.EXACT, "per-cent"),
        ("7%", "7", Qualifier.EXACT, "per-cent"),
        ("7 percent.", "7", Qualifier.EXACT, "per-cent"),
        ("7 per\xa0cent", "7", Qualifier.EXACT, "per-cent"),
        ("7percent", "7", Qualifier.EXACT, "per-cent"),
        ("7 percentage points", "7", Qualifier.EXACT, None),
        ("more than 7 per cent", "7", Qualifier.MORE_THAN, "per-cent"),
        ("almost nine-fold", "9", Qualifier.NEARLY, "fold"),
        ("9-fold", "9", Qualifier.EXACT, "fold"),
        ("9fold", "9", Qualifier.EXACT, "fold"),
        ("£1.6 million", "1.6E+6", Qualifier.EXACT, "pounds"),
        ("£1.6m", "1.6E+6", Qualifier.EXACT, "pounds"),
        ("a fine of £5bn", "5E+9", Qualifier.EXACT, "pounds"),
        ("over £10k", "1.0E+4", Qualifier.MORE_THAN, "pounds"),
        ("1.6-million", "1.6E+6", Qualifier.EXACT, None),
        ("12 hundred", "1.2E+3", Qualifier.EXACT, None),
        ("topped 10,000", "10000", Qualifier.MORE_THAN, None),
        ("passed the 10,000", "10000", Qualifier.MORE_THAN, None),
        ("nearly a hundred", "100", Qualifier.NEARLY, None),
        ("a hundred and five", "105", Qualifier.EXACT, None),
        ("a thousand", "1000", Qualifier.EXACT, None),
        ("two hundred thousand", "200000", Qualifier.EXACT, None),
        ("three million two hundred thousand and one", "3200001", Qualifier.EXACT, None),
        ("twelve hundred", "1200", Qualifier.EXACT, None),
        ("six-years-old", "6", Qualifier.EXACT, None),
        ("13-year-old", "13", Qualifier.EXACT, None),
        ("second year", "2", Qualifier.EXACT, None),
        ("third", "3", Qualifier.EXACT, None),
        ("fifth", "5", Qualifier.EXACT, None),
        ("12th", "12", Qualifier.EXACT, None),
        ("325.", "325", Qualifier.EXACT, None),
        ("7,190 for the first time", "7190", Qualifier.EXACT, None),
        ("a quarter", "25", Qualifier.FRACTION, "per-cent"),
        ("quarter", "25", Qualifier.FRACTION, "per-cent"),
        ("half", "50", Qualifier.FRACTION, "per-cent"),
        ("half of them", "50", Qualifier.FRACTION, "per-cent"),
        ("a fifth", "20", Qualifier.FRACTION, "per-cent"),
        ("a tenth", "10", Qualifier.FRACTION, "per-cent"),
        ("one third", "33.3", Qualifier.FRACTION, "per-cent"),
        ("one-third", "33.3", Qualifier.FRACTION, "per-cent"),
        ("a third of victims", "33.3", Qualifier.FRACTION, "per-cent"),
        ("rose by a quarter, again", "25", Qualifier.FRACTION, "per-cent"),
        ("more than a third", "33.3", Qualifier.MORE_THAN, "per-cent"),
        ("almost half", "50", Qualifier.NEARLY, "per-cent"),
        ("Hundreds", "100", Qualifier.PLURAL, None),
        ("thousands", "1000", Qualifier.PLURAL, None),
        ("millions", "1000000", Qualifier.PLURAL, None),
    ],
)
def test_forms_that_newspapers_use(
    text: str, value: str, qualifier: Qualifier, unit: str | None
) -> None:
    stated = read(text)
    assert stated.value.as_tuple() == Decimal(value).as_tuple()
    assert (stated.qualifier, stated.unit) == (qualifier, unit)


@pytest.mark.parametrize(
    "text",
    [
        "two in three",
        "one in 5",
        "five six",
        "nineteen eighty",
        "between three and four",
        "2019-20",
        "3-5",
        "10 058",
        "two and a half",
        "a third of 325",
        "first and second",
    ],
)
def test_several_numbers_are_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="names more than one number"):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["", "rising", "nan", "Infinity", "a dozen", "several hundred", "a sixth", "a third year"],
)
def test_no_number_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="names no number"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "23,0",
        "1,2345",
        "0,123",
        "12,34,567",
        "1.2.3",
        ".5 per cent",
        "1e5",
        "0x10",
        "1_000",
        "-5",
        "a fall of −5",
        "7pc",
        "B7",
        "7 and a half per cent",
        "half a million",
        "two-thirds",
        "three quarters",
        "two dozen",
        "two trillion",
        "2 hundreds",
        "three hundredths",
        "twenty-first",
        "twenty-five first",
        "five million thousand",
        "two thousand five million",
        "two thousand three thousand",
        "second half",
        "the first quarter",
        "7,190 in the last quarter",
    ],
)
def test_forms_that_are_not_read_are_refused_and_never_read_in_part(text: str) -> None:
    with pytest.raises(MalformedError, match="in a form that is not read"):
        read(text)


@pytest.mark.parametrize(
    "text", ["7½ per cent", "½", "\uff11\uff12", "1\uff12", "427²", "\u0663", "1\u4e09"]
)
def test_signs_other_than_plain_digits_are_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="other than plain digits"):
        read(text)


@pytest.mark.parametrize(
    "text", ["no more than 50", "not less than 50", "no fewer than ten", "up to 50", "at most 50"]
)
def test_hedges_that_are_not_read_are_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="hedges its number"):
        read(text)
