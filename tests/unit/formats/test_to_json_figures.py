import msgspec
from hypothesis import given

from app.domain.figures import Figures
from app.formats.plain import plain
from app.formats.to_json_figures import ENCODER, figures_as_json
from tests.unit.rows import figures


@given(found=figures())
def test_rows_are_written_as_their_figures_are(found: Figures) -> None:
    assert b"".join(figures_as_json(found)) == ENCODER.encode(plain(list(found)))


@given(found=figures())
def test_what_is_written_is_json(found: Figures) -> None:
    read = msgspec.json.decode(b"".join(figures_as_json(found)))
    assert [item["id"] for item in read] == [figure.id for figure in found]
