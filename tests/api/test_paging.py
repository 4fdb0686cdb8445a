"""Pages neither repeat nor skip: put together, they are the whole, in order, for any limit."""

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


NOISY = [*LISTS[:3], "/v1/changes?", "/v1/changes?period=2019-20&", "/v1/series?"]
NOISY += ["/v1/changes?basis=first&", "/v1/releases/1/changes?", "/v1/totals?"]


@pytest.mark.parametrize("address", NOISY)
@HELD
@given(limit=st.integers(1, 8))
def test_pages_of_noise_are_the_whole(noisy: httpx.Client, address: str, limit: int) -> None:
    whole = noisy.get(f"{address}limit=10000").json()
    assert len(whole["data"]) == whole["meta"]["total"] > 0
    assert items(noisy, f"{address}limit={limit}") == whole["data"]
