"""The platform's memory under one lock, and the only way to change it and tell somebody."""

import hashlib
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from infra.local.doudian import messages
from infra.local.doudian.delivery import Outbox
from infra.local.doudian.errors import ORDER_NOT_FOUND, bad_parameter, business_failed
from infra.local.doudian.model import (
    AfterSale,
    App,
    Shipment,
    Shop,
    ShopOrder,
    SkuOrder,
    Violation,
)
from infra.local.doudian.privacy import Sealer

FIRST_ORDER_ID = 6920000000000000000
FIRST_AFTER_SALE_ID = 7140000000000000000
FIRST_PRODUCT_ID = 3460000000000000000
FIRST_SKU_ID = 1730000000000000
# Ids of one run lie together and never meet those of another seed.
ID_SPAN_PER_SEED = 10**9
ID_GAP_MAX = 97


class Book:
    """All apps, shops, orders and after-sales. Hold `lock` while reading or changing anything."""

    def __init__(self, *, seed: int, clock: Callable[[], datetime], outbox: Outbox) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.outbox = outbox
        self.sealer = Sealer(f"doudian:{seed}".encode())
        self.apps: dict[str, App] = {}
        self.shops: dict[str, Shop] = {}
        self.orders: dict[str, ShopOrder] = {}
        self.after_sales: dict[str, AfterSale] = {}
        self.shipments: list[Shipment] = []
        self._by_number: defaultdict[str, list[Shipment]] = defaultdict(list)
        self.violations: list[Violation] = []
        self.recycled_waybills: set[str] = set()
        self.first_scans: dict[str, datetime] = {}
        # How often a ship call came again with a request id that had succeeded.
        self.replayed_requests = 0
        self._answers: dict[tuple[str, str], dict[str, Any]] = {}
        self._clock = clock
        self._told: Counter[tuple[int, str]] = Counter()
        self._random = random.Random(f"ids:{seed}")
        self._last_order_id = FIRST_ORDER_ID + seed % 10**6 * ID_SPAN_PER_SEED
        self._last_after_sale_id = FIRST_AFTER_SALE_ID + seed % 10**6 * ID_SPAN_PER_SEED

    def now(self) -> datetime:
        """The platform's time, cut to the seconds that its records carry."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def next_order_id(self) -> str:
        """A fresh id, for a shop order or for one more of its lines."""
        self._last_order_id += self._random.randint(1, ID_GAP_MAX)
        return str(self._last_order_id)

    def next_after_sale_id(self) -> str:
        """A fresh id of an after-sale."""
        self._last_after_sale_id += self._random.randint(1, ID_GAP_MAX)
        return str(self._last_after_sale_id)

    def sku_id(self, shop_id: str, code: str) -> str:
        """The same seller's code has the same sku id in one shop."""
        return str(FIRST_SKU_ID + _number(f"sku:{shop_id}:{code}") % 10**12)

    def product_id(self, shop_id: str, name: str) -> str:
        """Lines of one name are one product."""
        return str(FIRST_PRODUCT_ID + _number(f"product:{shop_id}:{name}") % 10**15)

    def shop_order(self, shop_id: str, order_id: str) -> ShopOrder:
        """The order an API call names; refuses what is not of this shop.

        Old ids end in a letter A, which the platform still accepts.
        """
        order = self.orders.get(order_id.removesuffix("A"))
        if order is None or order.shop_id != shop_id:
            raise business_failed(ORDER_NOT_FOUND, f"订单 {order_id} 不存在")
        return order

    def shop_after_sale(self, shop_id: str, after_sale_id: str) -> AfterSale:
        """The after-sale an API call names; refuses what is not of this shop."""
        after_sale = self.after_sales.get(after_sale_id)
        if after_sale is None or after_sale.shop_id != shop_id:
            raise bad_parameter(f"售后单 {after_sale_id} 不存在", number=10000)
        return after_sale

    def after_sale_of(self, line: SkuOrder) -> AfterSale | None:
        """The newest after-sale of a line, whatever became of it."""
        return self.after_sales[line.after_sale_id] if line.after_sale_id else None

    def touch(self, order: ShopOrder, *lines: SkuOrder) -> None:
        """Move update times to now. They never go back, but two changes may share a second."""
        now = self.now()
        order.update_time = max(order.update_time, now)
        for line in lines:
            line.update_time = max(line.update_time, now)

    def touch_after_sale(self, after_sale: AfterSale, action: str, actor: str) -> None:
        """As `touch`, with a line in the record's log."""
        after_sale.update_time = max(after_sale.update_time, self.now())
        after_sale.logs.append((self.now(), actor, action))

    def first_answer(self, shop_id: str, request_id: str) -> dict[str, Any] | None:
        """What the first success of this request id was answered, if there was one."""
        answer = self._answers.get((shop_id, request_id))
        self.replayed_requests += answer is not None
        return answer

    def remember_answer(
        self, shop_id: str, request_id: str, answer: dict[str, Any]
    ) -> dict[str, Any]:
        """Keep a success for whoever asks again with the same request id."""
        self._answers[shop_id, request_id] = answer
        return answer

    def add_shipment(self, shipment: Shipment) -> None:
        """Remember a parcel that was accepted."""
        self.shipments.append(shipment)
        self._by_number[shipment.logistics_code].append(shipment)

    def shipments_of(self, logistics_code: str) -> Sequence[Shipment]:
        """The parcels accepted with a tracking number so far."""
        return self._by_number.get(logistics_code, ())

    def violate(self, kind: str, order_id: str, detail: str) -> None:
        """Remember what a careful seller would not have done."""
        self.violations.append(Violation(self.now(), kind, order_id, detail))

    def tell(self, tag: int, order: ShopOrder, data: dict[str, Any]) -> None:
        """Queue one message about an order for the shop's callback address."""
        nth = self._told[tag, order.order_id]
        self._told[tag, order.order_id] += 1
        self.outbox.put(messages.message(tag, order, nth, data, self.now()))


class Desk:
    """A place where people work on one book. Its methods may be called from any thread."""

    def __init__(self, book: Book) -> None:
        self.book = book


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
