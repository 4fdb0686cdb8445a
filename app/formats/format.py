"""What a format has to say for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Format:
    """A way to write an answer. `write` takes a Page or an Item and the type of its rows, so
    that an empty page still has its columns."""

    name: str
    media_type: str
    write: Callable[[Any, type], bytes]
    charset: str | None = None

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type
