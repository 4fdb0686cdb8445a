"""Proving a record against the documents it cites, on documents made up for it."""

import hashlib
from collections.abc import Mapping

import pytest

from app.domain.record import Record
from app.importing.run import read_record
from app.importing.verify import verify
from tests.synthetic import FILES, ONE, TWO, documents

# Synthetic articles: blank lines are not counted.
ARTICLE_ONE = "A force logged 120 and, before, one hundred.\n\nUp 20 per cent; B: not shown.\n"
ARTICLE_TWO = "\n".join(f"Line {at}." for at in range(1, 7)) + "\nSo 120, and £1.60 million.\n"
ARTICLES = {"one.txt": ARTICLE_ONE, "two.txt": ARTICLE_TWO}


def _fingerprint(line: str) -> str:
    return f"sha256:{hashlib.sha256(line.encode()).hexdigest()}"


def _record(files: Mapping[str, str]) -> Record:
    """The record of files that know the fingerprints of the articles."""
    first, second = ARTICLE_ONE.split("\n\n")
    fingerprints = {
        ONE: [("1" * 64, first), ("2" * 64, second.strip())],
        TWO: [("7" * 64, ARTICLE_TWO.splitlines()[-1])],
    }
    proved: dict[str, str | bytes] = {**files}
    for name, lines in fingerprints.items():
        text = files[name]
        for old, line in lines:
            text = text.replace(f"sha256:{old}", _fingerprint(line))
        proved[name] = text
    return read_record(documents(proved))


@pytest.fixture(scope="module")
def record() -> Record:
    return _record(FILES)


def test_what_is_so_is_proved(record: Record) -> None:
    result = verify(record, ARTICLES)
    assert (result.misses, result.unchecked) == ([], [])
    assert (result.paragraphs, result.statements) == (3, 6)


def test_articles_are_found_under_any_name(record: Record) -> None:
    renamed = {"x": ARTICLE_TWO, "a": "Something else.\n", "y": ARTICLE_ONE}
    assert verify(record, renamed).misses == []


def test_marks_that_copying_changes_do_not_matter(record: Record) -> None:
    retyped = ARTICLE_ONE.replace(" logged ", "  logged\u00a0").replace("\n", "\r\n")
    assert verify(record, {**ARTICLES, "one.txt": retyped}).misses == []


def test_a_figure_changed_is_missed_twice(record: Record) -> None:
    result = verify(record, {**ARTICLES, "one.txt": ARTICLE_ONE.replace("120", "121")})
    assert result.misses == [
        "synthetic-one paragraph 1: the fingerprint does not match",
        "synthetic-one paragraph 1: “120” is not in it",
    ]


def test_a_paragraph_put_in_moves_all_behind_it(record: Record) -> None:
    moved = verify(record, {**ARTICLES, "one.txt": "New.\n" + ARTICLE_ONE})
    assert {miss.partition(":")[0] for miss in moved.misses} == {
        "synthetic-one paragraph 1",
        "synthetic-one paragraph 2",
    }


def test_a_paragraph_cut_off_is_missed(record: Record) -> None:
    cut = verify(record, {**ARTICLES, "one.txt": ARTICLE_ONE.partition("\n")[0]})
    assert cut.misses == [
        "synthetic-one paragraph 2: the fingerprint does not match",
        "synthetic-one paragraph 2: “not shown” is not in it",
        "synthetic-one paragraph 2: “20 per cent” is not in it",
    ]


def test_a_source_without_a_text_is_unchecked_and_not_missed(record: Record) -> None:
    result = verify(record, {"one.txt": ARTICLE_ONE})
    assert result.misses == []
    assert result.unchecked == [
        "synthetic-two: no text found; 1 paragraphs and 2 statements not checked"
    ]
    assert result.paragraphs == 2


def test_a_wrong_fingerprint_does_not_hide_behind_right_words() -> None:
    record = read_record(documents())
    assert len(verify(record, ARTICLES).unchecked) == 2


def test_right_fingerprints_do_not_hide_words_that_are_not_there() -> None:
    text = (
        FILES[ONE].replace("stated: one hundred", 'stated: "20"').replace("value: 100", "value: 20")
    )
    assert verify(_record({**FILES, ONE: text}), ARTICLES).misses == [
        "synthetic-one paragraph 1: “20” is not in it"
    ]
