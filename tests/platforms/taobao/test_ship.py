"""Shipping: what is looked at first, what is sent, and what happens when the platform errs."""

from collections.abc import Mapping
from typing import Any

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, AfterSaleAhead, PlatformBusy, PlatformRejected
from hedan.platforms.calling.refusals import NotTaken
from hedan.platforms.platform import ShipLine, Shipment
from hedan.platforms.taobao.ship import RESEND, SEND, SUB_TIDS_MAX, TRACE
from tests.platforms.taobao.wire import (
    HANGS,
    Call,
    Reply,
    StubPlatform,
    ok,
    refused,
    taobao_store,
)

READ = "taobao.trade.fullinfo.get"
NUMBER, OLD = "SF0000000000001", "SF0000000000009"
WAITS, LEFT = "WAIT_SELLER_SEND_GOODS", "WAIT_BUYER_CONFIRM_GOODS"


class Shop:
    """Trades that remember what was shipped, and can be told to lose their answers."""

    def __init__(self, platform: StubPlatform, **lines: int) -> None:
        self.trades: dict[str, dict[str, Any]] = {}
        self.answer: Mapping[str, object] = {"shipping": {"is_success": True}}
        platform.answers(READ, self.read)
        platform.answers(SEND, self.send)
        platform.answers(RESEND, self.send)
        for tid, count in lines.items():
            self.trade(tid.removeprefix("t"), count)

    def trade(self, tid: str, lines: int, **changes: object) -> None:
        """Add a trade of so many lines; the only line of a trade has the trade's own number."""
        oids = [tid] if lines == 1 else [f"{tid}{n}" for n in range(1, lines + 1)]
        self.trades[tid] = {
            "tid": int(tid),
            "status": WAITS,
            "type": "fixed",
            "created": "2026-10-01 10:00:00",
            "modified": "2026-10-01 10:00:00",
            "payment": "1.00",
            "orders": {"order": [self.line(oid) for oid in oids]},
            **changes,
        }

    @staticmethod
    def line(oid: str) -> dict[str, object]:
        return {"oid": int(oid), "num": 2, "price": "1", "payment": "1", "status": WAITS}

    def of(self, oid: str) -> dict[str, Any]:
        """Return a line, to be changed at will."""
        lines = (line for trade in self.trades.values() for line in trade["orders"]["order"])
        return next(line for line in lines if str(line["oid"]) == oid)

    def read(self, call: Call) -> Reply:
        return ok(READ, {"trade": self.trades[call.params["tid"]]})

    def send(self, call: Call) -> Reply:
        named = call.params.get("sub_tid", "").split(",")
        for line in self.trades[call.params["tid"]]["orders"]["order"]:
            if "sub_tid" not in call.params or str(line["oid"]) in named:
                line |= {"status": LEFT, "invoice_no": call.params["out_sid"]}
        return ok(call.method, self.answer)

    def lost(self, call: Call) -> Reply:
        """Ship, and lose the answer."""
        self.send(call)
        return HANGS


def shipment(*oids: str, whole: bool = False, carrier: str = "SF", quantity: int = 2) -> Shipment:
    """Return a parcel of these lines: "71" is a line of trade 7, "7" the only line of trade 7."""
    return Shipment(
        request_id="PABCDEFGHJKMN",
        tracking=Tracking(carrier=carrier, number=NUMBER),
        lines=tuple(
            ShipLine(
                order=OrderKey(platform="taobao", store="tea", order_id=oid[0]),
                line_id=oid,
                quantity=quantity,
            )
            for oid in oids
        ),
        whole_order=whole,
    )


def test_a_whole_trade_is_one_plain_call(platform: StubPlatform) -> None:
    Shop(platform, t7=2)
    taobao_store(platform).ship(shipment("71", "72", whole=True))
    assert platform.asked(SEND) == [{"tid": "7", "out_sid": NUMBER, "company_code": "SFEXP"}]


def test_a_trade_of_one_line(platform: StubPlatform) -> None:
    Shop(platform, t7=1)
    taobao_store(platform).ship(shipment("7", whole=True))
    assert platform.asked(SEND) == [{"tid": "7", "out_sid": NUMBER, "company_code": "SFEXP"}]


def test_part_of_a_trade_names_its_lines_and_the_rest_follows(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=3)
    store = taobao_store(platform)
    store.ship(shipment("71", "73"))
    assert platform.asked(SEND)[0] == {
        "tid": "7",
        "is_split": "1",
        "sub_tid": "71,73",
        "out_sid": NUMBER,
        "company_code": "SFEXP",
    }
    rest = shipment("72").but(tracking=Tracking(carrier="SF", number=OLD))
    store.ship(rest)
    assert platform.asked(SEND)[1]["sub_tid"] == "72"
    assert shop.of("72")["invoice_no"] == OLD


def test_a_refunded_line_is_never_shipped_along(platform: StubPlatform) -> None:
    """A plain call would ship every line of the trade."""
    shop = Shop(platform, t7=2)
    shop.of("72")["status"] = "TRADE_CLOSED"
    taobao_store(platform).ship(shipment("71"))
    assert platform.asked(SEND)[0]["sub_tid"] == "71"


def test_a_merged_parcel_is_told_order_by_order_under_one_number(platform: StubPlatform) -> None:
    Shop(platform, t7=1, t8=2)
    taobao_store(platform).ship(shipment("7", "81"))
    assert [(call["tid"], call.get("sub_tid")) for call in platform.asked(SEND)] == [
        ("7", None),
        ("8", "81"),
    ]
    assert {call["out_sid"] for call in platform.asked(SEND)} == {NUMBER}


def test_many_lines_go_up_by_fifty(platform: StubPlatform) -> None:
    shop = Shop(platform)
    shop.trade("7", 70)
    lines = [f"7{n}" for n in range(1, 61)]
    taobao_store(platform).ship(shipment(*lines))
    told = [call["sub_tid"].split(",") for call in platform.asked(SEND)]
    assert [len(each) for each in told] == [SUB_TIDS_MAX, 10]
    assert [oid for each in told for oid in each] == lines


def test_virtual_lines_do_not_make_a_whole_trade_a_part(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=2)
    shop.of("72")["shipping_type"] = "virtual"
    taobao_store(platform).ship(shipment("71"))
    assert "is_split" not in platform.asked(SEND)[0]


def test_the_same_shipment_again_is_not_sent_again(platform: StubPlatform) -> None:
    Shop(platform, t7=2, t8=1)
    store = taobao_store(platform)
    for _ in range(2):
        store.ship(shipment("71", "8"))
    assert len(platform.asked(SEND)) == 2


def test_a_merged_parcel_that_was_cut_off_goes_on_where_it_stopped(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1, t8=1)
    platform.answers(SEND, shop.send, refused(15, "isp.service-error"), shop.send)
    store = taobao_store(platform)
    with pytest.raises(PlatformBusy):
        store.ship(shipment("7", "8"))
    store.ship(shipment("7", "8"))
    assert [call["tid"] for call in platform.asked(SEND)] == ["7", "8", "8"]


def test_a_lost_answer_is_looked_up_and_not_repeated(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=2)
    platform.answers(SEND, shop.lost)
    taobao_store(platform).ship(shipment("71"))
    assert platform.methods() == [READ, SEND, READ]


def test_no_answer_and_no_effect_is_busy(platform: StubPlatform) -> None:
    Shop(platform, t7=1)
    platform.answers(SEND, HANGS)
    with pytest.raises(PlatformBusy):
        taobao_store(platform).ship(shipment("7"))
    assert len(platform.asked(SEND)) == 1


def test_throttled_at_the_door_is_sent_again(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1)
    platform.answers(SEND, refused(7), shop.send)
    taobao_store(platform).ship(shipment("7"))
    platform.answers(SEND, refused(7))
    shop.trade("8", 1)
    with pytest.raises(NotTaken):
        taobao_store(platform).ship(shipment("8"))


def test_a_refusal_of_what_is_there_already_is_fine(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1)

    def another_process_was_faster(call: Call) -> Reply:
        shop.send(call)
        return refused(15, "isv.logistics-offline-service-error:B04", "已发货")

    platform.answers(SEND, another_process_was_faster)
    taobao_store(platform).ship(shipment("7"))


def test_a_refusal_keeps_the_platforms_words(platform: StubPlatform) -> None:
    Shop(platform, t7=1)
    platform.answers(SEND, refused(15, "isv.logistics-offline-service-error:B60", "运单号不正确"))
    with pytest.raises(PlatformRejected, match="运单号不正确"):
        taobao_store(platform).ship(shipment("7"))


@pytest.mark.parametrize("answer", [{"shipping": {"is_success": False}}, {"shipping": {}}, {}])
def test_an_answer_without_success_is_none(
    platform: StubPlatform, answer: dict[str, object]
) -> None:
    shop = Shop(platform, t7=1)
    platform.answers(SEND, ok(SEND, answer))
    with pytest.raises(PlatformRejected, match="no-success"):
        taobao_store(platform).ship(shipment("7"))
    # Whatever it said: what counts is the trade.
    shop.answer = answer
    platform.answers(SEND, shop.send)
    taobao_store(platform).ship(shipment("7"))


def test_another_number_is_for_a_person(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=2)
    shop.of("71").update(status=LEFT, invoice_no=OLD)
    with pytest.raises(PlatformRejected, match="other-number"):
        taobao_store(platform).ship(shipment("71", "72"))
    assert platform.asked(SEND) == []


def test_a_number_that_the_trade_does_not_show_is_asked_for(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1)
    shop.of("7").update(status=LEFT)
    platform.answers(TRACE, ok(TRACE, {"out_sid": NUMBER}), ok(TRACE, {"out_sid": OLD}), ok(TRACE))
    store = taobao_store(platform)
    store.ship(shipment("7"))
    assert platform.asked(TRACE) == [{"tid": "7", "is_split": "1", "sub_tid": "7"}]
    for _ in range(2):
        with pytest.raises(PlatformRejected, match="other-number"):
            store.ship(shipment("7"))
    assert platform.asked(SEND) == []


@pytest.mark.parametrize("mark", ["WAIT_SELLER_AGREE", "WAIT_BUYER_RETURN_GOODS", "SUCCESS", "NEW"])
def test_a_refund_that_has_just_come_stops_every_order_of_the_parcel(
    platform: StubPlatform, mark: str
) -> None:
    shop = Shop(platform, t7=1, t8=1)
    shop.of("8")["refund_status"] = mark
    with pytest.raises(AfterSaleAhead, match="line 8: an after-sale"):
        taobao_store(platform).ship(shipment("7", "8"))
    assert platform.asked(SEND) == []


def test_a_refund_after_shipping_does_not_undo_that_it_was_shipped(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1)
    shop.of("7").update(status=LEFT, invoice_no=NUMBER, refund_status="WAIT_SELLER_AGREE")
    taobao_store(platform).ship(shipment("7"))
    assert platform.asked(SEND) == []


@pytest.mark.parametrize(
    "status", ["TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO", "WAIT_BUYER_PAY", "X"]
)
def test_what_must_not_leave_is_refused_by_us(platform: StubPlatform, status: str) -> None:
    shop = Shop(platform, t7=1)
    shop.of("7")["status"] = status
    with pytest.raises(PlatformRejected, match=f"not-to-ship: line 7 is {status}"):
        taobao_store(platform).ship(shipment("7"))
    assert platform.asked(SEND) == []


@pytest.mark.parametrize("bound", [{"bind_oid": 72}, {"bind_oids": "72"}, {"bind_oids": ["72"]}])
def test_lines_that_belong_together_leave_together(
    platform: StubPlatform, bound: dict[str, object]
) -> None:
    shop = Shop(platform, t7=3)
    shop.of("71").update(bound)
    store = taobao_store(platform)
    with pytest.raises(PlatformRejected, match="line 71 leaves only with 72"):
        store.ship(shipment("71"))
    store.ship(shipment("71", "72"))
    assert platform.asked(SEND)[0]["sub_tid"] == "71,72"


def test_a_trade_that_must_not_be_divided(platform: StubPlatform) -> None:
    shop = Shop(platform)
    shop.trade("7", 2, logistics_agreement={"no_detail_part_consign": 1})
    store = taobao_store(platform)
    with pytest.raises(PlatformRejected, match="no-part"):
        store.ship(shipment("71"))
    shop.of("72")["status"] = "TRADE_CLOSED"
    store.ship(shipment("71"))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (shipment("7", carrier="PO"), "carrier-unmapped"),
        (shipment("7", carrier="??"), "carrier-unmapped"),
        (shipment("7", quantity=1), "split-quantity"),
        (shipment("79"), "no-such-line"),
    ],
)
def test_what_we_refuse_before_the_platform_must(
    platform: StubPlatform, asked: Shipment, why: str
) -> None:
    Shop(platform, t7=1)
    with pytest.raises(PlatformRejected, match=why) as told:
        taobao_store(platform).ship(asked)
    assert told.value.code == "hedan"
    assert platform.asked(SEND) == []


def test_a_shipment_of_nothing_is_a_mistake_of_ours(platform: StubPlatform) -> None:
    with pytest.raises(ValueError, match="without lines"):
        taobao_store(platform).ship(shipment())


def test_an_order_that_is_gone_is_a_refusal(platform: StubPlatform) -> None:
    platform.answers(READ, refused(15, "isv.trade-not-exist"))
    with pytest.raises(PlatformRejected, match="order-gone"):
        taobao_store(platform).ship(shipment("7"))


def test_a_token_that_was_revoked_needs_the_seller(platform: StubPlatform) -> None:
    Shop(platform, t7=1)
    platform.answers(SEND, refused(27, "invalid-sessionkey"))
    with pytest.raises(AccessEnded):
        taobao_store(platform).ship(shipment("7"))


def correct(platform: StubPlatform, asked: Shipment) -> None:
    taobao_store(platform).correct_tracking(asked, Tracking(carrier="SF", number=OLD))


def test_a_number_is_corrected_once(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=2, t8=1)
    for oid in ("71", "8"):
        shop.of(oid).update(status=LEFT, invoice_no=OLD)
    for _ in range(2):
        correct(platform, shipment("71", "8"))
    assert platform.asked(RESEND) == [
        {
            "tid": "7",
            "is_split": "1",
            "sub_tid": "71",
            "out_sid": NUMBER,
            "company_code": "SFEXP",
        },
        {"tid": "8", "out_sid": NUMBER, "company_code": "SFEXP"},
    ]


def test_a_lost_correction_is_looked_up(platform: StubPlatform) -> None:
    shop = Shop(platform, t7=1)
    shop.of("7").update(status=LEFT, invoice_no=OLD)
    platform.answers(RESEND, shop.lost)
    correct(platform, shipment("7"))
    assert platform.methods() == [READ, RESEND, READ]


@pytest.mark.parametrize("line", [{}, {"status": LEFT, "invoice_no": "SF5"}])
def test_only_the_number_that_is_there_can_be_corrected(
    platform: StubPlatform, line: dict[str, object]
) -> None:
    shop = Shop(platform, t7=1)
    shop.of("7").update(line)
    with pytest.raises(PlatformRejected, match="neither number"):
        correct(platform, shipment("7"))
    assert platform.asked(RESEND) == []
