"""Which mapping a document is read by: exactly one must fit it, of those that come along with it or
else of those on the shelf."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.errors import Fault, RefusedError
from app.importing.document import Document
from app.importing.mapping.fit import Fit, Line, fit, head_of
from app.importing.mapping.language import MappingRow, TableRule
from app.importing.mapping.shelf import ShelvedMapping
from app.importing.tables.open_tables import open_tables
from app.importing.tidy.columns import TOLD_BY, is_nearly_tidy, read_header

# A sheet with so much of a table is meant to be one, so that what it lacks is told.
MEANT = 0.5


@dataclass(frozen=True)
class SheetHead:
    """The first rows of a sheet."""

    name: str
    hidden: bool
    rows: list[Line]


@dataclass(frozen=True)
class DocumentFit:
    """How a document compares with a mapping: what is wrong, and how much of it is there."""

    faults: list[str]
    likeness: float


def recognise(
    document: Document, mappings: Sequence[ShelvedMapping], given: Collection[str] = ()
) -> ShelvedMapping:
    """The one mapping that fits. RefusedError, saying what is near and what it lacks, where none
    does, or which ones do where there are several. `given` are the dimensions that a source
    document gives for every row, if the table was meant to be tidy."""
    heads = read_heads(document)
    compared = [(mapping, compare(mapping.row, heads)) for mapping in mappings]
    fitting = [mapping for mapping, found in compared if not found.faults]
    passed = [mapping for mapping in fitting if mapping.passed]
    if len(passed or fitting) == 1:
        return (passed or fitting)[0]
    if fitting:
        names = " and ".join(mapping.row.slug for mapping in passed or fitting)
        what = "import it once with each" if passed else "pass along the one that is meant"
        raise RefusedError([Fault(document.name, 1, "", f"{names} fit it alike; {what}")])
    tidy = list(_nearly_tidy(document, heads, given))
    nearest = _nearest(compared, told=bool(tidy))
    raise RefusedError([*tidy, *(Fault(document.name, 1, "", detail) for detail in nearest)])


def fits_one(document: Document, mappings: Sequence[ShelvedMapping]) -> bool:
    """Whether a document is a table of one of these mappings at least."""
    heads = read_heads(document) if mappings else []
    return any(not compare(mapping.row, heads).faults for mapping in mappings)


def read_heads(document: Document) -> list[SheetHead]:
    """The first rows of every sheet."""
    return [
        SheetHead(sheet.name, bool(sheet.hidden), head_of(sheet.rows))
        for sheet in open_tables(document)
    ]


def compare(mapping: MappingRow, heads: Sequence[SheetHead]) -> DocumentFit:
    """What keeps a document from being of this mapping; no faults where it is."""
    faults: list[str] = []
    likeness = 0.0
    wanted = [table for table in mapping.tables if not table.optional] or mapping.tables
    for table in wanted:
        fits = [(head, fit(mapping, table, head.rows)) for head in heads if not head.hidden]
        best = max(fits, key=lambda found: found[1].likeness, default=None)
        if best is None:
            faults.append(f"{table.name}: there is no sheet")
            continue
        likeness += best[1].likeness / len(wanted)
        if not any(found.fits for _, found in fits):
            where = f" (sheet {best[0].name!r})" if len(heads) > 1 else ""
            faults.append(f"{table.name}{where}: {best[1].why_not()}")
    return DocumentFit(faults, likeness)


def table_of(mapping: MappingRow, head: SheetHead) -> tuple[TableRule | None, Fit | None]:
    """The table that a sheet is. Where it is none, the table that it seems meant to be, with what
    it lacks; None for a sheet that has nothing of one, such as notes."""
    fits = [(table, fit(mapping, table, head.rows)) for table in mapping.tables]
    for table, found in fits:
        if found.fits:
            return table, found
    # A grid that has a title is known by it: without it, another table with areas down its side.
    near = [
        (table, found)
        for table, found in fits
        if found.likeness > MEANT
        and (table.layout == "rows" or table.title is None or found.title is not None)
    ]
    best = max(near, key=lambda pair: pair[1].likeness, default=None)
    return (None, None) if best is None else best


def _nearly_tidy(
    document: Document, heads: Sequence[SheetHead], given: Collection[str]
) -> Iterator[Fault]:
    """What keeps the first header that is nearly one from being that of a tidy table."""
    rows = (row for head in heads if not head.hidden for row in head.rows)
    header = next((row for row in rows if is_nearly_tidy(row[1])), None)
    if header is not None:
        try:
            read_header(document.name, *header, given)
        except RefusedError as refused:
            yield from refused.faults


def _nearest(
    compared: Sequence[tuple[ShelvedMapping, DocumentFit]], *, told: bool
) -> Iterator[str]:
    """What the nearest mapping lacks; where there is none near, that there is none, if nothing else
    was told."""
    best = max(compared, key=lambda pair: pair[1].likeness, default=None)
    if best is None or best[1].likeness == 0.0:
        if told:
            return
        names = ", ".join(mapping.row.slug for mapping, _ in compared) or "none"
        columns = ", ".join(TOLD_BY)
        yield (
            f"is no tidy table, which has the columns {columns}, and no mapping is near it; there "
            f"are: {names}"
        )
        return
    for fault in best[1].faults:
        yield f"no mapping fits it; the nearest is {best[0].row.slug}: {fault}"
