"""The one road by which documents become a release: the seed's, a newsroom's, a program's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.record import Record
from app.errors import OnRecordError
from app.importing.assemble import assemble
from app.importing.bring import bring
from app.importing.document import Document, unchanged
from app.importing.held import NOTHING, around
from app.importing.making import Making
from app.importing.order import Order
from app.importing.progress import ENDING, Watch
from app.importing.report import Faults, Report
from app.importing.rules import check
from app.importing.rules.known import gather
from app.importing.trimmed import trimmed
from app.store import dictionary as dictionaries
from app.store.engine import Engine, writing
from app.store.releases import latest, lock
from app.store.schema import demand_current

_LONGEST_NOTE = 2_000
_SPACES = str.maketrans("\n\t", "  ")


def import_documents(
    engine: Engine, order: Order, watch: Watch = lambda _: None, *, only_first: bool = False
) -> Report | None:
    """Bring documents into the record as one release, whole or not at all.

    Documents that change nothing make no release. With `only_first` a store that holds a release is
    left as it is, and the answer is None. RefusedError with every fault of documents that cannot be
    stored, OnRecordError for one that is changed while it is read; the store is then as before, and
    so it is after a dry run.
    """
    order = replace(order, note=trimmed(order.note))
    _check_note(order.note)
    with writing(engine) as connection:
        demand_current(connection)
        lock(connection)
        held = latest(connection)
        if held is not None and only_first:
            return None
        number = held.number if held else 0
        before = dictionaries.load(connection, number, held=False) if held else NOTHING
        with unchanged([*order.documents, *order.shelf]):
            report = Making(connection, order, before, number + 1, watch).run()
        watch(ENDING)
        if order.dry_run or report.release is None:
            connection.rollback()
        return report


def _check_note(note: str) -> None:
    if len(note) > _LONGEST_NOTE or not note.translate(_SPACES).isprintable():
        raise OnRecordError(f"the note is to be plain text of at most {_LONGEST_NOTE:,} characters")


def read_record(documents: Sequence[Document]) -> Record:
    """The record that source documents and dictionaries make by themselves; RefusedError with every
    fault where they do not make one."""
    faults = Faults()
    material = bring(documents, (), NOTHING, faults)
    everything = around(NOTHING, material.parsed)
    faults.extend(check(everything, gather(NOTHING, everything, material.lost, lambda _: set())))
    faults.demand_none()
    return assemble(material.parsed, everything)
