"""What references can point to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault
from app.importing.document import Path, ReadDocument
from app.importing.entry_rows import DICTIONARY_ROWS
from app.importing.parse import Parsed, rows_of, sources_of

# Those of some cells that the record holds already.
HeldCells = Callable[[Sequence[Cell]], set[Cell]]


@dataclass(frozen=True)
class Known:
    """The slugs of each dictionary, and the cells that claims can rest on.

    What a refused document may hold cannot be called unknown: a dictionary with such a document
    is left out, and the cells are None. They are None too where a table is still to be read.
    `before` is the record without the documents.
    """

    slugs: Mapping[str, frozenset[str]]
    cells: Mapping[Cell, str] | None
    before: Dictionary

    def look_up(self, read: ReadDocument, path: Path, noun: str, slug: str) -> Iterator[Fault]:
        """A fault where the slug is not in the dictionary."""
        slugs = self.slugs.get(noun)
        if slugs is not None and slug not in slugs:
            hint = did_you_mean(nearest(slug, slugs))
            yield read.fault(path, f"{slug!r} is not known{hint}")


def gather(
    before: Dictionary, parsed: Sequence[Parsed], lost: frozenset[str], held: HeldCells | None
) -> Known:
    """What the record and the documents that were read define. `lost` are the kinds of documents
    that could not be read; `held` is None where cells are not known yet."""
    slugs = {
        noun: frozenset(placed.row.slug for placed in rows_of(parsed, kind))
        for noun, kind in DICTIONARY_ROWS.items()
        if noun not in lost
    }
    if held is None or "source" in lost:
        return Known(slugs, None, before)
    cells = {
        cell: cell.key
        for _, document in sources_of(parsed)
        for row in document.observations
        if isinstance(cell := document.cell(row), Cell)
    }
    elsewhere = {
        cell
        for _, document in sources_of(parsed)
        for claim in document.claims
        for operands in claim.operands.values()
        for operand in operands
        if isinstance(cell := document.cell(operand), Cell) and cell not in cells
    }
    known = cells | {cell: cell.key for cell in held(sorted(elsewhere, key=str))}
    return Known(slugs, known, before)
