from decimal import Decimal

import pytest

from app.domain.change import Reason
from app.domain.quantity import Qualifier
from app.domain.series import Point


@pytest.mark.parametrize(
    ("point", "text"),
    [
        (Point("2019-20", True, False, None, None, None, None), "2019-20=gap"),
        (
            Point("2019-20", False, False, None, "suppressed", Qualifier.EXACT, "id"),
            "2019-20=suppressed",
        ),
        (
            Point("2019-20", False, False, Decimal("1.6E+6"), "published", Qualifier.EXACT, "id"),
            "2019-20=1600000",
        ),
        (
            Point("2019-20", False, False, Decimal(0), "published", Qualifier.EXACT, "id"),
            "2019-20=0",
        ),
    ],
)
def test_a_point_fits_a_line_and_a_gap_is_no_zero(point: Point, text: str) -> None:
    assert str(point) == text


def test_a_reason_fits_a_line() -> None:
    assert str(Reason("code", "Detail.")) == "code: Detail."
