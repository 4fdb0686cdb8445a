"""What becomes of a cell when sources state it: confirmed, revised, disputed or withdrawn.

A source speaks for itself alone. It revises what it stated before, and what an earlier edition of
the same publication stated. What another source states stays, and where the two differ both are
kept: the first as the figure, the other as an alternative.

Settling goes in three steps, so that the order of statements decides nothing but who comes first:
sources leave the lines that they no longer state; every statement finds its line; lines that all
have left are withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.observation import Status
from app.domain.statement import SILENT, Line, Place, Said, Statement

# Whether the first source is a later edition of the publication of the second.
Supersedes = Callable[[int, int], bool]

_WITHDRAWN = Said(None, Status.WITHDRAWN)
_AGREES = "The source now states what another source does."
_LATER = "A later edition of the publication states it so."
_STEPS_UP = "The figure before it was withdrawn; another source states this one."
_GIVES_A_VALUE = "The source before it gives no number; another source does."


@dataclass(frozen=True)
class Settled:
    """The lines of a cell afterwards, by number; the statements that a later edition had overtaken;
    and those that withdraw what their source does not state."""

    lines: Sequence[Line]
    overtaken: Sequence[Statement] = ()
    unfounded: Sequence[Statement] = ()


def settle(
    lines: Iterable[Line],
    statements: Iterable[Statement],
    supersedes: Supersedes,
    formerly: Collection[int] = (),
    note: str | None = None,
) -> Settled:
    """The lines of a cell after some statements, one a source, in the order in which they come.
    `formerly` are sources that stated the cell once, so that they may withdraw it again. `note` is
    why a source changes what it stated, where its statement gives no reason."""
    held = {line.number: line for line in lines}
    stated = list(statements)
    overtaken = [
        statement for statement in stated if _overtaken(statement, held, stated, supersedes)
    ]
    heard = [statement for statement in stated if statement not in overtaken]
    cell = _Cell(held, supersedes, note)
    unfounded = [
        statement
        for statement in heard
        if not cell.leave(statement) and statement.source not in formerly
    ]
    for statement in heard:
        if statement.said.status is not Status.WITHDRAWN:
            cell.state(statement)
    cell.withdraw_what_was_left()
    cell.fill_the_first_line()
    return Settled([cell.lines[number] for number in sorted(cell.lines)], overtaken, unfounded)


def _overtaken(
    statement: Statement,
    lines: Mapping[int, Line],
    statements: Sequence[Statement],
    supersedes: Supersedes,
) -> bool:
    """Whether a later edition states otherwise: now, or where it says nothing now, before."""
    if statement.said.status is Status.WITHDRAWN:
        return False
    now = {other.source: other.said for other in statements}
    speaking = [source for source, said in now.items() if said.status is not Status.WITHDRAWN]
    # A source may stand on a line that was withdrawn as well; what it states counts more.
    in_order = sorted(lines.values(), key=lambda line: line.said.status is not Status.WITHDRAWN)
    before = {
        source: line.said
        for line in in_order
        for source in line.cited
        # What a later edition takes the place of now overtakes nothing any more.
        if not any(supersedes(other, source) for other in speaking)
    }
    return any(
        supersedes(other, statement.source) and not said.agrees(statement.said)
        for other, said in (before | now).items()
    )


@dataclass
class _Cell:
    """A cell under way. `left` are the lines that no source states any more, each with the
    statement by which the last of them left; `homes` the line that each statement's source, or an
    earlier edition of its publication, has left; `spoke` the sources that left one themselves."""

    lines: dict[int, Line]
    supersedes: Supersedes
    note: str | None = None
    left: dict[int, Statement] = field(default_factory=dict)
    homes: dict[int, int] = field(default_factory=dict)
    spoke: set[int] = field(default_factory=set)

    def leave(self, statement: Statement) -> bool:
        """Take a source, and the earlier editions of its publication, off the lines that it does
        not state; False for a source that withdraws what it does not state."""
        source = statement.source
        withdraws = statement.said.status is Status.WITHDRAWN
        founded = not withdraws
        for number, line in sorted(self.lines.items()):
            if line.said.status is Status.WITHDRAWN:
                founded = founded or source in line.cited
                continue
            if line.said.agrees(statement.said):
                continue
            leaving = {
                other
                for other in line.cited
                if other == source or (not withdraws and self.supersedes(source, other))
            }
            if leaving:
                founded = True
                self.homes.setdefault(source, number)
                if source in leaving:
                    self.spoke.add(source)
                kept = {other: at for other, at in line.cited.items() if other not in leaving}
                self.lines[number] = replace(line, cited=kept)
                if not kept:
                    self.left[number] = statement
        return founded

    def state(self, statement: Statement) -> None:
        """Find the line of a statement: one that says the same, the one that its source has left,
        one that is free, or a new one."""
        same = self._saying(statement)
        if same is not None:
            self._join(same, statement)
            return
        free = [
            number
            for number, line in sorted(self.lines.items())
            if number in self.left or line.said.status is Status.WITHDRAWN
        ]
        number = self.homes.get(statement.source, -1)
        if number not in free:
            own = [at for at in free if statement.source in self.lines[at].cited]
            number = next(iter(own or free), max(self.lines, default=-1) + 1)
        self.left.pop(number, None)
        cited = {statement.source: statement.places}
        self.lines[number] = Line(number, statement.said, cited, self._reason(statement))

    def withdraw_what_was_left(self) -> None:
        """A line that nobody states any more is withdrawn, with the receipt of who left it."""
        for number, statement in self.left.items():
            cited = {statement.source: statement.places}
            if statement.said.status is Status.WITHDRAWN:
                reason = statement.reason or self.note
                self.lines[number] = Line(number, statement.said, cited, reason)
            else:
                self.lines[number] = Line(number, _WITHDRAWN, cited, _AGREES)

    def fill_the_first_line(self) -> None:
        """An alternative becomes the figure where the figure was withdrawn, or is none and the
        alternative is one, and the two change places. A figure that is held back stays."""
        first = self.lines.get(0)
        if first is None or first.said.status not in SILENT:
            return
        withdrawn = first.said.status is Status.WITHDRAWN
        others = [line for number, line in sorted(self.lines.items()) if number > 0]
        better = [line for line in others if line.said.value is not None]
        if withdrawn:
            better += [line for line in others if line.said.status is not Status.WITHDRAWN]
        if better:
            number = better[0].number
            reason = _GIVES_A_VALUE if not withdrawn else _STEPS_UP
            if withdrawn and first.reason:
                reason = f"{reason} {first.reason}"
            self.lines[0] = replace(better[0], number=0, reason=reason)
            self.lines[number] = replace(first, number=number)

    def _saying(self, statement: Statement) -> Line | None:
        same = [
            line
            for number, line in sorted(self.lines.items())
            if number not in self.left and line.said.agrees(statement.said)
        ]
        own = [line for line in same if statement.source in line.cited]
        return next(iter(own or same), None)

    def _reason(self, statement: Statement) -> str | None:
        """A later edition is reason enough."""
        if statement.reason is not None or statement.source not in self.homes:
            return statement.reason
        return self.note if statement.source in self.spoke else _LATER

    def _join(self, line: Line, statement: Statement) -> None:
        source, said = statement.source, statement.said
        before = line.cited.get(source, ())
        if line.cited.keys() - {source}:
            said = line.said.joined(said)
        else:
            # How many forces there are is not always said; and a row of a table says a figure and
            # little else. What they are silent about stays.
            said = replace(said, forces=said.forces or line.said.forces)
            if _is_of_a_table(statement.places):
                said = replace(
                    said,
                    inferred=said.inferred or line.said.inferred,
                    note=said.note or line.said.note,
                )
        places = _places(before, statement.places)
        # A reason tells why a figure differs from before, and this one does not.
        reason = line.reason if said == line.said else statement.reason
        self.lines[line.number] = Line(line.number, said, {**line.cited, source: places}, reason)


def _places(before: tuple[Place, ...], now: tuple[Place, ...]) -> tuple[Place, ...]:
    """Where a source states an unchanged figure. A table is imported again whole when one cell of
    it is corrected, and then has another fingerprint; the old place is as good as before. And a
    paragraph is a better receipt than the table that somebody typed from it."""
    if not _is_of_a_table(now):
        return now
    if any(place.paragraph for place in before):
        return before
    kept: dict[str, list[Place]] = {}
    for place in before:
        kept.setdefault(place.stated, []).append(place)
    return tuple(kept[place.stated].pop(0) if kept.get(place.stated) else place for place in now)


def _is_of_a_table(places: Sequence[Place]) -> bool:
    return all(place.paragraph == 0 for place in places)
