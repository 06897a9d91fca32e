"""The platform's memory under one lock, and the only ways to change a record."""

import hashlib
import random
import threading
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from infra.local.pinduoduo.errors import business
from infra.local.pinduoduo.model import AfterSale, App, Order, Shop
from infra.local.pinduoduo.privacy import CHINA, Sealer
from infra.local.simulated.scans import CarrierScans
from infra.local.simulated.troubles import Changes, PageTraps

FIRST_AFTER_SALE_ID = 40_000_000_000
FIRST_GROUP_ID = 2_000_000_000_000
FIRST_GOODS_ID = 500_000_000_000
FIRST_SKU_ID = 1_000_000_000_000
ID_SPAN_PER_SEED = 10**7
ID_GAP_MAX = 97
SERIAL_DIGITS = 15


class Book:
    """All apps, shops, orders and after-sales. Hold `lock` while reading or changing anything."""

    def __init__(
        self,
        *,
        seed: int,
        clock: Callable[[], datetime],
        traps: PageTraps,
        listing_lag_seconds_max: float,
    ) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.traps = traps
        self.sealer = Sealer(f"pinduoduo:{seed}".encode())
        self.apps: dict[str, App] = {}
        self.shops: dict[str, Shop] = {}
        self.orders: dict[str, Order] = {}
        self.after_sales: dict[str, AfterSale] = {}
        self.by_number: defaultdict[str, set[str]] = defaultdict(set)  # Number to order ids.
        self.printed: set[str] = set()
        self.scans = CarrierScans()
        self.violations: list[str] = []
        self.changed_orders: defaultdict[str, Changes] = defaultdict(Changes)
        self.changed_after_sales: defaultdict[str, Changes] = defaultdict(Changes)
        self.confirmed_orders: defaultdict[str, Changes] = defaultdict(Changes)
        self._ids = random.Random(f"ids:{seed}")
        # Of its own, so that callers' questions never change which ids are drawn.
        self.random = random.Random(f"moments:{seed}")
        self._clock = clock
        self._lag_max = listing_lag_seconds_max
        self._last_after_sale = FIRST_AFTER_SALE_ID + seed % 1000 * ID_SPAN_PER_SEED
        self._last_group = FIRST_GROUP_ID + seed % 1000 * ID_SPAN_PER_SEED

    def now(self) -> datetime:
        """The platform's time, cut to the seconds that its records carry."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def next_order_sn(self, created: datetime) -> str:
        """A fresh id: the day in China and fifteen digits."""
        while True:
            serial = self._ids.randrange(10 ** (SERIAL_DIGITS - 1), 10**SERIAL_DIGITS)
            order_sn = f"{created.astimezone(CHINA):%y%m%d}-{serial}"
            if order_sn not in self.orders:
                return order_sn

    def next_group_id(self) -> int:
        """A fresh id of a group of buyers."""
        self._last_group += self._ids.randint(1, ID_GAP_MAX)
        return self._last_group

    def next_after_sale_id(self) -> str:
        """A fresh id of an after-sale."""
        self._last_after_sale += self._ids.randint(1, ID_GAP_MAX)
        return str(self._last_after_sale)

    def sku_id(self, shop_id: str, code: str) -> int:
        """The same seller's code has the same sku id in one shop."""
        return FIRST_SKU_ID + _number(f"sku:{shop_id}:{code}") % 10**11

    def goods_id(self, shop_id: str, name: str) -> int:
        """What has one name is one product."""
        return FIRST_GOODS_ID + _number(f"goods:{shop_id}:{name}") % 10**10

    def shop_order(self, shop_id: str, order_sn: str) -> Order:
        """The order that a call names; refuses what is not of this shop."""
        order = self.orders.get(order_sn)
        if order is None or order.shop_id != shop_id:
            raise business("订单不存在或不属于该店铺", "ORDER_NOT_FOUND")
        return order

    def shop_after_sale(self, shop_id: str, after_sale_id: str) -> AfterSale:
        """The after-sale that a call names; refuses what is not of this shop."""
        found = self.after_sales.get(after_sale_id)
        if found is None or found.shop_id != shop_id:
            raise business("售后单不存在", "AFTER_SALE_NOT_FOUND")
        return found

    def newest_after_sale(self, order: Order) -> AfterSale | None:
        """The last request about an order, whatever became of it."""
        return self.after_sales[order.after_sale_ids[-1]] if order.after_sale_ids else None

    def touch(self, order: Order) -> None:
        """An order changed: it moves to the top of the increments, after a while."""
        order.updated = self.now()
        if order.confirmed is not None:
            lag = timedelta(seconds=self.random.uniform(0, self._lag_max))
            listed_from = order.updated + lag
            self.changed_orders[order.shop_id].note(order.order_sn, order.updated, listed_from)

    def confirm(self, order: Order, at: datetime) -> None:
        """The group is complete: the order exists for its seller from now on."""
        order.confirmed = at
        self.confirmed_orders[order.shop_id].note(order.order_sn, at)
        self.touch(order)

    def touch_after_sale(self, record: AfterSale) -> None:
        """An after-sale changed, and its order with it."""
        record.updated = self.now()
        self.changed_after_sales[record.shop_id].note(record.id, record.updated)
        self.touch(self.orders[record.order_sn])

    def violate(self, kind: str, subject: str, detail: str) -> None:
        """Remember what a careful seller would not have done."""
        self.violations.append(f"{kind}: {subject}: {detail}")


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
