"""Bad tables, and what is printed as a figure and is none: told row by row, and nothing is stored.

All figures here are synthetic; only the names of areas and of the seed's entries are real.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli import conftest as command
from tests.cli.conftest import Call

call = command.call

SOURCE = "birminghamlive-image-offences-2023-24"
DATASET = "home-office-recorded-crime-2023-24"
MEASURE = "offences-recorded"
CATEGORY = "indecent-images-of-children"
HEADER = "source,dataset,measure,area,period,category,value"
KENT = f"{MEASURE}:kent-police:2023-24:{CATEGORY}:-:-:{DATASET}"
# A synthetic source that gives all but area, period and value.
DEFAULTS = f"""\
source:
  slug: synthetic-answer
  title: Synthetic answer
  kind: FOI response
  notes: Synthetic.
defaults:
  measure: {MEASURE}
  dataset: {DATASET}
  category: {CATEGORY}
"""


def row(
    area: str = "kent-police",
    value: str = "12",
    *further: str,
    period: str = "2023-24",
    category: str = CATEGORY,
    source: str = SOURCE,
    dataset: str = DATASET,
    measure: str = MEASURE,
) -> str:
    """A synthetic row under HEADER and perhaps further columns."""
    cells = (source, dataset, measure, area, period, category, value, *further)
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)


def table(*rows: str, also: str = "") -> str:
    """Rows under HEADER, with further columns."""
    return "\n".join([HEADER + (also and f",{also}"), *rows, ""])


def put(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Write files into a folder; their paths."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        paths.append(str(path))
    return paths


@pytest.fixture(scope="module")
def store(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A seeded store that every bad document is tried on; none of them changes it."""
    path = tmp_path_factory.mktemp("tables") / "store.sqlite"
    shutil.copy(seeded_file, path)
    return f"sqlite:///{path}"


def whole_record(call: Call, folder: Path, store: str) -> bytes:
    """The record as `onrecord export` writes it."""
    file = folder / "record.export"
    assert call("export", str(file), ONRECORD_DATABASE_URL=store).returncode == 0
    return file.read_bytes()


_untouched: dict[str, bytes] = {}


def refused(
    call: Call,
    folder: Path,
    store: str,
    files: Mapping[str, str | bytes],
    faults: Sequence[str],
) -> None:
    """Files are refused with exactly these faults, and the record stays as it is."""
    paths = put(folder, files)
    if store not in _untouched:
        _untouched[store] = whole_record(call, folder, store)
    ended = call("import", *paths, ONRECORD_DATABASE_URL=store)
    # Whatever is stored by mistake is the fault of this document, and of no other.
    before, _untouched[store] = _untouched[store], whole_record(call, folder, store)
    last = f"{len(faults)} fault(s); nothing was stored"
    assert (ended.stdout, ended.stderr.splitlines()) == ("", [*faults, last])
    assert ended.returncode == 1
    assert _untouched[store] == before


UNGROUPED = (
    "has digits that are not in groups of three, as in 1,234,567; a decimal point is a full stop, "
    "with digits after it"
)
FOOTNOTED = (
    "is a number with the mark of a footnote, or of something left out; take the mark away and say "
    "what it means in a note, or, in a mapping, what it stands for"
)
NO_NUMBER = (
    "is neither a number, as 1,234 or 5.6, nor a known stand-in for one, as .. or [c]; mend the "
    "cell, or, in a mapping, say what it stands for"
)
BELOW_ZERO = "is below zero; if it is printed so, say in `note` what it means"
ROUNDED = (
    "is a number that was rounded to zero, and is not zero; take the number before rounding, or "
    "leave the figure out"
)

# What is printed as a figure, and why it is none.
VALUES = {
    "1,2345": UNGROUPED,
    "1,5": UNGROUPED,
    "427 1": UNGROUPED,
    "1.2.3": "has two decimal points; group digits as 1,234,567",
    "12%": "is a percentage, and the measure is not one",
    "£1m": "has the sign of a currency; write the number alone",
    "-5": BELOW_ZERO,
    "(5)": BELOW_ZERO,
    "1e3": "is in scientific notation; write all its digits",
    "1.5E+6": "is in scientific notation; write all its digits",
    "1234567890123456789": "has more than 18 digits",
    "427¹": FOOTNOTED,
    "427*": FOOTNOTED,
    "427 [q]": (
        "is a number with the marker [q]; those known after a number are [p], [e], [r], [u], [b] "
        "and [note 1]"
    ),
    "none": "may be zero or an empty cell; write 0, or leave it empty",
    "null": "may be zero or an empty cell; write 0, or leave it empty",
    "TBA": NO_NUMBER,
    "<1": NO_NUMBER,
    "[low]": ROUNDED,
    "0 [low]": ROUNDED,
    "12 offences": "has words beside the number; write it alone",
    "0012": "begins with a zero, as codes do and numbers do not",
    "٤٢": "has digits of another script; write 0 to 9",
}


def test_what_is_no_figure_is_refused(call: Call, tmp_path: Path, store: str) -> None:
    """One table with all of them, and a good row between any two."""
    rows = [each for printed in VALUES for each in (row("surrey-police"), row(value=printed))]
    faults = [
        f"t.csv:{line}: '{printed}' {why} (at /value)"
        for line, (printed, why) in zip(range(3, 1_000, 2), VALUES.items(), strict=False)
    ]
    refused(call, tmp_path, store, {"t.csv": table(*rows)}, faults)
