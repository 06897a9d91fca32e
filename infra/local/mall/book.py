"""Everything the malls know, and how it changes: versions and times grow, events are queued."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from infra.local.mall.model import Line, Mall, Merchant, Order, Refund, Status
from infra.local.simulated.push import Message
from infra.local.simulated.scans import CarrierScans
from infra.local.simulated.trade import Goods, Person

CHINA = timezone(timedelta(hours=8))
TICK = timedelta(milliseconds=1)


def stamp(moment: datetime) -> str:
    """A time as the contract writes it."""
    return moment.astimezone(CHINA).isoformat(timespec="milliseconds")


@dataclass
class Book:
    """The records. Whoever reads or writes them holds the platform's lock."""

    seed: int
    now: Callable[[], datetime]
    put: Callable[[Message], None]
    # Writes the data of an event in full; None: events name ids and a version only.
    full: Callable[[Order | Refund], dict[str, Any]] | None = None
    malls: dict[str, Mall] = field(default_factory=dict)
    merchants: dict[str, Merchant] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    scans: CarrierScans = field(default_factory=CarrierScans)

    def __post_init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._last = datetime.fromtimestamp(0, UTC)

    def next_number(self, kind: str) -> int:
        """1, 2, 3 … of a kind."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def purchase_id(self) -> str:
        """The next purchase: the day in China and a number."""
        return f"P{self.now().astimezone(CHINA):%Y%m%d}{self.next_number('purchase'):06d}"

    def line(self, mall: Mall, merchant_id: str, goods: Goods) -> Line:
        """A line of goods; every code is a product of its own."""
        if goods.code not in mall.products:
            product = str(8_800 + self.next_number("product"))
            mall.products[goods.code] = (product, "91" if goods.spec else "")
        product_id, variant_id = mall.products[goods.code]
        return Line(f"L{self.next_number('line')}", merchant_id, goods, product_id, variant_id)

    def fingerprint(self, scope: str, person: Person) -> str:
        """The id of a receiver, equal for equal receivers within one scope: a mall."""
        parts = (person.name, person.phone, person.province, person.city, person.detail)
        return "rcv_" + self.digest(scope, *parts)[:24]

    def digest(self, *parts: str) -> str:
        """A seeded digest for invented ids."""
        return hashlib.sha256(":".join((str(self.seed), *parts)).encode()).hexdigest()

    def change(self, order: Order, event: str, status: Status | None = None) -> None:
        """An order changed: version and time grow, its merchants are told."""
        order.version, order.updated = order.version + 1, self._tick()
        order.status = status or order.status
        data = {"order_id": order.order_id, "merchant_id": order.merchant_id}
        self.tell(order, event, {**data, "version": order.version}, order)

    def touch(self, order: Order) -> None:
        """An order changed and no event tells of it: the refund's own does."""
        order.version, order.updated = order.version + 1, self._tick()

    def change_refund(self, refund: Refund, event: str) -> None:
        """A refund changed, and its order with it."""
        refund.version, refund.updated = refund.version + 1, self._tick()
        order = self.orders[refund.order_id]
        self.touch(order)
        data = {
            "refund_id": refund.refund_id,
            "order_id": refund.order_id,
            "merchant_id": refund.merchant_id,
            "version": refund.version,
        }
        self.tell(order, event, data, refund)

    def tell(
        self, order: Order, event: str, data: dict[str, Any], subject: Order | Refund | None = None
    ) -> None:
        """Queue an event for every merchant concerned."""
        concerned = [subject.merchant_id] if isinstance(subject, Refund) else order.merchants
        shown = self.full(subject) | data if self.full and subject else data
        body = {"type": event, "timestamp": stamp(self.now()), "data": shown}
        payload = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        for merchant_id in concerned:
            if self.merchants[merchant_id].callback_url:
                number = str(self.next_number("event"))
                key = "evt_" + self.digest("event", number)[:24]
                self.put(Message(key, merchant_id, order.order_id, event, payload))

    def _tick(self) -> datetime:
        """Now, in whole milliseconds, and later than every change before."""
        now = self.now()
        whole = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self._last = max(whole, self._last + TICK)
        return self._last
