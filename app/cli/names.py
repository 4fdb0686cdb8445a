"""How files are called: in messages, and for good in the record."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def shown(path: Path | str) -> str:
    """A path as it can be stored and shown: what would act on a terminal, or is not UTF-8, stands
    escaped."""
    return "".join(
        sign
        if sign.isprintable() or unicodedata.category(sign) == "Zs"
        else sign.encode("unicode_escape").decode()
        for sign in str(path)
    )


def told_apart(paths: Sequence[Path]) -> list[str]:
    """A name for each file, in which no two different paths agree.

    It is kept with the release and served: where somebody's folders lie is told no further than it
    takes. Below the working folder a file keeps its path; elsewhere, the last parts of it that no
    other file has.
    """
    placed = [path.absolute().parts if _is_outside(path) else path.parts for path in paths]
    endings = Counter(
        parts[at:] for parts in dict.fromkeys(placed) for at in reversed(range(len(parts)))
    )
    names = []
    for path, parts in zip(paths, placed, strict=True):
        ending = parts
        if _is_outside(path):
            ending = next(
                parts[at:] for at in reversed(range(len(parts))) if endings[parts[at:]] == 1
            )
        names.append(shown(Path(*ending)))
    return names


def _is_outside(path: Path) -> bool:
    return path.is_absolute() or ".." in path.parts
