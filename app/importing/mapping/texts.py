"""Header and name texts as publishers vary them: case, punctuation, spaces, footnote marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from app.domain.printed import without_marks
from app.domain.suggest import fold

# A footnote mark is a list of small numbers glued to a word, or at most a space behind it, and at
# the end of the text or of a bracket. `mid-2018` and `Apr '10` are no footnotes.
_FOOTNOTES = re.compile(r"(?<=[^\W\d_])(?:\s?\d{1,2}(?:\s?,\s?\d{1,2})*)(?=\s*(?:\)|$))")
_BEHIND_BRACKET = re.compile(r"(?<=\))\s?\d{1,2}(?:\s?,\s?\d{1,2})*(?=\s|$)")
_LONGEST_SLUG = 100


def plain(text: str) -> str:
    """A text for comparison with others of its kind.

    A percent sign is a word, or "% change" and "change" would be one.
    """
    return fold(text.replace("%", " per cent "))


@lru_cache(maxsize=10_000)
def forms(text: str) -> tuple[str, str, str]:
    """How a printed text may be known, the closest first: as it stands, without marked footnotes,
    and without numbers glued to it. So "Quarter 1" and "Quarter 2" are not both a quarter with a
    footnote."""
    return plain(text), plain(without_marks(text)), plain(unmarked(text))


def unmarked(text: str) -> str:
    """A printed text without the footnote marks that stand behind it or glued to it."""
    text = _BEHIND_BRACKET.sub("", _FOOTNOTES.sub("", without_marks(text)))
    return " ".join(text.split())


def slugified(text: str) -> str:
    """A text as a slug: ASCII letters and digits, joined by hyphens. It may be empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.casefold().replace("'", "").replace("&", " and "))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug


def column_letters(at: int) -> str:
    """The name of a spreadsheet's column by its place from 0: A, B, ... Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
