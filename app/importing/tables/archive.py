"""The zip archive that a workbook is, looked through before anything else reads it.

Sizes that an archive declares may be lies, so every part is inflated, a chunk at a time, and what
comes out is counted.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.errors import MalformedError

MOST_ENTRIES = 2_000
LARGEST_INFLATED = 300_000_000
# A sheet of many small numbers shrinks about twelvefold; one of 500,000 equal cells in ODS, the
# most repetitive that a person may have, 220-fold. Deflate itself ends at about 1,030.
HIGHEST_RATIO = 500
_RATIO_MATTERS_FROM = 1_000_000

_CHUNK = 1 << 18
_HEADER = struct.Struct("<4s2xHH16xHH")  # signature, flags, method, lengths of name and extra
_ENCRYPTED = 0x1 | 0x40
_DOCTYPES = ["<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")]
_XLSX = [
    b"spreadsheetml.sheet.main+xml",
    b"spreadsheetml.template.main+xml",
    b"ms-excel.sheet.macroEnabled.main+xml",
    b"ms-excel.template.macroEnabled.main+xml",
]
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Where each format says what it is, and whether it is locked.
_TELLING = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_LONGEST_TELLING = 1 << 20


def check_archive(stream: BinaryIO) -> None:
    """Read the whole archive once; MalformedError where it is no XLSX or ODS, or not a sane one."""
    try:
        entries = ZipFile(stream).infolist()
    except (BadZipFile, NotImplementedError, OSError, OverflowError, ValueError) as error:
        raise MalformedError("is damaged: it is an archive without its list of parts") from error
    if len(entries) > MOST_ENTRIES:
        raise MalformedError(f"has {len(entries):,} parts; at most {MOST_ENTRIES:,} are read")
    told: dict[str, bytes] = dict.fromkeys(_TELLING, b"")
    total = 0
    for entry in entries:
        size = 0
        last = b""
        for chunk in _inflated(stream, entry):
            size += len(chunk)
            _bear(entry, size, total + size)
            if entry.filename in told and size <= _LONGEST_TELLING:
                told[entry.filename] += chunk
            if entry.filename.lower().endswith((".xml", ".rels")):
                _refuse_declarations(entry, last + chunk)
                last = chunk[-len(_DOCTYPES[-1]) :]
        total += size
    _refuse_other_kinds(told)


def _inflated(stream: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    """The bytes of a part as they really are; the zipfile module stops at the declared size."""
    try:
        stream.seek(entry.header_offset)
        signature, flags, method, name, extra = _HEADER.unpack(stream.read(_HEADER.size))
    except (OSError, ValueError, struct.error) as error:
        raise _damaged(entry) from error
    if (flags | entry.flag_bits) & _ENCRYPTED:
        raise MalformedError("is locked with a password; save it without one")
    if signature != b"PK\x03\x04" or method != entry.compress_type:
        raise _damaged(entry)
    stream.seek(name + extra, 1)
    if method == ZIP_STORED:
        yield from _pieces(stream, entry)
    elif method == ZIP_DEFLATED:
        yield from _inflate(stream, entry)
    else:
        raise MalformedError(f"packs {entry.filename!r} in a way that workbooks do not use")


def _inflate(stream: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _pieces(stream, entry):
            packed = piece
            while packed and not inflater.eof:
                yield inflater.decompress(packed, _CHUNK)
                packed = inflater.unconsumed_tail
        # The end may be held back when the last chunk came out full.
        while not inflater.eof and (rest := inflater.decompress(b"", _CHUNK)):
            yield rest
    except zlib.error as error:
        raise _damaged(entry) from error
    if not inflater.eof:
        raise _damaged(entry)


def _pieces(stream: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    while left:
        piece = stream.read(min(left, _CHUNK))
        if not piece:
            raise _damaged(entry)
        left -= len(piece)
        yield piece


def _bear(entry: ZipInfo, size: int, total: int) -> None:
    if total > LARGEST_INFLATED:
        raise MalformedError(f"unpacks to more than {LARGEST_INFLATED:,} bytes")
    if size > _RATIO_MATTERS_FROM and size > HIGHEST_RATIO * entry.compress_size:
        raise MalformedError(
            f"unpacks {entry.filename!r} to more than {HIGHEST_RATIO} times its size, which no "
            "sheet does"
        )


def _refuse_declarations(entry: ZipInfo, text: bytes) -> None:
    """Entities that are declared in a document can grow without bound when they are expanded."""
    if any(mark in text for mark in _DOCTYPES):
        raise MalformedError(f"declares a document type in {entry.filename!r}, as no workbook does")


def _refuse_other_kinds(told: dict[str, bytes]) -> None:
    types, kind, manifest = (told[name] for name in _TELLING)
    if b"encryption-data" in manifest:
        raise MalformedError("is locked with a password; save it without one")
    if not (any(mark in types for mark in _XLSX) or kind.strip().startswith(_ODS)):
        raise MalformedError("is an archive, and not an XLSX or ODS workbook")


def _damaged(entry: ZipInfo) -> MalformedError:
    return MalformedError(f"is damaged: its part {entry.filename!r} cannot be unpacked")
