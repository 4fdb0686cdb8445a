"""The street-level files: rows counted by force, month and type."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.entry_rows import CategoryRow
from app.importing.mapping.apply import Mapped
from tests.unit.importing.mapping.synthetic import csv_of, read

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
ROW = ",{month},Kent Police,{force},0.1,51.1,On or near Synthetic Road,E1,Kent 1,{type},,"


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / "official" / "2018-07-west-yorkshire-street-first-2999.csv"


@pytest.fixture(scope="module")
def real(path: Path) -> Mapped:
    return read(Document.of(path.name, path.read_bytes()))


def test_every_row_of_the_real_file_is_counted_once(real: Mapped, path: Path) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    tally = real.tally
    assert (tally.read, tally.figures, tally.merged) == (2999, 14, 2985)
    assert tally.read == len(rows) == sum(int(figure.value or 0) for figure in real.figures)
    types = Counter(row["Crime type"] for row in rows)
    names = {row.slug: row.name for row in real.entries if isinstance(row, CategoryRow)}
    found = {
        names[str(figure.cell.category)].removesuffix(" (street-level)"): figure.value
        for figure in real.figures
    }
    assert found == types
    assert {(figure.cell.area, figure.cell.period) for figure in real.figures} == {
        ("west-yorkshire-police", "2018-m07")
    }


def test_a_count_says_which_rows_it_counted(real: Mapped) -> None:
    by_category = {figure.cell.category: figure for figure in real.figures}
    robbery = by_category["street-robbery"]
    assert robbery.stated == "19 rows"
    assert robbery.locator.startswith("rows 325, 622, 623, 624, 794,")
    burglary = by_category["street-burglary"]
    assert burglary.stated == "226 rows"
    assert burglary.locator.startswith("226 rows, from row ")


def test_an_incident_is_no_crime_and_a_type_is_no_official_class(real: Mapped) -> None:
    categories = {row.slug: row for row in real.entries if isinstance(row, CategoryRow)}
    incident = categories["street-anti-social-behaviour"]
    assert incident.parent == "street-level-crimes-and-incidents"
    assert "not a crime" in incident.definition
    assert {"street-level-crimes-and-incidents", "street-level-crimes"} <= categories.keys()
    used = {str(figure.cell.category) for figure in real.figures}
    for slug in used - {incident.slug}:
        assert categories[slug].parent == "street-level-crimes"
        assert not categories[slug].home_office_codes
    assert all(slug.startswith("street-") for slug in used)


def test_what_is_not_read_is_named(real: Mapped) -> None:
    (notice,) = real.notices
    assert notice.code == "not_read"
    assert "LSOA name" in notice.detail


def test_the_source_is_the_file_of_one_force_and_month(real: Mapped) -> None:
    assert real.source.slug == "data-police-uk-street-july-2018-west-yorkshire-police"
    assert str(real.source.edition) == "2018-07-31"


def test_a_month_is_never_taken_for_a_financial_year() -> None:
    rows = [ROW.format(month="2011-12", force="Kent Police", type="Drugs")] * 2
    (figure,) = read(csv_of([HEADER, *rows])).figures
    assert (figure.cell.period, figure.stated, figure.locator) == (
        "2011-m12",
        "2 rows",
        "rows 2 and 3",
    )


def test_an_unknown_type_and_an_unknown_force_are_faults() -> None:
    with pytest.raises(RefusedError) as refused:
        read(
            csv_of(
                [
                    HEADER,
                    ROW.format(month="2018-07", force="Kent Police", type="Burglry"),
                    ROW.format(month="2018-13", force="Kant Police", type="Drugs"),
                ]
            )
        )
    told = [(fault.line, fault.detail) for fault in refused.value.faults]
    assert told[0] == (
        2,
        "'Burglry' is not a category of this table; did you mean Burglary?",
    )
    assert [line for line, _ in told] == [2, 3, 3]
