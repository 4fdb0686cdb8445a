"""The cluster: PostgreSQL with two standbys, two workers, and nginx in front of them."""

from __future__ import annotations

from bench.cluster.measure import HOT_TARGET, Finding, measure
from bench.cluster.services import LackingError
from bench.context import Context
from bench.ratio import Ratio
from bench.servers import BenchError


def run(context: Context) -> list[Ratio]:
    """Hot answers beside nginx's own files; what happens when servers go is told in notes. Its
    record is the seed with some synthetic figures, whatever the size that is asked for."""
    try:
        findings = measure(context.rounds, context.seconds)
    except LackingError as error:
        raise BenchError(str(error)) from error
    context.notes += [_told(found) for found in findings if found.unit != "ratio"]
    return [
        Ratio(
            found.what.strip(),
            "nginx's own file",
            (found.spread[0], found.value, found.spread[1]),
            None if found.met is None else HOT_TARGET,
        )
        for found in findings
        if found.unit == "ratio" and found.spread is not None
    ]


def _told(found: Finding) -> str:
    wanted = f" (should be {found.target})" if found.target else ""
    return f"{found.what.strip()}: {found.value:,.2f} {found.unit}{wanted}"
