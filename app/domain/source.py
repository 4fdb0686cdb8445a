"""Paragraphs of a source: how they are counted, normalised, fingerprinted and searched."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})

_COUNTING = ("fbclid", "gclid", "igshid", "mc_cid", "mc_eid")


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of a document; a locator counts them from 1."""
    return [line for line in text.splitlines() if line.strip()]


def normalise(paragraph: str) -> str:
    """A paragraph without the differences that copying makes: Unicode form, quote marks, dashes
    and white space. Letters, digits and other punctuation stay as they are."""
    text = unicodedata.normalize("NFKC", paragraph).translate(_QUOTES)
    return " ".join(text.split())


def fingerprint(paragraph: str) -> str:
    """`sha256:` and the hexadecimal digest of the normalised paragraph in UTF-8."""
    return "sha256:" + hashlib.sha256(normalise(paragraph).encode()).hexdigest()


def address(url: str) -> str:
    """A web address without what does not say which document it is: the scheme, `www.`, the mark of
    a place in the page, and parameters by which visits are counted."""
    parts = urlsplit(url)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.casefold().startswith("utm_") and name.casefold() not in _COUNTING
    ]
    host = parts.netloc.casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(kept))}"


def states(paragraph: str, stated: str) -> bool:
    """Whether the words stand in the paragraph as whole words and whole numbers.

    `23` is not found in `2023`, in `23,000`, in `1.23` or in `2022-23`.
    """
    wanted = re.escape(normalise(stated).casefold())
    if not wanted:
        return False
    # The fraction slash is what normalising makes of a sign such as ½.
    pattern = rf"(?<![\w£\u2044])(?<!\d[.,/-]){wanted}(?![\w\u2044])(?![.,]\d)"
    return re.search(pattern, normalise(paragraph).casefold()) is not None
