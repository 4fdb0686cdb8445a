"""What only workbooks have, through the front door: percentages, errors, formulas, hidden sheets,
and several sheets. All figures here are synthetic."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from app.importing.tidy.columns import GUIDE
from tests.api.conftest import serving
from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import CATEGORY, DATASET, HEADER, KENT, MEASURE, SOURCE, refused, row
from tests.imports.test_tables_files import NO_MAPPING
from tests.imports.test_tables_good import brought, figures
from tests.unit.importing.tables.made import ods_parts, ods_row, ods_text, ods_value, zipped

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


def test_a_template_that_libreoffice_saved(call: Call, tmp_path: Path, seeded_url: str) -> None:
    """With its guide, an empty row that is repeated to the end, and a sheet that was hidden."""
    texts = [SOURCE, DATASET, SHARE, "wales", "2001-02", "-"]
    rows = ods_row(*map(ods_text, HEADER.split(",")))
    rows += ods_row(*map(ods_text, texts), ods_value("percentage", "0.07"))
    rows += ods_row('<table:table-cell table:number-columns-repeated="1024"/>', times=1_048_574)
    style = (
        '<style:style style:name="h" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    tables = (
        f'<table:table table:name="Figures">{rows}</table:table>'
        f'<table:table table:name="{GUIDE}">{ods_row(ods_text("Synthetic."))}</table:table>'
        f'<table:table table:name="Old" table:style-name="h">{rows}</table:table>'
    )
    report = brought(call, seeded_url, tmp_path, {"t.ods": zipped(ods_parts(tables, style))})
    assert report[:2] == [
        "warning: t.ods:1: not_read: sheet 'Old': it is hidden",
        "t.ods: 1 rows read = 1 stored + 0 merged + 0 refused",
    ]
    with serving(seeded_url) as client:
        (figure,) = figures(client, period="2001-02", area="wales")
    assert (figure["value"], figure["citations"][0]["stated"]) == (7, "7%")


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
    """It stands on a sheet that is no table."""

    def write(_: Any, sheet: Any) -> None:
        if sheet.get_name() == "Remarks":
            sheet.write_formula(1, 6, "=NA()", None, "#N/A")

    data = workbook({"Figures": [HEADER, row()], "Remarks": ["Synthetic."]}, write)
    report = brought(call, seeded_url, tmp_path, {"t.xlsx": data})
    assert report[1] == "t.xlsx: 1 rows read = 1 stored + 0 merged + 0 refused"


def test_a_hidden_sheet_is_not_read_and_several_others_all_are(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """One row is in two sheets, at the same place; one sheet has its columns in another order."""
    given = "source,dataset,measure,period,category"
    cells = f"{SOURCE},{DATASET},{MEASURE},2023-24,{CATEGORY}"
    sheets = {
        "Hidden figures": [HEADER, row("wales", "999")],
        "North": [HEADER, row("kent-police", "1"), row("essex-police", "2")],
        "Remarks": ["Synthetic."],
        "South": ["Synthetic figures", f"value,area,{given}", f"3,surrey-police,{cells}"],
        "Empty": [HEADER],
        "West": [HEADER, row("Kent", "1"), row("devon-and-cornwall-police", "4")],
    }
    report = brought(call, seeded_url, tmp_path, {"t.xlsx": workbook(sheets)})
    assert report == [
        "warning: t.xlsx:1: not_read: sheet 'Hidden figures': it is hidden",
        "warning: t.xlsx:1: not_read: the sheet 'Remarks' is not read",
        "t.xlsx: 5 rows read = 4 stored + 1 merged + 0 refused",
        "figures: 4 added, 0 revised, 0 withdrawn, 0 unchanged",
        "release 2 stored",
    ]
    with serving(seeded_url) as client:
        found = {
            figure["area"]: (
                str(figure["value"]),
                [cited["locator"] for cited in figure["citations"]],
            )
            for figure in figures(client, source=SOURCE, dataset=DATASET, category=CATEGORY)
            if figure["release"]["from"] == 2
        }
    assert found == {
        "kent-police": ("1", ["North, row 2", "West, row 2"]),
        "essex-police": ("2", ["North, row 3"]),
        "surrey-police": ("3", ["South, row 3"]),
        "devon-and-cornwall-police": ("4", ["West, row 3"]),
    }


CASES: dict[str, tuple[dict[str, Sequence[str]], list[str]]] = {
    "faults in several sheets": (
        {
            "North": [HEADER, row("zzz")],
            "South": [HEADER.replace("category", "categry"), row()],
            "West": [HEADER, row(value="1e3")],
        },
        [
            (
                "t.xlsx:1: 'categry' is not a column of this table; did you mean category? "
                "(at South, row 1)"
            ),
            "t.xlsx:2: 'zzz' is not an area in the record (at North, row 2, area)",
            (
                "t.xlsx:2: '1e3' is in scientific notation; write all its digits "
                "(at West, row 2, value)"
            ),
        ],
    ),
    "a figure that differs between sheets": (
        {"North": [HEADER, row()], "South": [HEADER, row(value="13")]},
        [
            (
                f"t.xlsx:2: the cell {KENT} is 13 (published) here and 12 (published) at t.xlsx:2 "
                "(North, row 2) (at South, row 2)"
            )
        ],
    ),
    "sheets without rows": (
        {"North": [HEADER], "South": ["Synthetic", HEADER]},
        ["t.xlsx:1: has no figures"],
    ),
    "a hidden table alone": (
        {"Hidden figures": [HEADER, row()], "Remarks": ["Synthetic."]},
        [f"t.xlsx:1: {NO_MAPPING}"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_faults_of_sheets(call: Call, tmp_path: Path, store: str, name: str) -> None:
    sheets, faults = CASES[name]
    refused(call, tmp_path, store, {"t.xlsx": workbook(sheets)}, faults)


def test_a_sheet_of_two_lines_in_its_name(call: Call, tmp_path: Path, store: str) -> None:
    data = io.BytesIO()
    good = io.BytesIO(workbook({"North": [HEADER, row()]}))
    with ZipFile(good) as before, ZipFile(data, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(b'"North"', b'"No&#10;rth"'))
    why = "t.xlsx:1: has a sheet whose name holds a control character (U+000A)"
    refused(call, tmp_path, store, {"t.xlsx": data.getvalue()}, [why])
