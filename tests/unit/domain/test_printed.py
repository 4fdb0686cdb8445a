from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.observation import Status
from app.domain.printed import (
    LARGEST_DIGITS,
    Printed,
    explains,
    read_printed,
    shown,
    whole,
    without_marks,
)
from app.errors import MalformedError

SEPARATORS = ["", ",", " ", "'", "’", "\u00a0", "\u2007", "\u2009", "\u202f"]
MARKS = {"p": Status.PROVISIONAL, "e": Status.ESTIMATED, "r": None, "u": None, "b": None}
STAND_INS = {
    Status.SUPPRESSED: (
        *("*", "**", "[c]", "c", "suppressed", "Redacted"),
        *("<5", "< 5", "<=5", "≤ 4", "fewer than 5", "less than 10", "under five", "up to 4"),
        *("5 or fewer", "10 or less", "1-4", "1 to 4", "0 – 5", "five or fewer"),
        *("S40", "section 40(2)", "s.40 (2)(a)", "Exempt under section 40", "s40, S.40(2)"),
    ),
    Status.NOT_SUPPLIED: (
        *("", " ", "\t\n", "\u00a0", "-", " – ", "—", "--", "−", "\u2011"),
        *("..", "...", "…", ":", "[x]", "x", "not available", "unavailable", "not supplied"),
        *("not provided", "not recorded", "No data", "not  held", "no information held"),
        *("information not held", "no response", "no reply", "did not respond", "unknown"),
        *("No info held", "N/K", "nk", "Not known", "TBC", "to be confirmed"),
        *("s.12 refused", "Refused s12", "Section 12", "s 14(1)", "refused", "exempt", "sec. 44"),
        *("Exempt - section 31(1)(a)", "refused under the FOI Act", "s12 and s40", "s30/s31"),
        *("section 12 cost limit and s40",),
    ),
    Status.NOT_APPLICABLE: ("n/a", "N.A.", "NA", "not applicable", ".", "[z]", "z"),
}
CASES = [(text, status) for status, texts in STAND_INS.items() for text in texts]
A_NUMBER = st.integers(0, 10**LARGEST_DIGITS - 1)


@given(A_NUMBER, st.sampled_from(SEPARATORS), st.sampled_from(["", " ", "\u00a0", "\n"]))
def test_a_whole_number_is_read_back(number: int, separator: str, space: str) -> None:
    text = f"{space}{number:,}{space}".replace(",", separator)
    assert read_printed(text) == Printed(Decimal(number), Status.PUBLISHED)


@given(st.integers(0, 10**12), st.integers(0, 9999), st.sampled_from(SEPARATORS))
def test_the_printed_places_are_kept(whole: int, places: int, separator: str) -> None:
    text = f"{whole:,}".replace(",", separator) + f".{places:04}"
    value = read_printed(text).value
    assert value is not None
    assert value.as_tuple() == Decimal(f"{whole}.{places:04}").as_tuple()


@given(A_NUMBER, st.sampled_from(["-{}", "- {}", "−{}", "({})", "( {} )"]))
def test_a_negative_number_is_read_back_and_zero_has_no_sign(number: int, form: str) -> None:
    value = read_printed(form.format(f"{number:,}")).value
    assert value is not None
    assert value == -number
    assert value.is_signed() == (number > 0)


@given(
    A_NUMBER,
    st.lists(st.sampled_from(sorted(MARKS)), min_size=1, unique=True),
    st.sampled_from(["[{}]", " [{}]", " [ {} ]"]),
    st.booleans(),
)
def test_markers_after_a_number_say_more_of_it(
    number: int, marks: list[str], form: str, together: bool
) -> None:
    given_marks = [", ".join(marks)] if together else marks
    read = read_printed(f"{number:,}" + "".join(map(form.format, given_marks)).upper())
    assert read.value == number
    statuses = [status for mark in marks if (status := MARKS[mark])]
    assert read.status == (
        Status.ESTIMATED if Status.ESTIMATED in statuses else (statuses or [Status.PUBLISHED])[0]
    )
    # Every marker is told: one by the status at most, the others by the note.
    told = len(marks) - (read.status is not Status.PUBLISHED)
    assert (read.note or "").count(" and ") == max(told - 1, 0)
    assert (read.note is None) == (told == 0)


@pytest.mark.parametrize(("text", "status"), CASES)
@pytest.mark.parametrize("change", [str, str.upper, str.lower, "\n{} ".format])
def test_a_stand_in_never_has_a_value(text: str, status: Status, change: object) -> None:
    assert callable(change)
    read = read_printed(change(text))
    assert (read.value, read.status) == (None, status)


@given(
    st.text(st.sampled_from("0123456789,.'-−()[]<%*:cpxzes £½²١ ") | st.characters(), max_size=12)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    for percent in (False, True):
        try:
            read = read_printed(text, percent)
        except MalformedError:
            continue
        assert (read.value is not None) == read.status.has_value
        if read.value is not None and text.strip().casefold() not in ("nil", "zero"):
            assert any(digit in text for digit in "0123456789")
            # Zero is what somebody printed as zero.
            assert read.value != 0 or not any(
                digit in text.partition("[")[0] for digit in "123456789"
            )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 1 ", "1"),
        ("-00 ", "0"),
        ("- 0 ", "0"),
        ("-0", "0"),
        ("-0.0", "0.0"),
        ("(0)", "0"),
        ("000", "0"),
        ("+12", "12"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("0.05", "0.05"),
        ("1.60", "1.60"),
        ("1.234", "1.234"),
        ("1,234.5", "1234.5"),
        ("89.31546551278694", "89.31546551278694"),
        ("999999999999999999", "999999999999999999"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)
def test_a_number_is_read_as_it_is_printed(text: str, value: str) -> None:
    read = read_printed(text)
    assert read.value is not None
    assert str(read.value) == str(Decimal(value))
    assert (read.status, read.note) == (Status.PUBLISHED, None)


@pytest.mark.parametrize(
    ("text", "value"), [("12%", "12"), ("12.50 %", "12.50"), ("(3%)", "-3"), ("7", "7")]
)
def test_a_percentage_may_have_its_sign(text: str, value: str) -> None:
    read = read_printed(text, percent=True)
    assert str(read.value) == value


@pytest.mark.parametrize("word", ["nil", "Nil", " ZERO ", "Nil return"])
def test_a_word_for_zero_is_zero_and_is_noted(word: str) -> None:
    zero = Printed(Decimal(0), Status.PUBLISHED, f"printed as {word.strip().lower()}")
    assert read_printed(word) == zero


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("-", "the source prints a dash"),
        ("<5", "printed as <5"),
        ("1 to 4", "printed as 1 to 4"),
        ("Refused S12", "the source refuses it: Refused S12"),
        ("s.40(2)", "the source refuses it: s.40(2)"),
        ("*", None),
        ("..", None),
        ("n/a", None),
        ("427 [p]", None),
        ("427 [p][r]", "the source marks it revised"),
        ("427 [e][p]", "the source marks it provisional"),
        ("427 [u]", "the source marks it of low reliability"),
        ("427 [r][b]", "the source marks it revised and at a break in its series"),
        ("427 [r][r]", "the source marks it revised"),
        ("427 [note 3]", "the source refers to its note 3"),
        ("427 [r] [Note 12]", "the source marks it revised; the source refers to its note 12"),
    ],
)
def test_what_else_a_cell_says_is_in_the_note(text: str, note: str | None) -> None:
    assert read_printed(text).note == note


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,2345", "groups of three"),
        ("12,34", "groups of three"),
        ("1,234,5", "groups of three"),
        ("1,234 567", "groups of three"),
        ("1234,567", "groups of three"),
        ("12\n345", "groups of three"),
        ("5.", "a decimal point is a full stop"),
        ("(-12)", "groups of three"),
        ("((12))", "groups of three"),
        ("(1,2345)", "groups of three"),
        ("(x)", "is neither a number"),
        ("()", "is neither a number"),
        ("(12%)", "is a percentage, and the measure is not one"),
        ("1.234.567", "two decimal points"),
        ("12%", "is a percentage, and the measure is not one"),
        ("£5", "sign of a currency"),
        ("1e5", "scientific notation"),
        ("8.9E-05", "scientific notation"),
        ("12 offences", "words beside the number"),
        ("offences: 12", "words beside the number"),
        ("s99", "words beside the number"),
        ("427*", "mark of a footnote"),
        ("427²", "mark of a footnote"),
        ("427 †", "mark of a footnote"),
        ("007", "begins with a zero"),
        ("00.5", "begins with a zero"),
        ("0,123", "begins with a zero"),
        ("1234567890123456789", "more than 18 digits"),
        ("1.123456789012345678", "more than 18 digits"),
        ("0.0000000000000000001", "more than 18 digits"),
        ("\uff11\uff12", "digits of another script; write 0 to 9"),
        ("٣", "digits of another script"),
        ("1\u0663", "digits of another script"),
        ("427 [q]", "the marker [q]; those known"),
        ("427 [c]", "the marker [c]; those known"),
        ("427 []", "the marker []; those known"),
        ("427 [p,]", "the marker []; those known"),
        ("[low]", "was rounded to zero, and is not zero"),
        ("0 [low]", "was rounded to zero, and is not zero"),
        ("[p]", "a marker without a number"),
        ("(12 [p])", "words beside the number"),
        ("None", "may be zero or an empty cell"),
        ("NULL", "may be zero or an empty cell"),
        ("4-1", "is neither a number"),
        ("<1", "is neither a number"),
        ("<0", "is neither a number"),
        ("2018-19", "is neither a number"),
        ("tba", "mend the cell, or, in a mapping, say what it stands for"),
        ("#N/A", "is an error of the spreadsheet; mend it there, or leave the cell empty"),
        ("#DIV/0!", "is an error of the spreadsheet"),
        ("#NAME?", "is an error of the spreadsheet"),
        ("#GETTING_DATA", "is an error of the spreadsheet"),
        ("Err:502", "is an error of the spreadsheet"),
        ("#12", "is neither a number"),
        (
            "=100+23",
            (
                "is a formula without its result; open the file in a spreadsheet program, save it, "
                "and import it again"
            ),
        ),
        ("=A1%", "is a formula without its result"),
        ("the act", "is neither a number"),
        ("refused!", "is neither a number"),
        ("x" * 201, "…' is too long for a number"),
    ],
)
def test_what_is_not_known_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(MalformedError) as caught:
        read_printed(text)
    assert why in str(caught.value)


def test_a_doubled_per_cent_sign_is_refused_for_percentages_too() -> None:
    with pytest.raises(MalformedError, match="groups of three"):
        read_printed("12%%", percent=True)


@pytest.mark.parametrize("text", ["#N/A", "=1+1"])
def test_a_table_may_say_what_it_means_by_an_error(text: str) -> None:
    symbols = {text: Status.NOT_SUPPLIED}
    assert read_printed(text, symbols=symbols) == Printed(None, Status.NOT_SUPPLIED)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("-", Status.NOT_APPLICABLE),
        (" - ", Status.NOT_APPLICABLE),
        ("+", Status.SUPPRESSED),
        ("LOW BASE", Status.SUPPRESSED),
        ("", Status.SUPPRESSED),
        ("c", Status.NOT_SUPPLIED),
        ("0", Status.NOT_APPLICABLE),
    ],
)
def test_the_symbols_of_a_table_win(text: str, status: Status) -> None:
    symbols = {
        "-": Status.NOT_APPLICABLE,
        " + ": Status.SUPPRESSED,
        "Low  base": Status.SUPPRESSED,
        "": Status.SUPPRESSED,
        "C": Status.NOT_SUPPLIED,
        "0": Status.NOT_APPLICABLE,
    }
    assert read_printed(text, symbols=symbols) == Printed(None, status)
    assert read_printed("427", symbols=symbols).value == 427
    assert read_printed("–", symbols=symbols).status is Status.NOT_SUPPLIED


@pytest.mark.parametrize("status", [each for each in Status if each.has_value])
def test_no_symbol_stands_for_a_value(status: Status) -> None:
    with pytest.raises(MalformedError, match="a symbol has none"):
        read_printed("P", symbols={"p": status})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kent", "Kent"),
        ("Kent*", "Kent"),
        ("Kent ¹²", "Kent"),
        ("Kent [note 1][note 2] †", "Kent"),
        ("Kent [Notes 1, 2]", "Kent"),
        ("Kent (3)", "Kent"),
        ("2017/18 [p]", "2017/18"),
        ("2017/18 (R)", "2017/18"),
        ("Kent 8", "Kent 8"),
        ("Kent (excluding Medway)", "Kent (excluding Medway)"),
        ("2017/18 (Q1)", "2017/18 (Q1)"),
        ("Kent [x]", "Kent"),
        (f"{'x' * 200}*", f"{'x' * 200}*"),
    ],
)
def test_marks_of_footnotes_are_taken_off(text: str, name: str) -> None:
    assert without_marks(text) == name


def test_a_message_shows_what_cannot_be_seen_and_not_all_of_what_is_long() -> None:
    assert shown("1\u200b") == "'1\\u200b'"
    assert shown("x" * 61) == f"'{'x' * 60}…'"


@pytest.mark.parametrize(
    ("count", "kept"),
    [("12", "12"), ("12.0", "12"), ("0.00", "0"), ("-3.0", "-3"), ("1E+3", "1E+3")],
)
def test_a_count_has_no_idle_decimal_places(count: str, kept: str) -> None:
    assert str(whole(Decimal(count))) == kept


@pytest.mark.parametrize("count", ["1.234", "0.5", "-0.1"])
def test_a_count_is_whole(count: str) -> None:
    with pytest.raises(MalformedError, match=f"^{count} is not a whole number"):
        whole(Decimal(count))


@pytest.mark.parametrize("text", ["12 [r]", "12 [note 3]", "nil", "-", "s.12", "<5"])
def test_what_reading_makes_of_marks_explains_nothing(text: str) -> None:
    note = read_printed(text).note
    assert note
    assert not explains(note)
    assert not explains(None)
    assert explains(f"Synthetic: as printed. {note}")
