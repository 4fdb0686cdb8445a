"""The regular expressions of mappings: bounded in time and memory, and never a traceback."""

import pytest

from app.importing.mapping.patterns import LONGEST, checked, is_in, is_like, period_of, periods_in
from tests.unit.importing.mapping.test_the_shelf import SMALL, shelf_faults

HELD_UP = "a" * 5_000 + "b"


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "(a|aa)+$", "(a*)*c", "(.*a.{400}c)", "(a?){1000}c", "(((a*)*)*)*c"]
)
def test_no_pattern_takes_longer_than_its_text_is_long(pattern: str) -> None:
    """An engine that tries every way would not come to an end."""
    assert not is_in(checked(pattern), HELD_UP)


@pytest.mark.parametrize(
    ("key", "pattern", "detail"),
    [
        ("title", "(", "is not a regular expression: missing ): ("),
        ("title", "(?!x)", "is not a regular expression: invalid perl operator: (?!"),
        ("title", "((a{100}){100}){100}", "is not a regular expression: invalid repetition size"),
        ("title", r"\pL{1000}", "is not a regular expression: pattern too large"),
        ("title", "a" * (LONGEST + 1), f"String should have at most {LONGEST} characters"),
        ("edition", "[(?P<period>]+", "the edition needs a group named period"),
        ("edition", r"\(?P<period>", "the edition needs a group named period"),
    ],
)
def test_a_pattern_that_cannot_work_is_told(key: str, pattern: str, detail: str) -> None:
    line = f"{'      ' if key == 'title' else '  '}{key}: '{pattern}'\n"
    (fault,) = shelf_faults(SMALL + line)
    assert detail in fault


@pytest.mark.parametrize("pattern", ["a{99999999999999999999}", "(" * 200 + "a" + ")" * 200])
def test_a_strange_pattern_is_read_all_the_same(pattern: str) -> None:
    assert not is_in(checked(pattern), "xyz")


def test_case_and_kinds_of_spaces_do_not_matter() -> None:
    assert is_in("^table  ?1", "\u00a0TABLE\u00a01:\n offences")
    assert is_in(r"^notes?\s", "Notes\u00a0 on forces")
    assert is_like("mid-\\d{4}", "Mid-2019")
    assert not is_like("mid-\\d{4}", "Mid-2019 and later")


def test_a_group_that_takes_no_part_names_no_period() -> None:
    pattern = "(?P<period>\\d{4})?,? table"
    assert periods_in(pattern, "Table") == []
    assert periods_in(pattern, "2019, table; 2020, table") == ["2019", "2020"]
    assert (period_of(pattern, "Table"), period_of(pattern, "2019, table")) == (None, "2019")
    assert period_of("table", "Table") is None
