"""Numbers in question over HTTP: which wait, and what each role may decide of one."""

import pytest

from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.people import Role
from tests.staff.calls import Answer, Shop
from tests.usecases.returning import NUMBER, OTHER
from tests.usecases.stage import Stage
from tests.usecases.test_numbers_in_question import number, ship
from tests.usecases.test_numbers_in_question import shop as placed

LABEL = Tracking(carrier="zto", number=NUMBER)


@pytest.fixture
def stage() -> Stage:
    """Two parcels, whose supplier wrote the same number for both."""
    stage = placed()
    number(stage, "11", LABEL)
    number(stage, "21", LABEL)
    return stage


def held(stage: Stage) -> Parcel:
    return next(one for one in stage.desk.all(Parcel) if one.state is ParcelState.HELD)


def call(stage: Stage, method: str, path: str, body: object = None, **given: object) -> Answer:
    return Shop(desk=stage.desk, now=stage.now).call(method, path, body, **given)


def decide(stage: Stage, body: object, role: str = Role.OPERATOR) -> Answer:
    return call(stage, "POST", f"/parcels/{held(stage).parcel_id}/number", body, roles=(role,))


@pytest.mark.parametrize(
    "path", ["/numbers-in-question", "/numbers-in-question?supplier=factory-a"]
)
def test_what_waits_is_listed_with_why(stage: Stage, path: str) -> None:
    (asked,) = call(stage, "GET", path).body["numbers"]
    assert asked["parcel"] == held(stage).parcel_id
    assert asked["number"] == {"carrier": "zto", "number": NUMBER}
    assert asked["doubts"] == ["USED_BEFORE"]
    assert asked["why"][0].startswith("another parcel had it: ")
    assert asked["instead"] is None
    elsewhere = call(stage, "GET", "/numbers-in-question?supplier=factory-b")
    assert elsewhere.body["numbers"] == []
    nobody = call(stage, "GET", "/numbers-in-question?supplier=factory-z")
    assert (nobody.status, nobody.body["code"]) == (404, "NO_SUCH_SUPPLIER")


def test_a_number_is_believed(stage: Stage) -> None:
    told = decide(stage, {"believe": True})
    assert (told.status, told.body["state"]) == (200, "numbered")
    again = call(stage, "POST", f"/parcels/{told.body['parcel']}/number", {"believe": True})
    assert (again.status, again.body["code"]) == (409, "NOTHING_TO_DECIDE")


def test_a_number_is_refused(stage: Stage) -> None:
    told = decide(stage, {"believe": False})
    assert (told.body["state"], told.body["number"]) == ("claimed", None)


def test_the_number_on_the_label_is_written_by_its_carrier_s_name(stage: Stage) -> None:
    told = decide(stage, {"carrier": "中通", "number": OTHER})
    assert told.body["number"] == {"carrier": "zto", "number": OTHER}


def test_a_change_of_a_shipped_number_is_allowed(stage: Stage) -> None:
    ship(stage, "11")
    number(stage, "11", Tracking(carrier="zto", number=OTHER))
    shipped = next(one for one in stage.desk.all(Parcel) if one.state is ParcelState.SHIPPED)
    path = f"/parcels/{shipped.parcel_id}/number"
    asked = call(stage, "GET", "/numbers-in-question").body["numbers"]
    assert {"carrier": "zto", "number": OTHER} in [one["instead"] for one in asked]
    told = call(stage, "POST", path, {"believe": True})
    assert told.body["changing_to"] == {"carrier": "zto", "number": OTHER}
    assert told.body["number"] == {"carrier": "zto", "number": NUMBER}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"believe": True, "carrier": "zto", "number": OTHER},
        {"carrier": "zto", "number": "12"},
        {"carrier": "顺丰", "number": OTHER},
        {"number": OTHER},
    ],
)
def test_what_is_unclear_is_refused_and_changes_nothing(stage: Stage, body: object) -> None:
    written = len(stage.desk.touched)
    told = decide(stage, body)
    assert (told.status, told.body["code"], told.body["place"]) == (422, "NUMBER_UNCLEAR", "number")
    assert len(stage.desk.touched) == written


def test_the_warehouse_decides_nothing_and_an_unknown_parcel_is_told(stage: Stage) -> None:
    told = decide(stage, {"believe": True}, role=Role.WAREHOUSE)
    assert (told.status, told.body["code"]) == (403, "NOT_YOUR_POST")
    told = call(stage, "POST", "/parcels/PNONE/number", {"believe": True})
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_PARCEL")
