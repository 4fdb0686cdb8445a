"""How a public field says what it means.

Domain dataclasses are served as they are, so each field carries its own description. The API's
schema reads this metadata; nothing here depends on the library that does so.
"""

from __future__ import annotations

from dataclasses import MISSING, field
from typing import Any


def described(
    description: str,
    *,
    example: Any = None,
    name: str | None = None,
    schema: dict[str, Any] | None = None,
    default: Any = MISSING,
) -> Any:
    """A dataclass field with its public description.

    `name` is the served name where Python reserves it (`from`); `schema` narrows the JSON schema
    where the Python type says too little.
    """
    metadata: dict[str, Any] = {"description": description}
    if example is not None:
        metadata["examples"] = [example]
    if name is not None:
        metadata["alias"] = name
    if schema is not None:
        metadata["json_schema_extra"] = schema
    return field(default=default, metadata=metadata)


def number(
    description: str, *, example: Any = None, nullable: bool = False, name: str | None = None
) -> Any:
    """A field holding an exact decimal, served as a JSON number."""
    schema: dict[str, Any] = {"type": "number"}
    if nullable:
        schema = {"anyOf": [{"type": "number"}, {"type": "null"}]}
    return described(description, example=example, schema=schema, name=name)


def ends(description: str, *, nullable: bool = False) -> Any:
    """A field holding the lowest and the highest of something, null where there is no end."""
    schema: dict[str, Any] = {
        "type": "array",
        "items": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "minItems": 2,
        "maxItems": 2,
    }
    return described(
        description, schema={"anyOf": [schema, {"type": "null"}]} if nullable else schema
    )
