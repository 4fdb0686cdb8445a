"""Good tables in every writing: what goes in comes out over HTTP exactly as it was printed.

All figures here are synthetic; the names of areas, platforms and measures are the seed's.
"""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.settings import ROOT
from tests.api.conftest import serving
from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import (
    CATEGORY,
    DATASET,
    DEFAULTS,
    MEASURE,
    SOURCE,
    put,
    row,
    table,
    whole_record,
)
from tests.imports.test_tables_files import workbook

call = bad.call

AREAS = yaml.safe_load((ROOT / "seed/reference/areas.yaml").read_text(encoding="utf-8"))["areas"]
FORCES = [area["slug"] for area in AREAS if area["kind"] == "force"]


def brought(call: Call, url: str, folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Import files; the lines of the report."""
    ended = call("import", *put(folder, files), ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def figures(client: httpx.Client, **filters: str) -> list[dict[str, Any]]:
    """The figures that the API gives, with numbers as they are written."""
    answer = client.get("/v1/observations", params={"limit": "10000", **filters})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = json.loads(answer.text, parse_float=Decimal)["data"]
    return found


def printed(client: httpx.Client, **filters: str) -> dict[str, dict[str, str]]:
    """The rows of the same figures as CSV, by id."""
    answer = client.get("/v1/observations.csv", params={"limit": "10000", **filters})
    assert answer.status_code == 200, answer.text
    return {row["id"]: row for row in csv.DictReader(answer.text.splitlines())}


@contextmanager
def fresh(seeded_file: Path, folder: Path) -> Iterator[str]:
    """The URL of a seeded store of its own."""
    path = folder / "fresh.sqlite"
    shutil.copy(seeded_file, path)
    yield f"sqlite:///{path}"
    for file in folder.glob("fresh.sqlite*"):
        file.unlink()


WRITTEN = table(
    row("kent-police", "1,234", "Synthetic note – €"),
    row("Devon & Cornwall", "427 [p]", "", period="2022/23"),
    row("E23000034", "[c]", "Synthetic, with a comma"),
    also="note",
)


def rewritten(delimiter: str = ",", end: str = "\n") -> str:
    """The same table with another delimiter and other line ends."""
    rows = list(csv.reader(WRITTEN.splitlines()))
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in cells] for cells in rows]
    return "".join(delimiter.join(cells) + end for cells in quoted)


WRITINGS: dict[str, bytes] = {
    "UTF-8": WRITTEN.encode(),
    "UTF-8 with a mark": WRITTEN.encode("utf-8-sig"),
    "UTF-16, little end first": b"\xff\xfe" + WRITTEN.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + WRITTEN.encode("utf-16-be"),
    "Windows-1252": WRITTEN.encode("cp1252"),
    "CRLF": rewritten(end="\r\n").encode(),
    "CR": rewritten(end="\r").encode(),
    "semicolons": rewritten(";").encode(),
    "tabs": rewritten("\t", "\r\n").encode("cp1252"),
    "bars": rewritten("|").encode("utf-8-sig"),
    "XLSX": workbook(*csv.reader(WRITTEN.splitlines())),
}


def test_every_writing_gives_the_same_record(call: Call, tmp_path: Path, seeded_file: Path) -> None:
    """But for the fingerprint of the file, the name of the sheet and the time."""
    records = {}
    for name, data in WRITINGS.items():
        with fresh(seeded_file, tmp_path) as url:
            report = brought(call, url, tmp_path, {"t.csv": data})
            assert report[0] == "t.csv: 3 rows read = 3 stored + 0 merged + 0 refused"
            record = whole_record(call, tmp_path, url).decode()
        record = re.sub(r"Synthetic figures, (?=row)|[0-9a-f]{64}", "", record)
        records[name] = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S*", "", record)
    assert "Synthetic note – €" in records["UTF-8"]
    assert [name for name in records if records[name] != records["UTF-8"]] == []


def test_a_document_is_what_it_holds_and_not_what_it_is_called(
    call: Call, tmp_path: Path, seeded_file: Path
) -> None:
    source = json.dumps(yaml.safe_load(DEFAULTS))
    few = "area,period,value\nKent,2023/24,12\n"
    each: list[dict[str, str | bytes]] = [
        {"s.yaml": DEFAULTS, "t.csv": few},
        {"s.csv": DEFAULTS, "t.yaml": few},
        {"s.xlsx": source, "t.json": few},
        {"s": source, "t.ods": workbook(*csv.reader(few.splitlines()))},
    ]
    for files in each:
        with fresh(seeded_file, tmp_path) as url:
            report = brought(call, url, tmp_path, files)
        assert report[0].endswith(": 1 rows read = 1 stored + 0 merged + 0 refused")
        assert report[1:] == [
            "entries: 1 added",
            "figures: 1 added, 0 revised, 0 withdrawn, 0 unchanged",
            "release 2 stored",
        ]


PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
READ_AS = {"not supplied": "not_supplied", "suppressed": "suppressed", "not": "not_applicable"}
STAND_INS = {
    text: next(status for begin, status in READ_AS.items() if meaning.startswith(begin))
    for signs, meaning in re.findall(r"^\| (.+) \| ((?:not |suppressed).+) \|$", PAGE, re.MULTILINE)
    for text in ["", "–", *re.findall(r"`([^`]+)`", signs)][0 if "nothing" in signs else 2 :]
}
NOTES = {
    "–": "the source prints a dash",
    "s.12 refused": "the source refuses it: s.12 refused",
    "<5": "printed as <5",
    "1-4": "printed as 1-4",
}


def test_a_stand_in_is_a_status_and_never_zero(call: Call, tmp_path: Path, seeded_url: str) -> None:
    assert len(STAND_INS) >= 12
    of_force = dict(zip(FORCES, STAND_INS, strict=False))
    rows = [row(force, text, period="2001-02") for force, text in of_force.items()]
    rows += [row("scotland", "0", period="2001-02"), row("wales", "nil", period="2001-02")]
    brought(call, seeded_url, tmp_path, {"t.csv": table(*rows)})
    with serving(seeded_url) as client:
        given = {figure["area"]: figure for figure in figures(client, period="2001-02")}
        as_csv = printed(client, period="2001-02")
    assert {force: (given[force]["value"], given[force]["status"]) for force in of_force} == {
        force: (None, STAND_INS[text]) for force, text in of_force.items()
    }
    assert {text: given[force]["note"] for force, text in of_force.items()} == {
        text: NOTES.get(text) for text in STAND_INS
    }
    assert [given[force]["citations"][0]["stated"] for force in of_force] == list(STAND_INS)
    assert {as_csv[given[force]["id"]]["value"] for force in of_force} == {""}
    zeros = [given[area] for area in ("scotland", "wales")]
    assert [(zero["value"], zero["status"]) for zero in zeros] == [(0, "published")] * 2
    assert [as_csv[zero["id"]]["value"] for zero in zeros] == ["0", "0"]
    assert zeros[1]["note"] == "printed as nil"


NUMBERS = {
    "1,234": ("1234", "published"),
    "1 234": ("1234", "published"),
    "1,234,567": ("1234567", "published"),
    "12.00": ("12", "published"),
    "427 [p]": ("427", "provisional"),
    "427 [e]": ("427", "estimated"),
    "-00": ("0", "published"),
    "999999999999999999": ("999999999999999999", "published"),
}


def test_numbers_keep_what_was_printed(call: Call, tmp_path: Path, seeded_url: str) -> None:
    rows = [
        row(force, text, period="2001-02") for force, text in zip(FORCES, NUMBERS, strict=False)
    ]
    share = "online-share-of-child-sexual-offences"
    rows.append(row("wales", "12.0%", measure=share, period="2001-02", category="-"))
    brought(call, seeded_url, tmp_path, {"t.csv": table(*rows)})
    with serving(seeded_url) as client:
        given = {figure["area"]: figure for figure in figures(client, period="2001-02")}
        as_csv = printed(client, period="2001-02")
    for force, (text, (value, status)) in zip(FORCES, NUMBERS.items(), strict=False):
        figure = given[force]
        assert (str(figure["value"]), figure["status"]) == (value, status)
        assert figure["citations"][0]["stated"] == text
        assert as_csv[figure["id"]]["value"] == value
    assert (str(given["wales"]["value"]), given["wales"]["unit"]) == ("12.0", "per-cent")
    assert given["wales"]["category"] is None


def spellings() -> Iterator[tuple[str, str]]:
    """Every name by which an area is known, and some that tables make of them."""
    for area in AREAS:
        yield area["slug"], area["slug"]
        if area["kind"] == "undetermined":
            continue
        for name in (area["name"], *area.get("aliases", [])):
            yield name, area["slug"]
            yield name.upper(), area["slug"]
            yield f"{name}1,2", area["slug"]
            yield f" {name} [note 3]", area["slug"]
            yield name.replace(" & ", " and "), area["slug"]
        if "gss_code" in area:
            yield area["gss_code"], area["slug"]
            yield area["gss_code"].lower(), area["slug"]
    yield "Kent Constabulary", "kent-police"
    yield "The Metropolitan Police Service", "metropolitan-police"
    yield "West Midlands Police", "west-midlands-police"
    yield "West Midlands Region", "west-midlands"


def test_areas_are_found_in_any_spelling(call: Call, tmp_path: Path, seeded_file: Path) -> None:
    """Each in a month of its own, so that each is one figure."""
    wanted = list(dict.fromkeys(spellings()))
    rows = [
        row(name, "1", period=f"{1850 + at // 12}-m{at % 12 + 1:02}")
        for at, (name, _) in enumerate(wanted)
    ]
    with fresh(seeded_file, tmp_path) as url:
        brought(call, url, tmp_path, {"t.csv": table(*rows)})
        with serving(url) as client:
            given = {
                figure["citations"][0]["locator"]: figure["area"]
                for figure in figures(client, source=SOURCE, dataset=DATASET)
                if figure["release"]["from"] == 2
            }
    found = {name: given[f"row {line}"] for line, (name, _) in enumerate(wanted, start=2)}
    assert found == dict(wanted)


def grouped(number: Decimal) -> str:
    """A number as a publisher prints it."""
    return f"{number:,f}"


CELLS = st.tuples(
    st.sampled_from(FORCES),
    st.integers(1990, 2015).map(lambda year: f"{year}-{(year + 1) % 100:02}"),
    st.sampled_from(["snapchat", "instagram", "-"]),
)
VALUES = st.integers(0, 10**15).map(Decimal)


@given(
    rows=st.lists(
        st.tuples(CELLS, VALUES, st.sampled_from([grouped, str])),
        unique_by=lambda drawn: drawn[0],
        min_size=150,
        max_size=250,
    )
)
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_rows_come_out_as_they_went_in(
    call: Call,
    tmp_path: Path,
    seeded_file: Path,
    rows: list[tuple[tuple[str, str, str], Decimal, Any]],
) -> None:
    lines = [
        row(force, write(value), platform, period=period)
        for (force, period, platform), value, write in rows
    ]
    text = table(*lines, also="platform")
    with fresh(seeded_file, tmp_path) as url:
        brought(call, url, tmp_path, {"t.csv": text})
        with serving(url) as client:
            given = {
                figure["citations"][0]["locator"]: figure
                for figure in figures(client, dataset=DATASET, source=SOURCE)
                if figure["release"]["from"] == 2
            }
    assert len(given) == len(rows)
    fingerprint = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    for line, ((force, period, platform), value, write) in enumerate(rows, start=2):
        figure = given[f"row {line}"]
        told = [figure[name] for name in ("area", "period", "platform", "category", "measure")]
        assert told == [force, period, None if platform == "-" else platform, CATEGORY, MEASURE]
        assert str(figure["value"]) == str(value)
        assert (figure["status"], figure["qualifier"]) == ("published", "exact")
        assert figure["citations"] == [
            {
                "source": SOURCE,
                "paragraph": None,
                "stated": write(value),
                "fingerprint": fingerprint,
                "locator": f"row {line}",
                "release": {"from": 2, "to": None},
            }
        ]


def test_the_same_figure_twice_is_merged(call: Call, tmp_path: Path, seeded_url: str) -> None:
    text = table(row(value="1,212"), row("Kent", "1212 "))
    assert brought(call, seeded_url, tmp_path, {"t.csv": text}) == [
        "t.csv: 2 rows read = 1 stored + 1 merged + 0 refused",
        "figures: 1 added, 0 revised, 0 withdrawn, 0 unchanged",
        "release 2 stored",
    ]
    with serving(seeded_url) as client:
        (figure,) = figures(client, area="kent-police", measure="offences-recorded")
    assert figure["value"] == 1212
    places = [(cited["locator"], cited["stated"]) for cited in figure["citations"]]
    assert places == [("row 2", "1,212"), ("row 3", "1212")]


def test_what_each_of_two_rows_adds_is_kept(call: Call, tmp_path: Path, seeded_url: str) -> None:
    """Their figure is the same, and their notes are not. A count has no decimal places."""
    text = table(row("kent-police", "5", "One."), row("kent-police", "5.0", "Other."), also="note")
    brought(call, seeded_url, tmp_path, {"t.csv": text})
    with serving(seeded_url) as client:
        (figure,) = figures(client, area="kent-police", measure="offences-recorded")
    assert (str(figure["value"]), figure["note"]) == ("5", "One. Other.")


def test_a_figure_below_zero_says_what_it_means(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """Official tables have some: more offences were cancelled than newly recorded."""
    text = table(row("kent-police", "-5", "Synthetic: net."), also="note")
    brought(call, seeded_url, tmp_path, {"t.csv": text})
    with serving(seeded_url) as client:
        (figure,) = figures(client, area="kent-police", measure="offences-recorded")
    assert (str(figure["value"]), figure["note"]) == ("-5", "Synthetic: net.")


def test_periods_of_two_kinds_in_one_table_are_told(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """In a column of years, December 2017 is a slip."""
    rows = [row(force, "5", period="2017-18") for force in FORCES[:3]]
    text = table(*rows, row("kent-police", "5", period="2017-m12"))
    told = brought(call, seeded_url, tmp_path, {"t.csv": text})
    assert told[0] == (
        "warning: t.csv:5: mixed_periods: its periods are of different kinds: financial year and "
        "month; look at 2017-m12"
    )


def test_rows_with_nothing_in_them_are_told(call: Call, tmp_path: Path, seeded_url: str) -> None:
    text = table(row(value=""), row("essex-police", "-"), row("surrey-police", "5"))
    assert brought(call, seeded_url, tmp_path, {"t.csv": text})[0] == (
        "warning: t.csv:1: nothing_stated: 1 of 3 rows have nothing under `value`; they are kept "
        "as not supplied"
    )


def test_one_figure_in_very_many_rows_is_no_tidy_table(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """As where each row is one offence: what it may take to hold them is bounded."""
    text = table(*[row(value="1")] * 101, row("essex-police", "1"))
    ended = call("import", *put(tmp_path, {"t.csv": text}), ONRECORD_DATABASE_URL=seeded_url)
    assert ended.returncode == 1
    fault, last = ended.stderr.splitlines()
    assert fault.startswith(f"t.csv:2: the cell {MEASURE}:kent-police:")
    assert "is stated 101 times, and at most 100 are read" in fault
    assert last == "1 fault(s); nothing was stored"
    fewer = table(*[row(value="1")] * 100, row("essex-police", "1"))
    told = brought(call, seeded_url, tmp_path, {"t.csv": fewer})
    assert told[0] == "t.csv: 101 rows read = 2 stored + 99 merged + 0 refused"


def test_many_rows_under_one_header_are_counted(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """A row that is new, one that is as before, and one twice."""
    text = table(row(), row("west-midlands-police", "1822"), row("Essex"), row("essex-police"))
    assert brought(call, seeded_url, tmp_path, {"t.csv": f"\ufeff{text}"}) == [
        "t.csv: 4 rows read = 3 stored + 1 merged + 0 refused",
        "figures: 2 added, 0 revised, 0 withdrawn, 1 unchanged",
        "release 2 stored",
    ]


def test_numbers_as_large_as_can_be_are_checked_too(
    call: Call, tmp_path: Path, seeded_url: str
) -> None:
    """Beside others of 18 digits, of the year before and of the forces of one total."""
    largest = "9" * 18
    rows = [
        row(area, largest, period=period)
        for area in ("all-46-forces", *FORCES)
        for period in ("2001-02", "2002-03")
    ]
    report = brought(call, seeded_url, tmp_path, {"t.csv": table(*rows)})
    assert report[-1] == "release 2 stored"
