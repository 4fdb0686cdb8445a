"""Mappings that come along with an import, by the command: they go before the shelf and before the
columns of a tidy table. All figures here are synthetic."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.api.conftest import serving
from tests.cli.conftest import Call
from tests.imports import test_tables as bad
from tests.imports.test_tables import put
from tests.imports.test_tables_files import MAPPED, MAPPING

call = bad.call

# A publisher's columns that are called as those of a tidy table.
TIDY = MAPPING.replace("Force", "Area").replace("Year", "Period").replace("Number", "Value")
TIDY_TABLE = MAPPED.replace("Force", "Area").replace("Year", "Period").replace("Number", "Value")
STREET = (ROOT / "seed" / "mappings" / "data-police-uk-street.yaml").read_text(encoding="utf-8")
STREET_TABLE = "Month,Falls within,Crime type\n2020-01,Kent Police,Burglary\n"


@pytest.fixture
def url(seeded_file: Path, tmp_path: Path) -> str:
    """A seeded store of its own."""
    path = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with serving(url) as found:
        yield found


def brought(call: Call, folder: Path, url: str, **texts: str) -> list[str]:
    """Import texts by the names of their files; the lines of the report."""
    files = {name.replace("_", "."): text for name, text in texts.items()}
    ended = call("import", *put(folder, files), ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.splitlines()


def test_a_passed_mapping_goes_before_the_columns_of_a_tidy_table(
    call: Call, tmp_path: Path, url: str, client: httpx.Client
) -> None:
    report = brought(call, tmp_path, url, m_yaml=TIDY, t_csv=TIDY_TABLE)
    assert "t.csv: 1 rows read = 1 stored + 0 merged + 0 refused" in report
    source = client.get("/v1/sources/synthetic-table-2023-24").json()["data"]
    assert source["publisher"] == "Synthetic Publisher"


def test_an_adapted_copy_of_a_shelf_mapping_replaces_it(
    call: Call, tmp_path: Path, url: str, client: httpx.Client
) -> None:
    adapted = STREET.replace("publisher: data.police.uk", "publisher: Adapted Publisher")
    brought(call, tmp_path, url, m_yaml=adapted, t_csv=STREET_TABLE)
    source = client.get("/v1/sources/data-police-uk-street-january-2020-kent-police").json()["data"]
    assert source["publisher"] == "Adapted Publisher"


def test_a_mapping_that_reads_nothing_is_named(call: Call, tmp_path: Path, url: str) -> None:
    told = "warning: m.yaml:1: not_used: no table here is read by this mapping"
    assert told in brought(call, tmp_path, url, m_yaml=MAPPING, t_csv=STREET_TABLE)
