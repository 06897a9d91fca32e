"""One merchant's store over a scripted pool: reading, answering, refusals."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.cases import PlatformAct
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.platform import (
    ActRequest,
    PlatformCarrier,
    StockLevel,
    TrackingStep,
)
from tests.platforms.mall import contract_sample
from tests.platforms.mall.builders import ORDER, SINCE, no, store
from tests.platforms.mall.test_mapping import ORDER_ID, mapped, sample
from tests.platforms.mall.wire import (
    HANGS_UP,
    NOBODY,
    FakePool,
    Reply,
    TestClock,
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
    (asked,) = pool.calls_of(line)
    assert asked.query["carrier_code"] == "SFX"


def wish(act: PlatformAct, **more: Any) -> ActRequest:
    told = AfterSale(
        order=OrderKey(platform="mall", store="tea", order_id=ORDER_ID),
        after_sale_id="R9001",
        kind=AfterSaleKind.REFUND_UNSHIPPED,
        status=AfterSaleStatus.REQUESTED,
        lines=(),
        refund_minor=5500,
        reason="",
        asked_at=SINCE,
        changed_at=SINCE,
    )
    return ActRequest(act=act, case=told, at=SINCE, **more)


TOLD = {"order_id": ORDER_ID, "at": "2026-10-01T00:00:00.000000Z"}


@pytest.mark.parametrize(
    ("act", "call", "told"),
    [
        ("stopped", "stop-answer", {"stopped": True, "refund_amount": 5500, "reason": ""}),
        ("not_stopped", "stop-answer", {"stopped": False, "refund_amount": 5500, "reason": ""}),
        ("agree", "answer", {"agree": True, "amount": 5500}),
        ("refuse", "answer", {"agree": False, "amount": 5500}),
        ("intercept", "intercepts", {"carrier_code": "SFX", "tracking_no": "SF1"}),
    ],
)
def test_an_act_is_told_and_a_no_is_said(
    pool: FakePool, act: str, call: str, told: dict[str, Any]
) -> None:
    line = f"POST /api/refunds/R9001/{call}"
    pool.answers(line, Reply(status=204), no(409, "answered-otherwise"))
    request = wish(PlatformAct(act), tracking=Tracking(carrier="SF", number="SF1"))
    store(pool).act(request)
    assert pool.calls[0].body == TOLD | told
    with pytest.raises(PlatformRejected, match="answered-otherwise"):
        store(pool).act(request)


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
