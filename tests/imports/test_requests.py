"""What a request asks for comes back by its own template. The figures are synthetic."""

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.conftest import items, serving
from tests.cli import conftest as command
from tests.cli.conftest import Call
from tests.imports.test_tables import put

call = command.call

FILTERS = "dataset=nspcc-foi-2020&measure=offences-recorded&area=warwickshire-police,kent-police"
ANSWER = """\
source:
  slug: synthetic-answer
  title: Synthetic answer to a request
  kind: FOI response
  notes: Synthetic.
"""


@pytest.fixture
def url(seeded_file: Path, tmp_path: Path) -> str:
    """A seeded store of the test's own."""
    return f"sqlite:///{shutil.copy(seeded_file, tmp_path / 'store.sqlite')}"


def template(client: httpx.Client) -> str:
    """The table of the one request for the gaps of two forces."""
    (request,) = items(client, f"/v1/coverage/requests?{FILTERS}")
    assert request["template"]["rows"] == 4
    text: str = request["template"]["csv"]
    return text


def filled(text: str, values: Mapping[tuple[str, str], str]) -> str:
    """The table with some values in it."""
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "value": values.get((row["area"], row["period"]), "")})
    return out.getvalue()


def cells(client: httpx.Client) -> list[tuple[str, str, str, Any]]:
    found = items(client, f"/v1/coverage?{FILTERS}")
    return [(row["area"], row["period"], row["status"], row["value"]) for row in found]


def test_a_template_that_is_filled_in_closes_the_gaps(call: Call, url: str, tmp_path: Path) -> None:
    with serving(url) as client:
        assert {cell[2] for cell in cells(client)} == {"not_in_record"}
        text = template(client)
    values = {
        ("kent-police", "2018-19"): "0",
        ("kent-police", "2019-20"): "1,234",
        ("warwickshire-police", "2018-19"): "s.12 refused",
        ("warwickshire-police", "2019-20"): "*",
    }
    paths = put(tmp_path, {"answer.yaml": ANSWER, "answers.csv": filled(text, values)})
    ended = call("import", *paths, ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "figures: 4 added, 0 revised, 0 withdrawn, 0 unchanged" in ended.stdout
    with serving(url) as client:
        assert cells(client) == [
            ("kent-police", "2018-19", "published", 0),
            ("kent-police", "2019-20", "published", 1234),
            ("warwickshire-police", "2018-19", "not_supplied", None),
            ("warwickshire-police", "2019-20", "suppressed", None),
        ]
        (again,) = items(client, f"/v1/coverage/requests?{FILTERS}")
    # What was refused is asked for again; what was suppressed is an answer.
    assert [area["slug"] for area in again["areas"]] == ["warwickshire-police"]
    assert again["periods"] == ["2018-19"]
    assert len(again["lineage"]["observations"]) == 1
    later = {("warwickshire-police", "2018-19"): "88"}
    late = ANSWER.replace("synthetic-answer", "synthetic-later-answer")
    late = late.replace("Synthetic answer to", "Synthetic later answer to")
    table = filled(again["template"]["csv"], later)
    paths = put(tmp_path, {"late.yaml": late, "late.csv": table})
    ended = call("import", *paths, ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    with serving(url) as client:
        assert ("warwickshire-police", "2018-19", "published", 88) in cells(client)
        assert items(client, f"/v1/coverage/requests?{FILTERS}") == []


def test_a_template_without_its_source_says_what_it_lacks(
    call: Call, url: str, tmp_path: Path
) -> None:
    with serving(url) as client:
        text = template(client)
    paths = put(tmp_path, {"empty.csv": text})
    ended = call("import", "--dry-run", *paths, ONRECORD_DATABASE_URL=url)
    assert ended.returncode == 1
    *faults, last = ended.stderr.splitlines()
    lacking = "names no source, and the import holds no source document, or several (at /source)"
    assert faults == [f"empty.csv:{line}: {lacking}" for line in range(2, 6)]
    assert last == "4 fault(s); nothing was stored"


def test_what_is_left_empty_is_not_supplied(call: Call, url: str, tmp_path: Path) -> None:
    with serving(url) as client:
        text = template(client)
    paths = put(tmp_path, {"answer.yaml": ANSWER, "empty.csv": text})
    ended = call("import", *paths, ONRECORD_DATABASE_URL=url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "4 of 4 rows have nothing under `value`; they are kept as not supplied" in ended.stdout
    with serving(url) as client:
        assert {cell[2] for cell in cells(client)} == {"not_supplied"}
        assert template(client) == text
