"""Cells are found by any one dimension: by measure, by period, by platform, by population.

A question that names one of these alone had no index to begin with, and read every cell. Few cells
are about a platform or a part of the cases, so those two indexes hold only these.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PARTS = ("platform_id", "population_id")


def upgrade() -> None:
    op.create_index("ix_cells_measure_id_period_id", "cells", ["measure_id", "period_id"])
    op.create_index("ix_cells_period_id", "cells", ["period_id"])
    for column in _PARTS:
        applies = sa.text(f"{column} > 0")
        op.create_index(
            f"ix_cells_{column}",
            "cells",
            [column],
            sqlite_where=applies,
            postgresql_where=applies,
        )


def downgrade() -> None:
    for column in _PARTS:
        op.drop_index(f"ix_cells_{column}", table_name="cells")
    op.drop_index("ix_cells_period_id", table_name="cells")
    op.drop_index("ix_cells_measure_id_period_id", table_name="cells")
