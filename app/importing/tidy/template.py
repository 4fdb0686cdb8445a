"""Templates: a tidy table to fill in, with a row for each figure that is to be expected."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import xlsxwriter

from app.domain.coverage import FormToFill
from app.domain.dictionary import AreaKind, Dictionary
from app.domain.observation import NONE, Cell
from app.domain.period import Period
from app.importing.tidy.columns import COLUMNS, GUIDE

# What to write where there is no number, for whoever fills the template in.
STAND_INS = {
    "(empty)": "not supplied",
    "..  [x]": "not supplied",
    "-": "not supplied",
    "s.12 refused": "not supplied, with the refusal as a note",
    "*  [c]  <5": "suppressed",
    "n/a  [z]": "not applicable",
    "0": "zero, and nothing else is",
    "427 [p]": "provisional",
    "427 [e]": "estimated",
}


@dataclass(frozen=True)
class Template:
    """The rows to fill in, and how many figures have none, as nobody knows the period that follows
    theirs."""

    rows: Sequence[dict[str, str]]
    left_out: int = 0


def template_of(dictionary: Dictionary, dataset: str, latest: Iterable[Cell]) -> Template:
    """One row for every subject that the dataset has figures of, for the period that follows the
    last one; for a dataset without figures, one for every force. `latest` has the last cell of each
    subject."""
    rows = []
    left_out = 0
    for cell in latest:
        following = Period.parse(cell.period).following()
        if following is None:
            left_out += 1
            continue
        rows.append(_row(replace(cell, period=following.slug)))
    if not rows and not left_out:
        areas = dictionary.entries["areas"].items()
        forces = (slug for slug, area in areas if area.kind is AreaKind.FORCE)
        rows = [{"dataset": dataset, "area": slug} for slug in forces]
    return Template(rows, left_out)


def form_for(cells: Sequence[Cell]) -> FormToFill:
    """The template of some cells, as it is served with the request for their figures."""
    return FormToFill(list(COLUMNS), len(cells), _csv([_row(cell) for cell in cells]))


def write_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """A template as CSV, for any spreadsheet: UTF-8 with the mark that Excel needs."""
    return _csv(rows).encode("utf-8-sig")


def _row(cell: Cell) -> dict[str, str]:
    """The row of one cell; what does not apply is said to, so that no default takes its place."""
    return {name: text or NONE for name, text in asdict(cell).items()}


def _csv(rows: Sequence[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_xlsx(rows: Sequence[dict[str, str]]) -> bytes:
    """A template as a workbook: the table, and a sheet that says how to fill it in."""
    out = io.BytesIO()
    # Text stays text: a period such as 2019-20 must not become a date, nor a code a number.
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Figures")
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(COLUMNS):
            sheet.set_column(at, at, 12 if name in ("value", "forces", "status") else 24, text)
            sheet.write_string(0, at, name, bold)
        value = list(COLUMNS).index("value")
        sheet.set_column(value, value, 12)
        for line, row in enumerate(rows, start=1):
            for at, name in enumerate(COLUMNS):
                if row.get(name):
                    sheet.write_string(line, at, row[name], text)
        guide = book.add_worksheet(GUIDE)
        guide.set_column(0, 0, 24)
        guide.set_column(1, 1, 90)
        lines = [("column", "what it holds"), *COLUMNS.items(), ("", "")]
        lines += [("in place of a number", "is read as"), *STAND_INS.items()]
        for line, (name, meaning) in enumerate(lines):
            heading = name in ("column", "in place of a number")
            guide.write_string(line, 0, name, bold if heading else None)
            guide.write_string(line, 1, meaning, bold if heading else None)
    return out.getvalue()
