"""The one road by which documents become a release."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.record import Record
from app.domain.release import Release
from app.errors import RefusedError, StoreError
from app.importing.assemble import assemble
from app.importing.document import Document
from app.importing.parse import parse
from app.importing.rules import check
from app.store.engine import Engine, writing
from app.store.migrate import demand_current
from app.store.releases import latest, lock
from app.store.save import save_release


@dataclass(frozen=True)
class Outcome:
    """The release that holds the documents, and whether it was made just now."""

    release: Release
    made: bool


def read_record(documents: Sequence[Document]) -> Record:
    """The record that documents make; RefusedError with every fault where they do not make one."""
    reading = parse(documents)
    faults = [*reading.faults, *check(reading)]
    if faults:
        raise RefusedError(faults)
    return assemble(reading.parsed)


def import_documents(engine: Engine, documents: Sequence[Document], note: str) -> Outcome:
    """Store documents as the first release, whole or not at all.

    Storing the same documents again does nothing. StoreError where the store holds others.
    """
    record = read_record(documents)
    digest = digest_of(documents)
    with writing(engine) as connection:
        demand_current(connection)
        lock(connection)
        held = latest(connection)
        if held is None:
            created = datetime.now(UTC).replace(microsecond=0)
            save_release(connection, record, note=note, digest=digest, created=created)
            held = latest(connection)
            assert held is not None  # it has just been stored
            return Outcome(held, made=True)
        if held.digest != digest:
            raise StoreError(
                f"the store already holds release {held.number}, made from other documents; "
                "nothing was changed. Seed a new store, or keep this one"
            )
        return Outcome(held, made=False)


def digest_of(documents: Sequence[Document]) -> str:
    """`sha256:` and a digest of the documents, whatever their order."""
    total = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.name):
        for part in (document.name.encode(), document.data):
            total.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{total.hexdigest()}"
