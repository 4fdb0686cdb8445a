"""Query parameters: what each means, how it is read, and every fault of a query at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.datastructures import QueryParams

from app.api.cursor import HIGHEST_RELEASE
from app.api.problems import ProblemError, ProblemFault
from app.domain.dictionary import Dictionary
from app.domain.period import Period, PeriodKind
from app.domain.period_names import read_period
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.formats.format import Format
from app.formats.registry import FORMATS

DEFAULT_LIMIT, HIGHEST_LIMIT = 100, 10_000
HIGHEST_PRECISION = 10
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
            values = [
                int(part) if one["type"] == "integer" else part for part in example.split(",")
            ]
            described["example"] = values if self.several else values[0]
        return described


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


def _known(noun: str) -> Read:
    def read(value: str, dictionary: Dictionary) -> str:
        if value in dictionary.entries[noun]:
            return value
        raise UnknownNameError(
            f"{value!r} is not known", lambda: suggestions(value, noun, dictionary)
        )

    return read


def suggestions(value: str, noun: str, dictionary: Dictionary) -> list[str]:
    """The nearest known slugs of a noun to a name that is not known."""
    spellings = dictionary.area_spellings if noun == "areas" else None
    near = nearest(value, dictionary.entries[noun], spellings)
    if noun == "areas" and near:
        # A name that several areas share leads to each of them.
        others = dictionary.area(near[0]).distinct_from
        near += [other.area for other in others if near[0] in other.area]
    if noun == "periods":
        near = _as_written(value, dictionary) + near
    return list(dict.fromkeys(near))[:3]


def _as_written(value: str, dictionary: Dictionary) -> list[str]:
    """The period that people write so: `2019/20`, `2017/18 Q1`, `year ending June 2019`; and
    `2019/2020`, which could be two years in a table and hardly is in a question."""
    first, _, last = value.partition("/")
    slug = f"{first}-{last[-2:]}" if last else ""
    with suppress(MalformedError):
        slug = read_period(value).slug
    return [slug] if slug in dictionary.entries["periods"] else []


def _period(value: str, dictionary: Dictionary) -> str:
    if value in dictionary.entries["periods"]:
        return value
    told = f"the record holds nothing for {value!r}"
    try:
        Period.parse(value)
    except MalformedError as error:
        told = str(error)
    raise UnknownNameError(told, lambda: suggestions(value, "periods", dictionary))


def one_of(values: type[StrEnum]) -> Read:
    """The reader of one member of an enumeration."""

    def read(value: str, _: Dictionary) -> StrEnum:
        if value in list(values):
            return values(value)
        hint = did_you_mean(nearest(value, list(values)))
        raise MalformedError(f"{value!r} is not one of {', '.join(values)}{hint}")

    return read


def whole_number_in(value: str, lowest: int, highest: int) -> int:
    """The whole number that a text is; MalformedError where it is none, or out of bounds."""
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(highest))
    if not digits or not lowest <= int(value) <= highest:
        raise MalformedError(f"{value!r} is not a whole number from {lowest} to {highest}")
    return int(value)


def _text(value: str, _: Dictionary) -> str:
    return value


def _format(value: str, _: Dictionary) -> Format:
    if value in FORMATS:
        return FORMATS[value]
    hint = did_you_mean(nearest(value, FORMATS))
    raise MalformedError(f"{value!r} is not one of {', '.join(FORMATS)}{hint}")


def slugs(name: str, noun: str, description: str) -> Parameter:
    """A filter by slugs of a dictionary."""
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}
    return Parameter(name, description, schema, _known(noun), several=True)


def one_slug(name: str, noun: str, description: str) -> Parameter:
    """The one slug of a dictionary that a question is about, and that it cannot do without."""
    known = _known(noun)

    def read(value: str, dictionary: Dictionary) -> Any:
        if "," in value:
            raise MalformedError("names several; ask for each by itself")
        return known(value, dictionary)

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}
    return Parameter(name, description, schema, read, required=True)


def choices(name: str, values: type[StrEnum], description: str) -> Parameter:
    """A filter by the members of an enumeration."""
    schema = {"type": "string", "enum": list(values)}
    return Parameter(name, description, schema, one_of(values), several=True)


def choice(
    name: str, values: type[StrEnum], description: str, default: StrEnum | None = None
) -> Parameter:
    """A choice of one member of an enumeration."""
    schema: dict[str, Any] = {"type": "string", "enum": list(values)}
    if default is not None:
        schema["default"] = str(default)
    return Parameter(name, description, schema, one_of(values))


def whole_number(
    name: str, description: str, lowest: int, highest: int, default: int | None = None
) -> Parameter:
    """A whole number within bounds."""
    schema: dict[str, Any] = {"type": "integer", "minimum": lowest, "maximum": highest}
    if default is not None:
        schema["default"] = default
    return Parameter(
        name, description, schema, lambda value, _: whole_number_in(value, lowest, highest)
    )


def a_period(name: str, description: str) -> Parameter:
    """One period that the record holds."""
    schema = {"type": "string", "minLength": 4, "maxLength": 40}
    return Parameter(name, description, schema, _period)


AREA = slugs("area", "areas", "Areas, by slug, such as `west-midlands-police`.")
CATEGORY = slugs(
    "category", "categories", "Offence categories, by slug, such as `indecent-images-of-children`."
)
PERIOD = Parameter(
    "period",
    "Periods, by slug: `2019-20` is a financial year, `2022` a calendar year, `2022-q3` July to "
    "September, `2022-m07` July, `2018-07-01/2019-06-30` the year ending June 2019.",
    {"type": "string", "minLength": 4, "maxLength": 40},
    _period,
    several=True,
)
PLATFORM = slugs("platform", "platforms", "Online platforms, by slug, such as `snapchat`.")
POPULATION = slugs(
    "population", "populations", "Parts of the cases, by slug, such as `victims-aged-13`."
)
MEASURE = slugs("measure", "measures", "Measures, by slug, such as `offences-recorded`.")
DATASET = slugs("dataset", "datasets", "Datasets, by slug, such as `nspcc-foi-2020`.")
SOURCE = slugs("source", "sources", "Sources, by slug, such as `west-midlands-grooming-2017-2022`.")
PERIOD_KIND = choices("kind", PeriodKind, "Kinds of period.")
PRECISION = whole_number(
    "precision", "Decimal places of numbers that were divided.", 0, HIGHEST_PRECISION, 1
)

RELEASE = whole_number(
    "release",
    "Answer as of this release. Such an address is immutable and can be cached for ever.",
    1,
    HIGHEST_RELEASE,
)
LIMIT = whole_number("limit", "Items on a page.", 1, HIGHEST_LIMIT, DEFAULT_LIMIT)
CURSOR = Parameter(
    "cursor",
    "Where the next page begins: take it, with the rest of the address, from `links.next`.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE},
    _text,
)
FORMAT = Parameter(
    "format",
    "Format of the answer; stronger than the Accept header. A suffix does the same: "
    "`/v1/observations.csv`.",
    {"type": "string", "enum": list(FORMATS)},
    _format,
)
ALWAYS = (RELEASE, FORMAT)
PAGED = (LIMIT, CURSOR)
