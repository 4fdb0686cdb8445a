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
from app.importing.rows import DOCUMENTS, EntryRow, Row, SourceDocument

AnyRow = TypeVar("AnyRow", bound=EntryRow)


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


def parse(documents: Iterable[Document]) -> list[Parsed]:
    """Every document's rows; RefusedError with all faults where any has one."""
    parsed: list[Parsed] = []
    faults: list[Fault] = []
    for document in documents:
        try:
            parsed.append(_parse(document))
        except RefusedError as refused:
            faults.extend(refused.faults)
    if faults:
        raise RefusedError(faults)
    return parsed


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


def _parse(document: Document) -> Parsed:
    read = yaml_reader.read(document)
    if not isinstance(read.content, dict):
        raise RefusedError([read.fault((), "has no keys at its top level")])
    kind = next((key for key in DOCUMENTS if key in read.content), None)
    if kind is None:
        wanted = ", ".join(DOCUMENTS)
        found = next(iter(read.content), "")
        hint = did_you_mean(nearest(str(found), DOCUMENTS))
        raise RefusedError(
            [read.fault((), f"is of no known kind; its top level needs one of {wanted}{hint}")]
        )
    try:
        return Parsed(read, DOCUMENTS[kind].model_validate(read.content))
    except ValidationError as error:
        raise RefusedError(list(_faults(read, error))) from error


def _faults(read: ReadDocument, error: ValidationError) -> Iterator[Fault]:
    for found in error.errors(include_url=False):
        detail = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            detail = "is not a key that belongs here"
        elif found["type"] == "missing":
            detail = "is missing"
        elif isinstance(found["input"], str):
            detail = f"{found['input'][:80]!r}: {detail}"
        yield read.fault(tuple(part for part in found["loc"] if part != "[key]"), detail)
