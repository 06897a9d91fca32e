"""Everything the platform knows, and the two ways it changes: an order moves, a message leaves."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from infra.local.aliexpress.model import App, Issue, Order, Shop, Status
from infra.local.simulated.push import Message
from infra.local.simulated.scans import CarrierScans
from infra.local.simulated.trade import Person

# Above 2**53 and odd: a reader that takes ids for floating point loses the last digit.
FIRST_ORDER_ID = 9_190_000_000_000_001
FIRST_LINE_ID = 9_190_000_500_000_001
FIRST_ISSUE_ID = 9_180_000_000_000_001
ID_STEP_MAX = 4_000
ORDER_NOTICE, DROPSHIPPER_NOTICE = 0, 53
# The drop-ship form knows these steps only; nothing tells of a wish to cancel or of a dispute.
DROPSHIPPER_STATUS = {
    Status.UNPAID: "OrderCreated",
    Status.TO_SHIP: "PaymentAuthorized",
    Status.SHIPPED: "OrderShipped",
    Status.FUNDS: "OrderConfirmed",
    Status.FINISH: "OrderClosed",
}


@dataclass
class Book:
    """The records. Whoever reads or writes them holds the platform's lock."""

    seed: int
    now: Callable[[], datetime]
    put: Callable[[Message], None]
    notice: int = ORDER_NOTICE
    apps: dict[str, App] = field(default_factory=dict)
    shops: dict[str, Shop] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    issues: dict[str, Issue] = field(default_factory=dict)
    scans: CarrierScans = field(default_factory=CarrierScans)

    def __post_init__(self) -> None:
        self._chance = random.Random(f"ids:{self.seed}")
        self._last = {"order": FIRST_ORDER_ID, "line": FIRST_LINE_ID, "issue": FIRST_ISSUE_ID}
        self._told = 0

    def next_id(self, kind: str) -> str:
        """The next id: grows, leaves gaps, is odd."""
        self._last[kind] += 2 * self._chance.randint(1, ID_STEP_MAX // 2)
        return str(self._last[kind])

    def buyer_login(self, person: Person) -> str:
        """The login that the platform shows of a buyer."""
        return person.country.lower() + self._digest("buyer", person.buyer)[:16]

    def oaid(self, order: Order) -> str:
        """The id of a receiver, equal for equal receivers of one shop."""
        person = order.person
        parts = (order.shop_id, person.name, person.phone, person.city, person.detail)
        return self._digest("oaid", *parts)[:40] + "=="

    def change(self, order: Order, status: Status | None = None) -> None:
        """An order changed: its time moves, and the application is told of a new status."""
        order.modified = self.now()
        if status is not None and status is not order.status:
            order.status = status
            self.tell(order)

    def tell(self, order: Order) -> None:
        """Queue what the platform says of an order: one notice a line, or one for the whole."""
        app = self.apps[self.shops[order.shop_id].app_key]
        if not app.callback_url:
            return
        bodies = self._notices(order) if self.notice == ORDER_NOTICE else self._dropship(order)
        for body in bodies:
            self._told += 1
            payload = json.dumps(body, separators=(",", ":")).encode()
            key = f"{order.order_id}:{order.status}:{self._told}"
            self.put(Message(key, app.app_key, order.order_id, order.status, payload))

    def probe(self, shop: Shop) -> list[Message]:
        """What the console's "verify" button sends: a GET, and a notice without data."""
        body = {"seller_id": shop.shop_id, "message_type": 0, "data": {}, "site": "ae_global"}
        body["timestamp"] = int(self.now().timestamp())
        payload = json.dumps(body, separators=(",", ":")).encode()
        return [
            Message(f"probe-get:{shop.shop_id}", shop.app_key, "", "GET", probe=True),
            Message(f"probe:{shop.shop_id}", shop.app_key, "", "POST", payload, probe=True),
        ]

    def _notices(self, order: Order) -> list[dict[str, object]]:
        stamp = int(self.now().timestamp())
        return [
            {
                "seller_id": order.shop_id,
                "message_type": ORDER_NOTICE,
                "site": "ae_global",
                "timestamp": stamp,
                "data": {
                    "trade_order_id": order.order_id,
                    "trade_order_line_id": line.line_id,
                    "order_status": order.status.value,
                    "status_update_time": stamp,
                },
            }
            for line in order.lines
        ]

    def _dropship(self, order: Order) -> list[dict[str, object]]:
        if order.status not in DROPSHIPPER_STATUS:
            return []
        buyer = int(self._digest("buyer", order.person.buyer)[:7], 16)
        data = {
            "buyerId": buyer,
            "orderId": int(order.order_id),
            "orderStatus": DROPSHIPPER_STATUS[order.status],
        }
        return [
            {
                "data": data,
                "message_type": DROPSHIPPER_NOTICE,
                "seller_id": order.shop_id,
                "site": "ae_global",
                "timestamp": int(self.now().timestamp()),
            }
        ]

    def _digest(self, *parts: str) -> str:
        return hashlib.sha256(":".join((str(self.seed), *parts)).encode()).hexdigest()
