"""The nearest known names to one that is not known. Only ever a suggestion, never a reading."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping


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
    close = difflib.get_close_matches(wanted, names, n=6, cutoff=0.6)
    return list(dict.fromkeys(names[name] for name in close))[:3]


def did_you_mean(suggestions: list[str]) -> str:
    """The tail of an error message; empty where nothing is near."""
    return f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
