"""The tables of the record, and the rows that stand for a dimension that does not apply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("gss_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('force', 'region', 'country', 'group', 'undetermined')",
            name=op.f("ck_areas_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("gss_code", name=op.f("uq_areas_gss_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_areas_slug")),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("home_office_codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["categories.id"], name=op.f("fk_categories_parent_id_categories")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("slug", name=op.f("uq_categories_slug")),
    )
    op.create_table(
        "datasets",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("producer", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.Column("comparability", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("slug", name=op.f("uq_datasets_slug")),
    )
    op.create_table(
        "measures",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("summable", sa.Boolean(), nullable=False),
        sa.Column("comparable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("slug", name=op.f("uq_measures_slug")),
    )
    op.create_table(
        "periods",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.CheckConstraint("(kind = 'unstated') = (end_date IS NULL)", name=op.f("ck_periods_end")),
        sa.CheckConstraint(
            "(kind = 'unstated') = (start_date IS NULL)", name=op.f("ck_periods_start")
        ),
        sa.CheckConstraint(
            "kind IN ('financial_year', 'calendar_year', 'quarter', 'month', 'span', 'unstated')",
            name=op.f("ck_periods_kind"),
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_periods_dates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("slug", name=op.f("uq_periods_slug")),
    )
    op.create_table(
        "platforms",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["platforms.id"], name=op.f("fk_platforms_parent_id_platforms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("slug", name=op.f("uq_platforms_slug")),
    )
    op.create_table(
        "populations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
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
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("slug", name=op.f("uq_sources_slug")),
    )
    op.create_table(
        "support_organisations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_support_organisations_slug")),
    )
    op.create_table(
        "area_aliases",
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["areas.id"], name=op.f("fk_area_aliases_area_id_areas")
        ),
        sa.PrimaryKeyConstraint("spelling", name=op.f("pk_area_aliases")),
        sa.UniqueConstraint("area_id", "position", name=op.f("uq_area_aliases_area_id_position")),
    )
    op.create_table(
        "area_distinctions",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(relation = 'distinct_from') = (why IS NOT NULL)",
            name=op.f("ck_area_distinctions_why"),
        ),
        sa.CheckConstraint(
            "relation IN ('distinct_from', 'may_be')", name=op.f("ck_area_distinctions_relation")
        ),
        sa.CheckConstraint("area_id <> other_id", name=op.f("ck_area_distinctions_not_of_itself")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["areas.id"], name=op.f("fk_area_distinctions_area_id_areas")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["areas.id"], name=op.f("fk_area_distinctions_other_id_areas")
        ),
        sa.PrimaryKeyConstraint("area_id", "other_id", name=op.f("pk_area_distinctions")),
    )
    op.create_table(
        "area_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("member_id <> group_id", name=op.f("ck_area_memberships_not_of_itself")),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_area_memberships_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["areas.id"], name=op.f("fk_area_memberships_group_id_areas")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["areas.id"], name=op.f("fk_area_memberships_member_id_areas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_memberships")),
        sa.UniqueConstraint(
            "member_id",
            "group_id",
            "valid_from",
            name=op.f("uq_area_memberships_member_id_group_id_valid_from"),
        ),
    )
    op.create_index(
        "uq_area_memberships_undated",
        "area_memberships",
        ["member_id", "group_id"],
        unique=True,
        sqlite_where=sa.text("valid_from IS NULL"),
        postgresql_where=sa.text("valid_from IS NULL"),
    )
    op.create_table(
        "cells",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
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
        "source_paragraphs",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "fingerprint LIKE 'sha256:%' AND length(fingerprint) = 71",
            name=op.f("ck_source_paragraphs_fingerprint"),
        ),
        sa.CheckConstraint("paragraph >= 1", name=op.f("ck_source_paragraphs_paragraph")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_source_paragraphs_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("source_id", "paragraph", name=op.f("pk_source_paragraphs")),
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
        sa.Column("release_from", sa.Integer(), nullable=False),
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
            ["source_id", "paragraph"],
            ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
            name=op.f("fk_claims_source_id_paragraph_source_paragraphs"),
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
        "observations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=False),
        sa.Column("release_from", sa.Integer(), nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("digits", sa.BigInteger(), nullable=True),
        sa.Column("exponent", sa.SmallInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("forces", sa.Integer(), nullable=True),
        sa.Column("inferred", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
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
        sa.CheckConstraint("digits >= 0", name=op.f("ck_observations_not_negative")),
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
            "cell_id", "release_from", name=op.f("uq_observations_cell_id_release_from")
        ),
    )
    op.create_index(
        "uq_observations_open_version",
        "observations",
        ["cell_id"],
        unique=True,
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.create_table(
        "source_support",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["support_organisations.id"],
            name=op.f("fk_source_support_organisation_id_support_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id", "paragraph"],
            ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
            name=op.f("fk_source_support_source_id_paragraph_source_paragraphs"),
        ),
        sa.PrimaryKeyConstraint("source_id", "organisation_id", name=op.f("pk_source_support")),
    )
    op.create_table(
        "citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("release_from", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f("fk_citations_observation_id_observations"),
        ),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_citations_release_from_releases")
        ),
        sa.ForeignKeyConstraint(
            ["source_id", "paragraph"],
            ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
            name=op.f("fk_citations_source_id_paragraph_source_paragraphs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.UniqueConstraint(
            "observation_id",
            "source_id",
            "paragraph",
            "stated",
            name=op.f("uq_citations_observation_id_source_id_paragraph_stated"),
        ),
    )
    op.create_index(
        op.f("ix_citations_source_id_observation_id"),
        "citations",
        ["source_id", "observation_id"],
        unique=False,
    )
    op.create_table(
        "claim_citations",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claims.id"], name=op.f("fk_claim_citations_claim_id_claims")
        ),
        sa.ForeignKeyConstraint(
            ["source_id", "paragraph"],
            ["source_paragraphs.source_id", "source_paragraphs.paragraph"],
            name=op.f("fk_claim_citations_source_id_paragraph_source_paragraphs"),
        ),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_citations")),
    )
    op.create_table(
        "claim_operands",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cell_id", sa.Integer(), nullable=True),
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
    # Row 0 of a dictionary: the dimension does not apply (see app/store/tables.py).
    nothing = {"id": 0, "slug": "-", "name": "-", "definition": "The dimension does not apply."}
    codes, operator = sa.Column("home_office_codes", sa.JSON()), sa.Column("operator", sa.Text())
    for name, column, value in (
        ("populations", None, {}),
        ("categories", codes, {"home_office_codes": []}),
        ("platforms", operator, {"operator": "-"}),
    ):
        columns = [sa.Column(key, sa.Text()) for key in ("slug", "name", "definition")]
        table = sa.Table(
            name,
            sa.MetaData(),
            sa.Column("id", sa.Integer()),
            *columns,
            *([] if column is None else [column]),
        )
        op.bulk_insert(table, [nothing | value])


def downgrade() -> None:
    op.drop_index(op.f("ix_claim_operands_cell_id"), table_name="claim_operands")
    op.drop_table("claim_operands")
    op.drop_table("claim_citations")
    op.drop_index(op.f("ix_citations_source_id_observation_id"), table_name="citations")
    op.drop_table("citations")
    op.drop_table("source_support")
    op.drop_index(
        "uq_observations_open_version",
        table_name="observations",
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.drop_table("observations")
    op.drop_index(
        "uq_claims_open_version",
        table_name="claims",
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )
    op.drop_table("claims")
    op.drop_table("source_paragraphs")
    op.drop_index(op.f("ix_cells_dataset_id_period_id"), table_name="cells")
    op.drop_index(op.f("ix_cells_category_id_period_id"), table_name="cells")
    op.drop_table("cells")
    op.drop_index(
        "uq_area_memberships_undated",
        table_name="area_memberships",
        sqlite_where=sa.text("valid_from IS NULL"),
        postgresql_where=sa.text("valid_from IS NULL"),
    )
    op.drop_table("area_memberships")
    op.drop_table("area_distinctions")
    op.drop_table("area_aliases")
    op.drop_table("support_organisations")
    op.drop_table("sources")
    op.drop_table("releases")
    op.drop_table("populations")
    op.drop_table("platforms")
    op.drop_table("periods")
    op.drop_table("measures")
    op.drop_table("datasets")
    op.drop_table("categories")
    op.drop_table("areas")
