"""How routes and the whole API are described in OpenAPI 3.1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import UnionType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.api.parameters import ALWAYS, CURSOR, LIMIT
from app.api.problems import MEDIA_TYPE, PROBLEM_TYPES, Problem
from app.api.query import Parameter
from app.formats.answer import Item, Page
from app.formats.registry import FORMATS

# A real question to each operation, with the seed's real answer. A test keeps them true.
EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "examples.json").read_text(encoding="utf-8")
)
# What each operation answers with. A process that starts does not describe it: that takes as long
# as the rest of its start, and few are asked to.
_ANSWERS: dict[str, Any] = {}
TAGS = [
    {"name": "start", "description": "What is here, and where to go."},
    {
        "name": "figures",
        "description": "Recorded figures, each with its receipt, and what follows from them: "
        "changes like for like, series, shares, rates, rankings and coverage, each with its "
        "lineage.",
    },
    {
        "name": "claims",
        "description": "What the sources say about the figures, checked when asked.",
    },
    {
        "name": "dictionary",
        "description": "Forces, areas, periods, categories, platforms, measures, datasets and "
        "sources: what each is, and what the record holds about it.",
    },
    {"name": "releases", "description": "The numbered states of the record."},
    {"name": "operations", "description": "For those who run the service."},
]
DESCRIPTION = """
Recorded offences by police force, period, offence category and online platform. Every figure leads
back to the document that printed it, and every percentage is checked against the counts behind it.

The figures are about harm to children. A recorded offence is not a child harmed and not a
conviction: it is an entry in a police record, and it moves with reporting and recording practice.
Warnings are served with every answer in JSON, as are organisations that support people affected.

Conventions: filters repeat or take commas; an unknown name or parameter is a 422 that suggests the
nearest; pages follow `links.next`; `release` pins an answer for ever; JSON and CSV by `Accept`,
`format` or suffix. The parameter `_` is ignored.
"""


def route(
    operation: str,
    tag: str,
    row_type: type | UnionType,
    parameters: Sequence[Parameter] = (),
    *,
    paged: bool = True,
    limit: Parameter = LIMIT,
    path_names: bool = False,
) -> dict[str, Any]:
    """The arguments that describe a route: its parameters, its problems. Its answer is kept for
    whoever asks for the description."""
    parameters = (*parameters, *((limit, CURSOR) if paged else ()), *ALWAYS)
    asked = dict(parse_qsl(urlsplit(EXAMPLES[operation]["ask"]).query))
    kind: Any = Page if paged else Item
    _ANSWERS[operation] = kind[row_type]
    problems = [400, 406, 414, 422, 503, *([404] if path_names else [])]
    return {
        "operation_id": operation,
        "tags": [tag],
        "response_model": None,
        "responses": {
            200: {
                "content": {
                    wanted.media_type: {"schema": {"type": "string"}}
                    for wanted in FORMATS.values()
                    if wanted.name != "json"
                }
            },
            304: {"description": "The answer is the one that `If-None-Match` names."},
            **problem_responses(*sorted(problems)),
        },
        "openapi_extra": {
            "parameters": [
                parameter.documented(asked.get(parameter.name)) for parameter in parameters
            ]
        },
    }


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route can answer with, by status."""
    return {
        status: {
            "description": "; ".join(
                kind.title for kind in PROBLEM_TYPES.values() if kind.status == status
            ),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": _problem_example(status),
                }
            },
        }
        for status in statuses
    }


def _describe_answers(schema: dict[str, Any]) -> None:
    """Put in the shapes of the answers, and the answers of the examples, of which the framework's
    own way would drop the nulls."""
    shown = {**_ANSWERS, Problem.__name__: Problem}
    described, shapes = TypeAdapter.json_schemas(
        [(name, "serialization", TypeAdapter(answer)) for name, answer in shown.items()],
        ref_template="#/components/schemas/{model}",
    )
    schema.setdefault("components", {})["schemas"] = shapes.pop("$defs")
    for path in schema["paths"].values():
        operation = path["get"]
        name = operation["operationId"]
        if name in _ANSWERS:
            content = operation["responses"]["200"]["content"]["application/json"]
            content["schema"] = described[name, "serialization"]
            content["example"] = EXAMPLES[name]["answer"]


def _problem_example(status: int) -> dict[str, Any]:
    kind = next(kind for kind in PROBLEM_TYPES.values() if kind.status == status)
    return {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
        "errors": [],
    }


def document(app: FastAPI) -> None:
    """Make the application serve its OpenAPI document, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                summary="Regional crime statistics with receipts.",
                description=DESCRIPTION,
                routes=app.routes,
                tags=TAGS,
                license_info={"name": "MIT (code), CC BY 4.0 (compilation)", "identifier": "MIT"},
            )
            schema["security"] = []  # everything is open to read
            schema["servers"] = [{"url": "/", "description": "This server."}]
            _describe_answers(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
