"""AliExpress, a mall, WooCommerce and Shopify as the played days see them."""

import json
import random
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hedan.domain.parcels import Tracking
from hedan.domain.pull_ledger import Listing
from hedan.platforms.access import AppSecret, Token
from infra.local.aliexpress.platform import AliexpressPlatform
from infra.local.mall.platform import MallPlatform
from infra.local.shopify.platform import ShopifyPlatform
from infra.local.simulated.serving import BeforePage, Unrest
from infra.local.simulated.trade import Outage
from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.woocommerce.platform import WoocommercePlatform
from tests.days.chinese_markets import settings_of
from tests.days.market import CARRIER, Market, MemoryVault, Shop, Table, edited

NEVER = datetime(2099, 1, 1, tzinfo=UTC)


class ServedMarket(Market):
    """A market whose simulator stands on infra/local/simulated/serving.py."""

    def set_before_page(self, hook: BeforePage | None) -> None:
        self._hook = hook
        self.sim.unrest = Unrest(before_page=hook)

    def touch_one(self, shop: Shop, chance: random.Random) -> None:
        self.sim._touch_one(shop.store.shop_id, chance)

    def expire_token(self, shop: Shop) -> None:
        """Tokens without an end: the platform refuses one until the seller mends it."""
        del shop
        self.sim.outage(Outage.TOKEN_REFUSED)

    def mend_token(self, shop: Shop) -> None:
        del shop
        self.sim.end_outages()

    def callback_of(self, store: str) -> str:
        """Return the address of a store's callbacks."""
        return f"http://hedan.invalid/callbacks/{self.name}/{store}"


class Aliexpress(ServedMarket):
    """Callbacks, lists by status, disputes without a filter by time."""

    name = "aliexpress"
    page_sizes = ("hedan.platforms.aliexpress.listing", "hedan.platforms.aliexpress.walking")
    poll_minutes = 30  # A poll asks some twenty lists.
    _orders = "aliexpress.trade.seller.orderlist.get"
    _issues = "aliexpress.issue.issuelist.get"

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = AliexpressPlatform(seed=seed, clock=clock)

    def open_shop(self, number: int) -> Shop:
        shop_id, app_key = str(230000000 + number), str(500000 + number)
        store = settings_of(self, number, shop_id).but(time_zone="America/Los_Angeles")
        self.sim.register_app(app_key, "secret-1")
        self.sim.register_shop(
            shop_id, store.name, app_key=app_key, callback_url=self.callback_of(store.id)
        )
        pair = self.sim.tokens_of(shop_id)
        token = Token(
            access_token=pair.access,
            refresh_token=pair.refresh,
            expires_at=pair.access_ends,
            refresh_expires_at=pair.refresh_ends,
        )
        app = AppSecret(app_key=app_key, app_secret="secret-1")
        return Shop(store, app, MemoryVault(token))

    def tracking(self, order: int) -> Tracking:
        return Tracking(carrier=CARRIER.code, number=f"LP{order + 1:014d}")

    def table(self, request: WebRequest) -> Table | None:
        asked = {**request.query, **request.form}
        method = asked.get("method", "")
        simple = asked.get("simplify") == "true"
        wrapper = () if simple else (method.replace(".", "_") + "_response",)
        if method == self._issues:
            rows = ("data_list",) if simple else ("data_list", "issue_api_issue_dto")
            return Table(Listing.AFTER_SALES, wrapper, rows, "parent_order_id", "total_item")
        if method != self._orders:
            return None
        query = json.loads(asked["param_aeop_order_query"])
        listing = Listing.ORDERS if "modified_date_start" in query else Listing.ORDERS_CREATED
        rows = ("target_list",) if simple else ("target_list", "aeop_order_item_dto")
        return Table(listing, (*wrapper, "result"), rows, "order_id", "total_count")

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        asked = {**request.query, **request.form}
        is_read = asked.get("method") == "aliexpress.trade.new.redefining.findorderbyid"
        return is_read and order_id in asked.get("param1", "")

    def expire_token(self, shop: Shop) -> None:
        self.sim.expire_tokens(shop.store.shop_id)


class Mall(ServedMarket):
    """Our own contract: signed events and counted lists."""

    name = "mall"
    renews = False
    page_sizes = ("hedan.platforms.mall.store",)
    secret = "whsec_" + b64encode(b"days-of-trade-in-a-mall-1").decode()

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = MallPlatform(seed=seed, clock=clock)
        self.sim.register_app("mall-1", "token-1")

    def open_shop(self, number: int) -> Shop:
        shop_id = f"M{number}"
        store = settings_of(self, number, shop_id)
        self.sim.register_shop(
            shop_id,
            store.name,
            app_key="mall-1",
            callback_url=self.callback_of(store.id),
            secrets=(self.secret,),
        )
        app = AppSecret(app_key="mall-1", app_secret="token-1", webhook_secrets=(self.secret,))
        return Shop(store, app)

    def table(self, request: WebRequest) -> Table | None:
        if request.method != "GET":
            return None
        if request.path == "/refunds":
            return Table(Listing.AFTER_SALES, (), ("refunds",), "order_id", "total")
        if request.path != "/orders":
            return None
        by_creation = request.query.get("by") == "created"
        listing = Listing.ORDERS_CREATED if by_creation else Listing.ORDERS
        return Table(listing, (), ("orders",), "order_id", "total")

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        return request.method == "GET" and request.path == f"/orders/{order_id}"


class Woocommerce(ServedMarket):
    """Webhooks that never come again; the count of rows stands in a header."""

    name = "woocommerce"
    renews = False
    page_sizes = ("hedan.platforms.woocommerce.store",)

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = WoocommercePlatform(seed=seed, clock=clock)

    def open_shop(self, number: int) -> Shop:
        site = f"ck_{number}"
        store = settings_of(self, number, site)
        self.sim.register_app(site, "cs_1")
        self.sim.register_shop(
            site,
            store.name,
            app_key=site,
            callback_url=self.callback_of(store.id),
            webhook_secret="hook-1",
        )
        app = AppSecret(app_key=site, app_secret="cs_1", webhook_secrets=("hook-1",))
        return Shop(store, app)

    def table(self, request: WebRequest) -> Table | None:
        if request.method != "GET" or not request.path.endswith("/orders"):
            return None
        if "parent" in request.query:
            return None
        changed = "modified_after" in request.query
        listing = Listing.ORDERS if changed else Listing.ORDERS_CREATED
        return Table(listing, (), (), "id", None)

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        return request.method == "GET" and request.path.endswith(f"/orders/{order_id}")

    def without(self, answer: WebAnswer, table: Table, cut: Callable[[Any], int]) -> WebAnswer:
        fewer = [0]

        def edit(body: Any) -> None:
            fewer[0] = cut(body)

        shown = edited(answer, edit)
        headers = {
            name: str(max(0, int(value) - fewer[0])) if name.lower() == "x-wp-total" else value
            for name, value in shown.headers.items()
        }
        return replace(shown, headers=headers)


class Shopify(ServedMarket):
    """Webhooks; lists by a cursor, without a count."""

    name = "shopify"
    renews = False
    page_sizes = ("hedan.platforms.shopify.store",)

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self._going_on = Listing.ORDERS
        self.sim = ShopifyPlatform(seed=seed, clock=clock)
        self.sim.register_app("client-1", "secret-1")

    def open_shop(self, number: int) -> Shop:
        shop_id = f"tea{number}.myshopify.com"
        store = settings_of(self, number, shop_id).but(time_zone="America/New_York")
        self.sim.register_shop(
            shop_id,
            store.name,
            app_key="client-1",
            access_token=f"shpat_{number}",
            callback_url=self.callback_of(store.id),
        )
        token = Token(access_token=f"shpat_{number}", refresh_token="", expires_at=NEVER)
        app = AppSecret(app_key="client-1", app_secret="secret-1")
        return Shop(store, app, MemoryVault(token))

    def table(self, request: WebRequest) -> Table | None:
        if request.method != "GET" or not request.path.endswith("/orders.json"):
            return None
        if "page_info" not in request.query:  # Later pages do not say what they go on with.
            by_creation = "created_at_min" in request.query
            self._going_on = Listing.ORDERS_CREATED if by_creation else Listing.ORDERS
        return Table(self._going_on, (), ("orders",), "id", None)

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        return request.method == "GET" and request.path.endswith(f"/orders/{order_id}.json")
