"""Figures as rows of a store, of every sort, none of them real."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.domain.dictionary import AreaKind, Break, Dictionary, Membership
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Cell, Status
from app.domain.quantity import Qualifier
from tests.unit.make import COUNTS, FORCE, SHARES, area, category, dictionary, observation

SLUGS: dict[str, list[str]] = {
    "areas": [FORCE, "other-force", "the-region", "unclear"],
    "periods": ["2018-19", "2019-20", "2019", "2019-q3", "2018/2020", "2019/2021", "unstated"],
    "categories": ["broken", "plain"],
    "measures": [COUNTS, SHARES],
    "platforms": ["all-of-them", "one", "two"],
    "populations": ["some"],
    "datasets": ["synthetic-dataset", "other"],
    "sources": ["an-article", "a-table"],
}
_MADE = dictionary(
    areas=[
        area(parents=[Membership("the-region", None, None)]),
        area("other-force"),
        area("the-region", AreaKind.REGION),
        area("unclear", AreaKind.UNDETERMINED, may_be=[FORCE, "the-region"]),
    ],
    categories=[
        category("broken", [Break(date(2019, 1, 1), "Made up.", "a paper")]),
        category("plain"),
    ],
)
# Dimensions that do not apply have the key 0.
KNOWN: Dictionary = replace(
    _MADE,
    slugs={noun: dict(enumerate(slugs, start=1)) for noun, slugs in SLUGS.items()},
    ids={noun: {slug: n for n, slug in enumerate(slugs, start=1)} for noun, slugs in SLUGS.items()},
)
_OPTIONAL = ("category", "platform", "population")
WITH_VALUE = [status for status in Status if status.has_value]
TEXTS = st.text(max_size=5) | st.sampled_from(['"4"', "4\\", "\x00\x1f\x7f", "ünï☃"])


@st.composite
def _keys(draw: st.DrawFn) -> dict[str, int]:
    return {
        name: draw(st.integers(0 if name in _OPTIONAL else 1, len(SLUGS[noun])))
        for name, noun in DIMENSIONS.items()
    }


@st.composite
def _rows(draw: st.DrawFn, at: int) -> FigureRow:
    has_value = draw(st.booleans())
    paragraph = draw(st.integers(0, 3))
    return FigureRow(
        cell=at,
        plain=draw(st.sampled_from([1, 1, 1, 0])),
        **draw(_keys()),
        digits=draw(st.integers(-5000, 5000)) if has_value else None,
        exponent=draw(st.sampled_from([0, 0, -2, -9, 3])) if has_value else None,
        status=draw(st.sampled_from(WITH_VALUE)) if has_value else Status.SUPPRESSED,
        qualifier=draw(st.sampled_from(Qualifier)),
        since=draw(st.integers(1, 3)),
        source=draw(st.integers(1, 2)),
        paragraph=paragraph,
        locator="" if paragraph else draw(TEXTS),
        stated=draw(TEXTS),
        fingerprint="sha256:00ff",
    )


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    """A page of figures, some of which have more to say than their rows."""
    rows = [draw(_rows(at)) for at in range(draw(st.integers(0, 6)))]
    made = Figures(KNOWN, rows, {})
    others: dict[int, Any] = {}
    for row, told in zip(rows, made, strict=True):
        if not row.plain:
            cell = {name: getattr(told, name) for name in Cell.__dataclass_fields__}
            others[row.cell] = observation(
                None if told.value is None else str(told.value),
                **cell,
                status=told.status,
                disputed=draw(st.booleans()),
                forces=draw(st.sampled_from([None, 1, 2])),
                note=draw(TEXTS),
                citations=told.citations * draw(st.integers(0, 2)),
            )
    return Figures(KNOWN, rows, others)
