"""Pinduoduo and Taobao as the played days see them."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from hedan.domain.pull_ledger import Listing
from hedan.platforms.access import AppSecret, Token
from hedan.settings import StoreSettings
from infra.local.pinduoduo.platform import PinduoduoPlatform
from infra.local.simulated.trade import Faults, Outage
from infra.local.simulated.web import WebRequest
from infra.local.taobao.platform import TaobaoPlatform
from tests.days.market import Market, MemoryVault, Shop, Table

# Plenty: how fast calls may come is not what these days are about.
CALLS_PER_SECOND = 10_000.0


def settings_of(market: Market, number: int, shop_id: str) -> StoreSettings:
    """Return the settings of a market's n-th store."""
    return StoreSettings(
        id=f"{market.name}-{number}",
        platform=market.name,
        name=f"Store {number}",
        shop_id=shop_id,
        api_url=market.sim.base_url,
        calls_per_second=CALLS_PER_SECOND,
    )


class Pinduoduo(Market):
    """Asked only: nothing is pushed."""

    name = "pinduoduo"
    page_sizes = ("hedan.platforms.pinduoduo.listing",)
    # A refresh token is used up by its first use: when the answer to that is lost, only the seller
    # can help, and such a day has no end that a quiet one could be compared with.
    outages = (Outage.UNAVAILABLE, Outage.BAD_GATEWAY)
    tables: ClassVar[dict[str, Table]] = {
        "pdd.order.number.list.increment.get": Table(
            Listing.ORDERS,
            ("order_sn_increment_get_response",),
            ("order_sn_list",),
            "order_sn",
            "total_count",
        ),
        "pdd.order.list.get": Table(
            Listing.ORDERS_CREATED,
            ("order_list_get_response",),
            ("order_list",),
            "order_sn",
            "total_count",
        ),
        "pdd.refund.list.increment.get": Table(
            Listing.AFTER_SALES,
            ("refund_increment_get_response",),
            ("refund_list",),
            "order_sn",
            "total_count",
        ),
    }

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = PinduoduoPlatform(seed=seed, clock=clock, rates={})
        self.sim.register_app("client-1", "secret-1")

    def open_shop(self, number: int) -> Shop:
        shop_id = str(600000000 + number)
        tokens = self.sim.register_shop(shop_id, f"Shop {number}")
        token = Token(
            access_token=tokens.access,
            refresh_token=tokens.refresh,
            expires_at=tokens.access_ends,
            refresh_expires_at=tokens.refresh_ends,
        )
        app = AppSecret(app_key="client-1", app_secret="secret-1", sign_method="md5")
        return Shop(settings_of(self, number, shop_id), app, MemoryVault(token))

    def table(self, request: WebRequest) -> Table | None:
        return self.tables.get(request.form.get("type", ""))

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        form = request.form
        named = form.get("order_sn") == order_id
        return named and form.get("type") == "pdd.order.information.get"

    def expire_token(self, shop: Shop) -> None:
        self.sim.expire_token(shop.store.shop_id)

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        return 0

    def set_faults(self, faults: Faults) -> None:
        """There are no messages."""

    def messages_lost(self) -> int:
        return 0

    def touch_one(self, shop: Shop, chance: random.Random) -> None:
        """Change one order in nothing but its time."""
        orders = self.sim.orders(shop.store.shop_id)
        with self.sim.book.lock:
            self.sim.book.touch(chance.choice(orders[-12:]))


class Taobao(Market):
    """Messages wait in the platform's queue; a session that ended needs the seller."""

    name = "taobao"
    renews = False
    page_sizes = ("hedan.platforms.taobao.listing",)
    tables: ClassVar[dict[str, Table]] = {
        "taobao.trades.sold.increment.get": Table(
            Listing.ORDERS,
            ("trades_sold_increment_get_response",),
            ("trades", "trade"),
            "tid",
            "total_results",
        ),
        "taobao.trades.sold.get": Table(
            Listing.ORDERS_CREATED,
            ("trades_sold_get_response",),
            ("trades", "trade"),
            "tid",
            "total_results",
        ),
        "taobao.refunds.receive.get": Table(
            Listing.AFTER_SALES,
            ("refunds_receive_get_response",),
            ("refunds", "refund"),
            "tid",
            "total_results",
        ),
    }

    def __init__(self, seed: int, clock: Callable[[], datetime]) -> None:
        self.sim = TaobaoPlatform(seed=seed, clock=clock)
        self.sim.register_app("12345678", "secret-1")

    def open_shop(self, number: int) -> Shop:
        shop_id = str(2200123456000 + number)
        self.sim.register_shop(shop_id, f"Shop {number}")
        app = AppSecret(app_key="12345678", app_secret="secret-1", sign_method="md5")
        shop = Shop(settings_of(self, number, shop_id), app)
        self._hand_over(shop)
        return shop

    def table(self, request: WebRequest) -> Table | None:
        return self.tables.get(request.form.get("method", ""))

    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        form = request.form
        return form.get("tid") == order_id and form.get("method") == "taobao.trade.fullinfo.get"

    def expire_token(self, shop: Shop) -> None:
        self.sim.expire_session(shop.store.shop_id)

    def mend_token(self, shop: Shop) -> None:
        self.sim.renew_session(shop.store.shop_id)
        self._hand_over(shop)

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        return 0

    def set_faults(self, faults: Faults) -> None:
        self.sim.faults = faults

    def messages_lost(self) -> int:
        return len(self.sim.lost_messages)

    def touch_one(self, shop: Shop, chance: random.Random) -> None:
        """Change one trade in nothing but its time."""
        trades = self.sim.trades(shop.store.shop_id)
        with self.sim.book.lock:
            self.sim.book.touch(chance.choice(trades[-12:]))

    def _hand_over(self, shop: Shop) -> None:
        session = self.sim.session_of(shop.store.shop_id)
        shop.vault.token = Token(
            access_token=session.token, refresh_token="", expires_at=session.ends
        )
