"""From an answer to an HTTP response: links, caveats, validators and caching, for every route."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from fastapi import Response

from app.analysis import among
from app.analysis.caveats import about_emptiness, about_figures, about_the_question
from app.api.ask import Ask
from app.api.cursor import Cursor, write_cursor
from app.api.query import CACHE_BUSTER, encoded
from app.api.stream import StreamedResponse
from app.domain.caveat import Caveat
from app.domain.dictionary import SupportOrganisation
from app.domain.observation import DIMENSIONS, Observation
from app.formats.answer import Item, Links, Meta, Page
from app.formats.registry import FORMATS
from app.store.cells import SMALL

# The position of a page of `respond_listed`: how many items came before it.
LISTED = (SMALL,)
FOR_EVER = "public, max-age=31536000, immutable"
# A cache that many share asks again after a second, so that a new release is soon seen through it.
FOR_NOW = "public, max-age=60, s-maxage=1"
LICENCE = (
    "Compilation CC BY 4.0. Figures are facts reported by the sources named. Area codes: Office "
    "for National Statistics, Open Government Licence v3.0."
)
# A file system's bound for names is 255; a reader's is lower.
LONGEST_NAME = 120
ATTRIBUTION = "On Record, with the source that each figure cites"


def respond_page(
    ask: Ask,
    row_type: type,
    rows: Sequence[Any],
    *,
    total: int,
    following: tuple[int, ...] | None = None,
    figures: Sequence[Observation] = (),
    sources: Iterable[str] = (),
    caveats: Iterable[Caveat] = (),
    explained: bool = False,
) -> Response:
    """A page of items. `following` is the position of its last item where more come after it;
    `figures` are the observations in it, whose caveats go with it; the support organisations are
    those of their sources and of the `sources` named. `explained` says that the caveats say why
    there are no items."""
    # What bears on the numbers comes first, and what the names stand for last.
    warnings = [
        *(() if explained else about_emptiness(total)),
        *caveats,
        *about_figures(ask.dictionary, figures),
        *about_the_question(ask.dictionary, ask.dimensions("area")),
    ]
    meta = _meta(ask, total, [*among.sources(figures), *sources])
    page = Page(rows, meta, _links(ask, following), warnings)
    return _response(ask, page, row_type)


def respond_listed(
    ask: Ask,
    row_type: type,
    rows: Sequence[Any],
    *,
    figures: Sequence[Observation] = (),
    sources: Iterable[str] = (),
    caveats: Iterable[Caveat] = (),
    explained: bool = False,
) -> Response:
    """A page of items that were worked out all at once; its position is how many came before.
    `figures` are the observations behind all of them, whatever the page."""
    start = ask.after[0] if ask.after else 0
    end = start + ask.limit
    return respond_page(
        ask,
        row_type,
        rows[start:end],
        total=len(rows),
        following=(end,) if end < len(rows) else None,
        figures=figures,
        sources=sources,
        caveats=caveats,
        explained=explained,
    )


def respond_item(
    ask: Ask,
    row_type: type,
    item: Any,
    *,
    caveats: Iterable[Caveat] = (),
    sources: Iterable[str] = (),
) -> Response:
    """One item, with its caveats and the support organisations that its sources name."""
    answer = Item(item, _meta(ask, None, sources), _links(ask, None), list(caveats))
    return _response(ask, answer, row_type)


def respond_whole(ask: Ask, pieces: Generator[bytes, None, None]) -> Response:
    """Everything that was asked for, piece by piece, as a file to save."""
    return StreamedResponse(
        ask.request.app.state.streams,
        pieces,
        {
            "Cache-Control": FOR_EVER if ask.pinned else FOR_NOW,
            "Vary": "Accept",
            "Content-Type": ask.format.content_type,
            "Content-Disposition": f'attachment; filename="{_file_name(ask)}"',
        },
    )


def _file_name(ask: Ask) -> str:
    """A name that says what is in the file, as far as that is short, and of which release."""
    noun = ask.path.rpartition("/")[2]
    named = [
        slug for slugs in ask.dimensions(*DIMENSIONS, "status", "source").values() for slug in slugs
    ]
    asked = "-".join(named).replace("/", "-to-")
    parts = [noun, *([asked] if 0 < len(asked) <= LONGEST_NAME else []), "release"]
    return f"{'-'.join(parts)}-{ask.release.number}.{ask.format.name}"


def _meta(ask: Ask, total: int | None, sources: Iterable[str]) -> Meta:
    named: dict[str, SupportOrganisation] = {}
    for slug in dict.fromkeys(sources):
        for organisation in ask.dictionary.source(slug).support:
            named[organisation.slug] = organisation
    return Meta(
        release=ask.release.number,
        released=ask.release.created,
        licence=LICENCE,
        attribution=ATTRIBUTION,
        total=total,
        support=list(named.values()),
    )


def _links(ask: Ask, following: tuple[int, ...] | None) -> Links:
    """Addresses of the question, as it is and with a parameter changed, relative to the server."""
    given = [
        (name, encoded(name, value))
        for name, value in ask.request.query_params.multi_items()
        if name != CACHE_BUSTER
    ]
    bare = ask.path
    suffix = ask.request.scope.get("onrecord.format")
    path = bare if suffix is None else f"{bare}.{suffix}"
    cursor = None
    if following is not None:
        cursor = write_cursor(Cursor(ask.release.number, ask.question, following))
    return Links(
        self_=_address(path, given),
        next=None if cursor is None else _address(path, given, "cursor", cursor),
        formats={name: _address(bare, given, "format", name) for name in FORMATS},
    )


def _address(path: str, given: Sequence[tuple[str, str]], name: str = "", value: str = "") -> str:
    kept = [parameter for other, parameter in given if other != name]
    query = "&".join([*kept, f"{name}={value}"] if name else kept)
    return f"{path}?{query}" if query else path


def _response(ask: Ask, answer: Page[Any] | Item[Any], row_type: type) -> Response:
    headers = {
        "Cache-Control": FOR_EVER if ask.pinned else FOR_NOW,
        "Content-Type": ask.format.content_type,
    }
    if answer.links.next is not None:
        headers["Link"] = f'<{answer.links.next}>; rel="next"'
    return Response(ask.format.write(answer, row_type), headers=headers)
