"""What every answer looks like before it becomes bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from app.domain.caveat import Caveat
from app.domain.described import described
from app.domain.dictionary import SupportOrganisation

Row = TypeVar("Row")


@dataclass(frozen=True)
class Meta:
    """What holds for the answer as a whole."""

    release: int = described("The release that was asked.", example=1)
    released: datetime = described("When that release was stored, in UTC.")
    licence: str = described("The terms of use.")
    attribution: str = described("How to name the source.")
    total: int | None = described("How many items there are over all pages; null for one item.")
    support: list[SupportOrganisation] = described(
        "Organisations that support people affected, as named by the sources of this answer."
    )


@dataclass(frozen=True)
class Links:
    """Where to go from here, relative to the server."""

    self_: str = described("This answer.", name="self")
    next: str | None = described("The next page, or null on the last.")
    formats: dict[str, str] = described("The same in every format, by its name.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """A page of items."""

    data: Sequence[Row] = described("The items.")
    meta: Meta = described("Its release, licence, total and support organisations.")
    links: Links = described("Where to go from here.")
    warnings: list[Caveat] = described("What to know before using the answer.")


@dataclass(frozen=True)
class Item(Generic[Row]):
    """One item."""

    data: Row = described("The item.")
    meta: Meta = described("Its release, licence, total and support organisations.")
    links: Links = described("Where to go from here.")
    warnings: list[Caveat] = described("What to know before using the answer.")
