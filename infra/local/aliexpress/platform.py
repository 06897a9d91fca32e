"""The simulated AliExpress: one object to start, to register shops with, to trade on, to look at.

    with AliexpressPlatform(seed=7) as platform:
        platform.register_app("500001", "demo-secret")
        platform.register_shop("230000001", "Sample shop", callback_url="http://127.0.0.1:8080/cb")
        platform.place_order("230000001", [Goods("MUG-W", "Mug", 2, 1295)], person, paid_at=...)

Money is in the shop's currency, USD unless told otherwise. A store is given app_key, app_secret
and the pair of `tokens_of(shop_id)`, as after the seller's consent.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from infra.local.aliexpress import flow
from infra.local.aliexpress.book import DROPSHIPPER_NOTICE, ORDER_NOTICE, Book
from infra.local.aliexpress.carriers import SERVICES
from infra.local.aliexpress.console import Console
from infra.local.aliexpress.model import Issue, Line, Order, Status
from infra.local.aliexpress.signing import push_sign
from infra.local.aliexpress.tokens import TokenDesk
from infra.local.simulated.clock import utc_now
from infra.local.simulated.posting import Post
from infra.local.simulated.push import Message, Outbox, PushPolicy
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import ORDINARY, Faults, Goods, Person, Terms

# 200 within half a second; the repetitions are the sibling platform's, AliExpress tells none.
PUSH_POLICY = PushPolicy(answer_seconds=0.5, pauses_seconds=(1_800.0,) * 12)


class AliexpressPlatform(Console):
    """A platform of its own: gateway, messages, shops, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        push_policy: PushPolicy = PUSH_POLICY,
        unrest: Unrest | None = None,
        dropshipper_notices: bool = False,
    ) -> None:
        """`port` 0 takes a free one. Nothing listens or pushes before `start`.

        dropshipper_notices: messages of type 53, which tell of fewer steps, instead of type 0.
        """
        self.outbox = Outbox(
            seed=seed,
            clock=clock,
            faults=faults or Faults(),
            policy=push_policy,
            compose=self._compose,
        )
        notice = DROPSHIPPER_NOTICE if dropshipper_notices else ORDER_NOTICE
        super().__init__(
            Book(seed=seed, now=clock, put=self.outbox.put, notice=notice),
            TokenDesk(seed, clock),
            seed=seed,
            clock=clock,
            port=port,
            unrest=unrest or Unrest(),
            outbox=self.outbox,
        )

    # --- orders -------------------------------------------------------------------------

    def place_order(  # noqa: PLR0913 - each is something that a buyer or the platform decides
        self,
        shop_id: str,
        goods: Sequence[Goods],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
        paid: bool = True,
        risk_control: bool = False,
        counted: bool = True,
        by_warehouse: Sequence[str] = (),
        terms: Terms = ORDINARY,
    ) -> str:
        """Let somebody order and pay; return the order's id.

        risk_control: paid, not to be shipped before `release_risk`. counted: whether total_count
        knows of it. by_warehouse: codes of goods that the platform's warehouse ships.
        """
        if not goods:
            raise ValueError("an order has at least one line")
        if terms.shipping_method not in {"", *SERVICES}:
            raise ValueError(f"this platform has no service {terms.shipping_method}")
        with self.lock:
            order_id = self.book.next_id("order")
            lines = [
                Line(
                    line_id=self.book.next_id("line"),
                    index=place + 1,
                    product_id=_product_id(shop_id, one.code),
                    goods=one,
                    status=Status.UNPAID,
                    send_goods_operator="WAREHOUSE_SEND_GOODS"
                    if one.code in by_warehouse
                    else "SELLER_SEND_GOODS",
                )
                for place, one in enumerate(goods)
            ]
            order = Order(
                order_id=order_id,
                shop_id=self.book.shops[shop_id].shop_id,
                person=person,
                lines=lines,
                status=Status.UNPAID,
                created=paid_at,
                modified=self.now(),
                paid=paid_at if paid else None,
                memo=remark,
                counted=counted,
                terms=terms.only("shipping_method", "on_delivery"),
            )
            self.book.orders[order_id] = order
            self.book.tell(order)
            if paid:
                flow.pay(self.book, order, risk=risk_control)
            return order_id

    def release_risk(self, order_id: str) -> None:
        """Risk control lets an order go."""
        with self.lock:
            flow.release_risk(self.book, self.book.orders[order_id])

    def freeze(self, order_id: str) -> None:
        """The platform freezes an order, for good."""
        with self.lock:
            self.book.change(self.book.orders[order_id], Status.IN_FROZEN)

    def receive(self, order_id: str) -> None:
        """The buyer confirms; the order is over."""
        with self.lock:
            flow.finish(self.book, self.book.orders[order_id])

    def change_address(self, order_id: str, person: Person) -> None:
        """Another receiver, as long as nothing has left. Raises ValueError after that."""
        with self.lock:
            order = self.book.orders[order_id]
            if order.parcels:
                raise ValueError(f"{order_id} has left")
            order.person = Person(**{**vars(person), "buyer": order.person.buyer})
            self.book.change(order)

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the platform took for an order, oldest first."""
        with self.lock:
            return tuple(parcel.number for parcel in self.book.orders[order_id].parcels)

    # --- refunds ------------------------------------------------------------------------

    def request_refund(self, order_id: str) -> str:
        """Before shipping: a wish to cancel, which has no id of its own (""). After: an issue for
        each line that left and was not refunded; the first one's id."""
        with self.lock:
            order = self.book.orders[order_id]
            if not order.parcels:
                flow.ask_cancel(self.book, order, "I do not want this order")
                return ""
            disputed = {issue.line_id for issue in flow.open_issues(self.book, order)}
            lines = [
                line
                for line in order.lines
                if line.numbers and not line.refunded and line.line_id not in disputed
            ]
            if not lines:
                raise ValueError(f"{order_id} has no line to dispute")
            issues = [flow.open_issue(self.book, order, line) for line in lines]
            return issues[0].issue_id

    def withdraw_refund(self, order_id: str) -> None:
        """The buyer wants it after all."""
        self._end_refund(order_id, agreed=False)

    def agree_refund(self, order_id: str) -> None:
        """The money goes back."""
        self._end_refund(order_id, agreed=True)

    def _end_refund(self, order_id: str, *, agreed: bool) -> None:
        with self.lock:
            order = self.book.orders[order_id]
            if order.status is Status.IN_CANCEL:
                (flow.accept_cancel if agreed else flow.drop_cancel)(self.book, order)
                return
            issues = flow.open_issues(self.book, order)
            if not issues:
                raise ValueError(f"{order_id} has no open request")
            for issue in issues:
                flow.close_issue(self.book, issue, agreed=agreed)

    # --- what is there ------------------------------------------------------------------

    def order(self, order_id: str) -> Order:
        """The platform's own record of an order; read it, do not change it."""
        with self.lock:
            return self.book.orders[order_id]

    def issues(self, order_id: str) -> list[Issue]:
        """All disputes of an order; read them, do not change them."""
        with self.lock:
            return [one for one in self.book.issues.values() if one.order_id == order_id]

    def stock(self, shop_id: str) -> dict[tuple[str, str], int]:
        """What may be sold, by product id and code, as far as it was ever set."""
        with self.lock:
            return dict(self.book.shops[shop_id].stock)

    def _touch_one(self, shop_id: str, chance: random.Random) -> None:
        orders = [order for order in self.book.orders.values() if order.shop_id == shop_id]
        if orders:
            self.book.change(chance.choice(orders))

    def _compose(self, message: Message, attempt: int) -> Post | None:
        del attempt  # Every attempt is the same bytes.
        with self.lock:
            app = self.book.apps[message.to]
        if app.callback_url is None:
            return None
        sign = push_sign(app.app_key, app.app_secret, message.payload)
        headers = {"Content-Type": "application/json", "Authorization": sign}
        if message.topic == "GET":
            return Post(app.callback_url, {}, b"", app.callback_host, "GET")
        return Post(app.callback_url, headers, message.payload, app.callback_host)


def _product_id(shop_id: str, code: str) -> str:
    """The product of a code: always the same, made of both names."""
    return str(1_005_000_000_000_000 + random.Random(f"{shop_id}:{code}").randrange(10**11))
