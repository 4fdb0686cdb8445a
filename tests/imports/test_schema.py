"""The JSON Schemas say of documents what the reader says: the seed's pass, wrong ones do not."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from app.importing.schema import SCHEMAS
from app.settings import ROOT
from tests.api.conftest import serving
from tests.cli import conftest as command
from tests.cli.conftest import Call
from tests.imports.test_tables import DEFAULTS
from tests.imports.test_tables_files import MAPPING

call = command.call


class Editor(yaml.SafeLoader):
    """YAML 1.2 as an editor reads it: numbers are numbers, and days are text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML has it
        first: [
            (tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        # In YAML 1.2, yes and on are words.
        if first not in "yYnNoO"
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("null$"), ["n"])


def content_of(path: Path) -> dict[str, Any]:
    """A document as an editor sees it; JSON knows no numbers as keys."""
    read = yaml.load(path.read_text(encoding="utf-8"), Editor)
    content: dict[str, Any] = json.loads(json.dumps(read))
    return content


@pytest.fixture
def schemas(call: Call) -> dict[str, Any]:
    """Every schema, as the command prints it."""
    for kind in SCHEMAS.keys() - _printed.keys():
        _printed[kind] = json.loads(call("schema", kind).stdout)
    return _printed


_printed: dict[str, Any] = {}


SEED = sorted((ROOT / "seed").rglob("*.yaml"))
MAPPINGS = sorted((ROOT / "seed" / "mappings").glob("*.yaml"))


def kind_of(content: dict[str, Any]) -> str:
    """The kind by its telling key; entries beside mappings belong to the mappings' schema."""
    return "mapping" if "mapping" in content else next(key for key in SCHEMAS if key in content)


def faults(schema: Any, content: Any) -> Iterator[str]:
    """Where a document does not fit a schema."""
    # An editor looks at the days too, which a validator does when it is asked to.
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(content):
        yield f"{error.json_path}: {error.message[:200]}"


def test_every_schema_is_one(schemas: dict[str, Any]) -> None:
    for kind, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["title"] == f"On Record: {kind}"


@pytest.mark.parametrize("path", SEED, ids=lambda path: str(path.relative_to(ROOT / "seed")))
def test_every_document_of_the_seed_fits(path: Path, schemas: dict[str, Any]) -> None:
    content = content_of(path)
    assert list(faults(schemas[kind_of(content)], content)) == []


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: str(path.name))
def test_everything_beside_a_mapping_fits_its_schema(path: Path, schemas: dict[str, Any]) -> None:
    """One of the documents has entries alone."""
    assert list(faults(schemas["mapping"], content_of(path))) == []
    assert list(faults(schemas["mapping"], {}))


def test_shorthands_that_are_read_fit_too(schemas: dict[str, Any]) -> None:
    """One spelling, one column of figures, one operand: each for a list of one."""
    content = yaml.load(MAPPING, Editor)
    assert list(faults(schemas["mapping"], content)) == []
    table = content["mapping"]["tables"][0]
    table["value"] = [table["value"], {"column": ["Homes", 2], "measure": "households"}]
    assert list(faults(schemas["mapping"], content)) == []
    claim = {
        "paragraph": 1,
        "kind": "threshold",
        "statement": "Synthetic.",
        "stated": "more than 5",
        "operands": {"value": {"area": "kent-police", "period": 2022}},
    }
    source = yaml.load(DEFAULTS, Editor) | {"claims": [claim]}
    assert list(faults(schemas["source"], source)) == []


FIGURE = "observations:\n  - {area: kent-police, cited: [{paragraph: 1, stated: x}]"
WRONG = {
    "an unknown key": f"{DEFAULTS}figures: []\n",
    "an unknown key within": DEFAULTS.replace("  kind:", "  sort: x\n  kind:"),
    "a title that is missing": DEFAULTS.replace("  title: Synthetic answer\n", ""),
    "a slug in capitals": DEFAULTS.replace("synthetic-answer", "Synthetic"),
    "a day that is none": DEFAULTS.replace("  kind:", "  published: yesterday\n  kind:"),
    "an unknown status": f"{DEFAULTS}{FIGURE}, status: final}}\n",
    "an unknown qualifier": f"{DEFAULTS}{FIGURE}, qualifier: roughly}}\n",
    "a number in words": f"{DEFAULTS}{FIGURE}, value: twelve}}\n",
    "no forces": f"{DEFAULTS}{FIGURE}, forces: 0}}\n",
    "a figure that cites nothing": f"{DEFAULTS}observations: [{{area: kent-police, cited: []}}]\n",
    "a fingerprint that is none": DEFAULTS.replace(
        "  kind:", "  paragraphs: {1: 'sha256:1'}\n  kind:"
    ),
    "a mapping of an unknown layout": MAPPING.replace("layout: rows", "layout: row"),
    "a mapping without tables": MAPPING.partition("  tables:")[0],
    "areas without a kind": "areas: [{slug: x, name: X, definition: Synthetic.}]",
    "a number for a list": "areas: 5",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_does_not_fit(
    name: str, schemas: dict[str, Any], call: Call, tmp_path: Path, seeded_file: Path
) -> None:
    """And the reader refuses it as well."""
    content = json.loads(json.dumps(yaml.load(WRONG[name], Editor)))
    assert list(faults(schemas[kind_of(content)], content))
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG[name], encoding="utf-8")
    store = f"sqlite:///{seeded_file}"
    ended = call("import", "--dry-run", str(path), ONRECORD_DATABASE_URL=store)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(str(path.name))


def test_the_api_serves_what_the_command_prints(call: Call, seeded_file: Path) -> None:
    with serving(f"sqlite:///{seeded_file}") as client:
        for kind in SCHEMAS:
            answer = client.get(f"/schemas/{kind}")
            assert answer.headers["content-type"] == "application/schema+json"
            assert answer.text == call("schema", kind).stdout
        unknown = client.get("/schemas/sorce")
        not_found(unknown)
    ended = call("schema", "sorce")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "there is no kind of document 'sorce'; did you mean source?\n"


def not_found(answer: httpx.Response) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (404, 404)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "source" in json.dumps(problem)


def test_the_default_kind_is_a_source(call: Call) -> None:
    assert call("schema").stdout == call("schema", "source").stdout
