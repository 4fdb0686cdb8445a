"""Pages neither repeat nor skip: put together, they are the whole, in order, for any limit."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.api.cursor import Cursor, write_cursor
from app.store import chosen
from tests.api.conftest import items

LISTS = [
    "/v1/disagreements?",
    "/v1/releases?",
    "/v1/releases/1/warnings?",
    "/v1/observations?",
    "/v1/observations?measure=offences-recorded&status=published&",
    # By one period, areas are looked up one by one, and a page ends within one.
    "/v1/observations?period=2019-20&",
    "/v1/changes?",
    "/v1/changes?period=2019-20&",
    "/v1/changes?basis=first&",
    "/v1/series?",
    "/v1/totals?",
    "/v1/claims?",
    "/v1/claims?verdict=holds&",
    "/v1/claims?area=west-midlands-police&",
    "/v1/scorecards?",
    "/v1/scorecards/wanted?",
    "/v1/areas?kind=force&",
    "/v1/forces?",
    "/v1/periods?",
    "/v1/releases/1/changes?",
]
HELD = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("address", LISTS)
@HELD
@given(limit=st.integers(1, 30))
def test_pages_of_the_seed_are_the_whole(api: httpx.Client, address: str, limit: int) -> None:
    whole = api.get(f"{address}limit=10000").json()
    assert whole["links"]["next"] is None
    assert items(api, f"{address}limit={limit}") == whole["data"]
    first = api.get(f"{address}limit={limit}").json()
    assert len(first["data"]) == min(limit, len(whole["data"]))
    assert first["meta"]["total"] == whole["meta"]["total"] == len(whole["data"])


@pytest.mark.parametrize(
    "address", ["/v1/changes?", "/v1/changes?period=2019-20&", "/v1/observations?"]
)
def test_every_page_says_how_many_there_are_in_all(api: httpx.Client, address: str) -> None:
    whole = api.get(f"{address}limit=10000").json()["meta"]["total"]
    totals: list[int] = []
    following: str | None = f"{address}limit={whole // 2 + 1}"
    while following is not None:
        page = api.get(following).json()
        totals.append(page["meta"]["total"])
        following = page["links"]["next"]
    assert totals == [whole, whole]


NOISY = [*LISTS[:3], "/v1/changes?", "/v1/changes?period=2019-20&", "/v1/series?"]
NOISY += ["/v1/changes?basis=first&", "/v1/releases/1/changes?", "/v1/totals?"]


@pytest.mark.parametrize("address", NOISY)
@HELD
@given(limit=st.integers(1, 8))
def test_pages_of_noise_are_the_whole(noisy: httpx.Client, address: str, limit: int) -> None:
    whole = noisy.get(f"{address}limit=10000").json()
    assert len(whole["data"]) == whole["meta"]["total"] > 0
    assert items(noisy, f"{address}limit={limit}") == whole["data"]


@pytest.mark.parametrize("asked", ["area=force-a,force-g", "period=2018-19"])
@pytest.mark.parametrize("far", [-1, 1_000_000])
def test_a_position_that_was_made_up_leads_to_nothing_else_than_was_asked(
    noisy: httpx.Client, monkeypatch: pytest.MonkeyPatch, far: int, asked: str
) -> None:
    monkeypatch.setattr(chosen, "FAR", far)
    # Another limit is another question, which no kept answer is given to.
    question = f"/v1/observations?{asked}&limit={2 + (far > 0)}"
    first = noisy.get(question).json()["links"]["next"]
    given = parse_qs(urlsplit(first).query)["cursor"][0]
    cursor = msgspec.json.decode(urlsafe_b64decode(given + "=" * (-len(given) % 4)), type=Cursor)
    whole = items(noisy, f"/v1/observations?{asked}&limit=1000")
    found: set[str] = set()
    for area in [*range(20), 2**31 - 1]:
        made_up = write_cursor(replace(cursor, after=(area, *cursor.after[1:])))
        response = noisy.get(first.replace(given, made_up))
        assert response.status_code == 200
        found |= {row["id"] for row in response.json()["data"]}
    assert found
    assert found <= {row["id"] for row in whole}


@pytest.mark.parametrize(("after", "status"), [((1, 0), 200), ((2, 0), 422), ((0, 2**63), 422)])
def test_the_changes_of_a_release_have_two_parts(
    api: httpx.Client, after: tuple[int, int], status: int
) -> None:
    address = "/v1/releases/1/changes?limit=5"
    following = api.get(address).json()["links"]["next"]
    [given] = parse_qs(urlsplit(following).query)["cursor"]
    cursor = msgspec.json.decode(urlsafe_b64decode(given + "=" * (-len(given) % 4)), type=Cursor)
    made_up = write_cursor(replace(cursor, after=after))
    assert api.get(f"{address}&cursor={made_up}").status_code == status
