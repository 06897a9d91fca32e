"""The simulated Doudian: one object to start, to register shops with, to trade on, and to look at.

    with DoudianPlatform(seed=7) as platform:
        platform.register_app("6800000000000000001", "demo-secret")
        platform.register_shop("4463798", "示例小店", callback_url="http://127.0.0.1:8080/callbacks")
        platform.place_order("4463798", [Item("CUP-RED-01", "示例水杯", 1, 5990)], ...)

Everything over HTTP goes to `platform.base_url`. Its clock may be any, but callers' timestamps are
compared with it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from infra.local.doudian import messages, ship_methods
from infra.local.doudian.again_desk import AgainDesk
from infra.local.doudian.book import Book
from infra.local.doudian.calls import CallRecord
from infra.local.doudian.console_desk import ConsoleDesk
from infra.local.doudian.delivery import Delivery, Faults, Outbox, PushPolicy
from infra.local.doudian.gateway import Gateway, Request
from infra.local.doudian.limits import RateLimiter, Rates
from infra.local.doudian.messages import Message
from infra.local.doudian.model import AfterSale, App, Shipment, Shop, ShopOrder, Violation
from infra.local.doudian.outages import OutageKind, Outages
from infra.local.doudian.push import Target
from infra.local.doudian.signing import SignMode
from infra.local.doudian.token_desk import REFRESH_LIVES, TokenDesk, Tokens
from infra.local.doudian.trade_desk import TradeDesk
from infra.local.simulated.clock import utc_now
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer


class DoudianPlatform(TradeDesk, AgainDesk, ConsoleDesk):
    """A platform of its own: gateway, messages, shops, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        push_policy: PushPolicy | None = None,
        rates: Rates | None = None,
        timestamp_tolerance_seconds: int = 600,
        refresh_takes_seconds: float = 0.02,
    ) -> None:
        """`port` 0 takes a free one. Nothing listens or pushes before `start`."""
        self._outbox = Outbox(
            seed=seed,
            clock=clock,
            faults=faults or Faults(),
            policy=push_policy or PushPolicy(),
        )
        super().__init__(Book(seed=seed, clock=clock, outbox=self._outbox))
        self.tokens = TokenDesk(
            seed=seed,
            now=self.book.now,
            shop=self.book.shops.get,
            refresh_takes_seconds=refresh_takes_seconds,
        )
        self.limiter = RateLimiter(rates or Rates())
        self._outages = Outages()
        self._gateway = Gateway(
            self.book,
            self.tokens,
            self.limiter,
            self._outages,
            timestamp_tolerance_seconds=timestamp_tolerance_seconds,
        )
        self._server = WebServer(self.handle, "doudian-gateway", port)

    def handle(self, request: WebRequest) -> WebAnswer:
        """Serve one API call: over HTTP, or straight from a caller's pool."""
        answer = self._gateway.serve(
            Request(
                path=request.path,
                query=request.query,
                body=request.body,
                old_error_fields=request.headers.get("x-open-no-old-err-code") != "1",
            )
        )
        return WebAnswer(
            body=answer.body,
            status=answer.http_status,
            content_type=answer.content_type,
            sent=answer.sent,
        )

    # --- life ---------------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on the loopback and push what is queued."""
        self._server.start()
        self._outbox.start(self._target)
        return self

    def stop(self) -> None:
        """End all threads and close all sockets. Messages that still wait are not sent."""
        self._outages.end()
        self.tokens.stop()
        self._outbox.stop()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where the API answers, e.g. http://127.0.0.1:41234 (no slash at the end)."""
        return self._server.base_url

    # --- the console --------------------------------------------------------------------

    def register_app(
        self, app_key: str, app_secret: str, sign_mode: SignMode = SignMode.HMAC_SHA256
    ) -> None:
        """Create an app; `sign_mode` is the algorithm its callbacks are signed with."""
        with self.book.lock:
            self.book.apps[app_key] = App(app_key, app_secret, SignMode(sign_mode))

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str | None = None,
        callback_url: str | None = None,
        callback_host: str | None = None,
        review_address_changes: bool = True,
    ) -> None:
        """Open a shop that authorises an app (the only one, if there is one) and ping its URL.

        Messages of a shop without a URL are lost, as on the platform.
        """
        with self.book.lock:
            if app_key is None:
                (app_key,) = self.book.apps
            self.book.shops[shop_id] = Shop(
                shop_id=str(int(shop_id)),
                name=name,
                app_key=self.book.apps[app_key].app_key,
                review_address_changes=review_address_changes,
            )
        if callback_url:
            self.set_callback(shop_id, callback_url, callback_host)

    def set_callback(self, shop_id: str, url: str, host: str | None = None) -> None:
        """Send a shop's messages there, with this Host header if the URL's own will not do."""
        with self.book.lock:
            shop = self.book.shops[shop_id]
            shop.callback_url, shop.callback_host = url, host
            self._outbox.put_ping(messages.ping(shop, self.book.now()))

    def expire_tokens(
        self,
        shop_id: str,
        *,
        access_left: timedelta = timedelta(0),
        refresh_left: timedelta = REFRESH_LIVES,
    ) -> None:
        """Let a shop's tokens end so long from now: at once, unless told otherwise."""
        self.tokens.expire(shop_id, access_left=access_left, refresh_left=refresh_left)

    def current_tokens(self, shop_id: str) -> Tokens | None:
        """The tokens in force for a shop, if its app ever asked for any."""
        with self.book.lock:
            return self.tokens.current(self.book.shops[shop_id].app_key, shop_id)

    def close_authorisation(self, shop_id: str) -> None:
        """The seller takes the app's permission away."""
        with self.book.lock:
            self.book.shops[shop_id].authorised = False

    # --- bad moments --------------------------------------------------------------------

    def outage(
        self,
        kind: OutageKind,
        *,
        calls: int | None = None,
        seconds: float | None = None,
        method: str | None = None,
    ) -> None:
        """Let calls fail: so many, for so long, or until `end_outages`; of one method or all."""
        self._outages.begin(kind, calls=calls, seconds=seconds, method=method)

    def end_outages(self, *, when_waited_for: bool = False) -> None:
        """All calls are served again: at once, or when somebody waits in silence."""
        self._outages.end(when_waited_for=when_waited_for)

    @property
    def faults(self) -> Faults:
        """How badly messages travel; assign another to treat those queued from now on so."""
        return self._outbox.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._outbox.faults = faults

    def drop_next_callback(self, order_id: str, tag: int | None = None) -> None:
        """Lose the next message about an order, of any tag or of this one."""
        self._outbox.drop_next(order_id, tag)

    def wait_until_quiet(self, timeout_seconds: float) -> bool:
        """Wait until every message is delivered, lost or given up; False if that took too long."""
        return self._outbox.wait_until_quiet(timeout_seconds)

    # --- what happened ------------------------------------------------------------------

    @property
    def deliveries(self) -> list[Delivery]:
        """Every attempt to push, in the order in which they ended."""
        return self._outbox.deliveries

    @property
    def messages(self) -> list[Message]:
        """Every message, whatever became of it; pings excepted."""
        return self._outbox.sent

    @property
    def dropped_messages(self) -> list[Message]:
        """Messages that never left."""
        return self._outbox.dropped

    @property
    def given_up_messages(self) -> list[Message]:
        """Messages refused as often as the push policy allows."""
        return self._outbox.given_up

    @property
    def calls(self) -> list[CallRecord]:
        """Every API call, refused ones included."""
        return self._gateway.calls

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; assert that there are none."""
        return self._gateway.crashes

    @property
    def shipments(self) -> list[Shipment]:
        """Every parcel the platform accepted."""
        with self.book.lock:
            return list(self.book.shipments)

    @property
    def violations(self) -> list[Violation]:
        """What a careful seller would not have done, e.g. ship while an address request waits."""
        with self.book.lock:
            return list(self.book.violations)

    @property
    def refunds_refused_by_shipping(self) -> int:
        """How often a refund was refused by `is_reject_refund`: never, for us."""
        return sum(found.kind == ship_methods.REFUND_REFUSED for found in self.violations)

    @property
    def replayed_ship_requests(self) -> int:
        """How often a ship call came again with a request id that had succeeded."""
        with self.book.lock:
            return self.book.replayed_requests

    def order(self, order_id: str) -> ShopOrder:
        """The platform's own record of an order; read it, do not change it."""
        with self.book.lock:
            return self.book.orders[order_id]

    def orders(self, shop_id: str | None = None) -> list[ShopOrder]:
        """All orders, or one shop's, oldest id first."""
        with self.book.lock:
            found = self.book.orders.values()
            return [order for order in found if shop_id in {None, order.shop_id}]

    def after_sale(self, after_sale_id: str) -> AfterSale:
        """The platform's own record of an after-sale; read it, do not change it."""
        with self.book.lock:
            return self.book.after_sales[after_sale_id]

    def _target(self, shop_id: str) -> Target | None:
        with self.book.lock:
            shop = self.book.shops[shop_id]
            app = self.book.apps[shop.app_key]
            if not shop.callback_url:
                return None
            return Target(
                url=shop.callback_url,
                host=shop.callback_host,
                app_key=app.app_key,
                app_secret=app.app_secret,
                mode=app.sign_mode,
            )
