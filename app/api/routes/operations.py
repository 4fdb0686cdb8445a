"""For those who run the service: is it alive, can it answer, what has it done. And what the API
says of itself: its description, and the types of its problems."""

from __future__ import annotations

from html import escape
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.ask import not_found
from app.api.documented import problem_responses
from app.api.problems import PROBLEM_TYPES
from app.domain.suggest import nearest
from app.store.engine import Connection, read
from app.store.releases import demand_latest
from app.store.schema import demand_current

router = APIRouter()

FOR_NOW = {"Cache-Control": "public, max-age=60"}
NO_STORE = {"Cache-Control": "no-store"}


@router.get(
    "/healthz",
    operation_id="getHealth",
    tags=["operations"],
    summary="Alive",
    responses=problem_responses(400, 414),
)
def health(response: Response) -> dict[str, str]:
    """Answers while the process lives."""
    response.headers.update(NO_STORE)
    return {"status": "ok"}


@router.get(
    "/readyz",
    operation_id="getReadiness",
    tags=["operations"],
    summary="Ready",
    responses=problem_responses(400, 414, 503),
)
def readiness(request: Request, response: Response) -> dict[str, str | int]:
    """Answers with the newest release while the store has this version's schema and a release;
    otherwise 503."""
    response.headers.update(NO_STORE)

    def newest(connection: Connection) -> int:
        demand_current(connection)
        return demand_latest(connection).number

    return {"status": "ok", "release": read(request.app.state.engine, newest)}


@router.get(
    "/metrics",
    operation_id="getMetrics",
    tags=["operations"],
    summary="Metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **problem_responses(400, 414),
    },
)
def metrics(request: Request) -> Response:
    """Requests by route and status, and how long they took, for Prometheus."""
    body = generate_latest(request.app.state.metrics.registry)
    return Response(body, headers={**NO_STORE, "Content-Type": CONTENT_TYPE_LATEST})


@router.get(
    "/problems/{slug}",
    operation_id="getProblemType",
    tags=["operations"],
    summary="A type of problem",
    response_class=Response,
    responses={
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        **problem_responses(400, 404, 414, 422),
    },
)
def problem(
    slug: Annotated[
        str, Path(description="The type.", max_length=100, examples=["invalid-parameters"])
    ],
) -> Response:
    """The page that the `type` of a problem document leads to."""
    kind = PROBLEM_TYPES.get(slug)
    if kind is None:
        raise not_found("problem type", slug, nearest(slug, PROBLEM_TYPES))
    title, meaning = escape(kind.title), escape(kind.meaning)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<h1>{title}</h1><p>HTTP status {kind.status}.</p><p>{meaning}</p></html>"
    )
    return Response(page.encode(), headers={**FOR_NOW, "Content-Type": "text/html; charset=utf-8"})


@router.get(
    "/schemas/{kind}",
    operation_id="getSchema",
    tags=["operations"],
    summary="The JSON Schema of a kind of document",
    response_class=Response,
    responses={
        200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}},
        **problem_responses(400, 404, 414, 422),
    },
)
def schema(
    kind: Annotated[
        str,
        Path(description="Top-level key of the document.", max_length=100, examples=["source"]),
    ],
) -> Response:
    """By which an editor completes and checks a document that is to be imported."""
    # What reads documents takes a good part of the time in which a server starts without it.
    from app.importing.schema import SCHEMAS, schema_bytes  # noqa: PLC0415

    if kind not in SCHEMAS:
        raise not_found("kind of document", kind, nearest(kind, SCHEMAS))
    return Response(
        schema_bytes(kind), headers={**FOR_NOW, "Content-Type": "application/schema+json"}
    )


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The description of the API."""
    body = msgspec.json.encode(request.app.openapi())
    return Response(body, headers={**FOR_NOW, "Content-Type": "application/json"})
