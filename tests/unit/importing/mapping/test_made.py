"""Categories that a table brings itself: bounded in number, in length and in the time that they
take. All names are invented."""

import random

import pytest

from app.errors import MalformedError
from app.importing.entry_rows import CategoryRow
from app.importing.mapping import made
from app.importing.mapping.entries import Entries, KnownEntries
from app.importing.mapping.language import NOUNS
from app.importing.mapping.made import MOST_TOLD_FROM, CategoryReading
from app.importing.mapping.rules import CategoryRule

RULE = CategoryRule.model_validate(
    {
        "column": "Offence",
        "path": ["Group"],
        "code": "Code",
        "names": {"One group": "one-group", "Another": "another"},
        "define": "Invented offences of the code {code}.",
    }
)


def _reading(*before: dict[str, CategoryRow]) -> CategoryReading:
    return CategoryReading(RULE, Entries({noun: {} for noun in NOUNS}), KnownEntries(), before)


def _read(reading: CategoryReading, names: list[str]) -> None:
    """Each of another code than the one before, and of another group."""
    for at, name in enumerate(names):
        reading.slug((name, str(at), ("One group", "Another")[at % 2]))


def test_a_name_that_is_too_long_is_no_category() -> None:
    with pytest.raises(MalformedError) as refused:
        _read(_reading(), ["Long " * 500])
    assert str(refused.value) == (
        f"{('Long ' * 16)!r} makes no category: name: String should have at most 2000 characters"
    )


def test_alike_names_are_told_from_few_others() -> None:
    """Whether they are alike or hold the same letters in another order."""
    reading = _reading()
    _read(reading, [f"An invented offence of a long name, the number {at}" for at in range(400)])
    told = [len(row.distinct_from) for row in reading.made.values()]
    assert (max(told), told[:3]) == (MOST_TOLD_FROM, [0, 1, 1])
    letters = list("an invented offence of many letters " * 5)
    shuffle = random.Random(1).shuffle
    names = []
    for _ in range(200):
        shuffle(letters)
        names.append("".join(letters))
    _read(_reading(), names)


def test_a_document_brings_no_more_categories_than_a_publisher_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(made, "MOST_MADE", 3)
    first = _reading()
    _read(first, ["A", "B"])
    second = _reading(first.made)
    _read(second, ["C"])
    with pytest.raises(MalformedError, match="more than 3 categories that nobody knows"):
        _read(second, ["D"])
    _read(second, ["C"])
