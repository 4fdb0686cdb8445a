"""Tidy tables with faults in their header or rows: all of them are told, line by line.

All figures here are synthetic; only the names of areas and of the seed's entries are real.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import CATEGORY, HEADER, KENT, SOURCE, refused, row, table

call, store = bad.call, bad.store

NO_COLUMN = "and no source document that gives it under `defaults`"
NOT_BETWEEN = "is not a period; write 2019-20, 2022, 2022-q3, 2022-m07, 2017/2022 or unstated"
HEDGES = "exact, about, nearly, more_than, at_least, less_than, fraction, plural"
STATUSES = "published, provisional, estimated, suppressed, not_supplied, not_applicable, withdrawn"
WITHOUT = "names no source, and the import holds no source document, or several (at /source)"
CODED = "home_office_code"

# The table, and all that is told of it, each as line and message.
TABLES: dict[str, tuple[str, Sequence[tuple[int, str]]]] = {
    "a column that is not known": (
        table(row("kent-police", "1", "x"), also="remarks"),
        [(1, "'remarks' is not a column of this table; did you mean reason?")],
    ),
    "columns that are missing": (
        f"source,area,period,value\n{SOURCE},kent-police,2023-24,1\n",
        [
            (1, f"no column 'dataset', {NO_COLUMN}"),
            (1, f"no column 'measure', {NO_COLUMN}"),
        ],
    ),
    "a column twice": (
        table(row("kent-police", "1", "2"), also="Value"),
        [(1, "the column 'value' stands twice")],
    ),
    "a column for the source that is missing": (
        table(row()).replace("source,", "", 1).replace(f"{SOURCE},", ""),
        [(2, WITHOUT)],
    ),
    "a source that is missing": (table(row(source="")), [(2, WITHOUT)]),
    "a header and no rows": (f"{HEADER}\n", [(1, "has no figures")]),
    "a row that is too short": (
        table(row().rpartition(",")[0], row("surrey-police")),
        [(2, "has 6 cells, and the header has 7")],
    ),
    "a row that is too long": (
        table(row("surrey-police"), row("kent-police", "1", "x")),
        [(3, "has 8 cells, and the header has 7")],
    ),
    "an unknown area": (
        table(row("Westmidlands Police")),
        [
            (
                2,
                (
                    "'Westmidlands Police' is not an area in the record; did you mean "
                    "west-midlands-police? (at /area)"
                ),
            )
        ],
    ),
    "an area near to nothing": (
        table(row("zzz")),
        [(2, "'zzz' is not an area in the record (at /area)")],
    ),
    "no area": (table(row("")), [(2, "names no area (at /area)")]),
    "West Midlands alone": (
        table(row("West Midlands")),
        [
            (
                2,
                (
                    "'West Midlands' is a name of west-midlands (region) and west-midlands-police "
                    "(force); tell which by slug, code or kind of area, or write "
                    "west-midlands-undetermined where the source does not say (at /area)"
                ),
            )
        ],
    ),
    "a code that no area has": (
        table(row("E23000099")),
        [(2, "'E23000099' is not the code of an area in the record (at /area)")],
    ),
    "the code of a ward": (
        table(row("E05000001")),
        [(2, "'E05000001' is not the code of an area in the record (at /area)")],
    ),
    "an unknown category": (
        table(row(category="indecent-images")),
        [
            (
                2,
                (
                    "'indecent-images' is not known; did you mean indecent-images-of-children? "
                    "(at /category)"
                ),
            )
        ],
    ),
    "an unknown platform": (
        table(row("kent-police", "1", "Snapchatt"), also="platform"),
        [(2, "'Snapchatt' is not known; did you mean snapchat? (at /platform)")],
    ),
    "an unknown population": (
        table(row("kent-police", "1", "victims-aged-14"), also="population"),
        [(2, "'victims-aged-14' is not known; did you mean victims-aged-13? (at /population)")],
    ),
    "an unknown dataset": (
        table(row(dataset="nspcc-foi-2019")),
        [
            (
                2,
                (
                    "'nspcc-foi-2019' is not known; did you mean nspcc-foi-2017 or nspcc-foi-2020? "
                    "(at /dataset)"
                ),
            )
        ],
    ),
    "an unknown measure": (
        table(row(measure="offence-recorded")),
        [(2, "'offence-recorded' is not known; did you mean offences-recorded? (at /measure)")],
    ),
    "an unknown source": (
        table(row(source=SOURCE.replace("2023", "2022"))),
        [
            (
                2,
                (
                    f"'{SOURCE.replace('2023', '2022')}' is not known; did you mean {SOURCE}? "
                    "(at /source)"
                ),
            )
        ],
    ),
    "periods that are none": (
        table(
            *(row(period=period) for period in ("2017/19", "2018-13", "2018-m13", "2017/2018", ""))
        ),
        [
            (2, "'2017/19' is two years; a financial year is written 2017/18 (at /period)"),
            (
                3,
                (
                    "'2018-13' runs backwards, or has no such month; a financial year is written "
                    "2018/19, and a month 2018-07 (at /period)"
                ),
            ),
            (
                4,
                f"'2018-m13' {NOT_BETWEEN}, or as year ending June 2019 or April 2018 (at /period)",
            ),
            (
                5,
                (
                    "'2017/2018' may be the financial year, written 2017/18, or two calendar "
                    "years, written January 2017 to December 2018 (at /period)"
                ),
            ),
            (6, "names no period (at /period)"),
        ],
    ),
    "a hedged zero": (
        table(row("kent-police", "0", "about"), also="qualifier"),
        [(2, "about zero stands for nothing (at /value)")],
    ),
    "an unknown qualifier": (
        table(row("kent-police", "5", "roughly"), also="qualifier"),
        [(2, f"'roughly' is none of {HEDGES} (at /qualifier)")],
    ),
    "an unknown status": (
        table(row("kent-police", "5", "final"), also="status"),
        [(2, f"'final' is none of {STATUSES} (at /status)")],
    ),
    "statuses that do not fit": (
        table(
            row("kent-police", "5", "withdrawn"),
            row("surrey-police", "5", "suppressed"),
            row("essex-police", "", "published"),
            row("dorset-police", "*", "estimated"),
            also="status",
        ),
        [
            (2, "status withdrawn has no value, and the cell says '5' (at /value)"),
            (3, "status suppressed has no value, and the cell says '5' (at /value)"),
            (4, "status published needs a value, and the cell says '' (at /value)"),
            (5, "status estimated needs a value, and the cell says '*' (at /value)"),
        ],
    ),
    "counts that are not whole": (
        table(row("kent-police", "1.234"), row("surrey-police", "12.0"), row("essex-police", ".5")),
        [
            (2, "1.234 is not a whole number, and the measure is a count (at /value)"),
            (4, "0.5 is not a whole number, and the measure is a count (at /value)"),
        ],
    ),
    "something in a column without a header": (
        table(row("kent-police", "5", "not all"), row("surrey-police", "5", " "), also=" "),
        [(2, "'not all' stands in a column without a header")],
    ),
    "several faults of one row": (
        table(
            row("kent-police", "x", "lost", "vague", "0", "999"),
            also=f"status,qualifier,forces,{CODED}",
        ),
        [
            (2, "'0' is not a number of forces from 1 to 1,000 (at /forces)"),
            (
                2,
                (
                    f"the Home Office code '999' is not that of {CATEGORY}, which has none (at "
                    "/home_office_code)"
                ),
            ),
            (2, f"'vague' is none of {HEDGES} (at /qualifier)"),
            (2, f"'lost' is none of {STATUSES} (at /status)"),
        ],
    ),
    "numbers of forces that are none": (
        table(row("kent-police", "5", "0"), row("surrey-police", "5", "x"), also="forces"),
        [
            (2, "'0' is not a number of forces from 1 to 1,000 (at /forces)"),
            (3, "'x' is not a number of forces from 1 to 1,000 (at /forces)"),
        ],
    ),
    "the code of grooming for a message": (
        table(
            row("kent-police", "5", "88A", category="sexual-communication-with-a-child"),
            also=CODED,
        ),
        [
            (
                2,
                (
                    "the Home Office code '88A' is not that of sexual-communication-with-a-child, "
                    "which has 71/17 (at /home_office_code)"
                ),
            )
        ],
    ),
    "a code for what has none": (
        table(row("kent-police", "5", "71/17"), also=CODED),
        [
            (
                2,
                (
                    f"the Home Office code '71/17' is not that of {CATEGORY}, which has none; "
                    "71/17 is sexual-communication-with-a-child (at /home_office_code)"
                ),
            )
        ],
    ),
    "a cell with three values": (
        table(row(value="12"), row("Kent Police", "13"), row("E23000032", "14")),
        [
            (3, f"the cell {KENT} is 13 (published) here and 12 (published) at t.csv:2"),
            (4, f"the cell {KENT} is 14 (published) here and 12 (published) at t.csv:2"),
        ],
    ),
    "seven faults in one row": (
        table(
            row("zzz", "1e3", period="2017/19", category="q", dataset="d", measure="m", source="s")
        ),
        [
            (2, "'zzz' is not an area in the record (at /area)"),
            (2, "'q' is not known (at /category)"),
            (2, "'d' is not known (at /dataset)"),
            (2, "'m' is not known (at /measure)"),
            (2, "'2017/19' is two years; a financial year is written 2017/18 (at /period)"),
            (2, "'s' is not known (at /source)"),
            (2, "'1e3' is in scientific notation; write all its digits (at /value)"),
        ],
    ),
    "a note that is too long": (
        table(
            row("kent-police", "1", "n" * 2_000),
            row("surrey-police", "1", "n" * 2_001),
            also="note",
        ),
        [(3, "the note is longer than 2000 characters (at /note)")],
    ),
    "a change without a reason": (
        table(row("west-midlands-police", "1823")),
        [
            (
                2,
                (
                    f"the cell {KENT.replace('kent', 'west-midlands')} changes from 1822 "
                    "(published) to 1823 (published); say why, as `reason` in the row or as the "
                    "note of the import"
                ),
            )
        ],
    ),
    "a withdrawal of what nobody stated": (
        table(row("kent-police", "", "withdrawn"), also="status"),
        [(2, f"the cell {KENT} is withdrawn, but this source never stated it")],
    ),
    "a column without which it is no tidy table": (
        table(row()).replace(",value", ""),
        [(1, "no column 'value'")],
    ),
    "rows without their header": (
        f"{row()}\n{row('surrey-police')}\n",
        [
            (
                1,
                (
                    "is no tidy table, which has the columns area, period, value, and no mapping "
                    "is near it; there are: data-police-uk-street, "
                    "home-office-recorded-crime-force-quarter, ons-police-force-area-tables"
                ),
            )
        ],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_bad_table_is_told_line_by_line(
    call: Call, tmp_path: Path, store: str, name: str
) -> None:
    text, told = TABLES[name]
    faults = [f"t.csv:{line}: {detail}" for line, detail in told]
    refused(call, tmp_path, store, {"t.csv": text}, faults)


def test_a_name_of_two_categories_is_no_name_of_either(
    call: Call, tmp_path: Path, store: str
) -> None:
    twins = "".join(
        f"  - {{slug: synthetic-{twin}, name: Synthetic twin, definition: Synthetic.}}\n"
        for twin in ("one", "two")
    )
    files = {
        "c.yaml": f"categories:\n{twins}",
        "t.csv": table(
            row(category="synthetic twin"), row(category="!?"), row(category="Synthetic-two")
        ),
    }
    told = [
        (
            "t.csv:2: 'synthetic twin' is a name of synthetic-one and synthetic-two; write the "
            "slug (at /category)"
        ),
        "t.csv:3: '!?' is not known (at /category)",
    ]
    refused(call, tmp_path, store, files, told)


GROOMING = """\
categories:
  - slug: synthetic-grooming
    name: Synthetic grooming
    definition: Synthetic.
    home_office_codes: ["88A"]
    distinct_from:
      - category: sexual-communication-with-a-child
        why: Synthetic, for they are two offences in law.
"""


def test_a_code_of_another_category_says_whose_it_is_and_why(
    call: Call, tmp_path: Path, store: str
) -> None:
    """The reason stands at one of the two categories, and holds for both."""
    mistaken = row("kent-police", "5", "88A", category="sexual-communication-with-a-child")
    fault = (
        "t.csv:2: the Home Office code '88A' is not that of sexual-communication-with-a-child, "
        "which has 71/17; 88A is synthetic-grooming. Synthetic, for they are two offences in law. "
        "(at /home_office_code)"
    )
    files = {"c.yaml": GROOMING, "t.csv": table(mistaken, also=CODED)}
    refused(call, tmp_path, store, files, [fault])
