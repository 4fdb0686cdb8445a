"""The official files beside the project, brought in by the command and asked for over HTTP.

What is expected is counted here from the files themselves, by calamine and csv alone. They are
Crown copyright under the Open Government Licence v3.0, and no part of the project.
"""

import csv
import io
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from app.cli import main
from tests.api.conftest import items, serving
from tests.cli.command import run
from tests.imported import seed_rows
from tests.postgres import new_database

ONS = "policeforceareatablesyearendingjune2019.xlsx"
HOME_OFFICE = "prc-pfa-2017-18-two-forces.csv"
STREET = "2018-07-west-yorkshire-street-first-2999.csv"
FILES = (ONS, HOME_OFFICE, STREET)
ONS_DATASET = "ons-police-force-area-tables"
HOME_OFFICE_DATASET = "home-office-recorded-crime-force-quarter"
KNIFE_DATASETS = ("ons-knife-offences-by-type", "ons-knife-offences-by-year")
SPAN = "2018-07-01/2019-06-30"
TOTAL = "total-recorded-crime-excluding-fraud"
_PROGRESS = re.compile(r"(reading|storing|checking): ")


@dataclass(frozen=True)
class Official:
    """A store with all three files in it, one release each, and what the command said of them."""

    folder: Path
    url: str
    client: httpx.Client
    tried: dict[str, list[str]]
    done: dict[str, list[str]]


def said(url: str, *arguments: str) -> list[str]:
    """What the command says in this process, where a process of its own proves nothing more."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("ONRECORD_DATABASE_URL", url)
        patch.setattr("sys.argv", ["onrecord", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    # Where it takes long, it says on the error stream how far it is.
    assert ended.value.code in (None, 0), err.getvalue()
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """The folder of the official files."""
    if not all((shared / "official" / name).is_file() for name in FILES):
        pytest.skip("the official files are not beside the project")
    return shared / "official"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def official(
    request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Official]:
    """The three files imported, each by a process, into a seeded store of each kind."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("official") / "store.sqlite"
        shutil.copy(request.getfixturevalue("seeded_file"), path)
        yield from _imported(folder, f"sqlite:///{path}", FILES)
    else:
        server = request.getfixturevalue("postgres_url")
        with new_database(server, request.getfixturevalue("seeded_template")) as url:
            yield from _imported(folder, url, [HOME_OFFICE])


def _imported(folder: Path, url: str, first_tried: Sequence[str]) -> Iterator[Official]:
    tried, done = {}, {}
    for name in FILES:
        if name in first_tried:
            tried[name] = said(url, "import", "--dry-run", str(folder / name))
        ended = run("import", str(folder / name), ONRECORD_DATABASE_URL=url)
        # A slow machine is told how far the import is.
        told = [line for line in ended.stderr.splitlines() if not _PROGRESS.match(line)]
        assert (ended.returncode, told) == (0, [])
        done[name] = ended.stdout.splitlines()
    with serving(url) as client:
        yield Official(folder, url, client, tried, done)


def counts(report: Sequence[str], name: str) -> tuple[int, ...]:
    """Rows read, stored, merged and refused, as the report has them."""
    (line,) = [line for line in report if line.startswith(f"{name}: ")]
    found = re.fullmatch(
        r".+: (\d+) rows read = (\d+) stored \+ (\d+) merged \+ (\d+) refused", line
    )
    assert found, line
    return tuple(map(int, found.groups()))


def figures(official: Official, **filters: str) -> list[dict[str, Any]]:
    """The figures that the API gives, with numbers as they are written."""
    found: list[dict[str, Any]] = []
    following: str | None = str(httpx.URL("/v1/observations", params={"limit": "10000", **filters}))
    while following:
        answer = official.client.get(following)
        assert answer.status_code == 200, answer.text
        page = json.loads(answer.text, parse_float=Decimal)
        found += page["data"]
        following = page["links"]["next"]
    return found


def sheets(folder: Path) -> dict[str, list[list[Any]]]:
    """The rows of every sheet of the workbook by its number, from its first row and column."""
    book = CalamineWorkbook.from_path(folder / ONS)
    return {
        name.strip().removeprefix("Table "): book.get_sheet_by_name(name).to_python(
            skip_empty_area=False
        )
        for name in book.sheet_names
    }


def areas_in(rows: Sequence[Sequence[Any]]) -> list[tuple[int, Sequence[Any]]]:
    """The rows with figures: below the headers and above the footnotes."""
    end = next(at for at, cells in enumerate(rows) if str(cells[0]).startswith("Source"))
    numbers = [
        (at, cells)
        for at, cells in enumerate(rows[:end], start=1)
        if cells[1] and any(isinstance(cell, int | float) for cell in cells[2:])
    ]
    return [(at, cells) for at, cells in numbers if cells[1] != "Area Name"]


def home_office(folder: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of the Home Office's table with their numbers."""
    with (folder / HOME_OFFICE).open(encoding="utf-8-sig", newline="") as stream:
        return list(enumerate(csv.DictReader(stream), start=2))


def cell_of(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        row[name]
        for name in ("Financial Quarter", "Force Name", "Offence Description", "Offence Code")
    )


def test_a_dry_run_says_what_the_import_says(official: Official) -> None:
    for name, report in official.tried.items():
        release = FILES.index(name) + 2
        *tried, last = report
        *done, stored = official.done[name]
        assert tried == done
        assert last == f"dry run: this would be release {release}; nothing was stored"
        assert stored == f"release {release} stored"


def test_every_row_of_the_workbook_is_accounted_for(official: Official) -> None:
    """A cell of a grid counts as a row. Two columns of P5 are changes that follow from others."""
    cells = left_out = 0
    for name in ("P1", "P2", "P3", "P4", "P5"):
        for _, row in areas_in(sheets(official.folder)[name]):
            cells += sum(cell not in (None, "") for cell in row[2:])
            left_out += 2 * (name == "P5")
    assert counts(official.done[ONS], ONS) == (cells, cells - left_out, 0, left_out)


def test_every_row_of_the_tables_is_accounted_for(official: Official) -> None:
    rows = home_office(official.folder)
    cells = {cell_of(row) for _, row in rows}
    told = (len(rows), len(cells), len(rows) - len(cells), 0)
    assert counts(official.done[HOME_OFFICE], HOME_OFFICE) == told
    with (official.folder / STREET).open(encoding="utf-8", newline="") as stream:
        crimes = Counter(row["Crime type"] for row in csv.DictReader(stream))
    told = (crimes.total(), len(crimes), crimes.total() - len(crimes), 0)
    assert counts(official.done[STREET], STREET) == told
    given = figures(official, dataset="data-police-uk-street")
    assert sorted(figure["value"] for figure in given) == sorted(crimes.values())
    names = {entry["slug"]: entry["name"] for entry in items(official.client, "/v1/categories")}
    assert {names[figure["category"]]: figure["value"] for figure in given} == {
        f"{name} (street-level)": count for name, count in crimes.items()
    }
    assert {(figure["area"], figure["period"]) for figure in given} == {
        ("west-yorkshire-police", "2018-m07")
    }


def slug_of(header: str) -> str:
    """A category's slug by the publisher's header over its column."""
    words = re.sub(r"[\d,]+$", "", header.strip())
    slug = re.sub(r"[^a-z]+", "-", words.casefold()).strip("-")
    return {"miscellaneous-crimes": "miscellaneous-crimes-against-society"}.get(slug, slug)


def test_every_number_of_offences_is_as_printed(official: Official) -> None:
    by_code = {area["gss_code"]: area["slug"] for area in items(official.client, "/v1/areas")}
    rows = sheets(official.folder)["P1"]
    # The total has its header a row above those of the groups.
    headers = {
        at: slug_of(str(rows[4][at] or rows[3][at]))
        for at, cell in enumerate(rows[6])
        if at > 1 and cell != ""
    }
    wanted = {}
    for line, cells in areas_in(rows):
        area = by_code[cells[0]] if cells[0] else "british-transport-police"
        for at, category in headers.items():
            letter = chr(ord("A") + at) if at < 26 else f"A{chr(ord('A') + at - 26)}"
            wanted[area, category] = (int(cells[at]), f"Table P1, cell {letter}{line}")
    given = figures(official, dataset=ONS_DATASET, measure="offences-recorded")
    assert {figure["period"] for figure in given} == {SPAN}
    assert {
        (figure["area"], figure["category"]): (
            figure["value"],
            figure["citations"][0]["locator"],
        )
        for figure in given
    } == wanted
    kinds = Counter(area.rpartition("-")[2] == "police" for area, _ in wanted)
    assert (len(wanted), kinds[False]) == (56 * len(headers), 12 * len(headers))


def test_the_region_and_the_force_have_figures_of_their_own(official: Official) -> None:
    rows = {cells[0]: int(cells[2]) for _, cells in areas_in(sheets(official.folder)["P1"])}
    given = {
        figure["area"]: figure["value"]
        for figure in figures(
            official, dataset=ONS_DATASET, category=TOTAL, measure="offences-recorded"
        )
    }
    assert given["west-midlands"] == rows["E12000005"]
    assert given["west-midlands-police"] == rows["E23000014"]
    assert given["west-midlands"] > given["west-midlands-police"]
    assert given["british-transport-police"] == rows[""]
    countries = given["england"] + given["wales"] + given["british-transport-police"]
    assert given["england-and-wales"] == countries


def test_signs_in_place_of_numbers_are_statuses(official: Official) -> None:
    signs = {
        name: Counter(cell for _, row in areas_in(rows) for cell in row[2:] if cell in ("-", "+"))
        for name, rows in sheets(official.folder).items()
        if name != "Notes"
    }
    given = Counter(
        (figure["dataset"], figure["status"], figure["value"] is None)
        for name in (ONS_DATASET, *KNIFE_DATASETS)
        for figure in figures(official, dataset=name)
        if figure["status"] != "published"
    )
    assert signs["P2"]["-"] > 0 < signs["P3"]["+"]
    wanted = {
        (ONS_DATASET, "not_applicable", True): signs["P2"]["-"],
        (ONS_DATASET, "suppressed", True): signs["P3"]["+"],
        (KNIFE_DATASETS[0], "not_applicable", True): signs["P4"]["-"],
    }
    assert given == {key: count for key, count in wanted.items() if count}


def test_every_sum_of_offences_is_that_of_its_rows(official: Official) -> None:
    rows = dict(home_office(official.folder))
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    at: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for line, row in rows.items():
        sums[cell_of(row)] += int(row["Number of Offences"].strip().replace(",", ""))
        at[cell_of(row)].append(line)
    codes = {
        entry["slug"]: entry["home_office_codes"]
        for entry in items(official.client, "/v1/categories")
    }
    given = figures(official, dataset=HOME_OFFICE_DATASET)
    found = {}
    for figure in given:
        lines = [int(number) for number in re.findall(r"\d+", figure["citations"][0]["locator"])]
        cell = cell_of(rows[lines[0]])
        quarter, force, _, code = cell
        assert at[cell] == lines
        assert figure["area"] == f"{force.casefold().replace(' ', '-')}-police"
        year, number = (2017, int(quarter) + 1) if quarter != "4" else (2018, 1)
        assert figure["period"] == f"{year}-q{number}"
        assert set(codes[figure["category"]]) == set(code.split("/")), cell
        found[cell] = figure["value"]
    assert found == sums
    assert len(given) == len(sums)


def test_two_offences_that_newspapers_call_grooming_stay_apart(official: Official) -> None:
    grooming, message = (
        official.client.get(f"/v1/categories/{slug}").json()["data"]
        for slug in ("sexual-grooming", "sexual-communication-with-a-child")
    )
    assert (grooming["home_office_codes"], message["home_office_codes"]) == (["88A"], ["71/17"])
    assert message["slug"] in [other["category"] for other in grooming["distinct_from"]]
    stated = sum(
        int(row["Number of Offences"])
        for _, row in home_office(official.folder)
        if row["Offence Code"] == "88A"
    )
    given = figures(official, dataset=HOME_OFFICE_DATASET, category="sexual-grooming")
    assert sum(figure["value"] for figure in given) == stated
    assert not figures(official, dataset=HOME_OFFICE_DATASET, category=message["slug"])


def test_the_imported_figures_answer_every_question(official: Official) -> None:
    ask = official.client.get
    table = ask(f"/v1/observations.csv?dataset={ONS_DATASET}&area=kent-police&limit=10000")
    rows = list(csv.DictReader(table.text.splitlines()))
    of_kent = [cells for _, cells in areas_in(sheets(official.folder)["P1"]) if "Kent" in cells]
    (total,) = [
        row for row in rows if (row["category"], row["measure"]) == (TOTAL, "offences-recorded")
    ]
    assert (table.status_code, total["value"]) == (200, str(int(of_kent[0][2])))
    series = ask(
        "/v1/series", params={"dataset": KNIFE_DATASETS[1], "area": "west-midlands-police"}
    )
    kinds = {
        (line["measure"], line["period_kind"], len(line["points"]))
        for line in series.json()["data"]
    }
    assert ("offences-involving-a-knife", "financial_year", 9) in kinds
    changes = ask(
        "/v1/changes",
        params={
            "dataset": KNIFE_DATASETS[1],
            "area": "west-midlands-police",
            "measure": "offences-involving-a-knife",
            "period": "2018-19",
        },
    )
    assert (series.status_code, changes.status_code) == (200, 200)
    (change,) = changes.json()["data"]
    assert change["absolute"] == change["to"]["value"] - change["from"]["value"]
    assert change["comparability"]["status"] == "comparable"


def test_the_same_files_again_make_no_release(official: Official) -> None:
    report = said(official.url, "import", *(str(official.folder / name) for name in FILES))
    read = {name: counts(official.done[name], name) for name in FILES}
    assert {name: counts(report, name) for name in FILES} == read
    unchanged = sum(stored for _, stored, _, _ in read.values())
    assert report[-2:] == [
        f"figures: 0 added, 0 revised, 0 withdrawn, {unchanged} unchanged",
        "nothing differs from what the record holds; no release",
    ]


def corrected(folder: Path, to: Path) -> dict[str, tuple[str, str, Decimal, Decimal]]:
    """Copies of two files, in each of which one figure is another: the area and category of its
    cell, and the figure before and now."""
    number, other = "<v>68509</v>", "<v>68512</v>"  # all crime in Cleveland
    with ZipFile(folder / ONS) as book, ZipFile(to / ONS, "w") as copy:
        for part in book.namelist():
            content = book.read(part).decode() if part.endswith(".xml") else book.read(part)
            if "sheet2.xml" in part and isinstance(content, str):
                assert content.count(number) == 1
                content = content.replace(number, other)
            copy.writestr(part, content)
    text = (folder / HOME_OFFICE).read_text(encoding="utf-8")
    (line,) = re.findall(r"^2017/18,1,Cumbria,Sexual grooming,.*$", text, re.MULTILINE)
    value = line.rpartition(",")[2]
    changed = text.replace(line, f"{line.removesuffix(value)} 57 ")
    (to / HOME_OFFICE).write_text(changed, encoding="utf-8")
    before = Decimal(value.strip())
    return {
        ONS: ("cleveland-police", TOTAL, Decimal(68509), Decimal(68512)),
        HOME_OFFICE: ("cumbria-police", "sexual-grooming", before, Decimal(57)),
    }


def test_a_corrected_copy_revises_the_one_cell(official: Official, tmp_path: Path) -> None:
    """This runs last, for it makes further releases."""
    release = len(FILES) + 1
    for name, (area, category, before, now) in corrected(official.folder, tmp_path).items():
        if name == ONS and official.url.startswith("postgresql"):
            continue  # the Home Office's is enough, and the workbook takes long
        if name == HOME_OFFICE:
            refused = run("import", str(tmp_path / name), ONRECORD_DATABASE_URL=official.url)
            changes = f"changes from {before} (published) to {now} (published); say why"
            assert (refused.returncode, changes in refused.stderr) == (1, True)
        report = said(official.url, "import", str(tmp_path / name), "--note", "Synthetic mistake")
        release += 1
        stored = counts(official.done[name], name)[1]
        assert report[-2:] == [
            f"figures: 0 added, 1 revised, 0 withdrawn, {stored - 1} unchanged",
            f"release {release} stored",
        ]
        (change,) = items(official.client, f"/v1/releases/{release}/changes")
        told = [change[side][field] for side in ("before", "after") for field in ("area", "value")]
        assert told == [area, before, area, now]
        assert change["after"]["category"] == category


def test_all_files_in_one_import(folder: Path, seeded_file: Path, tmp_path: Path) -> None:
    """As many figures as one by one; those that the seed has are only cited again."""
    path = tmp_path / "together.sqlite"
    shutil.copy(seeded_file, path)
    report = said(f"sqlite:///{path}", "import", *(str(folder / name) for name in reversed(FILES)))
    cells = {cell_of(row) for _, row in home_office(folder)}
    assert counts(report, HOME_OFFICE)[1] == len(cells)
    stored = sum(counts(report, name)[1] for name in FILES)
    seeded = sum(row["period"] == "2018" for row in seed_rows())
    assert report[-2:] == [
        (
            f"figures: {stored - seeded} added, 0 revised, 0 withdrawn, {seeded} unchanged "
            f"({seeded} of them with other citations)"
        ),
        "release 2 stored",
    ]
