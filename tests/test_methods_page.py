"""docs/methods.md is true: its examples give the output that it shows."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.settings import ROOT
from tests.api.conftest import serving
from tests.page_examples import Example, examples, given

PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(seeded_file: Path) -> Iterator[httpx.Client]:
    with serving(f"sqlite:///{seeded_file}") as client:
        yield client


@pytest.mark.parametrize("example", examples(PAGE), ids=lambda example: example[0])
def test_an_example_gives_what_it_shows(site: httpx.Client, example: Example) -> None:
    assert given(site, example) == example[3].splitlines()


def test_every_method_has_an_example_and_cites_a_source() -> None:
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        assert "$ curl" in section, section.splitlines()[0]
        assert re.search(r"^Sources?: ", section, re.MULTILINE), section.splitlines()[0]
