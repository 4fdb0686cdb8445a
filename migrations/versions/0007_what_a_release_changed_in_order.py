"""What a release changed is listed in the order of an index, and counted when it is made.

A page of it was looked up among all that the release touched: of ten million figures it came too
late. What earlier releases cited otherwise is counted here, as an import counts it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Table, column, what the index has behind it, and whether it is of those rows alone that have one.
_INDEXES = (
    ("observations", "release_from", "id", False),
    ("observations", "cited_to", "id", True),
    ("further_citations", "release_from", "observation_id", False),
    ("further_citations", "release_to", "observation_id", True),
)
_STANDS = (
    "version.release_from < releases.number"
    " AND (version.release_to IS NULL OR version.release_to > releases.number)"
)
_FURTHER = (
    "SELECT version.id FROM further_citations AS further"
    " JOIN observations AS version ON version.id = further.observation_id"
)
_RECITED = (
    "UPDATE releases SET recited = (SELECT count(*) FROM ("
    f"SELECT version.id FROM observations AS version WHERE version.cited_to = releases.number"
    f" AND {_STANDS}"
    f" UNION {_FURTHER} WHERE further.release_from = releases.number AND {_STANDS}"
    f" UNION {_FURTHER} WHERE further.release_to = releases.number AND {_STANDS}"
    ") AS touched)"
)


def upgrade() -> None:
    for table, column, behind, partial in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        _create(f"ix_{table}_{column}_{behind}", table, [column, behind], partial=partial)
    # In one statement, which SQLite takes as well: it cannot add a condition to a table later.
    op.execute(
        "ALTER TABLE releases ADD COLUMN recited INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_releases_recited CHECK (recited >= 0)"
    )
    op.execute(_RECITED)


def downgrade() -> None:
    op.drop_column("releases", "recited")
    for table, column, behind, partial in _INDEXES:
        op.drop_index(f"ix_{table}_{column}_{behind}", table_name=table)
        _create(f"ix_{table}_{column}", table, [column], partial=partial)


def _create(name: str, table: str, columns: list[str], *, partial: bool) -> None:
    where = sa.text(f"{columns[0]} IS NOT NULL") if partial else None
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
