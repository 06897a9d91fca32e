"""The after-sales desk over HTTP: the queue and the card."""

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.people import Role
from hedan.domain.stops import Stop
from hedan.settings import StoreSettings
from tests.domain.builders import NOW, hours, make_after_sale, make_order, order_key
from tests.staff.calls import Shop
from tests.staff.desk import CASE, DESK, ORDER, REQUEST, desk_shop, refused, rows
from tests.staff.test_orders import stored


@pytest.fixture
def shop() -> Shop:
    """A refund of one line of a parcel that its supplier already has: a stop is open."""
    return desk_shop()


# --- The queue ----------------------------------------------------------------------------------


def waiting() -> Shop:
    """Cases of two stores; one has no time, one is over, one is a complaint."""
    shop = Shop(settings=DESK)
    times = {"71": hours(9), "72": None, "73": hours(-1), "74": hours(2)}
    for name, left in times.items():
        due = NOW + left if left else None
        stored(shop, make_after_sale(after_sale_id=name, answer_by=due))
    other = make_after_sale(
        AfterSaleStatus.AGREED,
        AfterSaleKind.RETURN,
        order=order_key(store="tea-shop"),
        after_sale_id="75",
        answer_by=NOW + hours(1),
    )
    stored(shop, other)
    stored(shop, make_order())
    complaint = {
        "kind": "complaint",
        "title": "a crack in the cup",
        "answer_by": (NOW + hours(3)).isoformat(),
        "request": REQUEST,
    }
    assert shop.call("POST", f"/orders/{order_key()}/complaints", complaint).status == 200
    return shop


def test_the_queue_is_one_over_all_stores_by_the_time_that_is_left() -> None:
    shop = waiting()
    told = shop.call("GET", "/cases", roles=(Role.WAREHOUSE,))
    complaint = next(name for name in rows(told) if name.startswith("K"))
    assert rows(told) == ["73", "75", "74", complaint, "71", "72"]
    first, second = told.body["cases"][:2]
    assert (first["left_seconds"], first["waits"][0]["message"]) == (-3600, "our answer")
    assert (first["refund_minor"], first["currency"]) == (5990, "CNY")
    assert (second["store"], [one["code"] for one in second["waits"]]) == ("tea-shop", ["goods"])
    assert told.body["cases"][3]["reason"] == "a crack in the cup"
    assert told.body["cases"][5]["left_seconds"] is None
    page = shop.call("GET", "/cases?limit=2")
    assert (rows(page), page.body["has_more"]) == (["73", "75"], True)
    assert not told.body["has_more"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("store=tea-shop", ["75"]),
        ("kind=return", ["75"]),
        ("kind=complaint", ["K"]),
        ("kind=after_sale&store=cup-shop", ["73", "74", "71", "72"]),
        ("kind=dispute", []),
    ],
)
def test_the_queue_of_a_store_or_a_kind(query: str, found: list[str]) -> None:
    told = rows(waiting().call("GET", f"/cases?{query}"))
    assert [name[0] if name[0] == "K" else name for name in told] == found


def test_the_queue_costs_the_same_reads_however_many_cases_it_shows() -> None:
    shop = waiting()
    seen: list[str] = []
    shop.desk.gate = seen.append  # type: ignore[attr-defined]
    shop.call("GET", "/cases")
    assert seen == [
        "before cases.open_cases",
        "before desk.after_sales",
        "before cases.cases",
        "before desk.orders",
        "before desk.lines",
    ]


# --- The card -----------------------------------------------------------------------------------


def test_the_card_has_goods_parcel_stop_policy_money_and_three_steps(shop: Shop) -> None:
    told = shop.call("GET", CASE, headers={"accept-language": "zh"})
    assert told.status == 200, told.body
    card = told.body
    assert [line["asked"] for line in card["lines"]] == [1]
    assert card["lines"][0]["state"] == "stopping"
    (stop,) = shop.desk.all(Stop)  # type: ignore[attr-defined]
    assert [one["stop"] for one in card["stops"]] == [stop.stop_id]
    assert card["parcels"][0]["parcel"] == stop.parcel_id
    assert card["policy"]["message"] == "符合：七天无理由。退回运费由买家付"
    money = card["money"]
    assert (money["paid_minor"], money["order_paid_minor"]) == (5990, 11_980)
    assert [one["code"] for one in card["waits"]] == ["stop", "answer"]
    assert [one["code"] for one in card["next"]] == ["phone", "offer", "ask_reason"]
    assert card["next"][0]["route"] == f"POST /calls/{stop.supplier}/{stop.stop_id}"
    assert card["next"][0]["message"] == "打电话给供应商：包裹截住了吗？"


def test_a_case_of_an_order_that_nobody_knows_yet_has_a_card_too() -> None:
    shop = Shop(settings=DESK)
    stored(shop, make_after_sale(after_sale_id="71"))
    told = shop.call("GET", f"/orders/{order_key()}/cases/71")
    assert (told.status, told.body["order"], told.body["goods"]["code"]) == (200, None, "unknown")
    assert told.body["policy"]["message"] == "no policy is for it: a person decides"


def test_of_a_case_that_does_not_exist_nothing_is_shown_or_kept(shop: Shop) -> None:
    nowhere = f"/orders/{ORDER}/cases/78"
    refused(shop.call("GET", nowhere), 404, "NO_SUCH_CASE")
    note = {"text": "a", "request": REQUEST}
    refused(shop.call("POST", f"{nowhere}/notes", note), 404, "NO_SUCH_CASE")
    refused(shop.call("POST", f"{nowhere}/photos", {"request": REQUEST}), 404, "NO_SUCH_CASE")


def test_a_store_without_an_api_is_answered_on_its_own_pages(shop: Shop) -> None:
    filed = StoreSettings(id="cup-shop", platform="doudian", name="杯店", shop_id="1")
    shop.settings = DESK.but(stores=(filed,))
    stored(shop, make_after_sale(after_sale_id="78", order=order_key("1"), lines=()))
    steps = shop.call("GET", f"/orders/{ORDER}/cases/78").body["next"]
    assert (steps[0]["code"], steps[0]["route"]) == ("agree_there", "")
