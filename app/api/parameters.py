"""Query parameters: what each means, and how one value of it is read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.api.cursor import HIGHEST_RELEASE
from app.api.query import LONGEST_VALUE, Parameter, Read, UnknownNameError, whole_number_in
from app.domain.dictionary import Dictionary
from app.domain.observation import NONE
from app.domain.period import Period, PeriodKind
from app.domain.period_names import read_period
from app.domain.suggest import did_you_mean, nearest
from app.errors import MalformedError
from app.formats.format import Format
from app.formats.registry import FORMATS

DEFAULT_LIMIT, HIGHEST_LIMIT = 100, 10_000
# In place of a limit: everything.
ALL = "all"
HIGHEST_PRECISION = 10


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


def _or_none(filter_: Parameter) -> Parameter:
    """A filter that takes the `-` of ids too, for the figures to which its dimension does not
    apply."""

    def read(value: str, dictionary: Dictionary) -> Any:
        return None if value == NONE else filter_.read(value, dictionary)

    described = f"{filter_.description} `-` is for figures to which none applies."
    return replace(filter_, description=described, read=read)


# The filters by the dimensions of a figure, in the order of a question.
OF_FIGURES = (CATEGORY, AREA, PERIOD, MEASURE, PLATFORM, POPULATION, DATASET)
# The same, by all that an id says.
BY_ID = tuple(
    _or_none(each) if each in (CATEGORY, PLATFORM, POPULATION) else each for each in OF_FIGURES
)
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


def _limit(value: str, dictionary: Dictionary) -> Any:
    if value == ALL:
        raise MalformedError(
            f"is {ALL}, which only /v1/observations as CSV takes; here it is a whole number from "
            f"1 to {HIGHEST_LIMIT}"
        )
    return _PAGE.read(value, dictionary)


def _limit_or_all(value: str, dictionary: Dictionary) -> Any:
    try:
        return ALL if value == ALL else _PAGE.read(value, dictionary)
    except MalformedError as error:
        raise MalformedError(f"{error}, nor {ALL}") from error


_PAGE = whole_number("limit", "Items on a page.", 1, HIGHEST_LIMIT, DEFAULT_LIMIT)
LIMIT = replace(_PAGE, read=_limit)
LIMIT_OR_ALL = replace(
    LIMIT,
    description=f"Items on a page; as CSV also `{ALL}`, for the whole selection in one go.",
    schema={"oneOf": [dict(LIMIT.schema), {"type": "string", "enum": [ALL]}]},
    read=_limit_or_all,
)
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
