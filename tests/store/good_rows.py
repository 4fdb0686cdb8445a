"""A small store, and a good row for every table on top of it."""

from datetime import UTC, date, datetime
from typing import Any

from app.store.tables import NOUNS

Values = dict[str, Any]
ONES = "1" * 64

_VERSION: Values = {
    "digits": 427,
    "exponent": 0,
    "qualifier": "exact",
    "inferred": [],
    "release_from": 1,
    "release_to": None,
}
_CITED: Values = {"passage_id": 1, "locator": "", "stated": "427"}
# What stands in the store already. Each row of GOOD can be added to it.
BASE: list[tuple[str, Values]] = [
    *(
        (
            "releases",
            {
                "number": number,
                "created": datetime(2024, 1, 1, tzinfo=UTC),
                "note": "x",
                "digest": "x",
                **dict.fromkeys(("added", "revised", "withdrawn", "unchanged"), 0),
            },
        )
        for number in (1, 2)
    ),
    (
        "release_documents",
        {
            "release": 1,
            "position": 1,
            "name": "x",
            "fingerprint": "x",
            "rows_read": 3,
            "rows_stored": 1,
            "rows_merged": 1,
            "rows_refused": 1,
        },
    ),
    (
        "release_warnings",
        {"release": 1, "position": 1, "code": "x", "detail": "x", "document": "x", "line": 1},
    ),
    *((noun, {"id": 1, "slug": "synthetic"}) for noun in NOUNS),
    ("areas", {"id": 2, "slug": "synthetic-2"}),
    (
        "entry_versions",
        {"noun": "areas", "entry_id": 1, "release_from": 1, "release_to": None, "content": {}},
    ),
    (
        "periods",
        {
            "id": 1,
            "slug": "2019-20",
            "kind": "financial_year",
            "start_date": date(2019, 4, 1),
            "end_date": date(2020, 3, 31),
            "release_from": 1,
        },
    ),
    (
        "passages",
        {
            "id": 1,
            "source_id": 1,
            "paragraph": 5,
            "fingerprint": f"sha256:{ONES}",
            "release_from": 1,
        },
    ),
    *(
        (
            "cells",
            {
                "id": id_,
                "area_id": area,
                "period_id": 1,
                "category_id": 0,
                "measure_id": 1,
                "platform_id": 0,
                "population_id": 0,
                "dataset_id": 1,
            },
        )
        for id_, area in ((1, 1), (2, 2))
    ),
    (
        "observations",
        {
            "id": 1,
            "cell_id": 1,
            "alternative": 0,
            "status": "published",
            **_VERSION,
            **_CITED,
            "cited_to": None,
        },
    ),
    (
        "further_citations",
        {
            "observation_id": 1,
            "position": 1,
            "release_from": 1,
            "release_to": None,
            **_CITED,
        },
    ),
    (
        "claims",
        {
            "id": 1,
            "source_id": 1,
            "paragraph": 5,
            "ordinal": 1,
            "kind": "change",
            "statement": "x",
            "unit": "per-cent",
            **_VERSION,
        },
    ),
    ("claim_citations", {"claim_id": 1, "position": 0, "passage_id": 1, "stated": "x"}),
    ("claim_operands", {"claim_id": 1, "position": 0, "role": "from", "cell_id": 1}),
    (
        "holdings",
        {
            "dimension": "period",
            "other": "area",
            "entry_id": 1,
            "other_id": 1,
            "release_from": 1,
            "release_to": None,
            "figures": 1,
        },
    ),
    (
        "forces_totals",
        {
            "parts": 1,
            "period_id": 1,
            **{f"{name}_id": 0 for name in ("category", "platform", "population")},
            "measure_id": 1,
            "dataset_id": 1,
            "release_from": 1,
            "release_to": None,
            "total": "7",
            "marked": False,
            "areas": "1",
            "silent": "",
            "figures": "7",
        },
    ),
]
GOOD: dict[str, Values] = {
    "releases": {"number": 3},
    "release_documents": {"position": 2},
    "release_warnings": {"position": 2},
    **{noun: {"id": 3, "slug": "synthetic-3"} for noun in NOUNS},
    "entry_versions": {"entry_id": 2},
    "periods": {
        "id": 2,
        "slug": "unstated",
        "kind": "unstated",
        "start_date": None,
        "end_date": None,
    },
    # The document whole, as it is where the source is a table.
    "passages": {"id": 2, "paragraph": 0},
    "forces_totals": {"period_id": 2},
    "cells": {"id": 3, "category_id": 1},
    "observations": {"id": 2, "alternative": 1},
    "further_citations": {"position": 2},
    "claims": {"id": 2, "ordinal": 2},
    "claim_citations": {"position": 1},
    "claim_operands": {"position": 1, "cell_id": None, "missing": "x"},
    "holdings": {"entry_id": 2},
}


def row(table: str, changes: Values) -> Values:
    """The good row of a table with changes."""
    base: Values = next((values for name, values in BASE if name == table), {})
    return {**base, **GOOD[table], **changes}
