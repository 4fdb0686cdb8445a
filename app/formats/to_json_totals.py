"""Totals as JSON: what `to_json` writes of them, byte for byte.

A plain row is one text with its values put in, its forces as the first of its sort has them; any
other is written as `to_json` writes it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.total import Total, receipt, within
from app.domain.totals import Place, Totals
from app.formats.plain import plain, positional
from app.formats.to_json_figures import ENCODER

# What plain totals of one sort have in common between their periods and their receipts.
_OF_FORCES = (
    "forces_in",
    "forces_known",
    "forces_lacking",
    "lacking_without_value",
    "lacking",
    "inexact",
    "provisional",
    "estimated",
    "disputed",
    "printed",
)


def totals_as_json(totals: Totals) -> list[bytes]:
    """The array of some totals. Slugs need no escapes."""
    sums, others = totals.sums, totals.sums.others
    release, of_quarters = sums.dictionary.release, sums.years is not None
    spans = {period: (slug, _text(added)) for period, (slug, added) in sums.spans.items()}
    sorts = {sort: _sort(total) for sort, total in totals.made.items() if sort not in others}
    # The rest of a place is the same again and again.
    rests: dict[Place, tuple[str, str, str]] = {}
    items: list[str] = []
    for sort, row in zip(sums.sorts, sums.rows, strict=True):
        if sort in others:
            items.append(_text(totals.made[sort]))
            continue
        _, period, category, measure, platform, population, dataset, total, _, _ = row
        place = (category, measure, platform, population, dataset)
        if place not in rests:
            rests[place] = _rest(sums.dictionary, sums.subjects[place])
        (then, added), (forces, lineage) = spans[period], sorts[sort]
        named, unit, filters = rests[place]
        items.append(
            f'{{"period":"{then}",{named},"value":{_value(total)},"interval":null,"notation":null'
            f',"unit":{unit},"periods":{added},{forces}'
            f',"receipt":"{receipt(then, filters, release, of_quarters=of_quarters)}"'
            f',"lineage":{lineage}}}'
        )
    return [f"[{','.join(items)}]".encode()]


def _sort(total: Total) -> tuple[str, str]:
    """What plain totals of one sort have in common, as fields, and the lineage."""
    fields = {name: getattr(total, name) for name in _OF_FORCES}
    return _text(fields)[1:-1], _text(total.lineage)


def _rest(dictionary: Dictionary, subject: Cell) -> tuple[str, str, str]:
    """What follows the period, as fields; the unit; and the filters of a receipt."""
    names = ("category", "measure", "platform", "population", "dataset")
    fields = {name: getattr(subject, name) for name in names}
    unit = dictionary.measure(subject.measure).unit
    return _text(fields)[1:-1], _text(unit), within(subject)


def _value(total: str | None) -> str:
    # Nearly all are whole numbers, which stand as they are.
    if total is None or total.isdigit():
        return total or "null"
    return _text(positional(Decimal(total)))


def _text(value: Any) -> str:
    return ENCODER.encode(plain(value)).decode()
