"""The formats by name. A new format is one file and one line here."""

from __future__ import annotations

from app.formats import to_csv, to_json
from app.formats.format import Format

FORMATS: dict[str, Format] = {
    "json": to_json.FORMAT,
    "csv": to_csv.FORMAT,
}
