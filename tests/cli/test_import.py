"""`onrecord import`: any documents become a release, and what that did is told in plain lines."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from sqlalchemy import Engine

from app.store.engine import connect_to, reading
from app.store.migrate import migrate
from app.store.releases import demand_latest
from tests.cli.command import run
from tests.cli.conftest import Call
from tests.imports.made import asking, data
from tests.store.contents import contents
from tests.store.stored import stored
from tests.synthetic import AREAS, FILES, ONE, TWO, write

# As faults and reports name files: without their folder.
FIRST, SECOND = Path(ONE).name, Path(TWO).name
CELL = "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset"
BEFORE = CELL.replace("2019-20", "2018-19")


class Desk:
    """A data desk: a store, a folder with files, and the command."""

    def __init__(self, call: Call, url: str, folder: Path, engine: Engine) -> None:
        self.call, self.url, self.folder, self.engine = call, url, folder, engine

    def imports(self, files: Mapping[str, str | bytes], *options: str) -> CompletedProcess[str]:
        """Import files under these names."""
        write(self.folder, files)
        paths = [str(self.folder / name) for name in files]
        return self.call("import", *paths, *options, ONRECORD_DATABASE_URL=self.url)

    def told(self, files: Mapping[str, str | bytes], *options: str) -> list[str]:
        """What is said of an import that succeeds."""
        ended = self.imports(files, *options)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout.splitlines()

    def faults(self, files: Mapping[str, str | bytes], *options: str) -> list[str]:
        """What is said of an import that is refused, and changes nothing."""
        before = contents(self.engine)
        ended = self.imports(files, *options)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert contents(self.engine) == before
        return ended.stderr.splitlines()


@pytest.fixture
def desk(call: Call, sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    engine = connect_to(sqlite_url)
    migrate(engine)
    yield Desk(call, sqlite_url, tmp_path / "files", engine)
    engine.dispose()


def _corrected(reason: str = "") -> dict[str, str]:
    """The first source, which had counted 100 in the year before and now says 96."""
    text = FILES[ONE].replace("value: 100\n", f"value: 96\n{reason}")
    text = text.replace("one hundred", "ninety-six")
    return {ONE: text}


def test_a_first_import(desk: Desk) -> None:
    assert desk.told(FILES) == [
        f"{FIRST}: 3 rows read = 3 stored + 0 merged + 0 refused",
        f"{SECOND}: 2 rows read = 2 stored + 0 merged + 0 refused",
        "entries: 13 added",
        "claims: 1 added",
        "figures: 4 added, 0 revised, 0 withdrawn, 0 unchanged",
        "release 1 stored",
    ]


def test_the_same_again_makes_no_release(desk: Desk) -> None:
    desk.told(FILES)
    before = contents(desk.engine)
    *_, figures, last = desk.told(FILES, "--note", "Again")
    assert figures == "figures: 0 added, 0 revised, 0 withdrawn, 4 unchanged"
    assert last == "nothing differs from what the record holds; no release"
    assert contents(desk.engine) == before


def test_a_dry_run_says_all_of_it_and_stores_nothing(desk: Desk) -> None:
    before = contents(desk.engine)
    *said, last = desk.told(FILES, "--dry-run")
    assert last == "dry run: this would be release 1; nothing was stored"
    assert contents(desk.engine) == before
    *stored_now, last = desk.told(FILES)
    assert (stored_now, last) == (said, "release 1 stored")


def test_a_correction_needs_a_reason(desk: Desk) -> None:
    desk.told(FILES)
    fault, last = desk.faults(_corrected())
    assert fault == (
        f"{FIRST}:20: the cell {BEFORE} changes from 100 (published) to 96 (published); say why, "
        "as `reason` in the row or as the note of the import"
    )
    assert last == "1 fault(s); nothing was stored"


@pytest.mark.parametrize(
    ("row", "note", "reason"),
    [
        ("    reason: Recounted.\n", "", "Recounted."),
        ("", "A correction.", "A correction."),
        ("    reason: Recounted.\n", "A correction.", "Recounted."),
    ],
    ids=["the row's", "the note", "both"],
)
def test_a_correction_with_its_reason(desk: Desk, row: str, note: str, reason: str | None) -> None:
    desk.told(FILES)
    told = desk.told(_corrected(row), *(["--note", note] if note else []))
    assert told[-3:] == [
        "verdict changes: synthetic-one:2:1: holds → fails",
        "figures: 0 added, 1 revised, 0 withdrawn, 2 unchanged",
        "release 2 stored",
    ]
    now, then = stored(desk.engine).figures[BEFORE], stored(desk.engine, 1).figures[BEFORE]
    assert (str(now.value), now.reason, str(then.value)) == ("96", reason, "100")


BLANKS = [" ", "\\n\\t", "\\u200b", " \\ufeff\\u00a0"]


@pytest.mark.parametrize("blank", BLANKS)
def test_what_is_blank_is_no_reason(desk: Desk, blank: str) -> None:
    desk.told(FILES)
    as_is = blank.encode().decode("unicode_escape")
    fault, last = desk.faults(_corrected(), "--note", as_is)
    assert fault.endswith("say why, as `reason` in the row or as the note of the import")
    assert last == "1 fault(s); nothing was stored"
    faults = desk.faults(_corrected(f'    reason: "{blank}"\n'))
    assert faults[0].endswith("at least 1 character (at /observations/1/reason)")
    columns = "source,measure,area,period,category,dataset,value,reason\n"
    row = "synthetic-one,synthetic-count,synthetic-force-a,2018-19,synthetic-thefts"
    table = f"{columns}{row},synthetic-dataset,96,{as_is.strip()}\n"
    fault, last = desk.faults({"t.csv": table})
    assert fault.endswith("say why, as `reason` in the row or as the note of the import")


def test_texts_are_kept_without_what_nobody_sees_at_their_ends(desk: Desk) -> None:
    title = 'title: " \\u200bSynthetic  one\\u200b\\n"'
    spaced = FILES[ONE].replace("title: Synthetic source one", title)
    desk.told({**FILES, ONE: spaced}, "--note", " The first. \u200b")
    held = stored(desk.engine)
    assert held.dictionary.source("synthetic-one").title == "Synthetic  one"
    blank = FILES[ONE].replace("title: Synthetic source one", 'title: "\\u200b"')
    assert desk.faults({ONE: blank})[0].endswith("at least 1 character (at /source/title)")
    with reading(desk.engine) as connection:
        assert demand_latest(connection).note == "The first."


def test_what_a_document_leaves_out_stays(desk: Desk) -> None:
    desk.told(FILES)
    alone = FILES[ONE].partition("  - area: synthetic-force-b\n")[0]
    *_, figures, last = desk.told({ONE: alone})
    assert figures == "figures: 0 added, 0 revised, 0 withdrawn, 2 unchanged"
    assert last.endswith("no release")
    assert (len(stored(desk.engine).figures), len(stored(desk.engine).claims)) == (4, 1)


def test_a_withdrawn_figure_stays_to_be_seen(desk: Desk) -> None:
    desk.told(FILES)
    row = "    status: withdrawn\n    reason: An error.\n"
    withdrawn = {ONE: FILES[ONE].replace("    value: 100\n", row)}
    told = desk.told(withdrawn)
    assert told[-2] == "figures: 0 added, 0 revised, 1 withdrawn, 2 unchanged"
    now = stored(desk.engine).figures[BEFORE]
    assert (now.value, now.status, now.reason) == (None, "withdrawn", "An error.")
    assert desk.told(withdrawn)[-1].endswith("no release")


def test_a_claim_is_corrected_and_withdrawn(desk: Desk) -> None:
    desk.told(FILES)
    corrected = FILES[ONE].replace("a fifth more.", "more by a fifth.")
    assert "claims: 1 revised" in desk.told({ONE: corrected})
    ended = FILES[ONE].replace("    kind: change\n", "    kind: change\n    withdrawn: Wrong.\n")
    assert "claims: 1 withdrawn" in desk.told({ONE: ended})
    statements = [
        [claim.statement for claim in stored(desk.engine, release).claims.values()]
        for release in (1, 2, 3)
    ]
    assert statements == [
        ["Synthetic Force A recorded a fifth more."],
        ["Synthetic Force A recorded more by a fifth."],
        [],
    ]


def test_an_entry_is_corrected(desk: Desk) -> None:
    desk.told(FILES)
    areas = {AREAS: FILES[AREAS].replace("one part.", "the one part.")}
    assert "entries: 1 revised" in desk.told(areas)
    assert (
        stored(desk.engine, 1)
        .dictionary.area("synthetic-force-a")
        .definition.endswith(", one part.")
    )
    assert (
        stored(desk.engine)
        .dictionary.area("synthetic-force-a")
        .definition.endswith(", the one part.")
    )


def test_json_escapes_a_character_as_two_halves(desk: Desk) -> None:
    """As Python writes it; behind an escaped backslash it is text."""
    definition = "Synthetic \U0001f4c8, and no \\ud83d\\udcc8."
    areas = [{"slug": "new", "name": "New", "kind": "force", "definition": definition}]
    desk.told({"areas.json": json.dumps({"areas": areas})})
    assert stored(desk.engine).dictionary.area("new").definition == definition


def test_sources_that_differ_are_both_kept_with_a_warning(desk: Desk) -> None:
    other = FILES[TWO].replace("value: 120", "value: 121").replace('"120"', '"121"')
    warning, *_ = desk.told({**FILES, TWO: other})
    assert warning == (
        f"warning: {SECOND}:13: disagreement: {CELL} is 121 (published) here; other sources state "
        "it otherwise, and all are kept"
    )
    held = stored(desk.engine)
    assert (str(held.figures[CELL].value), held.figures[CELL].disputed) == ("120", True)
    (found,) = held.alternatives[CELL]
    assert str(found.value) == "121"
    assert [citation.source for citation in found.citations] == ["synthetic-two"]


def test_a_further_receipt_alone_is_a_release(desk: Desk) -> None:
    """A paragraph that prints a figure again is worth keeping."""
    desk.told(FILES)
    twice = FILES[ONE].replace(
        'value: 120\n    cited: [{paragraph: 1, stated: "120"}]',
        'value: 120\n    cited: [{paragraph: 1, stated: "120"}, {paragraph: 2, stated: "120"}]',
    )
    assert desk.told({ONE: twice})[-1] == "release 2 stored"
    assert len(stored(desk.engine).figures[CELL].citations) == 3
    assert len(stored(desk.engine, 1).figures[CELL].citations) == 2


def test_who_else_cites_a_figure_is_among_the_changes(desk: Desk) -> None:
    """The figure is as it was, and its receipts are told as they were before and after."""
    desk.told(FILES)
    other = FILES[TWO].replace("synthetic-two", "synthetic-three")
    desk.told({"third.yaml": other})
    with asking(desk.url) as client:
        changes = data(client, "/v1/releases/2/changes")
        [change] = [each for each in changes if each["after"]["id"] == CELL]
        now = data(client, f"/v1/observations/{CELL}")
    assert (change["kind"], change["reason"], change["verdicts"]) == ("recited", None, [])
    cited = [
        [(each["source"], each["release"]["from"]) for each in change[which]["citations"]]
        for which in ("before", "after")
    ]
    one_and_two = [("synthetic-one", 1), ("synthetic-two", 1)]
    assert cited == [one_and_two, [*one_and_two, ("synthetic-three", 2)]]
    assert now["release"] == {"from": 1, "to": None}
    assert [each["release"]["from"] for each in now["citations"]] == [1, 1, 2]


def test_a_corrected_fingerprint_alone_is_a_release(desk: Desk) -> None:
    desk.told(FILES)
    told = desk.told({TWO: FILES[TWO].replace("7" * 64, "8" * 64)})
    assert told[-1] == "release 2 stored"
    receipts = {
        citation.fingerprint
        for figure in stored(desk.engine).figures.values()
        for citation in figure.citations
        if citation.source == "synthetic-two"
    }
    assert receipts == {f"sha256:{'8' * 64}"}


def test_what_was_never_stated_cannot_be_withdrawn(desk: Desk) -> None:
    desk.told(FILES)
    row = "    status: withdrawn\n    cited: [{paragraph: 7, stated: taken back}]\n"
    stranger = FILES[TWO].partition("  - area:")[0] + (
        f"  - area: synthetic-force-a\n    period: 2018-19\n{row}"
    )
    assert desk.faults({TWO: stranger})[0] == (
        f"{SECOND}:13: the cell {BEFORE} is withdrawn, but this source never stated it"
    )


def test_references_lead_to_what_the_record_holds(desk: Desk) -> None:
    """A later document needs no dictionaries of its own, and no operands."""
    desk.told({name: text for name, text in FILES.items() if name != TWO})
    claims = FILES[ONE].partition("claims:\n")[2].replace("paragraph: 2", "paragraph: 7")
    later = (
        FILES[TWO]
        + "claims:\n"
        + claims.replace(
            "to: {area: synthetic-force-a}", "to: {area: synthetic-force-a, period: 2019-20}"
        )
    )
    assert "claims: 1 added" in desk.told({TWO: later})
    wrong = later.replace("period: 2018-19}", "period: 2017-18}")
    assert "is not in the record; did you mean" in desk.faults({TWO: wrong})[0]


def test_an_unknown_entry_gets_a_hint_from_the_record(desk: Desk) -> None:
    desk.told(FILES)
    misspelt = {TWO: FILES[TWO].replace("area: synthetic-country", "area: synthetic-contry")}
    assert desk.faults(misspelt)[0] == (
        f"{SECOND}:19: 'synthetic-contry' is not known; did you mean synthetic-country? "
        "(at /observations/1/area)"
    )


def test_entries_of_the_record_are_not_contradicted(desk: Desk) -> None:
    desk.told(FILES)
    areas = """\
areas:
  - {slug: new, name: Force New, kind: force, definition: Synthetic., aliases: [sfa]}
"""
    assert "'sfa' already stands for synthetic-force-a" in desk.faults({AREAS: areas})[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, sqlite_url: str) -> None:
    missing = [str(tmp_path / name) for name in ("nowhere.yaml", "neither.csv")]
    ended = run("import", *missing, ONRECORD_DATABASE_URL=sqlite_url)
    assert ended.returncode == 1
    told = [f"{name} cannot be read: No such file or directory\n" for name in missing]
    assert ended.stderr == "".join(told)
    assert run("import", ONRECORD_DATABASE_URL=sqlite_url).returncode == 2


def test_a_store_that_is_not_migrated_is_told(call: Call, tmp_path: Path, sqlite_url: str) -> None:
    file = str(write(tmp_path / "files") / AREAS)
    ended = call("import", file, ONRECORD_DATABASE_URL=sqlite_url)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.endswith("run: onrecord migrate\n")
