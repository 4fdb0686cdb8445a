"""What a request asks for, whatever its wording: one question has one key."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.types import Scope

from app.api.negotiation import preferred, split_suffix, weights
from app.api.query import CACHE_BUSTER, encoded
from app.api.remembered import remembered
from app.formats.registry import FORMATS

ANY = b"*/*"
_ACCEPTABLE = {ANY, *(wanted.media_type.encode() for wanted in FORMATS.values())}


# The path, the query and the Accept header as they came.
Spelling = tuple[str, bytes, bytes]


class Question(NamedTuple):
    """The key of an answer: what the application sees of the request, and all that it sees."""

    path: str
    query: bytes
    accept: bytes

    @property
    def acceptable(self) -> bool:
        """Whether there is such a representation; where there is none, the problem that says so
        quotes the request and is nobody else's answer."""
        return self.accept in _ACCEPTABLE

    def of_application(self, scope: Scope) -> Scope:
        """The request as the application sees it."""
        return {
            **scope,
            "method": "GET",
            "raw_path": self.path.encode(),
            "query_string": self.query,
            "headers": [(b"accept", self.accept)],
        }


@remembered
def question(path: str, query: bytes, accept: bytes) -> Question:
    """The question of a request."""
    query = canonical_query(query)
    return Question(path, query, _accept(path, query, accept))


@remembered
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is wanted, and no less than no encoding at all (RFC 9110, section 12.5.3)."""
    given = weights(accept_encoding.decode("latin-1"))
    wanted = given.get("gzip", given.get("*", 0.0))
    return wanted > 0 and wanted >= given.get("identity", 0.0)


def canonical_query(query: bytes) -> bytes:
    """The parameters by name, without the one that is ignored. Values of one name keep their
    order: the first may count for more."""
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    kept = sorted((pair for pair in given if pair[0] != CACHE_BUSTER), key=lambda pair: pair[0])
    return "&".join(encoded(name, value) for name, value in kept).encode()


def _accept(path: str, query: bytes, accept: bytes) -> bytes:
    """The representation, as an Accept header that names it alone: any, where the header has no
    say; the header as it came, where it accepts nothing that there is."""
    if not accept or not path.startswith("/v1") or _formatted(path, query):
        return ANY
    found = preferred(accept.decode("latin-1"))
    return accept if found is None else found.media_type.encode()


def _formatted(path: str, query: bytes) -> bool:
    """Whether the format is given, with which the Accept header has no say."""
    return split_suffix(path) is not None or query.startswith(b"format=") or b"&format=" in query
