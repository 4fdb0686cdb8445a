"""YAML, read strictly: every scalar stays text, so that `2019-20`, `1.60` and `2022` arrive as
they were written; a key twice, an alias, a tag, a second document, deep nesting or a control
character is a fault.

JSON is YAML for this purpose, but for the characters that it can only escape as two halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.errors import Fault, RefusedError
from app.importing.document import Document, Path, ReadDocument, pointer

LARGEST = 5_000_000
DEEPEST = 20
# A value costs a hundred times its byte once it is built, so that the size alone bounds little.
MOST_VALUES = 100_000
_NULLS = ("", "~", "null")
_BOOLEANS = {"true": True, "false": False}
# YAML's escapes can write what no text file holds, and PostgreSQL stores no NUL.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# A character beyond U+FFFF as JSON escapes it: both halves of a pair, not behind a backslash that
# is itself escaped.
_PAIR = re.compile(
    r"(?<!\\)(?P<escaped>(?:\\\\)*)\\u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})",
    re.IGNORECASE,
)


def read(document: Document) -> ReadDocument:
    """The content of a YAML document; RefusedError where it cannot be read."""
    if document.size > LARGEST:
        raise _refused(document, 1, f"{document.size:,} bytes; at most {LARGEST:,} are read")
    data = document.read(LARGEST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(document, line, "is not UTF-8 text") from error
    try:
        text = _with_pairs_joined(text)
        _refuse_aliases_and_bounds(document, text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        # At the end of the text the mark may stand one line behind it.
        last = text.count("\n")
        line = min(error.problem_mark.line, last) + 1 if error.problem_mark else 1
        raise _refused(document, line, f"is not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        raise _refused(document, line, "holds a character that YAML does not allow") from error
    if node is None:
        raise _refused(document, 1, "is empty")
    lines: dict[Path, int] = {}
    faults: list[Fault] = []
    content = _construct(node, (), lines, document.name, faults)
    if faults:
        raise RefusedError(faults)
    return ReadDocument(document.name, content, lines)


def _refused(document: Document, line: int, detail: str) -> RefusedError:
    return RefusedError([Fault(document.name, line, "", detail)])


def _with_pairs_joined(text: str) -> str:
    """A text of JSON with the pairs as the characters that they stand for, which YAML does not know
    them as. In other YAML a backslash may be a backslash."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    return _PAIR.sub(_joined, text)


def _joined(pair: re.Match[str]) -> str:
    halves = bytes.fromhex(pair["high"] + pair["low"])
    return pair["escaped"] + halves.decode("utf-16-be")


def _refuse_aliases_and_bounds(document: Document, text: str) -> None:
    """Checked on the stream of events, before anything is built from it."""
    depth = values = 0
    for event in _events(text):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(document, line, "anchors and aliases are not read; repeat the text")
        if getattr(event, "tag", None):
            raise _refused(document, line, "tags are not read")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refused(document, line, f"is nested deeper than {DEEPEST} levels")
        values += isinstance(event, yaml.NodeEvent)
        if values > MOST_VALUES:
            detail = f"holds more than {MOST_VALUES:,} values; put figures into a table"
            raise _refused(document, line, detail)


def _events(text: str) -> Iterator[Any]:
    yield from yaml.parse(text, Loader=yaml.CSafeLoader)


def _construct(
    node: yaml.Node, path: Path, lines: dict[Path, int], name: str, faults: list[Fault]
) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [
            _construct(item, (*path, at), lines, name, faults) for at, item in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or _CONTROL.search(key_node.value):
                faults.append(Fault(name, line, pointer(path), "a key is not plain text"))
                continue
            key = str(key_node.value)
            if key in content:
                faults.append(Fault(name, line, pointer(path), f"the key {key!r} stands twice"))
            content[key] = _construct(value_node, (*path, key), lines, name, faults)
            lines[(*path, key)] = line
        return content
    text = str(node.value)
    if _CONTROL.search(text):
        faults.append(Fault(name, lines[path], pointer(path), "holds a control character"))
    plain_text = isinstance(node, yaml.ScalarNode) and not node.style
    if plain_text:  # a quoted "null" or "true" is text
        if text in _NULLS:
            return None
        return _BOOLEANS.get(text, text)
    return text
