"""The cache in front of the application: no answer is another question's, or an older release's."""

import httpx
import pytest

from app.api.documented import EXAMPLES

ADDRESSES = [example["ask"] for example in EXAMPLES.values()]
ADDRESSES += ["/v1/observations.csv?limit=7", "/docs", "/docs/files/docs.js", "/openapi.json"]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_from_memory_is_the_answer(api: httpx.Client, address: str) -> None:
    first, again = api.get(address), api.get(address)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert _but_for_the_date(first) == _but_for_the_date(again)


def _but_for_the_date(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}
