"""What the record does where a source speaks of a cell again: what is the same is left alone, and
what only looks the same is not.

Most of what is imported again is unchanged and is never settled, which no answer may show. Every
figure is synthetic.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.errors import RefusedError
from app.importing.document import Document
from app.importing.order import Order
from app.importing.report import Report
from app.importing.run import import_documents
from app.store.engine import Engine, connect_to
from tests.imported import imported, store_with
from tests.imports.made import (
    CATEGORY,
    DATASET,
    MEASURE,
    PERIOD,
    asking,
    data,
    dictionaries,
    exported,
    figure,
    row,
    source,
    stated,
    table,
)

SOURCES = ("table", "other")
PARAGRAPHS = {"1": f"sha256:{'1' * 64}", "2": f"sha256:{'2' * 64}"}
CELL = f"{MEASURE}:force-c:{PERIOD}:{CATEGORY}:-:-:{DATASET}"
UNCHANGED = {"added": 0, "revised": 0, "withdrawn": 0, "unchanged": 1}


@pytest.fixture(scope="module")
def begun_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store that holds the dictionaries and two sources, and no figure."""
    path = tmp_path_factory.mktemp("again") / "begun.sqlite"
    sources = [source(slug, defaults={}) for slug in SOURCES]
    store_with(f"sqlite:///{path}", [*dictionaries(), *sources], "Synthetic")
    return path


@pytest.fixture
def engine(begun_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A store of its own for each test."""
    engine = connect_to(f"sqlite:///{shutil.copy(begun_file, tmp_path)}")
    yield engine
    engine.dispose()


def _article(*paragraphs: str, **fields: Any) -> Document:
    """An article that prints one figure in some of its paragraphs."""
    cited = [{"paragraph": paragraph, "stated": "10"} for paragraph in paragraphs]
    return source(
        "article", [figure("force-c", "10") | {"cited": cited} | fields], paragraphs=PARAGRAPHS
    )


def _shown(engine: Engine, release: int | None = None) -> Any:
    """The figure, as the API has it."""
    pinned = "" if release is None else f"?release={release}"
    with asking(engine.url.render_as_string(hide_password=False)) as client:
        return data(client, f"/v1/observations/{CELL}{pinned}")


def _receipts(engine: Engine, release: int | None = None) -> list[tuple[str, int | None]]:
    """The sources of the figure, with the paragraph of each."""
    cited = _shown(engine, release)["citations"]
    return [(each["source"], each["paragraph"]) for each in cited]


def _settled(engine: Engine, documents: Sequence[Document]) -> tuple[Report, int]:
    """What an import did, and how many cells it settled one by one."""
    of = [0]
    report = import_documents(
        engine,
        Order(documents),
        lambda at: of.append(at.of or 0) if at.doing == "settling" else None,
    )
    assert report is not None
    return report, max(of)


def test_a_place_that_is_no_longer_printed_ends(engine: Engine) -> None:
    """Though the figure is as it was, and one of its places too."""
    imported(engine, [_article("1", "2")])
    report = imported(engine, [_article("1")])
    assert (report.release, report.cells) == (3, UNCHANGED)
    assert _receipts(engine) == [("article", 1)]
    assert _receipts(engine, 2) == [("article", 1), ("article", 2)]
    assert imported(engine, [_article("1")]).release is None


@pytest.mark.parametrize("kept", ["1", "2"])
def test_a_release_tells_of_a_place_that_it_no_longer_cites(engine: Engine, kept: str) -> None:
    """Be it the one that came with the figure, or a further one."""
    imported(engine, [_article("1", "2")])
    imported(engine, [_article(kept)])
    with asking(engine.url.render_as_string(hide_password=False)) as client:
        [told] = data(client, "/v1/releases/3/changes")
    assert told["kind"] == "recited"
    cited = [
        [each["paragraph"] for each in told[side]["citations"]] for side in ("before", "after")
    ]
    assert cited == [[1, 2], [int(kept)]]


def test_places_come_and_go_and_come_again(engine: Engine) -> None:
    """And every release keeps those that it had."""
    both = [("article", 1), ("article", 2)]
    told = []
    for paragraphs in (("1", "2"), ("1",), ("1", "2"), ("2",), ("1", "2")):
        report = imported(engine, [_article(*paragraphs)])
        told.append((report.release, sorted(_receipts(engine))))
    assert told == [(2, both), (3, both[:1]), (4, both), (5, both[1:]), (6, both)]
    for release, receipts in told:
        assert sorted(_receipts(engine, release)) == receipts
    assert imported(engine, [_article("1", "2")]).release is None


def test_a_place_that_ended_long_ago_asks_for_no_settling(engine: Engine) -> None:
    for paragraphs in (("1", "2"), ("1",)):
        imported(engine, [_article(*paragraphs)])
    report, settled = _settled(engine, [_article("1")])
    assert (report.release, report.cells, settled) == (None, UNCHANGED, 0)
    # While a place that still holds does ask for it.
    report, settled = _settled(engine, [_article("2")])
    assert (report.release, report.cells, settled) == (4, UNCHANGED, 1)


@pytest.mark.parametrize("who", SOURCES)
def test_a_source_that_withdrew_can_come_back_with_the_same_figure(
    engine: Engine, who: str
) -> None:
    """Its old receipt is in the same place, and has ended; be it the first of the figure or not."""
    stated(engine, *(row("force-c", "10", source=source) for source in SOURCES))
    gone = row("force-c", "", status="withdrawn", source=who, reason="Synthetic.")
    stated(engine, gone)
    [stays] = [source for source in SOURCES if source != who]
    assert _receipts(engine) == [(stays, None)]
    # To withdraw it once more is no fault, and changes nothing.
    assert stated(engine, gone).release is None
    again = stated(engine, row("force-c", "10", source=who))
    assert (again.release, again.cells) == (4, UNCHANGED)
    assert sorted(_receipts(engine)) == sorted((source, None) for source in SOURCES)
    assert [_receipts(engine, 3), len(_receipts(engine, 2))] == [[(stays, None)], 2]


def test_a_number_of_forces_alone_is_kept(engine: Engine) -> None:
    stated(engine, row("force-c", "10"))
    report = stated(engine, row("force-c", "10", forces="4"))
    assert report.cells == {"added": 0, "revised": 1, "withdrawn": 0, "unchanged": 0}
    assert _shown(engine)["forces"] == 4
    # Another number is another figure.
    with pytest.raises(RefusedError, match=r"1 fault") as refused:
        stated(engine, row("force-c", "10", forces="5"))
    [fault] = refused.value.faults
    assert "changes from 10 (published, 4 forces) to 10 (published, 5 forces)" in str(fault)


def test_what_is_inferred_alone_is_kept(engine: Engine) -> None:
    imported(engine, [_article("1")])
    report = imported(engine, [_article("1", inferred={"period": "Synthetic."})])
    assert report.cells == {"added": 0, "revised": 1, "withdrawn": 0, "unchanged": 0}
    assert _shown(engine)["inferred"] == [{"field": "period", "reason": "Synthetic."}]
    again = imported(engine, [_article("1", inferred={"period": "Made up."})])
    assert again.cells["revised"] == 1
    assert _shown(engine, 3)["inferred"] == [{"field": "period", "reason": "Synthetic."}]


def test_a_figure_that_an_alternative_has_come_to_overtake_is_told(engine: Engine) -> None:
    """Two sources differed; then they turn out to be two editions of one publication."""
    stated(engine, row("force-c", "10"), row("force-c", "11", source="other"))
    assert _shown(engine)["disputed"] is True
    editions = [
        source(slug, defaults={}, series="publication", edition=f"{year}-03-31")
        for slug, year in (("table", 2020), ("other", 2021))
    ]
    imported(engine, editions)
    report = stated(engine, row("force-c", "10"))
    assert [notice.code for notice in report.warnings] == ["overtaken"]
    # And what the later one says again takes the place of the earlier one's.
    assert stated(engine, row("force-c", "11", source="other")).release == 4


def test_the_later_edition_ends_the_alternative_that_an_earlier_one_became(engine: Engine) -> None:
    stated(engine, row("force-c", "10"), row("force-c", "11", source="other"))
    editions = [
        source(slug, defaults={}, series="publication", edition=f"{year}-03-31")
        for slug, year in (("table", 2021), ("other", 2020))
    ]
    imported(engine, editions)
    assert stated(engine, row("force-c", "10")).cells["withdrawn"] == 1
    assert (_shown(engine)["value"], _shown(engine)["disputed"]) == (10, False)


def test_what_was_never_stated_cannot_be_withdrawn_where_all_cells_are_new(engine: Engine) -> None:
    """A first import is stored without settling; not so a withdrawal in it."""
    before = exported(engine)
    rows = [row("force-d", "1"), row("force-c", "", status="withdrawn", reason="Synthetic.")]
    for some in (rows, rows[1:]):
        with pytest.raises(RefusedError) as refused:
            imported(engine, [table(*some)])
        [fault] = refused.value.faults
        assert str(fault).endswith(f"the cell {CELL} is withdrawn, but this source never stated it")
    assert exported(engine) == before
