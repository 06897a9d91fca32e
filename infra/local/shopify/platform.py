"""Simulated Shopify shops: one object to start, to register shops with, to trade on.

    with ShopifyPlatform(seed=7) as platform:
        platform.register_app("client-id", "client-secret")
        platform.register_shop(
            "tea.myshopify.com", "Tea", app_key="client-id", access_token="shpat-demo"
        )
        platform.place_order("tea.myshopify.com", [tea], person, paid_at=...)

Which shop is meant follows from the access token. Money is in the shop's currency, USD unless
told otherwise; times are New York's with their offset. A store is given the client secret for its
callbacks and the access token for its calls.
"""

import hashlib
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from infra.local.shopify.book import TOPICS, Book
from infra.local.shopify.model import App, Order, Shop
from infra.local.shopify.routes import ROUTES, Call, Found, Refused, no_access
from infra.local.shopify.signing import push_sign
from infra.local.simulated.clock import utc_now
from infra.local.simulated.posting import Post
from infra.local.simulated.push import Delivery, Message, Outbox, PushPolicy
from infra.local.simulated.serving import ServedPlatform, Unrest
from infra.local.simulated.trade import ORDINARY, Faults, Goods, Outage, Person, Terms
from infra.local.simulated.web import WebAnswer, WebRequest

ROOT = re.compile(r"^/admin/api/(?P<version>\d{4}-\d{2}|unstable)/")
OLD_SECRET_SIGNS = timedelta(hours=1)
# Eight repetitions over four hours; the facts say "exponential" and no more.
PUSH_POLICY = PushPolicy(
    answer_seconds=5.0,
    pauses_seconds=(60, 120, 240, 480, 960, 1_920, 3_600, 7_020),
    accepts=lambda status: 200 <= status < 300,  # noqa: PLR2004 - any 2xx
)
WORDS = {
    Outage.UNAVAILABLE: Refused(503, "Service Unavailable"),
    Outage.THROTTLED: Refused(429, "Exceeded 2 calls per second for api client."),
    Outage.TOKEN_REFUSED: no_access(),
    Outage.ACCESS_ENDED: no_access(),
}


class ShopifyPlatform(ServedPlatform):
    """Shops with their REST API, their webhooks, and the people who trade there.

    Operations are called like "GET orders" or "PUT orders/{id}", without version and ".json".
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        push_policy: PushPolicy = PUSH_POLICY,
        unrest: Unrest | None = None,
    ) -> None:
        """`port` 0 takes a free one. Nothing listens or pushes before `start`."""
        self.outbox = Outbox(
            seed=seed,
            clock=clock,
            faults=faults or Faults(),
            policy=push_policy,
            compose=self._compose,
            settled=self._settled,
        )
        super().__init__(
            "shopify",
            seed=seed,
            clock=clock,
            port=port,
            unrest=unrest or Unrest(),
            outbox=self.outbox,
        )
        self.book = Book(clock, self.outbox.put)

    # --- the console --------------------------------------------------------------------

    def register_app(self, app_key: str, app_secret: str) -> None:
        """Create an application with its client secret."""
        with self.lock:
            self.book.apps[app_key] = App(app_key, app_secret)

    def rotate_secret(self, app_key: str, app_secret: str) -> None:
        """Give an application another client secret; for an hour the old one goes on to sign."""
        with self.lock:
            app = self.book.apps[app_key]
            app.old_secret, app.secret, app.rotated = app.secret, app_secret, self.now()

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str,
        access_token: str,
        callback_url: str | None = None,
        callback_host: str | None = None,
        currency: str = "USD",
        topics: frozenset[str] = TOPICS,
    ) -> None:
        """Open a shop that installed an application; with an address, subscribe to topics."""
        del name  # Orders do not show it.
        with self.lock:
            self.book.shops[shop_id] = Shop(
                shop_id, app_key, access_token, currency, callback_url, callback_host, set(topics)
            )

    def uninstall(self, shop_id: str) -> None:
        """The seller removes the application."""
        with self.lock:
            self.book.shops[shop_id].revoked = True

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
        """Let somebody order and pay; return the order's id."""
        with self.lock:
            shop = self.book.shops[shop_id]
            order = self.book.add(shop, goods, person, paid_at=paid_at, note=remark)
            if terms != ORDINARY:
                order.terms = terms.only("unpaid_minor", "shipping_method")
                self.book.change(order, "orders/updated")
            return str(order.order_id)

    def request_refund(self, order_id: str) -> str:
        """The buyer writes an e-mail: the shop system knows nothing of it, so there is no id."""
        with self.lock:
            self.order(order_id).refund_wanted = True
        return ""

    def withdraw_refund(self, order_id: str) -> None:
        """Another e-mail."""
        with self.lock:
            self.order(order_id).refund_wanted = False

    def agree_refund(self, order_id: str) -> None:
        """Everything is paid back that was not; an order that has not left is cancelled."""
        self.refund(order_id)

    def refund(self, order_id: str, pieces: Mapping[int, int] | None = None) -> str:
        """Pay back pieces of lines by line id, or all that is left; return the refund's id."""
        with self.lock:
            order = self.order(order_id)
            left = {line.line_id: line.goods.quantity - line.refunded for line in order.lines}
            given = {key: count for key, count in (pieces or left).items() if count}
            if not given or any(count > left[key] for key, count in given.items()):
                raise ValueError(f"{order_id} has not so much left to refund")
            return str(self.book.refund(order, given).refund_id)

    def change_address(self, order_id: str, person: Person) -> None:
        """The seller writes another address into the order, in every state."""
        with self.lock:
            order = self.order(order_id)
            order.person = Person(**{**vars(person), "buyer": order.person.buyer})
            self.book.change(order, "orders/updated")

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the shop took for an order, oldest first."""
        with self.lock:
            return tuple(one.number for one in self.order(order_id).fulfillments)

    def order(self, order_id: str) -> Order:
        """The platform's own record of an order; read it, do not change it."""
        with self.lock:
            return self.book.orders[int(order_id)]

    # --- inside -------------------------------------------------------------------------

    def _operation(self, request: WebRequest) -> str:
        path = ROOT.sub("", request.path).removesuffix(".json")
        return f"{request.method} {re.sub(r'(?<=/)[0-9]+(?=/|$)', '{id}', path)}"

    def _serve(self, request: WebRequest) -> WebAnswer:
        try:
            found = self._found(request)
        except Refused as refused:
            return _refused(refused)
        headers = {}
        if found.cursor:
            limit = request.query.get("limit", "50")
            link = f"{self.base_url}{request.path}?limit={limit}&page_info={found.cursor}"
            headers["Link"] = f'<{link}>; rel="next"'
        body = json.dumps(found.value, ensure_ascii=False, separators=(",", ":")).encode()
        return WebAnswer(body, found.status, headers=headers)

    def _found(self, request: WebRequest) -> Found:
        token = request.headers.get("x-shopify-access-token", "")
        shop = next((one for one in self.book.shops.values() if one.token == token), None)
        if shop is None or shop.revoked:
            raise no_access()
        operation = self._operation(request)
        route = ROUTES.get(operation)
        if route is None or not ROOT.match(request.path):
            raise Refused(404, "Not Found")
        call = Call(
            book=self.book,
            shop=shop,
            query=request.query,
            body=_body(request),
            numbers=tuple(int(one) for one in re.findall(r"(?<=/)[0-9]{6,}", request.path)),
            before_page=lambda page: self.before_page(operation, page, shop.shop_id),
        )
        return route(call)

    def _refusal(self, kind: Outage, request: WebRequest) -> WebAnswer:
        del request
        return _refused(WORDS[kind])

    def _touch_one(self, shop_id: str, chance: random.Random) -> None:
        orders = [one for one in self.book.orders.values() if one.shop_id == shop_id]
        if orders:
            self.book.change(chance.choice(orders), "orders/updated")

    def _compose(self, message: Message, attempt: int) -> Post | None:
        """The same bytes and ids at every attempt: the order as it was when it happened."""
        del attempt
        with self.lock:
            shop = self.book.shops[message.to]
            app = self.book.apps[shop.app_key]
            if shop.callback_url is None or message.topic not in shop.topics:
                return None
            old = app.rotated is not None and self.now() < app.rotated + OLD_SECRET_SIGNS
            secret = app.old_secret if old else app.secret
            triggered = self.book.triggered[message.key]
        order, _topic, told = message.key.rsplit(":", 2)
        headers = {
            "Content-Type": "application/json",
            "X-Shopify-Topic": message.topic,
            "X-Shopify-Hmac-Sha256": push_sign(secret, message.payload),
            "X-Shopify-Shop-Domain": shop.shop_id,
            "X-Shopify-API-Version": "2026-07",
            "X-Shopify-Webhook-Id": _uuid(message.key),
            "X-Shopify-Event-Id": _uuid(f"{order}:{told}"),
            "X-Shopify-Triggered-At": triggered.isoformat(),
        }
        return Post(shop.callback_url, headers, message.payload, shop.callback_host)

    def _settled(self, delivery: Delivery) -> None:
        """A subscription whose message failed to the last is deleted."""
        if delivery.last and not delivery.accepted:
            with self.lock:
                self.book.shops[delivery.message.to].topics.discard(delivery.message.topic)


def _uuid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def _body(request: WebRequest) -> dict[str, object]:
    if not request.body:
        return {}
    try:
        value = json.loads(request.body)
    except ValueError as problem:
        raise Refused(400, "the body is no JSON") from problem
    return value if isinstance(value, dict) else {}


def _refused(refused: Refused) -> WebAnswer:
    headers = {"Retry-After": "2.0"} if refused.status in {429, 503} else {}
    body = json.dumps({"errors": refused.message}).encode()
    return WebAnswer(body, refused.status, headers=headers)
