"""The figures of all forces are added up as a release is made.

The table is empty at first: `onrecord migrate` fills it from the releases that there are, by the same
rules as an import does.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_DIMENSIONS = {
    "category_id": "categories",
    "measure_id": "measures",
    "platform_id": "platforms",
    "population_id": "populations",
    "dataset_id": "datasets",
}


def upgrade() -> None:
    op.create_table(
        "forces_totals",
        sa.Column("parts", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("period_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(
            sa.Column(column, sa.Integer(), autoincrement=False, nullable=False)
            for column in _DIMENSIONS
        ),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("silent", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.CheckConstraint("parts IN (1, 4)", name=op.f("ck_forces_totals_parts")),
        sa.CheckConstraint("total IS NULL OR areas <> ''", name=op.f("ck_forces_totals_total")),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_forces_totals_releases")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_forces_totals_{column}_{table}")
            )
            for column, table in _DIMENSIONS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["releases.number"], name=op.f(f"fk_forces_totals_{column}_releases")
            )
            for column in ("release_from", "release_to")
        ),
        sa.PrimaryKeyConstraint(
            "parts",
            "period_id",
            *_DIMENSIONS,
            "release_from",
            name=op.f("pk_forces_totals"),
        ),
    )
    for column in ("category_id", "dataset_id"):
        op.create_index(
            f"ix_forces_totals_{column}_parts_period_id",
            "forces_totals",
            [column, "parts", "period_id"],
        )
    # One version of a total holds at a time.
    op.create_index(
        "uq_forces_totals_open_version",
        "forces_totals",
        ["parts", "period_id", *_DIMENSIONS],
        unique=True,
        sqlite_where=sa.text("release_to IS NULL"),
        postgresql_where=sa.text("release_to IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("forces_totals")
