"""What references can point to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.observation import Cell
from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault
from app.importing.document import Path, ReadDocument
from app.importing.parse import Reading, rows_of, sources_of
from app.importing.rows import (
    AreaRow,
    CategoryRow,
    DatasetRow,
    EntryRow,
    MeasureRow,
    PlatformRow,
    PopulationRow,
    SupportOrganisationRow,
)

DICTIONARIES: dict[str, type[EntryRow]] = {
    "areas": AreaRow,
    "categories": CategoryRow,
    "platforms": PlatformRow,
    "populations": PopulationRow,
    "measures": MeasureRow,
    "datasets": DatasetRow,
    "support_organisations": SupportOrganisationRow,
}


@dataclass(frozen=True)
class Known:
    """The slugs of each dictionary and the cells of all sources.

    What a refused document may hold cannot be called unknown: a dictionary with such a document
    is left out, and the cells are None.
    """

    slugs: Mapping[str, frozenset[str]]
    cells: Mapping[Cell, str] | None

    def look_up(self, read: ReadDocument, path: Path, noun: str, slug: str) -> Iterator[Fault]:
        """A fault where the slug is not in the dictionary."""
        slugs = self.slugs.get(noun)
        if slugs is not None and slug not in slugs:
            hint = did_you_mean(nearest(slug, slugs))
            yield read.fault(path, f"{slug!r} is not known{hint}")


def gather(reading: Reading) -> Known:
    """What the documents that were read define."""
    slugs = {
        noun: frozenset(placed.row.slug for placed in rows_of(reading.parsed, kind))
        for noun, kind in DICTIONARIES.items()
        if noun not in reading.lost
    }
    cells = {
        cell: cell.key
        for _, document in sources_of(reading.parsed)
        for row in document.observations
        if isinstance(cell := document.cell(row), Cell)
    }
    return Known(slugs, None if "source" in reading.lost else cells)
