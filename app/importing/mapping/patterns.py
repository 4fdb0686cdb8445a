"""The regular expressions of mappings, matched by RE2.

Anybody may write a mapping, and Python's own expressions can take for ever over forty letters. RE2
matches in time that grows with the text alone, in memory with a bound; it has no look-around and no
references back. Expressions do not mind case, and any run of spaces in a text is one space.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2

LONGEST = 500
# Bytes for one expression and what is remembered while it is matched. A larger one is refused.
_MEMORY = 1 << 20
_PERIOD = "period"


def checked(pattern: str) -> str:
    """The pattern; ValueError where it is no regular expression of RE2."""
    try:
        _compiled(pattern)
    except re2.error as error:
        told = error.args[0].decode(errors="replace")
        raise ValueError(f"is not a regular expression: {told}") from error
    return pattern


def names_period(pattern: str) -> bool:
    """Whether a checked pattern has a group named period."""
    return _PERIOD in _compiled(pattern).groupindex


def is_in(pattern: str, text: str) -> bool:
    """Whether some part of a text is like a checked pattern."""
    return _compiled(pattern).search(_spaced(text)) is not None


def periods_in(pattern: str, text: str) -> list[str]:
    """What the group period is, wherever it takes part in a match within a text."""
    found = [match[_PERIOD] for match in _compiled(pattern).finditer(_spaced(text))]
    return [period for period in found if period is not None]


def is_like(pattern: str, text: str) -> bool:
    """Whether a whole text is like a checked pattern."""
    return _compiled(pattern).fullmatch(_spaced(text)) is not None


def period_of(pattern: str, text: str) -> str | None:
    """What the group period is in a whole text that is like a pattern; None where the pattern has
    no such group, or it takes no part."""
    found = _compiled(pattern).fullmatch(_spaced(text))
    return None if found is None else found.groupdict().get(_PERIOD)


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    # It would write them to the error stream, and they are told as faults.
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def _spaced(text: str) -> str:
    return " ".join(text.split())
