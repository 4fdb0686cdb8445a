"""What the dictionaries must satisfy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.suggest import fold
from app.errors import Fault
from app.importing.entry_rows import DICTIONARY_ROWS, AreaRow, CategoryRow, MeasureRow, PlatformRow
from app.importing.parse import Parsed, Placed, rows_of, sources_of
from app.importing.rules.known import Known

TREES: dict[str, type[CategoryRow | PlatformRow]] = {
    "categories": CategoryRow,
    "platforms": PlatformRow,
}


def slugs_are_unique(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for kind in DICTIONARY_ROWS.values():
        seen: dict[str, str] = {}
        for placed in rows_of(parsed, kind):
            slug = placed.row.slug
            if slug in seen:
                yield placed.fault(f"{slug!r} is also the slug of {seen[slug]}", "slug")
            seen[slug] = f"{placed.read.name}:{placed.read.lines[placed.path]}"
    sources: dict[str, str] = {}
    for read, document in sources_of(parsed):
        slug = document.source.slug
        if slug in sources:
            yield read.fault(("source", "slug"), f"{slug!r} is also the source of {sources[slug]}")
        sources[slug] = read.name


def codes_of_areas_are_unique(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for placed in rows_of(parsed, AreaRow):
        code = placed.row.gss_code
        if code is not None and owners.setdefault(code, placed.row.slug) != placed.row.slug:
            yield placed.fault(f"{code} is the code of {owners[code]}", "gss_code")


def names_of_areas_are_unambiguous(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    """A name or an alias stands for one area alone, or it would be resolved by chance."""
    owners: dict[str, str] = {}
    for placed in rows_of(parsed, AreaRow):
        owners.setdefault(fold(placed.row.slug), placed.row.slug)
    for placed in rows_of(parsed, AreaRow):
        yield from _owned(owners, placed, placed.row.name, "name")
    aliases: set[str] = set()
    for placed in rows_of(parsed, AreaRow):
        for at, alias in enumerate(placed.row.aliases):
            yield from _owned(owners, placed, alias, "aliases", at)
            if fold(alias) in aliases and owners[fold(alias)] == placed.row.slug:
                yield placed.fault(f"{alias!r} is an alias already", "aliases", at)
            aliases.add(fold(alias))


def _owned(
    owners: dict[str, str], placed: Placed[AreaRow], name: str, *inner: str | int
) -> Iterator[Fault]:
    owner = owners.setdefault(fold(name), placed.row.slug)
    if owner != placed.row.slug:
        yield placed.fault(f"{name!r} already stands for {owner}", *inner)


def areas_are_linked_once(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    for placed in rows_of(parsed, AreaRow):
        row = placed.row
        days = [(link.area, link.from_) for link in row.member_of]
        for at, link in enumerate(row.member_of):
            if days.index((link.area, link.from_)) < at:
                yield placed.fault(f"is a member of {link.area!r} already", "member_of", at)
        others = [
            *(
                (("distinct_from", at, "area"), other.area)
                for at, other in enumerate(row.distinct_from)
            ),
            *((("may_be", at), slug) for at, slug in enumerate(row.may_be)),
        ]
        told: set[str] = set()
        for inner, slug in others:
            if slug == row.slug:
                yield placed.fault("is told from itself", *inner)
            elif slug in told:
                yield placed.fault(f"is told from {slug!r} already", *inner)
            told.add(slug)


def what_figures_rest_on_stays(parsed: Sequence[Parsed], known: Known) -> Iterator[Fault]:
    """Other words for an entry are a revision; another unit or kind is another thing."""
    for measure in rows_of(parsed, MeasureRow):
        before = known.before.entries["measures"].get(measure.row.slug)
        for name in ("unit", "counted"):
            if before is not None and getattr(before, name) != getattr(measure.row, name):
                yield measure.fault(
                    f"{name} is {getattr(before, name)} in the record, and figures rest on it; "
                    "give another measure a slug of its own",
                    name,
                )
    for area in rows_of(parsed, AreaRow):
        known_area = known.before.entries["areas"].get(area.row.slug)
        if known_area is not None and known_area.kind is not area.row.kind:
            yield area.fault(
                f"{area.row.slug!r} is a {known_area.kind} in the record; give another area a slug "
                "of its own",
                "kind",
            )


def references_exist(parsed: Sequence[Parsed], known: Known) -> Iterator[Fault]:
    for placed in rows_of(parsed, AreaRow):
        links = [
            *((("member_of", i, "area"), m.area) for i, m in enumerate(placed.row.member_of)),
            *(
                (("distinct_from", i, "area"), d.area)
                for i, d in enumerate(placed.row.distinct_from)
            ),
            *((("may_be", i), slug) for i, slug in enumerate(placed.row.may_be)),
        ]
        for inner, slug in links:
            yield from known.look_up(placed.read, (*placed.path, *inner), "areas", slug)
    for category in rows_of(parsed, CategoryRow):
        for at, other in enumerate(category.row.distinct_from):
            inner = (*category.path, "distinct_from", at, "category")
            yield from known.look_up(category.read, inner, "categories", other.category)
    for noun, kind in TREES.items():
        for leaf in rows_of(parsed, kind):
            if leaf.row.parent is not None:
                path = (*leaf.path, "parent")
                yield from known.look_up(leaf.read, path, noun, leaf.row.parent)


def nothing_is_inside_itself(parsed: Sequence[Parsed], _: Known) -> Iterator[Fault]:
    groups = {
        area.row.slug: [link.area for link in area.row.member_of]
        for area in rows_of(parsed, AreaRow)
    }
    for area in rows_of(parsed, AreaRow):
        if area.row.slug in _ancestors(area.row.slug, groups):
            yield area.fault(f"{area.row.slug!r} is inside itself", "member_of")
    for kind in TREES.values():
        parents = {
            leaf.row.slug: [leaf.row.parent] if leaf.row.parent else []
            for leaf in rows_of(parsed, kind)
        }
        for leaf in rows_of(parsed, kind):
            if leaf.row.slug in _ancestors(leaf.row.slug, parents):
                yield leaf.fault(f"{leaf.row.slug!r} is inside itself", "parent")


def _ancestors(slug: str, parents: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(parents.get(slug, ()))
    while waiting:
        next_up = waiting.pop()
        if next_up not in found:
            found.add(next_up)
            waiting += parents.get(next_up, ())
    return found
