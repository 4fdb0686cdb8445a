"""Everything belongs to releases: what dictionaries say, citations, alternatives of a figure.

Nearly every table changes, so all are made anew and the rows are carried over. What they held, they
held from the release that brought it; the dictionaries had no release of their own, and get the
first.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Rows = dict[str, list[dict[str, Any]]]


# Ids leap where a table states what is there already. On SQLite an integer is as wide as it has to be.
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    held = _all_rows()
    _the_schema_before().downgrade()
    _create()
    for noun in ("categories", "platforms", "populations"):
        # Row 0 of a dictionary: the dimension does not apply (see app/store/tables).
        _insert(noun, [{"id": 0, "slug": "-"}])
    if held["releases"]:
        _carry_over(held)


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM releases")):
        raise RuntimeError(
            "the schema 0001 cannot hold what this store holds; keep it by `onrecord export`, and "
            "begin the older version with an empty store"
        )
    _drop()
    _the_schema_before().upgrade()


def _the_schema_before() -> Any:
    return context.script.get_revision("0001").module


def _all_rows() -> Rows:
    connection = op.get_bind()
    before = sa.MetaData()
    before.reflect(connection)
    return {
        table.name: [dict(row._mapping) for row in connection.execute(sa.select(table))]
        for table in before.tables.values()
    }


def _insert(name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
        op.bulk_insert(table, rows)


def _carry_over(held: Rows) -> None:
    _insert("releases", held["releases"])
    for noun in ("areas", "categories", "platforms", "populations", "measures", "datasets"):
        _carry_entries(noun, held, _contents(noun, held))
    _carry_entries("support_organisations", held, _contents("support_organisations", held))
    _carry_entries("sources", held, _contents("sources", held))
    _insert("periods", [{**row, "release_from": 1} for row in held["periods"]])
    passages = {
        (row["source_id"], row["paragraph"]): {"id": number, "release_from": 1, **row}
        for number, row in enumerate(held["source_paragraphs"], start=1)
    }
    _insert("passages", list(passages.values()))
    _insert("cells", held["cells"])
    _insert(
        "observations", [{**row, "alternative": 0, "reason": None} for row in held["observations"]]
    )
    positions: dict[int, int] = defaultdict(int)
    cited = []
    order = ("observation_id", "source_id", "paragraph", "id")
    for row in sorted(held["citations"], key=lambda row: [row[name] for name in order]):
        at = positions[row["observation_id"]]
        positions[row["observation_id"]] += 1
        cited.append(
            {
                "observation_id": row["observation_id"],
                "position": at,
                "release_from": row["release_from"],
                "release_to": None,
                "passage_id": passages[row["source_id"], row["paragraph"]]["id"],
                "locator": "",
                "stated": row["stated"],
            }
        )
    _insert("citations", cited)
    _insert("claims", held["claims"])
    _insert(
        "claim_citations",
        [
            {
                "claim_id": row["claim_id"],
                "position": row["position"],
                "passage_id": passages[row["source_id"], row["paragraph"]]["id"],
                "stated": row["stated"],
            }
            for row in held["claim_citations"]
        ],
    )
    _insert("claim_operands", held["claim_operands"])


def _carry_entries(noun: str, held: Rows, contents: dict[int, dict[str, Any]]) -> None:
    entries = [row for row in held[noun] if row["id"] in contents]
    _insert(noun, [{"id": row["id"], "slug": row["slug"]} for row in entries])
    _insert(
        "entry_versions",
        [
            {
                "noun": noun,
                "entry_id": row["id"],
                "release_from": 1,
                "release_to": None,
                "content": contents[row["id"]],
            }
            for row in entries
        ],
    )


def _contents(noun: str, held: Rows) -> dict[int, dict[str, Any]]:
    rows = {row["id"]: dict(row) for row in held[noun] if row["id"] != 0}
    slugs = {id_: row.pop("slug") for id_, row in rows.items()}
    for id_, row in rows.items():
        del row["id"]
        if "parent_id" in row:
            row["parent"] = slugs.get(row.pop("parent_id"))
        if noun == "categories":
            row.update(sum_of_children=False, aliases=[], distinct_from=[])
        if noun == "areas":
            row.update(_of_an_area(id_, slugs, held))
        if noun == "sources":
            organisations = {row["id"]: row["slug"] for row in held["support_organisations"]}
            row["published"] = _day(row["published"])
            row.update(series=None, edition=None)
            row["support"] = {
                organisations[link["organisation_id"]]: link["paragraph"]
                for link in held["source_support"]
                if link["source_id"] == id_
            }
    return rows


def _of_an_area(id_: int, slugs: dict[int, str], held: Rows) -> dict[str, Any]:
    aliases = sorted(held["area_aliases"], key=lambda row: int(row["position"]))
    others = sorted(held["area_distinctions"], key=lambda row: int(row["position"]))
    return {
        "aliases": [row["alias"] for row in aliases if row["area_id"] == id_],
        "parents": [
            {
                "area": slugs[row["group_id"]],
                "from": _day(row["valid_from"]),
                "to": _day(row["valid_to"]),
            }
            for row in held["area_memberships"]
            if row["member_id"] == id_
        ],
        "distinct_from": [
            {"area": slugs[row["other_id"]], "why": row["why"]}
            for row in others
            if row["area_id"] == id_ and row["relation"] == "distinct_from"
        ],
        "may_be": [
            slugs[row["other_id"]]
            for row in others
            if row["area_id"] == id_ and row["relation"] == "may_be"
        ],
    }


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()


def _create() -> None:
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("slug", name=op.f("uq_areas_slug")),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
    )
    op.create_table(
        "datasets",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("slug", name=op.f("uq_datasets_slug")),
    )
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("slug", name=op.f("uq_measures_slug")),
    )
    op.create_table(
        "platforms",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("slug", name=op.f("uq_platforms_slug")),
    )
    op.create_table(
        "populations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_populations")),
        sa.UniqueConstraint("slug", name=op.f("uq_populations_slug")),
    )
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("revised", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "added >= 0 AND revised >= 0 AND withdrawn >= 0 AND unchanged >= 0",
            name=op.f("ck_releases_counts"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_releases_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_releases")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("slug", name=op.f("uq_sources_slug")),
    )
    op.create_table(
        "support_organisations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_support_organisations_slug")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("digits", sa.BigInteger(), nullable=True),
        sa.Column("exponent", sa.SmallInteger(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("inferred", sa.JSON(), nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_claims_direction")),
        sa.CheckConstraint(
            "kind IN ('average', 'change', 'first', 'fold', 'ranking', 'share', 'threshold', 'total', 'trend')",
            name=op.f("ck_claims_kind"),
        ),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'about', 'nearly', 'more_than', 'at_least', 'less_than', 'fraction', 'plural')",
            name=op.f("ck_claims_qualifier"),
        ),
        sa.CheckConstraint(
            "(digits IS NULL) = (exponent IS NULL)", name=op.f("ck_claims_exponent")
        ),
        sa.CheckConstraint("(digits IS NULL) = (unit IS NULL)", name=op.f("ck_claims_unit")),
        sa.CheckConstraint(
            "digits IS NULL OR direction IS NULL", name=op.f("ck_claims_direction_or_value")
        ),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_claims_releases")),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_claims_release_from_releases")
        ),
        sa.ForeignKeyConstraint(
            ["release_to"], ["releases.number"], name=op.f("fk_claims_release_to_releases")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_claims_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint(
            "source_id",
            "paragraph",
            "ordinal",
            "release_from",
            name=op.f("uq_claims_source_id_paragraph_ordinal_release_from"),
        ),
    )
    op.create_index(
        "uq_claims_open_version",
        "claims",
        ["source_id", "paragraph", "ordinal"],
        unique=True,
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.create_table(
        "entry_versions",
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "noun IN ('areas', 'categories', 'platforms', 'populations', 'measures', 'datasets', 'support_organisations', 'sources')",
            name=op.f("ck_entry_versions_noun"),
        ),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_entry_versions_releases")),
        sa.ForeignKeyConstraint(
            ["release_from"],
            ["releases.number"],
            name=op.f("fk_entry_versions_release_from_releases"),
        ),
        sa.ForeignKeyConstraint(
            ["release_to"], ["releases.number"], name=op.f("fk_entry_versions_release_to_releases")
        ),
        sa.PrimaryKeyConstraint("noun", "entry_id", "release_from", name=op.f("pk_entry_versions")),
    )
    op.create_index(
        "uq_entry_versions_open_version",
        "entry_versions",
        ["noun", "entry_id"],
        unique=True,
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("release_from", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "fingerprint LIKE 'sha256:%' AND length(fingerprint) = 71",
            name=op.f("ck_passages_fingerprint"),
        ),
        sa.CheckConstraint("paragraph >= 0", name=op.f("ck_passages_paragraph")),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_passages_release_from_releases")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_passages_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint(
            "source_id",
            "paragraph",
            "fingerprint",
            name=op.f("uq_passages_source_id_paragraph_fingerprint"),
        ),
    )
    op.create_table(
        "periods",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("release_from", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'unstated') = (end_date IS NULL)", name=op.f("ck_periods_end")),
        sa.CheckConstraint(
            "(kind = 'unstated') = (start_date IS NULL)", name=op.f("ck_periods_start")
        ),
        sa.CheckConstraint(
            "kind IN ('financial_year', 'calendar_year', 'quarter', 'month', 'span', 'unstated')",
            name=op.f("ck_periods_kind"),
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_periods_dates")),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_periods_release_from_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("slug", name=op.f("uq_periods_slug")),
    )
    op.create_table(
        "release_documents",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_stored", sa.Integer(), nullable=False),
        sa.Column("rows_merged", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rows_stored >= 0 AND rows_merged >= 0 AND rows_refused >= 0 AND rows_read = rows_stored + rows_merged + rows_refused",
            name=op.f("ck_release_documents_rows"),
        ),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.number"], name=op.f("fk_release_documents_release_releases")
        ),
        sa.PrimaryKeyConstraint("release", "position", name=op.f("pk_release_documents")),
    )
    op.create_table(
        "release_warnings",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release"], ["releases.number"], name=op.f("fk_release_warnings_release_releases")
        ),
        sa.PrimaryKeyConstraint("release", "position", name=op.f("pk_release_warnings")),
    )
    op.create_table(
        "cells",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.BigInteger(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("population_id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_cells_area_id_areas")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_cells_category_id_categories")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"], ["datasets.id"], name=op.f("fk_cells_dataset_id_datasets")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measures.id"], name=op.f("fk_cells_measure_id_measures")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f("fk_cells_period_id_periods")
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platforms.id"], name=op.f("fk_cells_platform_id_platforms")
        ),
        sa.ForeignKeyConstraint(
            ["population_id"], ["populations.id"], name=op.f("fk_cells_population_id_populations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cells")),
        sa.UniqueConstraint(
            "area_id",
            "period_id",
            "category_id",
            "measure_id",
            "platform_id",
            "population_id",
            "dataset_id",
            name="uq_cells_dimensions",
        ),
    )
    op.create_index(
        op.f("ix_cells_category_id_period_id"), "cells", ["category_id", "period_id"], unique=False
    )
    op.create_index(
        op.f("ix_cells_dataset_id_period_id"), "cells", ["dataset_id", "period_id"], unique=False
    )
    op.create_table(
        "claim_citations",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_citations_claim_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_claim_citations_passage_id_passages")
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_citations")),
    )
    op.create_table(
        "claim_operands",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cell_id", _BIG, nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(cell_id IS NULL) <> (missing IS NULL)",
            name=op.f("ck_claim_operands_found_or_missing"),
        ),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["cells.id"], name=op.f("fk_claim_operands_cell_id_cells")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_operands_claim_id_claims")
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_operands")),
    )
    op.create_index(op.f("ix_claim_operands_cell_id"), "claim_operands", ["cell_id"], unique=False)
    op.create_table(
        "observations",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("cell_id", _BIG, nullable=False),
        sa.Column("alternative", sa.SmallInteger(), nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("digits", sa.BigInteger(), nullable=True),
        sa.Column("exponent", sa.SmallInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("forces", sa.Integer(), nullable=True),
        sa.Column("inferred", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('published', 'provisional', 'estimated')) = (digits IS NOT NULL)",
            name=op.f("ck_observations_value"),
        ),
        sa.CheckConstraint(
            "qualifier IN ('exact', 'about', 'nearly', 'more_than', 'at_least', 'less_than', 'fraction', 'plural')",
            name=op.f("ck_observations_qualifier"),
        ),
        sa.CheckConstraint(
            "status IN ('published', 'provisional', 'estimated', 'suppressed', 'not_supplied', 'not_applicable', 'withdrawn')",
            name=op.f("ck_observations_status"),
        ),
        sa.CheckConstraint(
            "(digits IS NULL) = (exponent IS NULL)", name=op.f("ck_observations_exponent")
        ),
        sa.CheckConstraint("alternative >= 0", name=op.f("ck_observations_alternative")),
        sa.CheckConstraint("forces >= 1", name=op.f("ck_observations_forces")),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_observations_releases")),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["cells.id"], name=op.f("fk_observations_cell_id_cells")
        ),
        sa.ForeignKeyConstraint(
            ["release_from"],
            ["releases.number"],
            name=op.f("fk_observations_release_from_releases"),
        ),
        sa.ForeignKeyConstraint(
            ["release_to"], ["releases.number"], name=op.f("fk_observations_release_to_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint(
            "cell_id",
            "alternative",
            "release_from",
            name=op.f("uq_observations_cell_id_alternative_release_from"),
        ),
    )
    op.create_index(
        "ix_observations_alternatives",
        "observations",
        ["cell_id"],
        unique=False,
        sqlite_where=sa.text("alternative > 0"),
        postgresql_where=sa.text("alternative > 0"),
    )
    op.create_index(
        op.f("ix_observations_release_from"), "observations", ["release_from"], unique=False
    )
    op.create_index(
        "uq_observations_open_version",
        "observations",
        ["cell_id", "alternative"],
        unique=True,
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.create_table(
        "citations",
        sa.Column("observation_id", _BIG, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_citations_releases")),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_citations_observation_id_observations"),
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_citations_passage_id_passages")
        ),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_citations_release_from_releases")
        ),
        sa.ForeignKeyConstraint(
            ["release_to"], ["releases.number"], name=op.f("fk_citations_release_to_releases")
        ),
        sa.PrimaryKeyConstraint("observation_id", "position", name=op.f("pk_citations")),
    )
    op.create_index(
        op.f("ix_citations_passage_id_observation_id"),
        "citations",
        ["passage_id", "observation_id"],
        unique=False,
    )

    op.create_index(
        "ix_citations_cited_later",
        "citations",
        ["release_from"],
        unique=False,
        sqlite_where=sa.text("position > 0"),
        postgresql_where=sa.text("position > 0"),
    )
    op.create_index(
        "ix_citations_cited_no_longer",
        "citations",
        ["release_to"],
        unique=False,
        sqlite_where=sa.text("release_to IS NOT NULL"),
        postgresql_where=sa.text("release_to IS NOT NULL"),
    )


def _drop() -> None:
    op.drop_index(
        "ix_citations_cited_no_longer",
        table_name="citations",
        sqlite_where=sa.text("release_to IS NOT NULL"),
        postgresql_where=sa.text("release_to IS NOT NULL"),
    )
    op.drop_index(
        "ix_citations_cited_later",
        table_name="citations",
        sqlite_where=sa.text("position > 0"),
        postgresql_where=sa.text("position > 0"),
    )
    op.drop_index(op.f("ix_citations_passage_id_observation_id"), table_name="citations")
    op.drop_table("citations")
    op.drop_index(
        "uq_observations_open_version",
        table_name="observations",
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.drop_index(op.f("ix_observations_release_from"), table_name="observations")
    op.drop_index(
        "ix_observations_alternatives",
        table_name="observations",
        sqlite_where=sa.text("alternative > 0"),
        postgresql_where=sa.text("alternative > 0"),
    )
    op.drop_table("observations")
    op.drop_index(op.f("ix_claim_operands_cell_id"), table_name="claim_operands")
    op.drop_table("claim_operands")
    op.drop_table("claim_citations")
    op.drop_index(op.f("ix_cells_dataset_id_period_id"), table_name="cells")
    op.drop_index(op.f("ix_cells_category_id_period_id"), table_name="cells")
    op.drop_table("cells")
    op.drop_table("release_warnings")
    op.drop_table("release_documents")
    op.drop_table("periods")
    op.drop_table("passages")
    op.drop_index(
        "uq_entry_versions_open_version",
        table_name="entry_versions",
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.drop_table("entry_versions")
    op.drop_index(
        "uq_claims_open_version",
        table_name="claims",
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.drop_table("claims")
    op.drop_table("support_organisations")
    op.drop_table("sources")
    op.drop_table("releases")
    op.drop_table("populations")
    op.drop_table("platforms")
    op.drop_table("measures")
    op.drop_table("datasets")
    op.drop_table("categories")
    op.drop_table("areas")
