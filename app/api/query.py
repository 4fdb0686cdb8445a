"""A query read: every parameter as what it means, and every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.api.problems import ProblemError, ProblemFault
from app.api.remembered import remembered
from app.domain.dictionary import Dictionary
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError

LONGEST_VALUE = 300
CACHE_BUSTER = "_"
MOST_HINTS = 20

Read = Callable[[str, Dictionary], Any]


@dataclass(frozen=True)
class Parameter:
    """One query parameter. `read` turns one value into what it means, or raises MalformedError;
    a parameter that can stand for several takes repeats and commas alike; a required one has to be
    given."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Read
    several: bool = False
    required: bool = False

    @property
    def wanted(self) -> str:
        """What would be right, for whoever left it out."""
        values = self.schema.get("enum")
        if values:
            return f"it is one of {', '.join(values)}"
        return self.description[0].lower() + self.description[1:]

    def documented(self, example: str | None) -> dict[str, Any]:
        """The parameter as OpenAPI describes it, with its value in an example question."""
        one = dict(self.schema)
        schema = {"type": "array", "items": one} if self.several else one
        described: dict[str, Any] = {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.description,
            "schema": schema,
        }
        if self.several:
            described |= {"style": "form", "explode": False}
        if example is not None:
            values = [int(part) if _is_whole(one) else part for part in example.split(",")]
            described["example"] = values if self.several else values[0]
        return described


def _is_whole(schema: Mapping[str, Any]) -> bool:
    """Whether a value of a schema is a whole number, or may be one."""
    return schema.get("type") == "integer" or any(map(_is_whole, schema.get("oneOf", ())))


class UnknownNameError(MalformedError):
    """A name that is not known, and how to find the nearest ones."""

    def __init__(self, told: str, near: Callable[[], list[str]]) -> None:
        super().__init__(told)
        self.near = near


class Asked:
    """The parameters of one query, read. A parameter that was not given is None, or empty."""

    def __init__(self, values: Mapping[str, list[Any]]) -> None:
        self._values = values

    def one(self, name: str, default: Any = None) -> Any:
        """The value of a parameter that stands for one thing."""
        found = self._values.get(name)
        return found[0] if found else default

    def several(self, name: str) -> list[Any]:
        """The values of a parameter that can stand for several things, without repeats."""
        return list(dict.fromkeys(self._values.get(name, ())))


def read_query(
    query: QueryParams, parameters: Sequence[Parameter], dictionary: Dictionary
) -> tuple[Asked, list[ProblemFault]]:
    """The parameters of a query, and every fault in it."""
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, list[Any]] = {}
    faults = [
        ProblemFault(name, f"is missing; {parameter.wanted}")
        for name, parameter in known.items()
        if parameter.required and name not in query
    ]
    for name in dict.fromkeys(query.keys()):
        if name == CACHE_BUSTER:
            continue
        parameter = known.get(name)
        if parameter is None:
            hint = did_you_mean(nearest(name, known))
            faults.append(ProblemFault(name[:100], f"there is no such parameter here{hint}"))
            continue
        given = query.getlist(name)
        if parameter.several:
            given = [part for value in given for part in value.split(",")]
        elif len(given) > 1:
            faults.append(ProblemFault(name, "is given more than once"))
            continue
        for value in given:
            try:
                values.setdefault(name, []).append(_read(parameter, value, dictionary))
            except UnknownNameError as error:
                # Finding what is near is dear, and nobody reads the hundredth hint.
                hint = did_you_mean(error.near()) if len(faults) < MOST_HINTS else ""
                faults.append(ProblemFault(name, f"{error}{hint}"))
            except MalformedError as error:
                faults.append(ProblemFault(name, str(error)))
    return Asked(values), faults


@remembered
def encoded(name: str, value: str) -> str:
    """A parameter as it stands in an address."""
    return urlencode([(name, value)], safe="/:,")


def refuse(faults: Sequence[ProblemFault]) -> None:
    """A problem with every fault, if there is any."""
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise ProblemError("invalid-parameters", f"The query has {count}.", faults)


def _read(parameter: Parameter, value: str, dictionary: Dictionary) -> Any:
    if not value.strip():
        raise MalformedError("is empty")
    if len(value) > LONGEST_VALUE:
        raise MalformedError(f"is longer than {LONGEST_VALUE} characters")
    return parameter.read(value, dictionary)


def whole_number_in(value: str, lowest: int, highest: int) -> int:
    """The whole number that a text is; MalformedError where it is none, or out of bounds."""
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(highest))
    if not digits or not lowest <= int(value) <= highest:
        raise MalformedError(f"{value!r} is not a whole number from {lowest} to {highest}")
    return int(value)
