"""An answer in the forms in which it is sent: as it is and compressed, each with its validator."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.types import Message

from app.api.cache.question import Spelling
from app.api.cors import OPEN
from app.api.metrics import Tally
from app.api.problems import ProblemError, problem_response

Headers = list[tuple[bytes, bytes]]
# Where the answers of a route are counted, by status.
Tallies = Callable[[int], Tally]

OK, UNCHANGED = 200, 304
# Less gains nothing, once the headers are counted.
LEAST_COMPRESSED = 1000
LEVEL = 6
# Hashing or compressing more than this would hold up the loop for the better part of a
# millisecond; to hash less on a thread takes longer than to hash it.
LONGEST_HASHED_IN_LOOP = 512 * 1024
_LONGEST_COMPRESSED_IN_LOOP = 32 * 1024
_GZIP = 31  # zlib's name for gzip's frame
_TEXTUAL = (b"text/", b"application/json", b"application/javascript", b"application/schema+json")
# What the forms have each for itself, and what the application says to requests for a part.
_REWRITTEN = {b"content-length", b"etag", b"last-modified", b"accept-ranges", b"vary"}
_ONLY_WITH_A_BODY = {b"content-length", b"content-type", b"content-encoding"}
# An answer without a body costs this much too: its headers, its key and the objects.
OVERHEAD = 2000


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an answer, as messages to the server."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message


class Answer:
    """What the application answered. `release` is the newest when it did, None where the answer
    hangs on no release. `valid` says that it may be kept, and confirmed by its validator."""

    __slots__ = (
        "_compressing", "answered", "body", "compressed", "headers", "plain", "release",
        "spellings", "unchanged", "valid", "wanted",
    )  # fmt: skip

    def __init__(
        self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes, tallies: Tallies
    ) -> None:
        self.release: object = None
        # Whether somebody asked for it while it was kept.
        self.wanted = False
        # By which it is found while it is kept.
        self.spellings: list[Spelling] = []
        self.body = body
        self.answered, self.unchanged = tallies(status), tallies(UNCHANGED)
        self.headers = [(name.lower(), value) for name, value in headers]
        control = self._header(b"cache-control")
        self.valid = status == OK and bool(control) and b"no-store" not in control
        if self.valid:
            digest = hashlib.sha256(body).hexdigest()[:32].encode()
            self.plain = self._form(body, b'"%s"' % digest)
        else:
            self.plain = Form(b"", _start(status, self.headers), _body(body), {})
        self._compressing: asyncio.Future[Form] | None = None
        self.compressed: Form | None = None if self._is_worth_compressing() else self.plain

    @property
    def size(self) -> int:
        """The bytes that it takes to keep it."""
        forms = {id(form): form for form in (self.plain, self.compressed) if form is not None}
        return OVERHEAD + sum(len(form.body["body"]) for form in forms.values())

    async def compress(self) -> Form:
        """The compressed form, made the first time; the plain one where it is hardly longer."""
        if len(self.body) <= _LONGEST_COMPRESSED_IN_LOOP:
            return self._compress()
        if self._compressing is None:
            self._compressing = asyncio.ensure_future(asyncio.to_thread(self._compress))
        return await asyncio.shield(self._compressing)

    def _compress(self) -> Form:
        if self.compressed is None:
            smaller = zlib.compress(self.body, LEVEL, _GZIP)
            if len(smaller) > 0.9 * len(self.body):
                self.compressed = self.plain
            else:
                etag = self.plain.etag[:-1] + b'-gzip"'
                self.compressed = self._form(smaller, etag, (b"content-encoding", b"gzip"))
        return self.compressed

    def _is_worth_compressing(self) -> bool:
        kind = self._header(b"content-type")
        return self.valid and len(self.body) >= LEAST_COMPRESSED and kind.startswith(_TEXTUAL)

    def _form(self, body: bytes, etag: bytes, *more: tuple[bytes, bytes]) -> Form:
        kept = [header for header in self.headers if header[0] not in _REWRITTEN]
        headers = [
            *kept,
            *more,
            (b"vary", b"Accept, Accept-Encoding"),
            (b"etag", etag),
            (b"content-length", b"%d" % len(body)),
        ]
        shown = [header for header in headers if header[0] not in _ONLY_WITH_A_BODY]
        return Form(etag, _start(OK, headers), _body(body), _start(UNCHANGED, shown))

    def _header(self, name: bytes) -> bytes:
        return next((value for given, value in self.headers if given == name), b"")


def _start(status: int, headers: Headers) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _body(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": False}


def problem_answer(error: ProblemError, tallies: Tallies) -> Answer:
    """The answer that a problem is, where the application did not give it."""
    response = problem_response(error)
    headers = [*response.raw_headers, *OPEN]
    return Answer(response.status_code, headers, bytes(response.body), tallies)


def is_named(if_none_match: bytes, etag: bytes) -> bool:
    """Whether an If-None-Match names a validator; by weak comparison (RFC 9110, section 13.1.2)."""
    given = {tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")}
    return bool(etag) and (etag in given or b"*" in given)
