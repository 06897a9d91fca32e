"""The simulated WooCommerce sites: REST, webhooks that switch off, Dokan's and WCFM's vendors."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from infra.local.simulated.clock import SetClock
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.web import DirectPool, WebRequest
from infra.local.woocommerce import Status, Vendors, WoocommercePlatform
from infra.local.woocommerce.signing import push_sign

KEY, SECRET, HOOK_SECRET = "ck_demo", "cs_demo", "wc_secret_123"
START = datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, 550, "250g")
CUP = Goods("CUP-B-W", "示例茶杯", 3, 2000, 500)
ZHANG = Person("u981", "张三", "13912341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
URL = "https://hedan.example/callbacks/woocommerce/tea"


class Caller:
    """A bare caller through the same door as urllib3's pool."""

    def __init__(self, platform: WoocommercePlatform, pair: str = f"{KEY}:{SECRET}") -> None:
        self.pool = DirectPool(platform.handle)
        self.base = platform.base_url
        self.headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        root = "/wp-json/wc-shipment-tracking/v3/" if "shipment-tr" in path else "/wp-json/wc/v3/"
        url = f"{self.base}{root}{path}" + (f"?{urlencode(query)}" if query else "")
        payload = json.dumps(body).encode() if body is not None else None
        self.answer = self.pool.urlopen(method, url, payload, self.headers)
        return json.loads(self.answer.data)

    def get(self, path: str, **query: Any) -> Any:
        return self.send("GET", path, **query)

    def ids(self, **query: Any) -> list[str]:
        return [str(order["id"]) for order in self.get("orders", **query)]


class Sink:
    """Stands for a callback door."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.requests: list[WebRequest] = []

    def __call__(self, request: WebRequest) -> int:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else 200

    @property
    def told(self) -> list[tuple[str, int]]:
        return [
            (one.headers["x-wc-webhook-topic"], json.loads(one.body)["id"])
            for one in self.requests
            if "x-wc-webhook-topic" in one.headers
        ]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


def opened(clock: SetClock, vendors: Vendors, **how: Any) -> WoocommercePlatform:
    platform = WoocommercePlatform(seed=1, clock=clock, **how)
    platform.register_app(KEY, SECRET, vendors=vendors)
    for shop_id in ("42", "7"):
        url = URL if shop_id == "42" else None
        platform.register_shop(
            shop_id, "Shop", app_key=KEY, callback_url=url, webhook_secret=HOOK_SECRET
        )
    return platform


@pytest.fixture
def platform(clock: SetClock) -> Iterator[WoocommercePlatform]:
    platform = opened(clock, Vendors.NONE)
    yield platform
    assert platform.crashes == []


@pytest.fixture
def dokan(clock: SetClock) -> Iterator[WoocommercePlatform]:
    platform = opened(clock, Vendors.DOKAN)
    yield platform
    assert platform.crashes == []


def place(platform: WoocommercePlatform, *goods: Goods) -> str:
    return platform.place_order("42", goods or (TEA,), ZHANG, paid_at=platform.now())


def purchase(platform: WoocommercePlatform) -> dict[str, str]:
    return platform.place_purchase(
        {"42": [TEA], "7": [CUP]}, ZHANG, paid_at=platform.now(), remark="请发顺丰"
    )


# --- the door -----------------------------------------------------------------------------


def test_the_signature_agrees_with_the_vector() -> None:
    body = b'{"id":727,"parent_id":0,"status":"processing","currency":"CNY","total":"29.35"}'
    assert push_sign(HOOK_SECRET, body) == "P0kX5P9/wakPsAI13k26P+cUnUFPotLOo4XXV9Wz8V0="
    assert push_sign("a&amp;b", body) == push_sign("a&b", body)


@pytest.mark.parametrize("pair", ["ck_demo:wrong", "ck_other:cs_demo", "", "ck_demo"])
def test_a_wrong_key_opens_nothing(platform: WoocommercePlatform, pair: str) -> None:
    caller = Caller(platform, pair)
    assert caller.get("orders")["code"] == "woocommerce_rest_authentication_error"
    assert caller.answer.status == 401


def test_a_revoked_key_opens_nothing(platform: WoocommercePlatform) -> None:
    platform.revoke_key(KEY)
    assert Caller(platform).get("orders")["data"] == {"status": 401}


def test_an_order_is_text_in_money_and_bare_in_time(platform: WoocommercePlatform) -> None:
    order_id = place(platform, TEA, CUP)
    shown = Caller(platform).get(f"orders/{order_id}")
    assert (shown["total"], shown["discount_total"]) == ("128.50", "10.50")
    assert [line["subtotal"] for line in shown["line_items"]] == ["79.00", "60.00"]
    assert shown["line_items"][1]["price"] == pytest.approx(55 / 3)
    assert shown["date_created"] == "2026-10-01T10:01:50"
    assert shown["date_paid_gmt"] == "2026-10-01T02:01:50"
    assert shown["date_completed"] is None
    assert shown["shipping"]["phone"] == "13912341234"


def test_unknown_orders_and_routes(platform: WoocommercePlatform) -> None:
    caller = Caller(platform)
    assert caller.get("orders/999999")["code"] == "woocommerce_rest_shop_order_invalid_id"
    assert caller.answer.status == 404
    assert caller.get("nothing")["code"] == "rest_no_route"


def test_another_sites_order_is_unknown(platform: WoocommercePlatform) -> None:
    platform.register_app("ck_other", "cs_other")
    order_id = place(platform)
    assert Caller(platform, "ck_other:cs_other").get(f"orders/{order_id}")["data"]["status"] == 404


# --- lists --------------------------------------------------------------------------------


def test_the_ends_of_a_window_are_not_in_it(platform: WoocommercePlatform, clock: SetClock) -> None:
    orders = []
    for _ in range(3):
        orders.append(place(platform))
        clock.advance(timedelta(seconds=1))
    caller = Caller(platform)
    window = {
        "modified_after": "2026-10-01T02:01:50",
        "modified_before": "2026-10-01T02:01:52",
        "dates_are_gmt": "true",
    }
    assert caller.ids(**window) == [orders[1]]
    local = {"modified_after": "2026-10-01T10:01:50", "modified_before": "2026-10-01T10:01:52"}
    assert caller.ids(**local) == [orders[1]]


def test_pages_are_counted_and_limited(platform: WoocommercePlatform) -> None:
    orders = [place(platform) for _ in range(5)]
    caller = Caller(platform)
    assert caller.ids(per_page=2, page=2, orderby="id", order="asc") == orders[2:4]
    assert caller.answer.headers["X-WP-Total"] == "5"
    assert caller.answer.headers["X-WP-TotalPages"] == "3"
    assert caller.get("orders", per_page=101)["code"] == "rest_invalid_param"
    assert caller.ids(per_page=2, page=9) == []


def test_rows_shift_between_pages(clock: SetClock) -> None:
    """A change moves an order to the end; the one behind it slips to the page already read."""

    def change(operation: str, page: int) -> None:
        if (operation, page) == ("GET orders", 2):
            clock.advance(timedelta(seconds=1))
            platform.change_address(orders[0], ZHANG)

    platform = opened(clock, Vendors.NONE, unrest=Unrest(before_page=change))
    orders = [place(platform) for _ in range(4)]
    caller = Caller(platform)
    query = {"orderby": "modified", "order": "asc", "per_page": 2}
    assert caller.ids(**query, page=1) == orders[:2]
    assert caller.ids(**query, page=2) == [orders[3], orders[0]]


def test_the_trash_is_not_in_the_list(platform: WoocommercePlatform) -> None:
    order_id, caller = place(platform), Caller(platform)
    platform.trash(order_id)
    assert caller.ids() == []
    assert caller.get(f"orders/{order_id}")["status"] == "trash"
    platform.restore(order_id)
    assert caller.get(f"orders/{order_id}")["status"] == "processing"


# --- shipping, refunds, stock -------------------------------------------------------------


def test_a_number_stands_in_a_note(platform: WoocommercePlatform) -> None:
    order_id, caller = place(platform), Caller(platform)
    note = {"note": "Shipped on 2026-10-01 with 顺丰 SF1234567890123", "customer_note": True}
    caller.send("POST", f"orders/{order_id}/notes", note)
    assert caller.answer.status == 201
    assert (
        caller.send("PUT", f"orders/{order_id}", {"status": "completed"})["status"] == "completed"
    )
    assert platform.numbers(order_id) == ("SF1234567890123",)
    assert platform.violations == []


def test_the_extension_keeps_numbers(clock: SetClock) -> None:
    platform = WoocommercePlatform(clock=clock)
    platform.register_app(KEY, SECRET, tracking_extension=True)
    platform.register_shop("42", "Shop", app_key=KEY)
    order_id, caller = place(platform), Caller(platform)
    path = f"orders/{order_id}/shipment-trackings"
    tracking = {"tracking_provider": "SF", "tracking_number": "SF1234567890123"}
    kept = caller.send("POST", path, tracking)
    assert platform.numbers(order_id) == ("SF1234567890123",)
    caller.send("DELETE", f"{path}/{kept['tracking_id']}")
    assert platform.numbers(order_id) == ()


def test_without_the_extension_there_is_no_such_route(platform: WoocommercePlatform) -> None:
    order_id = place(platform)
    assert Caller(platform).get(f"orders/{order_id}/shipment-trackings")["code"] == "rest_no_route"


def test_shipping_what_was_refunded_is_taken_and_noted(platform: WoocommercePlatform) -> None:
    order_id, caller = place(platform), Caller(platform)
    platform.agree_refund(order_id)
    caller.send("PUT", f"orders/{order_id}", {"status": "completed"})
    assert caller.answer.status == 200
    assert len(platform.violations) == 1


def test_a_wish_for_money_is_no_case_and_money_back_is(platform: WoocommercePlatform) -> None:
    order_id, caller = place(platform, TEA, CUP), Caller(platform)
    assert platform.request_refund(order_id) == ""
    assert caller.get(f"orders/{order_id}")["refunds"] == []
    cup = caller.get(f"orders/{order_id}")["line_items"][1]["id"]
    platform.refund(order_id, {cup: 1})
    shown = caller.get(f"orders/{order_id}")
    assert (shown["status"], shown["refunds"][0]["total"]) == ("processing", "-18.33")
    (refund,) = caller.get(f"orders/{order_id}/refunds")
    assert refund["line_items"][0]["quantity"] == -1
    platform.agree_refund(order_id)
    shown = caller.get(f"orders/{order_id}")
    assert shown["status"] == "refunded"
    assert sum(float(one["total"]) for one in shown["refunds"]) == pytest.approx(-128.50)
    with pytest.raises(ValueError, match="left"):
        platform.refund(order_id, {cup: 1})


def test_stock_is_set_by_product_and_variation(platform: WoocommercePlatform) -> None:
    order_id, caller = place(platform), Caller(platform)
    line = caller.get(f"orders/{order_id}")["line_items"][0]
    product, variation = line["product_id"], line["variation_id"]
    level = {"manage_stock": True, "stock_quantity": 9}
    path = f"products/{product}/variations/{variation}"
    assert caller.send("PUT", path, level)["stock_quantity"] == 9
    assert caller.send("PUT", "products/1", level)["code"] == "woocommerce_rest_product_invalid_id"
    (found,) = caller.get("products", sku="TEA-A-250G")
    assert (found["id"], found["parent_id"]) == (variation, product)


# --- webhooks -----------------------------------------------------------------------------


def test_an_unsigned_ping_comes_first(platform: WoocommercePlatform) -> None:
    sink = Sink()
    assert platform.deliver(sink) == 4
    first = sink.requests[0]
    assert first.headers["content-type"] == "application/x-www-form-urlencoded"
    assert first.body.startswith(b"webhook_id=")
    assert "x-wc-webhook-signature" not in first.headers


def test_a_refused_ping_leaves_the_webhook_switched_off(platform: WoocommercePlatform) -> None:
    platform.deliver(Sink(401, 401, 401, 401))
    place(platform)
    assert platform.deliver(Sink()) == 0
    assert {hook["status"] for hook in Caller(platform).get("webhooks")} == {"disabled"}


def test_a_webhook_shows_the_order_as_it_is_now(platform: WoocommercePlatform) -> None:
    platform.deliver(Sink())
    order_id, sink = place(platform), Sink()
    platform.agree_refund(order_id)
    platform.deliver(sink)
    assert sink.told == [("order.created", int(order_id))] + [("order.updated", int(order_id))] * 2
    assert {json.loads(one.body)["status"] for one in sink.requests} == {"refunded"}
    last = sink.requests[-1]
    assert last.headers["x-wc-webhook-signature"] == push_sign(HOOK_SECRET, last.body)
    assert last.path == urlsplit(URL).path


def test_nothing_is_sent_again_and_six_failures_switch_off(platform: WoocommercePlatform) -> None:
    platform.deliver(Sink())
    order_id = place(platform)
    for _ in range(4):
        platform.change_address(order_id, ZHANG)
    assert platform.deliver(Sink(*[500] * 6)) == 6
    assert platform.deliver(Sink()) == 0
    caller = Caller(platform)
    by_topic = {hook["topic"]: hook for hook in caller.get("webhooks")}
    assert by_topic["order.updated"]["status"] == "active"
    platform.change_address(order_id, ZHANG)
    platform.deliver(Sink(500))
    off = caller.get(f"webhooks/{by_topic['order.updated']['id']}")
    assert off["status"] == "disabled"
    caller.send("PUT", f"webhooks/{off['id']}", {"status": "active"})
    platform.change_address(order_id, ZHANG)
    assert platform.deliver(Sink(302)) == 1


def test_a_deleted_order_is_only_its_id(platform: WoocommercePlatform) -> None:
    platform.deliver(Sink())
    order_id = place(platform)
    platform.deliver(Sink())
    platform.trash(order_id)
    sink = Sink()
    platform.deliver(sink)
    assert json.loads(sink.requests[0].body) == {"id": int(order_id)}


# --- vendors ------------------------------------------------------------------------------


def test_several_vendors_make_a_parent_and_children(dokan: WoocommercePlatform) -> None:
    orders, caller = purchase(dokan), Caller(dokan)
    tea, cup = (caller.get(f"orders/{orders[shop]}") for shop in ("42", "7"))
    parent = caller.get(f"orders/{tea['parent_id']}")
    assert cup["parent_id"] == parent["id"]
    assert {entry["key"]: entry["value"] for entry in parent["meta_data"]}["has_sub_order"] == "1"
    assert tea["meta_data"][0]["value"] == "42"
    assert float(tea["total"]) + float(cup["total"]) == float(parent["total"])
    items = {line["id"] for line in parent["line_items"]}
    assert int(tea["line_items"][0]["meta_data"][0]["value"]) in items
    assert caller.ids(parent=parent["id"], orderby="id", order="asc") == [orders["42"], orders["7"]]


def test_one_vendor_makes_no_child(dokan: WoocommercePlatform) -> None:
    order_id = place(dokan)
    shown = Caller(dokan).get(f"orders/{order_id}")
    assert shown["parent_id"] == 0
    assert [entry["key"] for entry in shown["meta_data"]] == ["_dokan_vendor_id"]


def test_parents_and_children_both_speak(dokan: WoocommercePlatform) -> None:
    dokan.deliver(Sink())
    orders, sink = purchase(dokan), Sink()
    dokan.deliver(sink)
    parent = dokan.order(orders["42"]).parent_id
    created = {number for topic, number in sink.told if topic == "order.created"}
    assert created == {parent, int(orders["42"]), int(orders["7"])}


def test_a_parents_status_cascades_along_the_list(dokan: WoocommercePlatform) -> None:
    orders = purchase(dokan)
    parent = str(dokan.order(orders["42"]).parent_id)
    dokan.set_status(parent, Status.ON_HOLD)
    assert dokan.order(orders["42"]).status is Status.PROCESSING
    dokan.set_status(orders["7"], Status.REFUNDED)
    dokan.set_status(parent, Status.CANCELLED)
    assert dokan.order(orders["42"]).status is Status.CANCELLED
    assert dokan.order(orders["7"]).status is Status.REFUNDED


def test_a_parent_is_done_when_all_children_are(dokan: WoocommercePlatform) -> None:
    orders, caller = purchase(dokan), Caller(dokan)
    parent = str(dokan.order(orders["42"]).parent_id)
    caller.send("PUT", f"orders/{orders['42']}", {"status": "completed"})
    assert dokan.order(parent).status is Status.PROCESSING
    caller.send("PUT", f"orders/{orders['7']}", {"status": "completed"})
    assert dokan.order(parent).status is Status.COMPLETED
    assert dokan.violations == []


def test_a_forced_division_gives_new_ids(dokan: WoocommercePlatform) -> None:
    dokan.deliver(Sink())
    orders = purchase(dokan)
    dokan.deliver(Sink())
    parent = str(dokan.order(orders["42"]).parent_id)
    again, sink = dokan.divide_again(parent), Sink()
    assert set(again) == {"42", "7"}
    assert not set(again.values()) & set(orders.values())
    assert Caller(dokan).get(f"orders/{orders['42']}")["data"]["status"] == 404
    dokan.deliver(sink)
    assert {number for topic, number in sink.told if topic == "order.deleted"} == {
        int(number) for number in orders.values()
    }


def test_completing_a_parent_is_noted(dokan: WoocommercePlatform) -> None:
    parent = dokan.order(purchase(dokan)["42"]).parent_id
    Caller(dokan).send("PUT", f"orders/{parent}", {"status": "completed"})
    assert len(dokan.violations) == 1


def test_with_wcfm_the_vendor_stands_on_the_line(clock: SetClock) -> None:
    platform = opened(clock, Vendors.WCFM)
    orders = purchase(platform)
    assert orders["42"] == orders["7"]
    lines = Caller(platform).get(f"orders/{orders['42']}")["line_items"]
    assert [line["meta_data"][0]["value"] for line in lines] == ["42", "7"]


# --- outages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Outage.UNAVAILABLE, 503),
        (Outage.THROTTLED, 429),
        (Outage.BAD_GATEWAY, 502),
        (Outage.TOKEN_REFUSED, 401),
        (Outage.ACCESS_ENDED, 401),
    ],
)
def test_an_outage_strikes_one_operation(
    platform: WoocommercePlatform, kind: Outage, status: int
) -> None:
    order_id = place(platform)
    platform.outage(kind, method="GET orders/{id}")

    def ask(path: str) -> int:
        request = WebRequest("GET", f"/wp-json/wc/v3/{path}", {}, Caller(platform).headers, b"")
        lowered = {name.lower(): value for name, value in request.headers.items()}
        return platform.handle(WebRequest("GET", request.path, {}, lowered, b"")).status

    assert ask(f"orders/{order_id}") == status
    assert ask("orders") == 200
    platform.end_outages()
    assert ask(f"orders/{order_id}") == 200
    assert platform.calls[0].struck_by is kind


def test_a_lost_answer_was_served(platform: WoocommercePlatform) -> None:
    order_id = place(platform)
    platform.outage(Outage.LOST_ANSWER, calls=1)
    with pytest.raises(Exception, match="Connection aborted"):
        Caller(platform).send("PUT", f"orders/{order_id}", {"status": "completed"})
    assert platform.order(order_id).status is Status.COMPLETED
