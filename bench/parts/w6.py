"""W6: a conditional GET, answered by a 304."""

from __future__ import annotations

from bench.context import Context
from bench.drive import Contender
from bench.questions import series
from bench.ratio import Ratio
from bench.servers import RAW, BenchError

NOT_MODIFIED = 304


def run(context: Context) -> list[Ratio]:
    """Beside a raw 304 with the same headers. Datasette has no validators on its JSON."""
    address = next(series(context.record)).at_ours()
    etag = dict(context.ours.demand(address).headers)["etag"]
    condition = {"If-None-Match": etag}
    answer = context.ours.get(address, condition)
    if answer.status != NOT_MODIFIED or answer.body:
        raise BenchError(f"W6: ours answers {answer.status} to its own validator")
    with context.limits(answer) as limits:
        contenders = [Contender(context.ours, address, headers=condition)]
        contenders += [Contender(server, address, headers=condition) for server in limits]
        return context.race("W6 conditional", contenders, {RAW: 0.95}, near=True)
