"""The whole record, every release in it, as lines of JSON, and back without loss.

    {"onrecord": "record", "format": 1, "schema": "0007"}
    {"table": "releases", "columns": ["number", ...]}
    [1, ...]
    ...
    {"end": "sha256:...", "rows": 1234}

The last line has the digest of all lines before it, so that a file that was cut off or changed is
refused. The same record gives the same bytes on every database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, DateTime, Table, insert, select
from sqlalchemy.exc import DBAPIError

from app.errors import Fault, RefusedError, StoreError
from app.store import tables
from app.store.claims import ClaimSelection, select_claims
from app.store.dictionary import load
from app.store.releases import demand_latest, latest
from app.store.schema import revision
from app.store.write.staging import look_over
from app.store.write.totals import add_up_everything

_NAME, _FORMAT = "record", 1
_AT_ONCE = 2_000
LONGEST_LINE = 10_000_000


def export_record(connection: Connection) -> Iterator[bytes]:
    """The record line by line, each with its line end."""
    digest = hashlib.sha256()
    rows = 0

    def line(content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(text)
        return text

    yield line({"onrecord": _NAME, "format": _FORMAT, "schema": revision(connection)})
    for table in _stated():
        yield line({"table": table.name, "columns": [column.name for column in table.columns]})
        query = select(table).order_by(*table.primary_key.columns)
        if table.name in tables.NOUNS:
            # Row 0 belongs to the schema.
            query = query.where(table.c.id != tables.DOES_NOT_APPLY)
        found = connection.execution_options(stream_results=True, yield_per=_AT_ONCE).execute(query)
        for row in found:
            rows += 1
            yield line([_plain(value) for value in row])
    end = f"sha256:{digest.hexdigest()}"
    yield json.dumps({"end": end, "rows": rows}, separators=(",", ":")).encode() + b"\n"


def restore_record(connection: Connection, name: str, lines: Iterable[bytes]) -> int:
    """Store an exported record into a store that holds none; how many rows it has.

    RefusedError, naming the line of the file, for one that is no export, of another schema, cut off
    or changed; StoreError for a store that holds a release. The transaction is the caller's.
    """
    if latest(connection) is not None:
        raise StoreError("the store holds a record already; restore into an empty one")
    return _Restoring(connection, name).run(lines)


@dataclass
class _Restoring:
    connection: Connection
    name: str
    line: int = 0
    rows: int = 0
    table: Table | None = None
    columns: list[str] = field(default_factory=list)
    readers: list[Callable[[Any], Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def run(self, lines: Iterable[bytes]) -> int:
        digest = hashlib.sha256()
        ended = False
        for self.line, text in enumerate(lines, start=1):
            if ended:
                raise self._refused("goes on behind its end")
            content = self._read(text)
            if self.line == 1:
                self._begin(content)
            elif isinstance(content, list):
                self._row(content)
            elif isinstance(content, dict) and "table" in content:
                self._store()
                self._open(content)
            elif isinstance(content, dict) and "end" in content:
                self._store()
                self._check_end(content, f"sha256:{digest.hexdigest()}")
                ended = True
            else:
                raise self._refused("is neither a table, a row nor the end")
            digest.update(text)
        if not ended:
            self.line += 1
            raise self._refused("the file ends before the record does")
        return self.rows

    def _read(self, text: bytes) -> Any:
        if len(text) > LONGEST_LINE:
            raise self._refused(f"is longer than {LONGEST_LINE} bytes")
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._refused("is not JSON") from error

    def _begin(self, content: Any) -> None:
        if not isinstance(content, dict) or content.get("onrecord") != _NAME:
            raise self._refused("is not the beginning of an exported record")
        if content.get("format") != _FORMAT:
            raise self._refused(f"has the format {content.get('format')!r}, not {_FORMAT}")
        held = revision(self.connection)
        if content.get("schema") != held:
            raise self._refused(
                f"is of the schema {content.get('schema')!r}, and the store has {held!r}; restore "
                "it by the version that exported it, and migrate"
            )

    def _open(self, content: Mapping[str, Any]) -> None:
        name, columns = content["table"], content.get("columns")
        known = {table.name: table for table in _stated()}
        if not isinstance(name, str) or name not in known:
            raise self._refused(f"there is no table {name!r}")
        if name in self.seen:
            raise self._refused(f"the table {name} stands twice")
        if columns != [column.name for column in known[name].columns]:
            raise self._refused(f"the table {name} has other columns")
        self.seen.add(name)
        self.table = known[name]
        self.columns = columns
        self.readers = [_reader(column.type) for column in self.table.columns]

    def _row(self, row: list[Any]) -> None:
        if self.table is None or len(row) != len(self.columns):
            raise self._refused("is not a row of the table above it")
        try:
            values = [
                value if value is None else read(value)
                for read, value in zip(self.readers, row, strict=True)
            ]
        except (TypeError, ValueError) as error:
            raise self._refused("has a value that its column cannot hold") from error
        self.rows += 1
        self.waiting.append(dict(zip(self.columns, values, strict=True)))
        if len(self.waiting) >= _AT_ONCE:
            self._store()

    def _store(self) -> None:
        if self.table is None or not self.waiting:
            return
        try:
            self.connection.execute(insert(self.table), self.waiting)
        except (DBAPIError, OverflowError, UnicodeError) as error:
            detail = f"the rows of {self.table.name} before this line are not those of a record"
            raise self._refused(detail) from error
        self.waiting = []

    def _check_end(self, content: Mapping[str, Any], digest: str) -> None:
        missing = sorted({table.name for table in _stated()} - self.seen)
        if missing:
            raise self._refused(f"the record lacks {', '.join(missing)}")
        if content != {"end": digest, "rows": self.rows}:
            raise self._refused("the digest does not match: the file was changed or damaged")
        look_over(self.connection, self.rows, *tables.metadata.tables)
        try:
            # Every release answers for ever, so every one has to be readable.
            for number in range(1, demand_latest(self.connection).number + 1):
                dictionary = load(self.connection, number, held=False)
                select_claims(self.connection, dictionary, ClaimSelection())
            add_up_everything(self.connection)
        except (StoreError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise self._refused("the rows are not those of a record") from error

    def _refused(self, detail: str) -> RefusedError:
        return RefusedError([Fault(self.name, self.line, "", detail)])


def _stated() -> list[Table]:
    """The tables that a record is made of; the others are made from them."""
    return [table for table in tables.metadata.sorted_tables if table not in tables.DERIVED]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # SQLite keeps no zone; what was stored is UTC.
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _reader(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    wanted = (dict, list) if isinstance(kind, JSON) else (kind.python_type,)

    def read(value: Any) -> Any:
        # SQLite would take text for a number.
        if type(value) not in wanted:
            raise TypeError(type(value))
        return value

    return read
