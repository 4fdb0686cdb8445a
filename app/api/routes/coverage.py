"""Coverage: which figures of a dataset the record has, and how to ask for those it lacks."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.analysis.coverage.expected import Scope
from app.analysis.coverage.gaps import about_coverage, about_requests, requests
from app.analysis.coverage.matrix import MOST_CELLS, Matrix, coverage, too_many
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, one_slug
from app.api.respond import LISTED, respond_listed
from app.domain.coverage import CoverageCell, InformationRequest
from app.errors import TooMuchError
from app.store.observations import select_at_most
from app.store.selection import Selection

router = APIRouter()

DATASET = one_slug(
    "dataset",
    "datasets",
    "The dataset, exactly one, by slug, such as `nspcc-foi-2020`; /v1/datasets lists them.",
)
# As elsewhere, but for the dataset, of which there is one.
FILTERS = (DATASET, *(parameter for parameter in OF_FIGURES if parameter.name != DATASET.name))


@router.get(
    "/v1/coverage",
    summary="Which forces have a figure, and which have none",
    **route("listCoverage", "figures", CoverageCell, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_coverage(question: Ask) -> Response:
    """The matrix of force and period for each thing that a dataset counts: every cell to be
    expected, with the status of its figure and where that is printed. A cell that is not in the
    record is neither a zero nor a refusal. A country, region or group stands for its forces, and
    each kind of period runs without a gap unless periods are named."""
    scope, matrix = _matrix(question)
    return respond_listed(
        question,
        CoverageCell,
        matrix.cells,
        figures=matrix.figures,
        caveats=about_coverage(matrix, scope),
    )


@router.get(
    "/v1/coverage/requests",
    summary="How to ask for the figures that are lacking",
    **route("listCoverageRequests", "figures", InformationRequest, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_requests(question: Ask) -> Response:
    """Drafts of freedom of information requests for the gaps of the matrix: cells that are not in
    the record, or that were not supplied. Forces that lack the same share one draft; its template
    is the table that the answers are imported by. A period that had not ended when the release was
    made is not asked for."""
    # As with all that imports, a server starts in less time without it.
    from app.importing.tidy.template import form_for  # noqa: PLC0415

    scope, matrix = _matrix(question)
    day = question.release.created.date()
    drafts = requests(matrix, question.dictionary, day, form_for)
    return respond_listed(
        question,
        InformationRequest,
        drafts,
        figures=matrix.figures,
        caveats=[
            *about_coverage(matrix, scope),
            *about_requests(matrix, drafts, question.dictionary, day),
        ],
        explained=bool(matrix.cells),
    )


def _matrix(question: Ask) -> tuple[Scope, Matrix]:
    dataset = question.asked.one("dataset")
    several = question.asked.several
    scope = Scope(dataset, several("area"), several("period"))
    # Areas and periods are left open: what one force has is to be expected of the others.
    filters = question.dimensions("dataset", "category", "measure", "platform", "population")
    try:
        figures = select_at_most(
            question.connection,
            question.dictionary,
            Selection(question.release.number, filters),
            MOST_CELLS,
        )
    except TooMuchError as error:
        raise too_many(str(error), question.dictionary, dataset) from None
    return scope, coverage(figures, question.dictionary, scope)
