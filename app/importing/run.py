"""The one road by which documents become a release."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.record import Record
from app.domain.release import Release
from app.errors import RefusedError
from app.importing.assemble import assemble
from app.importing.document import Document
from app.importing.parse import parse
from app.importing.rules import check
from app.store.engine import Engine, writing
from app.store.migrate import demand_current
from app.store.releases import demand_latest, latest, lock
from app.store.save import save_release


@dataclass(frozen=True)
class Outcome:
    """The release that the store holds, whether it was made just now, and whether it was made from
    the same documents."""

    release: Release
    made: bool
    same: bool


def read_record(documents: Sequence[Document]) -> Record:
    """The record that documents make; RefusedError with every fault where they do not make one."""
    reading = parse(documents)
    faults = [*reading.faults, *check(reading)]
    if faults:
        raise RefusedError(faults)
    return assemble(reading.parsed)


def import_documents(engine: Engine, documents: Sequence[Document], note: str) -> Outcome:
    """Store documents as the first release of an empty store, whole or not at all.

    A store that holds a release is left as it is. RefusedError for documents with faults.
    """
    record = read_record(documents)
    digest = digest_of(documents)
    with writing(engine) as connection:
        demand_current(connection)
        lock(connection)
        held = latest(connection)
        made = held is None
        if held is None:
            created = datetime.now(UTC).replace(microsecond=0)
            save_release(connection, record, note=note, digest=digest, created=created)
            held = demand_latest(connection)
        return Outcome(held, made=made, same=held.digest == digest)


def digest_of(documents: Sequence[Document]) -> str:
    """`sha256:` and a digest of the documents, whatever their order."""
    total = hashlib.sha256()
    for document in sorted(documents, key=lambda document: document.name):
        for part in (document.name.encode(), document.data):
            total.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{total.hexdigest()}"
