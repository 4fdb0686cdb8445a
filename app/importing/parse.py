"""From bytes to validated rows, with every fault of every document at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import ValidationError

from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault, RefusedError
from app.importing import yaml_reader
from app.importing.document import Document, ReadDocument
from app.importing.entry_rows import (
    AreasDocument,
    CategoriesDocument,
    DatasetsDocument,
    EntryRow,
    MeasuresDocument,
    PlatformsDocument,
    PopulationsDocument,
    Row,
    SupportOrganisationsDocument,
)
from app.importing.source_rows import SourceDocument

AnyRow = TypeVar("AnyRow", bound=EntryRow)
# A kind of document by its top-level key: a new kind is a new line.
DOCUMENTS: dict[str, type[Row]] = {
    "source": SourceDocument,
    "areas": AreasDocument,
    "categories": CategoriesDocument,
    "platforms": PlatformsDocument,
    "populations": PopulationsDocument,
    "measures": MeasuresDocument,
    "datasets": DatasetsDocument,
    "support_organisations": SupportOrganisationsDocument,
}
# The top-level key of a mapping, whose reader is the shelf.
MAPPING = "mapping"


@dataclass(frozen=True)
class Parsed:
    """A document whose rows are of the right shape, and where each stands."""

    read: ReadDocument
    rows: Row


@dataclass(frozen=True)
class Placed(Generic[AnyRow]):
    """One row of a dictionary, and how to say where it stands."""

    read: ReadDocument
    path: tuple[str | int, ...]
    row: AnyRow

    def fault(self, detail: str, *inner: str | int) -> Fault:
        """A fault in this row, or in a part of it."""
        return self.read.fault((*self.path, *inner), detail)


@dataclass(frozen=True)
class Reading:
    """The documents that were read, and what is wrong with the others.

    `lost` are the kinds of the others; every kind, where one cannot be told. `mappings` are the
    documents that say how tables are read.
    """

    parsed: list[Parsed]
    faults: list[Fault]
    lost: frozenset[str]
    mappings: list[Document]


def parse(documents: Iterable[Document]) -> Reading:
    """Every document's rows, or its faults."""
    parsed: list[Parsed] = []
    faults: list[Fault] = []
    lost: set[str] = set()
    mappings: list[Document] = []
    for document in documents:
        try:
            read = yaml_reader.read(document)
            if isinstance(read.content, dict) and MAPPING in read.content:
                mappings.append(document)
                continue
            kind = _kind(read)
        except RefusedError as refused:
            faults += refused.faults
            lost.update(DOCUMENTS)
            continue
        try:
            parsed.append(Parsed(read, DOCUMENTS[kind].model_validate(read.content)))
        except ValidationError as error:
            faults += faults_of(read, error)
            lost.add(kind)
    return Reading(parsed, faults, frozenset(lost), mappings)


def rows_of(parsed: Iterable[Parsed], kind: type[AnyRow]) -> Iterator[Placed[AnyRow]]:
    """The rows of one kind of dictionary, over all documents, in order."""
    for document in parsed:
        for noun, rows in document.rows:
            for at, row in enumerate(rows if isinstance(rows, list) else ()):
                if isinstance(row, kind):
                    yield Placed(document.read, (noun, at), row)


def sources_of(parsed: Iterable[Parsed]) -> Iterator[tuple[ReadDocument, SourceDocument]]:
    """The source documents, in order."""
    for document in parsed:
        if isinstance(document.rows, SourceDocument):
            yield document.read, document.rows


def _kind(read: ReadDocument) -> str:
    if not isinstance(read.content, dict):
        raise RefusedError([read.fault((), "has no keys at its top level")])
    kind = next((key for key in DOCUMENTS if key in read.content), None)
    if kind is not None:
        return kind
    kinds = (*DOCUMENTS, MAPPING)
    wanted = ", ".join(kinds)
    hint = did_you_mean(nearest(str(next(iter(read.content), "")), kinds))
    raise RefusedError(
        [read.fault((), f"is of no known kind; its top level needs one of {wanted}{hint}")]
    )


def faults_of(read: ReadDocument, error: ValidationError) -> Iterator[Fault]:
    """Everything that a document's validation found, where it stands."""
    for found in error.errors(include_url=False):
        detail = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            detail = "is not a key that belongs here"
        elif found["type"] == "missing":
            detail = f"{found['loc'][-1]!r} is missing"
        elif isinstance(found["input"], str) and repr(found["input"]) not in detail:
            detail = f"{found['input'][:80]!r}: {detail}"
        yield read.fault(tuple(part for part in found["loc"] if part != "[key]"), detail)
