"""What the figures of the sources must satisfy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.domain.numerals import read as read_number
from app.domain.observation import DIMENSIONS, Cell
from app.errors import Fault, MalformedError
from app.importing.document import Path, ReadDocument
from app.importing.parse import Parsed, sources_of
from app.importing.rules.known import Known
from app.importing.source_rows import (
    CitationRow,
    ClaimRow,
    Dimensions,
    ObservationRow,
    OperandRow,
    SourceDocument,
)


def dimensions_are_known(parsed: Sequence[Parsed], known: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for path, row in _dimensioned(document):
            for name, slug in row.given().items():
                if slug is not None and name != "period":
                    yield from known.look_up(read, (*path, name), DIMENSIONS[name], slug)


def support_is_known_and_named_once(parsed: Sequence[Parsed], known: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        named: set[str] = set()
        for at, support in enumerate(document.source.support):
            path = ("source", "support", at, "organisation")
            slug = support.organisation
            yield from known.look_up(read, path, "support_organisations", slug)
            if slug in named:
                yield read.fault(path, f"{slug!r} is named already")
            named.add(slug)


def cells_are_whole(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for path, row in _dimensioned(document):
            if path == ("defaults",) or (isinstance(row, OperandRow) and row.missing):
                continue
            cell = document.cell(row)
            if not isinstance(cell, Cell):
                yield read.fault(path, f"names no {' and no '.join(cell)}")


def cells_stand_once(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    """A cell stands once in a source. What another source prints of it is that source's affair."""
    for read, document in sources_of(parsed):
        first: dict[Cell, int] = {}
        for at, row in enumerate(document.observations):
            cell = document.cell(row)
            if not isinstance(cell, Cell):
                continue
            line = read.lines["observations", at]
            if cell in first:
                yield read.fault(
                    ("observations", at),
                    f"the cell {cell.key} stands twice, first at {read.name}:{first[cell]}; "
                    "list the further places under `cited`",
                )
            first.setdefault(cell, line)


def places_stand_once(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    """A place is listed once for a figure; the same words cited twice prove no more than once."""
    for read, document in sources_of(parsed):
        for at, row in enumerate(document.observations):
            yield from _once(read, ("observations", at, "cited"), row.cited, set())
        for at, claim in enumerate(document.claims):
            main = {(claim.paragraph, claim.stated)}
            yield from _once(read, ("claims", at, "also"), claim.also, main)


def stated_words_read_as_the_value(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for at, row in enumerate(document.observations):
            if row.value is None:
                continue
            for n, cited in enumerate(row.cited):
                path: Path = ("observations", at, "cited", n, "stated")
                yield from _reads_as(read, path, cited.stated, row, "qualifier" in row.inferred)
        for at, claim in enumerate(document.claims):
            if claim.value is not None and "value" not in claim.inferred:
                inferred = "qualifier" in claim.inferred
                yield from _reads_as(read, ("claims", at, "stated"), claim.stated, claim, inferred)


def cited_paragraphs_have_fingerprints(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        cited: list[tuple[Path, int]] = [
            (("observations", at, "cited", n, "paragraph"), citation.paragraph)
            for at, row in enumerate(document.observations)
            for n, citation in enumerate(row.cited)
        ]
        for at, claim in enumerate(document.claims):
            cited.append((("claims", at, "paragraph"), claim.paragraph))
            cited += [
                (("claims", at, "also", n, "paragraph"), citation.paragraph)
                for n, citation in enumerate(claim.also)
            ]
        cited += [
            (("source", "support", at, "paragraph"), support.paragraph)
            for at, support in enumerate(document.source.support)
        ]
        for path, paragraph in cited:
            if paragraph not in document.source.paragraphs:
                yield read.fault(
                    path, f"paragraph {paragraph} has no fingerprint under source.paragraphs"
                )


def _reads_as(
    read: ReadDocument, path: Path, stated: str, row: ObservationRow | ClaimRow, inferred: bool
) -> Iterator[Fault]:
    try:
        number = read_number(stated)
    except MalformedError as error:
        yield read.fault(path, str(error))
        return
    assert row.value is not None  # callers look first
    if not _same_number(number.value, abs(row.value)):
        yield read.fault(path, f"{stated!r} reads as {number.value}, not as {row.value}")
    if number.qualifier is not row.qualifier and not inferred:
        yield read.fault(
            path, f"{stated!r} is stated as {number.qualifier}, not as {row.qualifier}"
        )
    unit = row.unit if isinstance(row, ClaimRow) else None
    if unit is not None and number.unit is not None and number.unit != unit:
        yield read.fault(path, f"{stated!r} is in {number.unit}, not in {unit}")


def _dimensioned(document: SourceDocument) -> Iterator[tuple[Path, Dimensions]]:
    yield ("defaults",), document.defaults
    for at, row in enumerate(document.observations):
        yield ("observations", at), row
    for at, claim in enumerate(document.claims):
        for role, operands in claim.operands.items():
            for n, operand in enumerate(operands):
                yield ("claims", at, "operands", role, n), operand


def _once(
    read: ReadDocument, path: Path, citations: Sequence[CitationRow], seen: set[tuple[int, str]]
) -> Iterator[Fault]:
    for n, citation in enumerate(citations):
        place = (citation.paragraph, citation.stated)
        if place in seen:
            yield read.fault((*path, n), "this place is listed already")
        seen.add(place)


def _same_number(one: Decimal, other: Decimal) -> bool:
    """Equal, and good to the same place: 1.6 million is not 1,600,000."""
    return one.as_tuple() == other.as_tuple()
