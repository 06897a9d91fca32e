"""The simulated Pinduoduo: one object to start, to register shops with, to trade on.

    with PinduoduoPlatform(seed=7) as platform:
        platform.register_app("demo-client", "demo-secret")
        platform.register_shop("600000001", "示例小店")
        platform.tokens_of("600000001")  # what the store's vault must hold

Nothing is pushed: serverless callers can only ask. Calls go to `platform.base_url`, or straight to
`platform.handle`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import CallRecord
from infra.local.pinduoduo.exchange_desk import ExchangeDesk
from infra.local.pinduoduo.gateway import RATES, Gateway
from infra.local.pinduoduo.model import App, Shop
from infra.local.pinduoduo.token_desk import Lifetimes, TokenDesk, Tokens
from infra.local.simulated.clock import utc_now
from infra.local.simulated.fronted import FrontedPlatform
from infra.local.simulated.troubles import CallRates, Outages, PageTraps, Rate
from infra.local.simulated.web import WebRequest


class PinduoduoPlatform(FrontedPlatform[CallRecord], ExchangeDesk):
    """A platform of its own: gateway, shops, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
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
        traps = PageTraps(seed, before_page, shift_probability)
        ExchangeDesk.__init__(
            self,
            Book(
                seed=seed,
                clock=clock,
                traps=traps,
                listing_lag_seconds_max=listing_lag_seconds_max,
            ),
        )
        self._tokens = TokenDesk(seed, self.book.now, lifetimes or Lifetimes())
        outages = Outages()
        gateway = Gateway(
            self.book,
            self._tokens,
            outages,
            CallRates(rates),
        )
        FrontedPlatform.__init__(
            self,
            "pinduoduo",
            gateway=gateway,
            kept=self.book,
            outages=outages,
            traps=traps,
            port=port,
        )

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

    def drop_next_message(self, order_id: str) -> None:
        """Nothing to lose: this platform sends no messages to serverless callers."""

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Send what is due: never anything."""
        del sink
        return 0
