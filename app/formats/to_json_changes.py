"""Changes as JSON: what `to_json` writes of them, byte for byte.

A figure is written once, and put in wherever it is the earlier or the later one; the other values
are put into one text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.changes import Changes
from app.domain.dictionary import Dictionary
from app.domain.figures import Figures
from app.formats.plain import plain
from app.formats.to_json_figures import ENCODER, texts_of

_SHORT = len("0.0000001")
_NO_AMOUNTS = (
    ',"absolute":null,"percent":null,"percent_exact":null,"fold":null,"fold_exact":null'
    ',"direction":null'
)


def changes_as_json(changes: Changes) -> list[bytes]:
    """The array of some changes, in pieces. Slugs, ids, fractions and formulas need no escapes."""
    pairs, release = changes.pairs, changes.pairs.dictionary.release
    rows = {row.cell: row for row in pairs.figures.rows}
    figures = Figures(pairs.dictionary, [*rows.values()], pairs.others)
    # As bytes from here on: texts with the signs of a formula would take twice the room.
    texts: dict[int, bytes] = {}
    ids: dict[int, str] = {}
    for cell, text in zip(rows, texts_of(figures), strict=True):
        texts[cell] = text.encode()
        # An id is the first that is written of a figure, and has no comma.
        ids[cell] = text[len('{"id":') : text.index(",")]
    subjects: dict[tuple[int, ...], bytes] = {}
    # One verdict is that on many pairs.
    verdicts: dict[int, str] = {}
    pieces: list[bytes] = []
    for (base, later, _), (amounts, comparability, run) in zip(
        pairs.rows, changes.made, strict=True
    ):
        subject = later or base
        assert subject is not None  # a pair has at least one figure
        about = (
            subject.area,
            subject.category,
            subject.measure,
            subject.platform,
            subject.population,
        )
        if about not in subjects:
            subjects[about] = _subject(pairs.dictionary, *about)
        if id(comparability) not in verdicts:
            verdicts[id(comparability)] = _encoded(comparability)
        if base is None or later is None:
            used = ids[subject.cell]
        else:
            used = f"{ids[base.cell]},{ids[later.cell]}"
        if amounts is None:
            told, formula = _NO_AMOUNTS, "null"
        else:
            absolute, percent, percent_exact, fold, fold_exact, direction, text = amounts
            told = (
                f',"absolute":{_number(absolute)},"percent":{_number(percent)}'
                f',"percent_exact":{_text(percent_exact)},"fold":{_number(fold)}'
                f',"fold_exact":{_text(fold_exact)},"direction":"{direction}"'
            )
            formula = f'"{text}"'
        rest = (
            f'{told},"comparability":{verdicts[id(comparability)]}'
            f',"run":{"null" if run is None else _encoded(run)}'
            f',"lineage":{{"observations":[{used}],"formula":{formula}'
            f',"release":{release}}}}}'
        )
        pieces += (
            b",",
            subjects[about],
            b"null" if base is None else texts[base.cell],
            b',"to":',
            b"null" if later is None else texts[later.cell],
            rest.encode(),
        )
    # In place of the first comma.
    pieces[:1] = [b"["]
    pieces.append(b"]")
    return pieces


def _subject(
    dictionary: Dictionary, area: int, category: int, measure: int, platform: int, population: int
) -> bytes:
    """The beginning of a change: what it is of, and the name of its earlier figure."""
    slugs = dictionary.slugs
    named = {
        "area": slugs["areas"][area],
        "category": slugs["categories"].get(category),
        "measure": slugs["measures"][measure],
        "platform": slugs["platforms"].get(platform),
        "population": slugs["populations"].get(population),
    }
    return ENCODER.encode(named)[:-1] + b',"from":'


def _encoded(value: Any) -> str:
    return ENCODER.encode(plain(value)).decode()


def _number(digits: str | None) -> str:
    if digits is None:
        return "null"
    # Of those that are longer some have an exponent.
    return digits if len(digits) < _SHORT else _encoded(Decimal(digits))


def _text(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'
