"""The Home Office's open table: the real file of two forces, and sibling editions of invented
numbers."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.dictionary import NOTHING_HELD, Category
from app.domain.observation import Status
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.entry_rows import AreaRow, CategoryRow
from app.importing.mapping.apply import Mapped, apply
from app.importing.mapping.entries import KnownEntries
from app.importing.mapping.recognise import recognise
from tests.unit.importing.mapping.synthetic import Rows, csv_of, known, read, shelf, workbook

HEADER = (
    "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group,"
    "Offence Subgroup,Offence Code,Number of Offences"
)
STALKING = "Stalking,Violence against the person,Stalking and harassment,8Q"
GROOMING = "Sexual grooming,Sexual offences,Other sexual offences,88A"
HOMICIDE = "Homicide,Violence against the person,Homicide,1/4.1/4.10/4.2"


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / "official" / "prc-pfa-2017-18-two-forces.csv"


@pytest.fixture(scope="module")
def real(path: Path) -> Mapped:
    return read(Document.of(path.name, path.read_bytes()))


def _category(mapped: Mapped, slug: str) -> CategoryRow:
    (found,) = (row for row in mapped.entries if row.slug == slug)
    assert isinstance(found, CategoryRow)
    return found


def _faults(*lines: str) -> list[str]:
    with pytest.raises(RefusedError) as refused:
        read(csv_of(lines))
    return [str(fault) for fault in refused.value.faults]


def test_every_row_of_the_real_file_is_accounted_for(real: Mapped, path: Path) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    tally = real.tally
    assert (tally.read, tally.figures, tally.merged, tally.refused) == (1048, 1024, 24, Counter())
    assert tally.read == len(rows) == tally.figures + tally.merged
    assert len(real.figures) == tally.figures
    assert {figure.status for figure in real.figures} == {Status.PUBLISHED}
    assert real.notices == []


def test_the_figures_of_the_real_file_are_its_rows_summed_by_force_quarter_and_code(
    real: Mapped, path: Path
) -> None:
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            key = (row["Force Name"], row["Financial Quarter"], row["Offence Code"])
            sums[key] += int(row["Number of Offences"])
    codes = {
        row.slug: "/".join(row.home_office_codes)
        for row in real.entries
        if isinstance(row, CategoryRow) and row.home_office_codes
    }
    forces = {"cumbria-police": "Cumbria", "staffordshire-police": "Staffordshire"}
    quarters = {"2017-q2": "1", "2017-q3": "2", "2017-q4": "3", "2018-q1": "4"}
    found = {
        (
            forces[figure.cell.area],
            quarters[figure.cell.period],
            codes[str(figure.cell.category)],
        ): figure.value
        for figure in real.figures
    }
    assert found == sums
    assert len(found) == len(real.figures)


def test_a_sum_names_its_rows_and_what_they_print(real: Mapped) -> None:
    (found,) = (
        figure
        for figure in real.figures
        if figure.cell.category == "homicide"
        and (figure.cell.area, figure.cell.period) == ("staffordshire-police", "2017-q2")
    )
    assert (found.value, found.line) == (Decimal(2), 190)
    assert found.locator == "rows 190, 191, 192 and 193"
    assert found.stated == "-00 + -00 + 1 + 1"


def test_the_source_is_an_edition_of_its_series(real: Mapped) -> None:
    source = real.source
    assert source.slug == "home-office-recorded-crime-force-quarter-2017-18"
    assert source.kind == "official table"
    assert (source.series, str(source.edition)) == (
        "home-office-recorded-crime-force-quarter",
        "2018-03-31",
    )


def test_offences_become_categories_under_the_publishers_groups(real: Mapped) -> None:
    assault = _category(real, "assault-with-injury")
    assert (assault.name, assault.home_office_codes) == ("Assault with injury", ["8N"])
    assert assault.parent == "violence-with-injury"
    assert "8N" in assault.definition
    # A subgroup with one offence of its own name is one category, not two.
    assert _category(real, "shoplifting").parent == "theft-offences"
    assert _category(real, "homicide").home_office_codes == ["1", "4.1", "4.10", "4.2"]
    # The table lists it under violence with injury; it is counted where both publishers now do.
    assert (
        _category(real, "causing-death-by-aggravated-vehicle-taking").parent
        == "death-or-serious-injury-unlawful-driving"
    )


def test_what_a_record_has_already_is_found_again_and_brings_nothing(real: Mapped) -> None:
    rows = [row for row in real.entries if isinstance(row, CategoryRow)]
    categories = [
        Category(
            children=[],
            data=NOTHING_HELD,
            **row.model_dump(exclude={"distinct_from"}),
            distinct_from=[],
        )
        for row in rows
    ]
    slugs = {
        noun: held | {row.slug for row in real.entries} for noun, held in known().slugs.items()
    }
    later = KnownEntries(known().areas, [*known().categories, *categories], slugs)
    document = csv_of([HEADER, f"2018/19,1,Kent,{STALKING},1", f"2018/19,1,Kent,{GROOMING},2"])
    found = apply(recognise(document, shelf().mappings), document, later)
    assert [figure.cell.category for figure in found.figures] == ["stalking", "sexual-grooming"]
    assert found.entries == []


def test_no_offence_is_taken_for_a_category_about_children_that_has_another_code(
    real: Mapped,
) -> None:
    used = {figure.cell.category for figure in real.figures}
    assert "sexual-communication-with-a-child" not in used
    assert "indecent-images-of-children" not in used
    grooming = _category(real, "sexual-grooming")
    assert grooming.home_office_codes == ["88A"]
    assert "sexual-communication-with-a-child" in [
        other.category for other in grooming.distinct_from
    ]
    images = _category(real, "obscene-publications-etc")
    assert [other.category for other in images.distinct_from] == ["indecent-images-of-children"]


def test_a_known_name_with_another_code_is_another_category() -> None:
    row = (
        "2022/23,1,Kent,Sexual communication with a child,Sexual offences,"
        "Other sexual offences,{},{}"
    )
    found = read(
        csv_of(
            [
                HEADER,
                row.format("88F", 4),
                row.format("71/17", 9),
            ]
        )
    )
    values = {figure.cell.category: figure.value for figure in found.figures}
    assert values == {
        "sexual-communication-with-a-child-code-88f": 4,
        "sexual-communication-with-a-child": 9,
    }
    apart = _category(found, "sexual-communication-with-a-child-code-88f")
    (other,) = apart.distinct_from
    assert other.category == "sexual-communication-with-a-child"
    assert "88F" in other.why
    assert "71/17" in other.why


def test_the_name_of_a_subgroup_with_another_code_is_another_category() -> None:
    row = "2017/18,1,Kent,Shoplifting,Theft offences,Shoplifting,{},{}"
    found = read(csv_of([HEADER, row.format("46", 3), row.format("46A", 4)]))
    values = {figure.cell.category: figure.value for figure in found.figures}
    assert values == {"shoplifting": 3, "shoplifting-code-46a": 4}
    assert [o.category for o in _category(found, "shoplifting-code-46a").distinct_from] == []
    assert _category(found, "shoplifting-code-46a").parent == "shoplifting"


def test_one_code_under_two_descriptions_and_two_codes_under_one_are_never_merged() -> None:
    row = "2017/18,1,Kent,{},Public order offences,Public order offences,{},{}"
    found = read(
        csv_of(
            [
                HEADER,
                row.format("Violent disorder", "62A", 1),
                row.format("Affray", "62A", 2),
                row.format("Violent disorder", "62B", 4),
                row.format("VIOLENT  disorder", "62A", 8),
            ]
        )
    )
    values = {figure.cell.category: figure.value for figure in found.figures}
    assert values == {"violent-disorder": 9, "affray": 2, "violent-disorder-code-62b": 4}
    (other,) = _category(found, "affray").distinct_from
    assert other.category == "violent-disorder"
    assert "62A" in other.why


def test_negative_counts_are_kept_with_a_note() -> None:
    found = read(
        csv_of([HEADER, f"2017/18,1,Kent,{STALKING}, -3 ", f"2017/18,2,Kent,{STALKING},5"])
    )
    below, above = found.figures
    assert (below.value, below.stated) == (Decimal(-3), "-3")
    assert below.note is not None
    assert "cancelled" in below.note
    assert (above.value, above.note) == (Decimal(5), None)


def test_a_sum_with_a_part_that_is_missing_has_no_value() -> None:
    rows = [f"2017/18,1,Kent,{HOMICIDE},{count}" for count in ("1", "[c]", "2")]
    (found,) = read(csv_of([HEADER, *rows])).figures
    assert (found.value, found.status) == (None, Status.SUPPRESSED)
    assert found.stated == "1 + [c] + 2"
    assert found.note == "1 of its 3 rows have no number, so it has no sum."


def test_a_sum_of_very_many_rows_names_the_first_and_counts_the_others() -> None:
    (found,) = read(csv_of([HEADER, *[f"2017/18,1,Kent,{HOMICIDE},1"] * 30])).figures
    assert found.value == 30
    assert found.locator == "30 rows, from row 2 to row 31"
    assert found.stated == " + ".join("1" * 20) + " + 10 more"


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ('"London, City of"', "city-of-london-police"),
        ("Avon & Somerset", "avon-and-somerset-police"),
        ("Devon and Cornwall", "devon-and-cornwall-police"),
        ("West Midlands", "west-midlands-police"),
        ("Metropolitan Police", "metropolitan-police"),
        ("British Transport Police", "british-transport-police"),
        ("Action Fraud", "action-fraud"),
        ("CIFAS", "cifas"),
        ("UK Finance", "uk-finance"),
    ],
)
def test_forces_and_bodies_are_found_by_the_names_of_any_edition(printed: str, slug: str) -> None:
    found = read(csv_of([HEADER, f"2017/18,1,{printed},{STALKING},1"]))
    assert [figure.cell.area for figure in found.figures] == [slug]
    brought = [row.slug for row in found.entries if isinstance(row, AreaRow)]
    assert brought == [slug] * (slug in ("action-fraud", "cifas", "uk-finance"))


def test_an_edition_with_other_columns_in_another_order_is_read() -> None:
    header = (
        "OFFENCE CODE,Offence  Subgroup,offence group,Offence Description,Force Name,"
        "Number of offences,Financial Year"
    )
    found = read(
        csv_of(
            [
                header,
                "8Q,Stalking and harassment,Violence against the person,Stalking,Kent,7,2007/08",
            ]
        )
    )
    (figure,) = found.figures
    assert (figure.cell.period, str(figure.value)) == ("2007-08", "7")
    assert found.source.slug == "home-office-recorded-crime-force-quarter-2007-08"


def test_a_workbook_with_a_sheet_for_each_year_is_read() -> None:
    header = HEADER.split(",")
    stalking = STALKING.split(",")
    found = read(
        workbook(
            {
                "Notes": [["About this table"], ["Synthetic numbers"]],
                "2016_17": [header, ["2016/17", 4, "Kent", *stalking, 5]],
                "2017_18": [
                    ["Synthetic numbers"],
                    header,
                    ["2017/18", 1, "Kent", *stalking, 6],
                    ["2017/18", 1, "Kent", *HOMICIDE.split(","), 1],
                ],
            }
        )
    )
    told = [(f.cell.period, f.cell.category, str(f.value), f.locator) for f in found.figures]
    assert told == [
        ("2017-q1", "stalking", "5", "2016_17, row 2"),
        ("2017-q2", "stalking", "6", "2017_18, row 3"),
        ("2017-q2", "homicide", "1", "2017_18, row 4"),
    ]
    assert [(notice.code, notice.detail) for notice in found.notices] == [
        ("not_read", "sheet 'Notes': it has no table that the mapping knows")
    ]
    assert str(found.source.edition) == "2017-06-30"


def test_a_cell_whose_rows_stand_in_two_sheets_is_a_fault() -> None:
    sheet: Rows = [HEADER.split(","), ["2017/18", 1, "Kent", *HOMICIDE.split(","), 1]]
    with pytest.raises(RefusedError) as refused:
        read(workbook({"2017_18": sheet, "2017_18 again": sheet}))
    (fault,) = refused.value.faults
    assert fault.pointer == "2017_18 again, row 2"
    assert "is a part of a cell of 2017_18" in fault.detail


def test_all_faults_are_told_at_once_with_their_rows() -> None:
    wanted = [
        (f"2017/18,1,Northumbira,{STALKING},1", "did you mean northumbria-police?"),
        (f"2017/19,1,Kent,{STALKING},1", "'2017/19' is not a financial year; write 2017/18"),
        (f"2017/18,5,Kent,{STALKING},1", "'5' is not a quarter of a financial year"),
        (f"2017/18,1,Kent,{STALKING},1O", "'1O'"),
        (
            "2017/18,1,Kent,Stalking,Violence against person,Stalking and harassment,8Q,1",
            "not a group of categories that is known; did you mean Violence against the person?",
        ),
        (
            "2017/18,1,Kent,Stalking,Violence against the person,Stalking and harassment,,1",
            "'Stalking' has no code, and is no category that is known",
        ),
        (f"2017/18,1,Kent,{STALKING},1,2", "has a cell beyond the last column with a name"),
        (f"2017/18,1,London,{STALKING},1", "region"),
    ]
    faults = _faults(HEADER, *(line for line, _ in wanted))
    assert len(faults) == len(wanted)
    for at, (fault, (_, detail)) in enumerate(zip(faults, wanted, strict=True), start=2):
        assert fault.startswith(f"table.csv:{at}: ")
        assert detail in fault


def test_a_name_that_is_too_long_is_a_fault_of_its_row() -> None:
    long = f"2017/18,1,Kent,{'Long ' * 500},Robbery,Robbery of personal property,999Z,1"
    other = f"2017/18,1,Knt,{HOMICIDE},1"
    assert [fault.split(" ")[0] for fault in _faults(HEADER, long, other)] == [
        "table.csv:2:",
        "table.csv:3:",
    ]


def test_two_faults_of_one_row_are_both_told() -> None:
    faults = _faults(HEADER, f"2017/18,9,Nowhere,{STALKING},many")
    assert len(faults) == 3
    assert {fault.split(" ")[0] for fault in faults} == {"table.csv:2:"}


def test_faults_without_end_are_counted() -> None:
    with pytest.raises(RefusedError) as refused:
        read(csv_of([HEADER, *[f"2017/18,1,Nowhere,{STALKING},1"] * 1500]))
    assert len(refused.value.faults) == 20
    assert [*refused.value.alike.values(), refused.value.more] == [1480, 0]


def test_a_table_without_rows_is_refused() -> None:
    assert _faults(HEADER) == ["table.csv:1: has no figures"]
