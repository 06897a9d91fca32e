"""The number of an exchange, told by our adapters to the simulated platforms: once, or held."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import urllib3

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.domain.replaced_lines import ReplacementKind
from hedan.errors import PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret, Token
from hedan.platforms.outside import Outside
from hedan.platforms.platform import Platform, ReplacementSent
from hedan.platforms.registry import open_store
from hedan.settings import CarrierSettings, StoreSettings
from infra.local.doudian import DoudianPlatform, Item, OutageKind
from infra.local.doudian.caller import Caller
from infra.local.doudian.people import People
from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.simulated.trade import Goods, Outage, Person
from tests.platforms.wire import MemoryVault, TestClock

pytestmark = pytest.mark.loopback

NOW = datetime(2026, 9, 28, 4, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"SF{serial:013d}" for serial in (1, 2, 3))
APP, SECRET, SHOP = "6800000000000000001", "demo-secret", "4463798"
CARRIER = CarrierSettings(
    code="SF",
    name="顺丰",
    number_pattern=".*",
    platform_codes={"doudian": "shunfeng", "pinduoduo": "44"},
)


class Stage(NamedTuple):
    """A shop with one order that was delivered and is to be exchanged."""

    store: Platform
    order_id: str
    case: str
    agrees: Callable[[], None]
    goods_come_back: Callable[[], None]
    loses_an_answer: Callable[[], None]
    ends: Callable[[], None]
    sent: Callable[[], str]  # The number that the platform has of what was sent instead.

    def tell(self, number: str = SECOND) -> None:
        key = OrderKey(platform="any", store="cups", order_id=self.order_id)
        self.store.ship_replacement(
            ReplacementSent(
                order=key,
                after_sale_id=self.case,
                kind=ReplacementKind.EXCHANGE,
                tracking=Tracking(carrier="SF", number=number),
            )
        )

    @property
    def status(self) -> AfterSaleStatus:
        told = self.store.read_after_sale(self.order_id, self.case).value
        assert told.kind is AfterSaleKind.EXCHANGE
        return told.status


def opened(platform: str, url: str, access: str, clock: TestClock) -> Platform:
    settings = StoreSettings(
        id="cups",
        platform=platform,
        name="示例小店",
        shop_id=SHOP,
        api_url=url,
        calls_per_second=1000,
    )
    app = AppSecret(app_key=APP, app_secret=SECRET, sign_method="hmac-sha256")
    token = Token(access_token=access, refresh_token="r", expires_at=NOW + timedelta(days=3))
    outside = Outside(http=urllib3.PoolManager(), clock=clock.clock())
    return open_store(settings, app, MemoryVault(token), (CARRIER,), outside)


def doudian(clock: TestClock) -> Iterator[Stage]:
    with DoudianPlatform(seed=1, clock=lambda: clock.moment) as platform:
        platform.register_app(APP, SECRET)
        platform.register_shop(SHOP, "示例小店")
        caller = Caller(platform, APP, SECRET)
        caller.log_in(SHOP)
        cup = Item("CUP", "示例水杯", 1, 6490)
        order_id = platform.place_order(SHOP, [cup], receiver=People(1).receiver(), buyer="b")
        platform.ship_by_hand(order_id, "shunfeng", FIRST)
        case = platform.request_exchange(order_id)
        yield Stage(
            store=opened("doudian", platform.base_url, caller.access_token, clock),
            order_id=order_id,
            case=case,
            agrees=lambda: platform.agree_refund(case),
            goods_come_back=lambda: platform.return_goods(case, "yuantong", "YT0000000000009"),
            loses_an_answer=lambda: platform.outage(
                OutageKind.LOST_ANSWER, calls=1, method="afterSale.operate"
            ),
            ends=lambda: platform.receive_again(case),
            sent=lambda: platform.after_sale(case).again_number,
        )
        assert platform.crashes == []
        assert platform.violations == []


def pinduoduo(clock: TestClock) -> Iterator[Stage]:
    with PinduoduoPlatform(seed=1, clock=lambda: clock.moment) as platform:
        platform.register_app(APP, SECRET)
        tokens = platform.register_shop(SHOP, "示例小店")
        anna = Person("anna", "张三", "10012345678", "浙江省", "杭州市", "滨江区", "江南大道1号")
        cup = Goods("CUP", "示例水杯", 1, 6490)
        order_id = platform.place_order(SHOP, [cup], anna, paid_at=NOW)
        platform.ship_by_hand(order_id, 44, FIRST)
        case = platform.request_exchange(order_id)

        def sent() -> str:
            parcel = platform.after_sale(case).again
            return parcel.number if parcel else ""

        yield Stage(
            store=opened("pinduoduo", f"{platform.base_url}/api/router", tokens.access, clock),
            order_id=order_id,
            case=case,
            agrees=lambda: platform.agree_exchange(case),
            goods_come_back=lambda: platform.return_goods(case, "YT0000000000009"),
            loses_an_answer=lambda: platform.outage(
                Outage.LOST_ANSWER, calls=1, method="pdd.refund.exchange.shipping"
            ),
            ends=lambda: platform.receive_again(case),
            sent=sent,
        )
        assert platform.crashes == []
        assert platform.violations == []
        assert platform.numbers(order_id) == (FIRST,)


@pytest.fixture(params=[doudian, pinduoduo])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    yield from request.param(TestClock(NOW))


def test_the_number_is_told_once_and_the_case_comes_to_its_end(stage: Stage) -> None:
    assert stage.status is AfterSaleStatus.REQUESTED
    stage.agrees()
    stage.goods_come_back()
    stage.tell()
    assert (stage.sent(), stage.status) == (SECOND, AfterSaleStatus.AGREED)
    stage.tell()
    assert stage.sent() == SECOND
    stage.ends()
    stage.tell()
    assert (stage.sent(), stage.status) == (SECOND, AfterSaleStatus.SUCCEEDED)


def test_before_the_goods_came_back_the_platform_wants_no_number(stage: Stage) -> None:
    with pytest.raises(PlatformRejected):
        stage.tell()
    stage.agrees()
    with pytest.raises(PlatformRejected):
        stage.tell()
    assert stage.sent() == ""
    stage.goods_come_back()
    stage.tell()
    assert stage.sent() == SECOND


def test_a_lost_answer_is_looked_for_and_not_told_again(stage: Stage) -> None:
    stage.agrees()
    stage.goods_come_back()
    stage.loses_an_answer()
    with pytest.raises(PlatformBusy):
        stage.tell()
    stage.tell()
    assert stage.sent() == SECOND


def test_another_number_than_ours_is_a_persons_business() -> None:
    for stage in doudian(TestClock(NOW)):
        stage.agrees()
        stage.goods_come_back()
        stage.tell(THIRD)  # As somebody does in the console.
        with pytest.raises(PlatformRejected, match="other-number"):
            stage.tell()
        assert stage.sent() == THIRD
