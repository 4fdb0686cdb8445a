"""Which observations are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.dictionary import Dictionary
from app.domain.observation import Status
from app.store import tables
from app.store.cells import ids_of


@dataclass(frozen=True)
class Selection:
    """Which observations are asked for: those valid in a release whose dimensions, status and
    citing source are among the named ones. A dimension that is not named may be anything; None
    among its slugs stands for the figures to which it does not apply."""

    release: int
    dimensions: Mapping[str, Sequence[str | None]]
    statuses: Sequence[Status] = ()
    sources: Sequence[str] = ()

    def without(self, *names: str) -> Selection:
        """The same selection with some dimensions left open."""
        kept = {name: slugs for name, slugs in self.dimensions.items() if name not in names}
        return Selection(self.release, kept, self.statuses, self.sources)


def counted_ids(dictionary: Dictionary, selection: Selection) -> dict[str, list[int]]:
    """Everything that a selection names, as the counts of a release have it."""
    named = {name: ids_of(dictionary, name, slugs) for name, slugs in selection.dimensions.items()}
    if selection.statuses:
        named["status"] = [tables.STATUS_IDS[status] for status in selection.statuses]
    if selection.sources:
        named["source"] = [dictionary.ids["sources"][slug] for slug in selection.sources]
    return named
