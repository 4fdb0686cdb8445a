"""The place that states a version first stands in its row, and rows where their cell is looked up.

A figure with its receipt was a row of one table that an index found, and a row of another that a
second index found. The rows are carried over: the citation that came with a version moves into its
row, and the others keep a table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# On SQLite an integer is as wide as it has to be.
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATUSES = (
    "'published', 'provisional', 'estimated', 'suppressed', 'not_supplied', 'not_applicable', "
    "'withdrawn'"
)
_QUALIFIERS = (
    "'exact', 'about', 'nearly', 'more_than', 'at_least', 'less_than', 'fraction', 'plural'"
)
_SAID = (
    "id, cell_id, alternative, release_from, release_to, digits, exponent, status, qualifier, "
    "forces, inferred, note, reason"
)
_CITED = "observation_id, position, release_from, release_to, passage_id, locator, stated"
_VERSION = ("cell_id", "alternative", "release_from")
_OPEN = sa.text("release_to IS NULL")
_ENDED = sa.text("release_to IS NOT NULL")
_NOT_PUBLISHED = sa.text("status <> 'published'")
_ALTERNATIVE = sa.text("alternative > 0")
_UNCITED = sa.text("cited_to IS NOT NULL")
_LATER = sa.text("position > 0")


def upgrade() -> None:
    _set_aside("said", f"SELECT {_SAID} FROM observations")
    # In a store that began with the schema 0001, the citation that came with a version may stand
    # behind one that came later.
    _set_aside(
        "cited",
        f"SELECT {_CITED}, row_number() OVER "
        "(PARTITION BY observation_id ORDER BY release_from, position) - 1 AS place FROM citations",
    )
    op.drop_table("citations")
    op.drop_table("observations")
    _create_observations(
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("cited_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("cited_to > release_from", name=op.f("ck_observations_cited")),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_observations_passage_id_passages")
        ),
        sa.ForeignKeyConstraint(
            ["cited_to"], ["releases.number"], name=op.f("fk_observations_cited_to_releases")
        ),
        sa.PrimaryKeyConstraint(*_VERSION, name=op.f("pk_observations")),
        sa.UniqueConstraint("id", name=op.f("uq_observations_id")),
        sqlite_with_rowid=False,
    )
    _create_citations(
        "further_citations",
        sa.CheckConstraint("position >= 1", name=op.f("ck_further_citations_position")),
    )
    _run(
        f"INSERT INTO observations ({_SAID}, passage_id, locator, stated, cited_to) "
        f"SELECT {_of('said', _SAID)}, cited.passage_id, cited.locator, cited.stated, "
        "cited.release_to FROM said LEFT JOIN cited ON cited.observation_id = said.id "
        "AND cited.place = 0 ORDER BY said.cell_id, said.alternative, said.release_from"
    )
    _run(
        f"INSERT INTO further_citations ({_CITED}) "
        f"SELECT observation_id, place, {_CITED.partition(', position, ')[2]} "
        "FROM cited WHERE place > 0"
    )
    op.create_index("ix_observations_passage_id", "observations", ["passage_id"])
    _create_partial_index("ix_observations_cited_to", "observations", "cited_to", _UNCITED)
    op.create_index("ix_further_citations_passage_id", "further_citations", ["passage_id"])
    op.create_index("ix_further_citations_release_from", "further_citations", ["release_from"])
    _create_partial_index(
        "ix_further_citations_release_to", "further_citations", "release_to", _ENDED
    )
    _let_go("said", "cited")


def downgrade() -> None:
    _set_aside("said", f"SELECT {_SAID} FROM observations")
    _set_aside(
        "cited",
        f"SELECT {_CITED} FROM further_citations UNION ALL "
        "SELECT id, 0, release_from, cited_to, passage_id, locator, stated FROM observations",
    )
    op.drop_table("further_citations")
    op.drop_table("observations")
    _create_observations(
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint(
            *_VERSION, name=op.f("uq_observations_cell_id_alternative_release_from")
        ),
    )
    _create_citations("citations")
    _run(f"INSERT INTO observations ({_SAID}) SELECT {_SAID} FROM said ORDER BY id")
    _run(
        f"INSERT INTO citations ({_CITED}) "
        f"SELECT {_CITED} FROM cited ORDER BY observation_id, position"
    )
    op.create_index(
        "ix_citations_passage_id_observation_id", "citations", ["passage_id", "observation_id"]
    )
    _create_partial_index("ix_citations_cited_later", "citations", "release_from", _LATER)
    _create_partial_index("ix_citations_cited_no_longer", "citations", "release_to", _ENDED)
    _let_go("said", "cited")


def _create_observations(*more: sa.schema.SchemaItem, **options: bool) -> None:
    """The table with what it has in both schemas."""
    op.create_table(
        "observations",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("cell_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("alternative", sa.SmallInteger(), autoincrement=False, nullable=False),
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
        *more,
        sa.CheckConstraint(
            "(status IN ('published', 'provisional', 'estimated')) = (digits IS NOT NULL)",
            name=op.f("ck_observations_value"),
        ),
        sa.CheckConstraint(f"status IN ({_STATUSES})", name=op.f("ck_observations_status")),
        sa.CheckConstraint(f"qualifier IN ({_QUALIFIERS})", name=op.f("ck_observations_qualifier")),
        sa.CheckConstraint(
            "(digits IS NULL) = (exponent IS NULL)", name=op.f("ck_observations_exponent")
        ),
        sa.CheckConstraint("alternative >= 0", name=op.f("ck_observations_alternative")),
        sa.CheckConstraint("forces >= 1", name=op.f("ck_observations_forces")),
        sa.CheckConstraint("release_to > release_from", name=op.f("ck_observations_releases")),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["cells.id"], name=op.f("fk_observations_cell_id_cells")
        ),
        *_releases("observations"),
        **options,
    )
    op.create_index(
        "uq_observations_open_version",
        "observations",
        ["cell_id", "alternative"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_observations_release_from", "observations", ["release_from"])
    _create_partial_index("ix_observations_not_published", "observations", "status", _NOT_PUBLISHED)
    _create_partial_index("ix_observations_alternatives", "observations", "cell_id", _ALTERNATIVE)


def _create_citations(name: str, *more: sa.schema.SchemaItem) -> None:
    """The table of citations, under the name that it has in a schema."""
    op.create_table(
        name,
        sa.Column("observation_id", _BIG, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_from", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release_to", sa.Integer(), nullable=True),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        *more,
        sa.CheckConstraint("release_to > release_from", name=op.f(f"ck_{name}_releases")),
        sa.ForeignKeyConstraint(
            ["observation_id"],
            ["observations.id"],
            name=op.f(f"fk_{name}_observation_id_observations"),
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f(f"fk_{name}_passage_id_passages")
        ),
        *_releases(name),
        sa.PrimaryKeyConstraint("observation_id", "position", name=op.f(f"pk_{name}")),
    )


def _releases(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], ["releases.number"], name=op.f(f"fk_{table}_{column}_releases")
        )
        for column in ("release_from", "release_to")
    ]


def _create_partial_index(name: str, table: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)


def _set_aside(name: str, query: str) -> None:
    _run(f"CREATE TEMPORARY TABLE {name} AS {query}")


def _let_go(*names: str) -> None:
    for name in names:
        _run(f"DROP TABLE {name}")


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column}" for column in columns.split(", "))


def _run(statement: str) -> None:
    op.get_bind().execute(sa.text(statement))
