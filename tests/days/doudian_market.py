"""Doudian as the played days see it: its older simulator, without its server and its threads."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from hedan.domain.pull_ledger import Listing
from hedan.platforms.access import AppSecret
from infra.local.doudian import messages
from infra.local.doudian.book import Book
from infra.local.doudian.gateway import Gateway, Request
from infra.local.doudian.limits import RateLimiter, Rates
from infra.local.doudian.model import App, Item, Place, Receiver
from infra.local.doudian.model import Shop as DoudianShop
from infra.local.doudian.outages import OutageKind, Outages
from infra.local.doudian.refund_desk import RefundDesk
from infra.local.doudian.signing import SignMode, event_sign
from infra.local.doudian.token_desk import REFRESH_LIVES, TokenDesk
from infra.local.doudian.trade_desk import TradeDesk
from infra.local.simulated.posting import Post
from infra.local.simulated.push import Message, Outbox, PushPolicy
from infra.local.simulated.serving import BeforePage
from infra.local.simulated.trade import Faults, Goods, Outage, Person
from infra.local.simulated.web import WebAnswer, WebRequest
from tests.days.chinese_markets import CALLS_PER_SECOND, settings_of
from tests.days.market import Market, Shop, Table

KEY, SECRET = "6800000000000000001", "secret-1"
PUSH = PushPolicy(answer_seconds=5.0, pauses_seconds=(60, 300, 900, 3_600))


class _Letters:
    """The platform's outbox: its messages go to an outbox that needs no thread."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def put(self, message: messages.Message) -> None:
        """Queue one message."""
        payload = messages.body([message])
        tag = str(message.tag)
        self._outbox.put(Message(message.key, message.shop_id, message.order_id, tag, payload))


class QuietDoudian(TradeDesk, RefundDesk):
    """The simulator's desks and gateway without anything that listens or waits."""

    base_url = "http://doudian.invalid"

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.outbox = Outbox(
            seed=seed, clock=clock, faults=Faults(), policy=PUSH, compose=self._compose
        )
        book = Book(seed=seed, clock=clock, outbox=_Letters(self.outbox))  # type: ignore[arg-type]
        super().__init__(book)
        self.tokens = TokenDesk(
            seed=seed, now=book.now, shop=book.shops.get, refresh_takes_seconds=0.0
        )
        self.outages = Outages()
        rates = RateLimiter(Rates(CALLS_PER_SECOND, CALLS_PER_SECOND))
        self.gateway = Gateway(
            book, self.tokens, rates, self.outages, timestamp_tolerance_seconds=600
        )
        book.apps[KEY] = App(KEY, SECRET, SignMode.HMAC_SHA256)
        self.before_page: BeforePage | None = None

    def handle(self, request: WebRequest) -> WebAnswer:
        """Serve one call."""
        if self.before_page and request.query.get("method") in DoudianMarket.tables:
            self.before_page(request.query["method"], 1)
        asked = Request(request.path, request.query, request.body, old_error_fields=False)
        answer = self.gateway.serve(asked)
        return WebAnswer(answer.body, answer.http_status, answer.content_type, sent=answer.sent)

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Hand over what is due."""
        return self.outbox.deliver(sink)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself."""
        return self.gateway.crashes

    @property
    def violations(self) -> list[str]:
        """What a careful seller would not have done."""
        return [str(one) for one in self.book.violations]

    def _compose(self, message: Message, attempt: int) -> Post | None:
        del attempt
        url = self.book.shops[message.to].callback_url
        if not url:
            return None
        sign = event_sign(
            app_key=KEY, app_secret=SECRET, body=message.payload, mode=SignMode.HMAC_SHA256
        )
        headers = {"app-id": KEY, "event-sign": sign, "sign-method": "hmac-sha256"}
        return Post(url, headers, message.payload)


class DoudianMarket(Market):
    """Callbacks, and listings that count."""

    name = "doudian"
    page_sizes = ("hedan.platforms.doudian.listing",)
    poll_minutes = 15
    tables: ClassVar[dict[str, Table]] = {
        "order.searchList": Table(
            Listing.ORDERS, ("data",), ("shop_order_list",), "order_id", "total"
        ),
        "afterSale.List": Table(
            Listing.AFTER_SALES, ("data",), ("items",), "order_info.shop_order_id", "total"
        ),
    }
    created = Table(Listing.ORDERS_CREATED, ("data",), ("shop_order_list",), "order_id", "total")

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = QuietDoudian(seed, clock)
        self._open_requests: dict[str, str] = {}

    def open_shop(self, number: int) -> Shop:
        shop_id = str(4463700 + number)
        store = settings_of(self, number, shop_id)
        url = f"http://hedan.invalid/callbacks/doudian/{store.id}"
        self.sim.book.shops[shop_id] = DoudianShop(
            shop_id=shop_id, name=store.name, app_key=KEY, callback_url=url
        )
        return Shop(store, AppSecret(app_key=KEY, app_secret=SECRET))

    def table(self, request: WebRequest) -> Table | None:
        if b'"create_time_start"' in request.body:
            return self.created
        return self.tables.get(request.query.get("method", ""))

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        is_read = request.query.get("method") == "order.orderDetail"
        return is_read and f'"{order_id}"'.encode() in request.body

    def expire_token(self, shop: Shop) -> None:
        self.sim.tokens.expire(
            shop.store.shop_id,
            access_left=datetime.resolution * 0,
            refresh_left=REFRESH_LIVES,
        )

    def place(self, shop: Shop, goods: list[Goods], person: Person, paid_at: datetime) -> str:
        items = [
            Item(one.code, one.name, one.quantity, one.unit_price_minor, one.discount_minor)
            for one in goods
        ]
        order_id: str = self.sim.place_order(
            shop.store.shop_id,
            items,
            receiver=_receiver(person),
            buyer=person.buyer,
            pay_time=paid_at,
        )
        return order_id

    def change_address(self, order_id: str, person: Person) -> None:
        self.sim.apply_address_change(order_id, _receiver(person))
        self.sim.confirm_address_change(order_id)

    def request_refund(self, order_id: str) -> None:
        self._open_requests[order_id] = self.sim.request_refund(order_id)

    def withdraw_refund(self, order_id: str) -> None:
        self.sim.withdraw_refund(self._request(order_id))

    def agree_refund(self, order_id: str) -> None:
        request = self._request(order_id)
        self.sim.agree_refund(request)
        self.sim.refund_success(request)

    def drop_next_message(self, order_id: str) -> None:
        self.sim.outbox.drop_next(order_id)

    def outage(self, kind: Outage, calls: int | None = None) -> None:
        # Its own word for what only the seller can mend: our address is off the allow-list.
        named = OutageKind.BAD_IP if kind is Outage.ACCESS_ENDED else OutageKind(kind.value)
        self.sim.outages.begin(named, calls=calls)

    def end_outages(self) -> None:
        self.sim.outages.end()

    def touch_one(self, shop: Shop, chance: random.Random) -> None:
        orders = [one for one in self.sim.book.orders.values() if one.shop_id == shop.store.shop_id]
        self.sim.book.touch(chance.choice(orders[-12:]))

    def _request(self, order_id: str) -> str:
        if order_id not in self._open_requests:
            raise ValueError(f"nobody asked the money of {order_id} back")
        return self._open_requests[order_id]


def _receiver(person: Person) -> Receiver:
    return Receiver(
        name=person.name,
        tel=person.phone,
        province=Place(person.province, "330000"),
        city=Place(person.city, "330100"),
        town=Place(person.district, "330106"),
        street=Place("", ""),
        detail=person.detail,
    )
