"""The README is true: its examples give the output that it shows."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.api.conftest import items, serving
from tests.page_examples import Example, examples, given

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = examples(README)


@pytest.fixture(scope="module")
def site(seeded_file: Path) -> Iterator[httpx.Client]:
    with serving(f"sqlite:///{seeded_file}") as client:
        yield client


def test_there_are_five_examples() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example[0])
def test_an_example_gives_what_it_shows(site: httpx.Client, example: Example) -> None:
    assert given(site, example) == example[3].splitlines()


def test_the_link_to_paste_is_a_table(site: httpx.Client) -> None:
    (address,) = re.findall(r"`http://127\.0\.0\.1:8000(/v1/changes\.csv[^`]+)`", README)
    response = site.get(address)
    assert response.headers["content-type"].startswith("text/csv")
    assert len(response.text.splitlines()) == 6


def test_the_address_of_a_whole_table_gives_all_of_it(site: httpx.Client) -> None:
    (address,) = re.findall(r"`http://127\.0\.0\.1:8000(/v1/observations\.csv[^`]+)`", README)
    found = csv.DictReader(io.StringIO(site.get(address).text))
    every = items(site, "/v1/observations?measure=offences-recorded")
    assert [row["id"] for row in found] == [figure["id"] for figure in every]


def test_the_questions_of_the_table_have_answers(site: httpx.Client) -> None:
    addresses = re.findall(r"^\| .+\? \| `(/v1/\S+)` \|$", README, re.MULTILINE)
    assert len(addresses) == 9
    for address in addresses:
        assert site.get(address).json()["data"], address


def test_files_and_folders_that_are_named_exist() -> None:
    for name in re.findall(r"\]\(([^)]+\.md)\)", README):
        assert (ROOT / name).is_file()
    for folder in re.findall(r"^\| `(app/\w+)`", README, re.MULTILINE):
        assert (ROOT / folder).is_dir()
    mapped = set(re.findall(r"^\| `app/(\w+)`", README, re.MULTILINE))
    assert mapped == {path.parent.name for path in ROOT.glob("app/*/__init__.py")}


def test_the_changelog_counts_right(site: httpx.Client) -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sources = items(site, "/v1/sources")
    articles = ",".join(source["slug"] for source in sources if source["kind"] == "article")
    figures = items(site, f"/v1/observations?source={articles}")
    places = sum(len(figure["citations"]) for figure in figures)
    claims = site.get("/v1/claims").json()["meta"]["total"]
    assert f"of five articles: {len(figures)} figures with {places} places" in text
    assert f"{claims} claims" in text
    others = site.get("/v1/observations?limit=1").json()["meta"]["total"] - len(figures)
    assert f"{others} mid-year populations" in text
