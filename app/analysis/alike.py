"""Verdicts on comparing many rows: those that are alike in all that counts are judged once."""

from __future__ import annotations

from typing import Any

from app.analysis.comparability import SMALL_BASE, compare
from app.domain.change import Comparability
from app.domain.dictionary import AreaKind
from app.domain.figures import FigureRow, Figures, columns
from app.domain.quantity import Qualifier

# No figure stands in it; and a row of no kind.
_NO_CELL = _NOT_PLAIN = -1
# What counts beside the area and the digits.
_BEHIND_AREA, _BEHIND_DIGITS = columns("period", "dataset"), columns("exponent", "qualifier")
# What no verdict depends on, as a row has it that stands for others.
_INDIFFERENT: dict[str, Any] = {
    "since": 0,
    "paragraph": 0,
    "locator": "",
    "stated": "",
    "fingerprint": "",
}
_EXACT = str(Qualifier.EXACT)


class Verdicts:
    """What `compare` says of pairs among some figures. Of most pairs it says the same, whichever
    force they are of and however large they are: plain rows are sorted into kinds, and of those
    nothing but a row that stands for its kind is ever judged."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._force: int | None = None
        self._areas: dict[int, int] = {}
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._kind_in: dict[int, int] = {}
        self._standing: list[FigureRow] = []
        self._known: dict[tuple[int | None, int | None], Comparability] = {}

    def on(self, base: FigureRow | None, later: FigureRow | None) -> Comparability:
        """The verdict on two rows of one area, either of which may be lacking; the very same for
        all plain ones that are alike."""
        kinds = (
            None if base is None else self._kind_in.get(base.cell) or self._kind_of(base),
            None if later is None else self._kind_in.get(later.cell) or self._kind_of(later),
        )
        found = self._known.get(kinds)
        if found is not None:
            return found
        if _NOT_PLAIN in kinds:
            return self._judged(base, later)
        standing = (None if kind is None else self._standing[kind - 1] for kind in kinds)
        found = self._known[kinds] = self._judged(*standing)
        return found

    def _judged(self, base: FigureRow | None, later: FigureRow | None) -> Comparability:
        told = self._figures.told
        return compare(
            None if base is None else told(base),
            None if later is None else told(later),
            self._figures.dictionary,
        )

    def _kind_of(self, row: FigureRow) -> int:
        """The number of a row's kind, from 1 on; known from now on, as most are of two pairs."""
        plain = row.cell not in self._figures.others
        found = self._kind_in[row.cell] = self._sorted(row) if plain else _NOT_PLAIN
        return found

    def _sorted(self, row: FigureRow) -> int:
        """The number of the kind of a plain row."""
        digits = row.digits
        # A range is told with its number.
        if digits and not row.exponent and row.qualifier == _EXACT:
            digits = SMALL_BASE if digits >= SMALL_BASE else 1
        area = self._areas.get(row.area) or self._area(row.area)
        shared = (area, digits, row[_BEHIND_AREA], row[_BEHIND_DIGITS])
        found = self._kinds.get(shared)
        if found is None:
            alike = row._replace(cell=_NO_CELL, area=area, digits=digits, **_INDIFFERENT)
            self._standing.append(alike)
            found = self._kinds[shared] = len(self._standing)
        return found

    def _area(self, area: int) -> int:
        """The area that stands for an area: for a force, the first that was met."""
        dictionary = self._figures.dictionary
        self._areas[area] = area
        if dictionary.area(dictionary.slugs["areas"][area]).kind is AreaKind.FORCE:
            self._force = self._force or area
            self._areas[area] = self._force
        return self._areas[area]
