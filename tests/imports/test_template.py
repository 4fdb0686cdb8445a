"""`onrecord template` writes tables that, filled in, come back as they were meant.

The figures that they are filled with are synthetic.
"""

import csv
import io
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from python_calamine import CalamineWorkbook

from app.importing.tidy.columns import COLUMNS
from app.settings import ROOT
from tests.api.conftest import serving
from tests.cli import conftest as command
from tests.cli.conftest import Call
from tests.imports.test_tables import SOURCE, put
from tests.imports.test_tables_good import figures

call = command.call

SEEDED = yaml.safe_load((ROOT / "seed/reference/datasets.yaml").read_text(encoding="utf-8"))
DATASETS = [entry["slug"] for entry in SEEDED["datasets"]]
Row = dict[str, str]
# How many figures of the seed have a period that is unstated, or a span like no other.
LEFT_OUT = {
    "nspcc-foi-2017": 1,
    "nspcc-foi-2020": 1,
    "nspcc-foi-platforms": 5,
    "west-midlands-police-foi-2017-2022": 2,
    "childline-counselling": 1,
    "home-office-statements": 1,
    "government-statements": 1,
    "nspcc-statements": 1,
}
FILLED = (
    "nspcc-foi-2017",
    "nspcc-foi-2020",
    "home-office-recorded-crime-2023-24",
    "west-midlands-police-foi-2017-2022",
    "ons-police-force-area-tables",
)


@pytest.fixture(scope="module")
def store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A seeded store that templates are made of and tried on."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite"
    shutil.copy(seeded_file, path)
    return f"sqlite:///{path}"


def template(call: Call, store: str, dataset: str, output: Path) -> list[Row]:
    """The rows of a template that the command writes."""
    ended = call(
        "template", "--dataset", dataset, "--output", str(output), ONRECORD_DATABASE_URL=store
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    rows = rows_of(output)
    assert ended.stdout == f"{output}: {len(rows)} rows to fill in\n{left_out(dataset)}"
    return rows


def left_out(dataset: str) -> str:
    """What is said of figures that have no row in a template."""
    known = LEFT_OUT.get(dataset)
    return f"left out, as nobody knows the period that follows: {known}\n" if known else ""


def rows_of(path: Path) -> list[Row]:
    """The rows of a template in either format, as a spreadsheet program would give them."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))
    lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert all(isinstance(cell, str) for cells in lines for cell in cells), "text stays text"
    return [dict(zip(map(str, lines[0]), map(str, cells), strict=True)) for cells in lines[1:]]


def filled(rows: Sequence[Row], **further: str) -> list[Row]:
    """Rows with a source, a value, and whatever a template without figures leaves open. The note
    lets totals stand that are no sum of their parts."""
    open_ones = {"measure": "offences-recorded", "period": "2030-31", "category": "-"}
    return [
        {**row, "source": SOURCE, "value": str(at), "note": "Synthetic.", **further}
        | {name: row[name] or text for name, text in open_ones.items()}
        for at, row in enumerate(rows, start=100)
    ]


def written(rows: Sequence[Mapping[str, str]], suffix: str, above: Sequence[str] = ()) -> bytes:
    """A table in either format, perhaps with remarks above its header."""
    lines = [[text] for text in above] + [list(rows[0]), *(list(row.values()) for row in rows)]
    if suffix == ".csv":
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        return out.getvalue().encode("utf-8-sig")
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True, "strings_to_numbers": True}) as workbook:
        sheet = workbook.add_worksheet("Figures")
        for at, cells in enumerate(lines):
            sheet.write_row(at, 0, cells)
    return book.getvalue()


def tried(call: Call, store: str, folder: Path, name: str, data: bytes) -> list[str]:
    """What a dry run says of a table."""
    paths = put(folder, {name: data})
    ended = call("import", "--dry-run", *paths, ONRECORD_DATABASE_URL=store)
    assert (ended.returncode, ended.stderr) == (0, "")
    return [line for line in ended.stdout.splitlines() if not line.startswith("warning: ")]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("dataset", FILLED)
def test_a_template_that_is_filled_in_comes_back(
    call: Call, store: str, tmp_path: Path, dataset: str, suffix: str
) -> None:
    output = tmp_path / f"template{suffix}"
    rows = template(call, store, dataset, output)
    assert rows
    assert all(row["period"] for row in rows)
    assert {tuple(row) for row in rows} == {tuple(COLUMNS)}
    assert {(row["dataset"], row["value"], row["source"]) for row in rows} == {(dataset, "", "")}
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    data = written(filled(rows), suffix)
    assert tried(call, store, tmp_path, output.name, data) == [
        f"{output.name}: {len(rows)} rows read = {len(rows)} stored + 0 merged + 0 refused",
        f"figures: {len(rows)} added, 0 revised, 0 withdrawn, 0 unchanged",
        "dry run: this would be release 2; nothing was stored",
    ]


@pytest.mark.parametrize("dataset", sorted(set(DATASETS) - set(FILLED)))
def test_nobody_is_asked_for_a_period_that_nobody_knows(
    call: Call, store: str, tmp_path: Path, dataset: str
) -> None:
    assert template(call, store, dataset, tmp_path / "template.csv") == []


def test_a_dataset_without_figures_has_a_row_for_every_force(
    call: Call, seeded_file: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copy(seeded_file, tmp_path / 'store.sqlite')}"
    (entry,) = [entry for entry in SEEDED["datasets"] if entry["slug"] == FILLED[0]]
    new = yaml.safe_dump({"datasets": [{**entry, "slug": "synthetic"}]})
    ended = call("import", *put(tmp_path, {"d.yaml": new}), ONRECORD_DATABASE_URL=url)
    assert ended.returncode == 0, ended.stderr
    rows = template(call, url, "synthetic", tmp_path / "template.csv")
    assert "kent-police" in {row["area"] for row in rows}
    filled_in = written(filled(rows), ".csv")
    assert tried(call, url, tmp_path, "filled.csv", filled_in)[0].startswith(
        f"filled.csv: {len(rows)} rows read = {len(rows)} stored"
    )


def test_both_formats_ask_for_the_same_period_that_follows(
    call: Call, store: str, tmp_path: Path
) -> None:
    as_csv, as_xlsx = (
        template(call, store, "nspcc-foi-2020", tmp_path / f"template{suffix}")
        for suffix in (".csv", ".xlsx")
    )
    assert as_csv == as_xlsx
    assert {row["period"] for row in as_csv} == {"2020-21"}
    # What does not apply is said to, so that no default of a source takes its place.
    assert all(row[name] for row in as_csv for name in ("category", "platform", "population"))
    shown = call("template", "--dataset", "nspcc-foi-2020", ONRECORD_DATABASE_URL=store)
    assert (shown.returncode, shown.stderr) == (0, left_out("nspcc-foi-2020"))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_left_blank_is_not_supplied(
    call: Call, seeded_file: Path, tmp_path: Path, suffix: str
) -> None:
    """With remarks above the header, and a name typed over a slug."""
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    url = f"sqlite:///{path}"
    rows = filled(template(call, url, "nspcc-foi-2020", tmp_path / f"template{suffix}"))
    forces = {"west-midlands-police": "West Midlands Police", "kent-police": "Kent"}
    rows = [{**row, "area": forces.get(row["area"], row["area"])} for row in rows]
    (typed,) = [row for row in rows if row["area"] == "West Midlands Police"][:1]
    blank = next(row for row in rows if row["area"] != "West Midlands Police")
    blank["value"] = ""
    data = written(rows, suffix, ["Synthetic figures, filled in for a test", ""])
    ended = call("import", *put(tmp_path, {f"filled{suffix}": data}), ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    with serving(url) as client:
        given = {
            (figure["area"], figure["category"], figure["measure"]): figure
            for figure in figures(client, dataset="nspcc-foi-2020")
            if figure["release"]["from"] == 2
        }
    assert len(given) == len(rows)
    own = (typed["category"], typed["measure"])
    assert given["west-midlands-police", *own]["value"] == int(typed["value"])
    gap = given[blank["area"], blank["category"], blank["measure"]]
    assert (gap["value"], gap["status"], gap["note"]) == (None, "not_supplied", "Synthetic.")


def test_an_untouched_template_says_what_it_lacks(call: Call, store: str, tmp_path: Path) -> None:
    output = tmp_path / "template.csv"
    rows = template(call, store, "nspcc-foi-2020", output)
    ended = call("import", str(output), ONRECORD_DATABASE_URL=store)
    *faults, last = ended.stderr.splitlines()
    lacking = "names no source, and the import holds no source document, or several (at /source)"
    assert faults == [f"template.csv:{line}: {lacking}" for line in range(2, len(rows) + 2)]
    assert last == f"{len(rows)} fault(s); nothing was stored"


def test_what_cannot_be_written_is_told(call: Call, store: str, tmp_path: Path) -> None:
    told = {
        ("nspcc-foi-2021", "t.csv"): (
            "there is no dataset 'nspcc-foi-2021'; did you mean nspcc-foi-2017 or nspcc-foi-2020?\n"
        ),
        ("nspcc-foi-2020", "t.ods"): (
            f"{tmp_path / 't.ods'}: write a name that ends in .csv or .xlsx\n"
        ),
        ("nspcc-foi-2020", "gone/t.csv"): (
            f"{tmp_path / 'gone/t.csv'} cannot be written: No such file or directory\n"
        ),
    }
    for (dataset, name), message in told.items():
        output = tmp_path / name
        ended = call(
            "template", "--dataset", dataset, "--output", str(output), ONRECORD_DATABASE_URL=store
        )
        assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", message)
        assert not output.exists()


def test_a_template_that_is_filled_in_is_not_overwritten(
    call: Call, store: str, tmp_path: Path
) -> None:
    output, link = tmp_path / "next.csv", tmp_path / "link.csv"
    output.write_text("filled in")
    link.symlink_to(tmp_path / "gone.csv")
    for there in (output, link):
        ended = call(
            *("template", "--dataset", "nspcc-foi-2020", "--output", str(there)),
            ONRECORD_DATABASE_URL=store,
        )
        told = f"{there} is there already; name another\n"
        assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", told)
    assert output.read_text() == "filled in"
    assert link.is_symlink()
