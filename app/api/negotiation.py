"""The format of an answer, from the suffix or the Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import Request

from app.api.problems import ProblemError
from app.formats.format import Format
from app.formats.registry import FORMATS

_SUFFIX = re.compile(r"^(/v1(?:/.+)?)\.([A-Za-z]+)$")


def split_suffix(path: str) -> tuple[str, str] | None:
    """A path and the format that is given as its suffix; None where there is none."""
    found = _SUFFIX.match(path) if "." in path else None
    return None if found is None else (found[1], found[2])


def negotiated(request: Request) -> Format:
    """The format that a request wants; a problem where none of ours will do."""
    suffix = request.scope.get("onrecord.format")
    if suffix is not None:
        return FORMATS[suffix]
    accepted = ",".join(request.headers.getlist("accept")) or "*/*"
    wanted = preferred(accepted)
    if wanted is None:
        offered = ", ".join(wanted.media_type for wanted in FORMATS.values())
        raise ProblemError("not-acceptable", f"Accept is {accepted[:200]!r}; there are {offered}.")
    return wanted


def preferred(accept: str) -> Format | None:
    """The format that an Accept header wants most; None where it wants none of ours."""
    given = weights(accept)
    ranked = [
        (quality, -at, wanted)
        for at, wanted in enumerate(FORMATS.values())
        if (quality := _quality(wanted.media_type, given)) > 0
    ]
    return max(ranked, key=lambda rank: rank[:2])[2] if ranked else None


def weights(header: str) -> dict[str, float]:
    """What a header of preferences names, each with its weight; the first mention counts."""
    found: dict[str, float] = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        found.setdefault(name, _weight(parameters))
    return found


def _quality(media_type: str, given: Mapping[str, float]) -> float:
    """How much a media type is wanted: by the most specific range that fits."""
    kind = media_type.partition("/")[0]
    for fitting in (media_type, f"{kind}/*", "*/*"):
        if fitting in given:
            return given[fitting]
    return 0.0


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
