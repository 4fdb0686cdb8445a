"""JSON: the whole answer, numbers exact, keys in a fixed order."""

from __future__ import annotations

from typing import Any

import msgspec

from app.formats.format import Format
from app.formats.plain import plain

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def _write(answer: Any, _row_type: type) -> bytes:
    return _ENCODER.encode(plain(answer))


FORMAT = Format(name="json", media_type="application/json", write=_write)
