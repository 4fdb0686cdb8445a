"""JSON: the whole answer, numbers exact, keys in a fixed order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.changes import Changes
from app.domain.figures import Figures
from app.formats.format import Format
from app.formats.plain import plain
from app.formats.to_json_changes import changes_as_json
from app.formats.to_json_figures import ENCODER, figures_as_json


def _write(answer: Any, _row_type: type) -> bytes:
    if isinstance(answer.data, Figures):
        answer = replace(answer, data=figures_as_json(answer.data))
    elif isinstance(answer.data, Changes):
        answer = replace(answer, data=changes_as_json(answer.data))
    return ENCODER.encode(plain(answer))


FORMAT = Format(name="json", media_type="application/json", write=_write)
