"""The tables. Constraints do the work, on SQLite and PostgreSQL alike.

A cell is the place of a figure; an observation is one version of its value, valid from one
release to another, and so are an entry's content, a claim and a citation. Ids of dictionary entries
are small integers in the order in which the record came to know them, periods have their own
chronological key, so every order of the API is an order of integers and the same on every
database. Row 0 of categories, platforms and populations stands for "does not apply", so that the
uniqueness of a cell needs no special case for nulls.

A value is stored as digits and exponent: exact, and with the places that were printed.
"""

from __future__ import annotations

from app.store.tables.dictionaries import (
    NOUNS,
    areas,
    categories,
    datasets,
    entry_versions,
    measures,
    passages,
    periods,
    platforms,
    populations,
    sources,
    support_organisations,
)
from app.store.tables.figures import (
    cells,
    claim_citations,
    claim_operands,
    claims,
    further_citations,
    observations,
)
from app.store.tables.holdings import COUNTED, STATUS_IDS, holdings
from app.store.tables.releases import release_documents, release_warnings, releases
from app.store.tables.schema import DOES_NOT_APPLY, WHOLE_DOCUMENT, metadata
from app.store.tables.totals import forces_totals

# What is worked out from the other tables, and made again where a record is restored.
DERIVED = frozenset({forces_totals})

__all__ = [
    "COUNTED",
    "DERIVED",
    "DOES_NOT_APPLY",
    "NOUNS",
    "STATUS_IDS",
    "WHOLE_DOCUMENT",
    "areas",
    "categories",
    "cells",
    "claim_citations",
    "claim_operands",
    "claims",
    "datasets",
    "entry_versions",
    "forces_totals",
    "further_citations",
    "holdings",
    "measures",
    "metadata",
    "observations",
    "passages",
    "periods",
    "platforms",
    "populations",
    "release_documents",
    "release_warnings",
    "releases",
    "sources",
    "support_organisations",
]
