"""Parcels told to a mall: once, order by order, under one key; corrections and refusals."""

import pytest

from hedan.domain.parcels import Tracking
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Departure
from tests.platforms.mall.builders import ORDER, no, store
from tests.platforms.mall.test_mapping import ORDER_ID, sample
from tests.platforms.mall.wire import HANGS_UP, FakePool, Reply
from tests.platforms.wire import shipment

SHIP = f"POST /api/orders/{ORDER_ID}/shipments"
GOOD = Reply({"shipment_id": "S9", "order_status": "shipped"}, status=201)


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
    (asked,) = pool.calls_of(put)
    assert asked.body == {"carrier_code": "SFX", "tracking_no": "SF2"}


def test_a_correction_already_made_is_done_and_a_strange_one_refused(pool: FakePool) -> None:
    pool.answers(ORDER, Reply(sample()))
    old = Tracking(carrier="SF", number="GONE")
    there = shipment((ORDER_ID, "L1", 1), platform="mall", number="SF1234567890123")
    store(pool).correct_tracking(there, old)
    with pytest.raises(PlatformRejected, match="nothing was shipped as GONE"):
        store(pool).correct_tracking(shipment((ORDER_ID, "L1", 1), platform="mall"), old)
    assert set(pool.methods()) == {ORDER}


# --- virtual goods --------------------------------------------------------------------------------


def virtual(*lines: tuple[str, str, int]) -> Departure:
    told = shipment(*lines, platform="mall")
    return Departure(request_id=told.request_id, lines=told.lines, whole_order=False)


def test_virtual_lines_are_told_by_the_same_call_without_a_number(pool: FakePool) -> None:
    pool.answers(SHIP, GOOD)
    store(pool).ship_virtual(virtual((ORDER_ID, "L1", 2)))
    (asked,) = pool.calls
    assert asked.body == {"virtual": True, "lines": [{"line_id": "L1", "quantity": 2}]}
    assert asked.query == {"merchant_id": "M42"}


def test_virtual_lines_have_a_key_of_their_own(pool: FakePool) -> None:
    pool.answers(SHIP, HANGS_UP, GOOD)
    tea = store(pool)
    tea.ship_virtual(virtual((ORDER_ID, "L1", 2)))
    tea.ship_virtual(virtual((ORDER_ID, "L2", 1)))
    tea.ship(shipment((ORDER_ID, "L1", 2), platform="mall"))
    again, first, second, parcel = (key(pool, position) for position in range(4))
    assert again == first
    assert len({first, second, parcel}) == 3


def test_virtual_lines_that_have_left_are_done_and_other_refusals_are_told(pool: FakePool) -> None:
    pool.answers(SHIP, no(409, "already-shipped"))
    store(pool).ship_virtual(virtual((ORDER_ID, "L1", 1)))
    pool.answers(SHIP, no(409, "in-after-sale"))
    with pytest.raises(PlatformRejected, match="a refund waits"):
        store(pool).ship_virtual(virtual((ORDER_ID, "L1", 1)))
