"""Files made for the tests: documents from bytes, and workbooks written by hand, good and bad."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from app.errors import Fault, RefusedError
from app.importing.document import Document
from app.importing.tables.open_tables import open_tables

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def document(data: bytes, name: str = "table") -> Document:
    """Bytes under a name that tells nothing."""
    return Document.of(name, data)


def rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of a document's only table."""
    tables = open_tables(document(data))
    rows = list(next(tables).rows)
    assert next(tables, None) is None
    return rows


def fault_in(data: bytes) -> Fault:
    """Why a document is refused, be it when it is opened or while its rows are read."""
    with pytest.raises(RefusedError) as refused:
        sum(1 for sheet in open_tables(document(data)) for _ in sheet.rows)
    (fault,) = refused.value.faults
    assert fault.file == "table"
    return fault


def zipped(parts: Mapping[str, str | bytes], packing: int = ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with ZipFile(out, "w", packing) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def xlsx_parts(cells: str, shared: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook whose one sheet, named S, holds these rows."""
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" '
        f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{cells}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>{shared}</t></si></sst>',
    }


def xlsx(rows: str, shared: str = "") -> bytes:
    """A workbook of these rows, as XML."""
    return zipped(xlsx_parts(f"<sheetData>{rows}</sheetData>", shared))


def ods_parts(tables: str, styles: str = "") -> dict[str, str | bytes]:
    """The parts of an ODS with these tables, as XML."""
    spaces = " ".join(
        f'xmlns:{short}="{_OASIS}:{short}:1.0"' for short in ("office", "table", "text", "style")
    )
    return {
        "mimetype": ODS_TYPE,
        "content.xml": f'<office:document-content {spaces} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OASIS}:manifest:1.0"/>',
    }


def ods(rows: str) -> bytes:
    """An ODS whose one table, named T, holds these rows."""
    return zipped(ods_parts(f'<table:table table:name="T">{rows}</table:table>'))


def ods_row(*cells: str, times: int = 1) -> str:
    """A row of an ODS, repeated as LibreOffice does it."""
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def ods_text(text: str, more: str = "") -> str:
    """A cell of text."""
    return (
        f'<table:table-cell office:value-type="string" {more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_value(kind: str, value: str) -> str:
    """A cell of another type."""
    attribute = {"float": "value", "percentage": "value"}.get(kind, f"{kind}-value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}">'
        "<text:p>as shown</text:p></table:table-cell>"
    )
