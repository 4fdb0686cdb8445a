"""The figures of all forces, added up as each release is made.

It holds nothing that cells and observations do not, and is made again from them; so it is no part
of an exported record.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
)

from app.store.tables.schema import metadata, one_open_version, released


def _key(column: str, target: str) -> Column[object]:
    return Column(column, ForeignKey(target), primary_key=True, autoincrement=False)


# `parts` says of how many periods each force's figure is made: 1, or the four quarters of a year,
# and then the period may be one that no figure is stated of. Areas are ids, and figures what they
# say, both parted by commas and in one order (see `store.addends`); silent are the areas of which
# there is an entry that could not be added. Text holds a sum of any size.
forces_totals = Table(
    "forces_totals",
    metadata,
    Column("parts", SmallInteger, primary_key=True, autoincrement=False),
    Column("period_id", BigInteger, primary_key=True, autoincrement=False),
    _key("category_id", "categories.id"),
    _key("measure_id", "measures.id"),
    _key("platform_id", "platforms.id"),
    _key("population_id", "populations.id"),
    _key("dataset_id", "datasets.id"),
    *released(primary_key=True),
    Column("total", Text),
    Column("marked", Boolean, nullable=False),
    Column("areas", Text, nullable=False),
    Column("silent", Text, nullable=False),
    Column("figures", Text, nullable=False),
    CheckConstraint("parts IN (1, 4)", name="parts"),
    CheckConstraint("total IS NULL OR areas <> ''", name="total"),
    CheckConstraint("release_to > release_from", name="releases"),
    Index(None, "category_id", "parts", "period_id"),
    Index(None, "dataset_id", "parts", "period_id"),
)
one_open_version(
    forces_totals,
    *(column for column in forces_totals.primary_key if column.name != "release_from"),
)
