"""The synthetic record that everything is measured on: the same rows for us and for every peer.

Its areas are the forces of the seed's dictionary and synthetic partnerships, its periods the
quarters of the financial years from 2002-03 on, its categories synthetic; two measures make it
"twice over". The figures come from arithmetic and say nothing about any force.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from math import ceil
from os import environ
from pathlib import Path

import yaml

from app.importing.tables.csv_table import MOST_ROWS
from app.settings import ROOT

MEASURES = ("offences-recorded", "charges-or-summonses")
DATASET = "synthetic-record"
SOURCE = "synthetic-figures"
FIRST_YEAR = 2002
_DEFAULTS = {"defaults": {"dataset": DATASET}}
SYNTHETIC = "Synthetic, made to measure speed by; it says nothing about any place or person."


# A figure as a bare tuple: area, period, category, measure and value.
Row = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Figure:
    """One row of the record."""

    area: str
    period: str
    category: str
    measure: str
    value: int


@dataclass(frozen=True)
class Shape:
    """How much of each dimension a size has."""

    areas: int
    quarters: int
    categories: int

    @property
    def rows(self) -> int:
        """How many figures that makes."""
        return self.areas * self.quarters * self.categories * len(MEASURES)


SIZES = {
    "10k": Shape(areas=26, quarters=16, categories=12),
    "1m": Shape(areas=360, quarters=96, categories=15),
    "10m": Shape(areas=360, quarters=96, categories=145),
    "100m": Shape(areas=360, quarters=96, categories=1450),
}


@dataclass(frozen=True)
class Record:
    """The dimensions of the record of one size, each in the order of the API's lists."""

    shape: Shape

    @cached_property
    def areas(self) -> list[str]:
        """Forces first, and then synthetic partnerships."""
        # A small record has partnerships too.
        named = _forces()[: max(self.shape.areas - 3, 1)]
        others = range(1, self.shape.areas - len(named) + 1)
        return [*named, *(f"synthetic-partnership-{number:03}" for number in others)]

    @cached_property
    def forces(self) -> list[str]:
        """The areas that are forces."""
        return [area for area in self.areas if area in _forces()]

    @cached_property
    def periods(self) -> list[str]:
        """Quarters, earliest first."""
        # A financial year begins with the second quarter of a calendar year.
        first = FIRST_YEAR * 4 + 1
        starts = range(first, first + self.shape.quarters)
        return [f"{start // 4}-q{start % 4 + 1}" for start in starts]

    @cached_property
    def categories(self) -> list[str]:
        """Synthetic ones alone."""
        return [f"synthetic-category-{n:04}" for n in range(1, self.shape.categories + 1)]

    def figures(self) -> Iterator[Figure]:
        """Every figure, in the order of cells."""
        return itertools.starmap(Figure, self.rows())

    def rows(self) -> Iterator[Row]:
        """The same as bare tuples, which are made faster."""
        return self._rows(range(self.shape.categories))

    def tables(self) -> Iterator[Iterator[Row]]:
        """The same in tables that an import reads, each with whole categories."""
        every = range(self.shape.categories)
        at_most = MOST_ROWS // (self.shape.rows // len(every))
        tables = ceil(len(every) / at_most)
        each = ceil(len(every) / tables)
        for first in range(0, len(every), each):
            yield self._rows(every[first : first + each])

    def _rows(self, categories: Sequence[int]) -> Iterator[Row]:
        cells = itertools.product(
            enumerate(self.areas),
            enumerate(self.periods),
            [(number, self.categories[number]) for number in categories],
            enumerate(MEASURES),
        )
        return (
            (area, period, category, measure, value_of(a, p, c, m))
            for (a, area), (p, period), (c, category), (m, measure) in cells
        )


def value_of(area: int, period: int, category: int, measure: int) -> int:
    """A count without a leap from year to year, so that no import has reason to warn."""
    level = 200 + (area * 37 + category * 101 + measure * 53) % 800
    return level + (period * period * 13 + area * 7 + category * 3 + measure * 5) % 97 * 2 + period


def built(record: Record, folder: Path) -> Path:
    """The store of a record, brought in by `onrecord import`; made once for each schema."""
    made_by = [
        *sorted((ROOT / "migrations" / "versions").glob("*.py")),
        *sorted((ROOT / "seed" / "reference").glob("*.yaml")),
    ]
    return made(folder, "ours", made_by, lambda draft: _import(record, draft))


def made(folder: Path, name: str, made_by: Sequence[Path], fill: Callable[[Path], None]) -> Path:
    """A folder that is filled once for each version of the files that it is made by."""
    digest = hashlib.sha256()
    for path in [*made_by, Path(__file__)]:
        digest.update(path.read_bytes())
    kept = folder / f"{name}-{digest.hexdigest()[:10]}"
    if not kept.is_dir():
        print(f"making the record: {name}, {folder.name}", flush=True)
        draft = folder / f"{name}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        fill(draft)
        draft.rename(kept)
    return kept


def _import(record: Record, folder: Path) -> None:
    run_onrecord(folder, "migrate")
    entries = write_entries(record, folder)
    table = folder / "figures.csv"
    for rows in record.tables():
        write_table(rows, table)
        paths = (str(path) for path in (*entries, table))
        run_onrecord(folder, "import", "--note", "Synthetic", *paths)
    table.unlink()


def database(folder: Path) -> Path:
    """The SQLite file of a built record."""
    return folder / "onrecord.sqlite"


def environment(folder: Path) -> dict[str, str]:
    """The environment in which `onrecord` works on a built record."""
    return {**environ, "ONRECORD_DATABASE_URL": f"sqlite:///{database(folder)}"}


def run_onrecord(folder: Path, *arguments: str) -> None:
    """One command of ours on a record."""
    command = [sys.executable, "-m", "app", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(folder), check=True)


def write_entries(record: Record, folder: Path) -> list[Path]:
    """The documents that come with every table: the seed's dictionaries, the synthetic entries."""
    written = []
    for noun, content in {**_entries(record), **_source()}.items():
        document = {"source": content, **_DEFAULTS} if noun == "source" else {noun: content}
        written.append(folder / f"synthetic-{noun}.json")
        written[-1].write_text(json.dumps(document))
    return [*sorted((ROOT / "seed" / "reference").glob("*.yaml")), *written]


def write_table(rows: Iterable[Row], path: Path) -> None:
    """Some rows of a record as a tidy table."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("area", "period", "category", "measure", "value"))
        writer.writerows(rows)


def _entries(record: Record) -> dict[str, object]:
    partnerships = [area for area in record.areas if area not in _forces()]
    return {
        "areas": [
            {"slug": slug, "name": _named(slug), "kind": "body", "definition": SYNTHETIC}
            for slug in partnerships
        ],
        "categories": [
            {"slug": slug, "name": _named(slug), "definition": SYNTHETIC}
            for slug in record.categories
        ],
        "datasets": [
            {
                "slug": DATASET,
                "name": "Synthetic record",
                "producer": "the bench",
                "method": "arithmetic",
                "definition": SYNTHETIC,
                "coverage": "Every cell of a made-up record.",
                "comparability": "Made by one formula throughout.",
            }
        ],
    }


def _source() -> dict[str, object]:
    return {
        "source": {
            "slug": SOURCE,
            "title": "Synthetic figures to measure by",
            "kind": "synthetic table",
            "notes": SYNTHETIC,
        }
    }


def _named(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


@cache
def _forces() -> list[str]:
    found = yaml.safe_load((ROOT / "seed" / "reference" / "areas.yaml").read_text())
    return [area["slug"] for area in found["areas"] if area["kind"] == "force"]
