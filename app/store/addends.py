"""The figures behind a total as one text, and back.

    areas     3,7,12
    figures   427,750 more_than,12/9/11 estimated/14

The figures stand in the order of the areas. Of a year's quarters each stands for itself, parted by
slashes. What is not plain of a figure stands behind its value: how it is hedged, its status, that
it is disputed. The text is exact for any size of number, the same on every database, and read only
where somebody asks what a total is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from app.domain.observation import Status
from app.domain.quantity import Qualifier
from app.domain.total import Addend, Marks
from app.store.values import join

_DISPUTED = "disputed"
_MARKS = (Status.PROVISIONAL.value, Status.ESTIMATED.value, _DISPUTED)
_PLAIN = {Qualifier.EXACT.value, Status.PUBLISHED.value}
_HEDGES = {str(qualifier) for qualifier in Qualifier}


def figure_text(digits: int, exponent: int, status: str, qualifier: str, disputed: bool) -> str:
    """One figure as it stands in the text."""
    value = str(join(digits, exponent)) if exponent else str(digits)
    if not disputed and status in _PLAIN and qualifier in _PLAIN:
        return value
    marks = [mark for mark in (qualifier, status) if mark not in _PLAIN]
    return " ".join([value, *marks, *([_DISPUTED] if disputed else [])])


def sum_text(figures: Iterable[str]) -> str | None:
    """The exact sum of some figures as a text, or None where one of them is hedged, or there is
    none."""
    found = [_split(figure) for text in figures for figure in text.split("/")]
    if not found or any(not _HEDGES.isdisjoint(marks) for _, marks in found):
        return None
    return str(_added(value for value, _ in found))


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


def _added(values: Iterable[str]) -> int | Decimal:
    """The exact sum: by whole numbers of the finest place, as a decimal context would round."""
    texts = list(values)
    try:
        return sum(map(int, texts))
    except ValueError:
        pass
    parts = [Decimal(text).as_tuple() for text in texts]
    finest = min(int(part.exponent) for part in parts)
    whole = sum(
        (-1 if part.sign else 1)
        * int("".join(map(str, part.digits)))
        * 10 ** (int(part.exponent) - finest)
        for part in parts
    )
    return Decimal(f"{whole}E{finest}")
