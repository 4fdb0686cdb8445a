"""A made-up dictionary that knows what some figures are about, for tests of coverage."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Category,
    Dictionary,
    Holdings,
    Membership,
    Population,
)
from app.domain.observation import Observation
from tests.unit import make

DATASET = "synthetic-dataset"
OFFENCE = "synthetic-offence"
OTHER = "synthetic-other-offence"
RESPONDING, AGE, PARTS = "synthetic-responding", "synthetic-age", "synthetic-parts"
REGION, COUNTRY = "synthetic-region", "synthetic-country"
FORCES = tuple(f"synthetic-force-{letter}" for letter in "abcd")


def figure(value: str | int | None, **changed: Any) -> Observation:
    """A figure of the offence, of the first force."""
    return make.observation(value, **{"area": FORCES[0], "category": OFFENCE} | changed)


def whole(slug: str, kind: AreaKind, members: Iterable[str | Membership]) -> Area:
    """An area with members, dated or not."""
    links = (
        each if isinstance(each, Membership) else Membership(each, None, None) for each in members
    )
    return make.area(slug, kind, members=list(links))


AREAS = (
    whole(COUNTRY, AreaKind.COUNTRY, [REGION, FORCES[2]]),
    whole(REGION, AreaKind.REGION, FORCES[:2]),
    make.area("synthetic-group", AreaKind.GROUP),
    make.area("synthetic-unknown", AreaKind.UNDETERMINED),
    *(make.area(slug) for slug in FORCES),
)
MEASURES = (
    make.measure(),
    make.measure(make.SHARES, counted=False),
    replace(make.measure(RESPONDING, comparable=False), summable=False),
    replace(make.measure(AGE, comparable=False), summable=False),
    replace(make.measure(PARTS, counted=False, comparable=False), share_along="platform"),
)


def category(slug: str, codes: Sequence[str] = ()) -> Category:
    """A category with a name and a definition."""
    name = slug.replace("-", " ").capitalize()
    text = "Made up. It is synthetic."
    return Category(slug, name, text, None, [], False, list(codes), [], [], [], NOTHING_HELD)


def population(slug: str, definition: str) -> Population:
    """A part of the cases."""
    return Population(slug, slug.replace("-", " ").capitalize(), definition, NOTHING_HELD)


def known(figures: Sequence[Observation], areas: Sequence[Area] = AREAS) -> Dictionary:
    """The dictionary of a record that holds some figures and no others."""
    base = make.dictionary(
        [replace(area, data=_held(figures, area=area.slug)) for area in areas], MEASURES
    )
    datasets = {
        slug: replace(dataset, data=_held(figures, dataset=slug))
        for slug, dataset in base.entries["datasets"].items()
    }
    entries = {
        **base.entries,
        "datasets": datasets,
        "categories": {OFFENCE: category(OFFENCE), OTHER: category(OTHER, ["1/2", "3"])},
        "populations": {
            "synthetic-adults": population("synthetic-adults", "Cases of adults. Nothing else."),
            "synthetic-others": population("synthetic-others", "All others."),
        },
    }
    return replace(base, entries=entries)


def _held(figures: Sequence[Observation], **only: str) -> Holdings:
    own = [
        figure
        for figure in figures
        if all(getattr(figure, name) == slug for name, slug in only.items())
    ]

    def slugs(name: str) -> list[str]:
        return sorted({getattr(figure, name) for figure in own if getattr(figure, name)})

    return Holdings(
        len(own), slugs("measure"), slugs("period"), slugs("category"), slugs("dataset")
    )


def since(area: str, day: date) -> Membership:
    """A membership that began on a day."""
    return Membership(area, day, None)


def until(area: str, day: date) -> Membership:
    """A membership that ended on a day."""
    return Membership(area, None, day)
