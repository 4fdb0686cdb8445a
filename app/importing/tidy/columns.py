"""The columns of a tidy table, and how the header of one is recognised."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.domain.suggest import did_you_mean, nearest
from app.errors import Fault, RefusedError
from app.importing.source_rows import REQUIRED_DIMENSIONS

# What each column is for, in the order of the template.
COLUMNS: dict[str, str] = {
    "source": "slug of the source; not needed where one source document comes along",
    "dataset": "slug of the dataset",
    "measure": "slug of the measure",
    "area": "slug, name or code of the force or other area",
    "period": "2019-20, 2022, 2022-q3, 2022-m07, year ending March 2018 and the like",
    "category": "slug or name of the offence category; - where none applies",
    "home_office_code": "the Home Office's code, if printed; it must be one of the category's",
    "platform": "slug or name of the online platform; - where none applies",
    "population": "slug or name of the part of the cases; - for all cases",
    "value": "the figure as printed, or what is printed in its place",
    "status": "published where empty; provisional, estimated, withdrawn and the like otherwise",
    "qualifier": "exact where empty; about, more_than and the like otherwise",
    "forces": "how many forces are behind the figure, where stated",
    "note": "what else to know about the figure",
    "reason": "why the figure differs from what was imported before",
}
# The sheet of a template that says how to fill it in.
GUIDE = "How to fill it in"
# The columns without which no table is tidy.
TOLD_BY = ("area", "period", "value")


def plain(header: str) -> str:
    """A header without case, and with one way to write a space."""
    return "_".join(header.casefold().replace("-", " ").replace("_", " ").split())


def is_tidy(header: Sequence[str]) -> bool:
    """Whether a row is the header of a tidy table: it has the columns that every figure has, or
    nothing but columns of the template."""
    names = {plain(name) for name in header} - {""}
    return set(TOLD_BY) <= names or (len(names) >= len(TOLD_BY) and names <= COLUMNS.keys())


def is_nearly_tidy(header: Sequence[str]) -> bool:
    """Whether a row lacks one of the columns that every figure has, as the header of a tidy table
    does with a slip in typing."""
    return len({plain(name) for name in header}.intersection(TOLD_BY)) == len(TOLD_BY) - 1


def read_header(
    document: str, line: int, cells: Sequence[str], given: Collection[str]
) -> Mapping[str, int]:
    """Where each column stands. RefusedError for a column that is not known or stands twice, and
    for a dimension that neither a column nor the source document (`given`) names."""
    at: dict[str, int] = {}
    wrong = []
    for index, cell in enumerate(cells):
        name = plain(cell)
        if not name:
            continue
        if name not in COLUMNS:
            hint = did_you_mean(nearest(name, COLUMNS))
            wrong.append(f"{cell!r} is not a column of this table{hint}")
        elif name in at:
            wrong.append(f"the column {name!r} stands twice")
        at.setdefault(name, index)
    if "value" not in at:
        wrong.append("no column 'value'")
    wrong += [
        f"no column {name!r}, and no source document that gives it under `defaults`"
        for name in REQUIRED_DIMENSIONS
        if name not in at and name not in given
    ]
    if wrong:
        raise RefusedError([Fault(document, line, "", detail) for detail in wrong])
    return at
