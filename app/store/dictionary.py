"""The dictionaries of one release, read whole: they are small, and every answer needs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, func, select

from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Category,
    Dataset,
    Dictionary,
    Distinction,
    Holdings,
    Measure,
    Membership,
    PeriodEntry,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.period import Period, PeriodKind
from app.domain.suggest import fold
from app.store import tables
from app.store.observations import DIMENSIONS, valid_in

Node = TypeVar("Node", Category, Platform)
Leaf = TypeVar("Leaf", Population, Measure, Dataset)

_TABLES = {
    "areas": tables.areas,
    "periods": tables.periods,
    "categories": tables.categories,
    "platforms": tables.platforms,
    "populations": tables.populations,
    "measures": tables.measures,
    "datasets": tables.datasets,
    "sources": tables.sources,
}


def load(connection: Connection, release: int) -> Dictionary:
    """Every dictionary, with what the record holds about each entry in a release."""
    rows = {noun: _rows(connection, table) for noun, table in _TABLES.items()}
    slugs = {noun: {row.id: str(row.slug) for row in found} for noun, found in rows.items()}
    held = _holdings(connection, release, slugs)
    return Dictionary(
        release=release,
        entries={
            "areas": _areas(connection, rows["areas"], slugs["areas"], held["areas"]),
            "periods": _periods(rows["periods"], held["periods"]),
            "categories": _tree(rows["categories"], held["categories"], Category),
            "platforms": _tree(rows["platforms"], held["platforms"], Platform),
            "populations": _flat(rows["populations"], held["populations"], Population),
            "measures": _flat(rows["measures"], held["measures"], Measure),
            "datasets": _flat(rows["datasets"], held["datasets"], Dataset),
            "sources": _sources(connection, rows["sources"], held["sources"], release),
        },
        ids={noun: {slug: id_ for id_, slug in found.items()} for noun, found in slugs.items()},
        slugs=slugs,
        area_spellings=_spellings(connection, rows["areas"]),
    )


def _rows(connection: Connection, table: Table) -> list[Row[Any]]:
    real = table.c.id != tables.DOES_NOT_APPLY if "definition" in table.c else None
    query = select(table).order_by(table.c.id)
    return list(connection.execute(query if real is None else query.where(real)))


def _spellings(connection: Connection, areas: list[Row[Any]]) -> dict[str, str]:
    slugs = {row.id: row.slug for row in areas}
    names = {fold(row.name): row.slug for row in areas} | {
        fold(row.slug): row.slug for row in areas
    }
    aliases = connection.execute(select(tables.area_aliases))
    return names | {row.spelling: slugs[row.area_id] for row in aliases}


def _holdings(
    connection: Connection, release: int, slugs: Mapping[str, Mapping[int, str]]
) -> dict[str, dict[int, Holdings]]:
    """What is held about each entry: noun → id → holdings."""
    cells, observations, cited = tables.cells, tables.observations, tables.citations
    groups = {noun: cells.c[f"{name}_id"] for name, noun in DIMENSIONS.items()}
    held: dict[str, dict[int, Holdings]] = {}
    for noun in (*groups, "sources"):
        per_entry: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        totals: dict[int, int] = defaultdict(int)
        group = cited.c.source_id if noun == "sources" else groups[noun]
        shown = {name: groups[name] for name in ("measures", "periods", "categories", "datasets")}
        query = select(
            group.label("entry"),
            *(column.label(f"of_{name}") for name, column in shown.items()),
            func.count(observations.c.id.distinct()).label("total"),
        ).join_from(observations, cells)
        if noun == "sources":
            query = query.join(cited, cited.c.observation_id == observations.c.id)
            query = query.where(cited.c.release_from <= release)
        query = query.where(valid_in(release)).group_by(group, *shown.values())
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


def _areas(
    connection: Connection,
    rows: list[Row[Any]],
    slugs: Mapping[int, str],
    held: Mapping[int, Holdings],
) -> dict[str, Area]:
    kinds = {row.id: AreaKind(row.kind) for row in rows}
    aliases: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(tables.area_aliases).order_by(
            tables.area_aliases.c.area_id, tables.area_aliases.c.position
        )
    ):
        aliases[row.area_id].append(row.alias)
    parents: dict[int, list[Membership]] = defaultdict(list)
    members: dict[int, list[Membership]] = defaultdict(list)
    links = tables.area_memberships
    for row in connection.execute(select(links).order_by(links.c.group_id, links.c.member_id)):
        days = (row.valid_from, row.valid_to)
        parents[row.member_id].append(Membership(slugs[row.group_id], *days))
        members[row.group_id].append(Membership(slugs[row.member_id], *days))
    distinct: dict[int, list[Distinction]] = defaultdict(list)
    may_be: dict[int, list[str]] = defaultdict(list)
    others = tables.area_distinctions
    for row in connection.execute(select(others).order_by(others.c.area_id, others.c.position)):
        if row.relation == "may_be":
            may_be[row.area_id].append(slugs[row.other_id])
        else:
            distinct[row.area_id].append(
                Distinction(slugs[row.other_id], kinds[row.other_id], row.why)
            )
    return {
        row.slug: Area(
            slug=row.slug,
            name=row.name,
            kind=AreaKind(row.kind),
            definition=row.definition,
            gss_code=row.gss_code,
            aliases=aliases[row.id],
            parents=parents[row.id],
            members=members[row.id],
            distinct_from=distinct[row.id],
            may_be=may_be[row.id],
            data=held.get(row.id, NOTHING_HELD),
        )
        for row in rows
    }


def _periods(rows: list[Row[Any]], held: Mapping[int, Holdings]) -> dict[str, PeriodEntry]:
    entries = {}
    for row in rows:
        period = Period.parse(row.slug)
        before = period.year_before()
        entries[row.slug] = PeriodEntry(
            slug=row.slug,
            name=period.label,
            kind=PeriodKind(row.kind),
            start=row.start_date,
            end=row.end_date,
            year_before=before.slug if before else None,
            data=held.get(row.id, NOTHING_HELD),
        )
    return entries


def _tree(rows: list[Row[Any]], held: Mapping[int, Holdings], kind: type[Node]) -> dict[str, Node]:
    slugs = {row.id: row.slug for row in rows}
    entries = {}
    for row in rows:
        fields = {name: value for name, value in row._mapping.items() if name != "id"}
        fields["parent"] = slugs.get(fields.pop("parent_id"))
        fields["children"] = [child.slug for child in rows if child.parent_id == row.id]
        entries[row.slug] = kind(**fields, data=held.get(row.id, NOTHING_HELD))
    return entries


def _flat(rows: list[Row[Any]], held: Mapping[int, Holdings], kind: type[Leaf]) -> dict[str, Leaf]:
    entries = {}
    for row in rows:
        fields = {name: value for name, value in row._mapping.items() if name != "id"}
        entries[row.slug] = kind(**fields, data=held.get(row.id, NOTHING_HELD))
    return entries


def _sources(
    connection: Connection, rows: list[Row[Any]], held: Mapping[int, Holdings], release: int
) -> dict[str, Source]:
    cited, claimed = tables.source_paragraphs, tables.claims
    paragraphs = _per_source(connection, select(cited.c.source_id))
    claims = _per_source(connection, select(claimed.c.source_id).where(valid_in(release, claimed)))
    support: dict[int, list[SupportOrganisation]] = defaultdict(list)
    links, organisations = tables.source_support, tables.support_organisations
    named = select(links.c.source_id, organisations).join_from(links, organisations)
    for row in connection.execute(named.order_by(links.c.source_id, organisations.c.id)):
        support[row.source_id].append(
            SupportOrganisation(row.slug, row.name, row.about, row.website, row.phone)
        )
    return {
        row.slug: Source(
            slug=row.slug,
            title=row.title,
            publisher=row.publisher,
            kind=row.kind,
            published=row.published,
            url=row.url,
            notes=row.notes,
            paragraphs=paragraphs[row.id],
            claims=claims[row.id],
            support=support[row.id],
            data=held.get(row.id, NOTHING_HELD),
        )
        for row in rows
    }


def _per_source(connection: Connection, rows: Select[tuple[int]]) -> Counter[int]:
    return Counter(connection.scalars(rows))
