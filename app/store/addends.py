"""The figures behind a total as one text, and back.

    areas     3,7,12
    figures   427,750 more_than,12/9/11 estimated/14

The figures stand in the order of the areas. Of a year's quarters each stands for itself, parted by
slashes. What is not plain of a figure stands behind its value: how it is hedged, its status, that
it is disputed. The text is exact for any size of number, the same on every database, and read only
where somebody asks what a total is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from app.domain.observation import Status, exact
from app.domain.quantity import Qualifier
from app.domain.total import Addend, Marks

_DISPUTED = "disputed"
_MARKS = (Status.PROVISIONAL.value, Status.ESTIMATED.value, _DISPUTED)
_EXACT, _PUBLISHED = Qualifier.EXACT.value, Status.PUBLISHED.value
_HEDGES = {str(qualifier) for qualifier in Qualifier}


def figure_text(
    digits: int | None, exponent: int | None, status: str, qualifier: str, disputed: bool
) -> str | None:
    """One figure as it stands in the text; None where there is none."""
    # Most are plain, and there may be millions of them.
    if exponent == 0 and status == _PUBLISHED and qualifier == _EXACT and not disputed:
        return str(digits)
    value = exact(digits, exponent)
    if value is None:
        return None
    marks = [mark for mark in (qualifier, status) if mark not in (_EXACT, _PUBLISHED)]
    return " ".join([str(value), *marks, *([_DISPUTED] if disputed else [])])


def sum_text(figures: str) -> str | None:
    """The exact sum of the figures of a text as a text, or None where one of them is hedged, or
    there is none."""
    if not figures:
        return None
    told = figures.replace("/", ",").split(",")
    try:
        return str(sum(map(int, told)))
    except ValueError:  # not all of them are plain
        parts = [_split(figure) for figure in told]
    if any(not _HEDGES.isdisjoint(marks) for _, marks in parts):
        return None
    return str(_added([Decimal(value) for value, _ in parts]))


@lru_cache(maxsize=1_000)
def areas_of(text: str) -> tuple[int, ...]:
    """The ids of areas that a text names. Most totals are of the same ones."""
    return tuple(map(int, text.split(","))) if text else ()


def marks_of(figures: str) -> Marks:
    """How many of some figures have each mark."""
    if not figures:
        return Marks()
    return Marks(**{name: figures.count(f" {name}") for name in _MARKS})


def addends(figures: str, areas: Sequence[str], periods: Sequence[str]) -> list[Addend]:
    """The figures of a total, one by one."""
    found = []
    for area, text in zip(areas, figures.split(","), strict=True):
        for period, figure in zip(periods, text.split("/"), strict=True):
            value, marks = _split(figure)
            hedge = next((Qualifier(mark) for mark in marks if mark in _HEDGES), Qualifier.EXACT)
            found.append(Addend(area, period, Decimal(value), hedge))
    return found


def _split(figure: str) -> tuple[str, list[str]]:
    value, *marks = figure.split(" ")
    return value, marks


def _added(values: Sequence[Decimal]) -> Decimal:
    """The exact sum, by whole numbers of the finest place: a decimal context would round it."""
    parts = [value.as_tuple() for value in values]
    finest = min(int(part.exponent) for part in parts)
    whole = sum(
        (-1 if part.sign else 1)
        * int("".join(map(str, part.digits)))
        * 10 ** (int(part.exponent) - finest)
        for part in parts
    )
    return Decimal(f"{whole}E{finest}")
