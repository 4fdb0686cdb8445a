"""Dataclasses as plain values, under the names that are served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_type_hints

from app.domain.observation import Observation

# What is plain already, and most of what there is.
_PLAIN = frozenset({str, int, bool, type(None)})


def served_name(field: Field[Any]) -> str:
    """The name under which a field is served."""
    return str(field.metadata.get("alias", field.name))


def plain(value: Any, told: dict[int, Any] | None = None) -> Any:
    """Mappings, lists and scalars in place of dataclasses, nothing left out. `told` holds figures
    that were made plain already: one that is later than another is earlier than a third."""
    kind: Any = type(value)
    told = {} if told is None else told
    make = _maker(kind)
    if make is not None:
        if kind is not Observation:
            return make(value, told)
        made = told.get(id(value))
        if made is None:
            made = told[id(value)] = make(value, told)
        return made
    if kind is list or kind is tuple:
        return [item if type(item) in _PLAIN else plain(item, told) for item in value]
    if kind is Decimal:
        return positional(value)
    return value


@cache
def _maker(kind: type) -> Callable[[Any, dict[int, Any]], dict[str, Any]] | None:
    """What makes a mapping of a dataclass; None for any other type. Fields that hold a scalar by
    their type are taken as they are, all at once."""
    if not is_dataclass(kind):
        return None
    hints = get_type_hints(kind)
    served = [served_name(field) for field in fields(kind)]
    values = attrgetter(*(field.name for field in fields(kind)))
    several = len(served) > 1
    deep = [
        name
        for name, field in zip(served, fields(kind), strict=True)
        if not _holds_a_scalar(hints[field.name])
    ]

    def made(value: Any, told: dict[int, Any]) -> dict[str, Any]:
        held = values(value)
        found = dict(zip(served, held if several else (held,), strict=True))
        for name in deep:
            inner = found[name]
            if type(inner) not in _PLAIN:
                found[name] = plain(inner, told)
        return found

    return made


def _holds_a_scalar(hint: Any) -> bool:
    """Whether what a type allows is written as it is: a text, which is what the members of our
    enumerations are, a whole number, a truth, or nothing."""
    options = get_args(hint) or (hint,)
    return all(
        isinstance(option, type) and issubclass(option, (str, int, type(None)))
        for option in options
    )


def positional(value: Decimal) -> Decimal:
    """A decimal that is written without an exponent: 1.6E+6 as 1600000."""
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value
