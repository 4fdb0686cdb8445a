"""Changes like for like: of areas made of forces, and of lists of forces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from fastapi import Response

from app.analysis.panels.asked import (
    Panel,
    about_a_panel,
    areas_of,
    may_be_added,
    objections,
    panels_of,
    period_objections,
    places,
    subject,
)
from app.analysis.panels.panel import panel_change
from app.analysis.run import years_between
from app.api.ask import PARTS, Ask
from app.api.respond import respond_page
from app.domain.observation import Cell, Observation
from app.domain.panel import PanelChange
from app.errors import MeaninglessError
from app.store.cells import position
from app.store.changes import Comparison
from app.store.observations import select_at_most
from app.store.selection import Selection

# So many figures are read for one answer about panels.
MOST_FIGURES = 20_000


def like_for_like(question: Ask, comparison: Comparison, periods: Sequence[str]) -> Response:
    """The changes of panels; `periods` are the later ones, where they were named."""
    asked, dictionary = question.asked, question.dictionary
    areas, sides = asked.several("area"), asked.one("panel")
    found = [
        *objections(areas, asked.several("measure"), dictionary),
        *period_objections(periods, comparison.bases, first=comparison.first),
    ]
    if found:
        raise MeaninglessError(found)
    panels = panels_of(areas, dictionary)
    observations = _of_panels(question, panels, comparison.bases)
    figures: dict[Cell, dict[tuple[str, str], Observation]] = defaultdict(dict)
    for figure in observations:
        figures[subject(figure)][figure.area, figure.period] = figure
    at = places(panels, observations, comparison.bases, dictionary, explicit=comparison.explicit)
    ordered = sorted(at, key=lambda place: position(dictionary, place))
    after = question.after or ()
    following = [place for place in ordered if position(dictionary, place) > after]
    shown = following[: question.limit]
    rows = [
        panel_change(
            at[place],
            place,
            comparison.bases[place.period],
            figures[subject(place)],
            dictionary,
            asked.one("precision", 1),
            sides,
        )
        for place in shown
    ]
    by_id = {figure.id: figure for figure in observations}
    used = dict.fromkeys(key for row in rows for key in row.lineage.observations)
    return respond_page(
        question,
        PanelChange,
        rows,
        total=len(at),
        following=position(dictionary, shown[-1]) if len(following) > len(shown) else None,
        figures=[by_id[key] for key in used],
        caveats=[
            caveat for n, row in enumerate(rows) for caveat in about_a_panel(row, f"/data/{n}")
        ],
    )


def _of_panels(
    question: Ask, panels: Sequence[Panel], bases: Mapping[str, str]
) -> list[Observation]:
    """The figures of the forces of panels, and the panels' own, in the periods compared and in the
    years between them."""
    dictionary = question.dictionary
    dimensions = question.of_the_whole("category", "measure", *PARTS, "dataset")
    dimensions.setdefault("measure", _that_may_be_added(question))
    dimensions["area"] = [*areas_of(panels, dictionary)]
    compared = {
        period
        for later, base in bases.items()
        for period in (later, base, *years_between(base, later))
    }
    dimensions["period"] = [*sorted(compared & dictionary.ids["periods"].keys())]
    selection = Selection(question.release.number, dimensions)
    return select_at_most(question.connection, dictionary, selection, MOST_FIGURES)


def _that_may_be_added(question: Ask) -> list[str | None]:
    measures = question.dictionary.entries["measures"].values()
    return [measure.slug for measure in measures if may_be_added(measure)]
