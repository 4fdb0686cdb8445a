"""Bytes that should be text: their encoding, their first lines, and that nothing else is in them.

The encodings are those that spreadsheet programs save: UTF-8 with or without a mark, UTF-16 with
its mark, and Windows-1252.
"""

from __future__ import annotations

import codecs
import io
import re

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.tables.refusal import refusal

LONGEST_LINE = 4_000_000
_CHUNK = 1 << 20
_SAMPLE = 1 << 16

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# The same, sought in bytes, which is many times faster: what is left after taking all others away,
# and the second block of control characters as UTF-8 writes it.
_NO_CONTROL = b"\t\r\n" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100))
_SECOND_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")


# In Windows-1252 the very first sign beyond ASCII breaks UTF-8. One that is broken later is two
# files in one: read as either, half of its signs would be wrong.
_UNREADABLE = {
    "utf-8": "is UTF-8 text up to here, and something else from here on",
    "utf-8-sig": "is marked as UTF-8, and holds bytes that are not",
    "utf-16": "is marked as UTF-16, and holds bytes that are not",
    "cp1252": "holds bytes that are neither UTF-8 nor Windows-1252 text",
}


def encoding_of(document: Document) -> str:
    """The encoding that the whole document is written in, as Python names it.

    One pass over the bytes, or two, a chunk at a time. RefusedError for bytes of no encoding or of
    a mixture of two, for control characters, and for a line of more than LONGEST_LINE characters.
    """
    mark = document.read(3)
    if mark[:2] in _UTF_16:
        return _checked(document, "utf-16")
    if mark == codecs.BOM_UTF8:
        return _checked(document, "utf-8-sig")
    try:
        return _checked(document, "utf-8", hopeful=True)
    except UnicodeDecodeError:
        return _checked(document, "cp1252")


def first_lines(document: Document) -> list[str]:
    """The lines that the first 64 KiB hold whole, or the one line that they hold in part."""
    data = document.read(_SAMPLE)
    encoding = "utf-16" if data[:2] in _UTF_16 else "utf-8-sig"
    whole = len(data) < _SAMPLE
    try:
        # Where a sample ends amid a character, the incremental decoder leaves that one out.
        text = codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except UnicodeDecodeError:
        text = data.decode("utf-16" if encoding == "utf-16" else "cp1252", errors="replace")
    lines = _LINE_END.split(text)
    return lines if whole or len(lines) == 1 else lines[:-1]


def _checked(document: Document, encoding: str, *, hopeful: bool = False) -> str:
    """The encoding itself, when the document is text in it and bears being read by lines.

    Where the encoding is only hoped for, UnicodeDecodeError says that it is another one.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    before = unbroken = 0
    only_ascii = True
    last = b""
    with document.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                if hopeful and only_ascii and error.object[: error.start].isascii():
                    raise
                at = before + error.start // (2 if encoding == "utf-16" else 1)
                raise _refused_at(document, encoding, at, _UNREADABLE[encoding]) from error
            if control := _control(last + chunk, text, encoding):
                detail = f"holds a control character (U+{ord(control[0]):04X}); is it a text file?"
                raise _refused_at(document, encoding, before + control.start(), detail)
            line_end = max(text.rfind("\n"), text.rfind("\r"))
            unbroken = unbroken + len(text) if line_end < 0 else len(text) - line_end - 1
            before += len(text)
            if unbroken > LONGEST_LINE:
                detail = f"this line has more than {LONGEST_LINE:,} characters"
                raise _refused_at(document, encoding, before - unbroken, detail)
            if not chunk:
                return encoding
            only_ascii = only_ascii and text.isascii()
            last = chunk[-1:]


def _control(data: bytes, text: str, encoding: str) -> re.Match[str] | None:
    """The first control character of a chunk, of which `data` is the bytes and the one before."""
    if encoding != "utf-16":
        suspicious = data.translate(None, _NO_CONTROL) or (
            encoding != "cp1252" and _SECOND_CONTROL.search(data)
        )
        if not suspicious:
            return None
    return _CONTROL.search(text)


def _refused_at(document: Document, encoding: str, at: int, detail: str) -> RefusedError:
    """A refusal at the line of a character, found by reading up to it once more."""
    # Without translating, this decoder only keeps CR and LF together where a chunk parts them.
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)("replace"), translate=False
    )
    line, before = 1, 0
    with document.open() as stream:
        while before < at and (chunk := stream.read(_CHUNK)):
            text = decoder.decode(chunk)
            line += len(_LINE_END.findall(text[: at - before]))
            before += len(text)
    return refusal(document, line, detail)
