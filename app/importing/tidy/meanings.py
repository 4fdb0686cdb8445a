"""What the texts of a tidy table stand for, each read once and then remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.domain.observation import DIMENSIONS, NONE, Status
from app.domain.period import Period
from app.domain.period_names import read_period
from app.domain.printed import read_printed, whole
from app.domain.quantity import Qualifier, Quantity
from app.errors import MalformedError
from app.importing.names import Memo, Names
from app.store.tables import DOES_NOT_APPLY
from app.store.values import split

_OPTIONAL = ("category", "platform", "population")

# Digits, exponent, status, qualifier, note.
Figure = tuple[int | None, int | None, str, str, str | None]


@dataclass(frozen=True)
class Places:
    """What the rows of a table point to: the ids of entries by noun and slug, the source of rows
    that name none, and the passage that the rows of a source stand in."""

    ids: Mapping[str, Mapping[str, int]]
    source: str | None
    passage: Callable[[str], int]


@dataclass
class Meanings:
    """Reads single cells. `given` are the dimensions that the source document gives for every row,
    `periods` those that were read."""

    names: Names
    places: Places
    given: Mapping[str, str | None]
    periods: dict[int, Period] = field(default_factory=dict)

    def columns(self, at: Mapping[str, int]) -> tuple[list[int], list[tuple[int, int, Memo[int]]]]:
        """The dimensions that are the same in every row; and which column tells each of the
        others, with its memo. MalformedError where what is given for every row is not known."""
        template = [DOES_NOT_APPLY] * len(DIMENSIONS)
        columns = []
        for index, (name, noun) in enumerate(DIMENSIONS.items()):
            same = self.given.get(name)
            if name in at:
                columns.append((index, at[name], Memo(self._dimension(name, noun, same))))
            elif same is not None:
                template[index] = self._id(name, noun, same)
        return template, columns

    def _dimension(self, name: str, noun: str, same: str | None) -> Callable[[str], int]:
        def read(text: str) -> int:
            stripped = text.strip()
            if not stripped and same is not None:
                return self._id(name, noun, same)
            if name in _OPTIONAL and stripped in ("", NONE):
                return DOES_NOT_APPLY
            if not stripped:
                raise MalformedError(f"names no {name}")
            return self._id(name, noun, stripped)

        return read

    def _id(self, name: str, noun: str, text: str) -> int:
        if name == "period":
            period = read_period(text)
            self.periods[period.key] = period
            return period.key
        slug = self.names.area(text) if name == "area" else self.names.entry(noun, text)
        # Nothing is stored where the slug cannot be known, so that any id will do.
        return self.places.ids[noun].get(slug or "", -1)

    def figures_of(self, measure: int) -> Memo[Figure]:
        """What the texts of a figure mean, for one measure."""
        slug = self._slugs["measures"].get(measure)
        percent, counted = slug in self.names.percentages, slug in self.names.counted

        def read(texts: tuple[str, str, str]) -> Figure:
            value, status, qualifier = (text.strip() for text in texts)
            printed = read_printed(value, percent=percent)
            told = choice(Status, status, printed.status)
            if told.has_value != (printed.value is not None):
                raise MalformedError(
                    f"status {told} {'needs a' if told.has_value else 'has no'} value, "
                    f"and the cell says {value[:40]!r}"
                )
            hedged = choice(Qualifier, qualifier, Qualifier.EXACT)
            if printed.value is not None:
                Quantity(printed.value, hedged)
            number = whole(printed.value) if counted and printed.value else printed.value
            # As plain text: a driver looks twice at a million values of a kind of their own.
            return (*split(number), told.value, hedged.value, printed.note)

        return Memo(read)

    def source(self, text: str) -> tuple[int, int]:
        """The ids of a source and of the passage that its rows stand in."""
        slug = text.strip() or self.places.source
        if slug is None:
            raise MalformedError(
                "names no source, and the import holds no source document, or several"
            )
        known = self.names.entry("sources", slug)
        if known is None:
            return (-1, -1)
        return (self.places.ids["sources"].get(known, -1), self.places.passage(known))

    def code_fits(self, code: str | None, category: int) -> None:
        """MalformedError where a Home Office code is not that of a category, by its id."""
        slug = self._slugs["categories"].get(category)
        if code is not None and slug is not None:
            self.names.code_fits(slug, code)

    @cached_property
    def _slugs(self) -> dict[str, dict[int, str]]:
        nouns = ("measures", "categories")
        return {noun: {id_: slug for slug, id_ in self.places.ids[noun].items()} for noun in nouns}


def choice(kind: Any, text: str, otherwise: Any) -> Any:
    """The member of an enumeration that a text names; the other one for an empty text."""
    if not text:
        return otherwise
    try:
        return kind(text.casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        listed = ", ".join(kind)
        raise MalformedError(f"{text[:40]!r} is none of {listed}") from None
