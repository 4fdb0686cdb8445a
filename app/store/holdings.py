"""What the record holds about each dictionary entry in a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from app.domain.dictionary import Holdings
from app.domain.observation import DIMENSIONS
from app.store import tables
from app.store.versions import figures_in, valid_in


def holdings(
    connection: Connection, release: int, slugs: Mapping[str, Mapping[int, str]]
) -> dict[str, dict[int, Holdings]]:
    """What is held about each entry: noun → id → holdings."""
    cells, observations = tables.cells, tables.observations
    cited, passages = tables.citations, tables.passages
    groups = {noun: cells.c[f"{name}_id"] for name, noun in DIMENSIONS.items()}
    held: dict[str, dict[int, Holdings]] = {}
    for noun in (*groups, "sources"):
        per_entry: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        totals: dict[int, int] = defaultdict(int)
        group = passages.c.source_id if noun == "sources" else groups[noun]
        shown = {name: groups[name] for name in ("measures", "periods", "categories", "datasets")}
        query = select(
            group.label("entry"),
            *(column.label(f"of_{name}") for name, column in shown.items()),
            func.count(observations.c.id.distinct()).label("total"),
        ).join_from(observations, cells)
        if noun == "sources":
            query = query.join(cited, cited.c.observation_id == observations.c.id).join(passages)
            query = query.where(valid_in(release, cited))
        query = query.where(figures_in(release)).group_by(group, *shown.values())
        for row in connection.execute(query):
            totals[row.entry] += row.total
            for name in shown:
                per_entry[row.entry][name].add(getattr(row, f"of_{name}"))
        held[noun] = {
            entry: Holdings(
                observations=totals[entry],
                **{
                    name: [slugs[name][id_] for id_ in sorted(ids) if id_ in slugs[name]]
                    for name, ids in found.items()
                },
            )
            for entry, found in per_entry.items()
        }
    return held
