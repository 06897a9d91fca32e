"""Shipping: which call fits, what is sent, and what happens when the platform says otherwise."""

from collections.abc import Sequence
from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.refusals import NotTaken
from hedan.platforms.calling.sending import PAUSES
from hedan.platforms.doudian.ship import ALREADY_SHIPPED, MEANINGS
from hedan.platforms.platform import ShipLine, Shipment
from tests.platforms.doudian import sample_data
from tests.platforms.doudian.wire import (
    HANGS_UP,
    Reply,
    StubPlatform,
    doudian_store,
    failed,
    ok,
    refused,
)

pytestmark = pytest.mark.loopback
NUMBER = "SF0000000000001"
ONE, OTHER = "6920000000000000123", "6920000000000000200"
CUP, BRUSH = ONE, "6920000000000000124"


def shipment(
    *lines: tuple[str, str, int], whole_order: bool = False, carrier: str = "SF"
) -> Shipment:
    return Shipment(
        request_id="PABCDEFGHJKMN",
        tracking=Tracking(carrier=carrier, number=NUMBER),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform="doudian", store="cups", order_id=order_id),
                line_id=line_id,
                quantity=quantity,
            )
            for order_id, line_id, quantity in lines
        ),
        whole_order=whole_order,
    )


WHOLE = shipment((ONE, CUP, 1), (ONE, BRUSH, 1), whole_order=True)
PART = shipment((ONE, BRUSH, 2))
MERGED = shipment((ONE, CUP, 1), (OTHER, OTHER, 3))


def shipped(number: str | None, lines: Sequence[str] = ()) -> Reply:
    """Answer an order that travels under this number, or not yet."""
    data = sample_data("order_detail")
    parcel: dict[str, Any] = {
        "tracking_no": number,
        "company": "shunfeng",
        "product_info": [{"sku_order_id": line_id, "product_count": 1} for line_id in lines],
    }
    data["shop_order_detail"]["logistics_info"] = [parcel] if number else []
    return ok(data)


def test_a_whole_order_is_one_plain_call(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAdd", ok({}))
    doudian_store(platform).ship(WHOLE)
    assert [(call.method, call.params) for call in platform.calls] == [
        (
            "order.logisticsAdd",
            {
                "order_id": ONE,
                "company_code": "shunfeng",
                "logistics_code": NUMBER,
                "is_reject_refund": False,
            },
        )
    ]


def test_part_of_an_order_is_a_pack_of_many(platform: StubPlatform) -> None:
    pack = {"pack_id": f"shunfeng_{NUMBER}", "logistics_code": NUMBER}
    platform.answers("order.logisticsAddMultiPack", ok({"pack_list": [pack]}))
    doudian_store(platform).ship(PART)
    assert [(call.method, call.params) for call in platform.calls] == [
        (
            "order.logisticsAddMultiPack",
            {
                "order_id": ONE,
                "request_id": "PABCDEFGHJKMN",
                "pack_list": [
                    {
                        "company_code": "shunfeng",
                        "logistics_code": NUMBER,
                        "shipped_order_info": [{"shipped_order_id": BRUSH, "shipped_num": 2}],
                    }
                ],
                "is_reject_refund": False,
            },
        )
    ]


def test_several_orders_are_a_single_pack(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAddSinglePack", ok({"pack_id": f"shunfeng_{NUMBER}"}))
    doudian_store(platform).ship(MERGED)
    assert [(call.method, call.params) for call in platform.calls] == [
        (
            "order.logisticsAddSinglePack",
            {
                "order_id_list": [ONE, OTHER],
                "request_id": "PABCDEFGHJKMN",
                "company_code": "shunfeng",
                "logistics_code": NUMBER,
                "shipped_order_info": [
                    {"shipped_order_id": CUP, "shipped_num": 1},
                    {"shipped_order_id": OTHER, "shipped_num": 3},
                ],
                "is_reject_refund": False,
            },
        )
    ]


METHODS = {
    "order.logisticsAdd": WHOLE,
    "order.logisticsAddMultiPack": PART,
    "order.logisticsAddSinglePack": MERGED,
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("number", [60040, 60120, 60068, 60109, 60127, 70021])
def test_a_no_is_told_in_words(platform: StubPlatform, method: str, number: int) -> None:
    platform.answers(method, failed(number))
    with pytest.raises(PlatformRejected) as told:
        doudian_store(platform).ship(METHODS[method])
    assert told.value.sub_code == f"isv.business-failed:{number}"
    assert MEANINGS[str(number)] in told.value.message
    assert "业务处理失败" in told.value.message
    assert told.value.log_id == "L2"
    assert platform.methods() == [method]


def test_a_no_without_a_meaning_keeps_the_platforms_words(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAdd", refused(50002, "isv.business-failed:1", "新错误"))
    with pytest.raises(PlatformRejected, match="新错误"):
        doudian_store(platform).ship(WHOLE)


def test_an_ended_access_stays_what_it_is(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAdd", refused(30001, "dop.authorization-closed"))
    with pytest.raises(AccessEnded):
        doudian_store(platform).ship(WHOLE)


@pytest.mark.parametrize("number", sorted(ALREADY_SHIPPED))
@pytest.mark.parametrize("method", METHODS)
def test_shipped_before_under_this_number_is_done(
    platform: StubPlatform, method: str, number: str
) -> None:
    platform.answers(method, failed(int(number)))
    platform.answers("order.orderDetail", shipped(NUMBER))
    doudian_store(platform).ship(METHODS[method])
    orders = {line.order.order_id for line in METHODS[method].lines}
    assert {call["shop_order_id"] for call in platform.asked("order.orderDetail")} == orders


@pytest.mark.parametrize(
    "found", [shipped(None), shipped("SF9"), shipped(NUMBER, [CUP]), shipped(NUMBER + "1")]
)
def test_shipped_before_under_another_number_is_a_no(platform: StubPlatform, found: Reply) -> None:
    platform.answers("order.logisticsAdd", failed(60110))
    platform.answers("order.orderDetail", found)
    with pytest.raises(PlatformRejected, match="another tracking number"):
        doudian_store(platform).ship(WHOLE)


def test_one_of_two_orders_under_another_number_is_a_no(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAddSinglePack", failed(70023))
    platform.answers("order.orderDetail", shipped(NUMBER), shipped("SF9"))
    with pytest.raises(PlatformRejected, match="another tracking number"):
        doudian_store(platform).ship(MERGED)


def test_a_whole_order_without_an_answer_is_looked_up_and_never_sent_again(
    platform: StubPlatform,
) -> None:
    platform.answers("order.logisticsAdd", HANGS_UP)
    platform.answers("order.orderDetail", shipped(NUMBER, [CUP, BRUSH]))
    doudian_store(platform).ship(WHOLE)
    assert platform.methods() == ["order.logisticsAdd", "order.orderDetail"]


def test_a_whole_order_that_was_not_taken_is_busy(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAdd", HANGS_UP)
    platform.answers("order.orderDetail", shipped(None))
    with pytest.raises(PlatformBusy, match="no answer"):
        doudian_store(platform).ship(WHOLE)
    assert platform.methods() == ["order.logisticsAdd", "order.orderDetail"]


def test_a_throttled_call_is_no_shipment(platform: StubPlatform) -> None:
    platform.answers("order.logisticsAdd", refused(60000))
    platform.answers("order.orderDetail", shipped(None))
    with pytest.raises(NotTaken):
        doudian_store(platform).ship(WHOLE)
    assert platform.methods().count("order.logisticsAdd") == len(PAUSES) + 1


def test_a_pack_is_sent_again_under_the_same_request_id(platform: StubPlatform) -> None:
    platform.answers(
        "order.logisticsAddSinglePack",
        Reply(b"", status=502),
        ok({"pack_id": f"shunfeng_{NUMBER}"}),
    )
    doudian_store(platform).ship(MERGED)
    first, second = platform.asked("order.logisticsAddSinglePack")
    assert first == second


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("order.logisticsAddMultiPack", {"pack_list": [{"logistics_code": "SF9"}]}),
        ("order.logisticsAddSinglePack", {"pack_id": "shunfeng_SF9"}),
        ("order.logisticsAddSinglePack", None),
    ],
)
def test_an_answer_about_another_number_is_looked_into(
    platform: StubPlatform, method: str, answer: object
) -> None:
    """The platform answers a known request_id with its first success, whatever is asked now."""
    platform.answers(method, ok(answer))
    platform.answers("order.orderDetail", shipped(NUMBER))
    doudian_store(platform).ship(METHODS[method])
    platform.answers("order.orderDetail", shipped("SF9"))
    with pytest.raises(PlatformRejected, match="another tracking number"):
        doudian_store(platform).ship(METHODS[method])


@pytest.mark.parametrize("carrier", ["PO", "??", ""])
def test_a_carrier_without_a_code_is_a_no_before_any_call(
    platform: StubPlatform, carrier: str
) -> None:
    with pytest.raises(PlatformRejected, match="settings"):
        doudian_store(platform).ship(shipment((ONE, CUP, 1), carrier=carrier))
    assert platform.calls == []


def test_more_lines_than_the_platform_takes(platform: StubPlatform) -> None:
    lines = [(ONE, str(number), 1) for number in range(1, 402)]
    with pytest.raises(PlatformRejected, match="401 lines"):
        doudian_store(platform).ship(shipment(*lines))
    assert platform.calls == []


def test_a_shipment_of_nothing_is_a_mistake_of_ours(platform: StubPlatform) -> None:
    with pytest.raises(ValueError, match="without lines"):
        doudian_store(platform).ship(shipment())
