"""A store of the schema 0001 answers after the upgrade as it did before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, MetaData, select, text
from sqlalchemy.exc import ProgrammingError

from app.domain.claim import Claim, ClaimKind, Direction, Operand
from app.domain.dictionary import (
    NOTHING_HELD,
    Area,
    AreaKind,
    Category,
    Dataset,
    Distinction,
    Holdings,
    Measure,
    Membership,
    Platform,
    Population,
    Source,
    SupportOrganisation,
)
from app.domain.observation import Cell, Citation, Inference, Observation, Status, Validity
from app.domain.period import Period
from app.domain.quantity import Qualifier
from app.errors import StoreError
from app.store.engine import connect_to, reading, writing
from app.store.migrate import configuration, migrate
from app.store.observations import history
from app.store.releases import demand_latest
from app.store.releases import page as releases_page
from app.store.schema import revision
from tests.imported import imported
from tests.migrations.first_schema import CREATED, fill, fingerprint
from tests.store.contents import contents
from tests.store.stored import Stored, stored
from tests.synthetic import documents

HELPLINE = SupportOrganisation("helpline", "Helpline", "Made up.", "https://help.example", "000")
CHARITY = SupportOrganisation("charity", "Charity", "Made up.", "https://help.example", None)
NOW = Cell("count", "force", "2019-20", "offences", None, None, "dataset")
BEFORE = Cell("count", "force", "2018-19", "offences", None, None, "dataset")
MONEY = Cell("money", "country", "unstated", None, "one", "adults", "dataset")
THEFTS = Cell("count", "force", "2019-20", "thefts", None, None, "dataset")


@pytest.fixture
def old(database_url: str) -> Iterator[Engine]:
    """A full store of the schema 0001."""
    engine = connect_to(database_url)
    keys = [Period.parse(slug).key for slug in ("unstated", "2018-19", "2019-20")]
    with writing(engine) as connection:
        fill(connection, *keys)
    yield engine
    engine.dispose()


@pytest.fixture
def upgraded(old: Engine) -> Engine:
    assert migrate(old) == ("0001", "0007")
    return old


def _texts(slug: str) -> dict[str, Any]:
    return {"slug": slug, "name": f"The {slug}", "definition": "Made up."}


def _held(observations: int, measures: str, periods: str, categories: str = "") -> Holdings:
    return Holdings(
        observations, measures.split(), periods.split(), categories.split(), ["dataset"]
    )


def _bare(found: Stored, noun: str) -> list[Any]:
    return list(found.dictionary.entries[noun].values())


def test_areas_are_as_they_were(upgraded: Engine) -> None:
    found = stored(upgraded, 1)
    assert _bare(found, "areas") == [
        Area(
            **_texts("country"),
            kind=AreaKind.COUNTRY,
            gss_code="S99000021",
            aliases=[],
            parents=[],
            members=[
                Membership("force", date(2001, 4, 1), date(2010, 3, 31)),
                Membership("force", date(2015, 4, 1), None),
            ],
            distinct_from=[],
            may_be=[],
            data=_held(1, "money", "unstated"),
        ),
        Area(
            **_texts("group"),
            kind=AreaKind.GROUP,
            gss_code=None,
            aliases=[],
            parents=[],
            members=[Membership("force", None, None)],
            distinct_from=[],
            may_be=[],
            data=NOTHING_HELD,
        ),
        Area(
            **_texts("force"),
            kind=AreaKind.FORCE,
            gss_code="S99000023",
            aliases=["The Force!", "SF"],
            parents=[
                Membership("country", date(2001, 4, 1), date(2010, 3, 31)),
                Membership("country", date(2015, 4, 1), None),
                Membership("group", None, None),
            ],
            members=[],
            distinct_from=[Distinction("country", AreaKind.COUNTRY, "No.")],
            may_be=[],
            data=_held(2, "count", "2018-19 2019-20", "offences"),
        ),
        Area(
            **_texts("either"),
            kind=AreaKind.UNDETERMINED,
            gss_code=None,
            aliases=[],
            parents=[],
            members=[],
            distinct_from=[Distinction("group", AreaKind.GROUP, "X.")],
            may_be=["force", "country"],
            data=NOTHING_HELD,
        ),
    ]
    assert found.dictionary.area_spellings["sf"] == "force"


def test_other_dictionaries_are_as_they_were(upgraded: Engine) -> None:
    found = stored(upgraded, 1)
    assert _bare(found, "categories") == [
        Category(
            **_texts("offences"),
            parent=None,
            children=["thefts"],
            sum_of_children=False,
            home_office_codes=["99A", "99B"],
            aliases=[],
            distinct_from=[],
            breaks=[],
            data=_held(2, "count", "2018-19 2019-20", "offences"),
        ),
        Category(
            **_texts("thefts"),
            parent="offences",
            children=[],
            sum_of_children=False,
            home_office_codes=[],
            aliases=[],
            distinct_from=[],
            breaks=[],
            data=NOTHING_HELD,
        ),
    ]
    assert _bare(found, "platforms") == [
        Platform(**_texts("all"), operator="One", parent=None, children=["one"], data=NOTHING_HELD),
        Platform(
            **_texts("one"),
            operator="Two",
            parent="all",
            children=[],
            data=_held(1, "money", "unstated"),
        ),
    ]
    assert _bare(found, "populations") == [
        Population(**_texts("adults"), data=_held(1, "money", "unstated"))
    ]
    assert _bare(found, "measures") == [
        Measure(
            **_texts("count"),
            unit="offences",
            counted=True,
            summable=True,
            comparable=True,
            rounded_to=None,
            share_along=None,
            data=_held(2, "count", "2018-19 2019-20", "offences"),
        ),
        Measure(
            **_texts("money"),
            unit="pounds",
            counted=False,
            summable=False,
            comparable=False,
            rounded_to=None,
            share_along=None,
            data=_held(1, "money", "unstated"),
        ),
    ]
    assert _bare(found, "datasets") == [
        Dataset(
            **_texts("dataset"),
            producer="P",
            method="M",
            coverage="C",
            comparability="D",
            breaks=[],
            data=_held(3, "count money", "unstated 2018-19 2019-20", "offences"),
        )
    ]
    assert _bare(found, "support_organisations") == [HELPLINE, CHARITY]
    assert [(period.slug, period.start) for period in _bare(found, "periods")] == [
        ("unstated", None),
        ("2018-19", date(2018, 4, 1)),
        ("2019-20", date(2019, 4, 1)),
    ]


def test_sources_are_as_they_were(upgraded: Engine) -> None:
    assert _bare(stored(upgraded, 1), "sources") == [
        Source(
            slug="article",
            title="Made up",
            publisher="P",
            kind="article",
            published=date(2021, 2, 28),
            url="https://news.example/1",
            notes="N.",
            series=None,
            edition=None,
            paragraphs=2,
            claims=1,
            support=[HELPLINE, CHARITY],
            data=_held(3, "count money", "unstated 2018-19 2019-20", "offences"),
        ),
        Source(
            slug="release",
            title="Made up too",
            publisher=None,
            kind="press release",
            published=None,
            url=None,
            notes="O.",
            series=None,
            edition=None,
            paragraphs=1,
            claims=1,
            support=[],
            data=_held(1, "count", "2019-20", "offences"),
        ),
    ]


def _cited(source: str, paragraph: int, stated: str) -> Citation:
    return Citation(source, paragraph, stated, fingerprint(paragraph))


def _figure(cell: Cell, value: str | None, release: Validity, **more: Any) -> Observation:
    given: dict[str, Any] = {
        "status": Status.PUBLISHED,
        "qualifier": Qualifier.EXACT,
        "forces": None,
        "inferred": [],
        "note": None,
        "disputed": False,
        "reason": None,
    }
    given["citations"] = [
        # A citation came with its figure, unless it says otherwise.
        cited if cited.release else replace(cited, release=Validity(release.from_, None))
        for cited in more.pop("citations", [])
    ]
    return Observation(
        id=cell.key,
        measure=cell.measure,
        area=cell.area,
        period=cell.period,
        category=cell.category,
        platform=cell.platform,
        population=cell.population,
        dataset=cell.dataset,
        value=None if value is None else Decimal(value),
        unit="pounds" if cell is MONEY else "offences",
        release=release,
        **given | more,
    )


ABOUT: dict[str, Any] = {"qualifier": Qualifier.ABOUT, "forces": 4, "note": "Noted."}
HUNDRED = _cited("article", 3, "about one hundred")
SHOWN = [_cited("article", 2, "120"), _cited("release", 5, "120")]
MILLION = _figure(
    MONEY,
    "1.60E+6",
    Validity(1, None),
    inferred=[Inference("period", "Made up.")],
    citations=[_cited("article", 3, "£1.60 million")],
)


def test_figures_of_the_first_release_are_as_they_were(upgraded: Engine) -> None:
    found = stored(upgraded, 1)
    assert list(found.figures.values()) == [
        MILLION,
        _figure(BEFORE, "100", Validity(1, None), citations=[HUNDRED], **ABOUT),
        _figure(NOW, "120", Validity(1, None), citations=SHOWN),
    ]
    assert str(found.figures[MONEY.key].value) == "1.60E+6"
    assert found.alternatives == {}


def test_figures_of_the_second_release_are_as_they_were(upgraded: Engine) -> None:
    found = stored(upgraded)
    again = replace(_cited("release", 5, "about 100"), release=Validity(2, None))
    now = _figure(NOW, "125", Validity(2, None), citations=[_cited("article", 2, "125")])
    assert list(found.figures.values()) == [
        MILLION,
        _figure(BEFORE, "100", Validity(1, None), citations=[HUNDRED, again], **ABOUT),
        now,
        _figure(
            THEFTS,
            None,
            Validity(2, None),
            status=Status.SUPPRESSED,
            citations=[_cited("article", 2, "not shown")],
        ),
    ]
    with reading(upgraded) as connection:
        versions = history(connection, found.dictionary, NOW)
    assert versions == [now, _figure(NOW, "120", Validity(1, 2), citations=SHOWN)]


def test_claims_are_as_they_were(upgraded: Engine) -> None:
    change = Claim(
        source="article",
        paragraph=3,
        ordinal=2,
        kind=ClaimKind.CHANGE,
        statement="Made up.",
        stated="a fifth",
        value=Decimal(-20),
        unit="per-cent",
        qualifier=Qualifier.NEARLY,
        direction=None,
        inferred=(Inference("value", "Made up."),),
        citations=(_cited("article", 3, "a fifth"), _cited("article", 2, "again")),
        operands=(Operand("from", BEFORE, None), Operand("to", None, "The rest.")),
        release=Validity(1, None),
    )
    trend = Claim(
        source="release",
        paragraph=5,
        ordinal=1,
        kind=ClaimKind.TREND,
        statement="Made up too.",
        stated="more",
        value=None,
        unit=None,
        qualifier=Qualifier.EXACT,
        direction=Direction.UP,
        inferred=(),
        citations=(_cited("release", 5, "more"),),
        operands=(Operand("from", BEFORE, None), Operand("to", NOW, None)),
        release=Validity(1, None),
    )
    assert list(stored(upgraded, 1).claims.values()) == [change, trend]
    assert list(stored(upgraded, 2).claims.values()) == [change]


def test_releases_are_as_they_were(upgraded: Engine) -> None:
    with reading(upgraded) as connection:
        first, second = releases_page(connection, 2, None, 10)
    assert (first.created, first.note, first.digest) == (CREATED, "Release 1", "sha256:1")
    assert (first.added, first.revised, first.documents, first.warnings) == (3, 0, [], 0)
    assert (second.number, second.added, second.revised) == (2, 1, 1)


def test_an_upgraded_store_takes_another_release(upgraded: Engine) -> None:
    before = stored(upgraded, 2)
    assert imported(upgraded, documents()).release == 3
    assert stored(upgraded, 2) == before
    assert len(stored(upgraded).figures) == len(before.figures) + 4


def _everything(engine: Engine) -> dict[str, list[Any]]:
    with reading(engine) as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in found.tables.items()
        }


def test_an_upgrade_that_fails_loses_nothing(old: Engine) -> None:
    with writing(old) as connection:
        connection.execute(text("CREATE TABLE passages (id integer)"))
    before = _everything(old)
    with pytest.raises((StoreError, ProgrammingError)):
        migrate(old)
    assert _everything(old) == before


def test_downgrading_a_full_store_is_refused_and_loses_nothing(upgraded: Engine) -> None:
    before = contents(upgraded)
    with pytest.raises(RuntimeError, match="cannot hold"), writing(upgraded) as connection:
        command.downgrade(configuration(connection), "0001")
    assert contents(upgraded) == before
    with reading(upgraded) as connection:
        assert revision(connection) == "0007"
        assert demand_latest(connection).number == 2
