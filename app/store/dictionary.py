"""The dictionaries of one release, read whole: they are small, and every answer needs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

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
from app.store.contents import KINDS, Content, breaks, day, membership, other_category
from app.store.holdings import Held, held_in
from app.store.versions import valid_in

About = Mapping[int, Holdings]


@dataclass(frozen=True)
class _Entry:
    id: int
    slug: str
    content: Content


Entries = list[_Entry]


def load(connection: Connection, release: int, *, held: bool = True) -> Dictionary:
    """Every dictionary as it was in a release, with what the record holds about each entry; without
    `held` the entries alone, which costs nothing that grows with the record."""
    rows = {noun: _entries(connection, noun, release) for noun in KINDS}
    periods = _periods_of(connection, release)
    slugs = {noun: {row.id: row.slug for row in found} for noun, found in rows.items()}
    slugs["periods"] = {id_: period.slug for id_, period in periods.items()}
    found = held_in(connection, release, slugs) if held else Held()
    about = found.about
    organisations = {
        row.slug: SupportOrganisation(slug=row.slug, **row.content)
        for row in rows["support_organisations"]
    }
    made: dict[str, Mapping[str, Any]] = {
        "areas": _areas(rows["areas"], about["areas"]),
        "periods": _period_entries(periods, about["periods"]),
        "categories": _tree(rows["categories"], about["categories"], _category),
        "platforms": _tree(rows["platforms"], about["platforms"], Platform),
        "support_organisations": organisations,
        "sources": _sources(connection, rows["sources"], about["sources"], organisations, release),
    }
    plain: dict[str, Callable[..., Any]] = {
        "populations": Population,
        "measures": _measure,
        "datasets": _dataset,
    }
    for noun, kind in plain.items():
        made[noun] = {
            row.slug: kind(slug=row.slug, **row.content, data=about[noun].get(row.id, NOTHING_HELD))
            for row in rows[noun]
        }
    return Dictionary(
        release=release,
        entries=made,
        ids={noun: {slug: id_ for id_, slug in found.items()} for noun, found in slugs.items()},
        slugs=slugs,
        area_spellings=_spellings(rows["areas"]),
        statuses=found.statuses,
        areas_with=found.areas_with,
    )


def _entries(connection: Connection, noun: str, release: int) -> Entries:
    table, versions = tables.NOUNS[noun], tables.entry_versions
    query = (
        select(table.c.id, table.c.slug, versions.c.content)
        .join_from(table, versions, versions.c.entry_id == table.c.id)
        .where(versions.c.noun == noun, valid_in(release, versions))
        .order_by(table.c.id)
    )
    return [_Entry(row.id, row.slug, row.content) for row in connection.execute(query)]


def _spellings(areas: Entries) -> dict[str, str]:
    names: dict[str, str] = {}
    for part in (
        lambda row: row.content["aliases"],
        lambda row: [row.slug],
        lambda row: [row.content["name"]],
    ):
        for row in areas:
            names |= {fold(name): row.slug for name in part(row)}
    return names


def _areas(rows: Entries, held: About) -> dict[str, Area]:
    kinds = {row.slug: AreaKind(row.content["kind"]) for row in rows}
    order = {row.slug: row.id for row in rows}
    members: dict[str, list[Membership]] = defaultdict(list)
    parents: dict[str, list[Membership]] = {}
    for row in rows:
        links = [membership(link) for link in row.content["parents"]]
        parents[row.slug] = sorted(links, key=lambda link: order[link.area])
        for link in links:
            members[link.area].append(Membership(row.slug, link.from_, link.to))
    return {
        row.slug: Area(
            slug=row.slug,
            name=row.content["name"],
            kind=kinds[row.slug],
            definition=row.content["definition"],
            gss_code=row.content["gss_code"],
            aliases=row.content["aliases"],
            parents=parents[row.slug],
            members=members[row.slug],
            distinct_from=[
                Distinction(other["area"], kinds[other["area"]], other["why"])
                for other in row.content["distinct_from"]
            ],
            may_be=row.content["may_be"],
            data=held.get(row.id, NOTHING_HELD),
        )
        for row in rows
    }


def _periods_of(connection: Connection, release: int) -> dict[int, Period]:
    table = tables.periods
    known = select(table.c.id, table.c.slug).where(table.c.release_from <= release)
    return {
        row.id: Period.parse(row.slug) for row in connection.execute(known.order_by(table.c.id))
    }


def _period_entries(periods: Mapping[int, Period], held: About) -> dict[str, PeriodEntry]:
    entries = {}
    for id_, period in periods.items():
        before = period.year_before()
        entries[period.slug] = PeriodEntry(
            slug=period.slug,
            name=period.label,
            kind=PeriodKind(period.kind),
            start=period.start,
            end=period.end,
            year_before=before.slug if before else None,
            data=held.get(id_, NOTHING_HELD),
        )
    return entries


def _tree(rows: Entries, held: About, kind: Callable[..., Any]) -> dict[str, Any]:
    children: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        children[row.content["parent"]].append(row.slug)
    return {
        row.slug: kind(
            slug=row.slug,
            **row.content,
            children=children[row.slug],
            data=held.get(row.id, NOTHING_HELD),
        )
        for row in rows
    }


def _category(**content: Any) -> Category:
    content["distinct_from"] = [other_category(other) for other in content["distinct_from"]]
    return Category(**{**content, "breaks": breaks(content)})


def _measure(**content: Any) -> Measure:
    # What was stored before these were known of names neither.
    return Measure(**{"rounded_to": None, "share_along": None, **content})


def _dataset(**content: Any) -> Dataset:
    return Dataset(**{**content, "breaks": breaks(content)})


def _sources(
    connection: Connection,
    rows: Entries,
    held: About,
    organisations: Mapping[str, SupportOrganisation],
    release: int,
) -> dict[str, Source]:
    cited, claimed = tables.passages, tables.claims
    paragraphs = Counter(
        connection.scalars(
            select(cited.c.source_id)
            .where(cited.c.release_from <= release, cited.c.paragraph != tables.WHOLE_DOCUMENT)
            .group_by(cited.c.source_id, cited.c.paragraph)
        )
    )
    claims: dict[int, int] = {
        row.source_id: row.total
        for row in connection.execute(
            select(claimed.c.source_id, func.count().label("total"))
            .where(valid_in(release, claimed))
            .group_by(claimed.c.source_id)
        )
    }
    order = list(organisations)
    return {
        row.slug: Source(
            slug=row.slug,
            **{
                **row.content,
                "published": day(row.content["published"]),
                "edition": day(row.content["edition"]),
                "support": [
                    organisations[name] for name in sorted(row.content["support"], key=order.index)
                ],
            },
            paragraphs=paragraphs[row.id],
            claims=claims.get(row.id, 0),
            data=held.get(row.id, NOTHING_HELD),
        )
        for row in rows
    }
