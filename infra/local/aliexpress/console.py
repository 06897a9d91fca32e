"""The platform's console, in Python: applications, shops, callback addresses, consent."""

from infra.local.aliexpress.gateway import Gateway
from infra.local.aliexpress.model import App, Shop, Stage
from infra.local.aliexpress.tokens import Tokens
from infra.local.simulated.push import Outbox


class Console(Gateway):
    """What sellers and developers set up before anybody trades."""

    outbox: Outbox

    def register_app(self, app_key: str, app_secret: str, *, stage: Stage = Stage.ONLINE) -> None:
        """Create an application; its stage decides how long tokens live."""
        with self.lock:
            self.book.apps[app_key] = App(app_key, app_secret, stage)

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str | None = None,
        callback_url: str | None = None,
        callback_host: str | None = None,
        currency: str = "USD",
    ) -> None:
        """Open a shop whose seller consents to an application (the only one, if there is one).

        An application has one callback address for all its shops. Raises ValueError for a second.
        """
        with self.lock:
            if app_key is None:
                (app_key,) = self.book.apps
            app = self.book.apps[app_key]
            shop = Shop(shop_id, name, app_key, currency)
            self.book.shops[shop_id] = shop
            self.token_desk.issue(app, shop_id)
            if callback_url is None:
                return
            if app.callback_url not in {None, callback_url}:
                raise ValueError(f"application {app_key} has another callback address")
            app.callback_url, app.callback_host = callback_url, callback_host
            for probe in self.book.probe(shop):
                self.outbox.put(probe)

    def tokens_of(self, shop_id: str) -> Tokens:
        """The pair in force for a shop."""
        with self.lock:
            return self.token_desk.current(shop_id)

    def consent(self, shop_id: str) -> str:
        """The seller agrees (again); the code that /auth/token/create takes, for 30 minutes."""
        with self.lock:
            shop = self.book.shops[shop_id]
            shop.authorised = True
            return self.token_desk.consent(self.book.apps[shop.app_key], shop)

    def expire_tokens(self, shop_id: str, *, refresh_too: bool = False) -> None:
        """Let a shop's tokens end now."""
        with self.lock:
            self.token_desk.expire(shop_id, refresh_too=refresh_too)

    def close_authorisation(self, shop_id: str) -> None:
        """The seller takes the application's permission away."""
        with self.lock:
            self.book.shops[shop_id].authorised = False
