"""Parcels over HTTP: how one is packed, the parts of an order, what was on the shelf."""

import pytest

from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import Parcel
from hedan.domain.people import Role
from hedan.settings import PackageSettings, SkuSettings
from tests.domain.builders import order_key
from tests.simulation.world import SETTINGS
from tests.staff.calls import Answer, Shop
from tests.usecases.stage import SUPPLIER, Stage

ORDER = str(order_key("1"))
PACKED = SETTINGS.but(
    skus=tuple(
        SkuSettings(sku=sku, name=sku, supplier=SUPPLIER, weight_grams=100, volume_ml=400)
        for sku in ("CUP", "MUG")
    ),
    packages=(PackageSettings(code="bag", name="气泡袋", cost_minor=30, volume_ml=1000),),
)


@pytest.fixture
def stage() -> Stage:
    """One order of two lines, in a workbook."""
    stage = Stage()
    stage.stock_in(9)
    stage.place("CUP", "MUG")
    stage.make_ready("1")
    stage.plan()
    stage.claim()
    stage.write()
    return stage


def shop_of(stage: Stage) -> Shop:
    return Shop(desk=stage.desk, settings=PACKED, now=stage.now)


def parcel(stage: Stage) -> Parcel:
    return next(iter(stage.desk.all(Parcel)))


def pick(
    stage: Stage, *found: tuple[str, int], role: str = Role.WAREHOUSE, **more: object
) -> Answer:
    body = {
        "found": [{"order": ORDER, "line_id": line, "found": units} for line, units in found],
        "parcel_version": parcel(stage).version,
    }
    path = f"/parcels/{parcel(stage).parcel_id}/picks"
    return shop_of(stage).call("POST", path, body | more, roles=(role,))


def test_a_parcel_tells_its_package_what_it_costs_and_what_stays_empty(stage: Stage) -> None:
    told = shop_of(stage).call("GET", f"/parcels/{parcel(stage).parcel_id}")
    assert told.status == 200
    assert told.body["orders"] == [ORDER]
    assert told.body["packing"] == {
        "package": "bag",
        "inserts": [],
        "cost_minor": 30,
        "weight_grams": 200,
        "volume_ml": 800,
        "waste_ml": 200,
    }


def test_a_parcel_that_nobody_knows(stage: Stage) -> None:
    shop = shop_of(stage)
    told = shop.call("GET", "/parcels/P1")
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_PARCEL")
    told = shop.call("POST", "/parcels/P1/picks", {"found": [], "parcel_version": 1})
    assert (told.status, told.body["code"]) == (404, "NO_SUCH_PARCEL")


def test_a_pick_is_proposed_and_then_accepted(stage: Stage) -> None:
    proposed = pick(stage, ("11", 0))
    assert (proposed.status, proposed.body["outcome"]) == (200, "split")
    assert proposed.body["goes"] == [f"{ORDER}/12"]
    assert proposed.body["stays"][0]["message"] == "short: 0 found of 1"
    assert proposed.body["left"] == []
    assert stage.line("11").state is LineState.CLAIMED
    accepted = pick(stage, ("11", 0), accept=True)
    assert accepted.body["left"] == [f"{ORDER}/11"]
    assert stage.line("11").state is LineState.NEW


@pytest.mark.parametrize(
    "found", [(("11", 9),), (("99", 1),), (("11", 1), ("11", 0))], ids=["more", "other", "twice"]
)
def test_what_does_not_fit_the_parcel_is_refused(
    stage: Stage, found: tuple[tuple[str, int], ...]
) -> None:
    told = pick(stage, *found, accept=True)
    assert (told.status, told.body["code"]) == (422, "PICK_REFUSED")
    assert stage.line("11").state is LineState.CLAIMED


def test_who_looked_too_early_or_comes_too_late_is_told(stage: Stage) -> None:
    told = pick(stage, ("11", 0), parcel_version=parcel(stage).version + 1)
    assert (told.status, told.body["code"]) == (409, "OVERTAKEN")
    stage.number()
    told = pick(stage, ("11", 0))
    assert (told.status, told.body["code"]) == (409, "PICK_TOO_LATE")


def test_who_only_reads_picks_nothing(stage: Stage) -> None:
    assert pick(stage, ("11", 0), role=Role.READ_ONLY).status == 403


def test_pn25_an_order_shows_its_parts_and_whether_the_last_has_left(stage: Stage) -> None:
    pick(stage, ("11", 0), accept=True)
    stage.number()
    stage.upload()
    told = shop_of(stage).call("GET", f"/orders/{ORDER}").body
    assert [(one["part"], one["lines"], one["state"]) for one in told["parts"]] == [
        ("1/2", ["12"], "shipped"),
        ("2/2", ["11"], "rest"),
    ]
    assert told["parts"][1]["message"] == "not planned yet"
    assert (told["is_part_shipped"], told["is_complete"]) == (True, False)
    stage.later()
    stage.platform.change_order("1", stage.now, status=OrderStatus.PART_SHIPPED)
    stage.refund("11")
    told = shop_of(stage).call("GET", f"/orders/{ORDER}").body
    assert (told["is_part_shipped"], told["is_complete"]) == (False, True)
