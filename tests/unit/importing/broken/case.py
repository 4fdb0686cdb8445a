"""What a broken set of documents is, and where its faults are to be reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.synthetic import FILES, edited

# Stands in a text on a line where a fault is expected, once for each fault.
MARK = "#!"


@dataclass(frozen=True)
class Broken:
    """Documents, and the faults in them as file, line and the telling part of the reason."""

    files: Mapping[str, str | bytes]
    faults: Sequence[tuple[str, int, str]]


def marked(files: Mapping[str, str | bytes], *reasons: str) -> Broken:
    """Documents whose texts mark the lines of their faults; reasons in the order of the marks."""
    places = [
        (name, number)
        for name, text in sorted(files.items())
        if isinstance(text, str)
        for number, line in enumerate(text.splitlines(), start=1)
        for _ in range(line.count(MARK))
    ]
    assert len(places) == len(reasons), "as many marks as reasons"
    return Broken(files, [(*place, reason) for place, reason in zip(places, reasons, strict=True)])


def change(name: str, old: str, new: str, *reasons: str) -> Broken:
    """One edit of the synthetic seed that breaks it."""
    return marked(edited(name, old, new), *reasons)


def at_line(name: str, data: str | bytes, line: int, reason: str) -> Broken:
    """A whole file, where a mark would not survive."""
    return Broken({**FILES, name: data}, [(name, line, reason)])
