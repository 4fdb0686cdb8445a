"""JSON: the whole answer, numbers exact, keys in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.changes import Changes
from app.domain.figures import Figures
from app.domain.totals import Totals
from app.formats.format import Format
from app.formats.plain import plain
from app.formats.to_json_changes import changes_as_json
from app.formats.to_json_figures import ENCODER, figures_as_json
from app.formats.to_json_totals import totals_as_json

# Pages that are kept as rows, and written from them, in pieces.
_FROM_ROWS: Mapping[type, Callable[[Any], Sequence[bytes]]] = {
    Figures: figures_as_json,
    Changes: changes_as_json,
    Totals: totals_as_json,
}
# A page begins with its rows.
_DATA = b'{"data":'


def _write(answer: Any, _row_type: type) -> bytes:
    as_json = _FROM_ROWS.get(type(answer.data))
    if as_json is None:
        return ENCODER.encode(plain(answer))
    # What goes round the rows is encoded alone: a page of changes has megabytes, and to encode them
    # as part of the answer would copy them twice more.
    around = ENCODER.encode(plain(replace(answer, data=None)))
    return b"".join((_DATA, *as_json(answer.data), around[len(_DATA) + len(b"null") :]))


FORMAT = Format(name="json", media_type="application/json", write=_write)
