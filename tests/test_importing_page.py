"""docs/importing.md is true: its table gives what it shows, its signs mean what it says."""

import re
import shutil
from pathlib import Path

import pytest

from app.domain.observation import Status
from app.domain.printed import read_printed
from app.settings import ROOT
from tests.cli.command import run

PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
(TABLE,) = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```console\n\$ onrecord import figures\.csv\n(.*?)```", PAGE, re.DOTALL)
# What the page says was done to the table before each import.
MENDED = (
    TABLE,
    TABLE.replace("indecent-images,", "indecent-images-of-children,"),
    TABLE.replace("indecent-images,", "indecent-images-of-children,").replace("3081", "3801"),
)
READ_AS = {
    "not supplied": Status.NOT_SUPPLIED,
    "suppressed": Status.SUPPRESSED,
    "not applicable": Status.NOT_APPLICABLE,
}


def test_the_table_gives_what_is_shown(seeded_file: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, store)
    table = tmp_path / "figures.csv"
    given = []
    for text in MENDED:
        table.write_text(text, encoding="utf-8")
        ran = run("import", str(table), ONRECORD_DATABASE_URL=f"sqlite:///{store}")
        given.append(ran.stdout + ran.stderr)
    assert given == SHOWN


STAND_INS = [
    (printed, READ_AS[name])
    for printed, meaning in re.findall(r"^\| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    for name in READ_AS
    if meaning.startswith(name)
]


@pytest.mark.parametrize(("printed", "status"), STAND_INS)
def test_signs_are_read_as_the_page_says(printed: str, status: Status) -> None:
    texts = [*re.findall(r"`([^`]+)`", printed), *([""] if printed.startswith("nothing") else [])]
    assert texts
    assert {read_printed(text).status for text in texts} == {status}
    assert {read_printed(text).value for text in texts} == {None}


def test_numbers_are_read_as_the_page_says() -> None:
    (row,) = re.findall(r"^\| (.+427 \[p\]`) \|", PAGE, re.MULTILINE)
    values = [read_printed(text, percent=True) for text in re.findall(r"`([^`]+)`", row)]
    assert [str(read.value) for read in values] == ["1234", "1234", "12", "427"]
    assert values[-1].status is Status.PROVISIONAL


def test_commands_that_are_named_exist() -> None:
    told = run("--help").stdout
    for name in set(re.findall(r"`onrecord (\w+)", PAGE)):
        assert f" {name} " in told
