"""CSV: every way that people save it, what is refused, and that memory stays flat."""

import csv
import io
import tracemalloc
from contextlib import nullcontext
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.tables import csv_table
from app.importing.tables.csv_table import read_csv
from app.importing.tables.plain_text import LONGEST_LINE
from app.importing.tables.sheet import LONGEST_CELL, MOST_COLUMNS
from tests.unit.importing.tables.made import document, fault_in, rows_of

HEADER = "Force,Value (£),Note\n"


def read(data: bytes) -> list[tuple[int, list[str]]]:
    return list(read_csv(document(data)).rows)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = f"Force,Value (£){end}“Kent” – Medway’s,5{end}"
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    assert rows_of((mark + text).encode(encoding)) == [
        (1, ["Force", "Value (£)"]),
        (2, ["“Kent” – Medway’s", "5"]),
    ]


@pytest.mark.parametrize("padding", [0, 65_534, 65_535, 65_536, (1 << 20) - 2, (1 << 20) - 1])
def test_a_sign_that_lies_across_two_chunks(padding: int) -> None:
    lines = "x" * 99 + ",\n"
    filler = (lines * (padding // len(lines) + 1))[:padding]
    for encoding in ("utf-8", "cp1252"):
        rows = read(f"{filler}a£–b,c\n".encode(encoding))
        assert rows[-1][1][-2].endswith("a£–b")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "lines",
    [
        [["Force", "Count"], ["Kent", "5"]],
        [["Offences, by force; all | ages"], ["Force", "Count", "Rate"], ["Kent", "5", "1"]],
        [["Force", "Rate", "Share"], ["Kent", "1,5", "2,5"], ["Essex", "1,6", "2,6"]],
        [["Force", "Outcome"], ["Kent", "Done; no suspect"], ["Essex", "Done; suspect"]],
    ],
)
def test_delimiters(delimiter: str, lines: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    assert read(out.getvalue().encode()) == list(enumerate(lines, start=1))


def test_a_row_with_many_signs_of_another_kind_does_not_decide() -> None:
    assert read(b"a,b\nc,d\ne,f;g;h;i\n")[2] == (3, ["e", "f;g;h;i"])
    assert read(b'"a";"b,c"\n"d";"e,f"\n') == [(1, ["a", "b,c"]), (2, ["d", "e,f"])]


def test_a_title_above_the_header_is_a_row_of_its_own() -> None:
    assert rows_of(b"Table P1: Police recorded crime, by force\n\nForce;Count\nKent;5\n") == [
        (1, ["Table P1: Police recorded crime, by force"]),
        (3, ["Force", "Count"]),
        (4, ["Kent", "5"]),
    ]


def test_a_row_has_the_number_of_the_line_on_which_it_begins() -> None:
    data = b'a,b\r\n\r\n"1\r\n2\n3",c\r\n,\r\n"d ""e""",f\n"g\rh",i\rj,k'
    assert rows_of(data) == [
        (1, ["a", "b"]),
        (3, ["1\r\n2\n3", "c"]),
        (7, ['d "e"', "f"]),
        (8, ["g\rh", "i"]),
        (10, ["j", "k"]),
    ]


def test_cells_and_rows_stay_as_they_are() -> None:
    assert read(b'a, b ,"c"\n1\n-00 ,,,\n5" pipe,x\n') == [
        (1, ["a", " b ", "c"]),
        (2, ["1"]),
        (3, ["-00 ", "", "", ""]),
        (4, ['5" pipe', "x"]),
    ]


def test_an_official_table(shared: Path) -> None:
    path = shared / "official" / "prc-pfa-2017-18-two-forces.csv"
    rows = rows_of(path.read_bytes())
    assert rows[0][1][0] == "Financial Year"
    assert rows[1] == (
        2,
        [
            *("2017/18", "1", "Cumbria", "Absconding from lawful custody"),
            *("Miscellaneous crimes", "Miscellaneous crimes", "80", " 1 "),
        ],
    )


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"a,b\nc\x00,d\n", 2, "control character (U+0000)"),
        (b"a,b\r\nc,d\r\ne,\x1a\r\n", 3, "control character (U+001A)"),
        (b"a,b\r\rc\x7f,d\r", 3, "control character (U+007F)"),
        ("a,b\n\x85,d\n".encode(), 2, "control character (U+0085)"),
        ("a,b\n\x07,d\n".encode("utf-16"), 2, "control character (U+0007)"),
        ("a,b\nc,d\n".encode("utf-16-le"), 1, "control character (U+0000)"),
        (b"a,b\n\xa3,\x81\n", 2, "neither UTF-8 nor Windows-1252"),
        (b"a,b\r\n" * 300_000 + b"c,\x07\r\n", 300_001, "control character (U+0007)"),
        (b"a,b\n" * 262_143 + b"c,d\xc2\x85\n", 262_144, "control character (U+0085)"),
        (b"a,b\n" * 300_000 + b"\xa3\x81\n", 300_001, "neither UTF-8 nor Windows-1252"),
        (b"\xef\xbb\xbfa,b\nc,\xa3\n", 2, "marked as UTF-8"),
        ("a,b\n\nc,d".encode("utf-16") + b"\x00\xd8", 3, "marked as UTF-16"),
        ("a,£\n".encode() + "c,£\n".encode("cp1252"), 2, "UTF-8 text up to here"),
        (b'a,b\nc,"d\ne,f\n', 2, "does not end before the file does"),
        (b'a,b\n"c" d,e\n', 2, "a closing quote is followed by text"),
        (b'a,b\nc,"d\n\n"e,f\n', 2, "a closing quote on line 4 is followed by text"),
        (b'a,b\n"' + b"c,d\n" * 10_000, 2, "more than 10,000 characters; is a quote on this"),
        (b"a,b\n" + b"x" * (LONGEST_CELL + 1) + b",\n", 2, "a cell has more than 10,000"),
        (b"a,b\n" + b"," * MOST_COLUMNS + b"\n", 2, "has 1,001 cells; at most 1,000"),
        (b"a,b\n" + b"x" * (LONGEST_LINE + 2_000_000), 2, "line has more than 4,000,000"),
        (b"a,b\n" + b'"\n",' * 1_000_000, 2, "row has more than 1,000,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(data: bytes, line: int, reason: str) -> None:
    fault = fault_in(data)
    assert fault.line == line
    assert reason in fault.detail


def test_what_lies_at_the_bounds_is_read() -> None:
    long = b"x" * LONGEST_CELL
    assert [len(row) for _, row in read(long + b"," * (MOST_COLUMNS - 1))] == [MOST_COLUMNS]
    # Two million characters in rows that do end, one of them across where the lines are fetched.
    rows = read(b'a,"\n"\n' * 400_000)
    assert len(rows) == 400_000
    assert rows[-1][0] == 799_999


def test_the_rows_before_a_fault_are_given() -> None:
    rows = read_csv(document(b'a,b\nc,d\n"e" f\n')).rows
    assert [next(rows), next(rows)] == [(1, ["a", "b"]), (2, ["c", "d"])]


def test_files_too_large_or_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = Document("table", csv_table.LARGEST + 1, lambda: io.BytesIO(b"a,b\n"))
    with pytest.raises(Exception, match="1 fault"):
        read_csv(huge)
    monkeypatch.setattr(csv_table, "MOST_ROWS", 3)
    assert len(read(b"a,b\n" * 3)) == 3
    fault = fault_in(b"a,b\n" * 4)
    assert (fault.line, fault.detail) == (4, "has more than 3 rows")


def peak_memory(path: Path, rows: int | None) -> int:
    """The most bytes held while a file is read: all of its rows, or up to a refusal for None."""
    file = Document("table", path.stat().st_size, lambda: path.open("rb"))
    tracemalloc.start()
    try:
        with nullcontext() if rows else pytest.raises(RefusedError):
            assert sum(1 for _ in read_csv(file).rows) == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    row = b"2017/18,1,Cumbria," + b"x" * 100 + b",5\n"
    peaks = []
    for rows in (20_000, 100_000):
        path = tmp_path / "table.csv"
        path.write_bytes(row * rows)
        peaks.append(peak_memory(path, rows))
    assert peaks[0] < 12_000_000
    assert peaks[1] < 1.2 * peaks[0]


@pytest.mark.parametrize(
    ("opening", "piece"),
    [("", '"\n",'), ("", "x"), ("", ","), ('"', "\n"), ('"', '""'), ('"', "x\n")],
)
def test_memory_stays_bounded_where_a_row_does_not_end(
    tmp_path: Path, opening: str, piece: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"a,b\n{opening}{piece * (40_000_000 // len(piece))}")
    # Five million characters may be taken for a line, and a row of as many cells made of them.
    assert peak_memory(path, None) < 120_000_000


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
PLAIN = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=",;|"), max_size=8
)
BROKEN = st.lists(TEXT, min_size=1, max_size=3).map("\n".join)


def assert_same(lines: list[list[str]], delimiter: str, end: str, quoting: int) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(lines)  # type: ignore[arg-type]
    rows = read(out.getvalue().encode("utf-8-sig"))
    assert [row for _, row in rows] == [row for row in lines if any(row)]


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
DELIMITER = st.sampled_from([",", ";", "\t", "|"])


@given(st.lists(st.lists(BROKEN, min_size=1), min_size=1), DELIMITER, ENDS)
def test_quoted_rows_come_back_equal(lines: list[list[str]], delimiter: str, end: str) -> None:
    assert_same(lines, delimiter, end, csv.QUOTE_ALL)


@given(st.lists(st.lists(PLAIN, min_size=1), min_size=1), DELIMITER, ENDS)
def test_rows_come_back_equal(lines: list[list[str]], delimiter: str, end: str) -> None:
    assert_same(lines, delimiter, end, csv.QUOTE_MINIMAL)


def test_bytes_that_were_text_a_moment_ago_are_refused() -> None:
    before, now = b"a,b\n1,2\n", b"a,b\n1,2\n\xff\n"
    opened = count(1)
    # Looked at for its encoding, then for its delimiter, and then read.
    file = Document("table", 9, lambda: io.BytesIO(before if next(opened) < 4 else now))
    with pytest.raises(RefusedError) as refused:
        list(read_csv(file).rows)
    assert str(refused.value.faults[0]).endswith("holds bytes that are not utf-8 text")
