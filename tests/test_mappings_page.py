"""docs/mappings.md is true: its mappings read its tables with the reports that it shows, every key
is explained, and its faults are those that are told."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.importing.document import Document
from app.importing.mapping import rules
from app.importing.mapping.apply import Mapped
from app.importing.mapping.language import MappingRow, SourceTemplateRow, TableRule, TotalRow
from app.importing.mapping.shelf import Shelf
from app.settings import ROOT
from tests.cli.command import run
from tests.unit.importing.mapping.synthetic import csv_of, read

PAGE = (ROOT / "docs" / "mappings.md").read_text(encoding="utf-8")
FOI, YEARS, BESIDE = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
TABLES = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```console\n\$ onrecord import (\S+) (\S+)\n(.*?)```", PAGE, re.DOTALL)


def test_the_mappings_read_the_tables_as_is_shown(seeded_file: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.sqlite"
    shutil.copy(seeded_file, store)
    given = []
    for (mapping, table, _), text, rows in zip(SHOWN, (FOI, YEARS), TABLES, strict=True):
        for name, content in ((mapping, text), (table, rows)):
            (tmp_path / name).write_text(content, encoding="utf-8")
        ran = run(
            *("import", str(tmp_path / mapping), str(tmp_path / table)),
            ONRECORD_DATABASE_URL=f"sqlite:///{store}",
        )
        given.append((mapping, table, ran.stdout + ran.stderr))
    assert given == SHOWN


def read_by(mapping: dict[str, Any], lines: list[str]) -> Mapped:
    text = yaml.safe_dump(mapping).encode()
    return read(csv_of(lines), Shelf.read([Document.of("mapping.yaml", text)]))


def test_columns_of_figures_stand_side_by_side() -> None:
    mapping = yaml.safe_load(FOI)
    mapping["mapping"]["tables"][0] |= yaml.safe_load(BESIDE)
    mapping["populations"] = [
        {"slug": f"synthetic-{name}", "name": name, "definition": "Synthetic."}
        for name in ("girls", "boys")
    ]
    lines = ["Police force,Year,Offence,Girls,Boys", "Kent,2022/23,Grooming,5,2"]
    assert [(f.cell.population, f.stated) for f in read_by(mapping, lines).figures] == [
        ("synthetic-girls", "5"),
        ("synthetic-boys", "2"),
    ]


KEYS = {
    key
    for rule in (
        *(MappingRow, SourceTemplateRow, TableRule, TotalRow, rules.AreaRule, rules.PeriodRule),
        *(rules.CategoryRule, rules.SymbolRow, rules.ValueRule, rules.LeaveOutRule),
        rules.HeaderRule,
    )
    for name, key in ((n, f.alias or n) for n, f in rule.model_fields.items())
}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_explained(key: str) -> None:
    guide = PAGE.partition("## Every key")[2].partition("## What is counted")[0]
    assert re.search(rf"`{key}(: true)?`", guide)


TOLD = re.findall(r"^\| (`.+?`) \|", PAGE.partition("## What the faults")[2], re.MULTILINE)
CODE = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "app" / "importing").rglob("*.py")
)


@pytest.mark.parametrize("told", [part for row in TOLD for part in re.findall(r"`(.+?)`", row)])
def test_the_faults_are_those_that_are_told(told: str) -> None:
    assert told in CODE


def test_the_page_is_found() -> None:
    for page in ("README.md", "docs/importing.md"):
        assert "mappings.md" in (ROOT / page).read_text(encoding="utf-8")
