"""From checked rows to the record: entries, figures and claims, with the defaults applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.claim import Claim, Operand
from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Break,
    Category,
    Dataset,
    Distinction,
    Measure,
    Membership,
    OtherCategory,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.observation import Cell, Citation, Inference, Validity
from app.domain.record import CitedSource, Record, StatedFigure
from app.domain.statement import Said
from app.importing.document import ReadDocument
from app.importing.entry_rows import (
    AreaRow,
    CategoryRow,
    DatasetRow,
    EntryRow,
    MeasureRow,
    PlatformRow,
    PopulationRow,
    SupportOrganisationRow,
)
from app.importing.parse import Parsed, rows_of, sources_of
from app.importing.source_rows import Dimensions, SourceDocument

# The release that stores the record gives it its number.
_UNRELEASED = Validity(0, None)


def assemble(parsed: Sequence[Parsed], around: Sequence[Parsed]) -> Record:
    """The record that documents make; they have passed every rule. `around` are the documents with
    what was in the record before."""
    documents = list(sources_of(parsed))
    return Record(
        **entries(parsed, around),
        figures=[figure for read, document in documents for figure in _figures(read, document)],
        claims=[claim for _, document in documents for claim in _claims(document)],
        withdrawn_claims={
            (document.source.slug, row.paragraph, row.ordinal): row.withdrawn
            for _, document in documents
            for row in document.claims
            if row.withdrawn
        },
    )


def entries(parsed: Sequence[Parsed], around: Sequence[Parsed]) -> dict[str, list[Any]]:
    """The entries that documents define, noun by noun; they may still have faults."""
    return {
        "areas": list(_areas(parsed, around)),
        "categories": [_category(row) for row in _fields(parsed, CategoryRow)],
        "platforms": [
            Platform(children=[], data=NOTHING_HELD, **row) for row in _fields(parsed, PlatformRow)
        ],
        "populations": [
            Population(data=NOTHING_HELD, **row) for row in _fields(parsed, PopulationRow)
        ],
        "measures": [Measure(data=NOTHING_HELD, **row) for row in _fields(parsed, MeasureRow)],
        "datasets": [
            Dataset(data=NOTHING_HELD, **_with_breaks(row)) for row in _fields(parsed, DatasetRow)
        ],
        "support_organisations": [
            SupportOrganisation(**row) for row in _fields(parsed, SupportOrganisationRow)
        ],
        "sources": [_source(document) for _, document in sources_of(parsed)],
    }


def _fields(parsed: Sequence[Parsed], kind: type[EntryRow]) -> Iterator[dict[str, Any]]:
    for placed in rows_of(parsed, kind):
        yield placed.row.model_dump()


def _category(row: dict[str, Any]) -> Category:
    row["distinct_from"] = [OtherCategory(**other) for other in row["distinct_from"]]
    return Category(children=[], data=NOTHING_HELD, **_with_breaks(row))


def _with_breaks(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"breaks": [Break(**found) for found in row["breaks"]]}


def _areas(parsed: Sequence[Parsed], around: Sequence[Parsed]) -> Iterator[Area]:
    kinds = {placed.row.slug: placed.row.kind for placed in rows_of(around, AreaRow)}
    for placed in rows_of(parsed, AreaRow):
        yield area_of(placed.row, kinds)


def area_of(row: AreaRow, kinds: Mapping[str, AreaKind]) -> Area:
    """The area that a row defines, among areas of some kinds; its members are not known yet."""
    return Area(
        slug=row.slug,
        name=row.name,
        kind=row.kind,
        definition=row.definition,
        gss_code=row.gss_code,
        aliases=row.aliases,
        parents=[Membership(link.area, link.from_, link.to) for link in row.member_of],
        members=[],
        distinct_from=[
            # An area that nobody knows is a fault by another rule.
            Distinction(other.area, kinds.get(other.area, row.kind), other.why)
            for other in row.distinct_from
        ],
        may_be=row.may_be,
        data=NOTHING_HELD,
    )


def _source(document: SourceDocument) -> CitedSource:
    row = document.source
    source = Source(
        slug=row.slug,
        title=row.title,
        publisher=row.publisher,
        kind=row.kind,
        published=row.published,
        url=row.url,
        notes=row.notes,
        series=row.series,
        edition=row.edition,
        paragraphs=len(row.paragraphs),
        claims=len(document.claims),
        support=[],
        data=NOTHING_HELD,
    )
    support = {named.organisation: named.paragraph for named in row.support}
    return CitedSource(source, row.paragraphs, support)


def _figures(read: ReadDocument, document: SourceDocument) -> Iterator[StatedFigure]:
    for at, row in enumerate(document.observations):
        yield StatedFigure(
            cell=_cell(document, row),
            said=Said(
                value=row.value,
                status=row.status,
                qualifier=row.qualifier,
                forces=row.forces,
                inferred=tuple(Inference(field, why) for field, why in row.inferred.items()),
                note=row.note,
            ),
            citations=[_citation(document, cited.paragraph, cited.stated) for cited in row.cited],
            reason=row.reason,
            document=read.name,
            line=read.lines["observations", at],
        )


def _citation(document: SourceDocument, paragraph: int, stated: str) -> Citation:
    source = document.source
    return Citation(source.slug, paragraph, stated, source.paragraphs[paragraph])


def _claims(document: SourceDocument) -> Iterator[Claim]:
    for row in document.claims:
        if row.withdrawn:
            continue
        places = [(row.paragraph, row.stated), *((at.paragraph, at.stated) for at in row.also)]
        yield Claim(
            source=document.source.slug,
            paragraph=row.paragraph,
            ordinal=row.ordinal,
            kind=row.kind,
            statement=row.statement,
            stated=row.stated,
            value=row.value,
            unit=row.unit,
            qualifier=row.qualifier,
            direction=row.direction,
            inferred=tuple(Inference(field, reason) for field, reason in row.inferred.items()),
            citations=tuple(_citation(document, *place) for place in places),
            operands=tuple(
                Operand(
                    role,
                    None if operand.missing else _cell(document, operand),
                    operand.missing,
                )
                for role, operands in row.operands.items()
                for operand in operands
            ),
            release=_UNRELEASED,
        )


def _cell(document: SourceDocument, row: Dimensions) -> Cell:
    cell = document.cell(row)
    assert isinstance(cell, Cell)  # the rule `cells_are_whole` has passed
    return cell
