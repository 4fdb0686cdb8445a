import msgspec
from hypothesis import given

from app.analysis.totals import totals, totals_of
from app.domain.totals import Sums
from app.formats.plain import plain
from app.formats.to_json_figures import ENCODER
from app.formats.to_json_totals import totals_as_json
from tests.unit.rows import KNOWN
from tests.unit.sums import sums


@given(found=sums())
def test_rows_are_written_as_totals_that_are_made_one_by_one(found: Sums) -> None:
    made = totals_of(found, KNOWN)
    assert b"".join(totals_as_json(totals(found))) == ENCODER.encode(plain(made))


@given(found=sums())
def test_what_is_written_is_json(found: Sums) -> None:
    read = msgspec.json.decode(b"".join(totals_as_json(totals(found))))
    assert [item["period"] for item in read] == [each.total.place.period for each in found]
