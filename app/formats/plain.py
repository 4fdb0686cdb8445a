"""Dataclasses as plain values, under the names that are served."""

from __future__ import annotations

from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from typing import Any


def served_name(field: Field[Any]) -> str:
    """The name under which a field is served."""
    return str(field.metadata.get("alias", field.name))


def plain(value: Any) -> Any:
    """Mappings, lists and scalars in place of dataclasses, nothing left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {served_name(field): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return positional(value)
    return value


def positional(value: Decimal) -> Decimal:
    """A decimal that is written without an exponent: 1.6E+6 as 1600000."""
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
