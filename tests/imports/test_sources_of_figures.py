"""Which figures a filter by source finds: those that it is cited for in the release, first or
further, and no longer those that it has come to state otherwise. Every figure is synthetic."""

from collections.abc import Iterator

import pytest

from app.store.engine import connect_to
from tests.imported import imported, store_with
from tests.imports.made import asking, data, dictionaries, figure, source


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """A store in which the first of two sources of a figure has come to state it otherwise."""
    both = [figure("force-a", "10"), figure("force-b", "20")]
    first = [*both, figure("force-c", "30")]
    store_with(database_url, [*dictionaries(), source("first", first)], "Synthetic")
    engine = connect_to(database_url)
    imported(engine, [source("second", both)])
    revised = [figure("force-a", "12", reason="Synthetic."), *first[1:]]
    imported(engine, [source("first", revised)])
    yield database_url
    engine.dispose()


@pytest.mark.parametrize(
    ("question", "areas"),
    [
        ("source=first", ["force-b", "force-c"]),
        ("source=second", ["force-a", "force-b"]),
        ("source=first,second", ["force-a", "force-b", "force-c"]),
        ("source=first&area=force-a", []),
        ("source=second&area=force-a", ["force-a"]),
        ("source=second&area=force-c", []),
        ("source=first&release=2", ["force-a", "force-b", "force-c"]),
        ("source=first&area=force-a&release=2", ["force-a"]),
        ("source=second&area=force-a&release=2", ["force-a"]),
        ("source=second&release=1", "not known"),
    ],
)
def test_a_source_has_the_figures_that_it_is_cited_for(
    url: str, question: str, areas: list[str] | str
) -> None:
    with asking(url) as client:
        answer = client.get(f"/v1/observations?{question}")
        if areas == "not known":
            assert answer.status_code == 422
        else:
            assert [row["area"] for row in data(client, f"/v1/observations?{question}")] == areas
            assert answer.json()["meta"]["total"] == len(areas)
