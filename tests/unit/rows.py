"""Figures as rows of a store, of every sort, none of them real."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.domain.changes import Pair, Pairs
from app.domain.dictionary import AreaKind, Break, Dictionary, Membership
from app.domain.figures import FigureRow, Figures
from app.domain.observation import DIMENSIONS, Cell, Status
from app.domain.quantity import Qualifier
from tests.unit.make import COUNTS, FORCE, SHARES, area, category, dictionary, observation

SLUGS: dict[str, list[str]] = {
    "areas": [FORCE, "other-force", "the-region", "unclear"],
    "periods": [
        "2017-18",
        "2018-19",
        "2019-20",
        "2019",
        "2019-q3",
        "2018/2020",
        "2019/2021",
        "unstated",
    ],
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
_EXPONENTS = [0, 0, -2, -9, 3]
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
        exponent=draw(st.sampled_from(_EXPONENTS)) if has_value else None,
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
    return draw(_of_rows([draw(_rows(at)) for at in range(draw(st.integers(0, 6)))]))


@st.composite
def pairs(draw: st.DrawFn) -> Pairs:
    """A page of pairs: some lack a figure, and some figures are the later one of one pair and the
    base of another."""
    made: list[Pair] = []
    for at in range(draw(st.integers(0, 4))):
        base, later = draw(_beside(2 * at))
        if made and made[0].later is not None and draw(st.booleans()):
            base = made[0].later
            later = later._replace(**{name: getattr(base, name) for name in _SAME})
        lacking = draw(st.sampled_from(["nothing", "nothing", "nothing", "base", "later"]))
        made.append(
            Pair(
                None if lacking == "base" else base,
                None if lacking == "later" else later,
                tuple(getattr(later, name) for name in DIMENSIONS),
            )
        )
    rows = {row.cell: row for pair in made for row in pair[:2] if row is not None}
    return Pairs(KNOWN, made, draw(_of_rows([*rows.values()])).others)


_SAME = [name for name in DIMENSIONS if name not in ("period", "dataset")]
# A year apart, and two.
_APART = [("2018-19", "2019-20"), ("2017-18", "2019-20")]


@st.composite
def _beside(draw: st.DrawFn, at: int) -> tuple[FigureRow, FigureRow]:
    """Two rows for the same thing, every other time such that there is a change to show."""
    base, later = draw(_rows(at)), draw(_rows(at + 1))
    base = base._replace(**{name: getattr(later, name) for name in _SAME})
    if draw(st.booleans()):
        periods = [KNOWN.ids["periods"][slug] for slug in draw(st.sampled_from(_APART))]
        base, later = (
            row._replace(
                period=period,
                dataset=later.dataset,
                digits=draw(st.integers(-5000, 5000) | st.sampled_from([0, 1, 49, 50])),
                exponent=draw(st.sampled_from(_EXPONENTS)),
                status=Status.PUBLISHED,
                qualifier=Qualifier.EXACT,
            )
            for row, period in zip((base, later), periods, strict=True)
        )
    return base, later


@st.composite
def _of_rows(draw: st.DrawFn, rows: list[FigureRow]) -> Figures:
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
