"""Contested cells, settled one by one: what is refused, what is warned of, what is counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.analysis.settle import Settled, Supersedes, settle
from app.domain.dictionary import Dictionary
from app.domain.figures import cell_at
from app.domain.quantity import Qualifier
from app.domain.release import CellChangeKind, Notice
from app.domain.statement import Line, Place, Said, Statement
from app.errors import Fault
from app.importing.progress import Watch, settling
from app.importing.report import Faults, Warnings
from app.store.engine import Connection
from app.store.write.contests import Contest, StatedHere, contests, crowds, how_many
from app.store.write.settling import Settling

# All places of a cell are looked at together, so that their number bounds what is held in memory.
MOST_TIMES = 100


@dataclass
class Settlement:
    """What settling did: cells by kind of change (None for unchanged), the rows of each document
    (by position) that were merged or refused, and how many unchanged cells have other citations."""

    cells: Counter[CellChangeKind | None] = field(default_factory=Counter)
    merged: Counter[int] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    recited: int = 0


@dataclass
class Settler:
    """Settles all contested cells. `documents` are names by position; `names` the dictionary in
    which a cell's ids are told; `note` is why figures change whose statements give no reason."""

    connection: Connection
    release: int
    documents: Sequence[str]
    names: Dictionary
    supersedes: Supersedes
    note: str | None
    faults: Faults
    warnings: Warnings
    watch: Watch
    done: Settlement = field(default_factory=Settlement)

    def settle_all(self) -> Settlement:
        """Settle every contested cell and store what became of it. Where one is stated too often,
        that is told, and none is settled."""
        for crowd in crowds(self.connection, MOST_TIMES):
            detail = (
                f"the cell {cell_at(self.names, crowd.dimensions).key} is stated {crowd.times:,} "
                f"times, and at most {MOST_TIMES} are read; if each row is a part of it, or counts "
                "as one, let a mapping sum or count them"
            )
            self.faults.add(Fault(self.documents[crowd.document], crowd.line, "", detail))
        if self.faults.told:
            return self.done
        writing = Settling(self.connection, self.release)
        cells, of = 0, how_many(self.connection)
        if of:
            self.watch(settling(cells, of))
        for some in contests(self.connection):
            settled = [(contest, self._settle(contest)) for contest in some]
            self.done.cells.update(writing.write(settled))
            cells += len(some)
            self.watch(settling(cells, of))
        self.done.recited = writing.recited
        return self.done

    def _settle(self, contest: Contest) -> Sequence[Line]:
        statements = self._by_source(contest)
        result = settle(contest.lines, statements, self.supersedes, contest.formerly, self.note)
        self._look_at_lines(contest, result.lines, statements)
        ignored = {*result.overtaken, *result.unfounded}
        for statement, here in statements.items():
            if statement not in ignored:
                self._demand_reason(contest, statement, here)
        self._report(contest, result, statements)
        return result.lines

    def _by_source(self, contest: Contest) -> dict[Statement, StatedHere]:
        """One statement a source, all its places together, with the first place it came from. A
        source that says two things of one cell is a fault."""
        first: dict[int, StatedHere] = {}
        places: dict[int, dict[Place, None]] = defaultdict(dict)
        for here in contest.statements:
            statement = here.statement
            known = first.setdefault(statement.source, here)
            if known is here:
                places[statement.source].update(dict.fromkeys(statement.places))
                continue
            if not known.statement.said.agrees(statement.said):
                self._fault(
                    contest,
                    here,
                    f"is {_told(statement.said)} here and {_told(known.statement.said)} at "
                    f"{self._place(known)}",
                )
                continue
            # A source document may name several places of one row; a workbook has a row of one
            # number in each of its sheets.
            if _row(here) != _row(known):
                self.done.merged[here.document] += 1
            places[statement.source].update(dict.fromkeys(statement.places))
            both = replace(known.statement, said=known.statement.said.joined(statement.said))
            first[statement.source] = replace(known, statement=both)
        return {
            replace(here.statement, places=tuple(places[source])): here
            for source, here in first.items()
        }

    def _look_at_lines(
        self, contest: Contest, lines: Sequence[Line], statements: dict[Statement, StatedHere]
    ) -> None:
        """A warning for every line that was not there before, and that another one disputes."""
        known = [line for line in lines if any(line.said == was.said for was in contest.lines)]
        for line in lines:
            if line in known:
                continue
            here = next((at for by, at in statements.items() if by.source in line.cited), None)
            if here is not None and any(line.said.disputes(other.said) for other in known):
                self._warn(
                    here,
                    "disagreement",
                    f"{self._key(contest)} is {_told(line.said)} here; other sources state it "
                    "otherwise, and all are kept",
                )
            known.append(line)

    def _demand_reason(self, contest: Contest, statement: Statement, here: StatedHere) -> None:
        """A fault where a source changes what it stated, and does not say why."""
        before = next(
            (
                line.said
                for line in contest.lines
                if statement.source in line.cited and not line.said.agrees(statement.said)
            ),
            None,
        )
        if before is not None and not (statement.reason or self.note):
            self._fault(
                contest,
                here,
                f"changes from {_told(before)} to {_told(statement.said)}; say why, as `reason` in "
                "the row or as the note of the import",
            )

    def _report(
        self, contest: Contest, result: Settled, statements: dict[Statement, StatedHere]
    ) -> None:
        for statement in result.overtaken:
            here = statements[statement]
            self.done.refused[here.document] += 1
            self._warn(
                here,
                "overtaken",
                f"{self._key(contest)} is {_told(statement.said)} here; a later edition of the "
                "same publication, which is in the record, states it otherwise",
            )
        for statement in result.unfounded:
            self._fault(
                contest, statements[statement], "is withdrawn, but this source never stated it"
            )

    def _key(self, contest: Contest) -> str:
        return cell_at(self.names, contest.dimensions).key

    def _place(self, here: StatedHere) -> str:
        sheet = _in_sheet(here)
        return f"{self.documents[here.document]}:{here.line}" + (f" ({sheet})" if sheet else "")

    def _warn(self, here: StatedHere, code: str, detail: str) -> None:
        self.warnings.add(Notice(code, detail, self.documents[here.document], here.line))

    def _fault(self, contest: Contest, here: StatedHere, detail: str) -> None:
        name = self.documents[here.document]
        detail = f"the cell {self._key(contest)} {detail}"
        self.faults.add(Fault(name, here.line, _in_sheet(here), detail))


def _row(here: StatedHere) -> tuple[int, int, str]:
    return here.document, here.line, here.locator


def _in_sheet(here: StatedHere) -> str:
    """The locator of what stands in a sheet; of other documents, the line tells as much."""
    return "" if here.locator in ("", f"row {here.line}") else here.locator


def _told(said: Said) -> str:
    if said.value is None:
        return str(said.status)
    hedge = "" if said.qualifier is Qualifier.EXACT else f"{said.qualifier} "
    forces = "" if said.forces is None else f", {said.forces} forces"
    return f"{hedge}{said.value:f} ({said.status}{forces})"
