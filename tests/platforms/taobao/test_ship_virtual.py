"""Virtual goods: a trade as a whole, once, and never with something in it that must stay."""

from collections.abc import Mapping

import pytest

from hedan.domain.base import OrderKey
from hedan.errors import AfterSaleAhead, PlatformBusy, PlatformRejected, SettingsInvalid
from hedan.platforms.platform import Departure, ShipLine
from hedan.platforms.taobao.options import read_options
from hedan.platforms.taobao.ship import SEND_VIRTUAL
from tests.platforms.taobao.test_ship import LEFT, Shop
from tests.platforms.taobao.wire import HANGS, Call, Reply, StubPlatform, ok, refused, taobao_store

SUCCESS: Mapping[str, object] = {"shipping": {"is_success": True}}


class Vouchers(Shop):
    """A shop whose trades are all of virtual goods."""

    def __init__(self, platform: StubPlatform, **lines: int) -> None:
        super().__init__(platform, **lines)
        for trade in self.trades.values():
            trade["shipping_type"] = "virtual"
        platform.answers(SEND_VIRTUAL, self.deliver)

    def deliver(self, call: Call) -> Reply:
        """Deliver all that is open of a trade."""
        for line in self.trades[call.params["tid"]]["orders"]["order"]:
            if line["status"] == "WAIT_SELLER_SEND_GOODS":
                line["status"] = LEFT
        return ok(call.method, SUCCESS)

    def delivered_but_unheard(self, call: Call) -> Reply:
        """Deliver, and lose the answer."""
        self.deliver(call)
        return HANGS


def departure(*oids: str) -> Departure:
    """Return virtual lines: "71" is a line of trade 7, "7" the only line of trade 7."""
    return Departure(
        request_id="PABCDEFGHJKMN",
        lines=tuple(
            ShipLine(
                order=OrderKey(platform="taobao", store="tea", order_id=oid[0]),
                line_id=oid,
                quantity=2,
            )
            for oid in oids
        ),
        whole_order=True,
    )


@pytest.mark.parametrize("oids", [("7",), ("71", "72")])
def test_a_trade_is_told_as_a_whole_without_a_number(
    platform: StubPlatform, oids: tuple[str, ...]
) -> None:
    Vouchers(platform, t7=len(oids))
    taobao_store(platform).ship_virtual(departure(*oids))
    assert platform.asked(SEND_VIRTUAL) == [{"tid": "7"}]


def test_once(platform: StubPlatform) -> None:
    Vouchers(platform, t7=2)
    store = taobao_store(platform)
    for _ in range(3):
        store.ship_virtual(departure("71", "72"))
    assert len(platform.asked(SEND_VIRTUAL)) == 1


def test_what_a_person_delivered_is_done(platform: StubPlatform) -> None:
    shop = Vouchers(platform, t7=1)
    shop.of("7")["status"] = LEFT
    taobao_store(platform).ship_virtual(departure("7"))
    assert platform.asked(SEND_VIRTUAL) == []


def test_a_line_that_was_refunded_before_stays_closed(platform: StubPlatform) -> None:
    shop = Vouchers(platform, t7=2)
    shop.of("71")["status"] = "TRADE_CLOSED"
    taobao_store(platform).ship_virtual(departure("72"))
    assert shop.of("71")["status"] == "TRADE_CLOSED"
    assert len(platform.asked(SEND_VIRTUAL)) == 1


def test_nothing_is_shipped_along(platform: StubPlatform) -> None:
    shop = Vouchers(platform, t7=2)
    shop.of("72")["shipping_type"] = "express"
    with pytest.raises(PlatformRejected, match="72 would be shipped along"):
        taobao_store(platform).ship_virtual(departure("71"))
    assert platform.asked(SEND_VIRTUAL) == []


@pytest.mark.parametrize("status", ["WAIT_SELLER_AGREE", "SUCCESS"])
def test_a_refund_that_is_on_its_way_to_us_stops_it(platform: StubPlatform, status: str) -> None:
    shop = Vouchers(platform, t7=2)
    shop.of("72")["refund_status"] = status
    with pytest.raises(AfterSaleAhead, match="an after-sale is on its way"):
        taobao_store(platform).ship_virtual(departure("71", "72"))
    assert platform.asked(SEND_VIRTUAL) == []


@pytest.mark.parametrize(
    ("of_trade", "of_line", "words"),
    [
        ({"type": "auto_delivery"}, {}, "delivers it by itself"),
        ({}, {"is_service_order": "1"}, "nothing but services"),
        ({}, {"status": "WAIT_BUYER_PAY"}, "is WAIT_BUYER_PAY"),
    ],
)
def test_what_is_not_ours_to_deliver_is_left_to_a_person(
    platform: StubPlatform,
    of_trade: Mapping[str, object],
    of_line: Mapping[str, object],
    words: str,
) -> None:
    shop = Vouchers(platform, t7=1)
    shop.trades["7"] |= of_trade
    shop.of("7").update(of_line)
    with pytest.raises(PlatformRejected, match=words):
        taobao_store(platform).ship_virtual(departure("7"))
    assert platform.asked(SEND_VIRTUAL) == []


def test_a_lost_answer_is_settled_by_another_look(platform: StubPlatform) -> None:
    shop = Vouchers(platform, t7=1)
    platform.answers(SEND_VIRTUAL, shop.delivered_but_unheard)
    taobao_store(platform).ship_virtual(departure("7"))
    assert len(platform.asked(SEND_VIRTUAL)) == 1


def test_a_call_that_got_lost_is_not_taken_for_done(platform: StubPlatform) -> None:
    Vouchers(platform, t7=1)
    platform.answers(SEND_VIRTUAL, HANGS)
    with pytest.raises(PlatformBusy):
        taobao_store(platform).ship_virtual(departure("7"))


def test_a_refusal_is_told_in_the_platforms_words(platform: StubPlatform) -> None:
    Vouchers(platform, t7=1)
    platform.answers(SEND_VIRTUAL, refused(15, "isv.logistics-dummy-service-error:B04"))
    with pytest.raises(PlatformRejected, match="B04"):
        taobao_store(platform).ship_virtual(departure("7"))


def test_an_answer_that_is_no_success_is_none(platform: StubPlatform) -> None:
    Vouchers(platform, t7=1)
    platform.answers(SEND_VIRTUAL, ok(SEND_VIRTUAL, {"shipping": {"is_success": False}}))
    with pytest.raises(PlatformRejected, match="not true"):
        taobao_store(platform).ship_virtual(departure("7"))


def test_a_line_that_the_trade_does_not_have_is_refused(platform: StubPlatform) -> None:
    Vouchers(platform, t7=2)
    with pytest.raises(PlatformRejected, match="no line 79"):
        taobao_store(platform).ship_virtual(departure("79"))


def test_the_option_is_one_of_two_words() -> None:
    for word in ("auto", "by_hand"):
        read_options({"virtual": word})
    with pytest.raises(SettingsInvalid, match=r"options\.virtual"):
        read_options({"virtual": "yes"})
