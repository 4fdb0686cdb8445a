"""What makes a good row bad, and the constraint that has to refuse it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import null

from app.store.tables import NOUNS
from tests.store.good_rows import ONES, Values

Case = tuple[str, Values, str]


def _cases() -> Iterator[Case]:
    """Table, what is changed in its good row, and the constraint that has to refuse it."""
    yield from _cases_of_releases()
    yield from _cases_of_entries()
    yield from _cases_of_periods_and_passages()
    yield from _cases_of_cells()
    yield from _cases_of_observations()
    yield from _cases_of_citations()
    yield from _cases_of_claims()
    yield from _cases_of_holdings()
    yield from _cases_of_totals()


def _cases_of_releases() -> Iterator[Case]:
    yield "releases", {"number": 2}, "pk_releases"
    yield "releases", {"number": 0}, "ck_releases_number"
    for counted in ("added", "revised", "withdrawn", "unchanged"):
        yield "releases", {counted: -1}, "ck_releases_counts"
    yield "releases", {"recited": -1}, "ck_releases_recited"
    yield from _nulls("releases", "created", "note", "digest")
    yield "release_documents", {"position": 1}, "pk_release_documents"
    yield "release_documents", {"release": 9}, "fk_release_documents_release_releases"
    for counted in ("rows_stored", "rows_merged", "rows_refused"):
        below: Values = {"rows_read": 1, counted: -1}
        yield "release_documents", below, "ck_release_documents_rows"
    for rows in (2, 4):
        yield "release_documents", {"rows_read": rows}, "ck_release_documents_rows"
    yield from _nulls("release_documents", "name", "fingerprint", "rows_read")
    yield "release_warnings", {"position": 1}, "pk_release_warnings"
    yield "release_warnings", {"release": 9}, "fk_release_warnings_release_releases"
    yield from _nulls("release_warnings", "code", "detail", "document", "line")


def _cases_of_entries() -> Iterator[Case]:
    for noun in NOUNS:
        yield noun, {"slug": "synthetic"}, f"uq_{noun}_slug"
        yield noun, {"id": 1}, f"pk_{noun}"
        yield noun, {"slug": None}, "slug"
    for noun in ("categories", "platforms", "populations"):
        yield noun, {"slug": "-"}, f"uq_{noun}_slug"
        yield noun, {"id": 0}, f"pk_{noun}"
    yield "entry_versions", {"noun": "periods"}, "ck_entry_versions_noun"
    yield from _nulls("entry_versions", "content")
    yield "entry_versions", {"release_from": 9}, "fk_entry_versions_release_from_releases"
    yield "entry_versions", {"release_to": 9}, "fk_entry_versions_release_to_releases"
    yield from _backwards("entry_versions")
    second: Values = {"entry_id": 1, "release_from": 2}
    yield "entry_versions", second, "uq_entry_versions_open_version"
    again: Values = {"entry_id": 1, "release_to": 2}
    yield "entry_versions", again, "pk_entry_versions"


def _cases_of_periods_and_passages() -> Iterator[Case]:
    decade: Values = {"kind": "decade", "start_date": date.min, "end_date": date.max}
    yield "periods", decade, "ck_periods_kind"
    yield "periods", {"start_date": date(2020, 1, 1)}, "ck_periods_start"
    yield "periods", {"end_date": date(2020, 1, 1)}, "ck_periods_end"
    span: Values = {"kind": "span", "start_date": date(2020, 1, 2), "end_date": date(2020, 1, 1)}
    yield "periods", span, "ck_periods_dates"
    yield "periods", {"slug": "2019-20"}, "uq_periods_slug"
    yield "periods", {"id": 1}, "pk_periods"
    yield "periods", {"release_from": 9}, "fk_periods_release_from_releases"
    yield from _nulls("periods", "release_from")
    again: Values = {"paragraph": 5}
    yield "passages", again, "uq_passages_source_id_paragraph_fingerprint"
    yield "passages", {"id": 1}, "pk_passages"
    yield "passages", {"paragraph": -1}, "ck_passages_paragraph"
    yield "passages", {"source_id": 9}, "fk_passages_source_id_sources"
    yield "passages", {"release_from": 9}, "fk_passages_release_from_releases"
    for bad in (ONES, f"sha256:{ONES[1:]}", f"sha512:{ONES}"):
        yield "passages", {"fingerprint": bad}, "ck_passages_fingerprint"
    yield from _nulls("passages", "paragraph", "fingerprint", "release_from")


def _cases_of_cells() -> Iterator[Case]:
    yield "cells", {"category_id": 0}, "uq_cells_dimensions"
    yield "cells", {"id": 1}, "pk_cells"
    for column, noun in (
        ("area_id", "areas"),
        ("period_id", "periods"),
        ("category_id", "categories"),
        ("measure_id", "measures"),
        ("platform_id", "platforms"),
        ("population_id", "populations"),
        ("dataset_id", "datasets"),
    ):
        yield "cells", {column: 9}, f"fk_cells_{column}_{noun}"
        yield "cells", {column: None}, column


def _cases_of_observations() -> Iterator[Case]:
    nothing: Values = {"digits": None, "exponent": None}
    yield "observations", {"cell_id": 9}, "fk_observations_cell_id_cells"
    yield "observations", {"release_from": 9}, "fk_observations_release_from_releases"
    yield "observations", {"release_to": 9}, "fk_observations_release_to_releases"
    yield "observations", {"alternative": -1}, "ck_observations_alternative"
    yield "observations", {"status": "guessed", **nothing}, "ck_observations_status"
    yield "observations", {"qualifier": "loosely"}, "ck_observations_qualifier"
    for status in ("suppressed", "not_supplied", "not_applicable", "withdrawn"):
        yield "observations", {"status": status}, "ck_observations_value"
    for status in ("published", "provisional", "estimated"):
        yield "observations", {"status": status, **nothing}, "ck_observations_value"
    yield "observations", {"exponent": None}, "ck_observations_exponent"
    yield "observations", {"status": "suppressed", "digits": None}, "ck_observations_exponent"
    yield "observations", {"forces": 0}, "ck_observations_forces"
    yield from _backwards("observations")
    second: Values = {"alternative": 0, "release_from": 2}
    yield "observations", second, "uq_observations_open_version"
    again: Values = {"alternative": 0, "release_to": 2}
    yield "observations", again, "pk_observations"
    yield "observations", {"id": 1}, "uq_observations_id"
    yield "observations", {"passage_id": 9}, "fk_observations_passage_id_passages"
    yield "observations", {"cited_to": 9}, "fk_observations_cited_to_releases"
    yield "observations", {"cited_to": 1}, "ck_observations_cited"
    told = ("alternative", "status", "qualifier", "inferred", "passage_id", "locator", "stated")
    yield from _nulls("observations", *told)


def _cases_of_citations() -> Iterator[Case]:
    yield "further_citations", {"position": 1}, "pk_further_citations"
    yield "further_citations", {"position": 0}, "ck_further_citations_position"
    yield (
        "further_citations",
        {"observation_id": 9},
        "fk_further_citations_observation_id_observations",
    )
    yield "further_citations", {"passage_id": 9}, "fk_further_citations_passage_id_passages"
    yield "further_citations", {"release_from": 9}, "fk_further_citations_release_from_releases"
    yield "further_citations", {"release_to": 9}, "fk_further_citations_release_to_releases"
    yield from _backwards("further_citations")
    yield from _nulls("further_citations", "passage_id", "locator", "stated", "release_from")


def _cases_of_claims() -> Iterator[Case]:
    yield "claims", {"source_id": 9}, "fk_claims_source_id_sources"
    yield "claims", {"kind": "guess"}, "ck_claims_kind"
    yield "claims", {"qualifier": "loosely"}, "ck_claims_qualifier"
    without: Values = {"digits": None, "exponent": None, "unit": None}
    yield "claims", {"direction": "sideways", **without}, "ck_claims_direction"
    yield "claims", {"direction": "up"}, "ck_claims_direction_or_value"
    yield "claims", {"exponent": None}, "ck_claims_exponent"
    yield "claims", {"unit": None}, "ck_claims_unit"
    yield from _backwards("claims")
    yield "claims", {"release_from": 9}, "fk_claims_release_from_releases"
    yield "claims", {"release_to": 9}, "fk_claims_release_to_releases"
    yield "claims", {"ordinal": 1, "release_from": 2}, "uq_claims_open_version"
    again: Values = {"ordinal": 1, "release_to": 2}
    yield "claims", again, "uq_claims_source_id_paragraph_ordinal_release_from"
    yield "claims", {"id": 1}, "pk_claims"
    yield from _nulls("claims", "paragraph", "ordinal", "statement", "inferred")
    yield "claim_citations", {"passage_id": 9}, "fk_claim_citations_passage_id_passages"
    yield "claim_citations", {"claim_id": 9}, "fk_claim_citations_claim_id_claims"
    yield "claim_citations", {"position": 0}, "pk_claim_citations"
    yield from _nulls("claim_citations", "stated")
    yield "claim_operands", {"cell_id": 1}, "ck_claim_operands_found_or_missing"
    yield "claim_operands", {"missing": None}, "ck_claim_operands_found_or_missing"
    yield "claim_operands", {"missing": None, "cell_id": 9}, "fk_claim_operands_cell_id_cells"
    yield "claim_operands", {"claim_id": 9}, "fk_claim_operands_claim_id_claims"
    yield "claim_operands", {"position": 0}, "pk_claim_operands"
    yield from _nulls("claim_operands", "role")


def _cases_of_holdings() -> Iterator[Case]:
    for column in ("dimension", "other"):
        yield "holdings", {column: "qualifier"}, f"ck_holdings_{column}"
    yield "holdings", {"figures": 0}, "ck_holdings_figures"
    yield "holdings", {"release_from": 9}, "fk_holdings_release_from_releases"
    yield "holdings", {"release_to": 9}, "fk_holdings_release_to_releases"
    yield from _backwards("holdings")
    yield "holdings", {"entry_id": 1, "release_from": 2}, "uq_holdings_open_version"
    again: Values = {"entry_id": 1, "release_to": 2}
    yield "holdings", again, "pk_holdings"
    yield from _nulls("holdings", "entry_id", "other_id", "figures")


def _cases_of_totals() -> Iterator[Case]:
    table = "forces_totals"
    yield table, {"parts": 2}, "ck_forces_totals_parts"
    yield table, {"areas": ""}, "ck_forces_totals_total"
    for name in ("category", "measure", "platform", "population", "dataset"):
        noun = "categories" if name == "category" else f"{name}s"
        yield table, {f"{name}_id": 9}, f"fk_{table}_{name}_id_{noun}"
    for column in ("release_from", "release_to"):
        yield table, {column: 9}, f"fk_{table}_{column}_releases"
    yield from _backwards(table)
    yield table, {"period_id": 1, "release_from": 2}, f"uq_{table}_open_version"
    again: Values = {"period_id": 1, "release_to": 2}
    yield table, again, f"pk_{table}"
    yield from _nulls(table, "marked", "areas", "silent", "figures")


def _backwards(table: str) -> Iterator[Case]:
    """A version ends after the release that brought it."""
    for ended in (1, 2):
        releases: dict[str, Any] = {"release_from": 2, "release_to": ended}
        yield table, releases, f"ck_{table}_releases"


def _nulls(table: str, *columns: str) -> Iterator[Case]:
    for column in columns:
        # None in a column of JSON would be the null of JSON, which is a value.
        yield table, {column: null()}, column


CASES = list(_cases())
