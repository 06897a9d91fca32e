"""What the simulated Taobao asks sellers at their own address, and what it does then."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Person
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer
from infra.local.taobao import RefundStatus, SpiKind, Status, TaobaoPlatform
from infra.local.taobao.signing import spi_sign
from infra.local.taobao.spi import outcome_of
from infra.local.waiting import wait_for

APP, SECRET, SHOP, ASKED_SHOP = "12345678", "helloworld", "2200123456789", "2200123456790"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
TEA = Goods("TEA-A-250G", "示例龙井 250g", 1, 7900, discount_minor=550, spec="规格:250g")
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
BERT = Person("bert", "李四", "10087654321", "江苏省", "南京市", "鼓楼区", "湖南路2号")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def platform(clock: SetClock) -> Iterator[TaobaoPlatform]:
    platform = TaobaoPlatform(seed=1, clock=clock)
    platform.register_app(APP, SECRET)
    platform.register_shop(SHOP, "示例旗舰店")
    platform.register_shop(ASKED_SHOP, "会问店", callback_url="http://127.0.0.1:9/spi?store=a")
    yield platform
    assert platform.crashes == []


def order(platform: TaobaoPlatform, *goods: Goods, person: Person = ANNA) -> str:
    return platform.place_order(SHOP, goods or (TEA,), person, paid_at=platform.book.now())


# --- questions to the seller --------------------------------------------------------------


class Seller:
    """Answers what the platform asks, and keeps the questions."""

    def __init__(self, body: bytes | None) -> None:
        self.body = body
        self.asked: list[WebRequest] = []

    def __call__(self, request: WebRequest) -> WebAnswer | None:
        self.asked.append(request)
        return None if self.body is None else WebAnswer(self.body)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"success":true}', RefundStatus.SUCCESS),
        (b'{"success":false}', RefundStatus.WAIT_SELLER_AGREE),
        (None, RefundStatus.WAIT_SELLER_AGREE),
    ],
)
def test_seller_is_asked_to_stop_the_parcel(
    platform: TaobaoPlatform, body: bytes | None, status: RefundStatus
) -> None:
    tid = platform.place_order(ASKED_SHOP, [TEA], ANNA, paid_at=START)
    refund_id = platform.request_refund(tid)
    seller = Seller(body)
    assert platform.deliver(seller) == 1
    assert platform.deliver(seller) == 0
    assert platform.refund(refund_id).status is status
    (request,) = seller.asked
    assert json.loads(request.body) == {"tid": int(tid), "refund_id": refund_id, "oids": [int(tid)]}
    assert request.query["store"] == "a"
    assert request.query["timestamp"] == "2026-10-01 10:00:00"
    (named,) = request.headers["top-sign-list"].split(",")
    fields = {**request.query, named: request.headers[named]}
    assert request.query["sign"] == spi_sign(SECRET, fields, request.body.decode())


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b'{"success":true}', "true"), (b'{"success":false}', "false"), (None, "timeout")],
)
def test_seller_is_asked_about_another_address(
    platform: TaobaoPlatform, body: bytes | None, outcome: str
) -> None:
    platform.name_spi(SpiKind.CHANGE_ADDRESS, "taobao.other.name")
    tid = platform.place_order(ASKED_SHOP, [TEA], ANNA, paid_at=START)
    platform.change_address(tid, BERT)
    assert platform.trade(tid).person == ANNA
    seller = Seller(body)
    platform.deliver(seller)
    assert seller.asked[0].query["method"] == "taobao.other.name"
    assert [result.outcome for result in platform.spi_results] == [outcome]
    accepted = outcome == "true"
    assert (platform.trade(tid).person == BERT) is accepted
    topics = [message.topic.rpartition("_")[2] for message in platform.waiting_messages]
    wanted = ["TradeBuyerPay", "ResultNotify", *(["TradeLogisticsAddressChanged"] * accepted)]
    assert topics == wanted


@pytest.mark.loopback
def test_seller_is_asked_over_http(clock: SetClock) -> None:
    asked: list[WebRequest] = []

    def serve(request: WebRequest) -> WebAnswer:
        asked.append(request)
        return WebAnswer(b'{"success":true}')

    seller = WebServer(serve, "seller")
    seller.start()
    try:
        with TaobaoPlatform(clock=clock) as platform:
            platform.register_app(APP, SECRET)
            platform.register_shop(
                SHOP, "店", callback_url=f"{seller.base_url}/spi", callback_host="shop.test"
            )
            tid = order(platform)
            platform.request_refund(tid)
            results = wait_for("an answer", lambda: platform.spi_results, seconds=10)
            assert [result.outcome for result in results] == ["true"]
            assert platform.trade(tid).status is Status.TRADE_CLOSED
    finally:
        seller.stop()
    assert asked[0].headers["host"] == "shop.test"
    assert asked[0].path == "/spi"


# --- their answers -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (WebAnswer(b'{"success":true}'), "true"),
        (WebAnswer(b'{"result":{"success":"true"}}'), "true"),
        (WebAnswer(b'{"success":1}'), "false"),
        (WebAnswer(b'{"success":false}'), "false"),
        (WebAnswer(b"[]"), "false"),
        (WebAnswer(b"ok"), "timeout"),
        (WebAnswer(b'{"success":true}', status=500), "timeout"),
        (WebAnswer(b'{"success":true}', sent=False), "timeout"),
        (None, "timeout"),
    ],
)
def test_only_a_plain_success_is_one(answer: WebAnswer | None, outcome: str) -> None:
    assert outcome_of(answer) == outcome
