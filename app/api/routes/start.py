"""GET /v1: what is here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.respond import respond_item
from app.domain.described import described

router = APIRouter()


@dataclass(frozen=True)
class Index:
    """What is here: an address and a count for everything that can be asked."""

    name: str = described("The name of the service.")
    purpose: str = described("What it is for.")
    endpoints: dict[str, str] = described("Addresses by name, relative to the server.")
    counts: dict[str, int] = described("How much the record holds, by noun.")


ENDPOINTS = {
    "observations": "/v1/observations",
    "totals": "/v1/totals",
    "changes": "/v1/changes",
    "series": "/v1/series",
    "rates": "/v1/rates",
    "rankings": "/v1/rankings",
    "shares": "/v1/shares",
    "coverage": "/v1/coverage",
    "coverage requests": "/v1/coverage/requests",
    "claims": "/v1/claims",
    "scorecards": "/v1/scorecards",
    "wanted": "/v1/scorecards/wanted",
    "disagreements": "/v1/disagreements",
    "forces": "/v1/forces",
    "areas": "/v1/areas",
    "periods": "/v1/periods",
    "categories": "/v1/categories",
    "platforms": "/v1/platforms",
    "populations": "/v1/populations",
    "measures": "/v1/measures",
    "datasets": "/v1/datasets",
    "sources": "/v1/sources",
    "releases": "/v1/releases",
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "schemas": "/schemas/source",
}


@router.get("/v1", summary="What is here", **route("getIndex", "start", Index, paged=False))
@answering(short=True)
def index(question: Ask) -> Response:
    """The addresses of everything, how much the record holds, its release and licence."""
    entries = question.dictionary.entries
    held = entries["measures"].values()
    return respond_item(
        question,
        Index,
        Index(
            name="On Record",
            purpose="Regional crime statistics with receipts.",
            endpoints=ENDPOINTS,
            counts={noun: len(found) for noun, found in entries.items()}
            | {
                "observations": sum(measure.data.observations for measure in held),
                "claims": sum(source.claims for source in entries["sources"].values()),
                "releases": question.release.number,
            },
        ),
    )
