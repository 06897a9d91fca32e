"""Everything the shops know, and how it changes: times move, subscriptions are told."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from infra.local.shopify.model import App, Line, Order, Refund, Shop
from infra.local.shopify.views import fulfillment_view, order_view, refund_view
from infra.local.simulated.push import Message
from infra.local.simulated.trade import Goods, Person

# Far above 2**53: a reader that takes ids for floating point loses their last digits.
FIRST_ID = 820_982_911_946_154_501
TOPICS = frozenset(
    {
        "orders/create",
        "orders/paid",
        "orders/updated",
        "orders/cancelled",
        "refunds/create",
        "fulfillments/create",
        "fulfillments/update",
    }
)


@dataclass
class Book:
    """The records. Whoever reads or writes them holds the platform's lock."""

    now: Callable[[], datetime]
    put: Callable[[Message], None]
    apps: dict[str, App] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    triggered: dict[str, datetime] = field(default_factory=dict)  # By the message's key.

    def __post_init__(self) -> None:
        self._last, self._told, self._number = FIRST_ID, 0, 1000

    def next_id(self) -> int:
        """The next id: of everything, odd."""
        self._last += 2
        return self._last

    def add(
        self, shop: Shop, goods: Sequence[Goods], person: Person, *, paid_at: datetime, note: str
    ) -> Order:
        """A buyer orders and pays."""
        self._number += 1
        order = Order(
            order_id=self.next_id(),
            number=self._number,
            shop_id=shop.shop_id,
            person=person,
            lines=[self._line(shop, one) for one in goods],
            created=paid_at,
            updated=self.now(),
            fulfillment_order_id=self.next_id(),
            note=note,
        )
        self.orders[order.order_id] = order
        self.change(order, "orders/create", "orders/paid")
        return order

    def refund(self, order: Order, pieces: dict[int, int]) -> Refund:
        """Send money back; pieces that have not left never will."""
        amounts = {}
        for line in order.lines:
            count = pieces.get(line.line_id, 0)
            if count:
                paid, quantity, before = line.goods.paid_minor, line.goods.quantity, line.refunded
                amounts[line.line_id] = (
                    paid * (before + count) // quantity - paid * before // quantity
                )
                line.removed += min(count, line.left)
                line.refunded += count
        refund = Refund(self.next_id(), self.now(), pieces, amounts)
        order.refunds.append(refund)
        order.refund_wanted = False
        unsent = not order.fulfillments and not any(line.left for line in order.lines)
        if unsent:
            order.cancelled = self.now()
        topics = ["refunds/create", "orders/updated"] + ["orders/cancelled"] * unsent
        self.change(order, *topics)
        return refund

    def change(self, order: Order, *topics: str) -> None:
        """An order changed; every subscribed topic is told, as it is at this moment."""
        order.updated = self.now()
        shop = self.shops[order.shop_id]
        self._told += 1
        for topic in topics:
            if topic in shop.topics and shop.callback_url:
                body = json.dumps(self._payload(shop, order, topic), separators=(",", ":"))
                key = f"{order.order_id}:{topic}:{self._told}"
                self.triggered[key] = order.updated
                self.put(Message(key, shop.shop_id, str(order.order_id), topic, body.encode()))

    def _payload(self, shop: Shop, order: Order, topic: str) -> dict[str, Any]:
        if topic == "refunds/create":
            return refund_view(shop, order, order.refunds[-1])
        if topic.startswith("fulfillments/"):
            return fulfillment_view(order, order.fulfillments[-1])
        return order_view(shop, order)

    def _line(self, shop: Shop, goods: Goods) -> Line:
        if goods.code not in shop.products:
            shop.products[goods.code] = (self.next_id(), self.next_id())
        return Line(self.next_id(), self.next_id(), *shop.products[goods.code], goods)
