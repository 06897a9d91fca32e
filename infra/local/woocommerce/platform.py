"""Simulated WooCommerce sites: one object to start, to register sites and stores with, to trade on.

    with WoocommercePlatform(seed=7) as platform:
        platform.register_app("ck_demo", "cs_demo", vendors=Vendors.DOKAN)
        platform.register_shop("42", "Tea House", app_key="ck_demo", webhook_secret="wc-demo")
        platform.place_purchase({"42": [tea], "7": [cup]}, person, paid_at=...)

An application is a site: its consumer key opens all of it. A shop is a vendor of a site, or the
whole site where that has no vendors. Money is in the site's currency, CNY unless told otherwise;
times of lists are by the site's clock, GMT+8. A store is given the consumer key as app_key, the
consumer secret as app_secret, and webhook_secrets.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from infra.local.simulated.clock import utc_now
from infra.local.simulated.posting import Post
from infra.local.simulated.push import Delivery, Message, Outbox
from infra.local.simulated.serving import Unrest
from infra.local.simulated.trade import ORDINARY, Faults, Goods, Person, Terms
from infra.local.woocommerce import dokan, webhooks
from infra.local.woocommerce.book import TOPICS, Book
from infra.local.woocommerce.gateway import Gateway
from infra.local.woocommerce.model import Order, Site, Status, Vendors, Webhook
from infra.local.woocommerce.routes import NUMBER_IN_TEXT


class WoocommercePlatform(Gateway):
    """Sites with their REST API, their webhooks, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        unrest: Unrest | None = None,
    ) -> None:
        """`port` 0 takes a free one. Nothing listens or pushes before `start`."""
        self.outbox = Outbox(
            seed=seed,
            clock=clock,
            faults=faults or Faults(),
            policy=webhooks.PUSH_POLICY,
            compose=self._compose,
            settled=self._settled,
        )
        super().__init__(
            Book(clock, self.outbox.put),
            seed=seed,
            clock=clock,
            port=port,
            unrest=unrest or Unrest(),
            outbox=self.outbox,
        )

    # --- the console --------------------------------------------------------------------

    def register_app(
        self,
        app_key: str,
        app_secret: str,
        *,
        vendors: Vendors = Vendors.NONE,
        currency: str = "CNY",
        tracking_extension: bool = False,
    ) -> None:
        """Install a site with this consumer key and secret."""
        with self.lock:
            self.book.sites[app_key] = Site(
                app_key, app_secret, vendors, currency, tracking_extension
            )

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str,
        callback_url: str | None = None,
        callback_host: str | None = None,
        webhook_secret: str = "",
    ) -> None:
        """Open a vendor's shop, or the site's only one; with an address, subscribe to its orders.

        There is a webhook for each topic, and each tries its address with an unsigned ping first.
        """
        del name  # Sites show no name to anybody here.
        with self.lock:
            site = self.book.sites[app_key]
            self.book.shops[shop_id] = app_key
            if callback_url is None:
                return
            for topic in TOPICS:
                hook = Webhook(
                    self.book.next_id(), topic, callback_url, callback_host, webhook_secret
                )
                site.webhooks.append(hook)
                number = str(hook.webhook_id)
                self.outbox.put(Message(f"ping:{number}", number, "", webhooks.PING, probe=True))

    def revoke_key(self, app_key: str) -> None:
        """The site's owner deletes the consumer key."""
        with self.lock:
            self.book.sites[app_key].revoked = True

    def webhooks_of(self, app_key: str) -> list[Webhook]:
        """The subscriptions of a site; read them, do not change them."""
        with self.lock:
            return list(self.book.sites[app_key].webhooks)

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
        """Let somebody order of one vendor and pay; return the order's id."""
        with self.lock:
            placed = self.place_purchase({shop_id: goods}, person, paid_at=paid_at, remark=remark)
            if terms != ORDINARY:
                order = self._order(placed[shop_id])
                order.terms = terms.only("shipping_method", "on_delivery")
                order.paid = None if terms.on_delivery else order.paid
                self.book.change(order)
            return placed[shop_id]

    def place_purchase(
        self,
        parts: Mapping[str, Sequence[Goods]],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
    ) -> dict[str, str]:
        """Let somebody order of several vendors of one site; the order that each of them ships.

        With WCFM that is one order for all of them; with Dokan a child each, below a parent.
        """
        with self.lock:
            (app_key,) = {self.book.shops[shop_id] for shop_id in parts}
            site = self.book.sites[app_key]
            wanted = [(shop_id, one) for shop_id, goods in parts.items() for one in goods]
            order = self.book.add(site, person, self.book.lines(site, wanted), paid_at, remark)
            made = dokan.divide(self.book, order) if site.vendors is Vendors.DOKAN else [order]
            family = list(dict.fromkeys([order.order_id, *(one.order_id for one in made)]))
            for number in family:
                self.book.tell(self.book.orders[number], "order.created")
            for number in family:
                self.book.orders[number].paid = paid_at
                self.book.change(self.book.orders[number], Status.PROCESSING)
            by_vendor = {one.vendor: str(one.order_id) for one in made}
            return {shop_id: by_vendor.get(shop_id, str(order.order_id)) for shop_id in parts}

    def request_refund(self, order_id: str) -> str:
        """The buyer writes an e-mail: the shop system knows nothing of it, so there is no id."""
        with self.lock:
            self._order(order_id).refund_wanted = True
        return ""

    def withdraw_refund(self, order_id: str) -> None:
        """Another e-mail."""
        with self.lock:
            self._order(order_id).refund_wanted = False

    def agree_refund(self, order_id: str) -> None:
        """The shop's owner pays everything back that was not: the order becomes `refunded`."""
        self.refund(order_id)

    def refund(self, order_id: str, pieces: Mapping[int, int] | None = None) -> str:
        """Pay back pieces of lines by line id, or all that is left; return the refund's id."""
        with self.lock:
            order = self._order(order_id)
            left = {
                line.line_id: line.goods.quantity - self.book.refunded_pieces(order, line.line_id)
                for line in order.lines
            }
            given = dict(pieces) if pieces is not None else left
            if not any(given.values()) or any(given[one] > left[one] for one in given):
                raise ValueError(f"{order_id} has not so much left to refund")
            return str(self.book.refund(order, given, "customer changed mind").refund_id)

    def set_status(self, order_id: str, status: Status) -> None:
        """The shop's owner changes an order in the console."""
        with self.lock:
            order = self._order(order_id)
            self.book.change(order, status)
            dokan.cascade(self.book, order, status)

    def change_address(self, order_id: str, person: Person) -> None:
        """The shop's owner writes another address into the order, in every state."""
        with self.lock:
            order = self._order(order_id)
            order.person = Person(**{**vars(person), "buyer": order.person.buyer})
            self.book.change(order)

    def trash(self, order_id: str) -> None:
        """The shop's owner throws an order away."""
        with self.lock:
            order = self._order(order_id)
            order.before_trash, order.status = order.status, Status.TRASH
            order.modified = self.now()
            self.book.tell(order, "order.deleted")

    def restore(self, order_id: str) -> None:
        """And takes it back out."""
        with self.lock:
            order = self._order(order_id)
            order.status, order.before_trash = order.before_trash or order.status, None
            order.modified = self.now()
            self.book.tell(order, "order.restored")

    def divide_again(self, parent_id: str) -> dict[str, str]:
        """Dokan's forced division: children go, new ones come; vendor to new order id."""
        with self.lock:
            made = dokan.divide_again(self.book, self._order(parent_id))
            return {one.vendor: str(one.order_id) for one in made}

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers of an order: of the extension, or as a person finds them in notes."""
        with self.lock:
            order = self._order(order_id)
            texts = [note["note"] for note in order.notes]
            noted = [number for text in texts for number in NUMBER_IN_TEXT.findall(text)]
            kept = [one["tracking_number"] for one in order.trackings]
            return tuple(dict.fromkeys([*kept, *noted]))

    def order(self, order_id: str) -> Order:
        """The platform's own record of an order; read it, do not change it."""
        with self.lock:
            return self._order(order_id)

    def orders(self, app_key: str) -> list[Order]:
        """All orders of a site, parents and children."""
        with self.lock:
            return [one for one in self.book.orders.values() if one.site == app_key]

    def _order(self, order_id: str) -> Order:
        return self.book.orders[int(order_id)]

    def _compose(self, message: Message, attempt: int) -> Post | None:
        del attempt  # There is only one.
        with self.lock:
            return webhooks.compose(self.book, message)

    def _settled(self, delivery: Delivery) -> None:
        with self.lock:
            webhooks.settle(self.book, delivery)
