"""What a function gave for an argument, remembered where that costs little memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Found = TypeVar("Found")

REMEMBERED = 4096
# What is longer is worked out each time, so that what is remembered stays small.
LONGEST_REMEMBERED = 1000


def remembered(function: Callable[..., Found]) -> Callable[..., Found]:
    """A function of texts, which remembers what it gave for short ones."""
    kept = lru_cache(REMEMBERED)(function)

    @wraps(function)
    def remembering(*given: str | bytes) -> Found:
        return (kept if sum(map(len, given)) <= LONGEST_REMEMBERED else function)(*given)

    return remembering
