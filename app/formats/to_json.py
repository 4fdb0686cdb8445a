"""JSON: the whole answer, numbers exact, keys in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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

# Pages that are kept as rows, and written from them.
_FROM_ROWS: Mapping[type, Callable[[Any], Any]] = {
    Figures: figures_as_json,
    Changes: changes_as_json,
    Totals: totals_as_json,
}


def _write(answer: Any, _row_type: type) -> bytes:
    as_json = _FROM_ROWS.get(type(answer.data))
    if as_json is not None:
        answer = replace(answer, data=as_json(answer.data))
    return ENCODER.encode(plain(answer))


FORMAT = Format(name="json", media_type="application/json", write=_write)
