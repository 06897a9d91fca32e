"""The simulated malls: the contract's calls, the four shapes, refunds, shipping."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from infra.local.mall import MallPlatform, RefundStatus, Shape, Status, example_number
from infra.local.simulated.clock import SetClock
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.web import DirectPool

TOKEN, MALL = "mall-token", "mall-1"
START = datetime(2026, 10, 1, 2, 1, 50, 123_000, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 2, 3950, 550, "250g")
CUP = Goods("CUP-B-W", "示例茶杯", 1, 5900, 400)
ZHANG = Person("u981", "张三", "13912341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
SF1, SF2 = example_number("SF", 1), example_number("SF", 2)


class Caller:
    """A bare caller of one merchant."""

    def __init__(self, platform: MallPlatform, merchant: str = "M42", token: str = TOKEN) -> None:
        self.pool, self.base = DirectPool(platform.handle), platform.base_url
        self.merchant, self.headers = merchant, {"Authorization": f"Bearer {token}"}
        self.status, self.count = 0, 0

    def send(self, method: str, path: str, body: Any = None, *, key: str = "", **query: str) -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        url = f"{self.base}/{path}?{urlencode({'merchant_id': self.merchant, **query})}"
        payload = json.dumps(body).encode() if body is not None else None
        answer = self.pool.urlopen(method, url, payload, headers)
        self.status, self.answer = answer.status, answer
        return json.loads(answer.data) if answer.data else None

    def get(self, path: str, **query: str) -> Any:
        return self.send("GET", path, **query)

    def code(self, method: str, path: str, body: Any = None, **how: str) -> str:
        return str(self.send(method, path, body, **how)["error"]["code"])

    def ids(self, since: datetime, until: datetime, **query: str) -> list[str]:
        found = self.get("orders", since=since.isoformat(), until=until.isoformat(), **query)
        return [row["order_id"] for row in found["orders"]]

    def ship(self, order_id: str, pieces: dict[str, int], number: str = SF1, **how: Any) -> Any:
        self.count += 1
        body = {
            "carrier_code": how.get("carrier", "SF"),
            "tracking_no": number,
            "lines": [{"line_id": key, "quantity": count} for key, count in pieces.items()],
            "merged_with": how.get("merged_with", []),
        }
        key = how.get("key", f"K{self.count}")
        return self.send("POST", f"orders/{order_id}/shipments", body, key=key)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


def opened(clock: SetClock, shape: Shape, **how: Any) -> MallPlatform:
    platform = MallPlatform(seed=1, clock=clock, **how)
    platform.register_app(MALL, TOKEN, shape=shape)
    platform.register_shop("M42", "Tea House", app_key=MALL)
    platform.register_shop("M7", "Cup House", app_key=MALL)
    return platform


@pytest.fixture
def platform(clock: SetClock) -> Iterator[MallPlatform]:
    platform = opened(clock, Shape.GROUP_CHILD)
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: MallPlatform) -> Caller:
    return Caller(platform)


def place(platform: MallPlatform, *goods: Goods) -> str:
    return platform.place_order("M42", goods or (TEA,), ZHANG, paid_at=platform.now())


def purchase(platform: MallPlatform, **how: Any) -> dict[str, str]:
    parts = {"M42": [TEA], "M7": [CUP]}
    return platform.place_purchase(parts, ZHANG, paid_at=platform.now(), remark="请发顺丰", **how)


def lines_of(caller: Caller, order_id: str) -> dict[str, int]:
    lines = caller.get(f"orders/{order_id}")["lines"]
    return {line["line_id"]: line["quantity"] for line in lines}


# --- access -------------------------------------------------------------------------------


def test_a_token_opens_its_merchants_and_no_others(platform: MallPlatform) -> None:
    platform.register_app("mall-2", "other-token")
    platform.register_shop("M9", "Elsewhere", app_key="mall-2")
    assert Caller(platform, token="wrong").code("GET", "orders/P1") == "token-unknown"
    assert Caller(platform, "M9").code("GET", "orders/P1") == "permission-missing"
    platform.revoke_token(MALL)
    caller = Caller(platform)
    assert caller.code("GET", "orders/P1") == "token-revoked"
    assert caller.status == 401


def test_another_merchants_order_is_not_shown(platform: MallPlatform, caller: Caller) -> None:
    orders = purchase(platform)
    assert caller.code("GET", f"orders/{orders['M7']}") == "other-merchant"
    assert caller.code("GET", "orders/P0") == "order-unknown"


def test_an_order_is_in_minor_units_and_masked(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform, TEA, CUP)
    shown = caller.get(f"orders/{order_id}")
    assert shown["amounts"]["paid"] == 7350 + 5500
    assert shown["amounts"]["paid"] == sum(line["paid"] for line in shown["lines"])
    assert shown["updated_at"].endswith("+08:00")
    assert shown["paid_at"] == "2026-10-01T10:01:50.123+08:00"
    assert shown["receiver"]["fingerprint"].startswith("rcv_")
    assert "13912341234" not in json.dumps(shown)


# --- lists --------------------------------------------------------------------------------


def test_lists_are_complete_up_to_ten_seconds_ago(
    platform: MallPlatform, caller: Caller, clock: SetClock
) -> None:
    order_id = place(platform)
    hour = timedelta(hours=1)
    assert caller.ids(START - hour, START + hour) == []
    clock.advance(timedelta(seconds=11))
    assert caller.ids(START - hour, START + hour) == [order_id]


def test_both_ends_of_a_window_are_in_it(
    platform: MallPlatform, caller: Caller, clock: SetClock
) -> None:
    order_id = place(platform)
    clock.advance(timedelta(minutes=1))
    updated = datetime.fromisoformat(caller.get(f"orders/{order_id}")["updated_at"])
    assert caller.ids(updated, updated) == [order_id]
    assert caller.ids(START, START, by="created") == [order_id]
    after = updated + timedelta(milliseconds=1)
    assert caller.ids(after, after) == []


@pytest.mark.parametrize(
    ("days", "length", "query", "code"),
    [
        (8, 8, {}, "window-too-long"),
        (91, 1, {}, "parameter-invalid"),
        (1, 1, {"size": "101"}, "page-too-large"),
        (1, 1, {"page": "0"}, "parameter-invalid"),
        (1, 1, {"by": "paid"}, "parameter-invalid"),
    ],
)
def test_a_list_has_limits(
    caller: Caller, days: int, length: int, query: dict[str, str], code: str
) -> None:
    since = START - timedelta(days=days)
    until = since + timedelta(days=length)
    window = {"since": since.isoformat(), "until": until.isoformat()}
    assert caller.code("GET", "orders", **window, **query) == code


def test_rows_move_up_between_pages(clock: SetClock) -> None:
    def change(operation: str, page: int) -> None:
        if (operation, page) == ("GET orders", 2):
            platform.change_address(orders[0], ZHANG)

    platform = opened(clock, Shape.FLAT, unrest=Unrest(before_page=change))
    orders = [place(platform) for _ in range(4)]
    clock.advance(timedelta(minutes=1))
    caller, until = Caller(platform), START + timedelta(seconds=30)
    assert caller.ids(START, until, size="2", page="1") == orders[:2]
    assert caller.ids(START, until, size="2", page="2") == [orders[3]]  # orders[2] moved up.


def test_versions_and_times_grow_even_while_the_clock_stands(
    platform: MallPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    before = caller.get(f"orders/{order_id}")
    caller.send("POST", f"orders/{order_id}/remark", {"remark": "加急", "flag": 3})
    assert caller.status == 204
    after = caller.get(f"orders/{order_id}")
    assert (after["seller_memo"], after["seller_flag"]) == ("加急", 3)
    assert after["version"] > before["version"]
    assert after["updated_at"] > before["updated_at"]


# --- shapes -------------------------------------------------------------------------------


def test_group_and_children(platform: MallPlatform, caller: Caller) -> None:
    orders = purchase(platform)
    tea = caller.get(f"orders/{orders['M42']}")
    assert tea["sibling_order_ids"] == [orders["M7"]]
    assert (tea["merchant_id"], tea["replaces"]) == ("M42", [])
    assert tea["order_id"] == f"{tea['purchase_id']}-M42"


def test_parent_and_children(clock: SetClock) -> None:
    platform = opened(clock, Shape.PARENT_CHILD)
    orders, caller = purchase(platform), Caller(platform)
    tea = caller.get(f"orders/{orders['M42']}")
    (parent_id,) = tea["replaces"]
    parent = caller.get(f"orders/{parent_id}")
    assert (parent["status"], parent["merchant_id"]) == ("replaced", None)
    assert {one["order_id"] for one in parent["replaced_by"]} == set(orders.values())
    assert caller.ship(parent_id, lines_of(caller, parent_id))["error"]["code"] == "line-unknown"
    own = {line["line_id"]: 1 for line in parent["lines"] if line["merchant_id"] == "M42"}
    assert caller.ship(parent_id, own)["error"]["code"] == "not-shippable"


def test_a_parent_may_wait_for_its_division(clock: SetClock) -> None:
    platform = opened(clock, Shape.PARENT_CHILD)
    orders, caller = purchase(platform, divided=False), Caller(platform)
    (parent_id,) = set(orders.values())
    assert caller.get(f"orders/{parent_id}")["status"] == "in_review"
    made = platform.divide(parent_id)
    assert caller.get(f"orders/{made['M42']}")["status"] == "paid"
    again = platform.divide_again(made["M42"])
    assert caller.get(f"orders/{made['M42']}")["replaced_by"][0]["order_id"] == again
    assert caller.get(f"orders/{again}")["replaces"] == [made["M42"]]


def test_flat_orders_share_a_payment(clock: SetClock) -> None:
    platform = opened(clock, Shape.FLAT)
    orders = purchase(platform)
    tea = Caller(platform).get(f"orders/{orders['M42']}")
    cup = Caller(platform, "M7").get(f"orders/{orders['M7']}")
    assert tea["purchase_id"] == cup["purchase_id"] not in {*orders.values()}


def test_merchants_on_the_lines_share_an_order(clock: SetClock) -> None:
    platform = opened(clock, Shape.MERCHANT_ON_LINE)
    orders, caller = purchase(platform), Caller(platform)
    (order_id,) = set(orders.values())
    shown = caller.get(f"orders/{order_id}")
    assert shown["merchant_id"] is None
    by_merchant = {line["merchant_id"]: line["line_id"] for line in shown["lines"]}
    assert set(by_merchant) == {"M42", "M7"}
    assert caller.ship(order_id, {by_merchant["M7"]: 1})["error"]["code"] == "line-unknown"
    caller.ship(order_id, {by_merchant["M42"]: 2})
    shown = caller.get(f"orders/{order_id}")
    assert shown["status"] == "partly_shipped"
    assert {line["merchant_id"]: line["status"] for line in shown["lines"]} == {
        "M42": "shipped",
        "M7": "paid",
    }
    platform.request_refund(order_id, "M7")
    platform.agree_refund(order_id)
    assert Caller(platform, "M7").get(f"orders/{order_id}")["status"] == "shipped"


# --- shipping -----------------------------------------------------------------------------


def test_parts_of_quantities_travel(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform, TEA, CUP)
    tea, cup = lines_of(caller, order_id)
    assert caller.ship(order_id, {tea: 1}, SF1)["order_status"] == "partly_shipped"
    assert caller.ship(order_id, {tea: 2})["error"]["code"] == "quantity-exceeded"
    assert caller.ship(order_id, {tea: 1, cup: 1}, SF2)["order_status"] == "shipped"
    assert caller.ship(order_id, {tea: 1})["error"]["code"] == "already-shipped"
    assert platform.numbers(order_id) == (SF1, SF2)


def test_the_same_key_ships_once(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    pieces = lines_of(caller, order_id)
    first = caller.ship(order_id, pieces, key="K")
    assert caller.status == 201
    assert caller.ship(order_id, pieces, key="K") == first
    assert caller.status == 200
    assert caller.ship(order_id, pieces, SF2, key="K")["error"]["code"] == "idempotency-conflict"
    assert caller.ship(order_id, pieces, key="")["error"]["code"] == "parameter-invalid"
    assert platform.numbers(order_id) == (SF1,)


@pytest.mark.parametrize(
    ("carrier", "number", "code"),
    [("DHL", SF1, "carrier-unknown"), ("SF", "SF1", "tracking-invalid")],
)
def test_values_are_looked_at(
    platform: MallPlatform, caller: Caller, carrier: str, number: str, code: str
) -> None:
    order_id = place(platform)
    answer = caller.ship(order_id, lines_of(caller, order_id), number, carrier=carrier)
    assert (answer["error"]["code"], caller.status) == (code, 422)


def test_an_open_refund_forbids_shipping(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    pieces = lines_of(caller, order_id)
    platform.request_refund(order_id)
    assert caller.ship(order_id, pieces)["error"]["code"] == "in-after-sale"
    platform.withdraw_refund(order_id)
    assert caller.ship(order_id, pieces)["order_status"] == "shipped"


def test_a_number_is_corrected(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    made = caller.ship(order_id, lines_of(caller, order_id))["shipment_id"]
    other = {"carrier_code": "ZTO", "tracking_no": example_number("ZTO", 5)}
    for _ in range(2):
        changed = caller.send("PUT", f"orders/{order_id}/shipments/{made}", other)
        assert changed == {"shipment_id": made, "order_status": "shipped"}
    assert platform.numbers(order_id) == (example_number("ZTO", 5),)
    assert caller.code("PUT", f"orders/{order_id}/shipments/S99", other) == "shipment-unknown"
    steps = caller.get(f"orders/{order_id}/tracking", **other)["steps"]
    assert len(steps) == 1
    gone = {"carrier_code": "SF", "tracking_no": SF1}
    assert caller.code("GET", f"orders/{order_id}/tracking", **gone) == "shipment-unknown"


def test_merging_different_receivers_is_noted(platform: MallPlatform, caller: Caller) -> None:
    first, second = place(platform), place(platform)
    caller.ship(first, lines_of(caller, first), merged_with=[second])
    assert platform.violations == []
    moved = Person("u982", "李四", "13900001111", "浙江省", "杭州市", "西湖区", "别处")
    other = platform.place_order("M42", [TEA], moved, paid_at=START)
    caller.ship(second, lines_of(caller, second), merged_with=[other])
    assert len(platform.violations) == 1


# --- refunds, stock -----------------------------------------------------------------------


def test_a_refund_before_shipping_cancels(
    platform: MallPlatform, caller: Caller, clock: SetClock
) -> None:
    order_id = place(platform)
    refund_id = platform.request_refund(order_id)
    shown = caller.get(f"refunds/{refund_id}")
    assert (shown["status"], shown["phase"], shown["amount"]) == (
        "requested",
        "before_shipping",
        7350,
    )
    assert caller.get(f"orders/{order_id}")["lines"][0]["refund_status"] == "requested"
    platform.agree_refund(order_id)
    assert platform.order(order_id).status is Status.CANCELLED
    assert platform.refund(refund_id).status is RefundStatus.SUCCEEDED
    clock.advance(timedelta(minutes=1))
    window = {"since": START.isoformat(), "until": clock().isoformat()}
    listed = caller.get("refunds", **window)
    assert [(row["refund_id"], row["order_id"]) for row in listed["refunds"]] == [
        (refund_id, order_id)
    ]
    assert Caller(platform, "M7").code("GET", f"refunds/{refund_id}") == "other-merchant"
    assert Caller(platform, "M7").get("refunds", **window)["total"] == 0


def test_a_refund_after_shipping_leaves_the_parcel(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    caller.ship(order_id, lines_of(caller, order_id))
    refund_id = platform.request_refund(order_id)
    assert caller.get(f"refunds/{refund_id}")["phase"] == "after_shipping"
    platform.agree_refund(order_id)
    shown = caller.get(f"orders/{order_id}")
    assert (shown["status"], shown["amounts"]["refunded"]) == ("shipped", 7350)


def test_a_refund_leaves_the_siblings_alone(platform: MallPlatform) -> None:
    orders = purchase(platform)
    platform.request_refund(orders["M42"])
    platform.agree_refund(orders["M42"])
    assert platform.order(orders["M7"]).status is Status.PAID


def test_a_stop_is_answered_once(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    path = f"refunds/{platform.request_refund(order_id)}/stop-answer"
    answer = {"order_id": order_id, "stopped": True, "refund_amount": 7350, "reason": ""}
    for at in ("2026-10-01T02:31:00Z", "2026-10-01T02:32:00Z"):
        caller.send("POST", path, {**answer, "at": at})
        assert caller.status == 204
    changed = {**answer, "stopped": False, "reason": "already_shipped"}
    assert caller.code("POST", path, changed) == "answered-otherwise"


def test_a_refund_is_answered_once_and_a_parcel_asked_back(
    platform: MallPlatform, caller: Caller
) -> None:
    order_id = place(platform)
    refund_id = platform.request_refund(order_id)
    parcel = {"order_id": order_id, "carrier_code": "SF", "tracking_no": SF1}
    for _ in range(2):
        caller.send("POST", f"refunds/{refund_id}/intercepts", parcel)
        assert caller.status == 204
    assert platform.refund(refund_id).intercepts == [SF1]
    yes = {"order_id": order_id, "agree": True, "amount": 7350}
    path = f"refunds/{refund_id}/answer"
    assert caller.code("POST", path, yes | {"amount": 1}) == "parameter-invalid"
    for _ in range(2):
        caller.send("POST", path, yes)
        assert caller.status == 204
    assert platform.refund(refund_id).status is RefundStatus.SUCCEEDED
    assert caller.code("POST", path, yes | {"agree": False}) == "answered-otherwise"
    over = caller.code("POST", f"refunds/{refund_id}/intercepts", parcel)
    assert over == "not-interceptable"


def test_stock_and_carriers(platform: MallPlatform, caller: Caller) -> None:
    order_id = place(platform)
    line = caller.get(f"orders/{order_id}")["lines"][0]
    known = {"product_id": line["product_id"], "variant_id": line["variant_id"], "quantity": 12}
    refused = caller.send("POST", "stock", {"levels": [{**known, "product_id": "1"}, known]})
    assert [one["index"] for one in refused["refused"]] == [0]
    assert "SF" in {one["code"] for one in caller.get("carriers")["carriers"]}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Outage.UNAVAILABLE, 503),
        (Outage.THROTTLED, 429),
        (Outage.TOKEN_REFUSED, 401),
        (Outage.ACCESS_ENDED, 401),
    ],
)
def test_an_outage_is_worded_by_the_contract(
    platform: MallPlatform, caller: Caller, kind: Outage, status: int
) -> None:
    order_id = place(platform)
    platform.outage(kind, calls=1, method="GET orders/{id}")
    assert "error" in caller.get(f"orders/{order_id}")
    assert caller.status == status
    assert caller.get(f"orders/{order_id}")["order_id"] == order_id


# --- virtual goods --------------------------------------------------------------------------------


def test_virtual_lines_leave_without_a_number_and_once(
    platform: MallPlatform, caller: Caller
) -> None:
    order_id = place(platform, Goods("CARD-100", "充值卡", 2, 9900, virtual=True), TEA)
    card, tea = caller.get(f"orders/{order_id}")["lines"]
    assert (card["virtual"], tea["virtual"]) == (True, False)
    path, lines = f"orders/{order_id}/shipments", [{"line_id": card["line_id"], "quantity": 2}]
    body = {"virtual": True, "lines": lines}
    tried = {**body, "lines": [{"line_id": tea["line_id"], "quantity": 1}]}
    assert caller.code("POST", path, tried, key="K1") == "parameter-invalid"
    numbered = {**body, "carrier_code": "SF", "tracking_no": "SF1234567890123"}
    assert caller.code("POST", path, numbered, key="K2") == "parameter-invalid"
    assert caller.code("POST", path, {"lines": lines}, key="K3") == "carrier-unknown"
    for _ in range(2):
        told = caller.send("POST", path, body, key="K4")
        assert told == {"shipment_id": "S1", "order_status": "partly_shipped"}
    assert caller.code("POST", path, body, key="K5") == "already-shipped"
    (shipment,) = caller.get(f"orders/{order_id}")["shipments"]
    assert (shipment["carrier_code"], shipment["tracking_no"]) == ("", "")
