"""A figure is told by itself as it is told on a page of many: the two are read and written in
different ways."""

from decimal import Decimal
from typing import Any

import httpx
import pytest


def _data(client: httpx.Client, address: str) -> Any:
    """The items, every number as it is written."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json(parse_float=Decimal)["data"]


@pytest.mark.parametrize("release", [1, 2])
def test_one_figure_is_what_its_page_says(nasty: httpx.Client, release: int) -> None:
    page = _data(nasty, f"/v1/observations?limit=10000&release={release}")
    assert len(page) > 50
    for told in page:
        address = httpx.URL(f"/v1/observations/{told['id']}", params={"release": release})
        alone = list(_data(nasty, str(address)).items())
        # Its history and what else is known of it come after.
        assert list(told.items()) == alone[: len(told)]
        assert repr(told) == repr(dict(alone[: len(told)]))


@pytest.mark.parametrize("release", [1, 2])
def test_the_figures_of_a_change_are_what_their_page_says(
    nasty: httpx.Client, release: int
) -> None:
    page = _data(nasty, f"/v1/observations?limit=10000&release={release}")
    told = {figure["id"]: repr(figure) for figure in page}
    changes = _data(nasty, f"/v1/changes?limit=10000&release={release}")
    sides = [side for each in changes for side in (each["from"], each["to"]) if side is not None]
    assert len(sides) > 50
    assert [repr(side) for side in sides] == [told[side["id"]] for side in sides]


def test_the_page_has_every_sort_of_figure(nasty: httpx.Client) -> None:
    """So that the test above says something."""
    page = _data(nasty, "/v1/observations?limit=10000")
    sorts: dict[str, Any] = {
        "nothing else to say": lambda it: not (it["disputed"] or it["inferred"] or it["note"]),
        "disputed": lambda it: it["disputed"],
        "inferred": lambda it: it["inferred"],
        "with a note": lambda it: it["note"],
        "of several sources": lambda it: len(it["citations"]) > 1,
        "with forces": lambda it: it["forces"],
        "revised": lambda it: it["reason"],
        "of a later release": lambda it: it["release"]["from"] == 2,
        "cited later": lambda it: any(
            each["release"]["from"] != it["release"]["from"] for each in it["citations"]
        ),
        "without a value": lambda it: it["value"] is None,
        "with a fraction": lambda it: isinstance(it["value"], Decimal),
        "in words that need escapes": lambda it: any(
            set('"\\\n') & set(each["stated"]) for each in it["citations"]
        ),
    }
    lacking = [name for name, holds in sorts.items() if not any(map(holds, page))]
    assert lacking == []


def test_the_same_in_pages_of_any_length(nasty: httpx.Client) -> None:
    whole = _data(nasty, "/v1/observations?limit=10000")
    for limit in (1, 7, len(whole) - 1, len(whole)):
        found, following = [], f"/v1/observations?limit={limit}"
        while following:
            answer = nasty.get(following).json(parse_float=Decimal)
            found += answer["data"]
            assert answer["meta"]["total"] == len(whole)
            following = answer["links"]["next"]
        assert found == whole
