"""What makes a good row bad, and the constraint that has to refuse it."""

from collections.abc import Iterator
from datetime import date

from tests.store.good_rows import ONES, Values


def _cases() -> Iterator[tuple[str, Values, str]]:
    """Table, what is changed in its good row, and the constraint that has to refuse it."""
    yield "areas", {"kind": "county"}, "ck_areas_kind"
    yield "areas", {"slug": "synthetic"}, "uq_areas_slug"
    yield "areas", {"gss_code": "S99000001"}, "uq_areas_gss_code"
    yield "areas", {"id": 1}, "pk_areas"
    yield "areas", {"name": None}, "name"
    yield "area_aliases", {"spelling": "syn"}, "pk_area_aliases"
    yield "area_aliases", {"position": 0}, "uq_area_aliases_area_id_position"
    yield "area_aliases", {"area_id": 9}, "fk_area_aliases_area_id_areas"
    yield "area_memberships", {"group_id": 1}, "ck_area_memberships_not_of_itself"
    yield "area_memberships", {"valid_to": date(2019, 12, 31)}, "ck_area_memberships_dates"
    yield "area_memberships", {"member_id": 9}, "fk_area_memberships_member_id_areas"
    yield "area_memberships", {"group_id": 9}, "fk_area_memberships_group_id_areas"
    undated: Values = {"valid_from": None, "valid_to": None}
    yield "area_memberships", undated, "uq_area_memberships_undated"
    yield "area_distinctions", {"other_id": 1}, "ck_area_distinctions_not_of_itself"
    yield "area_distinctions", {"relation": "near", "why": None}, "ck_area_distinctions_relation"
    yield "area_distinctions", {"why": None}, "ck_area_distinctions_why"
    yield "area_distinctions", {"relation": "may_be"}, "ck_area_distinctions_why"
    yield "area_distinctions", {"other_id": 9}, "fk_area_distinctions_other_id_areas"
    twice: Values = {"area_id": 2, "other_id": 1}
    yield "area_distinctions", twice, "pk_area_distinctions"
    yield (
        "periods",
        {"kind": "decade", "start_date": date.min, "end_date": date.max},
        "ck_periods_kind",
    )
    yield "periods", {"start_date": date(2020, 1, 1)}, "ck_periods_start"
    yield "periods", {"end_date": date(2020, 1, 1)}, "ck_periods_end"
    backwards: Values = {
        "kind": "span",
        "start_date": date(2020, 1, 2),
        "end_date": date(2020, 1, 1),
    }
    yield "periods", backwards, "ck_periods_dates"
    yield "periods", {"slug": "2019-20"}, "uq_periods_slug"
    yield "categories", {"parent_id": 9}, "fk_categories_parent_id_categories"
    yield "categories", {"slug": "-"}, "uq_categories_slug"
    yield "platforms", {"parent_id": 9}, "fk_platforms_parent_id_platforms"
    yield "platforms", {"slug": "-"}, "uq_platforms_slug"
    yield "populations", {"slug": "-"}, "uq_populations_slug"
    yield "measures", {"slug": "synthetic"}, "uq_measures_slug"
    yield "datasets", {"slug": "synthetic"}, "uq_datasets_slug"
    yield "support_organisations", {"slug": "synthetic"}, "uq_support_organisations_slug"
    yield "sources", {"slug": "synthetic"}, "uq_sources_slug"
    yield "source_paragraphs", {"paragraph": 5}, "pk_source_paragraphs"
    yield "source_paragraphs", {"paragraph": 0}, "ck_source_paragraphs_paragraph"
    yield "source_paragraphs", {"source_id": 9}, "fk_source_paragraphs_source_id_sources"
    for bad in (ONES, f"sha256:{ONES[1:]}", f"sha512:{ONES}"):
        yield "source_paragraphs", {"fingerprint": bad}, "ck_source_paragraphs_fingerprint"
    yield (
        "source_support",
        {"paragraph": 6},
        "fk_source_support_source_id_paragraph_source_paragraphs",
    )
    organisation = "fk_source_support_organisation_id_support_organisations"
    yield "source_support", {"organisation_id": 9}, organisation
    yield "releases", {"number": 2}, "pk_releases"
    yield "releases", {"number": 0}, "ck_releases_number"
    for counted in ("added", "revised", "withdrawn", "unchanged"):
        yield "releases", {counted: -1}, "ck_releases_counts"
    yield from _cases_of_cells()
    yield from _cases_of_observations()
    yield from _cases_of_claims()


def _cases_of_cells() -> Iterator[tuple[str, Values, str]]:
    the_same = "uq_cells_dimensions"
    yield "cells", {"category_id": 0}, the_same
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


def _cases_of_observations() -> Iterator[tuple[str, Values, str]]:
    nothing: Values = {"digits": None, "exponent": None}
    yield "observations", {"cell_id": 9}, "fk_observations_cell_id_cells"
    yield "observations", {"release_from": 9}, "fk_observations_release_from_releases"
    yield "observations", {"release_to": 9}, "fk_observations_release_to_releases"
    yield (
        "observations",
        {"status": "guessed", "digits": None, "exponent": None},
        "ck_observations_status",
    )
    yield "observations", {"qualifier": "loosely"}, "ck_observations_qualifier"
    for status in ("suppressed", "not_supplied", "not_applicable"):
        yield "observations", {"status": status}, "ck_observations_value"
    for status in ("published", "provisional", "estimated"):
        yield "observations", {"status": status, **nothing}, "ck_observations_value"
    yield "observations", {"exponent": None}, "ck_observations_exponent"
    yield "observations", {"status": "suppressed", "digits": None}, "ck_observations_exponent"
    yield "observations", {"digits": -1}, "ck_observations_not_negative"
    yield "observations", {"forces": 0}, "ck_observations_forces"
    for ended in (1, 2):
        dates = {"release_from": 2, "release_to": ended}
        yield "observations", dates, "ck_observations_releases"
    yield "observations", {"cell_id": 1, "release_from": 2}, "uq_observations_open_version"
    again = {"cell_id": 1, "release_to": 2}
    yield "observations", again, "uq_observations_cell_id_release_from"
    place = "fk_citations_source_id_paragraph_source_paragraphs"
    yield "citations", {"paragraph": 6}, place
    yield "citations", {"source_id": 9}, place
    yield "citations", {"observation_id": 9}, "fk_citations_observation_id_observations"
    yield "citations", {"release_from": 9}, "fk_citations_release_from_releases"
    yield "citations", {"stated": None}, "stated"
    twice = "uq_citations_observation_id_source_id_paragraph_stated"
    yield "citations", {"stated": "427"}, twice


def _cases_of_claims() -> Iterator[tuple[str, Values, str]]:
    yield "claims", {"source_id": 9}, "fk_claims_source_id_paragraph_source_paragraphs"
    yield "claims", {"paragraph": 77}, "fk_claims_source_id_paragraph_source_paragraphs"
    yield "claims", {"kind": "guess"}, "ck_claims_kind"
    yield "claims", {"qualifier": "loosely"}, "ck_claims_qualifier"
    without: Values = {"digits": None, "exponent": None, "unit": None}
    yield "claims", {"direction": "sideways", **without}, "ck_claims_direction"
    yield "claims", {"direction": "up"}, "ck_claims_direction_or_value"
    yield "claims", {"exponent": None}, "ck_claims_exponent"
    yield "claims", {"unit": None}, "ck_claims_unit"
    yield "claims", {"release_from": 2, "release_to": 2}, "ck_claims_releases"
    yield "claims", {"release_from": 9}, "fk_claims_release_from_releases"
    yield "claims", {"ordinal": 1, "release_from": 2}, "uq_claims_open_version"
    again = {"ordinal": 1, "release_to": 2}
    yield "claims", again, "uq_claims_source_id_paragraph_ordinal_release_from"
    place = "fk_claim_citations_source_id_paragraph_source_paragraphs"
    yield "claim_citations", {"paragraph": 6}, place
    yield "claim_citations", {"claim_id": 9}, "fk_claim_citations_claim_id_claims"
    yield "claim_citations", {"position": 0}, "pk_claim_citations"
    yield "claim_operands", {"cell_id": 1}, "ck_claim_operands_found_or_missing"
    yield "claim_operands", {"missing": None}, "ck_claim_operands_found_or_missing"
    yield "claim_operands", {"missing": None, "cell_id": 9}, "fk_claim_operands_cell_id_cells"
    yield "claim_operands", {"claim_id": 9}, "fk_claim_operands_claim_id_claims"
    yield "claim_operands", {"position": 0}, "pk_claim_operands"


CASES = list(_cases())
