"""What a dictionary entry says, as the JSON of its version, and back.

An entry is stored as the documents define it. What follows from other entries (children, members,
kinds of other areas) or from figures (holdings) is worked out when a release is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from app.domain.dictionary import (
    Area,
    Break,
    Category,
    Dataset,
    Measure,
    Membership,
    OtherCategory,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.record import CitedSource

Content = Mapping[str, Any]
_WORKED_OUT = ("slug", "data", "children", "members", "paragraphs", "claims")

KINDS: dict[str, type[Any]] = {
    "areas": Area,
    "categories": Category,
    "platforms": Platform,
    "populations": Population,
    "measures": Measure,
    "datasets": Dataset,
    "support_organisations": SupportOrganisation,
    "sources": Source,
}


def content_of(entry: Any) -> dict[str, Any]:
    """What an entry says, as plain JSON values."""
    if isinstance(entry, CitedSource):
        content = _plain(entry.source)
        content["support"] = dict(entry.support_paragraphs)
        return content
    content = _plain(entry)
    if isinstance(entry, Area):
        content["parents"] = [
            {"area": link.area, "from": _iso(link.from_), "to": _iso(link.to)}
            for link in entry.parents
        ]
        content["distinct_from"] = [
            {"area": other.area, "why": other.why} for other in entry.distinct_from
        ]
    return content


def membership(stored: Content) -> Membership:
    """One membership of an area, out of its content."""
    return Membership(stored["area"], day(stored["from"]), day(stored["to"]))


def other_category(stored: Content) -> OtherCategory:
    """One distinction of a category, out of its content."""
    return OtherCategory(stored["category"], stored["why"])


def breaks(stored: Content) -> list[Break]:
    """The breaks of a category or dataset, out of its content; what was stored before breaks were
    known of has none."""
    return [
        Break(date.fromisoformat(found["since"]), found["detail"], found["source"])
        for found in stored.get("breaks", [])
    ]


def day(text: str | None) -> date | None:
    """A day out of its content."""
    return None if text is None else date.fromisoformat(text)


def _plain(entry: Any) -> dict[str, Any]:
    return {
        field.name: _json(getattr(entry, field.name))
        for field in fields(entry)
        if field.name not in _WORKED_OUT
    }


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [item if isinstance(item, str) else _parts(item) for item in value]
    return value


def _parts(item: Any) -> dict[str, Any]:
    return {name: _json(part) for name, part in asdict(item).items()}


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
