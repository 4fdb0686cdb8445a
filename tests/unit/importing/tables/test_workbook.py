"""XLSX and ODS: what becomes of the cells, and that the parsing process always ends."""

import gc
import io
import os
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from app.errors import RefusedError
from app.importing.tables.cell_text import Cell, place, text_of
from app.importing.tables.open_tables import open_tables
from tests.unit.importing.tables.made import (
    document,
    fault_in,
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

# Spreadsheets know no time zones.
MIDNIGHT = datetime(2019, 6, 30)  # noqa: DTZ001
HALF_PAST = datetime(2019, 6, 30, 12, 30)  # noqa: DTZ001


def written(
    write: Callable[[Workbook, Any], object],
) -> bytes:
    """A workbook as Excel would save it."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        write(workbook, workbook.add_worksheet("One"))
    return out.getvalue()


def children() -> list[str]:
    """The processes that this one has started and not yet taken leave of."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # others come and go meanwhile
            parent = entry.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()):
                found.append(entry.name)
    return found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (427.0, "427"),
        (0.0, "0"),
        (-0.0, "0"),
        (-12.5, "-12.5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (1e-7, "0.0000001"),
        (1.5e-10, "0.00000000015"),
        (1e15, "1000000000000000"),
        (1.25e20, "125000000000000000000"),
        (123456789012345678.0, "123456789012346000"),
        (float("nan"), "#NUM!"),
        (float("-inf"), "#NUM!"),
        (5, "5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        ("", ""),
        ("  a  b\t", "a  b"),
        ("Total \r\n recorded\ncrime", "Total recorded crime"),
        ("£\u00a05 – 6", "£\u00a05 – 6"),
        (date(2019, 6, 30), "2019-06-30"),
        (MIDNIGHT, "2019-06-30"),
        (HALF_PAST, "2019-06-30T12:30:00"),
        (time(9, 5), "09:05:00"),
        (timedelta(hours=36, minutes=5), "36:05:00"),
        (timedelta(seconds=-61), "-0:01:01"),
        (timedelta(seconds=-0.2), "0:00:00"),
    ],
)
def test_a_cell_as_text(value: Cell, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("row", "column", "name"), [(7, 2, "C7"), (1, 26, "AA1"), (9, 701, "ZZ9"), (9, 702, "AAA9")]
)
def test_a_cell_is_named_as_in_a_spreadsheet(row: int, column: int, name: str) -> None:
    assert place(row, column) == name


def test_an_official_workbook(shared: Path) -> None:
    path = shared / "official" / "policeforceareatablesyearendingjune2019.xlsx"
    tables = {
        sheet.name: dict(sheet.rows)
        for sheet in open_tables(document(path.read_bytes()))
        if not sheet.hidden
    }
    assert list(tables) == [
        *("Notes", "Table P1", "Table P2", "Table P3", "Table P4 ", "Table P5"),
    ]
    first = tables["Table P1"]
    assert first[7][:3] == ["K04000001", "ENGLAND AND WALES6", "5279956"]
    assert first[5][:2] == ["Area Code", "Area Name"]
    # Merged over two rows, and over eighteen columns.
    assert first[4][2] == first[5][2] == "Total recorded crime (excluding fraud3)"
    assert set(first[4][4:22]) == {"Victim-based crime"}


def test_what_excel_saves() -> None:
    def write(workbook: Workbook, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(2, 1, [427, 0.35, True, " two\nlines "])
        sheet.write_datetime(2, 5, MIDNIGHT, day)
        sheet.write_datetime(2, 6, HALF_PAST, moment)
        sheet.write_formula(4, 0, "=1+1", None, 2)
        sheet.write_formula(4, 1, "=NA()", None, "#N/A")
        sheet.write_blank(4, 9, None, day)
        sheet.write(5, 3, "   ")

    assert rows_of(written(write)) == [
        (3, ["", "427", "0.35", "TRUE", "two lines", "2019-06-30", "2019-06-30T12:30:00"]),
        (5, ["2", "#N/A"]),
    ]


def test_merged_cells_all_have_the_value_as_far_as_the_sheet_is_filled() -> None:
    def write(_: Workbook, sheet: Any) -> None:
        sheet.merge_range("B1:D1", "2019-20")
        sheet.merge_range("A2:A4", 7)
        sheet.write("B3", "x")
        sheet.write("D3", "y")
        sheet.merge_range("A6:C7", "")
        sheet.write("B8", "w")

    assert rows_of(written(write)) == [
        (1, ["", "2019-20", "2019-20", "2019-20"]),
        (2, ["7"]),
        (3, ["7", "x", "", "y"]),
        (4, ["7"]),
        (8, ["", "w"]),
    ]
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
    assert rows_of(zipped(xlsx_parts(f"<sheetData>{cells}</sheetData>{merged}"))) == [
        (1, ["1", "1"]),
        (2, ["1", "1"]),
    ]


def test_sheets_in_their_order_hidden_ones_marked_and_charts_left_out() -> None:
    def write(workbook: Workbook, sheet: Any) -> None:
        sheet.write("A1", "a")
        workbook.add_worksheet("Empty")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=One!$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
        for name, hide in (("Hidden", "hide"), ("Very hidden", "very_hidden")):
            more = workbook.add_worksheet(name)
            more.write("A2", name)
            getattr(more, hide)()

    sheets = open_tables(document(written(write)))
    assert [(sheet.name, sheet.hidden, list(sheet.rows)) for sheet in sheets] == [
        ("One", False, [(1, ["a"])]),
        ("Empty", False, []),
        ("Hidden", True, [(2, ["Hidden"])]),
        ("Very hidden", True, [(2, ["Very hidden"])]),
    ]


def test_what_libreoffice_saves() -> None:
    hidden = (
        '<style:style style:name="h" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    rows = [
        ods_row("<table:table-cell/>", times=2),
        ods_row(
            ods_text("merged", 'table:number-columns-spanned="2"'),
            "<table:covered-table-cell/>",
            ods_value("float", "427"),
            ods_value("percentage", "0.35"),
            ods_value("boolean", "true"),
            ods_value("date", "2019-06-30"),
            ods_value("date", "2019-06-30T12:30:00"),
            ods_text("two</text:p><text:p>lines"),
        ),
        ods_row(ods_text("again", 'table:number-columns-repeated="2"'), times=3),
        ods_row('<table:table-cell table:number-columns-repeated="16384"/>', times=1_048_570),
    ]
    tables = (
        f'<table:table table:name="T">{"".join(rows)}</table:table>'
        '<table:table table:name="H" table:style-name="h"/>'
    )
    sheets = open_tables(document(zipped(ods_parts(tables, hidden))))
    assert [(sheet.name, sheet.hidden, list(sheet.rows)) for sheet in sheets] == [
        (
            "T",
            False,
            [
                (
                    3,
                    [
                        *("merged", "", "427", "35%", "TRUE"),
                        *("2019-06-30", "2019-06-30T12:30:00", "two lines"),
                    ],
                ),
                (4, ["again", "again"]),
                (5, ["again", "again"]),
                (6, ["again", "again"]),
            ],
        ),
        ("H", True, []),
    ]


def test_many_rows_come_whole_and_in_order() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5_000))
    assert rows_of(xlsx(rows)) == [(n, [str(n)]) for n in range(1, 5_000)]


@pytest.mark.parametrize(
    ("rows", "row", "reason"),
    [
        (
            '<row r="2"><c r="C2" t="inlineStr"><is><t>a&#7;b</t></is></c></row>',
            2,
            "sheet 'S', cell C2 holds a control character (U+0007)",
        ),
        (
            f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"x" * 10_001}</t></is></c></row>',
            3,
            "sheet 'S', cell A3 has more than 10,000 characters",
        ),
        (
            '<row r="2"><c r="ALM2"><v>1</v></c></row>',
            2,
            "sheet 'S' reaches ALM2; at most 1,000 columns are read",
        ),
    ],
)
def test_a_cell_that_cannot_be_kept_is_named(rows: str, row: int, reason: str) -> None:
    fault = fault_in(xlsx(rows))
    assert (fault.line, fault.detail) == (row, reason)


def test_a_cell_keeps_its_place_when_nothing_is_before_it() -> None:
    cell = '<row r="3"><c r="C3"><v>1</v></c><c r="E3"><v>2</v></c></row>'
    merged = '<mergeCells><mergeCell ref="C3:D4"/></mergeCells>'
    assert rows_of(xlsx(cell)) == [(3, ["", "", "1", "", "2"])]
    assert rows_of(zipped(xlsx_parts(f"<sheetData>{cell}</sheetData>{merged}"))) == [
        (3, ["", "", "1", "1", "2"])
    ]
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    assert rows_of(ods(ods_row(empty, ods_text("x")))) == [(1, ["", "", "x"])]


def test_a_stray_space_far_to_the_right_is_no_column() -> None:
    cell = '<c r="XFD1" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>'
    assert rows_of(xlsx(f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>')) == [(1, ["1"])]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a&#10;b", "holds a control character (U+000A)"),
        ("a&#x85;b", "holds a control character (U+0085)"),
        ("a&#x2028;b", "holds a control character (U+2028)"),
        ("n" * 256, "has 256 characters; at most 255 are read"),
    ],
)
def test_a_sheet_is_named_in_one_line(name: str, why: str) -> None:
    parts = xlsx_parts("")
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('"S"', f'"{name}"')
    table = f'<table:table table:name="{name}" table:style-name="h"/>'
    for data in (zipped(parts), zipped(ods_parts(table))):
        assert fault_in(data).detail == f"has a sheet whose name {why}"


def test_a_sheet_may_have_a_long_name() -> None:
    (sheet,) = open_tables(document(zipped(ods_parts(f'<table:table table:name="{"é" * 255}"/>'))))
    assert sheet.name == "é" * 255


@pytest.mark.parametrize(
    "parts",
    [
        {**xlsx_parts(""), "xl/workbook.xml": "<workbook"},
        {name: part for name, part in xlsx_parts("").items() if "sheet1" not in name},
        xlsx_parts("<sheetData><row><c r='1A'>"),
    ],
)
def test_a_workbook_that_makes_no_sense_is_refused(parts: dict[str, str | bytes]) -> None:
    fault = fault_in(zipped(parts))
    assert fault.detail.startswith(("cannot be read as a workbook", "is damaged"))


NOT_ONE = zipped({"a": "b"})
MANY = ods(ods_row(ods_text("x" * 1_000), times=20_000))


def test_nothing_is_left_running_when_the_reader_stops_early() -> None:
    gc.collect()  # what other tests have left
    before = children()
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    rows = next(open_tables(document(MANY))).rows
    assert next(rows) == (1, ["x" * 1_000])
    assert len(children()) == len(before) + 1
    del rows
    gc.collect()
    assert children() == before
    assert len(os.listdir("/proc/self/fd")) == files  # noqa: PTH208


@pytest.mark.parametrize("data", [MANY, xlsx("<row/>"), NOT_ONE])
def test_nothing_is_left_running_at_the_end(data: bytes) -> None:
    before = children()
    tables = open_tables(document(data))
    with pytest.raises(RefusedError) if data == NOT_ONE else nullcontext():
        sum(1 for sheet in tables for _ in sheet.rows)
    # Even though `tables` is still here.
    assert children() == before


def test_the_rows_of_a_sheet_that_was_passed_over_are_not_quietly_none() -> None:
    (only,) = open_tables(document(MANY))
    with pytest.raises(RuntimeError, match="after the next sheet"):
        next(only.rows)
    begun = open_tables(document(MANY))
    rows = next(begun).rows
    next(rows)
    assert next(begun, None) is None
    with pytest.raises(RuntimeError, match="after the next sheet"):
        next(rows)


def test_it_is_read_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing that lies in the folder is imported in place of what is meant.
    tmp_path.joinpath("json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert rows_of(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')) == [(1, ["1"])]
