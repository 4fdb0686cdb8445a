"""Files as documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.cli.file_as_it_was import FileAsItWas
from app.cli.names import shown, told_apart
from app.errors import OnRecordError
from app.importing.document import Document

_STRUCTURED = (".yaml", ".yml", ".json")


class OpenedFiles:
    """Files as documents, with an eye on how much of them has been read."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._open: dict[Path, BinaryIO] = {}
        self._sizes: dict[Path, int] = {}
        self._finished: set[Path] = set()
        self.documents: list[Document] = []
        given: dict[tuple[int, int], Path] = {}
        missed = []
        for path, name in zip(paths, told_apart(paths), strict=True):
            try:
                file = FileAsItWas(path, name)
            except OnRecordError as error:
                missed.append(str(error))
                continue
            if file.identity in given:
                first = shown(given[file.identity])
                missed.append(f"{first} and {shown(path)} are one file; name it once")
            given[file.identity] = path
            self._sizes[path] = file.size
            opened = partial(self._opened, path, file)
            self.documents.append(Document(name, file.size, opened, file.is_unchanged))
        if missed:
            raise OnRecordError("\n".join(missed))

    def share_read(self) -> float | None:
        """How much of all bytes has been read, from 0 to 1; None where nobody can know, as with a
        workbook, which is read at once."""
        reading = [path for path, stream in self._open.items() if not stream.closed]
        if not reading:
            return None
        # The first that was opened is the one that rows come from.
        done = sum(self._sizes[path] for path in self._finished - set(reading))
        self._finished.add(reading[0])
        total = sum(self._sizes.values())
        return min((done + self._open[reading[0]].tell()) / total, 1.0) if total else None

    def _opened(self, path: Path, file: FileAsItWas) -> BinaryIO:
        stream = file.open()
        if path not in self._open or self._open[path].closed:
            self._open[path] = stream
        return stream


def document(path: Path, name: str | None = None) -> Document:
    """A file as a document; OnRecordError where it cannot be read."""
    file = FileAsItWas(path, shown(name or path))
    return Document(file.name, file.size, file.open, file.is_unchanged)


def seed_documents(folder: Path) -> list[Document]:
    """The documents of a seed folder, dictionaries first and tables last, under names relative to
    it."""
    paths = [path for part in ("reference", "sources") for path in _structured(folder / part)]
    paths += sorted((folder / "sources").glob("*.csv"))
    if not paths:
        raise OnRecordError(f"{shown(folder)} holds no YAML or JSON under reference/ or sources/")
    return [document(path, str(path.relative_to(folder))) for path in paths]


def mappings(seed: Path) -> list[Document]:
    """The mappings that lie ready in a seed folder, under names relative to it."""
    paths = _structured(seed / "mappings")
    return [document(path, str(path.relative_to(seed))) for path in paths]


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its name when it is whole; OnRecordError where it cannot be."""
    if not path.name or path.is_dir():
        raise OnRecordError(f"{shown(path)} is a folder; name a file")
    if path.exists() and not path.is_file():
        # Taking its name would replace a device or a pipe for everybody.
        raise OnRecordError(f"{shown(path)} is no ordinary file")
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as stream:
            yield stream
        draft.replace(path)
    except OSError as error:
        raise OnRecordError(f"{shown(path)} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def lines_of(stream: BinaryIO, longest: int) -> Iterator[bytes]:
    """The lines of a stream; one that is too long comes cut, and one byte too long."""
    while line := stream.readline(longest + 1):
        yield line


def bytes_of(path: Path) -> bytes:
    """What a file holds; OnRecordError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise OnRecordError(f"{shown(path)} cannot be read: {error.strerror}") from error


def _structured(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.suffix in _STRUCTURED]
