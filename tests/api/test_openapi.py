"""The OpenAPI document is valid, complete and true."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.documented import EXAMPLES
from tests.api.conftest import example_answer


@pytest.fixture(scope="module")
def document(api: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_operation_ids_are_stable(document: dict[str, Any]) -> None:
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(set(ids)) == len(ids)
    assert {
        "getIndex",
        "listObservations",
        "getObservation",
        "listChanges",
        "listSeries",
        "listClaims",
        "getClaim",
        "listForces",
        "getForce",
        "listAreas",
        "getArea",
        "listReleases",
        "getRelease",
        "listReleaseChanges",
        "listReleaseWarnings",
        "listDisagreements",
        "getHealth",
        "getReadiness",
    } <= set(ids)


def test_every_parameter_and_every_field_is_described(document: dict[str, Any]) -> None:
    bare = [
        f"{path} {parameter['name']}"
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    bare += [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if not described.get("description")
    ]
    assert bare == []


def test_tags_are_declared_and_in_reading_order(document: dict[str, Any]) -> None:
    declared = [tag["name"] for tag in document["tags"]]
    used = [
        tag
        for path in document["paths"].values()
        for operation in path.values()
        for tag in operation["tags"]
    ]
    assert set(used) == set(declared)
    assert declared[:3] == ["start", "figures", "claims"]


@pytest.mark.parametrize("operation", EXAMPLES)
def test_the_example_of_an_operation_is_the_real_answer(api: httpx.Client, operation: str) -> None:
    example = EXAMPLES[operation]
    assert example_answer(api, example["ask"]) == example["answer"], "make examples mends it"


def test_every_example_is_of_the_shape_that_is_described(document: dict[str, Any]) -> None:
    described = 0
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] not in EXAMPLES:
                continue
            content = operation["responses"]["200"]["content"]["application/json"]
            name = content["schema"]["$ref"].rpartition("/")[2]
            shape = document["components"]["schemas"][name]
            assert set(shape["required"]) == content["example"].keys() == shape["properties"].keys()
            described += 1
    assert described == len(EXAMPLES)


def test_every_list_and_item_has_an_example(document: dict[str, Any]) -> None:
    with_example = {
        operations["get"]["operationId"]
        for operations in document["paths"].values()
        if "example" in operations["get"]["responses"]["200"]["content"].get("application/json", {})
    }
    assert with_example == set(EXAMPLES)


def test_answers_are_as_described_for_any_request(
    api: httpx.Client, document: dict[str, Any]
) -> None:
    """Every check of schemathesis, over every operation: examples, edges, random and linked."""
    run = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            f"--config-file={Path(__file__).with_name('schemathesis.toml')}",
            "run",
            str(api.base_url.join("/openapi.json")),
            "--checks=all",
            "--max-examples=8",
            "--generation-deterministic",
            "--continue-on-failure",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    operations = sum(map(len, document["paths"].values()))
    assert f"Selected: {operations}/{operations}" in run.stdout
