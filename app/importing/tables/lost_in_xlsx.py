"""What the parser loses of cells in XLSX, found in the XML of its parts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import IO
from zipfile import ZipFile

from app.errors import MalformedError
from app.importing.tables.lost_cells import LostCells, LostRow, holds_any, new_parser, parsed

# The formats of percentages that every workbook has.
_BUILT_IN = {"9", "10"}
# What shows no per cent sign in a format: quoted text, a character that is escaped, filled with or
# only measured, and what stands in brackets.
_NO_SIGN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
# The lists of styles.xml, in which elements of one name mean different things.
_STYLE_LISTS = {"numFmts", "cellStyleXfs", "cellXfs", "dxfs"}


class LostInXlsx:
    """The lost cells of a workbook, sheet by sheet; MalformedError where it makes no sense."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        # As the parser does, whatever the case and the slashes of the names.
        self._names = {
            name.replace("\\", "/").casefold(): name for name in reversed(archive.namelist())
        }
        # There is one, or the parser would have said that this is no workbook.
        main = next(
            _path("", relation.get("Target", ""))
            for relation in self._relations("")
            if relation.get("Type", "").endswith("/officeDocument")
        )
        self._sheets = list(self._sheet_paths(main))
        self._percent = frozenset(self._percent_styles(posixpath.dirname(main)))
        self._marks = [b't="e"', b"t='e'", *(b + c for b in (b"<f", b":f") for c in (b">", b" "))]
        for style in self._percent:
            self._marks += [f's="{style}"'.encode(), f"s='{style}'".encode()]
        if "0" in self._percent:
            self._marks.append(b">")  # a cell that names no style has the first

    def of(self, index: int) -> Iterator[LostRow]:
        """The lost cells of a sheet, by its place among all, those of charts included."""
        path = self._sheets[index]
        with self._open(path) as part:
            matters = holds_any(part, self._marks)
        if matters:
            with self._open(path) as part:
                yield from _SheetReader(self._percent).read(part)

    def _sheet_paths(self, main: str) -> Iterator[str]:
        folder = posixpath.dirname(main)
        paths = {
            relation.get("Id", ""): _path(folder, relation.get("Target", ""))
            for relation in self._relations(main)
        }
        for name, attributes in self._elements(main):
            if name == "sheet":
                ids = [text for key, text in attributes.items() if key.endswith(":id")]
                yield paths.get(ids[0], "") if ids else ""

    def _relations(self, path: str) -> Iterator[Mapping[str, str]]:
        """What a part says of the parts that it refers to; without a path, what the archive says
        of its own."""
        folder, name = posixpath.split(path)
        for element, attributes in self._elements(posixpath.join(folder, "_rels", f"{name}.rels")):
            if element == "Relationship":
                yield attributes

    def _percent_styles(self, folder: str) -> Iterator[str]:
        """The numbers of the styles whose format is that of a percentage."""
        path = posixpath.join(folder, "styles.xml")
        if path.casefold() not in self._names:
            return
        formats = dict.fromkeys(_BUILT_IN, "0%")
        within = ""
        number = 0
        for name, attributes in self._elements(path):
            if name in _STYLE_LISTS:
                within = name
            elif name == "numFmt" and within == "numFmts":
                formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "xf" and within == "cellXfs":
                code = formats.get(attributes.get("numFmtId", ""), "")
                if "%" in _NO_SIGN.sub("", code):
                    yield str(number)
                number += 1

    def _elements(self, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """The elements of a part as they begin, by their names without prefix."""
        found: list[tuple[str, Mapping[str, str]]] = []
        parser = new_parser()
        parser.StartElementHandler = lambda name, attributes: found.append(
            (_local(name), attributes)
        )
        with self._open(path) as part:
            yield from parsed(part, parser, found)

    def _open(self, path: str) -> IO[bytes]:
        try:
            return self._archive.open(self._names[path.casefold()])
        except KeyError as error:
            raise MalformedError(f"cannot be read as a workbook (no part {path!r})") from error


class _SheetReader:
    """Reads one sheet. Cells know their places, or follow the one before; a row, likewise."""

    def __init__(self, percent: frozenset[str]) -> None:
        self._percent = percent
        self._found: list[LostRow] = []
        self._row = self._column = -1
        self._cell = (-1, "", "")  # its row, type and style
        self._formula: str | None = None
        self._value = ""
        self._has_result = False
        self._text: list[str] = []
        # Cells of the row that is being read.
        self._lost: list[LostCells] = []
        self._lost_row = -1

    def read(self, part: IO[bytes]) -> Iterator[LostRow]:
        """The rows with lost cells, in the order of the part."""
        self._parser = new_parser()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        yield from parsed(part, self._parser, self._found)
        yield from self._taken()

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        name = _local(name)
        if name == "c":
            row, self._column = self._row, self._column + 1
            if "r" in attributes:
                row, self._column = _position(attributes["r"])
            self._cell = (row, attributes.get("t", ""), attributes.get("s", "0"))
            self._formula, self._value, self._has_result = None, "", False
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "f":
            self._collect()
        elif name == "v":
            # Only what tells an error, or a formula's result, is of use.
            if self._formula is not None or self._cell[1] == "e":
                self._collect()
            # A text as a result may be empty.
            self._has_result = self._cell[1] == "str"
        elif name == "is":
            self._has_result = True

    def _collect(self) -> None:
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        name = _local(name)
        if name == "c":
            self._end_cell()
        elif name in ("f", "v") and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            if name == "f":
                self._formula = "".join(self._text)
            else:
                self._value = "".join(self._text)

    def _end_cell(self) -> None:
        row, kind, style = self._cell
        if kind == "e" and self._value:
            self._lose(row, self._value)
        elif self._formula is not None and not (self._value or self._has_result):
            self._lose(row, f"={self._formula}")
        elif style in self._percent:
            self._lose(row, None)

    def _lose(self, row: int, text: str | None) -> None:
        if row != self._lost_row:
            self._found += self._taken()
            self._lost_row = row
        self._lost.append((self._column, 1, text))

    def _taken(self) -> list[LostRow]:
        lost, self._lost = self._lost, []
        return [(self._lost_row, 1, lost)] if lost else []


def _path(folder: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.join(folder, target)


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _position(text: str) -> tuple[int, int]:
    """The row and the column, from 0, of a place such as C7."""
    found = _PLACE.fullmatch(text)
    if found is None:
        raise MalformedError(f"cannot be read as a workbook (a cell has the place {text[:20]!r})")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
