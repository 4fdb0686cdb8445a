"""Releases: the numbered states of the record, and what each changed."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BeforeValidator

from app.api.ask import Ask, answering, not_found
from app.api.cursor import HIGHEST_RELEASE
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT
from app.api.respond import respond_item, respond_page
from app.domain.release import CellChange, Notice, Release, VerdictChange
from app.importing.verdicts import verdicts_changed
from app.store import releases as store
from app.store.cells import SMALL
from app.store.dictionary import load
from app.store.revisions import REVISION_BOUNDS, revisions

router = APIRouter()


def _in_plain_digits(number: str) -> str:
    """One release has one address: not `01`, `+1` or `1.0` as well."""
    if not re.fullmatch(r"-?[1-9][0-9]*|0", number):
        raise ValueError("write a whole number in digits")
    return number


Number = Annotated[
    int,
    BeforeValidator(_in_plain_digits),
    Path(description="Its number.", ge=1, le=HIGHEST_RELEASE, examples=[1]),
]


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
@answering(short=True)
def get_release(question: Ask, number: Number) -> Response:
    """One release: when it was made, from what, and how much it changed."""
    return respond_item(question, Release, _found(question, number))


@router.get(
    "/v1/releases/{number}/warnings",
    summary="What the import of a release warned of",
    **route("listReleaseWarnings", "releases", Notice, path_names=True),
)
@answering(LIMIT, CURSOR, position=(SMALL,))
def list_release_warnings(question: Ask, number: Number) -> Response:
    """Each warning with the document and the line that it is about, in the order of the import."""
    release = _found(question, number)
    found = store.warnings(question.connection, number, question.after, question.limit + 1)
    shown = found[: question.limit]
    more = len(found) > len(shown)
    return respond_page(
        question,
        Notice,
        [notice for _, notice in shown],
        total=release.warnings,
        following=(shown[-1][0],) if more else None,
    )


@router.get(
    "/v1/releases/{number}/changes",
    summary="What a release changed",
    **route("listReleaseChanges", "releases", CellChange, path_names=True),
)
@answering(LIMIT, CURSOR, position=REVISION_BOUNDS)
def list_release_changes(question: Ask, number: Number) -> Response:
    """Cell by cell: the version that the release brought and the one that it ended, why, and which
    claims have another verdict since. What it brought is in the order in which it was stored;
    figures that are as before and only cited otherwise follow."""
    release = _found(question, number)
    found = revisions(
        question.connection, question.dictionary, number, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    more = len(found) > len(shown)
    verdicts = _verdicts(question, number) if number > 1 else {}
    changes = [
        CellChange(
            kind=revision.kind,
            alternative=revision.alternative,
            reason=revision.reason,
            before=revision.before,
            after=revision.after,
            verdicts=[
                verdict
                for source, verdict in verdicts.get(revision.after.id, ())
                if not revision.alternative or source in revision.sources
            ],
        )
        for revision in shown
    ]
    return respond_page(
        question,
        CellChange,
        changes,
        total=release.added + release.revised + release.withdrawn + release.recited,
        following=shown[-1].position if more else None,
        figures=[revision.after for revision in shown],
    )


def _verdicts(question: Ask, number: int) -> dict[str, list[tuple[str, VerdictChange]]]:
    """The verdicts that a release changed, each with its claim's source, by the id of every figure
    that the claim rests on."""
    before, after = (
        load(question.connection, release, held=False) for release in (number - 1, number)
    )
    found: dict[str, list[tuple[str, VerdictChange]]] = defaultdict(list)
    for change in verdicts_changed(question.connection, before, after):
        for operand in change.operands:
            found[operand].append((change.claim.partition(":")[0], change))
    return found


def _found(question: Ask, number: int) -> Release:
    newest = question.release.number
    # Under a release, nothing later is known; without one, another server may know more.
    later = question.pinned and number > newest
    release = None if later else store.find(question.connection, number)
    if release is None:
        raise not_found("release", str(number), [f"{newest}, the newest"])
    return release
