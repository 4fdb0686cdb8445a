"""Rules with judgement, on the record as it would be: totals, leaps, periods out of place.

A finding is a warning that is kept with the release, or a fault, by its size (see
`analysis.plausible`). A total whose note says what is odd about it is never more than a warning: a
publisher's own contradiction can be recorded as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.analysis import plausible
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.period import Period
from app.domain.printed import explains
from app.domain.release import Notice
from app.errors import Fault
from app.importing.bring import Material
from app.importing.report import Faults, Warnings
from app.store.engine import Connection
from app.store.leaps import Reach, leaps
from app.store.totals import Total, Touched, sums
from app.store.write.figures import Placed, stated_at, stated_of

# So many periods are named.
_NAMED = 3


@dataclass(frozen=True)
class Judge:
    """Looks at one release before it is made. `before` and `after` are the dictionaries without and
    with it, `documents` the names of what it is made from, `today` the day of the import."""

    connection: Connection
    before: Dictionary
    after: Dictionary
    material: Material
    placed: Placed
    documents: Sequence[str]
    today: date
    faults: Faults
    warnings: Warnings

    def judge(self, periods: Sequence[int]) -> None:
        """Add what is found to the warnings and the faults. `periods` are those of the figures that
        were imported, by id."""
        self._totals(periods)
        self._leaps()
        self._not_begun(periods)
        self._mixed_kinds(periods)

    def _totals(self, periods: Sequence[int]) -> None:
        datasets = list(self.after.slugs["datasets"])
        touched = Touched(self.after.release, periods, datasets)
        for total in self._rules():
            for found in sums(self.connection, self.after, total, touched):
                severity = plausible.total_differs(
                    found.whole, found.parts, complete=found.complete
                )
                if severity is not None:
                    known = "parts" if found.complete else "parts that are known"
                    detail = (
                        f"the total {found.cell.key} is {found.whole}, and its {known} add up to "
                        f"{found.parts}, {abs(found.whole - found.parts)} "
                        f"{'less' if found.parts < found.whole else 'more'}"
                    )
                    if severity is plausible.Severity.FAULT and not explains(found.note):
                        self._fault(
                            found.new,
                            f"{detail}; if it is printed so, say in the total's `note` why",
                        )
                    else:
                        self._warn(found.new, "total_differs", detail)

    def _rules(self) -> Iterator[Total]:
        """The totals that the dictionaries know of, and those that a publisher's mapping names."""
        measures = tuple(
            slug
            for slug, measure in self.after.entries["measures"].items()
            if measure.summable and measure.counted
        )
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for table in self.material.mapped:
            for rule in table.mapped.totals:
                named[rule.dimension, rule.whole].update(rule.measures)
                yield Total(rule.dimension, rule.whole, rule.parts, rule.measures, rule.datasets)

        def others(dimension: str, whole: str) -> tuple[str, ...]:
            return tuple(slug for slug in measures if slug not in named[dimension, whole])

        for slug, area in self.after.entries["areas"].items():
            kind = _PARTS.get(area.kind)
            links = [link for link in area.members if self.after.area(link.area).kind is kind]
            # Members that come and go make other parts in other years.
            dated = any(link.from_ or link.to for link in links)
            if kind and links and not dated:
                parts = tuple(link.area for link in links)
                yield Total("area", slug, parts, others("area", slug))
        for slug, category in self.after.entries["categories"].items():
            if category.sum_of_children:
                yield Total("category", slug, tuple(category.children), others("category", slug))

    def _leaps(self) -> None:
        by_reach: dict[plausible.Reach, list[str]] = defaultdict(list)
        for measure in self.after.entries["measures"].values():
            far = plausible.reach(measure.unit)
            # People are counted by estimates, which are rounded.
            if measure.counted or far is plausible.REACH_OF_PEOPLE:
                by_reach[far].append(measure.slug)
        for far, measures in by_reach.items():
            reach = Reach(measures, far.years, far.any_dataset, far.fold, plausible.SMALLEST_JUMP)
            for leap in leaps(self.connection, self.after, self.after.release, reach):
                self._warn(
                    leap.new,
                    "implausible_change",
                    f"{leap.cell.key} is {leap.value}, and {leap.other.key} is {leap.other_value}: "
                    f"more than {reach.fold:g} times as much or as little",
                )

    def _not_begun(self, periods: Sequence[int]) -> None:
        slugs = self.after.slugs["periods"]
        ahead = [id_ for id_ in periods if not Period.parse(slugs[id_]).has_begun(self.today)]
        found: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        for id_, total, document, line in stated_of(self.connection, ahead) if ahead else ():
            found[document].append((slugs[id_], total, line))
        for document, told in found.items():
            (first, _, line), more = told[0], len(told) - 1
            are = f"and {more} later periods have" if more else "has"
            total = sum(figures for _, figures, _ in told)
            detail = (
                f"{first} {are} not begun, and figures are given ({total}); are they forecasts?"
            )
            self.warnings.add(Notice("not_begun", detail, self.documents[document], line))

    def _mixed_kinds(self, periods: Sequence[int]) -> None:
        """In a table of years, `2017-12` is a slip more often than a month."""
        slugs = self.after.slugs["periods"]
        kinds = {id_: Period.parse(slugs[id_]).kind for id_ in periods}
        if len(set(kinds.values())) < 2:  # noqa: PLR2004 - one kind is not mixed
            return
        for table in self.material.tidy:
            found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
            for id_, total, _, line in stated_of(self.connection, periods, table.position):
                found[kinds[id_]].append((total, line, slugs[id_]))
            rarest = min(found, key=lambda kind: sum(total for total, _, _ in found[kind]))
            if len(found) > 1:
                told = ", ".join(sorted({slug for _, _, slug in found[rarest]})[:_NAMED])
                detail = (
                    f"its periods are of different kinds: {' and '.join(sorted(found))}; look at "
                    f"{told}"
                ).replace("_", " ")
                line = min(line for _, line, _ in found[rarest])
                self.warnings.add(Notice("mixed_periods", detail, table.document.name, line))

    def _warn(self, cell_id: int, code: str, detail: str) -> None:
        if self.warnings.full:
            self.warnings.more += 1
            return
        name, line, sheet = self._place(cell_id)
        self.warnings.add(Notice(code, f"{sheet}{detail}", name, line))

    def _fault(self, cell_id: int, detail: str) -> None:
        if self.faults.full:
            self.faults.more += 1
            return
        name, line, sheet = self._place(cell_id)
        self.faults.add(Fault(name, line, "", f"{sheet}{detail}"))

    def _place(self, cell_id: int) -> tuple[str, int, str]:
        """Document and line of a cell's statement, and where a workbook has it."""
        document, line, locator = stated_at(self.connection, self.placed, cell_id) or (0, 1, "")
        # A locator names the sheet, where there are several.
        return self.documents[document], line, f"{locator}: " if ", " in locator else ""


# A region is made up of forces, a country of regions, a group of forces. What is made up otherwise,
# as a country without regions is, a publisher's mapping says.
_PARTS = {
    AreaKind.REGION: AreaKind.FORCE,
    AreaKind.COUNTRY: AreaKind.REGION,
    AreaKind.GROUP: AreaKind.FORCE,
}
