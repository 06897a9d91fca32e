"""What a played day needs of a platform: its simulator, its stores, and where its listings lie."""

import json
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from hedan.domain.parcels import Tracking
from hedan.domain.pull_ledger import Listing
from hedan.platforms.access import AppSecret, Token
from hedan.platforms.platform import Platform
from hedan.settings import CarrierSettings, StoreSettings
from infra.local.simulated.serving import BeforePage
from infra.local.simulated.trade import Faults, Goods, Outage, Person
from infra.local.simulated.web import WebAnswer, WebRequest

CARRIER = CarrierSettings(
    code="ours",
    name="The carrier",
    number_pattern=r".*",
    platform_codes={
        "pinduoduo": "44",
        "taobao": "SF",
        "doudian": "shunfeng",
        "aliexpress": "CAINIAO_STANDARD",
        "mall": "SF",
        "woocommerce": "SF",
        "shopify": "SF",
    },
)
Rows = list[dict[str, Any]]


class MemoryVault:
    """The TokenVault port for one process."""

    def __init__(self, token: Token | None = None) -> None:
        self.token = token

    def read(self) -> Token | None:
        """Return the newest token."""
        return self.token

    def save(self, token: Token) -> None:
        """Keep a new token."""
        self.token = token

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to refresh: nobody else is here."""
        yield


@dataclass
class Shop:
    """One store of ours and what opens it."""

    store: StoreSettings
    app: AppSecret
    vault: MemoryVault = field(default_factory=MemoryVault)


@dataclass
class Desk:
    """One store of ours: its shop, and the platform as seen through a bad line and a good one."""

    shop: Shop
    asked: Platform
    clear: Platform


@dataclass(frozen=True)
class Table:
    """Where one listing's answer keeps its rows and its count.

    wrapper: keys down to the object that holds both. key: dotted path from a row to its order.
    """

    listing: Listing
    wrapper: tuple[str, ...]
    rows: tuple[str, ...]
    key: str
    total: str | None

    def rows_of(self, body: Any) -> Rows:
        """Return the rows of an answer, themselves and no copy; none where it has none."""
        found = _down(body, (*self.wrapper, *self.rows))
        return found if isinstance(found, list) else []

    def order_of(self, row: Mapping[str, Any]) -> str:
        """Return the id of the order that a row is about."""
        return str(_down(row, tuple(self.key.split("."))))

    def count_less(self, body: Any, by: int) -> None:
        """Let the answer count fewer rows."""
        holder = _down(body, self.wrapper)
        if self.total and isinstance(holder, dict) and holder.get(self.total) is not None:
            was = holder[self.total]
            holder[self.total] = type(was)(max(0, int(was) - by))


class Market(ABC):
    """One platform in the played days."""

    name: ClassVar[str]
    renews: ClassVar[bool] = True  # A token that ended can be renewed without the seller.
    # Modules of the adapter with its page size, and the name that it has there.
    page_sizes: ClassVar[tuple[str, ...]]
    poll_minutes: ClassVar[int] = 10
    outages: ClassVar[tuple[Outage, ...]] = (
        Outage.UNAVAILABLE,
        Outage.BAD_GATEWAY,
        Outage.LOST_ANSWER,
    )
    sim: Any
    _hook: BeforePage | None = None

    @abstractmethod
    def open_shop(self, number: int) -> Shop:
        """Register one more shop with the simulator and return our side of it."""

    @abstractmethod
    def table(self, request: WebRequest) -> Table | None:
        """Return how the answer to this request lists, if it is a listing."""

    @abstractmethod
    def is_detail(self, request: WebRequest, order_id: str) -> bool:
        """Whether a request reads this very order."""

    @abstractmethod
    def expire_token(self, shop: Shop) -> None:
        """Let the shop's token end now."""

    @abstractmethod
    def touch_one(self, shop: Shop, chance: random.Random) -> None:
        """Change one of the newest orders in nothing but its time."""

    def mend_token(self, shop: Shop) -> None:
        """The seller authorises again, where nobody else can renew."""
        raise NotImplementedError(f"{self.name} renews by itself: {shop.store.id}")

    # --- where most platforms agree -------------------------------------------------------

    def handle(self, request: WebRequest) -> WebAnswer:
        """Serve one API call."""
        answer: WebAnswer = self.sim.handle(request)
        return answer

    def tracking(self, order: int) -> Tracking:
        """Return the number of the n-th order's parcel, in the shape that the platform takes."""
        return Tracking(carrier=CARRIER.code, number=f"SF{order + 1:013d}")

    def place(self, shop: Shop, goods: list[Goods], person: Person, paid_at: datetime) -> str:
        """Let somebody order."""
        order_id: str = self.sim.place_order(shop.store.shop_id, goods, person, paid_at=paid_at)
        return order_id

    def change_address(self, order_id: str, person: Person) -> None:
        """Let the order go somewhere else."""
        self.sim.change_address(order_id, person)

    def request_refund(self, order_id: str) -> None:
        """Let the buyer ask the money back."""
        self.sim.request_refund(order_id)

    def withdraw_refund(self, order_id: str) -> None:
        """Let the buyer take it back."""
        self.sim.withdraw_refund(order_id)

    def agree_refund(self, order_id: str) -> None:
        """Let the request succeed."""
        self.sim.agree_refund(order_id)

    def drop_next_message(self, order_id: str) -> None:
        """Lose the next message about an order, where there are messages."""
        self.sim.drop_next_message(order_id)

    def deliver(self, sink: Callable[[WebRequest], int]) -> int:
        """Hand over what the platform pushes by now."""
        count: int = self.sim.deliver(sink)
        return count

    def set_faults(self, faults: Faults) -> None:
        """How badly messages travel from now on, where there are messages."""
        self.sim.outbox.faults = faults

    def messages_lost(self) -> int:
        """How many messages faults have swallowed so far."""
        return len(self.sim.outbox.lost)

    def set_before_page(self, hook: BeforePage | None) -> None:
        """Let something happen before each page is cut."""
        self._hook = hook
        self.sim.before_page = hook

    def outage(self, kind: Outage, calls: int | None = None) -> None:
        """Let calls fail."""
        self.sim.outage(kind, calls=calls)

    def end_outages(self) -> None:
        """Serve all calls again."""
        self.sim.end_outages()

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let nothing move while somebody only looks."""
        hook = self._hook
        self.set_before_page(None)
        try:
            yield
        finally:
            self.set_before_page(hook)

    def without(self, answer: WebAnswer, table: Table, cut: Callable[[Any], int]) -> WebAnswer:
        """Return a listing's answer with rows cut out, and its count lowered by what `cut` says."""

        def edit(body: Any) -> None:
            table.count_less(body, cut(body))

        return edited(answer, edit)


def edited(answer: WebAnswer, edit: Callable[[Any], None]) -> WebAnswer:
    """Return an answer with its JSON changed."""
    body = json.loads(answer.body)
    edit(body)
    text = json.dumps(body, ensure_ascii=False).encode()
    return WebAnswer(text, answer.status, answer.content_type, answer.headers, answer.sent)


def _down(found: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found
