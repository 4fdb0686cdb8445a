"""What only workbooks have, through the front door: percentages, errors and formulas.

All figures here are synthetic.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from tests.api.conftest import serving
from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import HEADER, refused, row
from tests.imports.test_tables_good import brought, figures

call, store = bad.call, bad.store

SHARE = "online-share-of-child-sexual-offences"


def workbook(
    sheets: Mapping[str, Sequence[str]], more: Callable[[Any, Any], object] = lambda *_: None
) -> bytes:
    """A workbook of text, with rows of a CSV in each sheet; those are hidden whose names begin with
    a capital H. `more` is done to the workbook and its last sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = None
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                sheet.write_row(line, 0, cells.split(","))
            if name.startswith("H"):
                sheet.hide()
            else:
                sheet.activate()  # the first one is, and then cannot be hidden
        more(book, sheet)
    return out.getvalue()


def as_saved_by_a_program(data: bytes, formula: str) -> bytes:
    """The workbook with the result 0 of a formula taken away, as programs do that cannot reckon."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            result = f"<f>{formula}</f><v>0</v>".encode()
            after.writestr(part, content.replace(result, f"<f>{formula}</f><v></v>".encode()))
    assert out.getvalue() != data
    return out.getvalue()


def test_a_percentage_is_what_the_spreadsheet_shows(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 6, 0.285, book.add_format({"num_format": "0.0%"}))

    rows = [HEADER, row("wales", "", measure=SHARE, period="2001-02", category="-")]
    brought(call, seeded_url, tmp_path, {"t.xlsx": workbook({"Shares": rows}, write)})
    with serving(seeded_url) as client:
        (figure,) = figures(client, period="2001-02", area="wales")
    assert (str(figure["value"]), figure["unit"]) == ("28.5", "per-cent")
    assert figure["citations"][0]["stated"] == "28.5%"


def test_what_is_no_number_in_a_spreadsheet_is_a_fault(
    call: Call, tmp_path: Path, store: str
) -> None:
    def write(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 6, 0.125, book.add_format({"num_format": 10}))
        sheet.write_formula(2, 6, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 6, "=100+23")

    rows = [HEADER, *(row(area, "") for area in ("kent-police", "essex-police", "surrey-police"))]
    data = as_saved_by_a_program(workbook({"Counts": rows}, write), "100+23")
    faults = [
        "t.xlsx:2: '12.5%' is a percentage, and the measure is not one (at /value)",
        (
            "t.xlsx:3: '#DIV/0!' is an error of the spreadsheet; mend it there, or leave the cell "
            "empty (at /value)"
        ),
        (
            "t.xlsx:4: '=100+23' is a formula without its result; open the file in a spreadsheet "
            "program, save it, and import it again (at /value)"
        ),
    ]
    refused(call, tmp_path, store, {"t.xlsx": data}, faults)


def test_an_error_that_nobody_reads_harms_nothing(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """A column without a header is nobody's."""

    def write(_: Any, sheet: Any) -> None:
        sheet.write_formula(1, 6, "=NA()", None, "#N/A")
        sheet.write_formula(1, 7, "=100+23", None, 123)

    header = HEADER.replace("value", ",value")
    data = workbook({"Figures": [header, row(value="")]}, write)
    report = brought(call, seeded_url, tmp_path, {"t.xlsx": data})
    assert report[0] == "t.xlsx: 1 rows read = 1 stored + 0 merged + 0 refused"


def test_a_sheet_of_two_lines_in_its_name(call: Call, tmp_path: Path, store: str) -> None:
    data = io.BytesIO()
    good = io.BytesIO(workbook({"North": [HEADER, row()]}))
    with ZipFile(good) as before, ZipFile(data, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(b'"North"', b'"No&#10;rth"'))
    why = "t.xlsx:1: has a sheet whose name holds a control character (U+000A)"
    refused(call, tmp_path, store, {"t.xlsx": data.getvalue()}, [why])
