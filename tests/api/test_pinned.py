"""What an address answers under a release never changes, whatever comes after."""

import httpx

from app.importing.document import Document
from tests.api.conftest import items, serving
from tests.imported import store_with
from tests.synthetic import AREAS, CATEGORIES, FILES, MEASURES, ONE, TWO, documents

CELL = "synthetic-count:synthetic-force-a:2019-20:synthetic-thefts:-:-:synthetic-dataset"
LISTS = [
    "observations",
    "changes",
    "series",
    "claims",
    "scorecards",
    "disagreements",
    "forces",
    "areas",
    "periods",
    "categories",
    "platforms",
    "populations",
    "measures",
    "datasets",
    "sources",
    "releases",
    "releases/1/changes",
    "releases/1/warnings",
]
ITEMS = [
    f"observations/{CELL}",
    f"observations/{CELL.replace('2019-20', '2018-19')}",
    "claims/synthetic-one:2:1",
    "areas/synthetic-force-a",
    "areas/synthetic-country",
    "categories/synthetic-offences",
    "measures/synthetic-count",
    "platforms/synthetic-platform",
    "datasets/synthetic-dataset",
    "sources/synthetic-one",
    "sources/synthetic-two",
    "periods/2019-20",
    "releases/1",
]
ADDRESSES = [
    *(f"/v1/{name}{suffix}?release=1" for name in (*LISTS, *ITEMS) for suffix in ("", ".csv")),
    "/v1/changes?period=2019-20&release=1",
    "/v1/changes?basis=first&release=1",
    "/v1/observations?source=synthetic-two&release=1",
    "/v1/observations?limit=1&release=1",
    "/v1?release=1",
]

# Everything that a release can do: entries of every dictionary come and change, a figure is
# revised, withdrawn, disputed, confirmed; a claim changes, another comes.
AFTER = {
    AREAS: FILES[AREAS]
    .replace("Synthetic, one part.", "Synthetic, the one part.")
    .replace("aliases: [SFA]", "aliases: [SFA, Force Alpha]")
    .replace("    name: Synthetic Force B\n", "    name: Synthetic Force Beta\n")
    + """\
  - slug: synthetic-force-0
    name: Synthetic Force Nought
    kind: force
    definition: Synthetic, a new part.
    member_of: [{area: synthetic-country}]
""",
    CATEGORIES: FILES[CATEGORIES].replace("some of them.", "a few of them.")
    + """\
  - slug: synthetic-arsons
    name: Synthetic arsons
    parent: synthetic-offences
    definition: Synthetic.
""",
    MEASURES: FILES[MEASURES]
    .replace("name: Synthetic count", "name: Count of the synthetic")
    .replace("comparable: false", "comparable: true"),
    "reference/platforms.yaml": FILES["reference/platforms.yaml"].replace(
        "Synthetic Operator", "Another Operator"
    )
    + "  - {slug: p, name: P, operator: O, definition: D, parent: synthetic-platform}\n",
    "reference/populations.yaml": "populations: [{slug: new, name: New, definition: New.}]\n",
    "reference/datasets.yaml": FILES["reference/datasets.yaml"].replace(
        "coverage: Synthetic.", "coverage: More."
    )
    + """\
  - slug: another-dataset
    name: Another dataset
    producer: Synthetic Producer
    method: made up
    definition: Synthetic.
    coverage: Synthetic.
    comparability: Synthetic.
""",
    "reference/support_organisations.yaml": FILES["reference/support_organisations.yaml"].replace(
        "    about:", '    phone: "000"\n    about:'
    ),
    ONE: FILES[ONE]
    .replace("title: Synthetic source one", "title: Synthetic source one, corrected")
    .replace("value: 100\n", "value: 90\n    reason: Recounted.\n")
    .replace("one hundred", "ninety")
    .replace("a fifth more.", "more by a fifth.")
    .replace(
        "    status: suppressed\n    cited: [{paragraph: 2, stated: not shown}]\n",
        "    status: withdrawn\n    cited: [{paragraph: 2, stated: taken back}]\n",
    ),
    TWO: FILES[TWO]
    .replace("value: 120", "value: 121")
    .replace('"120"', '"121"')
    .replace("    7: sha256", f"    8: sha256:{'8' * 64}\n    7: sha256")
    .replace("note: Synthetic note of the second source.", "reason: Misprinted.")
    + """\
  - area: synthetic-force-0
    period: 2017-18
    value: 3
    cited: [{paragraph: 7, stated: "3"}]
  - area: synthetic-force-a
    period: 2019-20
    category: synthetic-arsons
    platform: p
    population: new
    dataset: another-dataset
    value: 4
    cited: [{paragraph: 7, stated: "4"}]
claims:
  - paragraph: 7
    kind: total
    statement: Synthetic.
    stated: "3"
    value: 3
    unit: offences
    operands: {parts: {area: synthetic-force-0, period: 2017-18}}
""",
    "sources/synthetic-0.yaml": FILES[TWO].replace("synthetic-two", "synthetic-0"),
}


def _answers(client: httpx.Client) -> dict[str, bytes]:
    return {address: client.get(address).content for address in ADDRESSES}


def test_a_release_is_answered_byte_for_byte_as_before(database_url: str) -> None:
    store_with(database_url, documents(), "Before")
    with serving(database_url) as client:
        for address in ADDRESSES:
            assert client.get(address).status_code == 200, address
        before = _answers(client)
        files = [Document.of(name, text.encode()) for name, text in AFTER.items()]
        report = store_with(database_url, files, "After")
        assert report.release == 2
        assert min(report.cells.values()) > 0
        assert min(report.entries.values()) > 0
        assert (report.claims["added"], report.claims["revised"]) == (1, 1)
        now = _answers(client)
        assert [address for address in ADDRESSES if now[address] != before[address]] == []
        # And a process that never saw the first release says the same.
    with serving(database_url) as client:
        assert _answers(client) == before


def test_every_list_differs_in_the_next_release(database_url: str) -> None:
    """Or the test above would prove nothing about it."""
    store_with(database_url, documents(), "Before")
    files = [Document.of(name, text.encode()) for name, text in AFTER.items()]
    store_with(database_url, files, "After")
    with serving(database_url) as client:
        for name in LISTS[:-2]:
            assert items(client, f"/v1/{name}?release=1") != items(client, f"/v1/{name}"), name


def test_a_name_of_a_later_release_is_not_known_in_an_earlier_one(database_url: str) -> None:
    store_with(database_url, documents(), "Before")
    files = [Document.of(name, text.encode()) for name, text in AFTER.items()]
    store_with(database_url, files, "After")
    with serving(database_url) as client:
        for query in ("area=synthetic-force-0", "category=synthetic-arsons", "platform=p"):
            assert client.get(f"/v1/observations?{query}").status_code == 200
            assert client.get(f"/v1/observations?{query}&release=1").status_code == 422
        assert client.get("/v1/areas/synthetic-force-0?release=1").status_code == 404
        assert client.get("/v1/areas/Force%20Alpha?release=1").status_code == 404
