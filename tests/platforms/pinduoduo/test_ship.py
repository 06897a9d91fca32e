"""Shipping against a platform that keeps the state of its orders, and loses answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, Malformed, PlatformBusy, PlatformRejected
from hedan.platforms.pinduoduo.store import PinduoduoStore
from hedan.platforms.platform import ShipLine, Shipment
from tests.platforms.pinduoduo import listed_case, order_info
from tests.platforms.pinduoduo.wire import (
    Call,
    Gateway,
    Reply,
    ok,
    order_reply,
    pinduoduo_store,
    refused,
    silent,
)

INFO = "pdd.order.information.get"
SEND = "pdd.logistics.online.send"
EXTRA = "pdd.order.upload.extra.logistics"
CHECK = "pdd.refund.status.check"
CASES = "pdd.refund.list.increment.get"
ONE, OTHER = "260928-111111111111111", "260928-222222222222222"
NUMBER = "SF1234567890"


@dataclass
class Desk:
    """Orders as the platform keeps them: the first number ships, later ones are extras."""

    gateway: Gateway
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    refusing: set[str] = field(default_factory=set)
    marked: set[str] = field(default_factory=set)
    cases: list[Any] = field(default_factory=list)

    def open(self, *order_sns: str, items: Sequence[int] = (1,), gifts: Sequence[int] = ()) -> None:
        for order_sn in order_sns:
            self.orders[order_sn] = {
                **order_info(),
                "order_sn": order_sn,
                "item_list": [{"sku_id": str(n), "goods_count": c} for n, c in enumerate(items)],
                "gift_list": [{"sku_id": "g", "goods_count": c} for c in gifts],
            }
        self.gateway.answers(INFO, lambda call: order_reply(self.orders[call.form["order_sn"]]))
        self.gateway.answers(SEND, self.send)
        self.gateway.answers(EXTRA, self.extra)
        self.gateway.answers(CHECK, self.check)
        self.gateway.answers(
            CASES,
            lambda call: ok(
                "refund_increment_get_response",
                refund_list=self.cases,
                total_count=len(self.cases),
            ),
        )

    def send(self, call: Call) -> Reply:
        form, order = call.form, self.orders[call.form["order_sn"]]
        wanted = {"1": 1, "2": 2}[form["redelivery_type"]]
        if order["order_sn"] in self.refusing or order["order_status"] != wanted:
            return ok("logistics_online_send_response", is_success=False, error_msg="订单状态不符")
        order |= {
            "order_status": 2,
            "tracking_number": form["tracking_number"],
            "logistics_id": int(form["logistics_id"]),
        }
        return ok("logistics_online_send_response", is_success=True)

    def extra(self, call: Call) -> Reply:
        order = self.orders[call.form["order_sn"]]
        for track in json.loads(call.form["extra_track_list"]):
            order["extra_delivery_list"].append(
                {
                    "logistics_id": int(track["shipping_id"]),
                    "tracking_number": track["tracking_number"],
                }
            )
        return ok("upload_extra_logistics_response", is_success=True)

    def check(self, call: Call) -> Reply:
        asked = set(call.form["order_sns"].split(","))
        told = [{"order_sn": order_sn} for order_sn in sorted(asked & self.marked)]
        return ok("refund_status_check_response", order_sns_exists_refund=told)

    def numbers(self, order_sn: str) -> list[str]:
        order = self.orders[order_sn]
        further = [extra["tracking_number"] for extra in order["extra_delivery_list"]]
        return [order["tracking_number"], *further]

    @property
    def sent(self) -> list[str]:
        """The orders for which a number was told, in turn."""
        return [
            call.form["order_sn"] for call in self.gateway.calls if call.method in (SEND, EXTRA)
        ]


@pytest.fixture
def desk(gateway: Gateway) -> Desk:
    """Return a platform with two orders of one item each."""
    desk = Desk(gateway)
    desk.open(ONE, OTHER)
    return desk


@pytest.fixture
def store(gateway: Gateway) -> PinduoduoStore:
    return pinduoduo_store(gateway)


def parcel(
    *lines: tuple[str, str] | tuple[str, str, int],
    number: str = NUMBER,
    carrier: str = "SF",
    whole: bool = True,
) -> Shipment:
    return Shipment(
        request_id="P1",
        tracking=Tracking(carrier=carrier, number=number),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform="pinduoduo", store="cups", order_id=order_sn),
                line_id=f"{order_sn}-{line[1]}",
                quantity=line[2] if len(line) == 3 else 1,
            )
            for line in lines
            for order_sn in (line[0],)
        ),
        whole_order=whole,
    )


def test_a_whole_order_is_told_once(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1")))
    assert desk.gateway.asked(SEND) == [
        {
            "order_sn": ONE,
            "logistics_id": "44",
            "tracking_number": NUMBER,
            "redelivery_type": "1",
        }
    ]
    assert desk.gateway.methods() == [INFO, CHECK, SEND]


def test_the_same_again_changes_nothing(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1")))
    store.ship(parcel((ONE, "1")))
    assert desk.sent == [ONE]


def test_another_number_for_a_shipped_order_is_refused(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1")))
    with pytest.raises(PlatformRejected) as raised:
        store.ship(parcel((ONE, "1"), number="SF9"))
    assert raised.value.sub_code == "other-number"
    assert desk.numbers(ONE) == [NUMBER]


def test_a_lost_answer_is_looked_up_and_not_repeated(desk: Desk, store: PinduoduoStore) -> None:
    def lose(call: Call) -> Reply:
        desk.send(call)
        return silent()

    desk.gateway.answers(SEND, lose)
    store.ship(parcel((ONE, "1")))
    assert desk.sent == [ONE]


def test_a_lost_question_is_for_the_next_attempt(desk: Desk, store: PinduoduoStore) -> None:
    desk.gateway.answers(SEND, silent(), desk.send)
    with pytest.raises(PlatformBusy):
        store.ship(parcel((ONE, "1")))
    assert desk.sent == [ONE]
    store.ship(parcel((ONE, "1")))
    assert desk.numbers(ONE) == [NUMBER]


def test_a_refusal_inside_an_answer_is_one(desk: Desk, store: PinduoduoStore) -> None:
    desk.refusing = {ONE}
    with pytest.raises(PlatformRejected, match="订单状态不符"):
        store.ship(parcel((ONE, "1")))


def test_a_refusal_of_a_number_that_is_there_is_none(desk: Desk, store: PinduoduoStore) -> None:
    def late(call: Call) -> Reply:
        desk.send(call)
        return refused(50001, "already")

    desk.gateway.answers(SEND, late)
    store.ship(parcel((ONE, "1")))


@pytest.mark.parametrize("carrier", ["PO", "XX"])
def test_a_carrier_without_an_id_is_refused_before_any_call(
    desk: Desk, store: PinduoduoStore, carrier: str
) -> None:
    for attempt in (store.ship, lambda one: store.correct_tracking(one, one.tracking)):
        with pytest.raises(PlatformRejected) as raised:
            attempt(parcel((ONE, "1"), carrier=carrier))
        assert (raised.value.code, raised.value.sub_code) == ("hedan", "carrier-unmapped")
    assert desk.gateway.calls == []


def test_a_merged_parcel_is_told_to_each_order(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1"), (OTHER, "1"), whole=False))
    assert (desk.numbers(ONE), desk.numbers(OTHER)) == ([NUMBER], [NUMBER])


def test_one_refused_order_does_not_hold_up_the_others(desk: Desk, store: PinduoduoStore) -> None:
    desk.refusing = {ONE}
    merged = parcel((ONE, "1"), (OTHER, "1"), whole=False)
    with pytest.raises(PlatformRejected):
        store.ship(merged)
    assert desk.numbers(OTHER) == [NUMBER]
    desk.refusing = set()
    store.ship(merged)
    assert desk.sent == [ONE, OTHER, ONE]
    assert desk.numbers(ONE) == [NUMBER]


def test_an_outage_in_the_middle_is_resumed(desk: Desk, store: PinduoduoStore) -> None:
    desk.gateway.answers(SEND, desk.send, silent(), desk.send)
    merged = parcel((ONE, "1"), (OTHER, "1"), whole=False)
    with pytest.raises(PlatformBusy):
        store.ship(merged)
    store.ship(merged)
    assert (desk.numbers(ONE), desk.numbers(OTHER)) == ([NUMBER], [NUMBER])


def test_access_that_ends_stops_at_once(desk: Desk, store: PinduoduoStore) -> None:
    desk.gateway.answers(SEND, refused(20031))
    with pytest.raises(AccessEnded):
        store.ship(parcel((ONE, "1"), (OTHER, "1"), whole=False))
    assert desk.sent == [ONE]


@pytest.mark.parametrize("refund_status", [2, 3, 4])
def test_a_refund_stops_every_order_of_the_parcel(
    desk: Desk, store: PinduoduoStore, refund_status: int
) -> None:
    desk.orders[OTHER]["refund_status"] = refund_status
    with pytest.raises(PlatformRejected) as raised:
        store.ship(parcel((ONE, "1"), (OTHER, "1"), whole=False))
    assert raised.value.sub_code == "in-after-sale"
    assert OTHER in str(raised.value)
    assert desk.sent == []


@pytest.mark.parametrize(
    ("case", "stops"),
    [
        ({}, True),
        ({"after_sales_status": 11}, False),
        ({"after_sales_status": 9}, False),
        ({"after_sales_status": 77}, True),
        ({"after_sales_type": 5}, False),
        ({"after_sales_type": 77}, True),
    ],
)
def test_a_case_that_the_check_names_counts_while_it_closes_the_fence(
    desk: Desk, store: PinduoduoStore, case: dict[str, int], stops: bool
) -> None:
    desk.marked = {ONE}
    desk.cases = [{**listed_case(), "order_sn": ONE, **case}]
    if stops:
        with pytest.raises(PlatformRejected, match="refund"):
            store.ship(parcel((ONE, "1")))
    else:
        store.ship(parcel((ONE, "1")))
    assert bool(desk.sent) is not stops


def test_a_case_that_is_named_but_not_listed_stops(desk: Desk, store: PinduoduoStore) -> None:
    desk.marked = {ONE}
    desk.cases = [listed_case()]  # Another order's.
    with pytest.raises(PlatformRejected, match="refund"):
        store.ship(parcel((ONE, "1")))


def test_parcels_of_one_order(desk: Desk, store: PinduoduoStore) -> None:
    desk.open(ONE, items=(2, 1), gifts=(1,))
    store.ship(parcel((ONE, "1", 1), whole=False, number="SF1"))
    store.ship(parcel((ONE, "1", 1), (ONE, "2"), whole=False, number="SF2"))
    store.ship(parcel((ONE, "g1"), whole=False, number="SF3"))
    for number in ("SF1", "SF2", "SF3"):
        store.ship(parcel((ONE, "1"), whole=False, number=number))
    assert desk.numbers(ONE) == ["SF1", "SF2", "SF3"]
    assert [form["extra_track_type"] for form in desk.gateway.asked(EXTRA)] == ["1", "3"]
    assert json.loads(desk.gateway.asked(EXTRA)[0]["extra_track_list"]) == [
        {"shipping_id": "44", "tracking_number": "SF2"}
    ]


def test_all_of_a_shipped_order_is_no_further_parcel(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1")))
    with pytest.raises(PlatformRejected) as raised:
        store.ship(parcel((ONE, "1"), (OTHER, "1"), whole=False, number="SF9"))
    assert raised.value.sub_code == "other-number"
    assert desk.numbers(OTHER) == ["SF9"]


def test_an_order_in_an_odd_state_is_not_shipped(desk: Desk, store: PinduoduoStore) -> None:
    desk.orders[ONE]["order_status"] = 0
    with pytest.raises(PlatformRejected) as raised:
        store.ship(parcel((ONE, "1")))
    assert raised.value.sub_code == "not-to-ship"
    assert desk.sent == []


def test_a_shipment_without_lines_is_a_mistake_of_ours(store: PinduoduoStore) -> None:
    with pytest.raises(ValueError, match="without lines"):
        store.ship(parcel())


def test_an_order_whose_state_cannot_be_read_is_not_shipped(
    desk: Desk, store: PinduoduoStore
) -> None:
    desk.orders[ONE]["refund_status"] = None
    with pytest.raises(Malformed, match="refund_status"):
        store.ship(parcel((ONE, "1")))
    assert desk.sent == []


def test_a_number_is_replaced(desk: Desk, store: PinduoduoStore) -> None:
    merged = parcel((ONE, "1"), (OTHER, "1"), whole=False)
    store.ship(merged)
    renewed = parcel((ONE, "1"), (OTHER, "1"), whole=False, number="SF9")
    store.correct_tracking(renewed, merged.tracking)
    assert (desk.numbers(ONE), desk.numbers(OTHER)) == (["SF9"], ["SF9"])
    calls = len(desk.sent)
    store.correct_tracking(renewed, merged.tracking)
    assert len(desk.sent) == calls
    assert {form["redelivery_type"] for form in desk.gateway.asked(SEND)[2:]} == {"2"}


def test_a_lost_answer_to_a_correction_is_looked_up(desk: Desk, store: PinduoduoStore) -> None:
    def lose(call: Call) -> Reply:
        desk.send(call)
        return silent()

    store.ship(parcel((ONE, "1")))
    desk.gateway.answers(SEND, lose)
    store.correct_tracking(parcel((ONE, "1"), number="SF9"), Tracking(carrier="SF", number=NUMBER))
    assert desk.sent == [ONE, ONE]


def test_what_was_not_shipped_has_no_number_to_replace(desk: Desk, store: PinduoduoStore) -> None:
    with pytest.raises(PlatformRejected) as raised:
        store.correct_tracking(parcel((ONE, "1")), Tracking(carrier="SF", number="SF0"))
    assert raised.value.sub_code == "not-on-its-way"
    assert desk.sent == []


def test_a_number_of_somebody_else_is_not_replaced(desk: Desk, store: PinduoduoStore) -> None:
    store.ship(parcel((ONE, "1")))
    with pytest.raises(PlatformRejected) as raised:
        store.correct_tracking(
            parcel((ONE, "1"), number="SF9"), Tracking(carrier="SF", number="SF0")
        )
    assert raised.value.sub_code == "other-number"
    assert desk.numbers(ONE) == [NUMBER]
