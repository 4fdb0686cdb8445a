"""What each release holds is counted when it is made, and cells are indexed in their own order.

The counts of the releases that a store has already are worked out from their versions. Cells had
indexes of the dimensions that questions name; the new ones, in their place, go on in the order of
cells, so that no page is put in order that an index has in order already.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DIMENSIONS = ("area", "period", "category", "measure", "platform", "population", "dataset")
# The area comes last, so that those which hold figures of something are found in their order.
_COUNTED = (*_DIMENSIONS[1:], "status", "source", "area")
_STATUSES = (
    "published",
    "provisional",
    "estimated",
    "suppressed",
    "not_supplied",
    "not_applicable",
    "withdrawn",
)
_FIRST = ("category", "measure", "dataset")
_BEFORE = {
    "ix_cells_category_id_period_id": ["category_id", "period_id"],
    "ix_cells_dataset_id_period_id": ["dataset_id", "period_id"],
    "ix_cells_measure_id_period_id": ["measure_id", "period_id"],
    "ix_cells_period_id": ["period_id"],
}
_OPEN = sa.text("release_to IS NULL")
_NOT_PUBLISHED = sa.text("status <> 'published'")
_PAIR = ["dimension", "other", "entry_id", "other_id"]


def upgrade() -> None:
    listed = ", ".join(f"'{name}'" for name in _COUNTED)
    op.create_table(
        "holdings",
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("figures", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"dimension IN ({listed})", name=op.f("ck_holdings_dimension")),
        sa.CheckConstraint(f"other IN ({listed})", name=op.f("ck_holdings_other")),
        sa.CheckConstraint("figures >= 1", name=op.f("ck_holdings_figures")),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_holdings_releases")),
        sa.ForeignKeyConstraint(
            ["release_from"], ["releases.number"], name=op.f("fk_holdings_release_from_releases")
        ),
        sa.ForeignKeyConstraint(
            ["release_to"], ["releases.number"], name=op.f("fk_holdings_release_to_releases")
        ),
        sa.PrimaryKeyConstraint(*_PAIR, "release_from", name=op.f("pk_holdings")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_holdings_open_version",
        "holdings",
        _PAIR,
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    for name in _BEFORE:
        op.drop_index(name, table_name="cells")
    for first in _FIRST:
        behind = [name for name in _DIMENSIONS if name != first]
        columns = [f"{name}_id" for name in (first, *behind)]
        op.create_index(f"ix_cells_by_{first}", "cells", columns)
    op.create_index(
        "ix_observations_not_published",
        "observations",
        ["status"],
        sqlite_where=_NOT_PUBLISHED,
        postgresql_where=_NOT_PUBLISHED,
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM releases")):
        _count()


def downgrade() -> None:
    op.drop_index(
        "ix_observations_not_published",
        table_name="observations",
        sqlite_where=_NOT_PUBLISHED,
        postgresql_where=_NOT_PUBLISHED,
    )
    for first in _FIRST:
        op.drop_index(f"ix_cells_by_{first}", table_name="cells")
    for name, columns in _BEFORE.items():
        op.create_index(name, "cells", columns)
    op.drop_index(
        "uq_holdings_open_version",
        table_name="holdings",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_table("holdings")


def _count() -> None:
    """First by how much each release changed the count of each combination of entries, then what
    these changes add up to for each pair."""
    connection = op.get_bind()
    names = ", ".join(f"c.{name}_id" for name in _DIMENSIONS)
    status = " ".join(f"WHEN '{name}' THEN {at}" for at, name in enumerate(_STATUSES, start=1))
    status = f"CASE o.status {status} END AS status_id"
    connection.execute(
        sa.text(
            "CREATE TEMPORARY TABLE counted AS "
            f"SELECT {names}, {status}, 0 AS source_id, o.release_from AS release, count(*) AS more "
            "FROM observations o JOIN cells c ON c.id = o.cell_id WHERE o.alternative = 0 "
            f"GROUP BY {names}, o.status, o.release_from UNION ALL "
            f"SELECT {names}, {status}, 0, o.release_to, -count(*) "
            "FROM observations o JOIN cells c ON c.id = o.cell_id "
            "WHERE o.alternative = 0 AND o.release_to IS NOT NULL "
            f"GROUP BY {names}, o.status, o.release_to"
        )
    )
    # A version is cited by a source from its first citation to its last, which may leave a gap.
    connection.execute(
        sa.text(
            "INSERT INTO counted WITH told AS ("
            "SELECT o.id, p.source_id, "
            "CASE WHEN k.release_from > o.release_from THEN k.release_from ELSE o.release_from END "
            "AS begins, "
            "CASE WHEN k.release_to IS NULL THEN o.release_to "
            "WHEN o.release_to IS NULL OR k.release_to < o.release_to THEN k.release_to "
            "ELSE o.release_to END AS ends "
            "FROM observations o JOIN citations k ON k.observation_id = o.id "
            "JOIN passages p ON p.id = k.passage_id WHERE o.alternative = 0"
            "), steps AS ("
            "SELECT id, source_id, release, sum(more) AS more FROM ("
            "SELECT id, source_id, begins AS release, 1 AS more FROM told UNION ALL "
            "SELECT id, source_id, ends, -1 FROM told WHERE ends IS NOT NULL"
            ") AS step GROUP BY id, source_id, release HAVING sum(more) <> 0"
            "), levels AS ("
            "SELECT id, source_id, release, sum(more) OVER "
            "(PARTITION BY id, source_id ORDER BY release) AS citations FROM steps"
            "), cited AS ("
            "SELECT id, source_id, release, CASE WHEN citations > 0 THEN 1 ELSE 0 END AS is_cited, "
            "lag(CASE WHEN citations > 0 THEN 1 ELSE 0 END, 1, 0) OVER "
            "(PARTITION BY id, source_id ORDER BY release) AS was_cited FROM levels"
            ") "
            f"SELECT {names}, {status}, cited.source_id, cited.release, "
            "sum(cited.is_cited - cited.was_cited) "
            "FROM cited JOIN observations o ON o.id = cited.id JOIN cells c ON c.id = o.cell_id "
            "WHERE cited.is_cited <> cited.was_cited "
            f"GROUP BY {names}, o.status, cited.source_id, cited.release"
        )
    )
    for dimension, other in combinations_with_replacement(_COUNTED, 2):
        about = "source_id > 0" if "source" in (dimension, other) else "source_id = 0"
        connection.execute(
            sa.text(
                "INSERT INTO holdings "
                "(dimension, other, entry_id, other_id, release_from, release_to, figures) "
                f"SELECT '{dimension}', '{other}', entry_id, other_id, release, next, figures "
                "FROM (SELECT entry_id, other_id, release, "
                "sum(more) OVER (PARTITION BY entry_id, other_id ORDER BY release) AS figures, "
                "lead(release) OVER (PARTITION BY entry_id, other_id ORDER BY release) AS next "
                f"FROM (SELECT {dimension}_id AS entry_id, {other}_id AS other_id, release, "
                f"sum(more) AS more FROM counted WHERE {about} "
                f"GROUP BY {dimension}_id, {other}_id, release HAVING sum(more) <> 0) AS moved"
                ") AS counts WHERE figures > 0"
            )
        )
    connection.execute(sa.text("DROP TABLE counted"))
