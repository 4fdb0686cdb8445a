"""A layout that nobody foresaw needs a mapping and no Python: an invented answer to an information
request, with invented numbers."""

import pytest

from app.domain.observation import Status
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.entry_rows import CategoryRow, DatasetRow
from app.importing.mapping import gathering
from app.importing.mapping import shelf as shelves
from app.importing.mapping.apply import apply
from app.importing.mapping.recognise import recognise
from app.importing.mapping.shelf import Shelf
from tests.unit.importing.mapping.synthetic import Rows, csv_of, known, read, workbook

FOI = """
mapping:
  slug: synthetic-foi
  title: A synthetic answer to an information request
  source:
    slug: synthetic-foi-{period}
    title: Offences by platform, {period} ({area}, {year})
    publisher: Synthetic Office
    notes: Synthetic numbers.
    series: synthetic-foi
  tables:
    - name: offences
      layout: rows
      figures: {measure: offences-recorded, dataset: synthetic-foi}
      area: {column: [Force, Police force], names: {The Met: metropolitan-police}}
      period: {column: [Year, Financial year]}
      category:
        column: Offence
        names: {Online offences: online-child-sexual-offences}
      value: {column: Offences, symbols: {"~": {status: suppressed, note: Fewer than five.}}}
      leave_out:
        - {column: Offence, is: [Total], reason: a total of the rows above it}
      ignore: [Remarks]
datasets:
  - slug: synthetic-foi
    name: Synthetic answers
    producer: Synthetic Office
    method: freedom of information request
    definition: Invented.
    coverage: Invented.
    comparability: Invented.
"""
ANOTHER = (
    FOI[: FOI.index("datasets:")]
    .replace("slug: synthetic-foi\n", "slug: another\n", 1)
    .replace("slug: synthetic-foi-", "slug: mine-")
)
HEADER = "Police force,Financial year,Offence,Offences,Remarks"


def _shelf(*texts: str) -> Shelf:
    return Shelf.read(
        [Document.of(f"{at}.yaml", text.encode()) for at, text in enumerate(texts, start=1)]
    )


def _refused(on: Shelf, document: Document) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read(document, on)
    return [fault.detail for fault in refused.value.faults]


def test_a_new_layout_is_read_without_any_python() -> None:
    found = read(
        csv_of(
            [
                HEADER,
                'The Met,2019/20,Online offences,"1,234",estimate',
                "Essex,2019/20,Online offences,~,",
                "Essex,2020/21,Online offences,<5,",
                "Essex,2019/20,Total,1239,",
            ]
        ),
        _shelf(FOI),
    )
    told = [(f.cell.area, f.cell.period, f.value, f.status, f.note) for f in found.figures]
    assert told == [
        ("metropolitan-police", "2019-20", 1234, Status.PUBLISHED, None),
        ("essex-police", "2019-20", None, Status.SUPPRESSED, "Fewer than five."),
        ("essex-police", "2020-21", None, Status.SUPPRESSED, "printed as <5"),
    ]
    assert (found.tally.read, found.tally.refused) == (4, {"a total of the rows above it": 1})
    assert [row.slug for row in found.entries] == ["synthetic-foi"]
    assert found.source.slug == "synthetic-foi-2019-20-to-2020-21"
    assert found.source.title.endswith("(2 areas, 2021)")
    assert [(notice.code, notice.detail) for notice in found.notices] == [
        ("not_read", "columns Remarks: the mapping ignores them"),
        ("left_out", "1 left out: a total of the rows above it"),
    ]


def test_a_column_without_a_header_is_named_where_something_stands_in_it() -> None:
    rows = ["Essex,2019/20,,Online offences,,1", "Kent,2019/20,,Online offences,a remark,2"]
    found = read(csv_of(["Force,Year,,Offence,,Offences", *rows]), _shelf(FOI))
    assert [notice.detail for notice in found.notices] == ["the table, column E: it has no header"]
    assert found.tally.figures == 2


def test_a_name_beside_another_code_is_told_once_with_its_row() -> None:
    coded = FOI.replace("{column: [Force, Police force],", "{column: Force, code: Code,")
    rows = ["Kent,E23000032,2018/19", "Essex,E23000032,2019/20", "Essex,E23000032,2020/21"]
    lines = [f"{row},Online offences,{at}" for at, row in enumerate(rows)]
    found = read(csv_of(["Force,Code,Year,Offence,Offences", *lines]), _shelf(coded))
    told = [(n.code, n.detail, n.line) for n in found.notices]
    assert told == [
        (
            "name_and_code_differ",
            "the table: 'Essex' has the code E23000032 of kent-police, which decided",
            3,
        )
    ]


BESIDE = """
mapping:
  slug: synthetic-people
  title: Synthetic people and homes, beside each other
  source: {slug: "people-{period}", title: T, publisher: P, notes: Synthetic., series: people}
  tables:
    - name: people
      layout: rows
      figures: {dataset: synthetic-foi}
      area: {column: Force}
      period: {column: Year}
      value:
        - {column: People, measure: resident-population}
        - {column: Homes, measure: households, symbols: {"~": {status: suppressed}}}
      leave_out: [{column: Force, is: All, reason: a total}]
measures:
  - slug: resident-population
    name: People
    definition: Invented.
    unit: people
    counted: true
    summable: true
    comparable: true
  - slug: households
    name: Homes
    definition: Invented.
    unit: homes
    counted: true
    summable: true
    comparable: true
"""


def test_figures_beside_each_other_are_read_from_one_row() -> None:
    rows = ["Essex,2019,100,40", "Kent,2019,200,~", "All,2019,300,40"]
    found = read(csv_of(["Force,Year,People,Homes", *rows]), _shelf(FOI, BESIDE))
    told = [(f.cell.measure, f.cell.area, f.value, f.locator) for f in found.figures]
    assert told == [
        ("resident-population", "essex-police", 100, "cell C2"),
        ("households", "essex-police", 40, "cell D2"),
        ("resident-population", "kent-police", 200, "cell C3"),
        ("households", "kent-police", None, "cell D3"),
    ]
    assert (found.tally.read, found.tally.figures) == (6, 4)
    assert (found.tally.merged, found.tally.refused) == (0, {"a total": 2})


def test_figures_beside_each_other_add_up_each_for_itself() -> None:
    rows = ["Essex,2019,100,40", "Essex,2019,5,2", "Kent,2019,1,1e3"]
    summed = BESIDE.replace("layout: rows", "layout: rows\n      aggregate: sum")
    table = csv_of(["Force,Year,People,Homes", *rows[:2]])
    found = read(table, _shelf(FOI, summed))
    assert [(str(f.value), f.stated, f.locator) for f in found.figures] == [
        ("105", "100 + 5", "cells C2 and C3"),
        ("42", "40 + 2", "cells D2 and D3"),
    ]
    assert (found.tally.read, found.tally.figures, found.tally.merged) == (4, 2, 2)
    table = csv_of(["Force,Year,People,Homes", *rows])
    with pytest.raises(RefusedError) as refused:
        read(table, _shelf(FOI, summed))
    assert [(fault.line, fault.pointer) for fault in refused.value.faults] == [(4, "cell D4")]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("100", "5 [p]", Status.PROVISIONAL),
        ("100 [p]", "5", Status.PROVISIONAL),
        ("100", "5 [e]", Status.ESTIMATED),
        ("100 [p]", "5 [e]", Status.ESTIMATED),
        ("100 [e]", "5 [p]", Status.ESTIMATED),
    ],
)
def test_a_sum_is_as_sure_as_the_least_sure_of_its_rows(
    first: str, second: str, status: Status
) -> None:
    summed = BESIDE.replace("layout: rows", "layout: rows\n      aggregate: sum")
    rows = [f"Essex,2019,{first},1", f"Essex,2019,{second},2"]
    found = read(csv_of(["Force,Year,People,Homes", *rows]), _shelf(FOI, summed))
    told = [(str(figure.value), figure.status) for figure in found.figures]
    assert told == [("105", status), ("3", Status.PUBLISHED)]


def test_a_grid_of_quarters_is_read_by_its_headers() -> None:
    """`Quarter 1` and `Quarter 2` are two texts, not one with two footnotes."""
    grid = """
mapping:
  slug: synthetic-grid
  title: A synthetic grid
  source: {slug: "grid-{period}", title: G, publisher: P, notes: N, series: grid}
  tables:
    - name: quarters
      layout: grid
      title: ^Offences by quarter
      figures: {measure: offences-recorded, dataset: synthetic-foi}
      area: {column: Force}
      period: {header: true}
      headers:
        - {text: Quarter 1, period: 2019-q2}
        - {text: Quarter 2, period: 2019-q3}
        - {text: All, leave_out: a total of the quarters}
      ignore: [Remarks]
"""
    found = read(
        csv_of(
            [
                "Offences by quarter (synthetic)",
                "Force,Quarter 1,Quarter 2 [note 3],All,Remarks",
                "Essex,1,2,3,late",
                "Kent,4,5,9,",
            ]
        ),
        _shelf(FOI, grid),
    )
    told = [(f.cell.area, f.cell.period, f.stated, f.locator) for f in found.figures]
    assert told == [
        ("essex-police", "2019-q2", "1", "cell B3"),
        ("essex-police", "2019-q3", "2", "cell C3"),
        ("kent-police", "2019-q2", "4", "cell B4"),
        ("kent-police", "2019-q3", "5", "cell C4"),
    ]
    assert (found.tally.read, found.tally.refused) == (6, {"a total of the quarters": 2})


WIDE = """
mapping:
  slug: synthetic-wide
  title: A synthetic table with a column for each year
  source: {slug: "wide-{period}", title: W, publisher: P, notes: Synthetic., series: wide}
  tables:
    - name: years
      layout: grid
      figures: {measure: offences-recorded, dataset: synthetic-foi}
      area: {column: Force}
      period: {header: true}
      headers: [{like: '(?P<period>\\d{4}/\\d\\d)'}]
      ignore: [Remarks]
"""
YEARS = ["Force", "2019/20", "2020/21", "2021/22"]


def test_a_wide_table_is_known_by_its_headers_alone() -> None:
    header = ",".join([*YEARS, "Remarks"])
    found = read(csv_of([header, "Essex,1,2,3,x", "Kent,4,..,6,"]), _shelf(FOI, WIDE))
    told = [(f.cell.area, f.cell.period, f.stated, f.locator) for f in found.figures]
    assert told == [
        ("essex-police", "2019-20", "1", "cell B2"),
        ("essex-police", "2020-21", "2", "cell C2"),
        ("essex-police", "2021-22", "3", "cell D2"),
        ("kent-police", "2019-20", "4", "cell B3"),
        ("kent-police", "2020-21", "..", "cell C3"),
        ("kent-police", "2021-22", "6", "cell D3"),
    ]
    assert (found.tally.read, found.tally.figures) == (6, 6)


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("Force,2019/20,2020/21,Change", "the header 'Change' is not known"),
        ("Force,2019/20,2020/22", "'2020/22' is two years; a financial year is written 2020/21"),
        ("Force,Remarks", "there is no column of figures"),
    ],
)
def test_a_strange_header_makes_a_wide_table_another(header: str, detail: str) -> None:
    (told,) = _refused(_shelf(WIDE), csv_of([header, "Essex,1,2,3"]))
    assert told == f"no mapping fits it; the nearest is synthetic-wide: years: {detail}"


def test_a_sheet_beside_a_wide_table_is_named_and_one_that_is_nearly_one_is_refused() -> None:
    good: Rows = [YEARS, ["Essex", 1, 2, 3]]
    people: Rows = [["Force", "People", "Homes"], ["Essex", 4, 5]]
    found = read(workbook({"years": good, "people": people}), _shelf(FOI, WIDE))
    assert [notice.detail for notice in found.notices] == [
        "sheet 'people': it has no table that the mapping knows"
    ]
    nearly: Rows = [[*YEARS, "Change"], ["Kent", 1, 2, 3, 4]]
    (told,) = _refused(_shelf(FOI, WIDE), workbook({"years": good, "nearly": nearly}))
    assert told == "seems to be years, but the header 'Change' is not known"


def test_an_entry_is_told_apart_only_from_what_somebody_has() -> None:
    entries = """
categories:
  - slug: invented
    name: Invented
    definition: Invented.
    parent: invented-group
    distinct_from:
      - {category: online-child-sexual-offences, why: Invented.}
      - {category: nobody-has-this, why: Invented.}
  - {slug: invented-group, name: Group, definition: Invented.}
  - {slug: not-needed, name: Not needed, definition: Invented.}
"""
    mapping = FOI.replace("online-child-sexual-offences", "invented")
    found = read(csv_of([HEADER, "Essex,2019/20,Online offences,1,"]), _shelf(mapping, entries))
    brought = {row.slug: row for row in found.entries if isinstance(row, CategoryRow)}
    assert brought.keys() == {"invented", "invented-group"}
    assert [other.category for other in brought["invented"].distinct_from] == [
        "online-child-sexual-offences"
    ]


def test_no_row_is_passed_over_whatever_the_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a mapping that should have been refused: a row is counted, or it is a fault."""
    monkeypatch.setattr(shelves, "_given_twice", lambda *_: ())
    twice = FOI.replace(
        "synthetic-foi}", "synthetic-foi, category: online-child-sexual-offences}", 1
    )
    rows = ["Essex,2019/20,Online offences,1,", "Kent,2019/20,Online offences,2,"]
    assert read(csv_of([HEADER, *rows]), _shelf(twice)).tally.read == len(rows)


def test_where_rows_are_one_figure_each_a_cell_stands_once() -> None:
    row = "Essex,2019/20,Online offences,7,"
    assert _refused(_shelf(FOI), csv_of([HEADER, row, row])) == [
        (
            "states the same cell as row 2: offences-recorded:essex-police:2019-20:"
            "online-child-sexual-offences:-:-:synthetic-foi"
        )
    ]


def test_a_column_that_is_missing_or_strange_is_told_with_what_is_near() -> None:
    assert _refused(_shelf(FOI), csv_of(["Force,Yaer,Offence,Offences", "Essex,2019/20,x,1"])) == [
        (
            "no mapping fits it; the nearest is synthetic-foi: offences: the column 'Year' is "
            "missing; did you mean 'Yaer'?; the column 'Yaer' is not known"
        )
    ]
    assert _refused(_shelf(FOI), csv_of([f"{HEADER},Region", "Essex,2019/20,x,1,,y"])) == [
        (
            "no mapping fits it; the nearest is synthetic-foi: offences: the column 'Region' is "
            "not known"
        )
    ]
    twice = csv_of(["Force,Year,Offence,Offences,Offences", "Essex,2019/20,x,1,2"])
    assert "the column 'Offences' stands twice" in _refused(_shelf(FOI), twice)[0]


NEITHER = (
    "is no tidy table, which has the columns area, period, value, and no mapping is near it; there "
    "are: "
)


def test_a_document_like_no_mapping_names_those_there_are() -> None:
    assert _refused(_shelf(FOI), csv_of(["a,b", "1,2"])) == [f"{NEITHER}synthetic-foi"]
    assert _refused(_shelf(), csv_of(["a,b", "1,2"])) == [f"{NEITHER}none"]


def test_two_mappings_that_fit_alike_are_told() -> None:
    document = csv_of([HEADER, "Essex,2019/20,Online offences,1,"])
    alike = "another and synthetic-foi fit it alike; "
    both = _shelf(FOI, ANOTHER)
    told = _refused(both, document)
    assert told == [f"{alike}pass along the one that is meant"]
    told = _refused(_shelf().with_passed(both), document)
    assert told == [f"{alike}import it once with each"]


def test_a_mapping_that_is_passed_along_goes_before_those_on_the_shelf() -> None:
    document = csv_of([HEADER, "Essex,2019/20,Online offences,1,"])
    assert read(document, _shelf(FOI).with_passed(_shelf(ANOTHER))).source.slug.startswith("mine")
    assert read(document, _shelf(ANOTHER).with_passed(_shelf(FOI))).source.slug.startswith("syn")
    # One that does not fit leaves the table to the shelf.
    unlike = ANOTHER.replace("column: Offences", "column: Count")
    assert read(document, _shelf(FOI).with_passed(_shelf(unlike))).source.slug.startswith("syn")


def test_an_adapted_copy_replaces_what_has_its_slugs() -> None:
    document = csv_of([HEADER, "Essex,2019/20,Online offences,1,"])
    adapted = FOI.replace("Synthetic Office", "Adapted Office")
    found = read(document, _shelf(FOI).with_passed(_shelf(adapted)))
    assert found.source.publisher == "Adapted Office"
    assert [row.producer for row in found.entries if isinstance(row, DatasetRow)] == [
        "Adapted Office"
    ]
    broken = adapted.replace("column: Offences", "column: Count")
    told = _refused(_shelf(FOI).with_passed(_shelf(broken)), document)
    assert "the column 'Count' is missing" in told[0]


def test_a_mapping_that_was_named_must_fit_all_the_same() -> None:
    (mapping,) = _shelf(FOI).mappings
    with pytest.raises(RefusedError) as refused:
        apply(mapping, csv_of(["Force,Offence,Offences", "Essex,Online offences,1"]), known())
    assert "seems to be offences, but the column 'Year' is missing" in str(refused.value.faults)


def test_a_mapping_with_a_dataset_that_nobody_has_is_refused_at_its_line() -> None:
    shelf = _shelf(FOI[: FOI.index("datasets:")])
    document = csv_of([HEADER, "Essex,2019/20,Online offences,1,"])
    with pytest.raises(RefusedError) as refused:
        apply(recognise(document, shelf.mappings), document, known())
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.detail) == (
        "1.yaml",
        14,
        "'synthetic-foi' is not known",
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "slug: synthetic-foi-{period}",
            "slug: –",
            "6: filled in as '': it has no letters that make a slug (at /mapping/source/slug)",
        ),
        (
            "title: Offences by platform",
            f"title: {'X' * 1_970}",
            (
                f"7: filled in as {'X' * 80!r}: String should have at most 2000 characters "
                "(at /mapping/source/title)"
            ),
        ),
    ],
)
def test_a_source_that_the_templates_cannot_make_is_a_fault_of_the_mapping(
    old: str, new: str, fault: str
) -> None:
    rows = ["Essex,2019/20,Online offences,1,", "Kent,2020/21,Online offences,1,"]
    with pytest.raises(RefusedError) as refused:
        read(csv_of([HEADER, *rows]), _shelf(FOI.replace(old, new)))
    assert [str(found) for found in refused.value.faults] == [f"1.yaml:{fault}"]


def test_a_sheet_that_almost_fits_is_never_dropped_silently() -> None:
    document = workbook(
        {
            "good": [["Force", "Year", "Offence", "Offences"], ["Essex", "2019/20", "Total", 1]],
            "bad": [["Force", "Year", "Offence", "Count"], ["Essex", "2019/20", "Total", 1]],
        }
    )
    told = _refused(_shelf(FOI), document)
    assert "seems to be offences, but the column 'Offences' is missing" in told[0]


def test_a_document_has_no_more_cells_than_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_CELLS", 3)
    rows = [f"Essex,{year}/{year % 100 + 1},Online offences,1," for year in range(2010, 2015)]
    assert _refused(_shelf(FOI), csv_of([HEADER, *rows])) == ["the document has more than 3 cells"]
