"""The nearest known names to one that is not known. Only ever a suggestion, never a reading."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

# Below this share of common letters a name is not near; so far behind the best it is no rival.
_LIKE, _AS_GOOD = 0.6, 0.1


def fold(name: str) -> str:
    """A name without case, punctuation or `&`, so that spellings of one name agree."""
    text = name.casefold().replace("&", " and ")
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))


def nearest(
    asked: str, known: Iterable[str], spellings: Mapping[str, str] | None = None
) -> list[str]:
    """Up to three known slugs, best first. `spellings` maps folded names and aliases to slugs."""
    wanted = fold(asked[:200])
    names = {fold(slug): slug for slug in known} | dict(spellings or {})
    if wanted in names:
        return [names[wanted]]
    matcher = difflib.SequenceMatcher(b=wanted)
    likeness: dict[str, float] = {}
    for name, slug in names.items():
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE:
            likeness[slug] = max(likeness.get(slug, 0.0), matcher.ratio())
    best = max(likeness.values(), default=0.0)
    close = [slug for slug in likeness if likeness[slug] >= max(_LIKE, best - _AS_GOOD)]
    return sorted(close, key=lambda slug: -likeness[slug])[:3]


def did_you_mean(suggestions: list[str]) -> str:
    """The tail of an error message; empty where nothing is near."""
    return f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
