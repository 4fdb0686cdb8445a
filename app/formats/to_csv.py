"""CSV (RFC 4180): a row an item, a column a field, nested fields joined by dots.

Lists stand in one column, their items joined by ` | `. The release that was asked closes every
row, so that a saved file still says which state of the record it shows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.formats.answer import Item, Page
from app.formats.format import Format
from app.formats.plain import positional, served_name

_NUMBER = re.compile(r"-\d+(?:/\d+)?")
# A spreadsheet would run a text that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _write(answer: Page[Any] | Item[Any], row_type: type) -> bytes:
    rows = answer.data if isinstance(answer, Page) else [answer.data]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*columns(row_type), "as_of_release"])
    for row in rows:
        writer.writerow([*cells(row, row_type), answer.meta.release])
    return out.getvalue().encode()


def columns(kind: type) -> Iterator[str]:
    """The column names of a dataclass, depth first."""
    for field in _layout(kind):
        if field.holds is None:
            yield field.served
        else:
            yield from (f"{field.served}.{name}" for name in columns(field.holds))


def cells(row: Any, kind: type) -> Iterator[str]:
    """The cells of one item; a nested item that is lacking leaves its columns empty."""
    for field in _layout(kind):
        value = None if row is None else getattr(row, field.name)
        if field.holds is None:
            yield cell(value)
        else:
            yield from cells(value, field.holds)


@dataclass(frozen=True)
class _Field:
    name: str
    served: str
    holds: type | None


@cache
def _layout(kind: type) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _Field(field.name, served_name(field), _dataclass_in(hints[field.name]))
        for field in fields(kind)
    )


def _dataclass_in(hint: Any) -> type | None:
    """The dataclass that a field holds, if it holds one (or none)."""
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return next((kind for kind in options if isinstance(kind, type) and is_dataclass(kind)), None)


def cell(value: Any) -> str:
    """A value as the text of its cell, before any quotes."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{positional(value):f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list():
            return " | ".join("none" if item is None else cell(item) for item in value)
        case dict():
            return " | ".join(f"{name}={cell(item)}" for name, item in value.items())
        case _:
            text = str(value)
            runs = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
            return f"'{text}" if runs else text


FORMAT = Format(name="csv", media_type="text/csv", write=_write, charset="utf-8")
