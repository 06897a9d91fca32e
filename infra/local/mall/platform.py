"""Simulated malls: one object to start, to register malls and merchants with, to trade on.

    with MallPlatform(seed=7) as platform:
        platform.register_app("mall-1", "a-token", shape=Shape.PARENT_CHILD)
        platform.register_shop("M42", "Tea House", app_key="mall-1", secrets=("whsec_...",))
        platform.place_purchase({"M42": [tea], "M7": [cup]}, person, paid_at=...)

An application is a mall with one token for all its merchants; a shop is a merchant. Money is in
the mall's currency, CNY unless told otherwise; times are shown in GMT+8. A store is given any
app_key, the token as app_secret, and the whsec_ texts as webhook_secrets.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from infra.local.mall import flow
from infra.local.mall.book import Book, stamp
from infra.local.mall.gateway import Gateway
from infra.local.mall.model import OPEN, Mall, Merchant, Order, Refund, RefundStatus, Shape, Status
from infra.local.mall.signing import event_signature
from infra.local.mall.views import order_view, refund_view
from infra.local.simulated.clock import utc_now
from infra.local.simulated.posting import Post
from infra.local.simulated.push import Delivery, Message, Outbox, PushPolicy
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import ORDINARY, Faults, Goods, Person, Terms

GONE = 410
# At once, then after these: 5 s, 5 min, 30 min, then hours.
PUSH_POLICY = PushPolicy(
    answer_seconds=15.0,
    pauses_seconds=(5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400),
    accepts=lambda status: 200 <= status < 300,  # noqa: PLR2004 - any 2xx
    jitter=0.1,
)


class MallPlatform(Gateway):
    """Malls with their REST API, their events, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        push_policy: PushPolicy = PUSH_POLICY,
        unrest: Unrest | None = None,
        listing_lag: timedelta = timedelta(seconds=10),
        full_events: bool = False,
    ) -> None:
        """`port` 0 takes a free one. Nothing listens or pushes before `start`.

        listing_lag: how young a change may be and still be missing in lists. full_events: events
        carry the whole order or refund instead of ids.
        """
        self.outbox = Outbox(
            seed=seed,
            clock=clock,
            faults=faults or Faults(),
            policy=push_policy,
            compose=self._compose,
            settled=self._settled,
        )
        super().__init__(
            Book(seed, clock, self.outbox.put, self._full if full_events else None),
            seed=seed,
            clock=clock,
            port=port,
            unrest=unrest or Unrest(),
            outbox=self.outbox,
            listing_lag=listing_lag,
        )

    # --- the console --------------------------------------------------------------------

    def register_app(
        self,
        app_key: str,
        app_secret: str,
        *,
        shape: Shape = Shape.GROUP_CHILD,
        currency: str = "CNY",
        masked: bool = True,
    ) -> None:
        """Open a mall; app_secret is its operator's token for all merchants."""
        with self.lock:
            self.book.malls[app_key] = Mall(app_key, app_secret, Shape(shape), currency, masked)

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str,
        callback_url: str | None = None,
        callback_host: str | None = None,
        secrets: Sequence[str] = (),
    ) -> None:
        """Let a merchant into a mall; with an address, it is tried with `endpoint.ping`.

        Raises ValueError for an id that another mall's merchant has: all of them live here.
        """
        with self.lock:
            known = self.book.merchants.get(shop_id)
            if known and known.app_key != app_key:
                raise ValueError(f"{shop_id} is a merchant of {known.app_key}")
            self.book.merchants[shop_id] = Merchant(
                shop_id, name, app_key, callback_url, callback_host, tuple(secrets)
            )
            if callback_url:
                body = f'{{"type":"endpoint.ping","timestamp":"{stamp(self.now())}","data":{{}}}}'
                key = f"evt_ping_{shop_id}"
                ping = Message(key, shop_id, "", "endpoint.ping", body.encode(), probe=True)
                self.outbox.put(ping)

    def sign_with(self, shop_id: str, *secrets: str) -> None:
        """Sign a merchant's events with these from now on: a rotation is two for a while."""
        with self.lock:
            self.book.merchants[shop_id].secrets = secrets

    def revoke_token(self, app_key: str) -> None:
        """The operator takes the token back."""
        with self.lock:
            self.book.malls[app_key].revoked = True

    # --- trade --------------------------------------------------------------------------

    def place_order(
        self,
        shop_id: str,
        goods: Sequence[Goods],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
        terms: Terms = ORDINARY,
    ) -> str:
        """Let somebody order of one merchant and pay; return the order's id.

        Of two payments only the deposit has come in, until `pay_balance`.
        """
        with self.lock:
            placed = self.place_purchase({shop_id: goods}, person, paid_at=paid_at, remark=remark)
            if terms != ORDINARY:
                flow.agree_on(self.book, self.book.orders[placed[shop_id]], terms)
            return placed[shop_id]

    def pay_balance(self, order_id: str) -> None:
        """The buyer pays the second of two payments."""
        with self.lock:
            flow.pay_balance(self.book, self.book.orders[order_id], self.now())

    def place_purchase(
        self,
        parts: Mapping[str, Sequence[Goods]],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
        divided: bool = True,
    ) -> dict[str, str]:
        """Let somebody order of several merchants of one mall; each one's order id.

        Not divided (parent_child only): everybody has the parent's id, which is in review until
        `divide`.
        """
        with self.lock:
            (app_key,) = {self.book.merchants[merchant].app_key for merchant in parts}
            mall = self.book.malls[app_key]
            if not divided and mall.shape is not Shape.PARENT_CHILD:
                raise ValueError(f"a {mall.shape} mall divides at once or never")
            made = flow.purchase(
                self.book,
                mall,
                parts,
                person,
                paid_at=paid_at,
                message=remark,
                divided=divided,
            )
            return {merchant: one.order_id for one in made for merchant in one.merchants}

    def divide(self, parent_id: str) -> dict[str, str]:
        """Divide a parent that is in review; each merchant's new order id."""
        with self.lock:
            made = flow.divide(self.book, self.book.orders[parent_id])
            return {str(one.merchant_id): one.order_id for one in made}

    def divide_again(self, order_id: str) -> str:
        """An order is replaced by one with another id; return that."""
        with self.lock:
            return flow.divide_again(self.book, self.book.orders[order_id]).order_id

    def request_refund(self, order_id: str, merchant_id: str | None = None) -> str:
        """Let the buyer ask for the money of an order, or of one merchant's lines of it.

        Where several merchants share the order and none is named, each gets a refund of its own;
        the first one's id is returned.
        """
        with self.lock:
            order = self.book.orders[order_id]
            merchants = [merchant_id] if merchant_id else order.merchants
            made = [flow.request_refund(self.book, order, merchant) for merchant in merchants]
            return made[0].refund_id

    def withdraw_refund(self, order_id: str) -> None:
        """The buyer wants it after all."""
        self._end_refunds(order_id, RefundStatus.CLOSED)

    def agree_refund(self, order_id: str) -> None:
        """The money goes back."""
        self._end_refunds(order_id, RefundStatus.SUCCEEDED)

    def change_address(self, order_id: str, person: Person) -> None:
        """Another receiver, as long as nothing has left. Raises ValueError after that."""
        with self.lock:
            order = self.book.orders[order_id]
            if order.shipments:
                raise ValueError(f"{order_id} has left")
            order.person = Person(**{**vars(person), "buyer": order.person.buyer})
            self.book.change(order, "order.address_changed")

    def receive(self, order_id: str) -> None:
        """The buyer has it."""
        with self.lock:
            order = self.book.orders[order_id]
            if order.status is not Status.SHIPPED:
                raise ValueError(f"{order_id} is {order.status}")
            self.book.change(order, "order.completed", Status.COMPLETED)

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the mall took for an order, oldest first."""
        with self.lock:
            return tuple(one.tracking_no for one in self.book.orders[order_id].shipments)

    def order(self, order_id: str) -> Order:
        """The mall's own record of an order; read it, do not change it."""
        with self.lock:
            return self.book.orders[order_id]

    def refund(self, refund_id: str) -> Refund:
        """The mall's own record of a refund; read it, do not change it."""
        with self.lock:
            return self.book.refunds[refund_id]

    # --- inside -------------------------------------------------------------------------

    def _end_refunds(self, order_id: str, status: RefundStatus) -> None:
        with self.lock:
            wanted = [
                one
                for one in self.book.refunds.values()
                if one.order_id == order_id and one.status in OPEN
            ]
            if not wanted:
                raise ValueError(f"{order_id} has no open refund")
            for refund in wanted:
                flow.end_refund(self.book, refund, status)

    def _full(self, subject: Order | Refund) -> dict[str, object]:
        if isinstance(subject, Order):
            return order_view(self.book, self.book.malls[subject.app_key], subject)
        order = self.book.orders[subject.order_id]
        return refund_view(self.book, self.book.malls[order.app_key], subject)

    def _compose(self, message: Message, attempt: int) -> Post | None:
        """Every attempt has its own time and signature, and the event's id."""
        del attempt
        with self.lock:
            merchant = self.book.merchants[message.to]
            if merchant.callback_url is None or merchant.disabled:
                return None
            seconds = int(self.now().timestamp())
            signature = event_signature(merchant.secrets, message.key, seconds, message.payload)
        headers = {
            "content-type": "application/json",
            "webhook-id": message.key,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature,
        }
        return Post(merchant.callback_url, headers, message.payload, merchant.callback_host)

    def _settled(self, delivery: Delivery) -> None:
        """An address that says it is gone hears nothing more."""
        if delivery.status == GONE:
            with self.lock:
                self.book.merchants[delivery.message.to].disabled = True
