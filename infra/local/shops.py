"""The shops of the local run beside Doudian: each on its simulated platform, with its own keys.

A platform is started before the settings are published, which need its address; its shop is opened
afterwards, when the stack's callback address exists. Every key and number is invented.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from hedan.platforms.access import AppSecret, Token
from hedan.settings import StoreSettings
from infra.local.aliexpress import PUSH_POLICY as ALIEXPRESS_PUSH
from infra.local.aliexpress import AliexpressPlatform
from infra.local.mall import MallPlatform, Shape
from infra.local.pinduoduo import PinduoduoPlatform
from infra.local.simulated.push import PushPolicy
from infra.local.simulated.trade import SimulatedPlatform
from infra.local.taobao import SpiKind, TaobaoPlatform
from infra.local.woocommerce import Vendors, WoocommercePlatform

# Pinduoduo lists what is three minutes old: what it shall find at once was ordered before that.
BEFORE_TODAY = timedelta(minutes=10)
# What is so old is listed at once, and found: each poll asks again for the last quarter of an hour.
LISTED_AT_ONCE = timedelta(minutes=4)
# Where a platform repeats a message after half an hour, the local run has no such patience.
SOON = (1.0, 2.0, 4.0, 8.0)
OTHER_MERCHANT = "M7"
OTHER_VENDOR = "7"
WEBHOOK_SECRET = "whsec_bG9jYWwtcnVuLW9mLXRoZS1leGFtcGxlLW1hbGw="


@dataclass(frozen=True)
class Address:
    """Where a platform reaches us: loopback address, and the name that the gateway knows."""

    url: str
    host: str


class LocalShop(Protocol):
    """One store's platform in the local run."""

    app: AppSecret

    @property
    def platform(self) -> SimulatedPlatform:
        """The platform itself."""

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the shop, its messages coming to `callback`; return its token, if it has one."""


class PinduoduoShop:
    """Polled only: Pinduoduo calls nobody without a standing connection."""

    app = AppSecret(app_key="pdd-local-app", app_secret="pdd-local-secret", sign_method="md5")

    def __init__(self, seed: int) -> None:
        self.ago = timedelta(0)
        self.platform = PinduoduoPlatform(
            seed=seed, clock=self._now, rates={}, listing_lag_seconds_max=0.0
        )

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the shop; the seller consented in the console."""
        self.platform.register_app(self.app.app_key, self.app.app_secret)
        tokens = self.platform.register_shop(store.shop_id, store.name, app_key=self.app.app_key)
        return Token(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            expires_at=tokens.access_ends,
            refresh_expires_at=tokens.refresh_ends,
        )

    @contextmanager
    def some_minutes_ago(self) -> Iterator[PinduoduoPlatform]:
        """Let people do now what shall be listed at once; no call of an app sees that clock."""
        with self.platform.book.lock:
            self.ago = LISTED_AT_ONCE
            try:
                yield self.platform
            finally:
                self.ago = timedelta(0)

    def _now(self) -> datetime:
        return datetime.now(UTC) - self.ago


class TaobaoShop:
    """Its messages wait in the platform's queue; it asks before a refund of what is not shipped."""

    app = AppSecret(app_key="12345678", app_secret="taobao-local-secret", sign_method="hmac-sha256")

    def __init__(self, seed: int) -> None:
        self.platform = TaobaoPlatform(seed=seed)

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the shop; a back-office application has one session of fixed length."""
        self.platform.register_app(self.app.app_key, self.app.app_secret)
        session = self.platform.register_shop(
            store.shop_id,
            store.name,
            app_key=self.app.app_key,
            callback_url=spi.url,
            callback_host=spi.host,
            asks=frozenset({SpiKind.CANCEL_SHIPMENT}),
        )
        return Token(access_token=session.token, refresh_token="", expires_at=session.ends)


class AliexpressShop:
    """Calls back and wants its answer within half a second."""

    app = AppSecret(app_key="500001", app_secret="aliexpress-local-secret")

    def __init__(self, seed: int) -> None:
        push = PushPolicy(answer_seconds=ALIEXPRESS_PUSH.answer_seconds, pauses_seconds=SOON)
        self.platform = AliexpressPlatform(seed=seed, push_policy=push)

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the shop; the console looks at the address first."""
        self.platform.register_app(self.app.app_key, self.app.app_secret)
        self.platform.register_shop(
            store.shop_id,
            store.name,
            app_key=self.app.app_key,
            callback_url=callback.url,
            callback_host=callback.host,
        )
        tokens = self.platform.tokens_of(store.shop_id)
        return Token(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            expires_at=tokens.access_ends,
            refresh_expires_at=tokens.refresh_ends,
        )


class MallShop:
    """One merchant of a mall that divides each purchase among its merchants."""

    app = AppSecret(
        app_key="example-mall",
        app_secret="mall-local-token",
        webhook_secrets=(WEBHOOK_SECRET,),
    )

    def __init__(self, seed: int) -> None:
        self.platform = MallPlatform(
            seed=seed,
            push_policy=PushPolicy(answer_seconds=15.0, pauses_seconds=SOON, accepts=_is_success),
        )

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the merchant's shop beside another's."""
        shape = Shape.PARENT_CHILD
        self.platform.register_app(self.app.app_key, self.app.app_secret, shape=shape)
        self.platform.register_shop(OTHER_MERCHANT, "别家的店", app_key=self.app.app_key)
        self.platform.register_shop(
            store.shop_id,
            store.name,
            app_key=self.app.app_key,
            callback_url=callback.url,
            callback_host=callback.host,
            secrets=self.app.webhook_secrets,
        )
        return None


class WoocommerceShop:
    """One vendor of a WooCommerce site that runs Dokan."""

    app = AppSecret(
        app_key="ck_local_run",
        app_secret="cs_local_run",
        webhook_secrets=("woo-local-webhook-secret",),
    )

    def __init__(self, seed: int) -> None:
        self.platform = WoocommercePlatform(seed=seed)

    def register(self, store: StoreSettings, callback: Address, spi: Address) -> Token | None:
        """Open the vendor's shop beside another's; the site pings the address first."""
        vendors = Vendors.DOKAN
        self.platform.register_app(self.app.app_key, self.app.app_secret, vendors=vendors)
        self.platform.register_shop(OTHER_VENDOR, "别家的店", app_key=self.app.app_key)
        self.platform.register_shop(
            store.shop_id,
            store.name,
            app_key=self.app.app_key,
            callback_url=callback.url,
            callback_host=callback.host,
            webhook_secret=self.app.webhook_secrets[0],
        )
        return None


def shops(seed: int) -> Mapping[str, LocalShop]:
    """Return a shop for each platform but Doudian, nothing started yet."""
    return {
        "pinduoduo": PinduoduoShop(seed),
        "taobao": TaobaoShop(seed),
        "aliexpress": AliexpressShop(seed),
        "mall": MallShop(seed),
        "woocommerce": WoocommerceShop(seed),
    }


def _is_success(status: int) -> bool:
    return status // 100 == 2  # noqa: PLR2004 - any 2xx, as Standard Webhooks says.
