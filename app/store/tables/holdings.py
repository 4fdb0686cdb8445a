"""What each release holds, counted when it was made.

A row is a pair of entries, of two dimensions or twice the same one of one, and how many figures are
about both. A figure has one entry of each dimension, so that these counts tell what is held about
an entry, and how many figures a filter of one or two dimensions leaves. To the dimensions of a cell
come the status of the figure, and the source: it counts once for each source that it cites.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text

from app.domain.observation import DIMENSIONS, Status
from app.store.tables.schema import metadata, one_of, one_open_version, released

# The area comes last, so that those which hold figures of something are found in their order.
COUNTED = (*(name for name in DIMENSIONS if name != "area"), "status", "source", "area")
STATUS_IDS = {status: number for number, status in enumerate(Status, start=1)}

# The dimensions of a pair stand in the order of `COUNTED`. Entries have no foreign key: which
# dictionary they are of depends on the dimension.
holdings = Table(
    "holdings",
    metadata,
    Column("dimension", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    Column("entry_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    *released(primary_key=True),
    Column("figures", BigInteger, nullable=False),
    one_of("dimension", [*COUNTED], "dimension"),
    one_of("other", [*COUNTED], "other"),
    CheckConstraint("figures >= 1", name="figures"),
    CheckConstraint("release_to > release_from", name="releases"),
    sqlite_with_rowid=False,
)
one_open_version(
    holdings, holdings.c.dimension, holdings.c.other, holdings.c.entry_id, holdings.c.other_id
)
