"""The simulated Pinduoduo: one object to start, to register shops with, to trade on.

    with PinduoduoPlatform(seed=7) as platform:
        platform.register_app("demo-client", "demo-secret")
        platform.register_shop("600000001", "示例小店")
        platform.tokens_of("600000001")  # what the store's vault must hold

Nothing is pushed: serverless callers can only ask. Calls go to `platform.base_url`, or straight to
`platform.handle`.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Self

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import CallRecord
from infra.local.pinduoduo.desk import Desk
from infra.local.pinduoduo.gateway import RATES, Gateway
from infra.local.pinduoduo.model import App, Shop
from infra.local.pinduoduo.token_desk import Lifetimes, TokenDesk, Tokens
from infra.local.simulated.trade import Outage
from infra.local.simulated.troubles import CallRates, Outages, PageTraps, Rate
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer

# For callers that go through `handle` and need some address all the same.
NOWHERE = "http://pinduoduo.invalid"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class PinduoduoPlatform(Desk):
    """A platform of its own: gateway, shops, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = _utc_now,
        port: int = 0,
        rates: Mapping[str, Rate] = RATES,
        lifetimes: Lifetimes | None = None,
        before_page: Callable[[str, int], None] | None = None,
        shift_probability: float = 0.0,
        listing_lag_seconds_max: float = 120.0,
    ) -> None:
        """`port` 0 takes a free one; nothing listens before `start`.

        rates {} limits nothing. listing_lag_seconds_max: increments show a change so late at most;
        the documentation has callers stay three minutes behind. shift_probability: how often a
        row moves away before a further page; before_page(method, page) lets a test do the same.
        """
        self._traps = PageTraps(seed, before_page, shift_probability)
        super().__init__(
            Book(
                seed=seed,
                clock=clock,
                traps=self._traps,
                listing_lag_seconds_max=listing_lag_seconds_max,
            )
        )
        self._tokens = TokenDesk(seed, self.book.now, lifetimes or Lifetimes())
        self._outages = Outages()
        self._gateway = Gateway(
            self.book,
            self._tokens,
            self._outages,
            CallRates(rates),
        )
        self._port = port
        self._server: WebServer | None = None

    # --- life ---------------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on the loopback."""
        self._server = WebServer(self.handle, "simulated-pinduoduo", self._port)
        self._server.start()
        return self

    def stop(self) -> None:
        """Close all sockets and end all threads."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where it answers, without a slash at the end; nowhere before `start`."""
        return self._server.base_url if self._server else NOWHERE

    def handle(self, request: WebRequest) -> WebAnswer:
        """Answer one request; safe from any thread."""
        return self._gateway.serve(request)

    # --- the console --------------------------------------------------------------------

    def register_app(self, app_key: str, app_secret: str) -> None:
        """Create an application: client_id and client_secret."""
        with self.book.lock:
            self.book.apps[app_key] = App(app_key, app_secret)

    def register_shop(self, shop_id: str, name: str, *, app_key: str | None = None) -> Tokens:
        """Open a shop that authorises an app (the only one, if there is one); its first tokens."""
        with self.book.lock:
            if app_key is None:
                (app_key,) = self.book.apps
            shop = Shop(shop_id, name, self.book.apps[app_key].client_id)
            self.book.shops[shop_id] = shop
            return self._tokens.issue(shop)

    def tokens_of(self, shop_id: str) -> Tokens | None:
        """The tokens in force; None after the seller took the permission away."""
        with self.book.lock:
            return self._tokens.current(shop_id)

    def authorise(self, shop_id: str) -> str:
        """The seller authorises again: a code for one use within ten minutes; old tokens die."""
        with self.book.lock:
            return self._tokens.authorise(self.book.shops[shop_id])

    def expire_token(self, shop_id: str) -> None:
        """Let a shop's access token end now; it can be renewed."""
        with self.book.lock:
            self._tokens.expire(shop_id)

    def close_authorisation(self, shop_id: str) -> None:
        """The seller takes the app's permission away."""
        with self.book.lock:
            self._tokens.revoke(shop_id)

    # --- bad moments --------------------------------------------------------------------

    @property
    def before_page(self) -> Callable[[str, int], None] | None:
        """Called before each page of a list, with the method's name and the page's number."""
        return self._traps.before_page

    @before_page.setter
    def before_page(self, hook: Callable[[str, int], None] | None) -> None:
        self._traps.before_page = hook

    def outage(self, kind: Outage, *, calls: int | None = None, method: str | None = None) -> None:
        """Let calls fail: so many or until end_outages; of one method or all."""
        self._outages.begin(kind, calls=calls, method=method)

    def end_outages(self) -> None:
        """All calls are served again."""
        self._outages.end()

    def drop_next_message(self, order_id: str) -> None:
        """Nothing to lose: this platform sends no messages to serverless callers."""

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Send what is due: never anything."""
        del sink
        return 0

    # --- what happened ------------------------------------------------------------------

    @property
    def calls(self) -> list[CallRecord]:
        """Every API call, refused ones included."""
        with self.book.lock:
            return list(self._gateway.calls)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; assert that there are none."""
        return list(self._gateway.crashes)

    @property
    def violations(self) -> list[str]:
        """What a careful seller would not have done."""
        with self.book.lock:
            return list(self.book.violations)
