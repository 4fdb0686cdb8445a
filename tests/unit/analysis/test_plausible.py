import pytest

from app.analysis.plausible import REACH, REACH_OF_PEOPLE, Severity, reach, total_differs

WARNING, FAULT = Severity.WARNING, Severity.FAULT


@pytest.mark.parametrize(
    ("whole", "parts", "calls_for"),
    [
        (100, 100, None),
        (0, 0, None),
        (100, 99, WARNING),
        (100, 101, WARNING),
        # Of small numbers a twentieth is nothing.
        (20, 10, WARNING),
        (0, 10, WARNING),
        (21, 10, FAULT),
        (0, 11, FAULT),
        # A twentieth is still a warning.
        (1000, 950, WARNING),
        (1000, 1050, WARNING),
        (1000, 949, FAULT),
        (1000, 1051, FAULT),
    ],
)
def test_a_total_beside_the_sum_of_its_parts(
    whole: int, parts: int, calls_for: Severity | None
) -> None:
    assert total_differs(whole, parts, complete=True) is calls_for


@pytest.mark.parametrize(
    ("parts", "calls_for"), [(0, None), (999, None), (1000, None), (1001, WARNING), (1051, FAULT)]
)
def test_known_parts_can_be_less_than_the_whole_but_not_more(
    parts: int, calls_for: Severity | None
) -> None:
    assert total_differs(1000, parts, complete=False) is calls_for


def test_people_come_and_go_slower_than_offences() -> None:
    assert reach("offences") == REACH
    assert reach("people") == reach("households") == REACH_OF_PEOPLE
    assert REACH_OF_PEOPLE.fold < REACH.fold
    assert REACH_OF_PEOPLE.years > REACH.years
