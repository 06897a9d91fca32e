"""One way to trade on every simulated platform: goods, people, and what a day asks of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self


@dataclass(frozen=True)
class Goods:
    """What a buyer puts into an order. Money in minor units; the discount is over the line."""

    code: str  # The seller's own code.
    name: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0
    spec: str = ""  # "红, 350ml"
    promised_minor: int = 0  # Off the line as the buyer was told, and never taken off.
    virtual: bool = False  # Sold by Taobao, the mall and Shopify; the others know it elsewhere.

    @property
    def paid_minor(self) -> int:
        """What the buyer pays for the line."""
        return self.quantity * self.unit_price_minor - self.discount_minor


@dataclass(frozen=True)
class Terms:
    """What is unlike an ordinary order. A platform refuses what its facts know no field for."""

    deposit_minor: int = 0  # Of two payments the first; nothing is to be shipped before the second.
    balance_due_at: datetime | None = None
    unpaid_minor: int = 0  # So much of a part payment has not come in.
    carrier: str = ""  # Chosen by the buyer, or promised, in the platform's own words.
    shipping_method: str = ""
    invoice: str = ""  # Its title.
    gift_wrap: bool = False
    on_delivery: bool = False
    memo: str = ""
    flag: int = 0

    def only(self, *known: str) -> "Terms":
        """Return the terms. Raises ValueError for one that the platform does not know."""
        for field in fields(self):
            if field.name not in known and getattr(self, field.name) != field.default:
                raise ValueError(f"this platform knows no {field.name}")
        return self


ORDINARY = Terms()


@dataclass(frozen=True)
class Person:
    """Who orders, and where it goes, in clear: what leaves a platform of it is that platform's."""

    buyer: str  # A stable name of the account; the platform makes its own buyer id of it.
    name: str
    phone: str
    province: str
    city: str
    district: str
    detail: str
    country: str = "CN"
    postcode: str = ""


@dataclass(frozen=True)
class Faults:
    """How badly messages travel. Probabilities are per message, times in seconds."""

    drop_probability: float = 0.0
    duplicate_probability: float = 0.0
    reorder_probability: float = 0.0
    reorder_seconds_max: float = 2.0


class Outage(StrEnum):
    """What happens to API calls during an outage."""

    UNAVAILABLE = "unavailable"  # The platform's own "service unavailable", in its own words.
    THROTTLED = "throttled"
    BAD_GATEWAY = "bad_gateway"  # HTTP 502 with an HTML body.
    LOST_ANSWER = "lost_answer"  # The call is served, its answer never arrives.
    TOKEN_REFUSED = "token_refused"  # As if the token had just ended; a new one works.
    ACCESS_ENDED = "access_ended"  # The seller took the permission away.


class SimulatedPlatform(Protocol):
    """What every simulator offers to a day of trade. Orders and refunds by the platform's ids."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def base_url(self) -> str:
        """Where its API answers; what a store's api_url is set to."""

    def place_order(
        self,
        shop_id: str,
        goods: Sequence[Goods],
        person: Person,
        *,
        paid_at: datetime,
        remark: str = "",
    ) -> str:
        """Let somebody order and pay; return the order's id as our system sees it."""

    def request_refund(self, order_id: str) -> str:
        """Let the buyer ask the money back for the whole order; return the after-sale's id, or
        an empty text where the platform has no case of its own for it."""

    def withdraw_refund(self, order_id: str) -> None:
        """Let the buyer take the open request of an order back."""

    def agree_refund(self, order_id: str) -> None:
        """Let the open request of an order succeed: the money goes back."""

    def change_address(self, order_id: str, person: Person) -> None:
        """Let the order go somewhere else, as far as the platform allows it at this moment."""

    def numbers(self, order_id: str) -> tuple[str, ...]:
        """Tracking numbers that the platform took for an order, oldest first."""

    def drop_next_message(self, order_id: str) -> None:
        """Lose the next message about an order. Harmless where the platform sends none."""

    def outage(self, kind: Outage, *, calls: int | None = None, method: str | None = None) -> None:
        """Let calls fail: so many or until end_outages; of one API method or all."""

    def end_outages(self) -> None:
        """All calls are served again."""

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; assert that there are none."""

    @property
    def violations(self) -> list[str]:
        """What a careful seller would not have done: shipped over an open refund, paged wrongly."""
