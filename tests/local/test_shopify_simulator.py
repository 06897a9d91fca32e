"""The simulated Shopify shops: cursors, fulfilments, refunds, webhooks that are given up."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from infra.local.shopify import PUSH_POLICY, ShopifyPlatform
from infra.local.shopify.signing import push_sign
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.web import DirectPool, WebRequest

APP, SECRET, SHOP, TOKEN = "client-id", "shpss_test_secret", "tea.myshopify.com", "shpat-demo"
START = datetime(2026, 10, 1, 2, 1, 50, tzinfo=UTC)
TEA = Goods("TEA-A", "Sample tea", 2, 1295, 90, "250g")
CUP = Goods("CUP-B", "Sample cup", 3, 1000, 0)
JON = Person("jon", "Jon Doe", "+15550100", "NY", "New York", "", "1 Main St", "US", "10001")


class Caller:
    """A bare caller."""

    def __init__(self, platform: ShopifyPlatform, token: str = TOKEN) -> None:
        self.pool, self.base = DirectPool(platform.handle), platform.base_url
        self.headers, self.status = {"X-Shopify-Access-Token": token}, 0

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        url = f"{self.base}/admin/api/2026-07/{path}.json?{urlencode(query)}"
        payload = json.dumps(body).encode() if body is not None else None
        self.answer = self.pool.urlopen(method, url, payload, self.headers)
        self.status = self.answer.status
        return json.loads(self.answer.data)

    def get(self, path: str, **query: Any) -> Any:
        return self.send("GET", path, **query)

    def ids(self, **query: Any) -> list[str]:
        return [str(one["id"]) for one in self.get("orders", **query)["orders"]]

    def cursor(self) -> str | None:
        link = self.answer.headers.get("Link", "")
        found = re.search(r"page_info=([^>&]+)>; rel=\"next\"", link)
        return found.group(1) if found else None

    def fulfill(self, order_id: str, pieces: dict[int, int] | None, number: str) -> Any:
        (order,) = self.get(f"orders/{order_id}/fulfillment_orders")["fulfillment_orders"]
        by_line = {one["line_item_id"]: one["id"] for one in order["line_items"]}
        part: dict[str, Any] = {"fulfillment_order_id": order["id"]}
        if pieces:
            part["fulfillment_order_line_items"] = [
                {"id": by_line[line], "quantity": count} for line, count in pieces.items()
            ]
        tracking = {"number": number, "company": "UPS"}
        wanted = {"line_items_by_fulfillment_order": [part], "tracking_info": tracking}
        return self.send("POST", "fulfillments", {"fulfillment": wanted})


class Sink:
    """Stands for a callback door."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.requests: list[WebRequest] = []

    def __call__(self, request: WebRequest) -> int:
        self.requests.append(request)
        return self.answers.pop(0) if self.answers else 200

    @property
    def topics(self) -> list[str]:
        return [one.headers["x-shopify-topic"] for one in self.requests]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[ShopifyPlatform]:
    platform = ShopifyPlatform(seed=1, clock=clock)
    platform.register_app(APP, SECRET)
    platform.register_shop(
        SHOP,
        "Tea",
        app_key=APP,
        access_token=TOKEN,
        callback_url="https://hedan.example/callbacks/shopify/tea",
    )
    yield platform
    assert platform.crashes == []


@pytest.fixture
def caller(platform: ShopifyPlatform) -> Caller:
    return Caller(platform)


def place(platform: ShopifyPlatform, *goods: Goods) -> str:
    return platform.place_order(SHOP, goods or (TEA,), JON, paid_at=platform.now())


def test_the_signature_agrees_with_the_vector() -> None:
    body = b'{"id":820982911946154508,"email":"jon@example.com","total_price":"57.98"}'
    assert push_sign(SECRET, body) == "hPBTYuVb/cf3P7//dTwZvdNDs3QcYPI8jBy+Vqnz9h0="


def test_a_token_opens_its_own_shop(platform: ShopifyPlatform, caller: Caller) -> None:
    order_id = place(platform)
    platform.register_shop("cup.myshopify.com", "Cup", app_key=APP, access_token="shpat-other")
    other = Caller(platform, "shpat-other")
    other.get(f"orders/{order_id}")
    assert other.status == 404
    platform.uninstall(SHOP)
    caller.get(f"orders/{order_id}")
    assert caller.status == 401


def test_an_order_is_text_in_money_with_an_offset_in_time(
    platform: ShopifyPlatform, caller: Caller
) -> None:
    order_id = place(platform, TEA, CUP)
    shown = caller.get(f"orders/{order_id}")["order"]
    assert int(float(shown["id"])) != shown["id"]  # Floating point would lose its last digits.
    assert shown["total_price"] == "55.00"
    assert shown["created_at"] == "2026-09-30T22:01:50-04:00"
    assert (shown["financial_status"], shown["fulfillment_status"]) == ("paid", None)
    assert shown["line_items"][0]["discount_allocations"] == [{"amount": "0.90"}]


def test_a_cursor_leads_through_all_pages_whatever_moves(
    platform: ShopifyPlatform, caller: Caller, clock: SetClock
) -> None:
    orders = []
    for _ in range(5):
        orders.append(place(platform))
        clock.advance(timedelta(seconds=1))
    query = {"status": "any", "limit": 2, "order": "updated_at asc"}
    seen = caller.ids(**query)
    platform.change_address(orders[0], JON)
    while (cursor := caller.cursor()) is not None:
        seen += caller.ids(limit=2, page_info=cursor)
    assert seen == [*orders, orders[0]]
    assert "errors" in caller.get("orders", page_info="x", status="any")
    assert caller.status == 400


def test_cancelled_orders_are_listed_only_when_asked_for(
    platform: ShopifyPlatform, caller: Caller
) -> None:
    kept, gone = place(platform), place(platform)
    platform.agree_refund(gone)
    assert caller.ids() == [kept]
    assert set(caller.ids(status="any")) == {kept, gone}
    assert caller.get("orders/count", status="any")["count"] == 2


def test_windows_include_both_ends(
    platform: ShopifyPlatform, caller: Caller, clock: SetClock
) -> None:
    order_id = place(platform)
    clock.advance(timedelta(seconds=5))
    place(platform)
    window = {"updated_at_min": START.isoformat(), "updated_at_max": START.isoformat()}
    assert caller.ids(status="any", **window) == [order_id]


def test_parts_are_fulfilled_and_numbers_corrected(
    platform: ShopifyPlatform, caller: Caller
) -> None:
    order_id = place(platform, TEA, CUP)
    tea, cup = (line["id"] for line in caller.get(f"orders/{order_id}")["order"]["line_items"])
    made = caller.fulfill(order_id, {tea: 1}, "1Z001")["fulfillment"]
    assert caller.get(f"orders/{order_id}")["order"]["fulfillment_status"] == "partial"
    assert "errors" in caller.fulfill(order_id, {tea: 2}, "1Z002")
    assert caller.status == 422
    caller.fulfill(order_id, {tea: 1, cup: 3}, "1Z002")
    assert caller.get(f"orders/{order_id}")["order"]["fulfillment_status"] == "fulfilled"
    changed = {"fulfillment": {"tracking_info": {"number": "1Z009", "company": "UPS"}}}
    caller.send("POST", f"fulfillments/{made['id']}/update_tracking", changed)
    assert platform.numbers(order_id) == ("1Z009", "1Z002")
    assert "errors" in caller.fulfill(order_id, None, "1Z003")


def test_a_refund_before_shipping_cancels(platform: ShopifyPlatform, caller: Caller) -> None:
    order_id = place(platform, TEA, CUP)
    assert platform.request_refund(order_id) == ""
    cup = caller.get(f"orders/{order_id}")["order"]["line_items"][1]["id"]
    platform.refund(order_id, {cup: 1})
    shown = caller.get(f"orders/{order_id}")["order"]
    assert (shown["financial_status"], shown["cancelled_at"]) == ("partially_refunded", None)
    assert shown["refunds"][0]["transactions"][0]["amount"] == "10.00"
    platform.agree_refund(order_id)
    shown = caller.get(f"orders/{order_id}")["order"]
    assert (shown["financial_status"], shown["cancelled_at"] is None) == ("refunded", False)
    assert "errors" in caller.fulfill(order_id, None, "1Z001")


def test_a_refund_after_shipping_does_not_cancel(platform: ShopifyPlatform, caller: Caller) -> None:
    order_id = place(platform)
    caller.fulfill(order_id, None, "1Z001")
    platform.agree_refund(order_id)
    shown = caller.get(f"orders/{order_id}")["order"]
    assert (shown["financial_status"], shown["cancelled_at"]) == ("refunded", None)


def test_a_webhook_tells_of_then_and_not_of_now(platform: ShopifyPlatform, clock: SetClock) -> None:
    order_id, sink = place(platform), Sink()
    clock.advance(timedelta(seconds=5))
    platform.agree_refund(order_id)
    platform.deliver(sink)
    expected = ["orders/create", "orders/paid", "refunds/create", "orders/updated"]
    assert sink.topics == [*expected, "orders/cancelled"]
    first, second = sink.requests[:2]
    assert json.loads(first.body)["financial_status"] == "paid"
    assert first.headers["x-shopify-hmac-sha256"] == push_sign(SECRET, first.body)
    assert first.headers["x-shopify-triggered-at"] == START.isoformat()
    assert first.headers["x-shopify-event-id"] == second.headers["x-shopify-event-id"]
    assert first.headers["x-shopify-webhook-id"] != second.headers["x-shopify-webhook-id"]
    assert first.path == urlsplit("https://hedan.example/callbacks/shopify/tea").path


def test_eight_repetitions_and_the_subscription_is_deleted(
    platform: ShopifyPlatform, clock: SetClock
) -> None:
    place(platform)
    ids: list[str] = []
    while (due := platform.outbox.next_due()) is not None:
        clock.advance(max(due - clock(), timedelta(0)))
        sink = Sink(*[500] * 5)
        platform.deliver(sink)
        ids += [
            one.headers["x-shopify-webhook-id"]
            for one in sink.requests
            if one.headers["x-shopify-topic"] == "orders/paid"
        ]
    assert len(ids) == 1 + len(PUSH_POLICY.pauses_seconds) == 9
    assert len(set(ids)) == 1
    assert clock() - START == timedelta(hours=4)
    place(platform)
    assert platform.deliver(Sink()) == 0


def test_a_new_secret_signs_after_an_hour(platform: ShopifyPlatform, clock: SetClock) -> None:
    platform.rotate_secret(APP, "new-secret")
    for wait, secret in ((0, SECRET), (60, "new-secret")):
        clock.advance(timedelta(minutes=wait))
        place(platform)
        sink = Sink()
        platform.deliver(sink)
        last = sink.requests[-1]
        assert last.headers["x-shopify-hmac-sha256"] == push_sign(secret, last.body)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Outage.UNAVAILABLE, 503),
        (Outage.THROTTLED, 429),
        (Outage.TOKEN_REFUSED, 401),
        (Outage.ACCESS_ENDED, 401),
    ],
)
def test_an_outage_strikes_one_operation(
    platform: ShopifyPlatform, caller: Caller, kind: Outage, status: int
) -> None:
    order_id = place(platform)
    platform.outage(kind, calls=1, method="GET orders/{id}")
    assert caller.ids() == [order_id]
    assert "errors" in caller.get(f"orders/{order_id}")
    assert caller.status == status
    assert "order" in caller.get(f"orders/{order_id}")
