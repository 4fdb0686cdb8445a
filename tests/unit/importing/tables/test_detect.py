"""What a document is, by what it holds."""

import gzip
import json
import re
from pathlib import Path

import pytest
import yaml

from app.importing.tables.detect import DocumentKind, kind_of
from app.importing.tables.open_tables import open_tables
from app.settings import ROOT
from tests.unit.importing.broken.case import Broken
from tests.unit.importing.broken.cases import CASES
from tests.unit.importing.tables.made import document, fault_in, ods, xlsx, zipped

SEED = sorted((ROOT / "seed").rglob("*.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        "Force,Count\nKent,5\n",
        "Force;Count\nKent;5\n",
        "Force\tCount\nKent\t5\n",
        "Force|Count\nKent|5\n",
        '"Force","Count"\n"Kent","5"\n',
        "\ufeffForce,Count\n",
        "\n\nForce,Count\n",
        "Force,Count",
        "Table P1: Police recorded crime, by force\nForce,Count\n",
        "Table P1: Police recorded crime\n\nForce,Count\nKent,5\n",
        '"Table P1: Police recorded crime, by force"\nForce,Count\n',
        "Police recorded crime\nForce;Count\nKent;5\n",
        "Source: Home Office, 2019\nForce,Count\nKent,5\n",
        "Source: Home Office\nPeriod: 2019\n\nForce,Count\nKent,5\n",
        "# made by hand\nForce,Count\nKent,5\n",
        "#,Force,Count\n1,Kent,5\n",
        "[c] stands for confidential\nForce,Count\n",
        "[note 1] Excludes fraud, see below\nForce,Count\n",
        "\tPeriod\tCount\nKent\t2019\t5\n",
        "\t2018-19\t2019-20\n\tall\tall\n",
        "<5 is not shown,\nForce,Count\n",
        "-,Force,Count\n-,Kent,5\n",
        "a:,b\nc,d\n",
    ],
)
def test_a_csv_is_told_by_its_lines(text: str) -> None:
    assert kind_of(document(text.encode())) is DocumentKind.CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_told_in_any_encoding(encoding: str) -> None:
    text = "Value of property (£),“Force”\n5,Kent\n"
    assert kind_of(document(text.encode(encoding))) is DocumentKind.CSV


@pytest.mark.parametrize(
    "text",
    [
        "areas:\n  - {slug: kent, name: Kent}\n",
        "source: {kind: article, slug: a, title: b}\n",
        "title: one, two, three\nsource:\n  slug: a\n",
        "# areas, and more\nareas: []\n",
        "# one, two\n# three, four\n",
        "---\nareas: [a, b]\n",
        "%YAML 1.2\n---\nareas: [a, b]\n",
        "'areas': [a, b]\n",
        '"areas": [a, b]\n',
        "areas:\n- {slug: a, name: b}\n- c\n",
        "areas: [\n  a, b\n]\n",
        '{"areas": [1, 2]}',
        '\n {\n"areas": [], "b": 1}',
        '[{"slug": "a", "name": "b"}]',
        '[\n "a", "b"]',
        "only words\n",
        "areas\n  - {slug: a, name: b}\n",
    ],
)
def test_yaml_and_json_are_told_by_their_lines(text: str) -> None:
    assert kind_of(document(text.encode())) is DocumentKind.STRUCTURED


@pytest.mark.parametrize("path", SEED, ids=lambda path: path.stem)
def test_every_document_of_the_seed_is_structured(path: Path) -> None:
    data = path.read_bytes()
    for version in (data, data.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + data):
        assert kind_of(document(version)) is DocumentKind.STRUCTURED
    as_json = json.dumps(yaml.load(data, yaml.BaseLoader))
    assert kind_of(document(as_json.encode())) is DocumentKind.STRUCTURED


@pytest.mark.parametrize("broken", CASES.values(), ids=CASES)
def test_broken_yaml_goes_to_the_reader_that_can_say_what_is_wrong(broken: Broken) -> None:
    for content in broken.files.values():
        data = content if isinstance(content, bytes) else content.encode()
        if data:
            assert kind_of(document(data)) is DocumentKind.STRUCTURED


@pytest.mark.parametrize("data", [xlsx("<row/>"), ods(""), zipped({"a": "b"})])
def test_an_archive_is_taken_for_a_workbook(data: bytes) -> None:
    assert kind_of(document(data)) is DocumentKind.WORKBOOK


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\n", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook, .*save it as XLSX or CSV"),
        (b"PK\x05\x06" + bytes(18), "is an empty archive"),
        (b"%PDF-1.7\nForce,Count\n", "is a PDF"),
        (gzip.compress(b"Force,Count\n", mtime=0), r"compressed \(gzip\)"),
        (b"<!DOCTYPE html>\n<p>a, b", "is a web page or XML"),
        (b"\n <html lang=en>\na,b", "is a web page or XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\na,b', "is a web page or XML"),
        (b"{\\rtf1 a, b}", "word processor"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
    ],
)
def test_what_is_no_table_is_refused_with_the_way_out(data: bytes, reason: str) -> None:
    fault = fault_in(data)
    assert fault.line == 1
    assert re.search(reason, fault.detail)


def test_yaml_has_no_tables_to_open() -> None:
    with pytest.raises(ValueError, match="holds no tables"):
        open_tables(document(b"areas: []\n"))
