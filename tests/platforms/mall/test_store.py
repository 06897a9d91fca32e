"""One merchant's store over a scripted pool: reading, listing, shipping, answering, refusals."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret
from hedan.platforms.mall.store import PAGE_SIZE, MallStore
from hedan.platforms.platform import (
    Listed,
    Listing,
    Page,
    Platform,
    PlatformCarrier,
    StockLevel,
    StopOutcome,
    TrackingStep,
    Unreadable,
)
from tests.platforms.mall import contract_sample
from tests.platforms.mall.test_mapping import ORDER_ID, STORE, mapped, sample
from tests.platforms.mall.wire import (
    CARRIERS,
    HANGS_UP,
    NOBODY,
    Asked,
    FakePool,
    MemoryVault,
    Reply,
    TestClock,
    outside,
    shipment,
)

ORDER = f"GET /api/orders/{ORDER_ID}"
SHIP = f"POST /api/orders/{ORDER_ID}/shipments"
LIST = "GET /api/orders"
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)
GOOD = Reply({"shipment_id": "S9", "order_status": "shipped"}, status=201)


@pytest.fixture
def pool() -> FakePool:
    return FakePool()


def store(pool: FakePool, clock: TestClock | None = None) -> Platform:
    app = AppSecret(app_key="", app_secret="tok-1")
    settings = STORE.but(calls_per_second=1000.0)
    return MallStore(settings, app, MemoryVault(), CARRIERS, outside(pool, clock))


def no(status: int, code: str, words: str = "nope") -> Reply:
    return Reply(
        {"error": {"code": code, "message": words}}, status, headers={"X-Request-Id": "req-7"}
    )


def test_an_order_is_read_mapped_and_kept_as_it_came(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(sample()))
    told = store(pool).read_order(ORDER_ID)
    assert told.value == mapped(sample())
    assert '"文新街道"' in told.raw
    (asked,) = pool.calls
    assert asked.query == {"merchant_id": "M42"}
    assert asked.headers["authorization"] == "Bearer tok-1"


def test_ids_do_not_leave_their_place_in_the_path(pool: FakePool) -> None:
    pool.answers("GET /api/orders/a%2Fb%3Fc", Reply(sample()))
    store(pool).read_order("a/b?c")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (no(404, "order-unknown"), OrderGone),
        (no(403, "other-merchant"), OrderGone),
        (no(401, "token-revoked"), AccessEnded),
        (no(403, "merchant-suspended"), AccessEnded),
        (no(400, "parameter-invalid"), PlatformRejected),
        (Reply(b"<html>not here", 404), PlatformRejected),
        (Reply(b"moved", 302), PlatformRejected),
        (Reply(b"<html>maintenance"), PlatformBusy),
        (Reply(b"", 503), PlatformBusy),
        (no(429, "throttled"), PlatformBusy),
        (HANGS_UP, PlatformBusy),
        (NOBODY, PlatformBusy),
        (Reply(b"\xff\xfe"), PlatformBusy),
        (Reply(b"[" * 100_000), PlatformBusy),
        (Reply(["order"]), Malformed),
        (Reply(), Malformed),
    ],
)
def test_every_refusal_is_typed(pool: FakePool, reply: Reply, error: type[Exception]) -> None:
    pool.answers(ORDER, reply)
    with pytest.raises(error):
        store(pool).read_order(ORDER_ID)


def test_a_refusal_keeps_code_words_and_number(pool: FakePool) -> None:
    pool.answers(ORDER, no(400, "parameter-invalid", "size?"))
    with pytest.raises(PlatformRejected) as told:
        store(pool).read_order(ORDER_ID)
    refused = told.value
    assert (refused.code, refused.sub_code, refused.log_id) == ("400", "parameter-invalid", "req-7")
    assert "size?" in refused.message
    assert len(pool.calls) == 1


def test_a_hiccup_is_waited_out(pool: FakePool) -> None:
    clock = TestClock()
    pool.answers(ORDER, Reply(b"", 502), no(429, "throttled"), Reply(sample()))
    assert store(pool, clock).read_order(ORDER_ID).value.key.order_id == ORDER_ID
    assert len(pool.calls) == 3
    assert clock.slept


def test_another_merchants_order_is_not_kept_even_when_it_is_shown(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(sample(merchant_id="M7")))
    with pytest.raises(OrderGone):
        store(pool).read_order(ORDER_ID)


def test_a_refund_is_read(pool: FakePool) -> None:
    pool.answers("GET /api/refunds/R9001", Reply(contract_sample('{"refund_id"')))
    told = store(pool).read_after_sale(None, "R9001")
    assert told.value.line_ids == ("L2",)
    assert len(pool.calls) == 1


def test_a_refund_without_lines_is_about_the_whole_order(pool: FakePool) -> None:
    pool.answers("GET /api/refunds/R9001", Reply(contract_sample('{"refund_id"') | {"lines": []}))
    pool.answers(ORDER, Reply(sample()))
    told = store(pool).read_after_sale(ORDER_ID, "R9001").value
    assert [(line.line_id, line.quantity) for line in told.lines] == [("L1", 2), ("L2", 1)]


# --- Listings ----------------------------------------------------------------------------------


class Mall:
    """The contract's listing over orders that may change while pages are read."""

    def __init__(self, changed: dict[str, datetime]) -> None:
        self.changed = changed
        self.moves: dict[int, tuple[str, datetime]] = {}
        self.calls = 0

    def __call__(self, asked: Asked) -> Reply:
        self.calls += 1
        query = asked.query
        since, until = (datetime.fromisoformat(query[name]) for name in ("since", "until"))
        page, size = int(query["page"]), int(query["size"])
        inside = sorted((at, one) for one, at in self.changed.items() if since <= at <= until)
        rows = [
            {
                "order_id": one,
                "version": 1,
                "created_at": at.isoformat(),
                "updated_at": at.isoformat(),
            }
            for at, one in inside[(page - 1) * size : page * size]
        ]
        if self.calls in self.moves:
            one, at = self.moves[self.calls]
            self.changed[one] = at
        more = page * size < len(inside)
        return Reply({"orders": rows, "page": page, "total": len(inside), "has_more": more})


def trade(count: int, *, every: timedelta = timedelta(seconds=1)) -> dict[str, datetime]:
    return {f"O{number:04}": SINCE + number * every for number in range(count)}


def listed(pages: list[Page]) -> list[str]:
    return [row.order_id for page in pages for row in page.rows if isinstance(row, Listed)]


@pytest.mark.parametrize("listing", [Listing.ORDERS, Listing.ORDERS_CREATED])
@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 250])
def test_every_order_of_a_window_is_listed(pool: FakePool, listing: Listing, count: int) -> None:
    mall = Mall(trade(count))
    pool.answers(LIST, mall)
    pages = list(store(pool).pages(listing, SINCE, UNTIL))
    assert set(listed(pages)) == set(mall.changed)
    assert pages[0].total == count
    assert [page.is_last for page in pages] == [False] * (len(pages) - 1) + [True]
    by = {call.query["by"] for call in pool.calls}
    assert by == {"created" if listing is Listing.ORDERS_CREATED else "updated"}


def test_more_changes_in_one_instant_than_a_page_holds(pool: FakePool) -> None:
    mall = Mall({f"O{number:04}": SINCE + timedelta(hours=number // 260) for number in range(600)})
    pool.answers(LIST, mall)
    assert set(listed(list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL)))) == set(mall.changed)


@pytest.mark.parametrize("moved_to", [UNTIL - timedelta(hours=1), UNTIL + timedelta(hours=1)])
def test_an_order_that_changes_meanwhile_hides_no_other(pool: FakePool, moved_to: datetime) -> None:
    """By page number, the row behind it would slide onto the page already read."""
    mall = Mall(trade(250))
    wanted = set(mall.changed)
    mall.moves = {1: ("O0000", moved_to), 2: ("O0101", moved_to)}
    pool.answers(LIST, mall)
    assert set(listed(list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL)))) == wanted


def test_refunds_are_listed_with_their_orders(pool: FakePool) -> None:
    row = {"refund_id": 9, "order_id": "O1", "updated_at": "2026-10-01T08:00:00+08:00"}
    pool.answers(
        "GET /api/refunds", Reply({"refunds": [row], "page": 1, "total": 1, "has_more": False})
    )
    (page,) = store(pool).pages(Listing.AFTER_SALES, SINCE, UNTIL)
    assert page.rows == (Listed(order_id="O1", after_sale_id="9", changed_at=SINCE),)


def test_a_row_that_cannot_be_read_costs_no_other(pool: FakePool) -> None:
    good = {"order_id": "O1", "created_at": SINCE.isoformat(), "updated_at": SINCE.isoformat()}
    rows = [
        good,
        {**good, "updated_at": None},
        {**good, "order_id": "a#b"},
        7,
        {**good, "order_id": 2},
    ]
    pool.answers(LIST, Reply({"orders": rows, "total": 5, "has_more": False}))
    (page,) = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    kinds = [type(row) for row in page.rows]
    assert kinds == [Listed, Unreadable, Unreadable, Unreadable, Listed]
    assert isinstance(page.rows[1], Unreadable)
    assert page.rows[1].place == "row 2 of page 1"
    assert "updated_at" in page.rows[1].reason


@pytest.mark.parametrize(
    "body",
    [
        {"orders": []},
        {"orders": [], "total": -1, "has_more": False},
        {"orders": [], "total": 3, "has_more": True},
        {"orders": {}, "total": 0, "has_more": False},
    ],
)
def test_a_listing_without_its_counts_is_not_trusted(pool: FakePool, body: object) -> None:
    pool.answers(LIST, Reply(body))
    with pytest.raises(Malformed):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_listing_out_of_order_is_not_trusted(pool: FakePool) -> None:
    rows = [
        {"order_id": str(number), "created_at": at.isoformat(), "updated_at": at.isoformat()}
        for number, at in enumerate((UNTIL, SINCE))
    ]
    pool.answers(LIST, Reply({"orders": rows, "total": 2, "has_more": False}))
    with pytest.raises(Malformed, match="order of its times"):
        list(store(pool).pages(Listing.ORDERS, SINCE, UNTIL))


def test_a_token_revoked_between_two_pages_is_said(pool: FakePool) -> None:
    mall = Mall(trade(150))
    pool.answers(LIST, mall, no(401, "token-revoked"))
    pages = store(pool).pages(Listing.ORDERS, SINCE, UNTIL)
    assert not next(pages).is_last
    with pytest.raises(AccessEnded, match="make connect"):
        next(pages)


# --- Shipping ----------------------------------------------------------------------------------


def key(pool: FakePool, position: int = -1) -> str:
    return pool.calls[position].headers["idempotency-key"]


def test_a_parcel_is_told_with_its_lines(pool: FakePool) -> None:
    pool.answers(SHIP, GOOD)
    store(pool).ship(shipment((ORDER_ID, "L1", 1), platform="mall"))
    (asked,) = pool.calls
    assert asked.body == {
        "carrier_code": "SFX",
        "tracking_no": "SF1",
        "lines": [{"line_id": "L1", "quantity": 1}],
        "merged_with": [],
    }
    assert asked.query == {"merchant_id": "M42"}


def test_an_answer_that_got_lost_is_asked_again_under_the_same_key(pool: FakePool) -> None:
    pool.answers(SHIP, HANGS_UP, Reply(b"", 504), GOOD)
    store(pool).ship(shipment((ORDER_ID, "L1", 1), platform="mall"))
    assert len({call.headers["idempotency-key"] for call in pool.calls}) == 1
    assert len(pool.calls) == 3


def test_another_call_has_another_key(pool: FakePool) -> None:
    pool.answers(SHIP, GOOD)
    tea = store(pool)
    for lines, number in (
        ([(ORDER_ID, "L1", 1)], "SF1"),
        ([(ORDER_ID, "L1", 2)], "SF1"),
        ([(ORDER_ID, "L2", 1)], "SF1"),
        ([(ORDER_ID, "L1", 1)], "SF2"),
    ):
        tea.ship(shipment(*lines, platform="mall", number=number))
    assert len({call.headers["idempotency-key"] for call in pool.calls}) == 4


def test_a_merged_parcel_is_told_order_by_order(pool: FakePool) -> None:
    pool.answers(SHIP, GOOD)
    pool.answers("POST /api/orders/B/shipments", GOOD)
    store(pool).ship(
        shipment((ORDER_ID, "L1", 2), ("B", "L1", 1), (ORDER_ID, "L2", 1), platform="mall")
    )
    assert [call.body["merged_with"] for call in pool.calls] == [["B"], [ORDER_ID]]
    assert [line["line_id"] for line in pool.calls[0].body["lines"]] == ["L1", "L2"]
    assert key(pool, 0) != key(pool, 1)


@pytest.mark.parametrize("code", ["already-shipped", "quantity-exceeded"])
def test_what_has_this_very_number_already_is_done(pool: FakePool, code: str) -> None:
    pool.answers(SHIP, no(409, code))
    data = sample()
    data["shipments"][0] |= {"tracking_no": "SF1"}
    pool.answers(ORDER, Reply(data))
    store(pool).ship(shipment((ORDER_ID, "L1", 1), platform="mall"))
    with pytest.raises(PlatformRejected, match=code):
        store(pool).ship(shipment((ORDER_ID, "L1", 2), platform="mall"))


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (409, "already-shipped", "another tracking number"),
        (409, "in-after-sale", "a refund waits"),
        (409, "not-shippable", "not paid"),
        (422, "carrier-unknown", "carrier"),
        (422, "tracking-invalid", "tracking number"),
    ],
)
def test_a_refused_parcel_says_why(pool: FakePool, status: int, code: str, words: str) -> None:
    pool.answers(SHIP, no(status, code))
    pool.answers(ORDER, Reply(sample()))
    with pytest.raises(PlatformRejected, match=words) as told:
        store(pool).ship(shipment((ORDER_ID, "L2", 1), platform="mall"))
    assert told.value.sub_code == code


def test_a_carrier_without_a_code_is_refused_before_any_call(pool: FakePool) -> None:
    with pytest.raises(PlatformRejected, match="PO"):
        store(pool).ship(shipment((ORDER_ID, "L1", 1), platform="mall", carrier="PO"))
    assert pool.calls == []


def test_a_number_is_corrected_where_it_stands(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(sample()))
    put = f"PUT /api/orders/{ORDER_ID}/shipments/S1"
    pool.answers(put, Reply({"shipment_id": "S1", "order_status": "shipped"}))
    old = Tracking(carrier="SF", number="SF1234567890123")
    parcel = shipment((ORDER_ID, "L1", 1), platform="mall", number="SF2")
    store(pool).correct_tracking(parcel, old)
    (asked,) = pool.asked(put)
    assert asked.body == {"carrier_code": "SFX", "tracking_no": "SF2"}


def test_a_correction_already_made_is_done_and_a_strange_one_refused(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(sample()))
    old = Tracking(carrier="SF", number="GONE")
    there = shipment((ORDER_ID, "L1", 1), platform="mall", number="SF1234567890123")
    store(pool).correct_tracking(there, old)
    with pytest.raises(PlatformRejected, match="nothing was shipped as GONE"):
        store(pool).correct_tracking(shipment((ORDER_ID, "L1", 1), platform="mall"), old)
    assert set(pool.lines()) == {ORDER}


# --- The rest ----------------------------------------------------------------------------------


def test_stock_is_set_in_hundreds_and_refusals_find_their_level(pool: FakePool) -> None:
    levels = [
        StockLevel(product_id="8801", platform_sku=str(n), sku=f"S{n}", quantity=n)
        for n in range(101)
    ]
    refused = {"refused": [{"index": 0, "code": "product-unknown", "message": "?"}]}
    pool.answers("POST /api/stock", Reply({"refused": []}), Reply(refused))
    assert store(pool).push_stock(levels) == [(levels[100], "product-unknown: ?")]
    assert [len(call.body["levels"]) for call in pool.calls] == [100, 1]
    assert pool.calls[1].body["levels"] == [
        {"product_id": "8801", "variant_id": "100", "sku": "S100", "quantity": 100}
    ]


def test_a_refused_level_that_was_never_sent(pool: FakePool) -> None:
    pool.answers("POST /api/stock", Reply({"refused": [{"index": 5}]}))
    with pytest.raises(Malformed):
        store(pool).push_stock([StockLevel(product_id="1", platform_sku="", sku="S", quantity=0)])


def test_a_remark_and_a_flag(pool: FakePool) -> None:
    line = f"POST /api/orders/{ORDER_ID}/remark"
    pool.answers(line, Reply(status=204))
    store(pool).mark(ORDER_ID, remark="加急", flag=3)
    store(pool).mark(ORDER_ID, remark="加急", flag=None)
    assert [call.body for call in pool.calls] == [
        {"remark": "加急", "flag": 3},
        {"remark": "加急"},
    ]


def test_carriers_and_a_parcels_way(pool: FakePool) -> None:
    pool.answers("GET /api/carriers", Reply({"carriers": [{"code": "SFX", "name": "顺丰"}]}))
    assert store(pool).carriers() == [PlatformCarrier(code="SFX", name="顺丰")]
    steps = [
        {"at": "2026-10-02T10:00:00+08:00", "text": "b"},
        {"at": "2026-10-02T09:00:00+08:00", "text": "a", "code": "accepted"},
    ]
    line = f"GET /api/orders/{ORDER_ID}/tracking"
    pool.answers(line, Reply({"steps": steps}))
    way = store(pool).track(ORDER_ID, Tracking(carrier="SF", number="SF1"))
    assert [step.text for step in way] == ["a", "b"]
    first = TrackingStep(at=datetime(2026, 10, 2, 1, tzinfo=UTC), text="a", code="accepted")
    assert way[0] == first
    (asked,) = pool.asked(line)
    assert asked.query["carrier_code"] == "SFX"


def outcome(**changes: Any) -> StopOutcome:
    told: dict[str, Any] = {
        "order_id": ORDER_ID,
        "after_sale_id": "R9001",
        "stopped": True,
        "refund_minor": 5500,
        "at": SINCE,
    }
    return StopOutcome.model_validate(told | changes)


def test_a_stop_is_answered_and_another_answer_refused(pool: FakePool) -> None:
    line = "POST /api/refunds/R9001/stop-answer"
    pool.answers(line, Reply(status=204), no(409, "answered-otherwise"))
    store(pool).answer_stop(outcome())
    assert pool.calls[0].body == {
        "order_id": ORDER_ID,
        "stopped": True,
        "refund_amount": 5500,
        "at": "2026-10-01T00:00:00.000000Z",
        "reason": "",
    }
    with pytest.raises(PlatformRejected, match="answered-otherwise"):
        store(pool).answer_stop(outcome(stopped=False, reason="already_shipped"))


def test_orders_to_one_receiver_are_a_group(pool: FakePool) -> None:
    orders = [
        mapped(sample(order_id=order_id, receiver={"fingerprint": mark}))
        for order_id, mark in (("1", "a"), ("2", "b"), ("3", "a"), ("4", ""), ("5", ""))
    ]
    assert store(pool).merge_groups(orders) == [("1", "3")]


def test_the_token_is_never_in_an_error(pool: FakePool) -> None:
    for reply in (HANGS_UP, no(401, "token-revoked"), Reply(b"", 500)):
        pool.answers(ORDER, reply)
        with pytest.raises((PlatformBusy, AccessEnded)) as told:
            store(pool).read_order(ORDER_ID)
        assert "tok-1" not in str(told.value)
        assert base64.b64encode(b"tok-1").decode() not in str(told.value)
