"""Releases: the numbered states of the record, and what each changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.ask import Ask, answering, not_found
from app.api.cursor import HIGHEST_RELEASE
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT
from app.api.respond import respond_item, respond_page
from app.domain.release import CellChange, Release
from app.store import releases as store
from app.store.observations import BOUNDS, SMALL, position

router = APIRouter()

Number = Annotated[int, Path(description="Its number.", ge=1, le=HIGHEST_RELEASE, examples=[1])]


@router.get("/v1/releases", summary="Releases", **route("listReleases", "releases", Release))
@answering(LIMIT, CURSOR, position=(SMALL,))
def list_releases(question: Ask) -> Response:
    """Every release up to the one that is asked, the oldest first."""
    found = store.page(
        question.connection, question.release.number, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    return respond_page(
        question,
        Release,
        shown,
        total=question.release.number,
        following=(shown[-1].number,) if len(found) > len(shown) else None,
    )


@router.get(
    "/v1/releases/{number}",
    summary="A release",
    **route("getRelease", "releases", Release, paged=False, path_names=True),
)
@answering()
def get_release(question: Ask, number: Number) -> Response:
    """One release: when it was made, from what, and how much it changed."""
    return respond_item(question, Release, _found(question, number))


@router.get(
    "/v1/releases/{number}/changes",
    summary="What a release changed",
    **route("listReleaseChanges", "releases", CellChange, path_names=True),
)
@answering(LIMIT, CURSOR, position=BOUNDS)
def list_release_changes(question: Ask, number: Number) -> Response:
    """Cell by cell: the version that the release brought, and the one that it ended."""
    _found(question, number)
    found = store.changes(
        question.connection, question.dictionary, number, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    more = len(found) > len(shown)
    return respond_page(
        question,
        CellChange,
        shown,
        total=store.count_changes(question.connection, number),
        following=position(question.dictionary, shown[-1].after) if more else None,
        figures=[change.after for change in shown],
    )


def _found(question: Ask, number: int) -> Release:
    newest = question.release.number
    release = store.find(question.connection, number) if number <= newest else None
    if release is None:
        raise not_found("release", str(number), [f"{newest}, the newest"])
    return release
