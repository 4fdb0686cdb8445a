"""The dictionaries: a list of each noun, and each entry by its slug."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.analysis.caveats import about_the_question
from app.api.ask import Ask, Endpoint, answering, not_found
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, PERIOD_KIND, choices, suggestions
from app.api.query import Parameter
from app.api.respond import respond_item, respond_page
from app.domain.caveat import Caveat
from app.domain.dictionary import (
    Area,
    AreaKind,
    Category,
    Dataset,
    Dictionary,
    Measure,
    PeriodEntry,
    Platform,
    Population,
    Source,
)
from app.store.cells import BIG, SMALL

router = APIRouter()

AREA_KIND = choices("kind", AreaKind, "Kinds of area.")


@dataclass(frozen=True)
class Shelf:
    """One noun: where it is served, which entries belong to it, by what they can be filtered."""

    path: str
    noun: str
    one: str
    row_type: type
    example: str
    about: str
    filters: tuple[Parameter, ...] = ()
    kind: AreaKind | None = None

    def entries(self, dictionary: Dictionary) -> dict[str, Any]:
        """The entries by slug, in dictionary order."""
        found = dictionary.entries[self.noun]
        if self.kind is None:
            return dict(found)
        return {slug: entry for slug, entry in found.items() if entry.kind is self.kind}


SHELVES = (
    Shelf(
        "forces",
        "areas",
        "Force",
        Area,
        "west-midlands-police",
        "Police forces, with the regions, countries and groups that each belongs to.",
        kind=AreaKind.FORCE,
    ),
    Shelf(
        "areas",
        "areas",
        "Area",
        Area,
        "west-midlands",
        "Forces, regions, countries and groups. Areas of like name say what each is and point to "
        "each other.",
        (AREA_KIND,),
    ),
    Shelf(
        "periods",
        "periods",
        "Period",
        PeriodEntry,
        "2019-20",
        "Periods with a figure, earliest first. Kinds of period are never mixed.",
        (PERIOD_KIND,),
    ),
    Shelf(
        "categories",
        "categories",
        "Category",
        Category,
        "online-child-sexual-offences",
        "Offence categories as a tree, with definitions and Home Office codes where certain.",
    ),
    Shelf(
        "platforms",
        "platforms",
        "Platform",
        Platform,
        "meta",
        "Online platforms as a tree, with the companies that run them.",
    ),
    Shelf(
        "populations",
        "populations",
        "Population",
        Population,
        "victims-aged-13",
        "Parts of all cases that a figure can be about.",
    ),
    Shelf(
        "measures",
        "measures",
        "Measure",
        Measure,
        "offences-recorded",
        "What is counted or measured, its unit, and whether it may be summed or compared.",
    ),
    Shelf(
        "datasets",
        "datasets",
        "Dataset",
        Dataset,
        "nspcc-foi-2020",
        "Gatherings of figures: producer, method, definition, coverage and comparability.",
    ),
    Shelf(
        "sources",
        "sources",
        "Source",
        Source,
        "express-and-star-rise-and-fall-2019-20",
        "Documents that report figures, with the support organisations that they name.",
    ),
)


def _list(shelf: Shelf) -> Endpoint:
    @answering(*shelf.filters, LIMIT, CURSOR, position=(BIG if shelf.noun == "periods" else SMALL,))
    def endpoint(question: Ask) -> Response:
        ids = question.dictionary.ids[shelf.noun]
        kinds = question.asked.several("kind")
        matching = [
            entry
            for entry in shelf.entries(question.dictionary).values()
            if not kinds or entry.kind in kinds
        ]
        rest = [
            entry
            for entry in matching
            if question.after is None or ids[entry.slug] > question.after[0]
        ]
        shown = rest[: question.limit]
        more = len(rest) > len(shown)
        return respond_page(
            question,
            shelf.row_type,
            shown,
            total=len(matching),
            following=(ids[shown[-1].slug],) if more else None,
        )

    return endpoint


def _one(shelf: Shelf) -> Endpoint:
    @answering(short=True)
    def endpoint(
        question: Ask,
        slug: Annotated[
            str, Path(description="Its slug.", max_length=100, examples=[shelf.example])
        ],
    ) -> Response:
        entries = shelf.entries(question.dictionary)
        if slug not in entries:
            near = suggestions(slug, shelf.noun, question.dictionary)
            known: Sequence[str] = [name for name in near if name in entries]
            raise not_found(shelf.one.lower(), slug, known)
        return respond_item(
            question,
            shelf.row_type,
            entries[slug],
            caveats=_caveats(shelf, slug, question.dictionary),
            sources=[slug] if shelf.noun == "sources" else [],
        )

    return endpoint


def _caveats(shelf: Shelf, slug: str, dictionary: Dictionary) -> Iterator[Caveat]:
    if shelf.noun == "areas":
        yield from about_the_question(dictionary, {"area": [slug]})


for _shelf in SHELVES:
    _plural = _shelf.path.capitalize()
    router.add_api_route(
        f"/v1/{_shelf.path}",
        _list(_shelf),
        methods=["GET"],
        summary=_plural,
        description=_shelf.about,
        **route(f"list{_plural}", "dictionary", _shelf.row_type, _shelf.filters),
    )
    router.add_api_route(
        f"/v1/{_shelf.path}/{{slug:path}}",
        _one(_shelf),
        methods=["GET"],
        summary=f"{_shelf.one} by slug",
        description=_shelf.about,
        **route(f"get{_shelf.one}", "dictionary", _shelf.row_type, paged=False, path_names=True),
    )
