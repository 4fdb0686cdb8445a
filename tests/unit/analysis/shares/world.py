"""A synthetic world with a whole along every dimension, and a short way to ask for shares in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.analysis.shares.share import shares
from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Category,
    Dictionary,
    Measure,
    Membership,
    Platform,
    Population,
)
from app.domain.observation import Observation
from app.domain.share import Share
from tests.unit.make import COUNTS, area, dataset, dictionary, measure, observation

PRINTED = "synthetic-printed-share"
TEXT = "Made up."


def _areas() -> Iterable[Area]:
    """land > (north > (a, b), south > (c, d)); c was in the south until March 2020 only; the state
    holds land and north directly, so north twice."""
    until = date(2020, 3, 31)
    inside = {
        "state": ["land", "north"],
        "land": ["north", "south"],
        "north": ["a", "b"],
        "south": ["c", "d"],
        "two-circles": ["east-circle", "west-circle"],
        "east-circle": ["a"],
        "west-circle": ["a", "d"],
    }
    for slug, members in inside.items():
        yield area(
            slug,
            AreaKind.REGION,
            members=[
                Membership(member, None, until if member == "c" else None) for member in members
            ],
        )
    for slug in "abcd":
        yield area(slug)


def _category(slug: str, children: list[str], *, sums: bool) -> Category:
    return Category(slug, slug, TEXT, None, children, sums, [], [], [], [], NOTHING_HELD)


def _platform(slug: str, parent: str | None, children: list[str]) -> Platform:
    return Platform(slug, slug, TEXT, TEXT, parent, children, NOTHING_HELD)


def _measure(slug: str, unit: str, *, counted: bool, summable: bool, along: str | None) -> Measure:
    return measure(
        slug, unit=unit, counted=counted, summable=summable, comparable=False, share_along=along
    )


def world() -> Dictionary:
    """The dictionaries of the synthetic world."""
    given = dictionary(
        areas=_areas(),
        measures=[
            measure(),
            _measure(PRINTED, "per-cent", counted=False, summable=True, along="platform"),
            _measure("age", "years", counted=True, summable=False, along=None),
            _measure("amount", "pounds", counted=False, summable=True, along=None),
            _measure("sessions", "sessions", counted=True, summable=True, along=None),
            _measure("ages-share", "per-cent", counted=False, summable=True, along="population"),
        ],
    )
    populations = ("aged-1", "aged-2", "platform-recorded")
    entries = {
        **given.entries,
        "categories": {
            each.slug: each
            for each in (
                _category("crimes", ["thefts", "frauds"], sums=True),
                _category("thefts", ["burglaries", "snatches"], sums=False),
                _category("frauds", [], sums=False),
                _category("burglaries", [], sums=False),
                _category("snatches", [], sums=False),
            )
        },
        "platforms": {
            each.slug: each
            for each in (
                _platform("solo", None, []),
                _platform("group", None, ["one", "two"]),
                _platform("one", "group", []),
                _platform("two", "group", []),
            )
        },
        "populations": {slug: Population(slug, slug, TEXT, NOTHING_HELD) for slug in populations},
        "datasets": {slug: dataset(slug) for slug in ("synthetic-dataset", "other")},
    }
    return Dictionary(given.release, entries, {}, {}, {})


WORLD = world()


def figures(dimension: str, values: dict[str | None, Any], **shared: Any) -> list[Observation]:
    """Figures that differ along one dimension: a number, None for a suppressed one, or a pair of
    a number and what is changed."""
    found = []
    for slug, given in values.items():
        value, changed = given if isinstance(given, tuple) else (given, {})
        found.append(observation(value, **{dimension: slug}, **shared, **changed))
    return found


def ask(dimension: str, *given: list[Observation], precision: int = 1) -> list[Share]:
    """The shares along a dimension of some figures."""
    return shares(dimension, [one for several in given for one in several], WORLD, precision)


def along(dimension: str, values: dict[str | None, Any], **shared: Any) -> dict[str, Share]:
    """The shares of one group, by part."""
    rows = ask(dimension, figures(dimension, values, **shared))
    assert len({row.part for row in rows}) == len(rows)
    return {row.part: row for row in rows}


def codes(row: Share) -> list[str]:
    """The codes of the reasons of a row."""
    return [reason.code for reason in row.reasons]


def notation(computed: Any) -> str | None:
    """An interval as it is written, or None."""
    return None if computed is None else str(computed.notation)


__all__ = ["COUNTS", "PRINTED", "WORLD", "along", "ask", "codes", "figures", "notation"]
