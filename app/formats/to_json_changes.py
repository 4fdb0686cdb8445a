"""Changes as JSON: what `to_json` writes of them, byte for byte.

A figure is written once, and put in wherever it is the earlier or the later one; the other values
are put into one text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.changes import Changes
from app.domain.dictionary import Dictionary
from app.domain.figures import FigureRow, columns
from app.formats.plain import plain
from app.formats.to_json_figures import ENCODER, texts_of

# What tells what a change is of, beside the area.
_SUBJECT = columns("category", "population")
_SHORT = len("0.0000001")
_NO_AMOUNTS = (
    ',"absolute":null,"percent":null,"percent_exact":null,"fold":null,"fold_exact":null'
    ',"direction":null'
)


def changes_as_json(changes: Changes) -> list[bytes]:
    """The array of some changes, in pieces. Slugs, ids, fractions and formulas need no escapes."""
    pairs, release = changes.pairs, changes.pairs.dictionary.release
    # As bytes from here on: texts with the signs of a formula would take twice the room.
    texts: dict[int, bytes] = {}
    ids: dict[int, str] = {}
    for row, text in zip(pairs.figures.rows, texts_of(pairs.figures), strict=True):
        texts[row.cell] = text.encode()
        # An id is the first that is written of a figure, and has no comma.
        ids[row.cell] = text[len('{"id":') : text.index(",")]
    subjects: dict[tuple[Any, ...], bytes] = {}
    # One verdict is that on many pairs.
    verdicts: dict[int, str] = {}
    pieces: list[bytes] = []
    for (base, later, _), (amounts, comparability, run) in zip(
        pairs.rows, changes.made, strict=True
    ):
        subject = later or base
        assert subject is not None  # a pair has at least one figure
        about = (subject.area, subject[_SUBJECT])
        if about not in subjects:
            subjects[about] = _subject(pairs.dictionary, subject)
        verdict = verdicts.get(id(comparability))
        if verdict is None:
            verdict = verdicts[id(comparability)] = _encoded(comparability)
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
            f'{told},"comparability":{verdict}'
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


def _subject(dictionary: Dictionary, row: FigureRow) -> bytes:
    """The beginning of a change: what it is of, and the name of its earlier figure."""
    slugs = dictionary.slugs
    named = {
        "area": slugs["areas"][row.area],
        "category": slugs["categories"].get(row.category),
        "measure": slugs["measures"][row.measure],
        "platform": slugs["platforms"].get(row.platform),
        "population": slugs["populations"].get(row.population),
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
