"""What a set of documents must satisfy together. Each rule yields a fault for every breach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.analysis.check_claim import CHECKS
from app.domain.numerals import read as read_number
from app.domain.observation import Cell
from app.domain.quantity import Qualifier
from app.domain.suggest import did_you_mean, fold, nearest
from app.errors import Fault, MalformedError
from app.importing.document import Path, ReadDocument
from app.importing.parse import Parsed, rows_of, sources_of
from app.importing.rows import (
    AreaRow,
    CategoryRow,
    ClaimRow,
    DatasetRow,
    Dimensions,
    EntryRow,
    MeasureRow,
    ObservationRow,
    OperandRow,
    PlatformRow,
    PopulationRow,
    SourceDocument,
    SupportOrganisationRow,
)

DICTIONARIES: dict[str, type[EntryRow]] = {
    "areas": AreaRow,
    "categories": CategoryRow,
    "platforms": PlatformRow,
    "populations": PopulationRow,
    "measures": MeasureRow,
    "datasets": DatasetRow,
    "support_organisations": SupportOrganisationRow,
}
TREES: dict[str, type[CategoryRow | PlatformRow]] = {
    "categories": CategoryRow,
    "platforms": PlatformRow,
}
_DIMENSION_NOUNS = {
    "measure": "measures",
    "area": "areas",
    "category": "categories",
    "platform": "platforms",
    "population": "populations",
    "dataset": "datasets",
}

Slugs = Mapping[str, frozenset[str]]


def check(parsed: Sequence[Parsed]) -> list[Fault]:
    """Every fault of the documents as a whole."""
    slugs = {
        noun: frozenset(placed.row.slug for placed in rows_of(parsed, kind))
        for noun, kind in DICTIONARIES.items()
    }
    return [fault for rule in RULES for fault in rule(parsed, slugs)]


def slugs_are_unique(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    for kind in DICTIONARIES.values():
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


def names_of_areas_are_unambiguous(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    """An alias stands for one area alone, or it would be resolved by chance."""
    owners: dict[str, str] = {}
    for placed in rows_of(parsed, AreaRow):
        owners.setdefault(fold(placed.row.slug), placed.row.slug)
        owners.setdefault(fold(placed.row.name), placed.row.slug)
    for placed in rows_of(parsed, AreaRow):
        for at, alias in enumerate(placed.row.aliases):
            owner = owners.setdefault(fold(alias), placed.row.slug)
            if owner != placed.row.slug:
                yield placed.fault(f"{alias!r} already stands for {owner}", "aliases", at)


def references_exist(parsed: Sequence[Parsed], slugs: Slugs) -> Iterator[Fault]:
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
            yield from _known(placed.read, (*placed.path, *inner), slug, slugs["areas"])
    for noun, kind in TREES.items():
        for leaf in rows_of(parsed, kind):
            if leaf.row.parent is not None:
                yield from _known(leaf.read, (*leaf.path, "parent"), leaf.row.parent, slugs[noun])


def nothing_is_inside_itself(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
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


def dimensions_are_known(parsed: Sequence[Parsed], slugs: Slugs) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for path, row in _dimensioned(document):
            for name, slug in row.given().items():
                if slug is not None and name in _DIMENSION_NOUNS:
                    known = slugs[_DIMENSION_NOUNS[name]]
                    yield from _known(read, (*path, name), slug, known)
        for at, support in enumerate(document.source.support):
            path = ("source", "support", at, "organisation")
            yield from _known(read, path, support.organisation, slugs["support_organisations"])


def cells_are_whole(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for path, row in _dimensioned(document):
            if path == ("defaults",) or (isinstance(row, OperandRow) and row.missing):
                continue
            cell = document.cell(row)
            if not isinstance(cell, Cell):
                yield read.fault(path, f"names no {' and no '.join(cell)}")


def cells_stand_once(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    """A cell stands once in a source. Two sources may print it, if they print the same."""
    first: dict[Cell, tuple[str, ObservationRow]] = {}
    for read, document in sources_of(parsed):
        here: set[Cell] = set()
        for at, row in enumerate(document.observations):
            cell = document.cell(row)
            if not isinstance(cell, Cell):
                continue
            path: Path = ("observations", at)
            place = f"{read.name}:{read.lines[path]}"
            other_place, other = first.setdefault(cell, (place, row))
            if cell in here:
                yield read.fault(
                    path,
                    f"the cell {cell.key} stands twice, first at {other_place}; "
                    "list the further places under `cited`",
                )
            elif _figure(other) != _figure(row):
                yield read.fault(
                    path,
                    f"the cell {cell.key} is {_said(row)} here and {_said(other)} at {other_place}",
                )
            here.add(cell)


def stated_words_read_as_the_value(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        for at, row in enumerate(document.observations):
            if row.value is None:
                continue
            for n, cited in enumerate(row.cited):
                path: Path = ("observations", at, "cited", n, "stated")
                yield from _reads_as(read, path, cited.stated, row, "qualifier" in row.inferred)
        for at, claim in enumerate(document.claims):
            if claim.value is not None and "value" not in claim.inferred:
                inferred = "qualifier" in claim.inferred
                yield from _reads_as(read, ("claims", at, "stated"), claim.stated, claim, inferred)


def cited_paragraphs_have_fingerprints(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    for read, document in sources_of(parsed):
        cited: list[tuple[Path, int]] = [
            (("observations", at, "cited", n, "paragraph"), citation.paragraph)
            for at, row in enumerate(document.observations)
            for n, citation in enumerate(row.cited)
        ]
        for at, claim in enumerate(document.claims):
            cited.append((("claims", at, "paragraph"), claim.paragraph))
            cited += [
                (("claims", at, "also", n, "paragraph"), citation.paragraph)
                for n, citation in enumerate(claim.also)
            ]
        cited += [
            (("source", "support", at, "paragraph"), support.paragraph)
            for at, support in enumerate(document.source.support)
        ]
        for path, paragraph in cited:
            if paragraph not in document.source.paragraphs:
                yield read.fault(
                    path, f"paragraph {paragraph} has no fingerprint under source.paragraphs"
                )


def claims_can_be_checked(parsed: Sequence[Parsed], _: Slugs) -> Iterator[Fault]:
    """Each claim has the parts its kind needs, and its operands are in the record."""
    stored = {
        cell
        for _, document in sources_of(parsed)
        for row in document.observations
        if isinstance(cell := document.cell(row), Cell)
    }
    for read, document in sources_of(parsed):
        for at, claim in enumerate(document.claims):
            path: Path = ("claims", at)
            for detail in _claim_shape(claim):
                yield read.fault(path, detail)
            for role, operands in claim.operands.items():
                for n, operand in enumerate(operands):
                    cell = document.cell(operand)
                    if operand.missing or not isinstance(cell, Cell) or cell in stored:
                        continue
                    hint = did_you_mean(nearest(cell.key, (known.key for known in stored)))
                    place: Path = (*path, "operands", role, n)
                    if (*path, "operands", role, n) not in read.lines:
                        place = (*path, "operands", role)
                    yield read.fault(place, f"the operand {cell.key} is not in the record{hint}")


def _claim_shape(claim: ClaimRow) -> Iterator[str]:
    check_of_kind = CHECKS[claim.kind]
    roles = check_of_kind.roles
    for role in roles:
        if not claim.operands.get(role):
            yield f"a claim of kind {claim.kind} needs the operand {role!r}"
    for role, operands in claim.operands.items():
        if role not in roles:
            yield f"a claim of kind {claim.kind} has no operand {role!r}; it has {', '.join(roles)}"
        elif len(operands) > 1 and role not in check_of_kind.repeated:
            yield f"the operand {role!r} stands once"
    wanted = check_of_kind.states
    for name in ("value", "unit", "direction"):
        given = getattr(claim, name) is not None
        if given != (name in wanted):
            yield f"a claim of kind {claim.kind} {'needs' if name in wanted else 'has no'} {name!r}"


def _reads_as(
    read: ReadDocument, path: Path, stated: str, row: ObservationRow | ClaimRow, inferred: bool
) -> Iterator[Fault]:
    try:
        number = read_number(stated)
    except MalformedError as error:
        yield read.fault(path, str(error))
        return
    assert row.value is not None  # callers look first
    if number.value != abs(row.value):
        yield read.fault(path, f"{stated!r} reads as {number.value:f}, not as {row.value:f}")
    if number.qualifier is not row.qualifier and not inferred:
        yield read.fault(
            path, f"{stated!r} is stated as {number.qualifier}, not as {row.qualifier}"
        )
    unit = row.unit if isinstance(row, ClaimRow) else None
    if unit is not None and number.unit is not None and number.unit != unit:
        yield read.fault(path, f"{stated!r} is in {number.unit}, not in {unit}")


def _dimensioned(document: SourceDocument) -> Iterator[tuple[Path, Dimensions]]:
    yield ("defaults",), document.defaults
    for at, row in enumerate(document.observations):
        yield ("observations", at), row
    for at, claim in enumerate(document.claims):
        for role, operands in claim.operands.items():
            for n, operand in enumerate(operands):
                yield ("claims", at, "operands", role, n), operand


def _known(read: ReadDocument, path: Path, slug: str, known: Iterable[str]) -> Iterator[Fault]:
    if slug not in known:
        hint = did_you_mean(nearest(slug, known))
        yield read.fault(path, f"{slug!r} is not known{hint}")


def _ancestors(slug: str, parents: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(parents.get(slug, ()))
    while waiting:
        next_up = waiting.pop()
        if next_up not in found:
            found.add(next_up)
            waiting += parents.get(next_up, ())
    return found


def _figure(row: ObservationRow) -> tuple[Any, ...]:
    return (row.value, row.status, row.qualifier, row.forces)


def _said(row: ObservationRow) -> str:
    if row.value is None:
        return str(row.status)
    hedge = "" if row.qualifier is Qualifier.EXACT else f"{row.qualifier} "
    return f"{hedge}{row.value:f} ({row.status})"


RULES: tuple[Callable[[Sequence[Parsed], Slugs], Iterator[Fault]], ...] = (
    slugs_are_unique,
    names_of_areas_are_unambiguous,
    references_exist,
    nothing_is_inside_itself,
    dimensions_are_known,
    cells_are_whole,
    cells_stand_once,
    stated_words_read_as_the_value,
    cited_paragraphs_have_fingerprints,
    claims_can_be_checked,
)
