"""/docs as a person sees it: in a browser, from this server alone, under its own strict policy."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.api.conftest import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def site(seeded_file: Path) -> Iterator[httpx.Client]:
    with serving(f"sqlite:///{seeded_file}") as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def test_the_page_lets_in_nothing_from_elsewhere(site: httpx.Client) -> None:
    response = site.get("/docs")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert addresses
    for address in addresses:
        assert address.startswith("/")
        assert site.get(address).status_code == 200
        assert "max-age" in site.get(address).headers["cache-control"]
    assert "<script>" not in response.text
    assert "style=" not in response.text


def test_home_leads_to_the_page(site: httpx.Client) -> None:
    assert site.get("/").headers["location"] == "/docs"


def test_a_person_can_ask_from_the_page(site: httpx.Client, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(str(site.base_url.join("/docs")))
    page.wait_for_selector(".opblock-tag-section")
    tags = page.locator(".opblock-tag").all_inner_texts()
    assert [tag.split()[0] for tag in tags] == [
        "start",
        "figures",
        "claims",
        "dictionary",
        "releases",
        "operations",
    ]
    page.click("#operations-figures-listChanges .opblock-summary-control")
    page.click("#operations-figures-listChanges .execute")
    page.wait_for_selector("#operations-figures-listChanges .live-responses-table")
    answer = page.locator("#operations-figures-listChanges .live-responses-table").inner_text()
    assert "200" in answer
    assert "comparability" in answer
    server = str(site.base_url)
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert complaints == []
