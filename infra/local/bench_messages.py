"""One message of a paid order from each simulated platform that calls us, as it was received.

Composed, signed and sent over HTTP by the simulators, which know nothing of our own code.
"""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, Self

from hedan.platforms.access import AppSecret
from hedan.platforms.callbacks import App, Callback
from infra.local.aliexpress import AliexpressPlatform
from infra.local.doudian import DoudianPlatform, SignMode
from infra.local.doudian.people import People
from infra.local.mall import MallPlatform, Shape
from infra.local.shopify import ShopifyPlatform
from infra.local.simulated.trade import Goods, Person
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer
from infra.local.waiting import wait_for
from infra.local.woocommerce import Vendors, WoocommercePlatform

SEED = 20261122
SHOP = "230000001"
VENDOR = "42"
DOMAIN = "bench.myshopify.example"
ARRIVES_SECONDS = 30.0
WEBHOOK_SECRET = "whsec_" + "QmVuY2gt" * 4
# Two lines: what most orders have at most.
GOODS = (
    Goods("CUP-BLUE-01", "示例保温杯", 1, 5990, spec="蓝"),
    Goods("TEA-LJ-250", "示例龙井茶", 2, 12800, spec="250克"),
)
SOMEBODY = Person(
    buyer="bench-buyer",
    name="张三",
    phone="13800000000",
    province="浙江省",
    city="杭州市",
    district="滨江区",
    detail="长河街道示例路1号",
)


@dataclass(frozen=True)
class Sample:
    """A request as it came in, and the application whose secret signed it."""

    app: App
    callback: Callback

    def with_body(self, body: bytes) -> Callback:
        """Return the same request with another body: its signature is wrong now."""
        return self.callback._replace(body=body)


class _Sender(Protocol):
    """What every simulator is here: something to start and to stop."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: Any) -> None: ...


type _Setting = tuple[AppSecret, _Sender, Callable[[str], str]]
"""Keys, the platform, and what opens a shop for an address and places an order: its id."""


def samples() -> Mapping[str, Sample]:
    """Return the message of each platform. Raises TooLate for one that sends none."""
    settings: Mapping[str, Callable[[], _Setting]] = {
        "doudian": _doudian,
        "aliexpress": _aliexpress,
        "mall": _mall,
        "woocommerce": _woocommerce,
        "shopify": _shopify,
    }
    return {name: _received(name, setting()) for name, setting in settings.items()}


def _received(name: str, setting: _Setting) -> Sample:
    app, platform, trade = setting
    came: list[WebRequest] = []
    with ExitStack() as opened:
        server = WebServer(partial(_take, name, came), f"bench-{name}")
        server.start()
        opened.callback(server.stop)
        opened.enter_context(platform)
        order_id = trade(server.base_url).encode()
        (*_, newest) = wait_for(
            f"the message of an order on {name}",
            lambda: [one for one in came if order_id in one.body],
            seconds=ARRIVES_SECONDS,
        )
    return Sample(
        app=json.loads(app.model_dump_json()),
        callback=Callback(newest.body, newest.headers, newest.query, time.time()),
    )


def _take(name: str, came: list[WebRequest], request: WebRequest) -> WebAnswer:
    """Keep the request and answer what makes the platform content."""
    came.append(request)
    return WebAnswer(b'{"code":0,"msg":"success"}' if name == "doudian" else b"{}")


def _paid_at() -> datetime:
    return datetime.now(UTC) - timedelta(hours=3)


def _doudian() -> _Setting:
    app = AppSecret(app_key="6800000000000000001", app_secret="0f9e8d7c-bench")
    platform = DoudianPlatform(seed=SEED)

    def trade(address: str) -> str:
        people = People(SEED)
        buyer = people.buyer()
        platform.register_app(app.app_key, app.app_secret, SignMode.HMAC_SHA256)
        platform.register_shop("4463798", "示例水杯店", callback_url=address)
        return platform.place_order(
            "4463798",
            people.cart(2),
            receiver=buyer.receiver,
            buyer=buyer.buyer,
            created_at=_paid_at(),
            pay_time=_paid_at(),
        )

    return app, platform, trade


def _aliexpress() -> _Setting:
    app = AppSecret(app_key="500001", app_secret="aliexpress-bench-secret")
    platform = AliexpressPlatform(seed=SEED)

    def trade(address: str) -> str:
        platform.register_app(app.app_key, app.app_secret)
        platform.register_shop(SHOP, "bench", app_key=app.app_key, callback_url=address)
        return platform.place_order(SHOP, GOODS, SOMEBODY, paid_at=_paid_at())

    return app, platform, trade


def _mall() -> _Setting:
    app = AppSecret(app_key="mall", app_secret="token", webhook_secrets=(WEBHOOK_SECRET,))
    platform = MallPlatform(seed=SEED)

    def trade(address: str) -> str:
        platform.register_app(app.app_key, app.app_secret, shape=Shape.PARENT_CHILD)
        platform.register_shop(
            "M42",
            "bench",
            app_key=app.app_key,
            callback_url=address,
            secrets=app.webhook_secrets,
        )
        return platform.place_order("M42", GOODS, SOMEBODY, paid_at=_paid_at())

    return app, platform, trade


def _woocommerce() -> _Setting:
    app = AppSecret(app_key="ck_bench", app_secret="cs_bench", webhook_secrets=("woo-bench",))
    platform = WoocommercePlatform(seed=SEED)

    def trade(address: str) -> str:
        platform.register_app(app.app_key, app.app_secret, vendors=Vendors.DOKAN)
        platform.register_shop(
            VENDOR,
            "bench",
            app_key=app.app_key,
            callback_url=address,
            webhook_secret=app.webhook_secrets[0],
        )
        return platform.place_order(VENDOR, GOODS, SOMEBODY, paid_at=_paid_at())

    return app, platform, trade


def _shopify() -> _Setting:
    app = AppSecret(app_key="shopify-bench", app_secret="shpss_bench")
    platform = ShopifyPlatform(seed=SEED)

    def trade(address: str) -> str:
        platform.register_app(app.app_key, app.app_secret)
        platform.register_shop(
            DOMAIN, "bench", app_key=app.app_key, access_token="shpat_bench", callback_url=address
        )
        return platform.place_order(DOMAIN, GOODS, SOMEBODY, paid_at=_paid_at())

    return app, platform, trade
