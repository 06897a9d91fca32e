"""The local run's world: emulator, shipped stack, platform, people. Opened once, closed whole."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from hedan.adapters.dynamo_desk import DynamoDesk
from hedan.adapters.ledger_table import LedgerTable
from hedan.adapters.robot_calls import RobotSecret
from hedan.domain.base import OrderKey
from hedan.domain.pull_ledger import Listing
from hedan.domain.stock import StockMove
from hedan.platforms.access import AppSecret
from hedan.platforms.registry import CAPABILITIES
from hedan.ports import Change
from hedan.settings import BlockedBuyer, RobotSettings, Settings, StoreSettings, SupplierSettings
from infra.connect_store import keep, keep_app_secret, keep_token
from infra.local.build import build
from infra.local.deploy import STACK, deploy
from infra.local.doudian import DoudianPlatform, Faults, PushPolicy, SignMode
from infra.local.emulator import Emulator, through_loopback
from infra.local.mailbox import Mailbox
from infra.local.odd_goods import BLOCKED_BUYER, LAST_JAR
from infra.local.robots import Chat, RobotChats
from infra.local.shops import Address, shops
from infra.local.supplier import Supplier
from infra.publish_settings import publish, read_settings
from infra.settings_schedules import align_schedules, align_subscriptions
from infra.stack import find_stack

SETTINGS_FILE = Path(__file__).with_name("settings.yaml")
# Invented: one application each, with each of the two ways to sign callbacks.
APPS = {
    "cup-house": ("6800000000000000001", "0f9e8d7c-cup-house", SignMode.HMAC_SHA256),
    "tea-house": ("6800000000000000002", "1a2b3c4d-tea-house", SignMode.MD5),
    "odd-house": ("6800000000000000003", "5e6f7a8b-odd-house", SignMode.HMAC_SHA256),
}
# As platforms are: some messages come twice, some overtake each other.
FAULTS = Faults(duplicate_probability=0.15, reorder_probability=0.15, reorder_seconds_max=1.0)
PUSH = PushPolicy(timeout_seconds=5.0, backoff_seconds=(1, 2, 4, 8), workers=4)
RED_CUPS_ON_HAND = 60
SF, YT = ("shunfeng", "顺丰速运"), ("yuantong", "圆通")
# What the cup factory calls it: so it stands in the settings, and in its workbooks' list.
SF_OF_CUPS = ("shunfeng", "顺丰特快")
ROBOT_SIGNING_KEY = "SEC-of-the-local-run"  # Invented.
FUNCTION_LOG = "functions.log"

type Say = Callable[[str], None]


@dataclass
class World:
    """Everything that the day needs, and nothing that a seller would not have."""

    seed: int
    state: Path
    say: Say
    parameters: dict[str, str]

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._open(opened)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.keep_logs()
        finally:
            self._opened.close()

    def keep_logs(self) -> None:
        """Write what the functions said to a file that outlives the emulator."""
        logs = self.client("logs").get_paginator("filter_log_events")
        pages = logs.paginate(logGroupName=self.stack["FunctionLogs"])
        events = [event for page in pages for event in page["events"]]
        text = "\n".join(event["message"].rstrip() for event in events)
        (self.state / FUNCTION_LOG).write_text(text + "\n", encoding="utf-8")

    def _open(self, opened: ExitStack) -> None:
        self.say("building the functions and their layer")
        built = build()
        self.say("starting the emulator, IAM enforced")
        self.emulator = opened.enter_context(Emulator(self.state))
        self.say("deploying infra/template.yaml")
        endpoint = f"localhost:{self.emulator.port}"
        deploy(built, self.emulator, {"LocalEndpoint": endpoint, **self.parameters})
        self.stack = find_stack(STACK, self.emulator.session(), self.emulator.endpoint_url)
        self.say("opening the simulated platforms")
        self.platform = opened.enter_context(
            DoudianPlatform(seed=self.seed, faults=FAULTS, push_policy=PUSH)
        )
        self._robots = opened.enter_context(RobotChats(lambda: datetime.now(UTC)))
        self.shops = shops(self.seed)
        for shop in self.shops.values():
            opened.enter_context(shop.platform)
        self._seed()
        self._open_shops()

    def _seed(self) -> None:
        """Publish the settings, keep the secrets, book the stock, open the mailboxes."""
        settings = read_settings(SETTINGS_FILE)
        stores = tuple(self._with_address(store) for store in settings.stores)
        suppliers = tuple(_far_from_now(supplier) for supplier in settings.suppliers)
        blocked = (self._blocked(BLOCKED_BUYER),)
        wanted = settings.but(stores=stores, suppliers=suppliers, blocked_buyers=blocked)
        self.settings: Settings = publish(wanted, self.stack)
        self.desk = DynamoDesk(
            self.client("dynamodb"), self.stack["OrderTable"], self.stack["StockTable"]
        )
        for store in self._doudian_stores():
            app_key, app_secret, sign_mode = APPS[store.id]
            self.platform.register_app(app_key, app_secret, sign_mode)
            app = AppSecret(
                app_key=app_key,
                app_secret=app_secret,
                sign_method="md5" if sign_mode is SignMode.MD5 else "hmac-sha256",
            )
            keep_app_secret(store.id, store.platform, app, {store.shop_id: store.id}, self.stack)
        for store in self.settings.stores:
            if store.platform in self.shops and store.api_url:
                shop = self.shops[store.platform]
                owned = {store.shop_id: store.id}
                keep_app_secret(store.id, store.platform, shop.app, owned, self.stack)
        self.book_in("CUP-RED-01", RED_CUPS_ON_HAND)
        self.book_in(LAST_JAR.code, 1)
        self.chats = {robot.id: self._chat(robot) for robot in self.settings.robots}
        align_subscriptions(self.settings, self.stack)
        self.owner = Mailbox("owner", self.stack, {"audience": ["owner"]})
        self.suppliers = {
            supplier.id: Supplier(supplier.id, self._mailbox(supplier.id), carrier)
            for supplier, carrier in zip(
                self.settings.suppliers,
                (SF_OF_CUPS, YT, ("cainiao", "菜鸟国际"), SF, SF, YT, SF, YT),
                strict=True,
            )
        }

    def _chat(self, robot: RobotSettings) -> Chat:
        """Open a group chat and keep what opens its robot; only DingTalk's messages are signed."""
        signs = ROBOT_SIGNING_KEY if robot.kind == "dingtalk" else ""
        chat = self._robots.open_chat(robot.kind, f"key-of-{robot.id}", secret=signs)
        opens = RobotSecret(url=self._robots.address(chat), secret=signs)
        keep(f"robots/{robot.id}", opens.model_dump(), self.stack)
        return chat

    def _blocked(self, buyer: str) -> BlockedBuyer:
        """Whom the seller of the odd store looks at, by the id that the platform shows there."""
        buyer_id = self.platform.book.sealer.buyer_id(APPS["odd-house"][0], buyer)
        return BlockedBuyer(buyer_id=buyer_id, store="odd-house", reason="拒收三次")

    def _mailbox(self, supplier: str) -> Mailbox:
        wanted = {"audience": ["supplier"], "supplier": [supplier]}
        return Mailbox(f"mail-of-{supplier}", self.stack, wanted)

    def _with_address(self, store: StoreSettings) -> StoreSettings:
        if not store.api_url:
            return store
        if store.platform == "doudian":
            return store.but(api_url=self.platform.base_url)
        return store.but(api_url=self.shops[store.platform].platform.base_url)

    def _doudian_stores(self) -> list[StoreSettings]:
        return [store for store in self.settings.stores if store.platform == "doudian"]

    def _open_shops(self) -> None:
        for store in self.settings.stores:
            if store.platform in self.shops and store.api_url:
                token = self.shops[store.platform].register(
                    store,
                    _address(self.callback_url(store.id)),
                    _address(f"{self.stack['ApiUrl']}/spi/{store.platform}/{store.id}"),
                )
                if token:
                    keep_token(store.id, token, self.stack)
        for store in self._doudian_stores():
            address, headers = through_loopback(self.callback_url(store.id))
            self.platform.register_shop(
                store.shop_id,
                store.name,
                app_key=APPS[store.id][0],
                callback_url=address,
                callback_host=headers["Host"],
            )
        align_schedules(self.settings, self.stack)

    def book_in(self, sku: str, quantity: int) -> None:
        """Book goods in, as a ledger entry."""
        move = StockMove(
            sku=sku,
            on_hand=quantity,
            entry_id=f"opening:{sku}",
            cause="opening stock",
            at=datetime.now(UTC),
        )
        self.desk.commit(Change(stock=(move,)))

    @property
    def zone(self) -> ZoneInfo:
        """The stores' zone: all of them share it."""
        return ZoneInfo(self.settings.stores[0].time_zone)

    @property
    def ledgers(self) -> LedgerTable:
        """What was asked of each store, and what came."""
        return LedgerTable(self.client("dynamodb"), self.stack["SettingsTable"])

    def after_sales_known_until(self, store: StoreSettings) -> datetime | None:
        """Up to when a store's refunds are known, as claims and uploads see it."""
        listings = CAPABILITIES[store.platform].listings
        cases = Listing.AFTER_SALES in listings
        listing = Listing.AFTER_SALES if cases else Listing.ORDERS
        return self.ledgers.ledger(store.id, listing).known_until

    def client(self, service: str) -> Any:
        """Return an AWS client of the stack's owner."""
        session: Any = self.stack.session  # Its stubs want the service's name as a literal.
        return session.client(service, endpoint_url=self.stack.endpoint_url)

    def invoke(self, function: str, payload: Mapping[str, Any]) -> Any:
        """Run a function now instead of at its next schedule; the schedule may be faster.

        Return its answer; of one that failed, what it failed of.
        """
        described = self.client("cloudformation").describe_stack_resource(
            StackName=self.stack.name, LogicalResourceId=function
        )
        name = described["StackResourceDetail"]["PhysicalResourceId"]
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(payload))
        return json.loads(answer["Payload"].read())

    def callback_url(self, store: str) -> str:
        """Where a store's platform sends its messages."""
        platform = self.settings.store(store).platform
        return f"{self.stack['ApiUrl']}/callbacks/{platform}/{store}"

    def key(self, store: str, order_id: str) -> OrderKey:
        """Name an order."""
        platform = self.settings.store(store).platform
        return OrderKey(platform=platform, store=store, order_id=order_id)

    def shop(self, store: str) -> str:
        """The platform's number of a store."""
        return self.settings.store(store).shop_id


def _address(url: str) -> Address:
    address, headers = through_loopback(url)
    return Address(address, headers["Host"])


def _far_from_now(supplier: SupplierSettings) -> SupplierSettings:
    """Return a supplier whose cut-off is an hour away at least: no wave begins by the clock.

    Also in UTC, as which the emulator reads every time of day.
    """
    zones = (UTC, ZoneInfo(supplier.time_zone))
    near = {f"{datetime.now(zone):%H}" for zone in zones}
    near |= {f"{datetime.now(zone) + timedelta(hours=1):%H}" for zone in zones}
    hour = next(one for one in (f"{hour:02d}" for hour in range(24)) if one not in near)
    return supplier.but(cut_offs=tuple(f"{hour}:30" for _ in supplier.cut_offs[:1]))
