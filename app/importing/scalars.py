"""How the single values of a document are written. They arrive as text (see `yaml_reader`), so
numbers keep the places that were written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from app.domain.period import FORMS, Period
from app.importing.trimmed import trimmed

LARGEST_DIGITS = 18


def _written(pattern: str, wanted: str) -> BeforeValidator:
    """Python reads more texts as numbers and dates (`1_0`, `true`, `86400` for a day) than a person
    does, and two spellings of one key would hide each other."""
    form = re.compile(pattern, re.ASCII)

    def check(value: Any) -> Any:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError(f"write {wanted}")
        return value

    return BeforeValidator(check)


def _storable(value: Decimal) -> Decimal:
    digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
    if len(digits) + max(exponent, 0) > LARGEST_DIGITS or exponent < -LARGEST_DIGITS:
        raise ValueError(f"has more than {LARGEST_DIGITS} digits")
    return value


def _period(slug: str) -> str:
    Period.parse(slug)
    return slug


def _trimmed(value: Any) -> Any:
    return trimmed(value) if isinstance(value, str) else value


# An editor sees `2022` and `427` as numbers, and may leave them so: each arrives here as text.
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
# A text to the letter, for the keys of mappings and for patterns: two keys that differ in a space
# alone must not become one.
Exact = Annotated[
    str,
    Field(min_length=1, max_length=2000),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": 2000}),
]
# Words for people, which are more than spaces.
Text = Annotated[Exact, BeforeValidator(_trimmed)]
PeriodSlug = Annotated[
    str,
    Field(max_length=40),
    AfterValidator(_period),
    WithJsonSchema({"type": ["string", "integer"], "maxLength": 40, "description": FORMS}),
]
NUMBER = r"-?\d+(\.\d+)?([eE][+-]?\d+)?"
Number = Annotated[
    Decimal,
    _written(NUMBER, "a number in digits"),
    AfterValidator(_storable),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"^{NUMBER}$"}),
]
WHOLE_NUMBER = _written(r"[1-9]\d*", "a whole number from 1 in digits")
Paragraph = Annotated[
    int,
    WHOLE_NUMBER,
    Field(le=100_000),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 100_000}),
]
UpToAThousand = Annotated[
    int,
    WHOLE_NUMBER,
    Field(le=1_000),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 1_000}),
]
Day = Annotated[date, _written(r"\d{4}-\d\d-\d\d", "a day as 2024-04-30")]
Fingerprint = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
