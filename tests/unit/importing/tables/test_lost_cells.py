"""What the parser of workbooks loses: percentages, errors, and formulas without their results."""

import io
from typing import Any

import pytest
from xlsxwriter import Workbook

from app.importing.tables.cell_text import percentage
from app.importing.tables.open_tables import open_tables
from tests.unit.importing.tables.made import (
    document,
    ods,
    ods_parts,
    ods_row,
    ods_text,
    ods_value,
    rows_of,
    xlsx,
    xlsx_parts,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
# Three styles: plain, percent, and whatever the test says.
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{}"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"><alignment/></xf><xf numFmtId="164"/></cellXfs>'
    '<dxfs><dxf><numFmt numFmtId="0" formatCode="0%"/></dxf></dxfs></styleSheet>'
)


def styled(rows: str, code: str = "0", more: str = "") -> bytes:
    """A workbook of these rows whose styles are those of STYLES."""
    parts = xlsx_parts(f"<sheetData>{rows}</sheetData>{more}")
    return zipped({**parts, "xl/styles.xml": STYLES.format(code)})


def cell(attributes: str, shown: str = "") -> str:
    """A cell of an ODS that may be in error."""
    calcext = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    text = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell {calcext} {attributes}>{text}</table:table-cell>"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.125, "12.5%"),
        (0.07, "7%"),
        (0.285, "28.5%"),
        (0.29, "29%"),
        (0.1 + 0.2, "30%"),
        (1 / 3, "33.3333333333333%"),
        (0, "0%"),
        (-0.0, "0%"),
        (1, "100%"),
        (12.0, "1200%"),
        (-0.015, "-1.5%"),
        (1e-9, "0.0000001%"),
        (1e20, "10000000000000000000000%"),
        (float("nan"), "#NUM!"),
    ],
)
def test_a_percentage_as_text(number: float, text: str) -> None:
    assert percentage(number) == text


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%;[Red]-0.0%", '"about" 0 %', "0.0\\ %"])
def test_a_number_in_the_format_of_a_percentage(code: str) -> None:
    def write(workbook: Workbook, sheet: Any) -> None:
        percent = workbook.add_format({"num_format": code})
        sheet.write_row(1, 1, ["as text 5%", True, 0.07, ""], percent)
        sheet.write(1, 6, 0.07)
        sheet.merge_range("A3:B3", 0.285, percent)
        sheet.write_formula(3, 0, "=1/8", percent, 0.125)
        sheet.write_blank(9, 20, None, percent)

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        write(workbook, workbook.add_worksheet())
    assert rows_of(out.getvalue()) == [
        (2, ["", "as text 5%", "TRUE", "7%", "", "", "0.07"]),
        (3, ["28.5%", "28.5%"]),
        (4, ["12.5%"]),
    ]


@pytest.mark.parametrize(
    "code",
    ["0", "0&quot;%&quot;", "0\\%", "0_%", "0*%", "[$%-409]0", "0.0&quot; % of &quot;"],
)
def test_a_sign_that_is_only_text_makes_no_percentage(code: str) -> None:
    row = '<row r="1"><c r="A1"><v>0.5</v></c><c r="B1" s="2"><v>0.5</v></c></row>'
    assert rows_of(styled(row, code)) == [(1, ["0.5", "0.5"])]


def test_the_styles_of_cells_are_counted_and_no_others() -> None:
    row = "".join(f'<c s="{style}"><v>0.5</v></c>' for style in (0, 1, 2, 9))
    assert rows_of(styled(f"<row>{row}</row>", "0%")) == [(1, ["0.5", "50%", "50%", "0.5"])]


def test_a_cell_that_names_no_style_has_the_first() -> None:
    parts = xlsx_parts('<sheetData><row><c><v>0.5</v></c><c s="1"><v>2</v></c></row></sheetData>')
    styles = '<styleSheet><cellXfs><xf numFmtId="10"/><xf numFmtId="0"/></cellXfs></styleSheet>'
    assert rows_of(zipped({**parts, "xl/styles.xml": styles})) == [(1, ["50%", "2"])]


def test_an_error_is_its_text() -> None:
    rows = (
        '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><v>1</v></c>'
        '<c r="D2" t="e"><v>#N/A</v></c></row>'
    )
    assert rows_of(xlsx(rows)) == [(2, ["", "#DIV/0!", "1", "#N/A"])]
    # In one that is merged, in all of them.
    merged = '<mergeCells><mergeCell ref="B2:C2"/></mergeCells>'
    assert rows_of(styled(rows, more=merged)) == [(2, ["", "#DIV/0!", "#DIV/0!", "#N/A"])]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<f>100+23</f>", "=100+23"),
        ("<f>100+23</f><v/>", "=100+23"),
        ("<f>100+23</f><v></v>", "=100+23"),
        ('<f t="shared" si="0"/>', "="),
        ("<f>A1&lt;&gt;B1</f>", "=A1<>B1"),
        ("<f>100+23</f><v>123</v>", "123"),
    ],
)
def test_a_formula_without_its_result_is_the_formula(formula: str, text: str) -> None:
    assert rows_of(xlsx(f'<row r="1"><c r="A1">{formula}</c></row>')) == [(1, [text])]
    # Beside, above and below what the parser gives.
    rows = "".join(
        f'<row r="{at}"><c r="A{at}"/><c r="B{at}">{formula}</c>{more}</row>'
        for at, more in ((1, ""), (3, f'<c r="A3"><v>7</v></c><c r="D3">{formula}</c>'), (5, ""))
    )
    assert rows_of(xlsx(rows)) == [(1, ["", text]), (3, ["7", text, "", text]), (5, ["", text])]


def test_a_merged_range_above_a_lone_formula() -> None:
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    row = '<row r="3"><c r="B3"><f>1+1</f></c></row>'
    assert rows_of(styled(row, more=merged)) == [(3, ["", "=1+1"])]


def test_a_text_may_be_an_empty_result() -> None:
    empty = '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1" t="inlineStr"><f>""</f><is/></c>'
    assert rows_of(xlsx(f'<row r="1">{empty}<c r="C1"><v>1</v></c></row>')) == [(1, ["", "", "1"])]


def test_what_is_no_cell_has_no_formula() -> None:
    more = "<conditionalFormatting><cfRule><f>1+1</f><formula>2</formula></cfRule>"
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert rows_of(styled(row, more=f"{more}</conditionalFormatting>")) == [(1, ["1"])]


def test_names_with_a_prefix_and_places_that_are_left_out() -> None:
    parts = xlsx_parts("")
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts[SHEET] = (
        f'<x:worksheet xmlns:x="{spreadsheet}"><x:sheetData><x:row/><x:row><x:c><x:v>1</x:v></x:c>'
        '<x:c><x:f>1+1</x:f></x:c><x:c r="D2" t="e"><x:v>#REF!</x:v></x:c><x:c><x:f>2</x:f></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    assert rows_of(zipped(parts)) == [(2, ["1", "=1+1", "", "#REF!", "=2"])]


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "WORKSHEETS/Sheet1.xml"])
def test_the_part_of_a_sheet_is_found_as_the_parser_finds_it(target: str) -> None:
    parts = xlsx_parts('<sheetData><row><c t="e"><v>#N/A</v></c></row></sheetData>')
    parts["xl/WorkSheets/SHEET1.xml"] = parts.pop(SHEET)
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = str(parts[relations]).replace("worksheets/sheet1.xml", target)
    assert rows_of(zipped(parts)) == [(1, ["#N/A"])]


def test_each_sheet_has_its_own() -> None:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        workbook.add_worksheet().write_formula(0, 0, "=NA()", None, "#N/A")
        workbook.add_chartsheet()
        workbook.add_worksheet().write(0, 0, 0.5)
        percent = workbook.add_format({"num_format": 10})
        workbook.add_worksheet().write(0, 0, 0.5, percent)
    rows = [list(sheet.rows) for sheet in open_tables(document(out.getvalue()))]
    assert rows == [[(1, ["#N/A"])], [(1, ["0.5"])], [(1, ["50%"])]]


REMARK = "<office:annotation><text:p>Synthetic</text:p></office:annotation>"
DIVIDED = 'table:formula="of:=1/0"'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (cell(f'{DIVIDED} office:value-type="string" office:string-value="" '
              'calcext:value-type="error"', "#DIV/0!"), "#DIV/0!"),
        (cell(f'{DIVIDED} office:value-type="float" office:value="0"', "#DIV/0!"), "#DIV/0!"),
        (cell(f'{DIVIDED} office:value-type="float" office:value="0"', "Err:502"), "Err:502"),
        (cell(f'{DIVIDED} office:value-type="string"', "#N/A"), "#N/A"),
        (cell(DIVIDED), "=1/0"),
        (cell(f'{DIVIDED} office:value-type="float"'), "=1/0"),
        (cell('table:formula="1+1"'), "=1+1"),
        (cell(f'{DIVIDED} office:value-type="float" office:value="5"', "5"), "5"),
        (cell(f'{DIVIDED} office:value-type="string" office:string-value=""'), ""),
        (cell(f'{DIVIDED} office:value-type="percentage" office:value="0.285"', "29%"), "28.5%"),
        (ods_value("percentage", "0.07"), "7%"),
        (cell(f'{DIVIDED} office:value-type="float" office:value="0"', f"#N/A</text:p>{REMARK}"
              "<text:p>"), "#N/A"),
    ],
)  # fmt: skip
def test_cells_of_ods(inside: str, text: str) -> None:
    row = ods_row("<table:table-cell/>", inside, ods_text("end"), times=2)
    rows = ods_row("<table:table-cell/>", times=3) + row
    assert rows_of(ods(rows)) == [(4, ["", text, "end"]), (5, ["", text, "end"])]


def test_tables_of_ods_have_their_own_and_those_within_a_cell_are_none() -> None:
    error = cell(DIVIDED)
    within = f'<table:table table:name="W">{ods_row(error)}</table:table>'
    tables = [
        ods_row(f"<table:table-cell>{within}</table:table-cell>", error),
        ods_row(ods_text("x")),
        ods_row("<table:table-cell/>") + ods_row(error),
    ]
    content = "".join(
        f'<table:table table:name="T{at}">{rows}</table:table>' for at, rows in enumerate(tables)
    )
    data = zipped(ods_parts(content))
    assert [list(sheet.rows) for sheet in open_tables(document(data))] == [
        [(1, ["", "=1/0"])],
        [(1, ["x"])],
        [(2, ["=1/0"])],
    ]
