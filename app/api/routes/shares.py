"""Shares: the parts of a whole in per cent, with what the unknown allows."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.analysis.caveats import about_reasons
from app.analysis.shares.asked import (
    NO_PARTS,
    SharedAlong,
    about_shares,
    asked_for,
    measures_along,
    populations_to_read,
    to_read,
)
from app.analysis.shares.share import shares
from app.api.ask import Ask, answering
from app.api.documented import route
from app.api.parameters import CURSOR, LIMIT, OF_FIGURES, PRECISION, one_of
from app.api.query import Parameter
from app.api.respond import LISTED, respond_listed
from app.domain.dictionary import Dictionary
from app.domain.observation import DIMENSIONS
from app.domain.share import Share
from app.store import observations as store
from app.store.selection import Selection

router = APIRouter()

MOST_FIGURES = 10_000


def _dimension(value: str, dictionary: Dictionary) -> str:
    return value if value in NO_PARTS else str(one_of(SharedAlong)(value, dictionary))


DIMENSION = Parameter(
    "dimension",
    "Along what the parts lie. `area` and `category` need a whole with a figure of its own, such "
    "as the region of some forces: name it to see its parts. `platform` and `population` are parts "
    "of all cases.",
    {"type": "string", "enum": list(SharedAlong)},
    _dimension,
    required=True,
)
FILTERS = (DIMENSION, *OF_FIGURES, PRECISION)


@router.get(
    "/v1/shares",
    summary="Shares of a whole",
    **route("listShares", "figures", Share, FILTERS),
)
@answering(*FILTERS, LIMIT, CURSOR, position=LISTED)
def list_shares(question: Ask) -> Response:
    """Each row is one part of one whole, and says of which: its share of the known and of all, with
    the bounds that the unknown remainder allows. Shares that were published without counts are
    served as printed. Nothing is added across measures, periods or datasets."""
    dimension = question.asked.one("dimension")
    rows = shares_asked(question, dimension)
    wholes = [row.whole for row in rows if row.whole is not None]
    return respond_listed(
        question,
        Share,
        rows,
        figures=[row.observation for row in rows if row.observation is not None],
        sources=[citation.source for whole in wholes for citation in whole.citations],
        caveats=[*about_shares(dimension, rows), *about_reasons([row.reasons for row in rows])],
    )


def shares_asked(question: Ask, dimension: str) -> list[Share]:
    """The shares along a dimension that the filters of a question choose."""
    dictionary = question.dictionary
    named = question.asked.several(dimension)
    found = store.select_at_most(
        question.connection, dictionary, _selection(question, dimension, named), MOST_FIGURES
    )
    return asked_for(
        shares(dimension, found, dictionary, question.asked.one("precision", 1)),
        dimension,
        named,
        question.asked.several("population"),
        dictionary,
    )


def _selection(question: Ask, dimension: str, named: list[str]) -> Selection:
    """The figures that the answer rests on: not the named parts alone, but their wholes and what
    stands beside them."""
    measures = measures_along(dimension, question.asked.several("measure"), question.dictionary)
    dimensions = question.of_the_whole(*(name for name in DIMENSIONS if name != dimension))
    if dimension != "population":
        dimensions["population"] = populations_to_read(
            dimension, question.asked.several("population"), question.dictionary
        )
    if reach := to_read(dimension, named, question.dictionary):
        dimensions[dimension] = [*reach]
    return Selection(question.release.number, dimensions | {"measure": measures})
