"""Texts that a person wrote, without what nobody sees at their ends.

A reason of nothing but a space is no reason, and neither is one of a character without width, which
comes along when text is copied from a web page.
"""

from __future__ import annotations

# The last white space of Unicode is the ideographic one.
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
# The soft hyphen, the Mongolian vowel separator, zero-width spaces and joiners, the marks of
# direction, invisible operators, and the mark of a byte order.
_WITHOUT_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"


def trimmed(text: str) -> str:
    """A text without white space and characters without width at its ends; empty, if it holds
    nothing else."""
    return text.strip(_SPACES + _WITHOUT_WIDTH)
