"""Figures as CSV by the million: what `to_csv` writes of observations, byte for byte.

A plain row is one text with its cells put in; any other has an observation, and is written as
`to_csv` writes it. Nearly all rows of an official table are plain.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.domain.observation import DIMENSIONS, NONE, Observation, cited, exact
from app.formats.to_csv import cell, cells, columns

_needs_quotes = re.compile('[",\r\n]').search


class FigureWriter:
    """Writes the figures of one release. Slugs need no quotes, and no spreadsheet runs one."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._release = dictionary.release
        self._slugs = {name: dictionary.slugs[noun] for name, noun in DIMENSIONS.items()}
        self._sources = dictionary.slugs["sources"]
        self._units = {
            id_: _quoted(cell(dictionary.measure(slug).unit))
            for id_, slug in self._slugs["measure"].items()
        }

    def header(self) -> bytes:
        """The names of the columns."""
        return _line([*columns(Observation), "as_of_release"]).encode()

    def rows(self, figures: Figures) -> bytes:
        """Figures in their order."""
        others = figures.others
        areas, periods = self._slugs["area"], self._slugs["period"]
        units, sources, release = self._units, self._sources, self._release
        # The rest of a place is the same again and again.
        rests: dict[tuple[int, ...], tuple[str, str, str]] = {}
        lines: list[str] = []
        for (
            at, _, area, period, category, measure, platform, population, dataset, digits,
            exponent, status, qualifier, since, source, paragraph, locator, stated, fingerprint,
        ) in figures.rows:  # fmt: skip
            if at in others:
                lines.append(_line([*cells(others[at], Observation), str(release)]))
                continue
            place = (category, measure, platform, population, dataset)
            if place not in rests:
                rests[place] = self._rest(*place)
            name, key, named = rests[place]
            here, then = areas[area], periods[period]
            value = digits if not exponent else _decimal(digits, exponent)
            citation = cited(sources[source], locator, paragraph or None, stated, fingerprint)
            lines.append(
                f"{name}:{here}:{then}:{key},{name},{here},{then},{named}"
                f",{'' if value is None else value},{units[measure]},{status},{qualifier}"
                f",,,,{_quoted(citation)},false,,{since},,{release}\r\n"
            )
        return "".join(lines).encode()

    def _rest(
        self, category: int, measure: int, platform: int, population: int, dataset: int
    ) -> tuple[str, str, str]:
        """The measure, and what follows area and period: in an id, and in columns."""
        slugs = self._slugs
        optional = (
            slugs["category"].get(category),
            slugs["platform"].get(platform),
            slugs["population"].get(population),
        )
        last = slugs["dataset"][dataset]
        key = ":".join([*(slug or NONE for slug in optional), last])
        return slugs["measure"][measure], key, ",".join([*(slug or "" for slug in optional), last])


def _decimal(digits: int | None, exponent: int) -> str:
    return cell(exact(digits, exponent))


def _quoted(text: str) -> str:
    """A text as the csv module writes it in a row of several cells."""
    if not _needs_quotes(text):
        return text
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _line(row: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(row)
    return out.getvalue()
