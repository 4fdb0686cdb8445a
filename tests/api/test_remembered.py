"""What is short is remembered; what is long takes no memory."""

import pytest

from app.api.remembered import LONGEST_REMEMBERED, remembered


@pytest.mark.parametrize(
    ("length", "worked_out"), [(LONGEST_REMEMBERED, 1), (LONGEST_REMEMBERED + 1, 2)]
)
def test_the_short_is_worked_out_once(length: int, worked_out: int) -> None:
    asked: list[str] = []

    @remembered
    def joined(one: str, other: str) -> str:
        asked.append(one)
        return one + other

    texts = "n" * (length - 1), "m"
    assert joined(*texts) == joined(*texts) == "".join(texts)
    assert len(asked) == worked_out
