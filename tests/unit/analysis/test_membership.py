from datetime import date

import pytest

from app.analysis.membership import demand_members, forces_in
from app.domain.dictionary import AreaKind, Membership
from app.domain.period import UNSTATED, Period
from app.errors import MeaninglessError
from tests.unit.make import area, dictionary

YEAR = Period.parse("2019-20")
HELD = dictionary(
    areas=[
        area("late", parents=[]),
        area("early"),
        area("alone"),
        area(
            "region",
            AreaKind.REGION,
            members=[
                Membership("late", date(2019, 5, 1), None),
                Membership("early", None, date(2020, 3, 31)),
            ],
        ),
        area("country", AreaKind.COUNTRY, members=[Membership("region", None, None)]),
        area("unnamed", AreaKind.GROUP),
        area("unclear", AreaKind.UNDETERMINED, may_be=["late", "region"]),
    ]
)


@pytest.mark.parametrize(
    ("slug", "period", "forces"),
    [
        ("alone", YEAR, {"alone"}),
        ("region", YEAR, {"early"}),
        ("country", YEAR, {"early"}),
        ("country", Period.parse("2020-21"), {"late"}),
        ("country", UNSTATED, {"early", "late"}),
        ("unnamed", YEAR, set()),
    ],
)
def test_forces_are_those_of_the_whole_period(slug: str, period: Period, forces: set[str]) -> None:
    assert forces_in(HELD.area(slug), HELD, period) == forces


def test_members_are_told_once_in_the_order_of_the_dictionary() -> None:
    found = demand_members(["country", "alone", "early"], HELD, YEAR, "/v1/observations")
    assert found == ["early", "alone"]


def test_every_area_whose_forces_nobody_knows_is_objected_to() -> None:
    with pytest.raises(MeaninglessError) as caught:
        demand_members(["unnamed", "region", "unclear"], HELD, YEAR, "/v1/observations")
    objections = caught.value.objections
    assert [found.parameter for found in objections] == ["area", "area"]
    assert [found.detail.split()[2] for found in objections] == ["unnamed", "unclear"]
    assert objections[0].detail.endswith("/v1/observations?area=unnamed")
    assert str(caught.value).count(";") >= 1
