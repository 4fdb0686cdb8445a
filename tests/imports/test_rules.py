"""What an import says of figures that it could read: rules with judgement, seen from outside.

Every figure is synthetic. What asks the database is tried on both kinds of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.release import Notice
from app.domain.source import fingerprint
from app.errors import RefusedError
from app.importing.document import Document
from app.importing.order import Order
from app.importing.report import MOST_TOLD, Report
from app.importing.run import import_documents
from app.store.engine import Engine, connect_to
from tests.imported import imported, store_with
from tests.imports.made import (
    CATEGORY,
    DATASET,
    MEASURE,
    area,
    asking,
    data,
    dictionaries,
    entry,
    exported,
    figure,
    measure,
    row,
    source,
    stated,
    structured,
    table,
)
from tests.postgres import new_database

SOURCES = ("table", "other", "third")
ONE, TWO = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


def _begun() -> list[Document]:
    return [*dictionaries(), *(source(slug, defaults={}) for slug in SOURCES)]


@pytest.fixture(scope="module")
def begun_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store that holds the dictionaries and no figure."""
    path = tmp_path_factory.mktemp("rules") / "begun.sqlite"
    store_with(f"sqlite:///{path}", _begun(), "Synthetic")
    return path


@pytest.fixture(scope="module")
def begun_database(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database that holds the same."""
    with new_database(postgres_url) as url:
        store_with(url, _begun(), "Synthetic")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A store with dictionaries and three sources, of either kind."""
    if request.param == "sqlite":
        yield from _engine(
            f"sqlite:///{shutil.copy(request.getfixturevalue('begun_file'), tmp_path)}"
        )
        return
    begun = request.getfixturevalue("begun_database")
    with new_database(request.getfixturevalue("postgres_url"), begun) as url:
        yield from _engine(url)


@pytest.fixture
def engine(begun_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A SQLite store with dictionaries and three sources."""
    yield from _engine(f"sqlite:///{shutil.copy(begun_file, tmp_path)}")


def _engine(url: str) -> Iterator[Engine]:
    engine = connect_to(url)
    yield engine
    engine.dispose()


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def _refused(engine: Engine, *documents: Document, note: str = "") -> list[str]:
    """The faults of documents that are refused, which leaves the store as it was."""
    before = exported(engine)
    with pytest.raises(RefusedError) as refused:
        import_documents(engine, Order(documents, note=note))
    assert exported(engine) == before
    return [str(fault) for fault in refused.value.faults]


def _warned(report: Report, code: str) -> list[Notice]:
    """The warnings of one kind."""
    return [notice for notice in report.warnings if notice.code == code]


def _key(area: str, **other: str) -> str:
    named = {"measure": MEASURE, "period": "2019-20", "category": CATEGORY, "dataset": DATASET}
    named |= other
    return f"{named['measure']}:{area}:{named['period']}:{named['category']}:-:-:{named['dataset']}"


# --- totals -----------------------------------------------------------------------------------


def test_a_region_that_its_forces_add_up_to_is_silent(both: Engine) -> None:
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", "200")]
    assert stated(both, *rows).warnings == []


# A twentieth of 1000 is 50, and ten is allowed of anything.
BOUNDS = [
    ("1000", "950", "warning"),
    ("1000", "949", "fault"),
    ("1000", "1050", "warning"),
    ("1000", "1051", "fault"),
    ("100", "90", "warning"),
    ("100", "89", "fault"),
    ("0", "10", "warning"),
    ("0", "11", "fault"),
    ("1000", "999", "warning"),
    ("1000", "1000", None),
]


def test_a_total_is_judged_by_how_far_it_is_from_its_parts(both: Engine) -> None:
    rows, warnings, faults = [], [], []
    for at, (whole, parts, found) in enumerate(BOUNDS):
        # Far enough apart to be no years before each other.
        period = str(1950 + 2 * at)
        size = int(parts) - int(whole)
        told = (
            f"the total {_key('region', period=period)} is {whole}, and its parts add up to "
            f"{parts}, {abs(size)} {'less' if size < 0 else 'more'}"
        )
        line = 4 + 3 * at
        rows += [
            row("force-a", "0", period=period),
            row("force-b", parts, period=period),
            row("region", whole, period=period, note=""),
        ]
        if found is not None:
            warnings.append(Notice("total_differs", told, "table.csv", line))
        if found == "fault":
            why = f"{told}; if it is printed so, say in the total's `note` why"
            faults.append(f"table.csv:{line}: {why}")
    assert _refused(both, table(*rows)) == faults
    for total in rows[2::3]:
        total["note"] = "As printed."
    assert sorted(stated(both, *rows).warnings, key=lambda notice: notice.line) == warnings


def test_a_note_of_a_part_does_not_excuse_the_total(engine: Engine) -> None:
    noted = [row("force-a", "1", note="Synthetic."), row("force-b", "2", note="Synthetic.")]
    assert len(_refused(engine, table(*noted, row("region", "100")))) == 1
    # Neither do the marks of a table, of which reading makes a note.
    assert len(_refused(engine, table(*noted, row("region", "100 [r]")))) == 1


def test_parts_that_are_not_all_known_may_be_less_and_not_more(both: Engine) -> None:
    assert stated(both, row("region", "100"), row("force-a", "1")).warnings == []
    more = table(row("force-a", "150", reason="Synthetic."))
    [fault] = _refused(both, more)
    assert fault == (
        f"table.csv:2: the total {_key('region')} is 100, and its parts that are known add up to "
        "150, 50 more; if it is printed so, say in the total's `note` why"
    )
    slightly = row("force-a", "105", reason="Synthetic.")
    [notice] = stated(both, slightly, row("force-b", "*")).warnings
    assert notice.detail.endswith("its parts that are known add up to 105, 5 more")


def test_a_category_that_is_the_sum_of_its_children_is_added_up(engine: Engine) -> None:
    parts = [row("force-c", "40", category="part-one"), row("force-c", "60", category="part-two")]
    [fault] = _refused(engine, table(*parts, row("force-c", "130", category="sum")))
    assert _key("force-c", category="sum") in fault
    assert "its parts add up to 100, 30 less" in fault
    assert stated(engine, *parts, row("force-c", "100", category="sum")).warnings == []


def test_a_category_is_no_sum_for_having_children(engine: Engine) -> None:
    """Its children may overlap, or leave something out."""
    whole = [entry("whole"), *(entry(slug, parent="whole") for slug in ("half", "other-half"))]
    imported(engine, [structured("categories.json", {"categories": whole})])
    parts = [row("force-c", "40", category="half"), row("force-c", "60", category="other-half")]
    assert stated(engine, *parts, row("force-c", "130", category="whole")).warnings == []


def test_a_country_is_made_up_of_its_regions(engine: Engine) -> None:
    """And not of the forces that are in it beside them."""
    areas = [
        area("country", "country"),
        area("north", "region", within=["country"]),
        area("south", "region", within=["country"]),
        area("force-e", within=["country"]),
    ]
    imported(engine, [structured("areas.json", {"areas": areas})])
    rows = [row("north", "100"), row("south", "200"), row("force-e", "50")]
    [fault] = _refused(engine, table(*rows, row("country", "350")))
    assert f"the total {_key('country')} is 350, and its parts add up to 300, 50 less" in fault
    assert stated(engine, *rows, row("country", "300")).warnings == []


def test_what_is_not_counted_need_not_add_up(engine: Engine) -> None:
    """An estimate is rounded in each place, though it may be summed."""
    estimate = measure("estimate", counted="false")
    imported(engine, [structured("measures.json", {"measures": [estimate]})])
    rows = [row("force-a", "100"), row("force-b", "200"), row("region", "500")]
    assert len(_refused(engine, table(*rows))) == 1
    assert stated(engine, *(each | {"measure": "estimate"} for each in rows)).warnings == []


OWN_TOTAL = f"""
mapping:
  slug: own-total
  title: A synthetic table that says what its region is made up of
  source: {{slug: "own-{{period}}", title: T, publisher: P, notes: Synthetic., series: own}}
  tables:
    - name: figures
      layout: rows
      figures: {{measure: {MEASURE}, dataset: {DATASET}, category: {CATEGORY}}}
      area: {{column: Force}}
      period: {{column: Year}}
      value: {{column: Number}}
  totals:
    - {{dimension: area, whole: region, parts: [force-a, force-b, force-c], measures: [{MEASURE}]}}
"""


def test_what_a_publisher_says_of_a_total_goes_before_the_dictionaries(engine: Engine) -> None:
    """The region has two forces; this publisher counts a third one in it."""

    def mapped(whole: str) -> list[Document]:
        rows = ["force-a,100", "force-b,100", "force-c,100", f"region,{whole}"]
        text = "\n".join(["Force,Number,Year", *(f"{each},2019/20" for each in rows), ""])
        documents = {"own.yaml": OWN_TOTAL, "own.csv": text}
        return [Document.of(name, told.encode()) for name, told in documents.items()]

    [fault] = _refused(engine, *mapped("200"))
    assert f"the total {_key('region')} is 200, and its parts add up to 300, 100 more" in fault
    assert _warned(imported(engine, mapped("300")), "total_differs") == []
    # Of another import the dictionaries know more.
    [notice] = stated(engine, row("region", "205", reason="S.", source="own-2019-20")).warnings
    assert notice.detail.endswith("add up to 200, 5 less")


def test_a_total_in_the_record_is_looked_at_when_a_part_comes(engine: Engine) -> None:
    assert stated(engine, row("region", "1000"), row("force-a", "400")).warnings == []
    [fault] = _refused(engine, table(row("force-c", "1"), row("force-b", "400")))
    assert fault.startswith(f"table.csv:3: the total {_key('region')} is 1000, and its parts add")
    # And when it is corrected.
    assert stated(engine, row("force-b", "600")).warnings == []
    [fault] = _refused(engine, table(row("force-a", "300", reason="Synthetic.")))
    assert "add up to 900, 100 less" in fault


def test_what_is_no_part_does_not_count(both: Engine) -> None:
    """Noise: each of these would make or break the total if it were added."""
    noise = [
        row("force-a", "7000", dataset="dataset-two"),
        row("force-b", "7000", period="2018-19"),
        row("force-a", "7000", period="2019"),
        row("force-b", "7000", category="other-offence"),
        row("force-a", "7000", measure="people"),
        row("force-c", "7000"),
    ]
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", "200")]
    assert _warned(stated(both, *noise, *rows), "total_differs") == []
    odd = [row("force-a", "5", period="2001-02"), row("force-b", "6", period="2001-02")]
    ages = [each | {"measure": "age"} for each in (*odd, row("region", "90", period="2001-02"))]
    assert stated(both, *ages).warnings == []
    shares = [each | {"measure": "share"} for each in ages]
    assert stated(both, *shares).warnings == []


@pytest.mark.parametrize("missing", ["*", ".."])
def test_a_part_without_a_whole_number_is_not_known(engine: Engine, missing: str) -> None:
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", missing)]
    assert stated(engine, *rows).warnings == []


def test_hedged_numbers_are_not_added(engine: Engine) -> None:
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", "50", qualifier="about")]
    assert stated(engine, *rows).warnings == []
    hedged = [each | {"period": "2001-02"} for each in rows]
    hedged[0]["qualifier"] = "more_than"
    hedged[2]["qualifier"] = ""
    assert stated(engine, *hedged).warnings == []


def test_a_part_that_was_withdrawn_no_longer_counts(both: Engine) -> None:
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", "200")]
    assert stated(both, *rows).warnings == []
    gone = row("force-a", "", status="withdrawn", reason="Synthetic.")
    assert stated(both, gone).warnings == []
    [notice] = stated(both, row("region", "190", reason="Synthetic.")).warnings
    assert notice.detail.endswith("its parts that are known add up to 200, 10 more")


def test_an_alternative_is_not_added(both: Engine) -> None:
    rows = [row("region", "300"), row("force-a", "100"), row("force-b", "200")]
    assert stated(both, *rows).warnings == []
    report = stated(both, row("force-a", "999", source="other"))
    assert [notice.code for notice in report.warnings] == ["disagreement"]


def test_the_members_of_a_region_may_be_dated(engine: Engine) -> None:
    link = {"area": "region-two", "from": "2015-04-01"}
    areas = [area("region-two", "region"), area("force-e") | {"member_of": [link]}]
    imported(engine, [structured("areas.json", {"areas": areas})])
    assert stated(engine, row("region-two", "900"), row("force-e", "1")).warnings == []


# --- leaps ------------------------------------------------------------------------------------


LEAPS = [
    ("2", "100", False),
    ("2", "101", True),
    ("100", "2", False),
    ("101", "2", True),
    ("0", "4000", False),
    # Below fifty both are small.
    ("1", "49", False),
    ("2", "49", False),
    ("1", "50", False),
    ("1", "51", True),
    ("51", "1", True),
    ("1000", "50000", False),
    ("1000", "50001", True),
]


@pytest.mark.parametrize("at_once", [True, False])
def test_fiftyfold_within_a_year_is_worth_a_look(both: Engine, at_once: bool) -> None:
    earlier, later, told = [], [], []
    for at, (before, now, leaps) in enumerate(LEAPS):
        # Far enough apart to be no years before each other.
        periods = str(1950 + 3 * at), str(1951 + 3 * at)
        earlier.append(row("force-c", before, period=periods[0]))
        later.append(row("force-c", now, period=periods[1]))
        if leaps:
            detail = (
                f"{_key('force-c', period=periods[1])} is {now}, and "
                f"{_key('force-c', period=periods[0])} is {before}: "
                "more than 50 times as much or as little"
            )
            told.append(Notice("implausible_change", detail, "table.csv", 2 + at))
    if at_once:
        report = stated(both, *later, *earlier)
    else:
        assert stated(both, *earlier).warnings == []
        report = stated(both, *later)
    assert report.warnings == told


@pytest.mark.parametrize(
    ("before", "now", "leaps"),
    [("1000", "1500", False), ("1000", "1501", True), ("1501", "1000", True), ("20", "40", False)],
)
def test_people_do_not_half_as_much_again(
    engine: Engine, before: str, now: str, leaps: bool
) -> None:
    stated(engine, row("force-c", before, measure="people", period="2018-19"))
    report = stated(engine, row("force-c", now, measure="people"))
    assert [notice.code for notice in report.warnings] == ["implausible_change"] * leaps
    if leaps:
        assert report.warnings[0].detail.endswith("more than 1.5 times as much or as little")


@pytest.mark.parametrize(
    ("others", "told_of"),
    [
        ([("2009-10", "dataset-one")], "2009-10"),
        ([("2008-09", "dataset-one")], None),
        ([("2029-30", "dataset-one")], "2029-30"),
        ([("2030-31", "dataset-one")], None),
        # Whoever counts them, and in the same year too.
        ([("2019-20", "dataset-two")], "2019-20"),
        ([("2018-19", "dataset-two")], "2018-19"),
        # The nearest is named.
        ([("2012-13", "dataset-one"), ("2016-17", "dataset-two")], "2016-17"),
        # Periods of another kind, and other places, say nothing.
        ([("2019", "dataset-one"), ("2017-q1", "dataset-one")], None),
    ],
)
def test_a_population_has_to_fit_its_force(
    both: Engine, others: list[tuple[str, str]], told_of: str | None
) -> None:
    noise = [
        row("force-d", "100", measure="people"),
        row("force-c", "100"),
    ]
    held = [
        row("force-c", "1000", measure="people", period=period, dataset=dataset)
        for period, dataset in others
    ]
    stated(both, *held, *noise)
    warnings = stated(both, row("force-c", "1501", measure="people")).warnings
    assert [notice.code for notice in warnings] == ["implausible_change"] * (told_of is not None)
    if told_of:
        assert f" is 1501, and people:force-c:{told_of}:" in warnings[0].detail


def test_two_new_populations_of_one_force_are_a_pair_once(both: Engine) -> None:
    warnings = stated(
        both,
        row("force-c", "1000", measure="people", period="2015-16"),
        row("force-c", "2000", measure="people"),
    ).warnings
    assert [notice.line for notice in warnings] == [3]


def test_two_new_populations_are_a_pair_once_where_their_years_are_known(both: Engine) -> None:
    """A later figure counts against an earlier one only where it was in the record before."""
    known = [row("force-d", "1", period=period) for period in ("2015-16", "2019-20")]
    stated(both, *known)
    warnings = stated(
        both,
        row("force-c", "1000", measure="people", period="2015-16"),
        row("force-c", "2000", measure="people"),
        row("force-c", "2001", measure="people", dataset="dataset-two"),
    ).warnings
    assert [notice.line for notice in warnings] == [3, 4]
    assert all(notice.detail.count(":2015-16:") == 1 for notice in warnings)


def test_an_earlier_year_that_comes_later_is_looked_at(both: Engine) -> None:
    stated(both, row("force-c", "10000"))
    [notice] = stated(both, row("force-d", "1"), row("force-c", "3", period="2018-19")).warnings
    assert (notice.code, notice.line) == ("implausible_change", 3)
    earlier = _key("force-c", period="2018-19")
    assert notice.detail.startswith(f"{earlier} is 3, and {_key('force-c')} is 10000: ")


def test_a_figure_between_two_years_leaps_from_both(engine: Engine) -> None:
    stated(engine, row("force-c", "1", period="2017-18"), row("force-c", "2", period="2019-20"))
    warnings = stated(engine, row("force-c", "5000", period="2018-19")).warnings
    assert [notice.code for notice in warnings] == ["implausible_change"] * 2


def test_what_is_not_a_year_before_is_no_leap(both: Engine) -> None:
    noise = [
        row("force-c", "1", period="2018-19", dataset="dataset-two"),
        row("force-c", "1", period="2018-19", category="other-offence"),
        row("force-c", "1", period="2018-19", category="-"),
        row("force-c", "1", period="2018-19", measure="people"),
        row("force-d", "1", period="2018-19"),
        row("force-c", "1", period="2017-18"),
        row("force-c", "1", period="2018"),
        row("force-c", "1", period="2019-q1"),
    ]
    stated(both, *noise)
    assert stated(both, row("force-c", "100000")).warnings == []
    # Of what is no count, nobody knows how far it may go.
    stated(both, row("force-c", "0.1", measure="share", period="2018-19"))
    assert stated(both, row("force-c", "99", measure="share")).warnings == []


def test_what_was_corrected_is_compared_as_it_is_now(engine: Engine) -> None:
    stated(engine, row("force-c", "1", period="2018-19"))
    stated(engine, row("force-c", "9000", period="2018-19", reason="Synthetic."))
    assert stated(engine, row("force-c", "9001")).warnings == []
    # A figure that leapt before is not told again when nothing of it is new.
    stated(engine, row("force-d", "1", period="2018-19"), row("force-d", "9000"))
    assert (
        stated(engine, row("force-d", "9000"), row("force-c", "9002", reason="S.")).warnings == []
    )


def test_figures_of_a_period_that_has_not_begun_are_looked_at(both: Engine) -> None:
    ahead = f"{datetime.now(UTC).year + 2}"
    now = f"{datetime.now(UTC).year}"
    report = stated(
        both,
        row("force-c", "1", period=now),
        row("force-c", "1", period=ahead),
        row("force-d", "1", period=ahead),
    )
    [notice] = report.warnings
    assert (notice.code, notice.line) == ("not_begun", 3)
    told = "not begun, and figures are given (2); are they forecasts?"
    assert notice.detail == f"{ahead} has {told}"
    later = f"{datetime.now(UTC).year + 3}"
    rows = [row("force-c", "2", period=period, reason="S.") for period in (later, ahead)]
    [notice] = stated(both, *rows).warnings
    assert (notice.line, notice.detail) == (3, f"{ahead} and 1 later periods have {told}")


# --- one document twice ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": "Synthetic title"}, "the title"),
        ({"title": "  SYNTHETIC   Title "}, "the title"),
        ({"url": "https://synthetic.example/a"}, "the address"),
        (
            {"title": "Synthetic title", "url": "https://synthetic.example/a"},
            "the title and the address",
        ),
        ({"title": "Another title", "url": "https://synthetic.example/b"}, None),
        ({"title": "Synthetic title", "publisher": "Another publisher"}, None),
        ({"url": "http://www.synthetic.example/a/?utm_source=x#top"}, "the address"),
        ({"url": "https://synthetic.example/a?page=2"}, None),
        ({"paragraphs": {"1": fingerprint("first"), "2": ONE, "3": TWO}}, None),
        (
            {"paragraphs": {"1": fingerprint("first"), "2": fingerprint("more"), "3": ONE}},
            "2 of the 3 cited paragraphs",
        ),
    ],
)
def test_one_article_under_two_slugs(
    engine: Engine, fields: dict[str, str], told: str | None
) -> None:
    known: dict[str, Any] = {"publisher": "Synthetic publisher"}
    first = source(
        "first",
        title="Synthetic title",
        url="https://synthetic.example/a",
        paragraphs={"7": fingerprint("first"), "8": fingerprint("more")},
        **known,
        defaults={},
    )
    second = source("second", **(known | fields), defaults={})
    at_once = imported(engine, [first, second], dry_run=True)
    assert imported(engine, [first]).warnings == []
    report = imported(engine, [second])
    assert at_once.warnings == report.warnings
    detail = (
        f"'second' has {told} of 'first'; if it is the same document, use that slug, or its "
        "figures count as those of two sources"
    )
    assert report.warnings == (
        [] if told is None else [Notice("same_source", detail, "second.json", 2)]
    )
    if told is None:
        return
    with asking(_url(engine)) as client:
        [kept] = data(client, f"/v1/releases/{report.release}/warnings")
    assert kept == {"code": "same_source", "detail": detail, "document": "second.json", "line": 2}


def test_one_address_is_one_document(engine: Engine) -> None:
    first, second = (
        source(slug, url="https://synthetic.example/a", publisher=name, defaults={})
        for slug, name in (("first", "Synthetic Mail"), ("second", "The Synthetic Mail"))
    )
    assert len(_warned(imported(engine, [first, second]), "same_source")) == 1


# --- disagreements ------------------------------------------------------------------------------


def test_two_sources_that_differ_are_both_kept(both: Engine) -> None:
    stated(both, row("force-c", "752"), row("force-d", "10"))
    report = stated(
        both, row("force-c", "760", source="other"), row("force-d", "10", source="other")
    )
    assert report.cells == {"added": 1, "revised": 0, "withdrawn": 0, "unchanged": 1}
    [notice] = report.warnings
    assert (notice.code, notice.document, notice.line) == ("disagreement", "table.csv", 2)
    assert notice.detail == (
        f"{_key('force-c')} is 760 (published) here; other sources state it otherwise, and all "
        "are kept"
    )
    with asking(_url(both)) as client:
        [pair] = data(client, "/v1/disagreements")
        assert (pair["kind"], pair["verdict"]) == ("sources", "contradict")
        assert (pair["first"]["value"], pair["second"]["value"]) == (752, 760)
        assert (pair["difference"], pair["percent"]) == (8, 1.1)
        assert [cited["source"] for cited in pair["second"]["citations"]] == ["other"]
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert (shown["value"], shown["disputed"]) == (752, True)
        plain = data(client, f"/v1/observations/{_key('force-d')}")
        assert plain["disputed"] is False
        assert [cited["source"] for cited in plain["citations"]] == ["table", "other"]
        # Before the second release there was none.
        assert data(client, "/v1/disagreements?release=2") == []
        then = data(client, f"/v1/observations/{_key('force-c')}?release=2")
        assert then["disputed"] is False


def test_a_source_that_confirms_a_figure_is_kept(engine: Engine) -> None:
    stated(engine, row("force-c", "752"))
    assert stated(engine, row("force-c", "752", source="other")).release == 3
    with asking(_url(engine)) as client:
        shown = data(client, f"/v1/observations/{_key('force-c')}")
    assert [cited["source"] for cited in shown["citations"]] == ["table", "other"]


def test_more_places_are_another_statement(engine: Engine) -> None:
    stated(engine, row("force-c", "12", measure="share"))
    report = stated(engine, row("force-c", "12.0", measure="share", reason="Synthetic."))
    assert report.cells["revised"] == 1
    with asking(_url(engine)) as client:
        text = client.get(f"/v1/observations/{_key('force-c', measure='share')}").text
    assert '"value":12.0' in text


def test_more_than_750_and_752_can_both_be_true(engine: Engine) -> None:
    stated(engine, row("force-c", "750", qualifier="more_than"))
    stated(engine, row("force-c", "752", source="other"))
    with asking(_url(engine)) as client:
        [pair] = data(client, "/v1/disagreements")
    assert pair["verdict"] == "compatible"


def _disputed(engine: Engine) -> None:
    """Four pairs of sources, two of datasets, and what looks like some."""
    stated(
        engine,
        row("force-c", "10"),
        row("force-d", "20"),
        row("force-c", "30", period="2018-19", category="other-offence"),
        row("force-c", "10", dataset="dataset-two"),
        row("force-d", "21", dataset="dataset-two"),
        row("force-c", "5", measure="people", dataset="dataset-two"),
        row("force-c", "6", measure="people"),
        row("force-a", "*"),
        row("force-b", "7", category="-"),
        row("force-b", "8", category=CATEGORY, dataset="dataset-two"),
    )
    stated(
        engine,
        row("force-c", "11", source="other"),
        row("force-d", "22", source="other"),
        row("force-c", "31", period="2018-19", category="other-offence", source="other"),
        row("force-a", "12", source="other"),
    )


def test_disagreements_are_filtered_and_paged(both: Engine) -> None:
    _disputed(both)
    with asking(_url(both)) as client:
        everything = client.get("/v1/disagreements").json()
        assert everything["meta"]["total"] == len(everything["data"]) == 6

        def told(address: str) -> list[tuple[str, str, str, Any, Any]]:
            return [
                (
                    pair["kind"],
                    pair["area"],
                    pair["period"],
                    pair["first"]["value"],
                    pair["second"]["value"],
                )
                for pair in data(client, address)
            ]

        sources = [
            ("sources", "force-a", "2019-20", None, 12),
            ("sources", "force-c", "2018-19", 30, 31),
            ("sources", "force-c", "2019-20", 10, 11),
            ("sources", "force-d", "2019-20", 20, 22),
        ]
        datasets = [
            ("datasets", "force-c", "2019-20", 6, 5),
            ("datasets", "force-d", "2019-20", 20, 21),
        ]
        assert sorted(told("/v1/disagreements?kind=sources")) == sources
        of_datasets = sorted(told("/v1/disagreements?kind=datasets"))
        assert of_datasets == datasets
        assert sorted(told("/v1/disagreements?area=force-d")) == [datasets[1], sources[3]]
        assert told("/v1/disagreements?period=2018-19") == [sources[1]]
        assert told("/v1/disagreements?category=other-offence") == [sources[1]]
        assert told("/v1/disagreements?measure=people") == [datasets[0]]
        assert set(told("/v1/disagreements?dataset=dataset-two")) == set(of_datasets)
        assert told("/v1/disagreements?release=2&kind=sources") == []
        assert told("/v1/disagreements?area=force-b") == []
        assert client.get("/v1/disagreements?kind=both").status_code == 422
        assert client.get("/v1/disagreements?area=force-x").status_code == 422

        paged: list[Any] = []
        following: str | None = "/v1/disagreements?limit=1"
        while following is not None:
            page = client.get(following).json()
            assert len(page["data"]) == 1
            assert page["meta"]["total"] == 6
            paged += page["data"]
            following = page["links"]["next"]
        assert paged == everything["data"]

        csv = client.get("/v1/disagreements.csv")
        assert csv.headers["content-type"].startswith("text/csv")
        header, *lines = csv.text.splitlines()
        assert len(lines) == 6
        assert header.startswith("kind,verdict,measure,area,period")
        pinned = client.get("/v1/disagreements?release=3")
        assert "immutable" in pinned.headers["cache-control"]
        assert [each["explanation"] for each in pinned.json()["data"]] == [
            each["explanation"] for each in everything["data"]
        ]


def test_a_disagreement_ends_when_a_source_corrects_itself(both: Engine) -> None:
    stated(both, row("force-c", "752"))
    stated(both, row("force-c", "725", source="other"))
    [fault] = _refused(both, table(row("force-c", "760", source="other")))
    assert "changes from 725 (published) to 760 (published); say why" in fault
    report = stated(both, row("force-c", "752", source="other", reason="Synthetic."))
    assert report.warnings == []
    assert report.release == 4
    with asking(_url(both)) as client:
        assert data(client, "/v1/disagreements") == []
        assert len(data(client, "/v1/disagreements?release=3")) == 1
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert (shown["value"], shown["disputed"]) == (752, False)
        assert [cited["source"] for cited in shown["citations"]] == ["table", "other"]
        change, recited = data(client, "/v1/releases/4/changes")
    assert (recited["alternative"], recited["kind"]) == (0, "recited")
    assert (change["alternative"], change["before"]["value"]) == (1, 725)
    assert (change["kind"], change["after"]["status"]) == ("withdrawn", "withdrawn")


def test_a_revision_needs_a_reason_though_another_source_states_the_same(engine: Engine) -> None:
    stated(engine, row("force-c", "5"))
    stated(engine, row("force-c", "55", source="other"))
    [fault] = _refused(engine, table(row("force-c", "55")))
    assert "changes from 5 (published) to 55 (published); say why" in fault
    assert stated(engine, row("force-c", "55", reason="A slip.")).cells["revised"] == 1


def test_a_second_source_never_revises_the_first(engine: Engine) -> None:
    stated(engine, row("force-c", "752"))
    for value in ("760", "770"):
        stated(engine, row("force-c", value, source="other"), note="Synthetic.")
    stated(engine, row("force-c", "780", source="third"))
    with asking(_url(engine)) as client:
        assert data(client, f"/v1/observations/{_key('force-c')}")["value"] == 752
        values = [pair["second"]["value"] for pair in data(client, "/v1/disagreements")]
    assert values == [770, 780]


# --- revisions ----------------------------------------------------------------------------------


def test_a_revision_needs_a_reason(both: Engine) -> None:
    stated(both, row("force-c", "3801", forces="4"))
    assert _refused(both, table(row("force-c", "3081"))) == [
        (
            f"table.csv:2: the cell {_key('force-c')} changes from 3801 (published, 4 forces) to "
            "3081 (published); say why, as `reason` in the row or as the note of the import"
        )
    ]
    with asking(_url(both)) as client:
        for number, (value, reason, note, told) in enumerate(
            [
                ("3082", "Synthetic row", "", "Synthetic row"),
                ("3083", "", "Synthetic note", "Synthetic note"),
                ("3084", "Synthetic row", "Synthetic note", "Synthetic row"),
            ],
            start=3,
        ):
            report = stated(both, row("force-c", value, reason=reason), note=note)
            assert report.release == number
            assert report.cells == {"added": 0, "revised": 1, "withdrawn": 0, "unchanged": 0}
            [change] = data(client, f"/v1/releases/{number}/changes")
            assert (change["kind"], change["alternative"]) == ("revised", 0)
            assert change["reason"] == told
            assert change["after"]["value"] == int(value)
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        history = [(each["value"], each["reason"]) for each in shown["history"]]
        assert history[0] == (3084, "Synthetic row")
        assert history[-1] == (3801, None)
        assert [value for value, _ in history] == [3084, 3083, 3082, 3801]
        [added] = data(client, "/v1/releases/2/changes")
    assert (added["kind"], added["before"], added["reason"]) == ("added", None, None)


def test_a_new_note_needs_no_reason_and_a_new_status_does(engine: Engine) -> None:
    stated(engine, row("force-c", "10"))
    assert stated(engine, row("force-c", "10", note="Synthetic.")).cells["revised"] == 1
    [fault] = _refused(engine, table(row("force-c", "10 [p]")))
    assert "changes from 10 (published) to 10 (provisional)" in fault
    [fault] = _refused(engine, table(row("force-c", "*")))
    assert "changes from 10 (published) to suppressed" in fault


def test_what_is_left_out_stays(engine: Engine) -> None:
    stated(engine, row("force-c", "10"), row("force-d", "11", note="Synthetic.", forces="3"))
    report = stated(engine, row("force-d", "11"), row("force-a", "1"))
    assert report.cells == {"added": 1, "revised": 0, "withdrawn": 0, "unchanged": 1}
    with asking(_url(engine)) as client:
        assert data(client, f"/v1/observations/{_key('force-c')}")["value"] == 10
        kept = data(client, f"/v1/observations/{_key('force-d')}")
    assert (kept["note"], kept["forces"]) == ("Synthetic.", 3)


def test_withdrawn_and_stated_again(both: Engine) -> None:
    stated(both, row("force-c", "10"))
    [fault] = _refused(both, table(row("force-c", "", status="withdrawn", source="other")))
    assert fault.endswith("is withdrawn, but this source never stated it")
    gone = row("force-c", "", status="withdrawn")
    [fault] = _refused(both, table(gone))
    assert "changes from 10 (published) to withdrawn; say why" in fault
    report = stated(both, gone | {"reason": "Synthetic."})
    assert report.cells == {"added": 0, "revised": 0, "withdrawn": 1, "unchanged": 0}
    with asking(_url(both)) as client:
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert (shown["value"], shown["status"]) == (None, "withdrawn")
        assert data(client, f"/v1/observations/{_key('force-c')}?release=2")["value"] == 10
        [change] = data(client, "/v1/releases/3/changes")
        assert (change["kind"], change["reason"]) == ("withdrawn", "Synthetic.")
    again = stated(both, row("force-c", "10", reason="Synthetic, restated."))
    assert again.cells["revised"] == 1
    with asking(_url(both)) as client:
        assert data(client, f"/v1/observations/{_key('force-c')}")["value"] == 10


def test_the_other_source_steps_up(engine: Engine) -> None:
    stated(engine, row("force-c", "10"))
    stated(engine, row("force-c", "12", source="other"))
    stated(engine, row("force-c", "", status="withdrawn", reason="Synthetic."))
    with asking(_url(engine)) as client:
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert (shown["value"], shown["disputed"]) == (12, False)
        assert [cited["source"] for cited in shown["citations"]] == ["other"]
        assert data(client, "/v1/disagreements") == []


def test_a_withdrawal_can_be_imported_again_after_another_source_stepped_up(
    engine: Engine,
) -> None:
    stated(engine, row("force-c", "10"))
    both = [
        row("force-c", "", status="withdrawn", reason="Synthetic."),
        row("force-c", "12", source="other"),
    ]
    assert stated(engine, *both, note="Synthetic.").release == 3
    assert stated(engine, *both, note="Synthetic.").release is None


# --- editions -----------------------------------------------------------------------------------


def _edition(slug: str, day: str, **fields: Any) -> Document:
    return source(slug, defaults={}, series="publication", edition=day, **fields)


def _editions(engine: Engine) -> None:
    imported(engine, [_edition("early", "2020-03-31"), _edition("late", "2021-03-31")])


def test_a_later_edition_supersedes_an_earlier_one(both: Engine) -> None:
    _editions(both)
    stated(both, row("force-c", "10", source="early"), row("force-d", "20", source="early"))
    report = stated(both, row("force-c", "11", source="late"))
    assert report.warnings == []
    assert report.cells == {"added": 0, "revised": 1, "withdrawn": 0, "unchanged": 0}
    with asking(_url(both)) as client:
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert (shown["value"], shown["disputed"]) == (11, False)
        assert shown["reason"] == "A later edition of the publication states it so."
        assert data(client, f"/v1/observations/{_key('force-d')}")["value"] == 20
    # The earlier one says what it always said, and no longer counts.
    report = stated(
        both, row("force-c", "10", source="early"), row("force-d", "20", source="early")
    )
    assert report.release is None
    assert [notice.code for notice in report.warnings] == ["overtaken"]
    assert [(each.rows_stored, each.rows_refused) for each in report.documents] == [(1, 1)]


def test_an_edition_that_was_overtaken_before_it_came(engine: Engine) -> None:
    _editions(engine)
    stated(engine, row("force-c", "11", source="late"))
    report = stated(engine, row("force-a", "1"), row("force-c", "10", source="early"))
    [notice] = report.warnings
    assert (notice.code, notice.line) == ("overtaken", 3)
    assert notice.detail == (
        f"{_key('force-c')} is 10 (published) here; a later edition of the same publication, which "
        "is in the record, states it otherwise"
    )
    with asking(_url(engine)) as client:
        shown = data(client, f"/v1/observations/{_key('force-c')}")
        assert [cited["source"] for cited in shown["citations"]] == ["late"]
        [kept] = data(client, f"/v1/releases/{report.release}/warnings")
    assert kept["code"] == "overtaken"


def test_two_editions_at_once_come_in_any_order(begun_file: Path, tmp_path: Path) -> None:
    rows = [row("force-c", "10", source="early"), row("force-c", "11", source="late")]
    told = []
    for at, ordered in enumerate((rows, rows[::-1])):
        url = f"sqlite:///{shutil.copy(begun_file, tmp_path / f'{at}.sqlite')}"
        for engine in _engine(url):
            _editions(engine)
            report = stated(engine, *ordered)
            told.append(
                (
                    report.cells,
                    [notice.code for notice in report.warnings],
                    [(each.rows_stored, each.rows_refused) for each in report.documents],
                )
            )
    assert told[0] == told[1]


def test_editions_of_other_series_do_not_supersede(engine: Engine) -> None:
    imported(
        engine,
        [
            _edition("early", "2020-03-31"),
            source("late", defaults={}, series="another-one", edition="2021-03-31"),
        ],
    )
    stated(engine, row("force-c", "10", source="early"))
    report = stated(engine, row("force-c", "11", source="late"))
    assert [notice.code for notice in report.warnings] == ["disagreement"]


# --- claims -------------------------------------------------------------------------------------


def _claim(**fields: Any) -> dict[str, Any]:
    return {
        "paragraph": "1",
        "kind": "change",
        "statement": "Synthetic: a fifth more.",
        "stated": "20 per cent",
        "value": "20",
        "unit": "per-cent",
        "operands": {
            "from": {"area": "force-c", "period": "2018-19"},
            "to": {"area": "force-c", "period": "2019-20"},
        },
        **fields,
    }


def _article(claims: Sequence[dict[str, Any]] = (), now: str = "120") -> Document:
    figures = [
        figure("force-c", "100", period="2018-19"),
        figure("force-c", now, reason="Synthetic correction"),
    ]
    return source("article", figures, claims)


def test_verdicts_that_change_are_told(both: Engine) -> None:
    assert imported(both, [_article([_claim()])]).verdicts == []
    report = imported(both, [_article([_claim()], now="150")])
    [changed] = report.verdicts
    assert (changed.claim, changed.before, changed.after) == ("article:1:1", "holds", "fails")
    assert "verdict changes: article:1:1: holds → fails" in list(report.lines())
    with asking(_url(both)) as client:
        changes = data(client, "/v1/releases/3/changes")
        [change] = changes
        assert change["verdicts"] == [
            {
                "claim": "article:1:1",
                "before": "holds",
                "after": "fails",
                "operands": [_key("force-c", period="2018-19"), _key("force-c")],
            }
        ]
        assert data(client, "/v1/claims/article:1:1")["verdict"] == "fails"
        assert data(client, "/v1/claims/article:1:1?release=2")["verdict"] == "holds"
    # Figures that no claim rests on, and a claim that is new, change no verdict.
    assert stated(both, row("force-d", "1")).verdicts == []
    more = _claim(ordinal="2", stated="50 per cent", value="50")
    assert imported(both, [_article([_claim(), more], now="150")]).verdicts == []


def test_an_alternative_changes_no_verdict(engine: Engine) -> None:
    imported(engine, [_article([_claim()])])
    report = stated(engine, row("force-c", "500", source="other"))
    assert report.verdicts == []
    with asking(_url(engine)) as client:
        [change] = data(client, "/v1/releases/3/changes")
    assert (change["alternative"], change["verdicts"]) == (1, [])


def test_a_claim_is_checked_against_what_its_own_source_states(both: Engine) -> None:
    """A fifth more in its own source, and not by what the record knew first."""
    stated(both, row("force-c", "150"))
    imported(both, [_article([_claim()])])
    with asking(_url(both)) as client:
        assert data(client, f"/v1/observations/{_key('force-c')}")["value"] == 150
        answer = client.get("/v1/claims").json()
        [claim] = answer["data"]
        assert (claim["verdict"], claim["computed"]["value"]) == ("holds", 20)
        assert ("disputed", "/data/0") in [(w["code"], w["path"]) for w in answer["warnings"]]
        # What the other source says is no matter of the claim; what its own says is.
        assert stated(both, row("force-c", "160", reason="Synthetic.")).verdicts == []
        [verdict] = imported(both, [_article([_claim()], now="130")]).verdicts
        assert (verdict.before, verdict.after) == ("holds", "fails")
        [change] = data(client, "/v1/releases/5/changes")
        assert (change["alternative"], len(change["verdicts"])) == (1, 1)


def test_a_claim_is_withdrawn(engine: Engine) -> None:
    imported(engine, [_article([_claim(), _claim(ordinal="2")])])
    gone = _claim(withdrawn="Synthetic reason.")
    report = imported(engine, [_article([gone])])
    assert report.claims == {"added": 0, "revised": 0, "withdrawn": 1}
    with asking(_url(engine)) as client:
        assert [claim["id"] for claim in data(client, "/v1/claims")] == ["article:1:2"]
        assert client.get("/v1/claims/article:1:1").status_code == 404
        assert len(data(client, "/v1/claims?release=2")) == 2
        assert data(client, "/v1/claims/article:1:1?release=2")["verdict"] == "holds"
    # A claim that is left out stays; one that comes back is a claim again.
    assert imported(engine, [_article()]).release is None
    assert imported(engine, [_article([_claim()])]).claims["added"] == 1


def test_the_withdrawal_of_a_claim_can_be_imported_again(engine: Engine) -> None:
    imported(engine, [_article([_claim()])])
    gone = _article([_claim(withdrawn="Synthetic reason.")])
    assert imported(engine, [gone]).release == 3
    assert imported(engine, [gone]).release is None


def test_a_claim_whose_figure_is_withdrawn_cannot_be_checked(engine: Engine) -> None:
    imported(engine, [_article([_claim()])])
    gone = figure("force-c", None, status="withdrawn", stated="Withdrawn.", reason="Synthetic.")
    report = imported(engine, [source("article", [gone])])
    [changed] = report.verdicts
    assert (changed.before, changed.after) == ("holds", "cannot_be_checked")


# --- warnings and faults, kept and counted ------------------------------------------------------


def test_warnings_are_kept_and_paged(engine: Engine) -> None:
    stated(engine, *(row("force-c", "1", period=f"{year}") for year in range(2000, 2006)))
    others = [row("force-c", "2", period=f"{year}", source="other") for year in range(2000, 2006)]
    report = stated(engine, *others)
    told = [
        {
            "code": notice.code,
            "detail": notice.detail,
            "document": notice.document,
            "line": notice.line,
        }
        for notice in report.warnings
    ]
    assert len(told) == 6
    with asking(_url(engine)) as client:
        assert data(client, "/v1/releases/3")["warnings"] == 6
        whole = client.get("/v1/releases/3/warnings").json()
        assert (whole["data"], whole["meta"]["total"]) == (told, 6)
        paged: list[Any] = []
        following: str | None = "/v1/releases/3/warnings?limit=4"
        while following is not None:
            page = client.get(following).json()
            assert page["meta"]["total"] == 6
            paged.append(page["data"])
            following = page["links"]["next"]
        assert paged == [told[:4], told[4:]]
        assert data(client, "/v1/releases/2/warnings") == []
        assert client.get("/v1/releases/4/warnings").status_code == 404
        assert client.get("/v1/releases/3/warnings?release=2").status_code == 404


def test_more_warnings_than_anybody_reads_are_counted(engine: Engine) -> None:
    cells = [
        {"period": f"{year}-m{month:02}", "category": category}
        for year in range(1970, 2020)
        for month in range(1, 13)
        for category in (CATEGORY, "other-offence")
    ][: MOST_TOLD + 7]
    stated(engine, *(row("force-c", "1", **cell) for cell in cells))
    report = stated(engine, *(row("force-c", "2", **cell, source="other") for cell in cells))
    assert len(report.warnings) == MOST_TOLD + 1
    assert {notice.code for notice in report.warnings[:-1]} == {"disagreement"}
    last = report.warnings[-1]
    assert (last.code, last.detail) == ("more", "7 further warnings are not listed")
    with asking(_url(engine)) as client:
        assert data(client, "/v1/releases/3")["warnings"] == MOST_TOLD + 1
        page = data(client, "/v1/releases/3/warnings?limit=10000")
        assert page[-1]["detail"] == "7 further warnings are not listed"
        assert client.get("/v1/disagreements?limit=1").json()["meta"]["total"] == MOST_TOLD + 7


def test_more_faults_than_anybody_reads_are_counted(engine: Engine) -> None:
    wrong = [row("force-c", f"no {at}", period=f"{1900 + at % 110}") for at in range(1_100)]
    before = exported(engine)
    with pytest.raises(RefusedError) as refused:
        stated(engine, *wrong)
    assert len(wrong) == 1_100
    assert len(refused.value.faults) == MOST_TOLD
    assert refused.value.more == 100
    assert str(refused.value) == "1100 fault(s), 100 of them not listed; nothing was stored"
    assert exported(engine) == before
    # Exactly as many as are told are all told.
    with pytest.raises(RefusedError) as refused:
        stated(engine, *wrong[:MOST_TOLD])
    assert str(refused.value) == "1000 fault(s); nothing was stored"


def test_one_source_that_says_two_things_is_refused(engine: Engine) -> None:
    twice = [row("force-c", "10"), row("force-d", "1"), row("force-c", "11")]
    assert _refused(engine, table(*twice)) == [
        (
            f"table.csv:4: the cell {_key('force-c')} is 11 (published) here and 10 (published) at "
            "table.csv:2"
        )
    ]
    same = [row("force-c", "10"), row("force-c", "10")]
    report = stated(engine, *same)
    assert [(each.rows_stored, each.rows_merged) for each in report.documents] == [(1, 1)]


def test_the_paragraphs_of_an_article_are_no_second_source(engine: Engine) -> None:
    cited = [{"paragraph": "1", "stated": "10"}, {"paragraph": "2", "stated": "ten"}]
    article = source(
        "article",
        [figure("force-c", "10") | {"cited": cited}],
        paragraphs={"1": fingerprint("table"), "2": f"sha256:{'6' * 64}"},
    )
    report = imported(engine, [article, structured("c.json", {"categories": [entry("new-one")]})])
    assert report.warnings == []
    assert report.cells["added"] == 1
    assert report.documents[0].rows_stored == 1
