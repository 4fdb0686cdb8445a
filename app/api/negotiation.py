"""The format of an answer, from the suffix or the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from fastapi import Request

from app.api.problems import ProblemError
from app.formats.format import Format
from app.formats.registry import FORMATS


def negotiated(request: Request) -> Format:
    """The format that a request wants; a problem where none of ours will do."""
    suffix = request.scope.get("onrecord.format")
    if suffix is not None:
        return FORMATS[suffix]
    accepted = ",".join(request.headers.getlist("accept")) or "*/*"
    ranked = [
        (quality, -at, wanted)
        for at, wanted in enumerate(FORMATS.values())
        if (quality := _quality(wanted.media_type, accepted)) > 0
    ]
    if not ranked:
        offered = ", ".join(wanted.media_type for wanted in FORMATS.values())
        raise ProblemError("not-acceptable", f"Accept is {accepted[:200]!r}; there are {offered}.")
    return max(ranked, key=lambda rank: rank[:2])[2]


def _quality(media_type: str, accept: str) -> float:
    """How much an Accept header wants a media type: by its most specific range that fits."""
    best, best_fit = 0.0, -1
    kind = media_type.partition("/")[0]
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        fit = {media_type: 2, f"{kind}/*": 1, "*/*": 0}.get(media_range, -1)
        if fit > best_fit:
            best, best_fit = _weight(parameters), fit
    return best


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
