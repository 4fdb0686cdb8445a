"""Files that are no tables, hostile files, and several files at once: each is told for what it is,
and nothing is stored. Everything in them is synthetic."""

import gzip
import io
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from app.settings import ROOT
from tests.cli.command import COMMAND, environment
from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import (
    CATEGORY,
    DATASET,
    DEFAULTS,
    HEADER,
    KENT,
    MEASURE,
    NO_NUMBER,
    put,
    refused,
    row,
    table,
    whole_record,
)

call, store = bad.call, bad.store

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def workbook(*rows: Sequence[str], far: tuple[int, int] | None = None) -> bytes:
    """A workbook of text with one sheet, and perhaps one more cell far away."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Synthetic figures")
        for line, cells in enumerate(rows):
            for column, text in enumerate(cells):
                sheet.write_string(line, column, text)
        if far is not None:
            sheet.write_string(*far, "far away")
    return out.getvalue()


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def types(kind: str) -> bytes:
    """An archive that says that its main part is of this kind, and holds little else."""
    told = f"<Types><Override ContentType='{kind}'/></Types>"
    return archive({"[Content_Types].xml": told, "word/document.xml": "<synthetic/>"})


NO_COLUMN = "and no source document that gives it under `defaults`"
NO_MAPPING = (
    "is no tidy table, which has the columns area, period, value, and no mapping is "
    "near it; there are: data-police-uk-street, "
    "home-office-recorded-crime-force-quarter, ons-police-force-area-tables"
)
LINES = '"' + "synthetic\n" * 2_000_000 + '"'
CONTROL = "holds a control character"
OTHER = DEFAULTS.replace("ynthetic answer", "ynthetic other").replace("-answer", "-other")
FEW = "area,period,value\nkent-police,2023-24,12\n"
MAPPING = f"""\
mapping:
  slug: synthetic-mapping
  title: Synthetic mapping
  source:
    slug: synthetic-table-{{period}}
    title: Synthetic table {{period}}
    publisher: Synthetic Publisher
    notes: Synthetic.
    series: synthetic-table
  tables:
    - name: figures
      layout: rows
      figures: {{measure: {MEASURE}, dataset: {DATASET}, category: {CATEGORY}}}
      area: {{column: Force}}
      period: {{column: Year}}
      value: {{column: Number}}
"""
MAPPED = "Force,Year,Number\nKent,2023/24,12\n"
BROKEN_MAPPING = (
    MAPPING.replace("{period}", "{perod}", 1)
    .replace("layout: rows", "layout: row")
    .replace("column: Year", "colum: Year")
)
BROKEN_HOW = [
    (
        "m.yaml:5: 'synthetic-table-{perod}': {perod} is not a placeholder; there are {period}, "
        "{year}, {area} (at /mapping/source/slug)"
    ),
    "m.yaml:12: 'row': Input should be 'rows' or 'grid' (at /mapping/tables/0/layout)",
    "m.yaml:15: is not a key that belongs here (at /mapping/tables/0/period/colum)",
]
KINDS = "source, areas, categories, platforms, populations, measures, datasets"

CASES: dict[str, tuple[Mapping[str, str | bytes], list[str]]] = {
    "an empty file": ({"t.csv": ""}, ["t.csv:1: is empty"]),
    "a blank file": ({"t.csv": "\n \n\n"}, ["t.csv:1: is empty"]),
    "a table without a source": (
        {"t.csv": FEW},
        [f"t.csv:1: no column '{name}', {NO_COLUMN}" for name in ("dataset", "measure")],
    ),
    "a table with two sources": (
        {
            "s.yaml": DEFAULTS,
            "o.yaml": OTHER,
            "t.csv": table(row(source="")),
        },
        [
            (
                "t.csv:2: names no source, and the import holds no source document, or several "
                "(at /source)"
            )
        ],
    ),
    "YAML, CSV and XLSX together": (
        {
            "s.yaml": DEFAULTS
            + "observations:\n"
            + "  - area: kent-polic\n"
            + "    period: 2020-21\n"
            + "    value: 5\n"
            + "    cited: [{paragraph: 1, stated: '5'}]\n",
            "t.csv": table(row("zzz")),
            "u.xlsx": workbook(
                ["Synthetic title"], [], HEADER.split(","), row(value="1e3").split(",")
            ),
        },
        [
            (
                "s.yaml:11: 'kent-polic' is not known; did you mean kent-police? "
                "(at /observations/0/area)"
            ),
            (
                "s.yaml:14: paragraph 1 has no fingerprint under source.paragraphs "
                "(at /observations/0/cited/0/paragraph)"
            ),
            "t.csv:2: 'zzz' is not an area in the record (at /area)",
            "u.xlsx:4: '1e3' is in scientific notation; write all its digits (at /value)",
        ],
    ),
    "a figure twice in two documents of one source": (
        {"s.csv": table(row()), "t.csv": table(row(value="13"))},
        [f"t.csv:2: the cell {KENT} is 13 (published) here and 12 (published) at s.csv:2"],
    ),
    "NUL": ({"t.csv": table(row("kent\0"))}, [f"t.csv:2: {CONTROL} (U+0000); is it a text file?"]),
    "a bell": (
        {"t.csv": table(row(), row("surrey-police", "1", "\a"), also="note")},
        [f"t.csv:3: {CONTROL} (U+0007); is it a text file?"],
    ),
    "bytes of no encoding": (
        {"t.csv": table(row()).encode() + b"\x81\x8d\x8f\n"},
        ["t.csv:3: holds bytes that are neither UTF-8 nor Windows-1252 text"],
    ),
    "bytes of two encodings": (
        {"t.csv": table(row("kent-police", "1", "é"), also="note").encode() + b"\xe9\n"},
        ["t.csv:3: is UTF-8 text up to here, and something else from here on"],
    ),
    "half a character of UTF-16": (
        {"t.csv": table(row()).encode("utf-16") + b"\x00"},
        ["t.csv:3: is marked as UTF-16, and holds bytes that are not"],
    ),
    "UTF-16 without its mark": (
        {"t.csv": table(row()).encode("utf-16-le")},
        [f"t.csv:1: {CONTROL} (U+0000); is it a text file?"],
    ),
    "a quote that is not closed": (
        {"t.csv": table(row(), f'"{row()}', row())},
        ["t.csv:3: a cell in quotes that begins in this row does not end before the file does"],
    ),
    "a quote within a cell": (
        {"t.csv": table(row("kent-police", "1", '"a"b'), also="note")},
        ["t.csv:2: a closing quote is followed by text; quotes within a cell are doubled"],
    ),
    "a cell of 20 MB": (
        {"t.csv": table(row("kent-police", "1", "x" * 20_000_000), also="note")},
        ["t.csv:2: this line has more than 4,000,000 characters"],
    ),
    "a cell of 20 MB in lines": (
        {"t.csv": table(row("kent-police", "1", LINES), also="note")},
        ["t.csv:2: a cell has more than 10,000 characters; is a quote on this line never closed?"],
    ),
    "an old Excel workbook": (
        {"t.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)},
        [
            (
                "t.xls:1: is an old Excel workbook, or one locked with a password; save it as "
                "XLSX or CSV"
            )
        ],
    ),
    "a PDF": (
        {"t.csv": b"%PDF-1.7\nsynthetic,1\n"},
        ["t.csv:1: is a PDF; figures are read from a table, so save that as XLSX or CSV"],
    ),
    "a web page": (
        {"t.csv": "<!doctype html>\n<table><tr><td>1,2</td></tr></table>\n"},
        ["t.csv:1: is a web page or XML; save its table as XLSX or CSV"],
    ),
    "gzip": (
        {"t.csv.gz": gzip.compress(table(row()).encode())},
        ["t.csv.gz:1: is compressed (gzip); send what is in it"],
    ),
    "a picture": ({"t.png": b"\x89PNG\r\n\x1a\n"}, ["t.png:1: is a picture"]),
    "a word processor's document": (
        {"t.docx": types(WORD_TYPE)},
        ["t.docx:1: is an archive, and not an XLSX or ODS workbook"],
    ),
    "an archive": (
        {"t.zip": archive({"t.csv": table(row())})},
        ["t.zip:1: is an archive, and not an XLSX or ODS workbook"],
    ),
    "half a workbook": (
        {"t.xlsx": workbook(HEADER.split(","), row().split(","))[:900]},
        ["t.xlsx:1: is damaged: it is an archive without its list of parts"],
    ),
    "a zip bomb": (
        {
            "t.xlsx": archive(
                {
                    "[Content_Types].xml": f"<Types><Override ContentType='{XLSX_TYPE}'/></Types>",
                    "xl/worksheets/sheet1.xml": bytes(50_000_000),
                }
            )
        },
        [
            (
                "t.xlsx:1: unpacks 'xl/worksheets/sheet1.xml' to more than 500 times its size, "
                "which no sheet does"
            )
        ],
    ),
    "an alias bomb": (
        {"s.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nsource: [*c, *c]\n"},
        ["s.yaml:1: anchors and aliases are not read; repeat the text"],
    ),
    "JSON that is nested deeply": (
        {"s.json": "[" * 100_000 + "]" * 100_000},
        ["s.json:1: is nested deeper than 20 levels"],
    ),
    "JSON with half a character": (
        {"s.json": r'{"source": {"slug": "\ud83d"}}'},
        ["s.json:1: is not YAML: found invalid Unicode character escape code"],
    ),
    "6 MB of YAML": (
        {"s.yaml": DEFAULTS.ljust(6_000_000, "#")},
        ["s.yaml:1: 6,000,000 bytes; at most 5,000,000 are read"],
    ),
    "JSON of no known kind": (
        {"s.json": '{"sorce": {}}'},
        [
            (
                f"s.json:1: is of no known kind; its top level needs one of {KINDS}, "
                "support_organisations, mapping; did you mean source?"
            )
        ],
    ),
    "a sentence": ({"t.txt": "Synthetic.\n"}, ["t.txt:1: has no keys at its top level"]),
    "a table that no mapping fits": (
        {"t.csv": "Synthetic force,Synthetic number\nKent,1\n"},
        [f"t.csv:1: {NO_MAPPING}"],
    ),
    "a table that is nearly tidy": (
        {"t.csv": FEW.replace("area,period,value", "Area,Period,Values")},
        [
            "t.csv:1: 'Values' is not a column of this table; did you mean value?",
            *(f"t.csv:1: no column '{name}', {NO_COLUMN}" for name in ("dataset", "measure")),
            "t.csv:1: no column 'value'",
        ],
    ),
    "a table that is nearly tidy, with its source": (
        {"s.yaml": DEFAULTS, "t.csv": FEW.replace("area,period,value", "Area,Perod,Value")},
        [
            "t.csv:1: 'Perod' is not a column of this table; did you mean period?",
            f"t.csv:1: no column 'period', {NO_COLUMN}",
        ],
    ),
    "a table that is nearly tidy or nearly mapped": (
        {"m.yaml": MAPPING, "t.csv": "Area,Year,Value\nKent,2023/24,12\n", "s.yaml": DEFAULTS},
        [
            "t.csv:1: 'Year' is not a column of this table",
            f"t.csv:1: no column 'period', {NO_COLUMN}",
            (
                "t.csv:1: no mapping fits it; the nearest is synthetic-mapping: figures: the "
                "column 'Force' is missing; the column 'Number' is missing; the column 'Area' is "
                "not known; the column 'Value' is not known"
            ),
        ],
    ),
    "a table that a mapping nearly fits": (
        {
            "t.csv": "Financial Year,Financial Quarter,Force Name,Offence Description,Offence Group"
            ",Offence Subgroup,Offence Code,Offences\n2017/18,1,Kent,Synthetic,x,y,1,1\n"
        },
        [
            (
                "t.csv:1: no mapping fits it; the nearest is "
                "home-office-recorded-crime-force-quarter: recorded crime: the column 'Number of "
                "Offences' is missing; did you mean 'Offences'?; the column 'Offences' is not known"
            )
        ],
    ),
    "a mapping with faults": ({"m.yaml": BROKEN_MAPPING, "t.csv": MAPPED}, BROKEN_HOW),
    "a mapping with faults beside a tidy table": (
        {"m.yaml": BROKEN_MAPPING, "t.csv": table(row())},
        BROKEN_HOW,
    ),
    "a mapping with faults alone": ({"m.yaml": BROKEN_MAPPING}, BROKEN_HOW),
    "a mapping with an unknown name": (
        {"m.yaml": MAPPING.replace(MEASURE, "offence-recorded"), "t.csv": MAPPED},
        [
            (
                "m.yaml:13: 'offence-recorded' is not known; did you mean offences-recorded? "
                "(at /mapping/tables/0/figures/measure)"
            )
        ],
    ),
    "two mappings of one slug": (
        {"m.yaml": MAPPING, "n.yaml": MAPPING.replace("Publisher", "other"), "t.csv": MAPPED},
        ["n.yaml:2: 'synthetic-mapping' stands in another mapping already (at /mapping/slug)"],
    ),
    "two mappings that fit": (
        {"m.yaml": MAPPING, "n.yaml": MAPPING.replace("-mapping", "-other"), "t.csv": MAPPED},
        ["t.csv:1: synthetic-mapping and synthetic-other fit it alike; import it once with each"],
    ),
    "rows that a mapping cannot read": (
        {"m.yaml": MAPPING, "t.csv": f"{MAPPED}Knt,2022/24,1e3\nKent,2021/22,\nKent,2023/24,13\n"},
        [
            "t.csv:3: '1e3' is in scientific notation; write all its digits",
            "t.csv:3: '2022/24' is two years; a financial year is written 2022/23",
            "t.csv:3: 'Knt' is not an area in the record; did you mean kent-police?",
            f"t.csv:5: states the same cell as row 2: {KENT}",
        ],
    ),
    "a mapped table without rows": (
        {"m.yaml": MAPPING, "t.csv": "Force,Year,Number\n"},
        ["t.csv:1: has no figures"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_told_for_what_it_is(
    call: Call, tmp_path: Path, store: str, name: str
) -> None:
    files, faults = CASES[name]
    refused(call, tmp_path, store, files, faults)


def test_a_file_that_is_not_there_or_no_file(call: Call, tmp_path: Path, store: str) -> None:
    good = put(tmp_path, {"t.csv": table(row())})
    before = whole_record(call, tmp_path, store)
    for wrong, why in {
        tmp_path / "gone.csv": "cannot be read: No such file or directory",
        tmp_path: "cannot be read: Is a directory",
    }.items():
        ended = call("import", *good, str(wrong), ONRECORD_DATABASE_URL=store)
        told = (ended.returncode, ended.stdout, ended.stderr)
        assert told == (1, "", f"{wrong} {why}\n")
    assert whole_record(call, tmp_path, store) == before


def test_a_thousand_faults_are_told_and_the_rest_counted(
    call: Call, tmp_path: Path, store: str
) -> None:
    """A table in which nothing is right must not take minutes to tell."""
    wrong = (row(f"Synthetic {letter}{other}{third}") for letter, other, third in LETTERS)
    paths = put(tmp_path, {"t.csv": table(*islice(wrong, 3_000))})
    ended = call("import", *paths, ONRECORD_DATABASE_URL=store)
    *told, last = ended.stderr.splitlines()
    assert [line.partition(": ")[0] for line in told] == [f"t.csv:{at}" for at in range(2, 1_002)]
    assert last == "3000 fault(s), 2000 of them not listed; nothing was stored"


LETTERS = product(ascii_lowercase, repeat=3)


def test_one_slip_in_every_row_hides_no_other_fault(call: Call, tmp_path: Path, store: str) -> None:
    """Of faults that are alike, twenty are told; the others do not count among the thousand."""
    rows = [row("Synthetic Kent", "12", str(at % 2)) for at in range(30_000)]
    rows += [row("kent-police", "twelve", ""), row("Synthetic Kent", "thirteen", "")]
    paths = put(
        tmp_path, {"t.csv": table(*rows, also="forces"), "u.csv": table(row("Synthetic Kent"))}
    )
    ended = call("import", *paths, ONRECORD_DATABASE_URL=store)
    area = "'Synthetic Kent' is not an area in the record (at /area)"
    forces = "'0' is not a number of forces from 1 to 1,000 (at /forces)"
    listed = []
    for line in range(2, 42):
        listed += [f"t.csv:{line}: {area}"] if line < 22 else []
        listed += [f"t.csv:{line}: {forces}"] if line % 2 == 0 else []
    assert ended.stderr.splitlines() == [
        *listed,
        f"t.csv:30002: 'twelve' {NO_NUMBER} (at /value)",
        f"t.csv:30003: 'thirteen' {NO_NUMBER} (at /value)",
        f"u.csv:2: {area}",
        f"t.csv:22: and 29981 more like it: {area}",
        f"t.csv:42: and 14980 more like it: {forces}",
        "45004 fault(s); nothing was stored",
    ]


def test_one_slip_in_every_row_of_a_mapped_table(call: Call, tmp_path: Path, store: str) -> None:
    slips = [*["Kent,2022/24,5"] * 25, "Kent,2023/24,1e3", *["Kent,2022/24,5"] * 5]
    files = {"m.yaml": MAPPING, "t.csv": f"{MAPPED}{chr(10).join(slips)}\n"}
    ended = call("import", *put(tmp_path, files), ONRECORD_DATABASE_URL=store)
    year = "'2022/24' is two years; a financial year is written 2022/23"
    assert ended.stderr.splitlines() == [
        *(f"t.csv:{line}: {year}" for line in range(3, 23)),
        "t.csv:28: '1e3' is in scientific notation; write all its digits",
        f"t.csv:23: and 10 more like it: {year}",
        "31 fault(s); nothing was stored",
    ]


# The memory of a process counts what it was forked from; this one is forked from little.
MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


def measured(folder: Path, store: str, files: Mapping[str, str | bytes]) -> tuple[str, int]:
    """What is said of an import that is refused, and the memory of all its processes in KiB."""
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, *COMMAND, "import", *put(folder, files)],
        cwd=ROOT,
        env=environment(ONRECORD_DATABASE_URL=store),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    return ended.stderr, int(ended.stdout)


def test_two_cells_at_the_corners_of_a_sheet_take_no_memory(tmp_path: Path, store: str) -> None:
    """17 thousand million cells lie between them, and the parser makes room for all."""
    bomb = workbook(HEADER.split(","), row().split(","), far=(1_048_575, 16_383))
    told, memory = measured(tmp_path, store, {"t.xlsx": bomb})
    assert told == (
        "t.xlsx:1: cannot be read within 60 seconds and 2 GiB of memory; is a cell far away from "
        "the others, or a text repeated very often?\n1 fault(s); nothing was stored\n"
    )
    assert memory < 400_000


def test_a_list_of_very_many_values_takes_no_memory(tmp_path: Path, store: str) -> None:
    """2.4 million values are below the bound on bytes, and would take gigabytes."""
    told, memory = measured(tmp_path, store, {"s.yaml": f"areas: [{'a,' * 2_400_000}a]"})
    assert told == (
        "s.yaml:1: holds more than 100,000 values; put figures into a table\n"
        "1 fault(s); nothing was stored\n"
    )
    assert memory < 400_000
