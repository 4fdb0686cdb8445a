import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.changes import cells_within, changes
from app.domain.changes import Pairs
from app.formats.plain import plain
from app.formats.to_json_changes import changes_as_json
from app.formats.to_json_figures import ENCODER
from tests.unit.make import observation
from tests.unit.rows import pairs


@given(found=pairs(), precision=st.integers(0, 10))
def test_rows_are_written_as_their_changes_are(found: Pairs, precision: int) -> None:
    cells = cells_within(found)
    held = {cell: observation(70, **vars(cell)) for years in cells for cell in years}
    made = changes(found, cells, held, precision)
    assert b"".join(changes_as_json(made)) == ENCODER.encode(plain(list(made)))


@given(found=pairs())
def test_what_is_written_is_json(found: Pairs) -> None:
    made = changes(found, cells_within(found), {}, 1)
    read = msgspec.json.decode(b"".join(changes_as_json(made)))
    assert [item["lineage"]["observations"] for item in read] == [
        [side["id"] for side in (item["from"], item["to"]) if side is not None] for item in read
    ]
    assert [item["to"] and item["to"]["id"] for item in read] == [
        told.to and told.to.id for told in made
    ]
