"""Everything the sites know, and how it changes: an order moves, its webhooks are queued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from infra.local.simulated.push import Message
from infra.local.simulated.trade import Goods, Person
from infra.local.woocommerce.model import Line, Order, Refund, Site, Status, Webhook

FIRST_ID = 2_040
TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")
OVER = frozenset({Status.CANCELLED, Status.REFUNDED, Status.TRASH})


@dataclass
class Book:
    """The records. Whoever reads or writes them holds the platform's lock."""

    now: Callable[[], datetime]
    put: Callable[[Message], None]
    sites: dict[str, Site] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    shops: dict[str, str] = field(default_factory=dict)  # The site of a shop.

    def __post_init__(self) -> None:
        self._last, self._told = FIRST_ID - 1, 0

    def next_id(self) -> int:
        """The next id: orders, lines, refunds and webhooks of all sites share the numbers."""
        self._last += 1
        return self._last

    def lines(self, site: Site, goods: Sequence[tuple[str, Goods]]) -> list[Line]:
        """Line items of goods of vendors; every code is a product of its own."""
        made = []
        for vendor, one in goods:
            if one.code not in site.products:
                site.products[one.code] = (self.next_id(), self.next_id() if one.spec else 0)
            product, variation = site.products[one.code]
            made.append(Line(self.next_id(), vendor, one, product, variation))
        return made

    def add(
        self, site: Site, person: Person, lines: list[Line], paid_at: datetime, note: str
    ) -> Order:
        """A checkout: created unpaid, paid at once."""
        order = Order(
            order_id=self.next_id(),
            site=site.app_key,
            person=person,
            status=Status.PENDING,
            lines=lines,
            created=paid_at,
            modified=self.now(),
            paid=None,
            note=note,
        )
        self.orders[order.order_id] = order
        return order

    def change(self, order: Order, status: Status | None = None) -> None:
        """An order changed, for whatever reason."""
        order.modified = self.now()
        if status is not None:
            order.status = status
            order.completed = self.now() if status is Status.COMPLETED else order.completed
        self.tell(order, "order.updated")

    def tell(self, order: Order, topic: str) -> None:
        """Queue a topic for every webhook of the site; its body is written when it leaves."""
        for webhook in self.sites[order.site].webhooks:
            if webhook.topic == topic:
                self._told += 1
                key = f"{order.order_id}:{topic}:{self._told}"
                number = str(webhook.webhook_id)
                self.put(Message(key, number, str(order.order_id), topic))

    def webhook(self, number: int) -> Webhook | None:
        """A webhook of any site."""
        hooks = (hook for site in self.sites.values() for hook in site.webhooks)
        return next((hook for hook in hooks if hook.webhook_id == number), None)

    def refund(self, order: Order, pieces: dict[int, int], reason: str) -> Refund:
        """Send money back for pieces of lines; the order is `refunded` when all of it went."""
        parts = []
        for line in order.lines:
            count = pieces.get(line.line_id, 0)
            if count:
                before = self.refunded_pieces(order, line.line_id)
                parts.append((line.line_id, count, _share(line.goods, before, count)))
        refund = Refund(self.next_id(), self.now(), reason, sum(part[2] for part in parts), parts)
        order.refunds.append(refund)
        order.refund_wanted = False
        whole = sum(one.amount_minor for one in order.refunds) >= order.total_minor
        self.change(order, Status.REFUNDED if whole else None)
        return refund

    def refunded_pieces(self, order: Order, line_id: int) -> int:
        """How many pieces of a line were paid back."""
        return sum(
            count for refund in order.refunds for line, count, _ in refund.lines if line == line_id
        )


def _share(goods: Goods, before: int, count: int) -> int:
    """What was paid for these pieces; parts of a line round down, the last takes the rest."""
    paid, quantity = goods.paid_minor, goods.quantity
    return paid * (before + count) // quantity - paid * before // quantity
