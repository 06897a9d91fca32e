"""The platform's memory under one lock, and the only ways to change a record and tell about it."""

import hashlib
import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from infra.local.simulated.scans import CarrierScans
from infra.local.simulated.troubles import Changes, PageTraps
from infra.local.taobao import topics
from infra.local.taobao.errors import business
from infra.local.taobao.message_queue import MessageQueue
from infra.local.taobao.model import App, Refund, RefundStatus, Shop, Trade
from infra.local.taobao.privacy import Sealer
from infra.local.taobao.spi import SpiQueue
from infra.local.taobao.topics import Message

FIRST_TRADE_ID = 4_012_000_000_000_000_000
FIRST_REFUND_ID = 181_780_000_000_000_000
FIRST_MESSAGE_ID = 7_160_000_000_000_000_000
FIRST_ITEM_ID = 652_000_000_000
FIRST_SKU_ID = 4_800_000_000_000
ID_SPAN_PER_SEED = 10**9
ID_GAP_MAX = 97


class Book:
    """All apps, shops, trades and refunds. Hold `lock` while reading or changing anything."""

    def __init__(
        self,
        *,
        seed: int,
        clock: Callable[[], datetime],
        traps: PageTraps,
        queue: MessageQueue,
        spi: SpiQueue,
    ) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.traps = traps
        self.queue = queue
        self.spi = spi
        self.sealer = Sealer(f"taobao:{seed}".encode())
        self.apps: dict[str, App] = {}
        self.shops: dict[str, Shop] = {}
        self.trades: dict[str, Trade] = {}
        self.refunds: dict[str, Refund] = {}
        self.by_number: defaultdict[str, set[str]] = defaultdict(set)  # Number to trade ids.
        self.scans = CarrierScans()
        self.violations: list[str] = []
        self.changed_trades: defaultdict[str, Changes] = defaultdict(Changes)
        self.created_trades: defaultdict[str, Changes] = defaultdict(Changes)
        self.changed_refunds: defaultdict[str, Changes] = defaultdict(Changes)
        self.random = random.Random(f"moments:{seed}")
        self._ids = random.Random(f"ids:{seed}")
        self._clock = clock
        self._told: Counter[str] = Counter()
        span = seed % 10**6 * ID_SPAN_PER_SEED
        self._last = {
            "trade": FIRST_TRADE_ID + span,
            "refund": FIRST_REFUND_ID + span,
            "message": FIRST_MESSAGE_ID + span,
        }

    def now(self) -> datetime:
        """The platform's time, cut to the seconds that its records carry."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def next_id(self, kind: str) -> str:
        """A fresh id of a trade (or a line), a refund or a message. Two apart at least."""
        self._last[kind] += self._ids.randint(2, ID_GAP_MAX)
        return str(self._last[kind])

    def sku_id(self, shop_id: str, code: str) -> int:
        """The same seller's code has the same sku id in one shop."""
        return FIRST_SKU_ID + _number(f"sku:{shop_id}:{code}") % 10**11

    def item_id(self, shop_id: str, name: str) -> int:
        """What has one name is one item."""
        return FIRST_ITEM_ID + _number(f"item:{shop_id}:{name}") % 10**9

    def shop_trade(self, shop_id: str, tid: str) -> Trade:
        """The trade that a call names; refuses what is not of this shop."""
        trade = self.trades.get(tid)
        if trade is None or trade.shop_id != shop_id:
            raise business("trade-not-exist", "交易不存在或不属于该卖家")
        return trade

    def shop_refund(self, shop_id: str, refund_id: str) -> Refund:
        """The refund that a call names; refuses what is not of this shop."""
        refund = self.refunds.get(refund_id)
        if refund is None or refund.shop_id != shop_id:
            raise business("refund-not-exist", "退款不存在或不属于该卖家")
        return refund

    def refund_status(self, trade: Trade, oid: str) -> RefundStatus:
        """The state of a line's newest refund."""
        line = trade.line(oid)
        if line is None or not line.refund_ids:
            return RefundStatus.NO_REFUND
        return self.refunds[line.refund_ids[-1]].status

    def open_uid(self, trade: Trade) -> str:
        """The buyer as the shop's app sees them."""
        app_key = self.shops[trade.shop_id].app_key
        return self.sealer.buyer_open_uid(app_key, trade.person.buyer)

    def touch(self, trade: Trade) -> None:
        """A trade changed: it moves to the top of the increments."""
        trade.modified = self.now()
        self.changed_trades[trade.shop_id].note(trade.tid, trade.modified)

    def touch_refund(self, refund: Refund) -> None:
        """A refund changed, and its trade with it."""
        refund.modified = self.now()
        self.changed_refunds[refund.shop_id].note(refund.refund_id, refund.modified)
        self.touch(self.trades[refund.tid])

    def tell(self, topic: str, trade: Trade) -> None:
        """Queue a message about a trade."""
        shop = self.shops[trade.shop_id]
        self.tell_content(topic, trade, topics.trade(shop, trade, topic, self.open_uid(trade)))

    def tell_refund(self, topic: str, refund: Refund) -> None:
        """Queue a message about a refund."""
        shop, trade = self.shops[refund.shop_id], self.trades[refund.tid]
        content = topics.refund(shop, trade, refund, self.open_uid(trade))
        self.tell_content(topic, trade, content)

    def tell_content(self, topic: str, trade: Trade, content: dict[str, Any]) -> None:
        """Queue a message with this content."""
        shop = self.shops[trade.shop_id]
        name = f"{topic}:{trade.tid}"
        self._told[name] += 1
        self.queue.put(
            Message(
                id=int(self.next_id("message")),
                key=f"{name}:{self._told[name]}",
                topic=topic,
                content=topics.text(content),
                published=self.now(),
                app_key=shop.app_key,
                shop_id=shop.shop_id,
                nick=shop.nick,
                tid=trade.tid,
            )
        )

    def violate(self, kind: str, subject: str, detail: str) -> None:
        """Remember what a careful seller would not have done."""
        self.violations.append(f"{kind}: {subject}: {detail}")


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
