"""The tables. Constraints do the work, on SQLite and PostgreSQL alike.

A cell is the place of a figure; an observation is one version of its value, valid from one
release to another. Ids of dictionary entries are small integers in dictionary order, periods have
their own chronological key, so every order of the API is an order of integers and the same on
every database. Row 0 of categories, platforms and populations stands for "does not apply", so
that the uniqueness of a cell needs no special case for nulls.

A value is stored as digits and exponent: exact, and with the places that were printed.
"""

from __future__ import annotations

from app.store.tables.dictionaries import (
    area_aliases,
    area_distinctions,
    area_memberships,
    areas,
    categories,
    datasets,
    measures,
    periods,
    platforms,
    populations,
    source_paragraphs,
    source_support,
    sources,
    support_organisations,
)
from app.store.tables.figures import (
    cells,
    citations,
    claim_citations,
    claim_operands,
    claims,
    observations,
    releases,
)
from app.store.tables.schema import DOES_NOT_APPLY, metadata

__all__ = [
    "DOES_NOT_APPLY",
    "area_aliases",
    "area_distinctions",
    "area_memberships",
    "areas",
    "categories",
    "cells",
    "citations",
    "claim_citations",
    "claim_operands",
    "claims",
    "datasets",
    "measures",
    "metadata",
    "observations",
    "periods",
    "platforms",
    "populations",
    "releases",
    "source_paragraphs",
    "source_support",
    "sources",
    "support_organisations",
]
