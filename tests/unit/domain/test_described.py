from dataclasses import dataclass, fields
from typing import Any

import pytest

from app.domain.described import described, number


@dataclass(frozen=True)
class Sample:
    plain: str = described("Plain.")
    exact: int = number("Exact.", example=1)
    lacking: int | None = number("Lacking.", nullable=True)
    full: int = described("Full.", example=0, name="from", schema={"minimum": 0}, default=7)


@pytest.mark.parametrize(
    ("name", "metadata"),
    [
        ("plain", {"description": "Plain."}),
        (
            "exact",
            {
                "description": "Exact.",
                "examples": [1],
                "json_schema_extra": {"type": "number"},
            },
        ),
        (
            "lacking",
            {
                "description": "Lacking.",
                "json_schema_extra": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            },
        ),
        (
            "full",
            {
                "description": "Full.",
                "examples": [0],
                "alias": "from",
                "json_schema_extra": {"minimum": 0},
            },
        ),
    ],
)
def test_a_field_carries_what_the_schema_says_of_it(name: str, metadata: dict[str, Any]) -> None:
    found = {field.name: dict(field.metadata) for field in fields(Sample)}
    assert found[name] == metadata


def test_a_default_is_only_there_where_one_is_given() -> None:
    assert Sample("plain", 1, None).full == 7
    with pytest.raises(TypeError, match="missing 3 required"):
        Sample()
