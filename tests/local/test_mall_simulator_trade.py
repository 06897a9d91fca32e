"""A small day on each of four simulators through the one door that a day of trade knows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import urllib3

from infra.local.aliexpress import AliexpressPlatform
from infra.local.mall import MallPlatform, Shape
from infra.local.shopify import ShopifyPlatform
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Faults, Goods, Outage, Person, SimulatedPlatform
from infra.local.simulated.web import DirectPool, WebAnswer, WebRequest
from infra.local.woocommerce import Vendors, WoocommercePlatform

URL = "https://hedan.example/callbacks/any"
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
CUP = Goods("CUP", "Cup", 2, 1000, 100)
ANA = Person("ana", "Ana Lopez", "612345334", "Madrid", "Madrid", "", "Calle 1", "ES", "28013")
MOVED = Person("ana", "Ana Lopez", "612345334", "Sevilla", "Sevilla", "", "Calle 2", "ES", "41001")
FAULTS = Faults(drop_probability=0.1, duplicate_probability=0.2, reorder_probability=0.2)

type Deliver = Callable[[Callable[[WebRequest], int]], int]
type Opened = tuple[SimulatedPlatform, Deliver, Callable[[WebRequest], WebAnswer]]
type Open = Callable[[SetClock, str | None], Opened]


def aliexpress(clock: SetClock, url: str | None) -> Opened:
    platform = AliexpressPlatform(seed=2, clock=clock, faults=FAULTS)
    platform.register_app("key", "secret")
    platform.register_shop("shop", "Shop", app_key="key", callback_url=url)
    return platform, platform.deliver, platform.handle


def woocommerce(clock: SetClock, url: str | None) -> Opened:
    platform = WoocommercePlatform(seed=2, clock=clock, faults=FAULTS)
    platform.register_app("key", "secret", vendors=Vendors.DOKAN)
    platform.register_shop("shop", "Shop", app_key="key", callback_url=url)
    return platform, platform.deliver, platform.handle


def mall(clock: SetClock, url: str | None) -> Opened:
    platform = MallPlatform(seed=2, clock=clock, faults=FAULTS)
    platform.register_app("key", "secret", shape=Shape.PARENT_CHILD)
    secrets = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",)
    platform.register_shop("shop", "Shop", app_key="key", callback_url=url, secrets=secrets)
    return platform, platform.deliver, platform.handle


def shopify(clock: SetClock, url: str | None) -> Opened:
    platform = ShopifyPlatform(seed=2, clock=clock, faults=FAULTS)
    platform.register_app("key", "secret")
    platform.register_shop("shop", "Shop", app_key="key", access_token="t", callback_url=url)
    return platform, platform.deliver, platform.handle


@pytest.mark.parametrize("opened", [aliexpress, woocommerce, mall, shopify])
def test_a_day_may_be_played_on_it(opened: Open) -> None:
    clock = SetClock(START)
    platform, deliver, _handle = opened(clock, URL)
    came: list[WebRequest] = []

    def sink(request: WebRequest) -> int:
        came.append(request)
        return 200

    kept, gone = (platform.place_order("shop", [CUP], ANA, paid_at=clock()) for _ in range(2))
    platform.change_address(kept, MOVED)
    platform.request_refund(kept)
    platform.withdraw_refund(kept)
    platform.drop_next_message(gone)
    platform.request_refund(gone)
    platform.agree_refund(gone)
    deliver(sink)
    clock.advance(timedelta(minutes=1))
    deliver(sink)
    assert came
    assert kept != gone
    assert platform.numbers(kept) == ()
    assert platform.crashes == []
    assert platform.violations == []


@pytest.mark.loopback
@pytest.mark.parametrize("opened", [aliexpress, woocommerce, mall, shopify])
def test_it_answers_over_the_loopback_as_without(opened: Open) -> None:
    platform, _deliver, handle = opened(SetClock(START), None)
    direct = DirectPool(handle)
    with platform, urllib3.PoolManager(retries=False) as pool:
        answer = pool.request("GET", f"{platform.base_url}/orders?a=1")
        same = direct.urlopen("GET", "/orders?a=1")
        assert (answer.status, answer.data[:20]) == (same.status, same.data[:20])
        platform.outage(Outage.BAD_GATEWAY, calls=1)
        assert direct.urlopen("GET", "/orders").status == 502
    assert platform.crashes == []
