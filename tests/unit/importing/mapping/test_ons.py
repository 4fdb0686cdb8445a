"""The police force area tables: the real workbook of June 2019."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.domain.observation import Cell, Status
from app.importing.document import Document
from app.importing.figure import Figure
from app.importing.mapping.apply import Mapped
from tests.unit.importing.mapping.synthetic import read, shelf

YEAR = "2018-07-01/2019-06-30"
TABLES, BY_TYPE, BY_YEAR = (
    "ons-police-force-area-tables",
    "ons-knife-offences-by-type",
    "ons-knife-offences-by-year",
)
TOTAL = "total-recorded-crime-excluding-fraud"
KNIFE = "selected-serious-offences"


@pytest.fixture(scope="module")
def path(shared: Path) -> Path:
    return shared / "official" / "policeforceareatablesyearendingjune2019.xlsx"


@pytest.fixture(scope="module")
def real(path: Path) -> Mapped:
    return read(Document.of(path.name, path.read_bytes()))


@pytest.fixture(scope="module")
def figures(real: Mapped) -> dict[Cell, Figure]:
    return {figure.cell: figure for figure in real.figures}


def _cell(
    measure: str, area: str, category: str | None, period: str = YEAR, dataset: str = TABLES
) -> Cell:
    return Cell(measure, area, period, category, None, None, dataset)


def test_every_cell_of_the_real_tables_is_accounted_for(real: Mapped) -> None:
    tally = real.tally
    assert tally.read == tally.figures + tally.merged + tally.refused.total()
    assert (tally.read, tally.figures, tally.merged) == (6182, 6066, 0)
    assert tally.refused == {"the changes follow from the numbers beside them": 116}
    assert Counter(figure.cell.measure for figure in real.figures) == {
        "offences-recorded": 56 * 23,
        "offences-change-on-year": 56 * 23,
        "offences-per-1000-people": 55 * 23,
        "residential-burglaries-per-1000-households": 55,
        "resident-population": 55,
        "households": 55,
        "offences-involving-a-knife": 56 * 7 + 58 * 11,
        "share-involving-a-knife": 56 * 7 + 58 * 11,
    }


def test_no_printed_cell_of_the_data_is_lost(real: Mapped, path: Path) -> None:
    """Whatever stands beside an area in the file is a figure, or was left out with a reason."""
    printed = 0
    for name in ("Table P1", "Table P2", "Table P3", "Table P4 ", "Table P5"):
        for row in CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python():
            if row[1] and row[1] not in ("Area Name", "Area name") and row[1] != row[0]:
                printed += sum(cell != "" for cell in row[2:])
    assert printed == real.tally.read


def test_signs_in_place_of_numbers_have_the_meaning_that_the_tables_give_them(
    real: Mapped, figures: dict[Cell, Figure]
) -> None:
    assert Counter(figure.status for figure in real.figures) == {
        Status.PUBLISHED: 5862,
        Status.NOT_APPLICABLE: 181,
        Status.SUPPRESSED: 23,
    }
    suppressed = figures[_cell("offences-per-1000-people", "city-of-london-police", "robbery")]
    assert (suppressed.value, suppressed.status, suppressed.stated) == (
        None,
        Status.SUPPRESSED,
        "+",
    )
    small = figures[_cell("offences-change-on-year", "durham-police", "homicide")]
    assert (small.value, small.status, small.stated) == (None, Status.NOT_APPLICABLE, "-")
    assert small.note == "The year before has fewer than 50 offences, so no change is printed."
    none = figures[_cell("offences-recorded", "city-of-london-police", "homicide")]
    assert (none.value, none.status) == (Decimal(0), Status.PUBLISHED)


@pytest.mark.parametrize(
    ("cell", "stated", "locator"),
    [
        (_cell("offences-recorded", "england-and-wales", TOTAL), "5279956", "Table P1, cell C7"),
        (
            _cell("offences-recorded", "west-midlands", "sexual-offences"),
            None,
            "Table P1, cell K30",
        ),
        (
            _cell("offences-recorded", "west-midlands-police", "homicide"),
            "53",
            "Table P1, cell F34",
        ),
        (
            _cell("offences-recorded", "british-transport-police", "shoplifting"),
            "2817",
            "Table P1, cell T62",
        ),
        (
            _cell(
                "offences-change-on-year", "cheshire-police", "miscellaneous-crimes-against-society"
            ),
            "-5.41114058355438",
            "Table P2, cell AA14",
        ),
        (
            _cell("resident-population", "england-and-wales", None, "2018"),
            "59115800",
            "Table P3, cell C7",
        ),
        (_cell("households", "england-and-wales", None, "2017"), "24403600", "Table P3, cell D7"),
        (
            _cell("residential-burglaries-per-1000-households", "england", "residential-burglary"),
            "12.1997749255391",
            "Table P3, cell S8",
        ),
        (
            _cell("offences-involving-a-knife", "gwent-police", "threats-to-kill", dataset=BY_TYPE),
            "21",
            "Table P4, cell G59",
        ),
        (
            _cell(
                "offences-involving-a-knife",
                "england-and-wales-without-greater-manchester-police",
                KNIFE,
                "2010-11",
                BY_YEAR,
            ),
            "30620",
            "Table P5, cell C8",
        ),
        (
            _cell(
                "share-involving-a-knife",
                "british-transport-police",
                KNIFE,
                "2017-07-01/2018-06-30",
                BY_YEAR,
            ),
            "2.95396882928597",
            "Table P5, cell V64",
        ),
    ],
)
def test_single_cells_stand_where_the_tables_print_them(
    figures: dict[Cell, Figure], cell: Cell, stated: str | None, locator: str
) -> None:
    assert figures[cell].locator == locator
    if stated is not None:
        assert figures[cell].stated == stated
        assert figures[cell].value == Decimal(stated)


def test_a_region_is_never_taken_for_the_force_of_its_name(figures: dict[Cell, Figure]) -> None:
    region = figures[_cell("offences-recorded", "west-midlands", TOTAL)]
    force = figures[_cell("offences-recorded", "west-midlands-police", TOTAL)]
    assert (region.stated, force.stated) == ("475108", "262558")


def test_every_declared_total_is_the_sum_of_its_parts(
    real: Mapped, figures: dict[Cell, Figure]
) -> None:
    checked: dict[tuple[str, str], int] = defaultdict(int)
    for total in real.totals:
        for cell, figure in figures.items():
            if getattr(cell, total.dimension) != total.whole or cell.measure not in total.measures:
                continue
            assert cell.dataset in total.datasets
            parts = [
                figures.get(replace(cell, area=part))
                if total.dimension == "area"
                else figures.get(replace(cell, category=part))
                for part in total.parts
            ]
            if all(part is not None and part.value is not None for part in parts):
                assert figure.value == sum(part.value or 0 for part in parts if part), cell.key
                checked[cell.dataset, total.dimension] += 1
    # 12 wholes among the areas: in P1 of 23 categories, in P4 of 7, in P5 of 11 years. P1 has four
    # wholes among its categories and P4 one, each for 56 areas.
    assert checked == {
        (TABLES, "area"): 12 * 23,
        (BY_TYPE, "area"): 12 * 7,
        (BY_YEAR, "area"): 12 * 11,
        (TABLES, "category"): 4 * 56,
        (BY_TYPE, "category"): 56,
    }


def test_rounded_populations_do_not_add_up_and_are_no_declared_totals(
    real: Mapped, figures: dict[Cell, Figure]
) -> None:
    """Each part is rounded to 100, so a whole differs from its parts by a few hundred at most."""
    assert not any("resident-population" in total.measures for total in real.totals)
    differences = []
    for total in real.totals:
        if total.dimension != "area" or total.whole == "england-and-wales":
            continue
        whole, *parts = (
            figures[_cell("resident-population", area, None, "2018")].value or Decimal(0)
            for area in (total.whole, *total.parts)
        )
        differences.append(abs(whole - sum(parts)))
    assert max(differences) == 200
    assert sum(difference > 0 for difference in differences) == 6


def test_the_counts_by_type_and_by_year_agree_and_their_shares_do_not(
    figures: dict[Cell, Figure],
) -> None:
    """The tables take two bases for the share, hence two datasets."""
    by_type = _cell("offences-involving-a-knife", "england", KNIFE, dataset=BY_TYPE)
    by_year = _cell("offences-involving-a-knife", "england", KNIFE, dataset=BY_YEAR)
    assert figures[by_type].value == figures[by_year].value
    by_type = _cell("share-involving-a-knife", "england", KNIFE, dataset=BY_TYPE)
    by_year = _cell("share-involving-a-knife", "england", KNIFE, dataset=BY_YEAR)
    assert figures[by_type].value != figures[by_year].value


def test_what_was_not_read_and_a_misprinted_name_are_named(real: Mapped) -> None:
    told = [(notice.code, notice.detail) for notice in real.notices]
    reason = "the changes follow from the numbers beside them"
    assert told == [
        ("not_read", "sheet 'Notes': it has no table that the mapping knows"),
        (
            "name_and_code_differ",
            "Table P5: 'East Midlands' has the code E12000006 of east-of-england, which decided",
        ),
        ("not_read", f"Table P5, column Y: {reason}"),
        ("not_read", f"Table P5, column Z: {reason}"),
        ("left_out", f"116 left out: {reason}"),
    ]
    assert [notice.line for notice in real.notices] == [1, 37, 1, 1, 1]


def test_the_source_is_the_edition_of_its_title(real: Mapped) -> None:
    assert real.source.slug == "ons-police-force-area-tables-year-ending-june-2019"
    assert str(real.source.edition) == "2019-06-30"
    assert real.source.title.endswith("year ending June 2019")


def test_entries_come_with_their_parents(real: Mapped) -> None:
    brought = {row.slug for row in real.entries}
    used = {figure.cell.category for figure in real.figures}
    assert "homicide" in used
    assert {"violence-against-the-person", TOTAL, "households"} <= brought
    # The seed has what its own populations need.
    assert {TABLES, "resident-population"}.isdisjoint(brought)
    # What no figure needs stays on the shelf.
    assert "action-fraud" not in brought
    assert "street-burglary" not in brought
    # Every header means a category of its own.
    assert len([row for row in shelf().entries.categories() if row.slug in used]) == len(
        used - {None}
    )
