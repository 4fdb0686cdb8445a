"""Several servers in one URL of PostgreSQL, and which of them a reader comes to."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any

# What a URL may say of each host: they belong together by their places.
_BY_HOST = ("host", "hostaddr", "port")


def in_turns() -> Callable[..., None]:
    """Has the hosts of a URL tried in another order for each connection (for SQLAlchemy's event
    `do_connect`): in one of chance, and then in the same from its end. Of two connections that
    follow each other, each comes to another standby, and over many every standby gets as many. The
    client library's own way is to throw dice for each, which often give most of a worker's few
    connections to one."""
    turns, chance = itertools.count(), random.random()

    def in_turn(_dialect: Any, _record: Any, _positional: Any, wanted: dict[str, Any]) -> None:
        pair, back = divmod(next(turns), 2)
        for name in _BY_HOST:
            given = str(wanted.get(name, "")).split(",")
            if len(given) > 1:
                # The same order for each name.
                random.Random(chance + pair).shuffle(given)
                wanted[name] = ",".join(given[:: -1 if back else 1])

    return in_turn
