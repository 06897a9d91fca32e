"""Virtual goods at the simulated platforms, shipped by our adapters: two sides that share only
the facts.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

import pytest
import urllib3

from hedan.domain.base import OrderKey
from hedan.domain.orders import Order, OrderStatus
from hedan.errors import HedanError, PlatformRejected
from hedan.platforms.outside import Outside
from hedan.platforms.platform import Departure, Platform, ShipLine
from hedan.platforms.registry import CAPABILITIES, open_store
from infra.local.simulated.clock import SetClock
from infra.local.simulated.trade import Goods, Outage, Person
from infra.local.simulated.web import DirectPool
from tests.days.chinese_markets import Taobao
from tests.days.market import CARRIER, Market
from tests.days.shop_markets import Mall, Shopify
from tests.platforms.wire import NOW, TestClock

CARD = Goods("CARD-100", "充值卡", 2, 9900, virtual=True)
SONG = Goods("SONG", "数字专辑", 1, 1500, virtual=True)
CUP = Goods("CUP-B-W", "示例茶杯", 1, 5900)
ANNA = Person("anna", "张三丰", "10012341234", "浙江省", "杭州市", "西湖区", "文新街道1号")
MARKETS = [Taobao, Mall, Shopify]
SHIP = {
    "taobao": "taobao.logistics.dummy.send",
    "mall": "POST orders/{id}/shipments",
    "shopify": "POST fulfillments",
}


class Sale(NamedTuple):
    """One shop at a simulated platform, and our side of it."""

    market: Market
    shop_id: str
    store: Platform

    def sell(self, *goods: Goods) -> str:
        """Somebody orders and pays."""
        order_id: str = self.market.sim.place_order(self.shop_id, goods, ANNA, paid_at=NOW)
        return order_id

    def read(self, order_id: str) -> Order:
        """Return the order as our adapter reads it now."""
        return self.store.read_order(order_id).value

    def ship(self, order_id: str, *line_ids: str) -> None:
        """Tell the platform of these lines; of every virtual one without."""
        order = self.read(order_id)
        lines = [
            line
            for line in order.lines
            if line.line_id in line_ids or (not line_ids and line.is_virtual)
        ]
        self.store.ship_virtual(
            Departure(
                request_id="PVIRTUAL",
                lines=tuple(
                    ShipLine(
                        order=OrderKey(
                            platform=self.market.name, store=order.key.store, order_id=order_id
                        ),
                        line_id=line.line_id,
                        quantity=line.quantity,
                    )
                    for line in lines
                ),
                whole_order=len(lines) == len(order.lines),
            )
        )

    def statuses(self, order_id: str) -> list[OrderStatus]:
        """Where the lines stand, by the platform's word."""
        return [line.status for line in self.read(order_id).lines]


@pytest.fixture(params=MARKETS, ids=lambda market: market.name)
def sale(request: pytest.FixtureRequest) -> Iterator[Sale]:
    market: Market = request.param(1, SetClock(NOW))
    shop = market.open_shop(1)
    pool = cast(urllib3.PoolManager, DirectPool(market.handle))
    outside = Outside(pool, TestClock().clock())
    store = open_store(shop.store, shop.app, shop.vault, [CARRIER], outside)
    yield Sale(market, shop.store.shop_id, store)
    assert market.sim.crashes == []
    assert market.sim.violations == []


def test_what_the_platform_sells_as_virtual_is_virtual_to_us(sale: Sale) -> None:
    order = sale.read(sale.sell(CARD, CUP))
    assert [line.is_virtual for line in order.lines] == [True, False]


def test_an_order_of_virtual_goods_ships_once_and_without_a_number(sale: Sale) -> None:
    order_id = sale.sell(CARD, SONG)
    for _ in range(3):
        sale.ship(order_id)
    assert sale.statuses(order_id) == [OrderStatus.SHIPPED] * 2
    assert not any(sale.market.sim.numbers(order_id))


def test_goods_beside_them_stay(sale: Sale) -> None:
    order_id = sale.sell(CARD, CUP)
    if CAPABILITIES[sale.market.name].ships_virtual == "order":
        with pytest.raises(PlatformRejected, match="would be shipped along"):
            sale.ship(order_id)
        assert sale.statuses(order_id) == [OrderStatus.TO_SHIP] * 2
    else:
        sale.ship(order_id)
        assert sale.statuses(order_id)[0] is OrderStatus.SHIPPED
        assert sale.statuses(order_id)[1] in {OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED}


def test_a_refund_stops_it(sale: Sale) -> None:
    order_id = sale.sell(CARD)
    sale.market.sim.request_refund(order_id)
    if sale.market.name == "shopify":  # There, no buyer asks: the money is back, or nothing is.
        sale.market.sim.agree_refund(order_id)
    with pytest.raises(HedanError):
        sale.ship(order_id)
    assert OrderStatus.SHIPPED not in sale.statuses(order_id)


def test_what_was_paid_back_stays(sale: Sale) -> None:
    order_id = sale.sell(CARD)
    sale.market.sim.request_refund(order_id)
    sale.market.sim.agree_refund(order_id)
    with pytest.raises(HedanError):
        sale.ship(order_id)
    assert sale.statuses(order_id) == [OrderStatus.CANCELLED]


def test_a_lost_answer_ships_it_once(sale: Sale) -> None:
    order_id = sale.sell(CARD)
    sale.market.sim.outage(Outage.LOST_ANSWER, calls=1, method=SHIP[sale.market.name])
    sale.ship(order_id)
    sale.ship(order_id)
    assert sale.statuses(order_id) == [OrderStatus.SHIPPED]
