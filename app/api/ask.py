"""One question: its parameters read, its release chosen, its format agreed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from inspect import Parameter as SignatureParameter
from inspect import Signature, signature
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import QueryParams

from app.api.cache.newest import NO_RELEASE, RELEASE
from app.api.cursor import HIGHEST_RELEASE, Cursor, mark, read_cursor
from app.api.dictionaries import Dictionaries
from app.api.negotiation import negotiated
from app.api.parameters import ALL, ALWAYS, DEFAULT_LIMIT, HIGHEST_LIMIT
from app.api.pool import Pool
from app.api.problems import ProblemError, ProblemFault
from app.api.query import Asked, Parameter, read_query, refuse, whole_number_in
from app.api.stream import Streams
from app.domain.dictionary import Dictionary
from app.domain.release import Release
from app.errors import MalformedError, StoreError, TookTooLongError
from app.formats.format import Format
from app.store import releases
from app.store.engine import Connection, Engine, in_process, read, reading

Endpoint = Callable[..., Awaitable[Response]]

_QUESTIONS: set[Callable[..., Any]] = set()
# Of SQLite's machine: about a hundred figures with their citations, whatever was read to find them.
BRIEF = 20_000
# What a cursor does not depend on: how much is shown, and how.
_PRESENTATION = ("cursor", "limit", "format", "_")
# The format in which everything can be asked for at once.
WHOLE = "csv"
# The dimensions along which a figure is about a part of the cases.
PARTS = ("platform", "population")


@dataclass(frozen=True)
class Ask:
    """What a route needs to answer."""

    request: Request
    connection: Connection
    dictionary: Dictionary
    release: Release
    pinned: bool
    asked: Asked
    format: Format
    cursor: Cursor | None

    @property
    def path(self) -> str:
        """The address without its query, and without a suffix."""
        path: str = self.request.scope["path"]
        return path

    @property
    def limit(self) -> int:
        """Items on a page."""
        limit: int = self.asked.one("limit", DEFAULT_LIMIT)
        return limit

    @property
    def whole(self) -> bool:
        """Whether everything is asked for, and not a page of it."""
        return bool(self.asked.one("limit") == ALL)

    @property
    def after(self) -> tuple[int, ...] | None:
        """The position after which the page begins."""
        return self.cursor.after if self.cursor else None

    @property
    def question(self) -> str:
        """The mark of the question, whatever the page."""
        return _question(self.request)

    def dimensions(self, *names: str) -> dict[str, list[str]]:
        """The filters among some parameters that were given."""
        return {name: found for name in names if (found := self.asked.several(name))}

    def of_the_whole(self, *names: str) -> dict[str, list[str | None]]:
        """The filters among some parameters; a platform or a population that is not named is none,
        so that the figures of a part never stand among those of the whole."""
        named: dict[str, list[str | None]] = {}
        for name in names:
            found: list[str | None] = list(self.asked.several(name))
            if found or name in PARTS:
                named[name] = found or [None]
        return named


def answering(
    *parameters: Parameter, position: Sequence[int] = (), short: bool = False
) -> Callable[[Callable[..., Response]], Endpoint]:
    """Make a function that answers a question into a route with these parameters, and with the
    ones that every question has. A problem lists every fault of the query at once. `position` are
    the bounds of the integers that say where a page begins.

    The question is read and answered in one go on one thread: a connection that waited for a
    second turn among many readers could wait for the very threads that wait for it. `short` says
    that hardly more is done than rows are read: then it is tried in the loop first, which for a
    short read of SQLite costs a third of a thread. The steps that it may take there are few; where
    they do not suffice, nobody has waited long, and the pool begins again. While a thread computes,
    it is tried on another one: SQLite gives the interpreter away row by row, and the loop would get
    it back late each time.
    """
    known = (*parameters, *ALWAYS)

    def answered_by(answer: Callable[..., Response]) -> Endpoint:
        @wraps(answer)
        async def endpoint(request: Request, **names: Any) -> Response:
            def answered(connection: Connection, *, brief: bool = False) -> Response:
                return answer(_read(request, connection, known, position, brief), **names)

            def briefly() -> Response:
                with reading(engine, steps=BRIEF) as connection:
                    return answered(connection, brief=True)

            engine: Engine = request.app.state.engine
            pool: Pool = request.app.state.pool
            streams: Streams = request.app.state.streams
            if short and in_process(engine):
                # Whatever the store cannot do at once, the pool has the patience for.
                with suppress(StoreError):
                    if pool.busy or streams.busy:
                        return await pool.run_beside(briefly)
                    return briefly()
            return await pool.run(partial(read, engine, answered))

        _, *names = signature(answer).parameters.values()
        asking = SignatureParameter("request", SignatureParameter.KEYWORD_ONLY, annotation=Request)
        by_name = [name.replace(kind=SignatureParameter.KEYWORD_ONLY) for name in names]
        endpoint.__signature__ = Signature([asking, *by_name])  # type: ignore[attr-defined]
        _QUESTIONS.add(endpoint)
        return endpoint

    return answered_by


def is_question(endpoint: Callable[..., Any]) -> bool:
    """Whether a function of a route is one that `answering` made."""
    return endpoint in _QUESTIONS


def _read(
    request: Request,
    connection: Connection,
    parameters: Sequence[Parameter],
    position: Sequence[int],
    brief: bool,
) -> Ask:
    dictionaries: Dictionaries = request.app.state.dictionaries
    newest = releases.demand_newest_mark(connection)
    query = request.query_params
    cursor, faults = _cursor(request, position)
    number = cursor.release if cursor else _release_number(query, newest.number)
    if brief and not dictionaries.has(newest, number):
        raise TookTooLongError("to read a dictionary is not brief")
    found = dictionaries.edition(connection, newest, number)
    if found is None:
        faults.append(
            ProblemFault(
                "cursor" if cursor else "release",
                f"there is no release {number}; the newest is {newest.number}",
            )
        )
        found = dictionaries.edition(connection, newest, newest.number)
        assert found is not None  # a release is never taken back
    release, dictionary = found
    asked, more = read_query(query, parameters, dictionary)
    suffix, named = request.scope.get("onrecord.format"), asked.one("format")
    if suffix is not None and named is not None and named.name != suffix:
        more.append(ProblemFault("format", f"is {named.name}, but the suffix is {suffix}"))
    if asked.one("limit") == ALL:
        more += _faults_of_the_whole(request, named)
    refuse(faults + more)
    pinned = asked.one("release") is not None
    # For the cache: no later release changes an answer of a release that was asked for.
    request.scope[RELEASE] = NO_RELEASE if pinned else newest
    return Ask(
        request=request,
        connection=connection,
        dictionary=dictionary,
        release=release,
        pinned=pinned,
        asked=asked,
        format=asked.one("format") or negotiated(request),
        cursor=cursor,
    )


def _faults_of_the_whole(request: Request, named: Format | None) -> list[ProblemFault]:
    """What is wrong with asking for everything at once in some format, if anything is."""
    faults = []
    if (named or negotiated(request)).name != WHOLE:
        detail = (
            f"is {ALL}, which is for {WHOLE} alone: add format={WHOLE}, or take pages of at most "
            f"{HIGHEST_LIMIT} and follow links.next"
        )
        faults.append(ProblemFault("limit", detail))
    if "cursor" in request.query_params:
        detail = f"leads to a page, and limit={ALL} has none; leave it out"
        faults.append(ProblemFault("cursor", detail))
    return faults


def _cursor(request: Request, position: Sequence[int]) -> tuple[Cursor | None, list[ProblemFault]]:
    """The cursor of a query that has one, or what is wrong with it."""
    given = request.query_params.getlist("cursor")
    if not position or len(given) != 1 or not given[0].strip():
        return None, []
    try:
        return read_cursor(given[0], _question(request), position), []
    except MalformedError as error:
        return None, [ProblemFault("cursor", str(error))]


def _question(request: Request) -> str:
    query: QueryParams = request.query_params
    kept: dict[str, Any] = {
        name: query.getlist(name) for name in query if name not in _PRESENTATION
    }
    return mark(request.scope["path"], kept)


def _release_number(query: QueryParams, newest: int) -> int:
    """The release asked for, or the newest; a malformed number is reported by its parameter."""
    try:
        return whole_number_in(query.get("release", ""), 1, HIGHEST_RELEASE)
    except MalformedError:
        return newest


def not_found(noun: str, slug: str, near: Sequence[str]) -> ProblemError:
    """The problem of a slug that names nothing."""
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return ProblemError("not-found", f"There is no {noun} {slug[:200]!r}.{hint}")
