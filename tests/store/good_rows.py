"""A small store, and a good row for every table on top of it."""

from datetime import UTC, date, datetime
from typing import Any

Values = dict[str, Any]
ONES = "1" * 64

_TEXTS = {"slug": "synthetic", "name": "Synthetic", "definition": "Synthetic."}
_VERSION: Values = {
    "digits": 427,
    "exponent": 0,
    "qualifier": "exact",
    "inferred": [],
    "release_from": 1,
    "release_to": None,
}
# What stands in the store already. Each row of GOOD can be added to it.
BASE: list[tuple[str, Values]] = [
    ("areas", {"id": 1, **_TEXTS, "kind": "force", "gss_code": "S99000001"}),
    ("areas", {"id": 2, **_TEXTS, "slug": "synthetic-2", "kind": "country", "gss_code": None}),
    ("area_aliases", {"spelling": "syn", "area_id": 1, "alias": "Syn", "position": 0}),
    ("area_memberships", {"member_id": 1, "group_id": 2, "valid_from": None}),
    ("area_distinctions", {"area_id": 2, "other_id": 1, "position": 0, "relation": "may_be"}),
    (
        "periods",
        {
            "id": 1,
            "slug": "2019-20",
            "kind": "financial_year",
            "start_date": date(2019, 4, 1),
            "end_date": date(2020, 3, 31),
        },
    ),
    ("categories", {"id": 1, **_TEXTS, "home_office_codes": []}),
    ("platforms", {"id": 1, **_TEXTS, "operator": "Synthetic"}),
    ("populations", {"id": 1, **_TEXTS}),
    (
        "measures",
        {"id": 1, **_TEXTS, "unit": "x", "counted": True, "summable": True, "comparable": True},
    ),
    (
        "datasets",
        {"id": 1, **_TEXTS, "producer": "x", "method": "x", "coverage": "x", "comparability": "x"},
    ),
    (
        "support_organisations",
        {"id": 1, "slug": "synthetic", "name": "x", "about": "x", "website": "https://x.example"},
    ),
    ("sources", {"id": 1, "slug": "synthetic", "title": "x", "kind": "x", "notes": "x"}),
    ("source_paragraphs", {"source_id": 1, "paragraph": 5, "fingerprint": f"sha256:{ONES}"}),
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
    ("observations", {"id": 1, "cell_id": 1, "status": "published", **_VERSION}),
    (
        "citations",
        {
            "observation_id": 1,
            "release_from": 1,
            "source_id": 1,
            "paragraph": 5,
            "stated": "427",
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
    (
        "claim_citations",
        {"claim_id": 1, "position": 0, "source_id": 1, "paragraph": 5, "stated": "x"},
    ),
    ("claim_operands", {"claim_id": 1, "position": 0, "role": "from", "cell_id": 1}),
]
GOOD: dict[str, Values] = {
    "areas": {"id": 3, "slug": "synthetic-3", "gss_code": "S99000003"},
    "area_aliases": {"spelling": "synth", "position": 1},
    "area_memberships": {"valid_from": date(2020, 1, 1), "valid_to": date(2020, 1, 1)},
    "area_distinctions": {"area_id": 1, "other_id": 2, "relation": "distinct_from", "why": "x"},
    "periods": {
        "id": 2,
        "slug": "unstated",
        "kind": "unstated",
        "start_date": None,
        "end_date": None,
    },
    "categories": {"id": 2, "slug": "synthetic-2", "parent_id": 1},
    "platforms": {"id": 2, "slug": "synthetic-2", "parent_id": 1},
    "populations": {"id": 2, "slug": "synthetic-2"},
    "measures": {"id": 2, "slug": "synthetic-2"},
    "datasets": {"id": 2, "slug": "synthetic-2"},
    "support_organisations": {"id": 2, "slug": "synthetic-2"},
    "sources": {"id": 2, "slug": "synthetic-2"},
    "source_paragraphs": {"paragraph": 6},
    "source_support": {"source_id": 1, "organisation_id": 1, "paragraph": 5},
    "releases": {"number": 3},
    "cells": {"id": 3, "category_id": 1},
    "observations": {"id": 2, "cell_id": 2},
    "citations": {"stated": "four hundred and twenty-seven"},
    "claims": {"id": 2, "ordinal": 2},
    "claim_citations": {"position": 1},
    "claim_operands": {"position": 1, "cell_id": None, "missing": "x"},
}


def row(table: str, changes: Values) -> Values:
    """The good row of a table with changes."""
    base: Values = next((values for name, values in BASE if name == table), {})
    return {**base, **GOOD[table], **changes}
