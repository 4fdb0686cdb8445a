"""Sibling editions of the police force area tables, with invented numbers: other footnotes, sheets,
orders and columns. What survives is read alike; what does not is told."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from app.domain.observation import Status
from app.errors import RefusedError
from app.importing.document import Document
from tests.unit.importing.mapping.synthetic import Cell, Rows, read, workbook

P1 = (
    "Table P{n}: Police recorded crime by offence group and police force area, English regions and "
    "Wales, {what}, year ending March 2020{marks}"
)
P4 = (
    "Table P{n}: Knife and sharp instrument offences recorded by the police for selected offences, "
    "by police force area, English regions and Wales, year ending March 2020"
)
KENT, DORSET, REGION = "E23000032", "E23000039", "E12000005"


def _p1(
    headers: Sequence[str] = ("Robbery", "Bicycle theft"),
    rows: Sequence[Sequence[Cell]] = ((KENT, "Kent", 12, 30), (DORSET, "Dorset3", 4, 0)),
    marks: str = "1,2",
    anchor: Sequence[str] = ("Area Code", "Area Name"),
    above: Sequence[Sequence[Cell]] = (),
    below_anchor: Sequence[Sequence[Cell]] = (),
    below: Sequence[Sequence[Cell]] = (),
) -> list[Sequence[Cell]]:
    return [
        *above,
        [P1.format(n=1, what="number of offences", marks=marks)],
        [],
        ["England and Wales"],
        ["", "", "Victim-based crime"],
        [*anchor, *headers],
        *below_anchor,
        ["", "", *["Numbers"] * len(headers)],
        *rows,
        ["Source: Home Office - synthetic numbers"],
        ["1. A footnote", "", 99],
        *below,
    ]


def _values(document: Document) -> dict[tuple[str, str | None], Decimal | None]:
    return {(f.cell.area, f.cell.category): f.value for f in read(document).figures}


PLAIN = {
    ("kent-police", "robbery"): 12,
    ("kent-police", "bicycle-theft"): 30,
    ("dorset-police", "robbery"): 4,
    ("dorset-police", "bicycle-theft"): 0,
}


@pytest.mark.parametrize(
    "sheets",
    [
        {"Table P1": _p1()},
        {"Table P1 ": _p1()},
        {
            "Corrections": [["A correction"], ["Area Code", "Robbery"]],
            "P1": _p1(),
            "Notes": [["x"]],
        },
        {"P1": _p1(above=[["Contents"], ["Corrected on 1 May 2020"], []])},
        {"P1": _p1(marks="")},
        {"P1": _p1(marks="3,12")},
        {"P1": _p1(anchor=["Area Codes", "Area name4"])},
        {"P1": _p1(headers=["Robbery 7", "Bicycle theft2,3"])},
        {"P1": _p1(headers=["ROBBERY", "Bicycle  theft [note 4]"])},
        {"P1": _p1(rows=[(KENT, "Kent", 12, 30), ["", ""], (DORSET, "DORSET 8", 4, 0)])},
        {"P1": _p1(below_anchor=[["Area Code", "Area Name", "Robbery", "Bicycle theft"]])},
    ],
    ids=[
        "plain",
        "name with a space",
        "corrections and notes",
        "shifted down",
        "no footnotes",
        "other footnotes",
        "other anchor",
        "header footnotes",
        "spelling",
        "gap between rows",
        "anchor over two rows",
    ],
)
def test_what_editions_vary_makes_no_difference(sheets: dict[str, Rows]) -> None:
    found = read(workbook(sheets))
    assert {(f.cell.area, f.cell.category): f.value for f in found.figures} == PLAIN
    assert {figure.cell.period for figure in found.figures} == {"2019-20"}
    assert found.source.slug == "ons-police-force-area-tables-2019-20"
    named = [notice.detail for notice in found.notices if notice.code == "not_read"]
    assert len(named) == len(sheets) - 1
    missing = [notice for notice in found.notices if notice.code == "table_missing"]
    assert len(missing) == 4


def test_a_column_between_others_that_is_empty_is_a_gap() -> None:
    headers = ["Robbery", "", "Bicycle theft"]
    rows = [(KENT, "Kent", 12, "", 30), (DORSET, "Dorset", 4, "", 0)]
    assert _values(workbook({"P1": _p1(headers, rows)})) == PLAIN


def test_figures_under_no_header_are_a_fault() -> None:
    sheet = _p1(["Robbery", "", "Bicycle theft"], [(KENT, "Kent", 12, 7, 30)])
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": sheet}))
    assert [str(fault) for fault in refused.value.faults] == [
        "book.xlsx:7: '7' has no header above it (at P1, cell D7)"
    ]


def test_names_of_columns_of_both_publications_are_known() -> None:
    headers = ["All other theft offences", "Miscellaneous crimes"]
    first = _values(workbook({"P1": _p1(headers)}))
    headers = ["Other theft offences5", "Miscellaneous crimes against society"]
    assert first == _values(workbook({"P1": _p1(headers)}))


def test_tables_in_another_order_and_with_other_signs_are_read() -> None:
    rates: Rows = [
        [P1.format(n=3, what="rate of offences", marks="")],
        ["", "", "Population figures (mid-2019)3 rounded to 100", "", "Robbery"],
        ["Area Code", "Area Name", "", "", ""],
        ["", "", "", "", "Rate per 1,000 population"],
        [KENT, "Kent", 1800, "", 1.25],
        [DORSET, "Dorset", 900, "", "+"],
        ["Source: synthetic"],
    ]
    knives: Rows = [
        [P4.format(n=4)],
        ["", "", "Robbery", "Robbery"],
        ["Area Code", "Area Name", "Number of offences involving a knife6", "% involving a knife"],
        [KENT, "Kent", 6, 50.5],
        [DORSET, "Dorset", 2, "-"],
        ["Source: synthetic"],
    ]
    found = read(workbook({"B": knives, "C": rates, "A": _p1()}))
    told = {
        (f.cell.measure, f.cell.area, f.cell.period): (f.value, f.status)
        for f in found.figures
        if f.cell.measure != "offences-recorded"
    }
    published = Status.PUBLISHED
    assert told == {
        ("offences-involving-a-knife", "kent-police", "2019-20"): (6, published),
        ("share-involving-a-knife", "kent-police", "2019-20"): (Decimal("50.5"), published),
        ("offences-involving-a-knife", "dorset-police", "2019-20"): (2, published),
        ("share-involving-a-knife", "dorset-police", "2019-20"): (None, Status.NOT_APPLICABLE),
        ("resident-population", "kent-police", "2019"): (1800, published),
        ("resident-population", "dorset-police", "2019"): (900, published),
        ("offences-per-1000-people", "kent-police", "2019-20"): (Decimal("1.25"), published),
        ("offences-per-1000-people", "dorset-police", "2019-20"): (None, Status.SUPPRESSED),
    }


def test_an_unknown_header_is_a_fault_that_names_the_nearest() -> None:
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": _p1(["Robery", "Modern slavery"])}))
    told = [str(fault) for fault in refused.value.faults]
    assert told == [
        "book.xlsx:5: the header 'Robery' is not known; did you mean 'Robbery'? (at P1, cell C5)",
        "book.xlsx:5: the header 'Modern slavery' is not known (at P1, cell D5)",
    ]


def test_every_fault_of_the_rows_is_told() -> None:
    rows: list[Sequence[Cell]] = [
        ("E99999999", "Kent", 1, 2),
        ("", "West Midlands", 1, 2),
        (DORSET, "Dorset", "1O", -2),
        ("", "", 3, ""),
        (KENT, "Kent", 1, 2),
        (KENT, "Kent", 1, 2),
    ]
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": _p1(rows=rows)}))
    told = [(fault.line, fault.pointer) for fault in refused.value.faults]
    assert told == [
        (7, "P1, row 7"),
        (8, "P1, row 8"),
        (9, "P1, cell C9"),
        (9, "P1, cell D9"),
        (10, "P1, row 10"),
        (12, "P1, cell C12"),
        (12, "P1, cell D12"),
    ]
    assert refused.value.faults[4].detail == "has figures and names no area"


def test_a_column_that_stands_twice_is_told_once() -> None:
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": _p1(["Robbery", "Robbery2"])}))
    assert "means the same as column C" in str(refused.value.faults[0])


def test_a_row_of_figures_below_the_end_is_a_fault() -> None:
    sheet = _p1(below=[[REGION, "West Midlands", 5, 6]])
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": sheet}))
    (fault,) = refused.value.faults
    assert fault.detail == "stands below the line that ends the table"


def test_an_empty_cell_was_not_supplied_and_is_not_zero() -> None:
    (found, _) = read(workbook({"P1": _p1(rows=[(KENT, "Kent", "", 2)])})).figures
    assert (found.value, found.status, found.stated) == (None, Status.NOT_SUPPLIED, "(empty)")


def test_a_row_without_figures_is_named() -> None:
    found = read(workbook({"P1": _p1(rows=[("", "South East"), (KENT, "Kent", 1, 2)])}))
    assert "P1, row 7: 'South East' has no figures" in [n.detail for n in found.notices]


def test_two_sheets_of_one_table_are_a_fault() -> None:
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": _p1(), "P1 corrected": _p1()}))
    (fault,) = refused.value.faults
    assert "and so is P1" in fault.detail


def test_titles_of_two_editions_are_a_fault() -> None:
    changes: Rows = [
        [P1.format(n=2, what="percentage change", marks="").replace("2020", "2021")],
        ["Area Code", "Area Name", "Robbery"],
        ["", "", "Percentage change"],
        [KENT, "Kent", -1.5],
    ]
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": _p1(), "P2": changes}))
    (fault,) = refused.value.faults
    assert fault.detail == "its title is about 2020-21, that of P1 about 2019-20"


def test_a_hidden_sheet_is_not_read_and_named() -> None:
    found = read(workbook({"P1": _p1(), "P1 old": _p1()}, hidden="P1 old"))
    assert "sheet 'P1 old': it is hidden" in [notice.detail for notice in found.notices]
    assert found.tally.figures == 4


def test_a_workbook_without_the_first_table_says_what_is_missing() -> None:
    sheet = _p1(anchor=["Code", "Area Name"])
    with pytest.raises(RefusedError) as refused:
        read(workbook({"P1": sheet}))
    (fault,) = refused.value.faults
    assert fault.detail == (
        "no mapping fits it; the nearest is ons-police-force-area-tables: number of offences (P1): "
        "the column 'Area Code' is missing; did you mean 'Area Name' or 'Code'?"
    )


def test_a_table_on_a_hidden_sheet_alone_is_no_table() -> None:
    with pytest.raises(RefusedError) as refused:
        read(workbook({"Notes": [["x"]], "P1": _p1()}, hidden="P1"))
    assert "no mapping is near it" in refused.value.faults[0].detail
