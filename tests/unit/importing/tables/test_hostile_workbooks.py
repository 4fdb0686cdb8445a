"""Small files that would unpack, or be read, into something huge; and archives that are no workbook
at all. Each ends in one clear fault, and the service's own process stays small."""

import io
import resource
import struct
import subprocess
import sys
import zipfile
from random import randbytes

import pytest

from app.importing.tables.archive import LARGEST_INFLATED, MOST_ENTRIES
from tests.unit.importing.tables.made import (
    CONTENT_TYPES,
    fault_in,
    ods,
    ods_row,
    ods_text,
    rows_of,
    xlsx,
    xlsx_parts,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
NOISE = bytes(range(256)) * 40


def refused(data: bytes) -> str:
    """Why a workbook is refused; on the way this process must not have grown."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    detail = fault_in(data).detail
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    return detail


def with_part(name: str, content: str | bytes) -> bytes:
    """A sound workbook but for this part."""
    return zipped({**xlsx_parts(""), name: content})


def cells(*names: str, more: str = "") -> str:
    """A row for each of these cells."""
    return "".join(
        f'<row r="{name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{name}"{more}><v>0</v></c>'
        "</row>"
        for name in names
    )


def with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """The archive with another size for a part, in its list of parts and before the part."""
    central = data.index(b"PK\x01\x02")
    while not data[central + 46 :].startswith(name.encode()):
        central = data.index(b"PK\x01\x02", central + 4)
    (local,) = struct.unpack_from("<I", data, central + 42)
    changed = bytearray(data)
    struct.pack_into("<I", changed, central + 24, size)
    struct.pack_into("<I", changed, local + 22, size)
    return bytes(changed)


def with_flags(data: bytes, flags: int) -> bytes:
    """The archive with these flags for its first part in its list of parts."""
    changed = bytearray(data)
    struct.pack_into("<H", changed, data.index(b"PK\x01\x02") + 8, flags)
    return bytes(changed)


def test_a_part_that_unpacks_a_thousandfold() -> None:
    bomb = with_part("xl/media/a.bin", bytes(20_000_000))
    assert "unpacks 'xl/media/a.bin' to more than 500 times its size" in refused(bomb)


def test_parts_that_unpack_to_too_much_together() -> None:
    # Less than 500-fold, and each of them less than half of what may be.
    piece = (randbytes(6_000) + bytes(1_200_000)) * 85
    bomb = zipped(xlsx_parts("") | {f"xl/media/{at}.bin": piece for at in range(3)})
    assert len(bomb) < 3_000_000
    assert len(piece) * 2 < LARGEST_INFLATED < len(piece) * 3
    assert "unpacks to more than 300,000,000 bytes" in refused(bomb)


def test_a_size_that_is_declared_wrongly_does_not_hide_the_true_one() -> None:
    bomb = with_declared_size(with_part("xl/media/a.bin", bytes(20_000_000)), "xl/media/a.bin", 9)
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        assert archive.getinfo("xl/media/a.bin").file_size == 9
    assert "to more than 500 times its size" in refused(bomb)


def test_too_many_parts() -> None:
    many = zipped({f"{at}": "" for at in range(MOST_ENTRIES + 1)})
    assert refused(many) == "has 2,001 parts; at most 2,000 are read"
    assert refused(zipped({f"{at}": "" for at in range(MOST_ENTRIES)})).startswith("is an archive")


@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("padding", [0, (1 << 18) - 5])
def test_entities(encoding: str, padding: int) -> None:
    text = "x" * padding + '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    detail = refused(with_part("xl/styles.xml", text.encode(encoding)))
    assert detail == "declares a document type in 'xl/styles.xml', as no workbook does"


def test_a_picture_may_declare_a_document_type() -> None:
    assert rows_of(with_part("xl/media/a.svg", "<!DOCTYPE svg><svg/>")) == []


@pytest.mark.parametrize("flags", [0x1, 0x40])
def test_a_locked_archive(flags: int) -> None:
    assert "is locked with a password" in refused(with_flags(xlsx(""), flags))


def test_a_locked_ods() -> None:
    manifest = "<m:manifest><m:encryption-data/></m:manifest>"
    parts = {"mimetype": "", "content.xml": "x", "META-INF/manifest.xml": manifest}
    assert "is locked with a password" in refused(zipped({**parts}))


@pytest.mark.parametrize(
    "parts",
    [
        {"META-INF/MANIFEST.MF": "Manifest-Version: 1.0", "A.class": b"\xca\xfe"},
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"},
        # A text with a sheet in it.
        {
            "[Content_Types].xml": '<Types><Default Extension="xlsx" ContentType="application/'
            'vnd.openxmlformats-officedocument.spreadsheetml.sheet"/><Override ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        },
        {"[Content_Types].xml": "application/vnd.ms-excel.sheet.binary.macroEnabled.main"},
    ],
    ids=["Java", "ODT", "DOCX", "XLSB"],
)
def test_an_archive_of_another_kind(parts: dict[str, str | bytes]) -> None:
    assert refused(zipped(parts)) == "is an archive, and not an XLSX or ODS workbook"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + NOISE,
        xlsx("<row/>")[:-30],
        xlsx("<row/>")
        .replace(b"PK\x03\x04", b"PK\x03\x05")
        .replace(b"PK\x03\x05", b"PK\x03\x04", 1),
        with_flags(xlsx("<row/>"), 0x800).replace(b"[Content_Types]", b"[Content_Type\xff]"),
    ],
)
def test_a_damaged_archive(data: bytes) -> None:
    assert refused(data).startswith("is damaged")


def test_a_damaged_part() -> None:
    good = with_part("xl/media/a.bin", NOISE)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        start = archive.getinfo("xl/media/a.bin").header_offset + 30 + len("xl/media/a.bin")
    bad = good[:start] + b"\xff" * 20 + good[start + 20 :]
    assert refused(bad) == "is damaged: its part 'xl/media/a.bin' cannot be unpacked"


def test_a_part_that_ends_too_soon() -> None:
    good = with_part("xl/media/a.bin", NOISE)
    cut = bytearray(good)
    central = good.rindex(b"PK\x01\x02")
    (size,) = struct.unpack_from("<I", good, central + 20)
    struct.pack_into("<I", cut, central + 20, size - 4)
    assert refused(bytes(cut)) == "is damaged: its part 'xl/media/a.bin' cannot be unpacked"


def test_a_part_packed_in_another_way() -> None:
    lzma = zipped({"[Content_Types].xml": CONTENT_TYPES}, zipfile.ZIP_LZMA)
    assert "packs '[Content_Types].xml' in a way" in refused(lzma)


def test_two_cells_at_opposite_corners() -> None:
    bomb = xlsx(cells("A1", "XFD1048576"))
    assert len(bomb) < 3_000
    assert "cannot be read within 60 seconds and 2 GiB of memory" in refused(bomb)


def test_a_lone_cell_far_away() -> None:
    far = refused(xlsx(cells("XFD1048576")))
    assert far == "its sheets, up to 'S', span 17,179,869,184 cells; at most 20,000,000 are read"
    below = refused(xlsx(cells("A1048577")))
    assert below == "sheet 'S' has 1,048,577 rows; at most 1,048,576 are read"


def test_a_long_text_repeated_in_many_cells() -> None:
    names = [f"A{row}" for row in range(1, 300_000)]
    bomb = xlsx(cells(*names, more=' t="s"'), "x" * 9_999)
    assert len(bomb) < 2_000_000
    assert "cannot be read within" in refused(bomb)


def test_an_ods_that_repeats_its_rows_and_cells() -> None:
    cell = ods_text("x" * 1_000, 'table:number-columns-repeated="16384"')
    assert "cannot be read" in refused(ods(ods_row(cell, times=1_048_576)))


def test_merged_ranges_that_overlap() -> None:
    merged = '<mergeCell ref="A1:AZ1000"/>' * 400
    sheet = f"<sheetData>{cells('A1', 'AZ1000')}</sheetData><mergeCells>{merged}</mergeCells>"
    assert refused(zipped(xlsx_parts(sheet))) == "sheet 'S' merges more than 20,000,000 cells"


FORMULA = "<f>1</f>"
CELL_OF_ODS = '<table:table-cell table:formula="1" table:number-columns-repeated="{}"/>'


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (
            f'<row r="2"><c r="A2">{FORMULA}</c></row><row r="1"><c r="A1">{FORMULA}</c></row>',
            "sheet 'S' has its rows out of their order",
        ),
        (f'<row r="0"><c r="A0">{FORMULA}</c></row>', "cannot be read as a workbook"),
        (f'<row r="1"><c r="ALM1">{FORMULA}</c></row>', "sheet 'S' reaches ALM1; at most 1,000"),
        (f'<row r="1"><c r="ZZZZ1">{FORMULA}</c></row>', "cannot be read as a workbook"),
        (f'<row r="1"><c r="{"A" * 9_999}1">{FORMULA}</c></row>', "cannot be read as a workbook"),
        (f'<row r="9999999"><c>{FORMULA}</c></row>', "more than 1,048,576 rows"),
        (f'<row r="{"9" * 5_000}"><c>{FORMULA}</c></row>', "cannot be read as a workbook"),
        (f'<row r="1"><c r="A1"><f>{"1" * 10_000}</f></c></row>', "cell A1 has more than 10,000"),
        (f'<row r="1"><c r="A1">{FORMULA}</c>&a;</row>', "cannot be read as a workbook"),
    ],
)
def test_formulas_in_absurd_places(rows: str, why: str) -> None:
    assert why in refused(xlsx(rows))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (ods_row(CELL_OF_ODS.format(1), times=2_000_000), "more than 1,048,576 rows or 20,000,000"),
        (
            ods_row(CELL_OF_ODS.format(1_000), times=20_001),
            "more than 1,048,576 rows or 20,000,000",
        ),
        (ods_row(CELL_OF_ODS.format(10**9)), "at most 1,000 columns are read"),
        (
            ods_row('<table:table-cell table:number-columns-repeated="1000000000"/>')
            + ods_row("<table:table-cell/>", times=10**9)
            + ods_row(CELL_OF_ODS.format(1)),
            "more than 1,048,576 rows",
        ),
        (ods_row(CELL_OF_ODS.format("many")), "cannot be read as a workbook"),
    ],
)
def test_formulas_that_an_ods_repeats(rows: str, why: str) -> None:
    assert why in refused(ods(rows))


def test_more_bytes_than_are_read() -> None:
    big = zipped({"a": bytes(50_000_000)}, zipfile.ZIP_STORED)
    assert "at most 50,000,000 are read" in refused(big)


def test_a_workbook_that_takes_too_long() -> None:
    """The limit that the process is under already, being lower, stays; so it need not take long."""
    program = """
import resource, sys
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.tables.open_tables import open_tables
resource.setrlimit(resource.RLIMIT_CPU, (2, 2))
try:
    for sheet in open_tables(Document.of("table", sys.stdin.buffer.read())):
        for row in sheet.rows:
            pass
except RefusedError as refused:
    print(refused.faults[0].detail)
"""
    data = ods(
        ods_row("<table:table-cell/>", times=1_048_000)
        + ods_row("<table:table-cell/>" * 15 + ods_text("x"))
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=data, capture_output=True, check=True, timeout=60
    )
    assert b"cannot be read within 60 seconds" in done.stdout
