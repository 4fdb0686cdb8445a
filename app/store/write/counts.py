"""What is counted of a release when it is made, so that no answer has to count it."""

from __future__ import annotations

from sqlalchemy import Connection

from app.store.write.figures import Placed
from app.store.write.holdings import count_holdings


def count_release(connection: Connection, release: int, placed: Placed) -> None:
    """Count what a release holds, after its figures are stored and settled and while the staged
    statements are there."""
    count_holdings(connection, release, placed)
