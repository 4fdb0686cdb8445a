"""Many readers at once: every one gets the answer that it asked for."""

from concurrent.futures import ThreadPoolExecutor

import httpx

ADDRESSES = [
    "/v1/observations?limit=10000",
    "/v1/changes",
    "/v1/series.csv",
    "/v1/claims",
    "/v1/scorecards.csv",
    "/v1/disagreements",
    "/v1/areas/west-midlands",
    "/v1/observations?area=nowhere",
    "/readyz",
]


def test_two_hundred_readers_wait_for_nothing_but_their_turn(api: httpx.Client) -> None:
    alone = {address: api.get(address).content for address in ADDRESSES}
    asked = ADDRESSES * 30
    with (
        httpx.Client(base_url=api.base_url, timeout=60, limits=httpx.Limits()) as client,
        ThreadPoolExecutor(len(asked)) as readers,
    ):
        answers = list(readers.map(client.get, asked))
    assert {answer.status_code for answer in answers} == {200, 422}
    for address, answer in zip(asked, answers, strict=True):
        assert answer.content == alone[address]
