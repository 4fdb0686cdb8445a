import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.source import address, fingerprint, normalise, paragraphs, states

VARIANTS = {"'": "‘’", '"': "“”", "-": "–—", " ": "\t\xa0\u2003\u2009\u3000"}


@st.composite
def copied(draw: st.DrawFn) -> tuple[str, str]:
    """A text and what copying it through other programs may have made of it."""
    text = draw(st.text(st.sampled_from("ab 1.,'\"-£é") | st.characters(codec="utf-8")))
    swapped = "".join(draw(st.sampled_from(VARIANTS.get(sign, sign) + sign)) for sign in text)
    return text, draw(st.sampled_from(["", " ", "\n"])) + swapped.replace(" ", "  ")


@given(copied())
def test_copying_leaves_the_fingerprint(texts: tuple[str, str]) -> None:
    assert fingerprint(texts[0]) == fingerprint(texts[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [("cafe\u0301", "café"), ("ﬁne", "fine"), ("it’s", "it's"), ("2019–20", "2019-20")],
)
def test_unicode_forms_and_dashes_leave_the_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("427", "428"), ("a b", "ab"), ("Rise", "rise"), ("1,000", "1.000"), ("it's", "its")],
)
def test_another_text_has_another_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_fingerprint_is_the_sha_256_of_the_normalised_paragraph() -> None:
    digest = hashlib.sha256(b"a 'b'").hexdigest()
    assert fingerprint(" a  ‘b’\n") == f"sha256:{digest}"


def test_paragraphs_are_the_lines_that_are_not_empty() -> None:
    assert paragraphs("one\n\n  \ntwo\r\nthree") == ["one", "two", "three"]
    assert paragraphs("") == []


@pytest.mark.parametrize(
    ("paragraph", "stated"),
    [
        ("A total of 23 were recorded.", "23"),
        ("23", "23"),
        ("It was 23.", "23"),
        ("It was 23, up from 22.", "22"),
        ("(23)", "23"),
        ("23-year-old", "23"),
        ("up 23%", "23"),
        ("up 23%", "23%"),
        ("It cost £1.6 million.", "£1.6 million"),
        ("Nine per cent", "nine per cent"),
        ("Six–years–old", "six-years-old"),
        ("7\xa0per  cent", "7 per cent"),
        ("2½ years", "2½"),
    ],
)
def test_words_that_stand_there_are_stated(paragraph: str, stated: str) -> None:
    assert states(paragraph, stated)


@pytest.mark.parametrize(
    "paragraph",
    [
        "in 2023",
        "in 2022-23",
        "in 2022/23",
        "2022–23",
        "23,000",
        "1,023",
        "1.23",
        "23.5",
        "12,23",
        "£23",
        "23rd",
        "A23",
        "23½",
        "½23",
        "\uff11\uff12\uff13",
        "twenty-three",
        "",
    ],
)
def test_a_part_of_another_number_is_not_stated(paragraph: str) -> None:
    assert not states(paragraph, "23")


@pytest.mark.parametrize(
    ("paragraph", "stated"),
    [("seventy", "seven"), ("½", "2"), ("2½", "21"), ("£1.6 million", "1.6"), ("1.6m", "1.6")],
)
def test_a_part_of_another_word_is_not_stated(paragraph: str, stated: str) -> None:
    assert not states(paragraph, stated)


@pytest.mark.parametrize("stated", ["", " ", "\n"])
@pytest.mark.parametrize("paragraph", ["", "(", "23"])
def test_nothing_is_never_stated(paragraph: str, stated: str) -> None:
    assert not states(paragraph, stated)


def test_a_sign_in_the_words_is_not_a_pattern() -> None:
    assert not states("1x6", "1.6")
    assert states("up (23)", "(23)")


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_number_states_only_itself(printed: int, asked: int) -> None:
    assert states(f"It was {printed:,} in all.", f"{asked:,}") == (printed == asked)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("http://synthetic.example/a", True),
        ("https://WWW.Synthetic.example/a/", True),
        ("https://synthetic.example/a#comments", True),
        ("https://synthetic.example/a?utm_source=x&fbclid=y", True),
        ("https://synthetic.example/a?page=2", False),
        ("https://synthetic.example/A", False),
        ("https://other.example/a", False),
    ],
)
def test_an_address_leaves_out_what_does_not_tell_documents_apart(url: str, same: bool) -> None:
    assert (address(url) == address("https://synthetic.example/a")) is same


def test_the_order_of_the_parameters_of_an_address_does_not_matter() -> None:
    one, other = (f"https://synthetic.example/?{query}" for query in ("a=1&b=", "b=&a=1"))
    assert address(one) == address(other)
