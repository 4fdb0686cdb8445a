"""Answers with a validator: sent once, and then confirmed with a 304 (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fastapi import Request, Response

FOR_EVER = "public, max-age=31536000, immutable"
# A cache that many share asks again after a second, so that a new release is soon seen through it.
FOR_NOW = "public, max-age=60, s-maxage=1"


def conditional(
    request: Request, body: bytes, content_type: str, headers: Mapping[str, str]
) -> Response:
    """A body under its strong ETag, or a 304 where the request names that ETag."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {"Cache-Control": FOR_NOW, **headers, "ETag": etag, "Content-Type": content_type}
    if _matches(",".join(request.headers.getlist("if-none-match")), etag):
        return Response(status_code=304, headers=sent)
    return Response(body, headers=sent)


def _matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks for."""
    given = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in given or "*" in given
