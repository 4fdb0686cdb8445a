"""Dataclasses as plain values, under the names that are served."""

from __future__ import annotations

from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

# What is plain already, and most of what there is.
_PLAIN = frozenset({str, int, bool, type(None)})


def served_name(field: Field[Any]) -> str:
    """The name under which a field is served."""
    return str(field.metadata.get("alias", field.name))


def plain(value: Any) -> Any:
    """Mappings, lists and scalars in place of dataclasses, nothing left out."""
    kind: Any = type(value)
    names = _names(kind)
    if names is not None:
        return {
            served: held if type(held := getattr(value, name)) in _PLAIN else plain(held)
            for name, served in names
        }
    if kind is list or kind is tuple:
        return [item if type(item) in _PLAIN else plain(item) for item in value]
    if kind is Decimal:
        return positional(value)
    return value


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...] | None:
    """The fields of a dataclass, each with its served name; None for any other type."""
    if not is_dataclass(kind):
        return None
    return tuple((field.name, served_name(field)) for field in fields(kind))


def positional(value: Decimal) -> Decimal:
    """A decimal that is written without an exponent: 1.6E+6 as 1600000."""
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
