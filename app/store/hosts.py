"""Several servers in one URL of PostgreSQL, and which of them a reader comes to."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any


def in_turns() -> Callable[..., None]:
    """Has the hosts of a URL tried in another order for each connection (for SQLAlchemy's event
    `do_connect`), so that every standby gets as many. The client library's own way is to throw
    dice, which often give most of a worker's few connections to one."""
    # Workers that start together do not all begin with the same one; two turns make a pair.
    turns = itertools.count(2 * random.randrange(100))

    def in_turn(_dialect: Any, _record: Any, _positional: Any, wanted: dict[str, Any]) -> None:
        turn = next(turns)
        for name in ("host", "port"):
            given = str(wanted.get(name, "")).split(",")
            first = turn // 2 % len(given)
            # From each host on, once forward and once back: the turn of a primary, which is passed
            # by, goes to the one behind it and to the one before it alike.
            ordered = given[first:] + given[:first]
            wanted[name] = ",".join(ordered[:: -1 if turn % 2 else 1])

    return in_turn
