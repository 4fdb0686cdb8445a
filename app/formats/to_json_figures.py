"""Figures as JSON: what `to_json` writes of observations, byte for byte.

A plain row is one text with its values put in; any other has an observation, and is written as
`to_json` writes it.
"""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as _quoted

import msgspec

from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.domain.observation import NONE, exact
from app.formats.plain import plain, positional

ENCODER = msgspec.json.Encoder(decimal_format="number")


def figures_as_json(figures: Figures) -> list[bytes]:
    """The array of some figures."""
    return [f"[{','.join(texts_of(figures))}]".encode()]


def texts_of(figures: Figures) -> list[str]:
    """Each of some figures. Slugs, statuses and fingerprints need no escapes."""
    others, slugs = figures.others, figures.dictionary.slugs
    areas, periods, sources = slugs["areas"], slugs["periods"], slugs["sources"]
    # The rest of a place is the same again and again.
    rests: dict[tuple[int, ...], tuple[str, str, str, str]] = {}
    items: list[str] = []
    for (
        at, _, area, period, category, measure, platform, population, dataset, digits,
        exponent, status, qualifier, since, source, paragraph, locator, stated, fingerprint,
    ) in figures.rows:  # fmt: skip
        if at in others:
            items.append(ENCODER.encode(plain(others[at])).decode())
            continue
        place = (category, measure, platform, population, dataset)
        if place not in rests:
            rests[place] = _rest(*_named(figures.dictionary, *place))
        name, key, named, unit = rests[place]
        here, then = areas[area], periods[period]
        value = digits if not exponent else _decimal(digits, exponent)
        items.append(
            f'{{"id":"{name}:{here}:{then}:{key}","measure":"{name}","area":"{here}"'
            f',"period":"{then}",{named},"value":{"null" if value is None else value}'
            f',"unit":{unit},"status":"{status}","qualifier":"{qualifier}"'
            f',"forces":null,"inferred":[],"note":null,"citations":[{{'
            f'"source":"{sources[source]}","paragraph":{paragraph or "null"}'
            f',"stated":{_quoted(stated)},"fingerprint":"{fingerprint}"'
            f',"locator":{_quoted(locator) if locator else "null"}'
            f',"release":{{"from":{since},"to":null}}}}],"disputed":false,"reason":null'
            f',"release":{{"from":{since},"to":null}}}}'
        )
    return items


def _named(
    dictionary: Dictionary,
    category: int,
    measure: int,
    platform: int,
    population: int,
    dataset: int,
) -> tuple[str | None, ...]:
    """What the rest of a place is called, and the unit."""
    slugs = dictionary.slugs
    name = slugs["measures"][measure]
    return (
        name,
        slugs["categories"].get(category),
        slugs["platforms"].get(platform),
        slugs["populations"].get(population),
        slugs["datasets"][dataset],
        dictionary.measure(name).unit,
    )


# A page of one period has a place for nearly every figure, and the next page has the same.
@lru_cache(4096)
def _rest(
    measure: str,
    category: str | None,
    platform: str | None,
    population: str | None,
    dataset: str,
    unit: str,
) -> tuple[str, str, str, str]:
    """The measure; what follows area and period, in an id and in fields; and the unit."""
    named = {
        "category": category,
        "platform": platform,
        "population": population,
        "dataset": dataset,
    }
    key = ":".join(slug or NONE for slug in named.values())
    fields = ENCODER.encode(named).decode()[1:-1]
    return measure, key, fields, _quoted(unit)


def _decimal(digits: int | None, exponent: int) -> str | None:
    value = exact(digits, exponent)
    return None if value is None else ENCODER.encode(positional(value)).decode()
