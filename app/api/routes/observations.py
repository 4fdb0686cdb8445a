"""Observations: figures with their citations, and one figure with its whole history."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import fields
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.analysis.caveats import about_figures
from app.api.ask import Ask, answering, not_found
from app.api.documented import route
from app.api.parameters import BY_ID, CURSOR, LIMIT_OR_ALL, SOURCE, choices
from app.api.problems import ProblemError
from app.api.respond import respond_item, respond_page, respond_whole
from app.domain.figures import Figures
from app.domain.observation import (
    DIMENSIONS,
    EXAMPLE_ID,
    Cell,
    Observation,
    ObservationRecord,
    Status,
)
from app.domain.suggest import nearest
from app.errors import MalformedError
from app.formats.to_csv_figures import FigureWriter
from app.store import observations as store
from app.store.cells import BOUNDS, Position, position
from app.store.claims import claims_on
from app.store.engine import Connection, read
from app.store.how_many import count
from app.store.releases import demand
from app.store.selection import Selection
from app.store.stretches import Lap, Walk, stretch, walk

router = APIRouter()

STATUS = choices("status", Status, "Whether there is a value, and why not.")
FILTERS = (*BY_ID, SOURCE, STATUS)


@router.get(
    "/v1/observations",
    summary="Figures",
    **route("listObservations", "figures", Observation, FILTERS, limit=LIMIT_OR_ALL),
)
@answering(*FILTERS, LIMIT_OR_ALL, CURSOR, position=BOUNDS, short=True)
def list_observations(question: Ask) -> Response:
    """Figures with status and citations, by area, period, category, measure, platform,
    population and dataset, in the order of the dictionaries."""
    dictionary = question.dictionary
    selection = Selection(
        question.release.number,
        question.dimensions(*DIMENSIONS),
        question.asked.several("status"),
        question.asked.several("source"),
    )
    if question.whole:
        return respond_whole(question, written(question, selection))
    found = store.page(
        question.connection, dictionary, selection, question.after, question.limit + 1
    )
    shown = found[: question.limit]
    more = len(found) > len(shown)
    # The first page may be all there is.
    total = len(found)
    if more or question.after is not None:
        total = count(question.connection, dictionary, selection)
    return respond_page(
        question,
        Observation,
        shown,
        total=total,
        following=position(dictionary, shown[-1]) if more else None,
        figures=shown,
    )


@router.get(
    "/v1/observations/{id:path}",
    summary="A figure with its history",
    **route("getObservation", "figures", ObservationRecord, paged=False, path_names=True),
)
@answering(short=True)
def get_observation(
    question: Ask,
    id: Annotated[  # noqa: A002 - the name that readers know it by
        str,
        Path(
            description="The cell's key.",
            max_length=700,
            examples=[EXAMPLE_ID],
        ),
    ],
) -> Response:
    """One figure, every version of it with the releases in which it holds, and the claims that
    rest on it. The id is the cell's key, so it can be written by hand."""
    try:
        cell = Cell.parse(id)
    except MalformedError as error:
        detail = f"There is no observation {id[:200]!r}: {error}."
        raise ProblemError("not-found", detail) from error
    history = store.history(question.connection, question.dictionary, cell)
    if not history:
        raise not_found("observation", id, _near(question, cell))
    newest = {field.name: getattr(history[0], field.name) for field in fields(Observation)}
    record = ObservationRecord(
        **newest,
        history=history,
        alternatives=store.history(
            question.connection, question.dictionary, cell, alternatives=True
        ),
        claims=claims_on(question.connection, question.dictionary, cell),
    )
    return respond_item(
        question,
        ObservationRecord,
        record,
        caveats=about_figures(question.dictionary, history[:1]),
        sources=[citation.source for citation in history[0].citations],
    )


def written(question: Ask, selection: Selection) -> Generator[bytes, None, None]:
    """Everything of a selection as CSV, read stretch by stretch."""
    dictionary, engine = question.dictionary, question.request.app.state.engine
    writer = FigureWriter(dictionary)
    yield writer.header()
    way = walk(selection, dictionary)
    for lap in way.laps:
        at = way.start
        while at != way.end:
            found, at = read(engine, partial(_next_stretch, question, way, lap, at))
            yield writer.rows(found)


def _next_stretch(
    question: Ask, way: Walk, lap: Lap, at: Position, connection: Connection
) -> tuple[Figures, Position]:
    demand(connection, question.release)
    return stretch(connection, question.dictionary, way, lap, at)


def _near(question: Ask, cell: Cell) -> list[str]:
    """Ids near to one that is not held: those of its area, else none."""
    if cell.area not in question.dictionary.ids["areas"]:
        return []
    selection = Selection(question.release.number, {"area": [cell.area]})
    held = store.page(question.connection, question.dictionary, selection, None, 200)
    return nearest(cell.key, [observation.id for observation in held])
