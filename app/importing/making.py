"""One release in the making: documents are read, staged, settled, judged and stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain

from app.domain.dictionary import Dictionary
from app.domain.observation import Cell
from app.domain.record import Record
from app.domain.release import CellChangeKind, ImportedDocument, Notice
from app.errors import Fault
from app.importing.assemble import assemble
from app.importing.bring import Material, bring
from app.importing.doubles import doubles
from app.importing.held import around, entries_of
from app.importing.judge import Judge
from app.importing.names import Names
from app.importing.order import Order, digest_of, plain_note
from app.importing.parse import sources_of
from app.importing.progress import CHECKING, OPENING, STORING, Watch, reading
from app.importing.report import Faults, Report, Warnings
from app.importing.rules import check
from app.importing.rules.known import gather
from app.importing.settling import Settlement, Settler
from app.importing.staging import Stager
from app.importing.verdicts import verdicts_changed
from app.store import dictionary as dictionaries
from app.store.cells import find_cells
from app.store.engine import Connection
from app.store.write.claims import ClaimsSaved, Places, save_claims
from app.store.write.counts import count_release
from app.store.write.entries import EntriesSaved, Passages, save_entries
from app.store.write.figures import Placed, place_statements, save_periods
from app.store.write.release import begin_release, end_release
from app.store.write.staging import Statements, clear, look_over, prepare, stage
from app.store.write.totals import add_up, staged_places


@dataclass
class Making:
    """A release, numbered, upon the record before it, in a transaction that is the caller's."""

    connection: Connection
    order: Order
    before: Dictionary
    number: int
    watch: Watch
    faults: Faults = field(default_factory=Faults)
    warnings: Warnings = field(default_factory=Warnings)

    def run(self) -> Report:
        documents = self.order.documents
        self.watch(OPENING)
        for name, times in Counter(document.name for document in documents).items():
            if times > 1:
                self.faults.add(Fault(name, 1, "", f"{times} documents have this name"))
        self.faults.demand_none()
        material = bring(documents, self.order.shelf, self.before, self.faults)
        everything = around(self.before, material.parsed)
        known = gather(
            self.before,
            everything,
            material.lost,
            None if material.tidy or material.mapped else self._held_cells,
        )
        self.faults.extend(check(everything, known))
        self.warnings.add(*material.notices)
        names = Names.of(entries_of(self.before, material.parsed), material.lost)
        prepare(self.connection)
        if self.faults.told:
            # Nothing will be stored; the tables are read for what else is wrong.
            self._stage(material, None, names, _any_ids(names), lambda *_: -1)
            self.faults.demand_none()
        record = assemble(material.parsed, everything)
        entries = self._begin(record)
        passages = Passages.of(self.connection, self.number)
        for cited in record.sources:
            source = entries.ids["sources"][cited.source.slug]
            for paragraph, fingerprint in cited.fingerprints.items():
                passages.id_of(source, paragraph, fingerprint)
        stager = self._stage(material, record, names, entries.ids, passages.id_of)
        self.faults.demand_none()
        return self._store(material, record, entries, passages, stager)

    def _held_cells(self, cells: Sequence[Cell]) -> set[Cell]:
        return set(find_cells(self.connection, self.before.ids, cells))

    def _begin(self, record: Record) -> EntriesSaved:
        begin_release(
            self.connection,
            self.number,
            note=self.order.note or plain_note(self.order.documents),
            digest=digest_of(self.order.documents),
            created=datetime.now(UTC).replace(microsecond=0),
        )
        return save_entries(self.connection, record, self.number)

    def _stage(
        self,
        material: Material,
        record: Record | None,
        names: Names,
        ids: Mapping[str, Mapping[str, int]],
        passage: Callable[[int, int, str], int],
    ) -> Stager:
        """Stage everything that is stated, or only read the tables where there is no record."""
        documents = self.order.documents
        stager = Stager(names, ids, passage, self.faults, self.warnings)
        streams: list[Statements] = []
        if record is not None:
            positions = {document.name: at for at, document in enumerate(documents)}
            streams.append(stager.figures(record.figures, positions))
            streams += [stager.table(table) for table in material.mapped]
        streams += [stager.tidy(table, material.sources) for table in material.tidy]
        self.watch(reading(0))
        for staged in stage(self.connection, chain.from_iterable(streams)):
            self.watch(reading(staged))
        return stager

    def _store(
        self,
        material: Material,
        record: Record,
        entries: EntriesSaved,
        passages: Passages,
        stager: Stager,
    ) -> Report:
        connection, number = self.connection, self.number
        self.watch(STORING)
        passages.store()
        save_periods(connection, stager.periods.values(), number)
        placed = place_statements(connection, number, stager.number)
        look_over(
            connection, stager.number, "cells", "observations", "further_citations", "passages"
        )
        after = dictionaries.load(connection, number, held=False)
        settled = Settler(
            connection,
            number,
            [document.name for document in self.order.documents],
            after,
            _supersedes(after),
            self.order.note or None,
            faults=self.faults,
            warnings=self.warnings,
            watch=self.watch,
        ).settle_all()
        claims = self._save_claims(material, record, entries, passages, after)
        self.watch(CHECKING)
        Judge(
            connection,
            self.before,
            after,
            material,
            placed,
            [document.name for document in self.order.documents],
            datetime.now(UTC).date(),
            self.faults,
            self.warnings,
        ).judge(sorted(stager.periods))
        self.warnings.add(*doubles(connection, self.before, after, material.parsed))
        self.faults.demand_none()
        add_up(connection, self.before, after, staged_places(connection))
        report = self._report(material, entries, placed, settled, claims, stager, after)
        count_release(connection, number, placed)
        end_release(connection, number, report.cells, report.documents, report.warnings)
        clear(connection)
        return report

    def _save_claims(
        self,
        material: Material,
        record: Record,
        entries: EntriesSaved,
        passages: Passages,
        after: Dictionary,
    ) -> ClaimsSaved:
        wanted = [
            (operand.cell, claim)
            for claim in record.claims
            for operand in claim.operands
            if operand.cell is not None
        ]
        cells = find_cells(self.connection, after.ids, [cell for cell, _ in wanted])
        where = {
            f"{document.source.slug}:{row.paragraph}:{row.ordinal}": read.fault(("claims", at), "")
            for read, document in sources_of(material.parsed)
            for at, row in enumerate(document.claims)
        }
        unknown = [(cell, claim) for cell, claim in wanted if cell not in cells]
        for cell, claim in unknown:
            detail = f"the operand {cell.key} is not in the record"
            self.faults.add(replace(where[claim.id], detail=detail))
        if unknown:
            return ClaimsSaved(0, 0, [])
        places = Places(
            entries.ids["sources"], passages.ids, {cell.key: id_ for cell, id_ in cells.items()}
        )
        saved = save_claims(
            self.connection,
            record.claims,
            list(record.withdrawn_claims),
            self.before,
            self.number,
            places,
        )
        for (source, paragraph, ordinal), why in record.withdrawn_claims.items():
            key = f"{source}:{paragraph}:{ordinal}"
            at = where[key]
            if (source, paragraph, ordinal) in saved.withdrawn:
                self.warnings.add(
                    Notice("claim_withdrawn", f"{key} is withdrawn: {why}", at.file, at.line)
                )
            elif (source, paragraph, ordinal) in saved.unknown:
                detail = f"the claim {key} is withdrawn, but it is not in the record"
                self.faults.add(replace(at, detail=detail))
        return saved

    def _report(
        self,
        material: Material,
        entries: EntriesSaved,
        placed: Placed,
        settled: Settlement,
        claims: ClaimsSaved,
        stager: Stager,
        after: Dictionary,
    ) -> Report:
        report = Report(
            release=self.number,
            dry_run=self.order.dry_run,
            cells={
                "added": placed.added + settled.cells[CellChangeKind.ADDED],
                "revised": settled.cells[CellChangeKind.REVISED],
                "withdrawn": settled.cells[CellChangeKind.WITHDRAWN],
                "unchanged": placed.unchanged + settled.cells[None],
            },
            recited=settled.recited,
            entries={"added": entries.added, "revised": entries.revised},
            claims={
                "added": claims.added,
                "revised": claims.revised,
                "withdrawn": len(claims.withdrawn),
            },
            documents=self._documents(material, stager, settled),
            warnings=self.warnings.kept(),
            verdicts=verdicts_changed(self.connection, self.before, after),
        )
        return report if report.changes else replace(report, release=None)

    def _documents(
        self, material: Material, stager: Stager, settled: Settlement
    ) -> list[ImportedDocument]:
        read = Counter(stager.rows)
        merged, refused = Counter(settled.merged), Counter(settled.refused)
        for table in material.mapped:
            read[table.position] += table.mapped.tally.read
            merged[table.position] += table.mapped.tally.merged
            refused[table.position] += table.mapped.tally.refused.total()
        return [
            ImportedDocument(
                name=document.name,
                fingerprint=document.fingerprint,
                rows_read=read[at],
                rows_stored=read[at] - merged[at] - refused[at],
                rows_merged=merged[at],
                rows_refused=refused[at],
            )
            for at, document in enumerate(self.order.documents)
        ]


def _supersedes(after: Dictionary) -> Callable[[int, int], bool]:
    """Whether one source, by its id, is a later edition of the publication of another."""
    editions = {
        after.ids["sources"][slug]: (source.series, source.edition)
        for slug, source in after.entries["sources"].items()
        if source.series is not None
    }

    def supersedes(later: int, earlier: int) -> bool:
        one, other = editions.get(later), editions.get(earlier)
        return one is not None and other is not None and one[0] == other[0] and one[1] > other[1]

    return supersedes


def _any_ids(names: Names) -> dict[str, dict[str, int]]:
    """Ids to tell slugs apart by, where nothing will be stored."""
    return {
        noun: {slug: at for at, slug in enumerate(slugs)} for noun, slugs in names.slugs.items()
    }
