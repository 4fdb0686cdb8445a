"""The JSON Schemas of the documents that people write, so that their editors complete and check.

They say what a document may look like; what it must satisfy besides is checked when it is imported.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from app.importing.mapping.language import ShelfDocument
from app.importing.parse import DOCUMENTS, MAPPING

SCHEMAS: dict[str, type[BaseModel]] = {**DOCUMENTS, MAPPING: ShelfDocument}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of one kind of document, by its top-level key."""
    schema = SCHEMAS[kind].model_json_schema(by_alias=True)
    # A lone operand or column of figures may stand for a list of one.
    if kind == "source":
        operands = schema["$defs"]["ClaimRow"]["properties"]["operands"]
        operands["additionalProperties"] = _one_or(operands["additionalProperties"])
    if kind == MAPPING:
        table = schema["$defs"]["TableRule"]["properties"]
        table["value"] = _one_or(table["value"])
    # Beside mappings may lie documents with entries alone.
    needed = {"minProperties": 1} if kind == MAPPING else {"required": [kind]}
    untitled = _without_titles(schema)
    return {"$schema": DIALECT, "title": f"On Record: {kind}", **untitled, **needed}


def schema_bytes(kind: str) -> bytes:
    """The same as JSON, for people to read."""
    return json.dumps(schema_of(kind), indent=2, ensure_ascii=False).encode() + b"\n"


def _one_or(several: dict[str, Any]) -> dict[str, Any]:
    about = {key: value for key, value in several.items() if key == "description"}
    return {"anyOf": [several["items"], several], **about}


def _without_titles(schema: Any) -> Any:
    """Titles made from field names tell an editor nothing that the name does not."""
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_titles(value)
        for key, value in schema.items()
        if key != "title" or not isinstance(value, str)
    }
