"""From checked rows to the record: defaults applied, figures printed twice made one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from app.domain.claim import Claim, Operand
from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    Category,
    Dataset,
    Distinction,
    Measure,
    Membership,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.observation import Cell, Citation, Inference, Observation, Validity
from app.domain.record import CitedSource, Record
from app.importing.parse import Parsed, rows_of, sources_of
from app.importing.rows import (
    AreaRow,
    CategoryRow,
    DatasetRow,
    Dimensions,
    EntryRow,
    MeasureRow,
    ObservationRow,
    PlatformRow,
    PopulationRow,
    SourceDocument,
    SupportOrganisationRow,
)

# The release that stores the record gives it its number.
_UNRELEASED = Validity(0, None)


def assemble(parsed: Sequence[Parsed]) -> Record:
    """The record that documents make; they have passed every rule."""
    units = {placed.row.slug: placed.row.unit for placed in rows_of(parsed, MeasureRow)}
    documents = [document for _, document in sources_of(parsed)]
    return Record(
        areas=list(_areas(parsed)),
        categories=[
            Category(children=[], data=NOTHING_HELD, **row) for row in _fields(parsed, CategoryRow)
        ],
        platforms=[
            Platform(children=[], data=NOTHING_HELD, **row) for row in _fields(parsed, PlatformRow)
        ],
        populations=[
            Population(data=NOTHING_HELD, **row) for row in _fields(parsed, PopulationRow)
        ],
        measures=[Measure(data=NOTHING_HELD, **row) for row in _fields(parsed, MeasureRow)],
        datasets=[Dataset(data=NOTHING_HELD, **row) for row in _fields(parsed, DatasetRow)],
        support_organisations=[
            SupportOrganisation(**row) for row in _fields(parsed, SupportOrganisationRow)
        ],
        sources=[_source(document) for document in documents],
        observations=_observations(documents, units),
        claims=[claim for document in documents for claim in _claims(document)],
    )


def _fields(parsed: Sequence[Parsed], kind: type[EntryRow]) -> Iterator[dict[str, Any]]:
    for placed in rows_of(parsed, kind):
        yield placed.row.model_dump()


def _areas(parsed: Sequence[Parsed]) -> Iterator[Area]:
    kinds = {placed.row.slug: placed.row.kind for placed in rows_of(parsed, AreaRow)}
    for placed in rows_of(parsed, AreaRow):
        row = placed.row
        yield Area(
            slug=row.slug,
            name=row.name,
            kind=row.kind,
            definition=row.definition,
            gss_code=row.gss_code,
            aliases=row.aliases,
            parents=[Membership(link.area, link.from_, link.to) for link in row.member_of],
            members=[],
            distinct_from=[
                Distinction(other.area, kinds[other.area], other.why) for other in row.distinct_from
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
        paragraphs=len(row.paragraphs),
        claims=len(document.claims),
        support=[],
        data=NOTHING_HELD,
    )
    support = {named.organisation: named.paragraph for named in row.support}
    return CitedSource(source, row.paragraphs, support)


def _observations(documents: Sequence[SourceDocument], units: dict[str, str]) -> list[Observation]:
    """One observation a cell, with the citations and inferences of every source that prints it."""
    found: dict[str, Observation] = {}
    for document in documents:
        for row in document.observations:
            cell = _cell(document, row)
            now = _observation(document, row, cell, units)
            before = found.get(cell.key)
            found[cell.key] = now if before is None else _together(before, now)
    return list(found.values())


def _together(before: Observation, now: Observation) -> Observation:
    """One figure that two sources print, with what each of them adds."""
    notes = dict.fromkeys(note for note in (before.note, now.note) if note)
    return replace(
        before,
        note=" ".join(notes) or None,
        inferred=[
            *before.inferred,
            *(item for item in now.inferred if item not in before.inferred),
        ],
        citations=[*before.citations, *now.citations],
    )


def _observation(
    document: SourceDocument, row: ObservationRow, cell: Cell, units: dict[str, str]
) -> Observation:
    return Observation(
        id=cell.key,
        **asdict(cell),
        value=row.value,
        unit=units[cell.measure],
        status=row.status,
        qualifier=row.qualifier,
        forces=row.forces,
        inferred=[Inference(field, reason) for field, reason in row.inferred.items()],
        note=row.note,
        citations=[_citation(document, cited.paragraph, cited.stated) for cited in row.cited],
        release=_UNRELEASED,
    )


def _citation(document: SourceDocument, paragraph: int, stated: str) -> Citation:
    source = document.source
    return Citation(source.slug, paragraph, stated, source.paragraphs[paragraph])


def _claims(document: SourceDocument) -> Iterator[Claim]:
    for row in document.claims:
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
