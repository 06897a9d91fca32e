"""What we ask of a platform. One adapter per platform answers; nobody else knows the wire."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from hedan.domain.after_sales import AfterSale, AfterSaleKind
from hedan.domain.base import Frozen, Id, OrderKey, PlatformName, Sku
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.domain.pull_ledger import Listing as Listing  # noqa: PLC0414 - a word of this protocol.
from hedan.domain.replaced_lines import ReplacementKind
from hedan.domain.splitting import PlatformLimits
from hedan.platforms.case_acts import ActRequest as ActRequest  # noqa: PLC0414 - of this protocol.


class Told[T](Frozen):
    """What a platform told: mapped, and as it came (JSON text), for when a mapping was wrong."""

    value: T
    raw: str
    # After-sales that the order itself tells of, where a platform has no case of its own for them.
    after_sales: tuple[AfterSale, ...] = ()


class ListingRule(Frozen):
    """How one listing may be asked."""

    window_max: timedelta  # The longest window that one question may span.
    lag: timedelta = timedelta(0)  # A window ends this long before the platform's now, or later.
    reach: timedelta  # How far back the platform lists at all.
    counts: bool  # Whether the platform says how many rows a window holds.


class Listed(Frozen):
    """One row of a listing: this order, or this after-sale of it, changed at that instant."""

    order_id: str
    after_sale_id: str | None = None
    changed_at: AwareDatetime


class Unreadable(Frozen):
    """A row that could not be read; it costs its neighbours nothing."""

    place: str  # "row 3 of page 2", with its id where there is one.
    reason: str  # Names fields, never their content.


class Page(Frozen):
    """One answer of a listing. Rows may come again on a later page, in any order."""

    rows: tuple[Listed | Unreadable, ...]
    total: NonNegativeInt | None  # Rows in the whole window, said on the first page at least.
    is_last: bool  # The platform showed that nothing follows.


class ShipShape(StrEnum):
    """How orders and parcels may meet in a shipment."""

    WHOLE = "whole"  # One parcel, one whole order.
    PART = "part"  # One parcel, some lines of one order; others follow.
    SPLIT_QUANTITY = "split_quantity"  # Some units of a line.
    MERGED = "merged"  # One parcel, lines of several orders.


class CorrectionRule(Frozen):
    """When and how a number that the platform has may be replaced.

    What the platform's documents do not tell is None, and a store's options may say it.
    """

    window: timedelta | None = None  # From when the platform took the number.
    times: PositiveInt | None = None  # How often, for one parcel.


class Capabilities(Frozen):
    """What a platform can and cannot do: read by code and by the README's tables."""

    platform: PlatformName
    push: Literal["callback", "messages", "none"]
    listings: Mapping[Listing, ListingRule]
    reads: bool = True  # False: no API; what files told is all there is to know.
    merge: Literal["asked", "address_id", "none"]  # How it says which orders may share a parcel.
    ships: frozenset[ShipShape]
    limits: PlatformLimits = PlatformLimits()  # What it can show of parcels, for the plan.
    more_numbers: bool = False  # A parcel of several boxes: it takes the further numbers, too.
    shows: bool = True  # What it has of a parcel can be read back.
    correction: CorrectionRule | None = None  # None: no number can be replaced.
    pushes_stock: bool = False
    writes_remark: bool = False
    flags: frozenset[int] = frozenset()  # The seller's colour flags, by the platform's numbers.
    lists_carriers: bool = False
    tracks: bool = False
    case_acts: frozenset[PlatformAct] = frozenset()  # What it can be told about an after-sale.
    # The kinds that need no more than a yes or no: others want an address, or the goods first.
    answered_kinds: frozenset[AfterSaleKind] = frozenset()
    # For the numbers of which it has a call; the others a person writes there by hand.
    ships_replacements: frozenset[ReplacementKind] = frozenset()
    # How much of an order may leave without a number, where there is a way for virtual goods.
    ships_virtual: Literal["order", "lines", "none"] = "none"
    options: Mapping[str, str] = {}  # store.options that it knows: name and what it means.

    @property
    def corrects_tracking(self) -> bool:
        """Whether a number can be replaced at all."""
        return self.correction is not None

    @property
    def takes_stop_answer(self) -> bool:
        """Whether it wants to hear that a parcel was stopped."""
        return PlatformAct.STOPPED in self.case_acts


class ShipLine(Frozen):
    """One line of a shipment."""

    order: OrderKey
    line_id: str
    quantity: int


class Departure(Frozen):
    """Lines of which the platform must learn that they left, with or without a parcel."""

    request_id: str  # The parcel's id: the same again must not ship twice.
    lines: tuple[ShipLine, ...]
    whole_order: bool  # One order, all of its lines.


class Shipment(Departure):
    """One parcel as the platform must learn of it."""

    tracking: Tracking
    more: tuple[Tracking, ...] = ()  # Of further boxes, where the platform takes more_numbers.


class ReplacementSent(Frozen):
    """The number under which goods go again, or others instead, for one after-sale."""

    order: OrderKey
    after_sale_id: Id
    kind: ReplacementKind
    tracking: Tracking


class ShownParcel(Frozen):
    """A parcel of one order as the platform shows it."""

    number: str
    carrier: str = ""  # In the platform's word that shipping uses; empty: it shows none.
    line_ids: tuple[str, ...] = ()  # Empty: the whole order, or it does not say which lines.


class StockLevel(Frozen):
    """How many units of a listed item may be sold from now on (absolute, never a difference)."""

    product_id: Id
    platform_sku: str  # The platform's id of the variant; empty where the product has none.
    sku: Sku
    quantity: NonNegativeInt


class PlatformCarrier(Frozen):
    """A carrier as the platform names it."""

    code: str
    name: str
    number_pattern: str = ""  # A regular expression, where the platform tells one.


class TrackingStep(Frozen):
    """One entry of a parcel's way."""

    at: AwareDatetime
    text: str
    code: str = ""


class PulledMessage(Frozen):
    """A message fetched from the platform's own queue; it comes again until it is confirmed."""

    message_id: Id
    topic: str
    kind: Literal["order", "after_sale", "other"]
    shop_id: str | None
    order_id: Id | None
    after_sale_id: Id | None
    address_change_asked_at: int | None = None  # Unix seconds.
    data: str | None = None  # JSON text without a receiver's clear data.
    problem: str | None = None


class Platform(Protocol):
    """One store of one platform, seen through its API.

    Every call raises PlatformRejected for a final no, AccessEnded when the seller must act, and
    PlatformBusy when the same call may succeed later. What `capabilities` denies is never called;
    it raises NotOffered (see lacking.py).
    """

    capabilities: Capabilities

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now.

        Raises also Malformed with the place, and OrderGone when the platform has deleted it or
        says that it belongs to another store.
        """
        ...

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now. order_id, where the hint named it."""
        ...

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, both ends included, each row of it at least once.

        The window is no longer than the listing's rule allows. A row that cannot be read is
        Unreadable, not an error.
        """
        ...

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which of these orders may share a parcel, as groups of order ids.

        Orders that may not be merged with any other are in no group.
        """
        ...

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left, by the call that fits it, at most once.

        Returns when the platform has the number, also when it had this very number before. The
        numbers of further boxes follow it, each at most once.
        """
        ...

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the platform that virtual lines of one order are delivered, at most once.

        There is no number to know them by: lines that have left, whoever told it, are done.
        """
        ...

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Tell the platform the number of what is sent for an after-sale, at most once.

        It reads the after-sale first: one that waits for no number any more is done.
        """
        ...

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number that a shipment was told with; done already is done."""
        ...

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        ...

    def carrier_word(self, carrier: str) -> str:
        """Return what parcels_shown calls a carrier of the settings; empty: nothing to compare."""
        ...

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold; return those refused, each with the platform's reason."""
        ...

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark, and set the flag unless it is None."""
        ...

    def carriers(self) -> list[PlatformCarrier]:
        """Return the carriers that may be used now."""
        ...

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Return a parcel's way as the platform knows it, oldest first."""
        ...

    def act(self, request: ActRequest) -> None:
        """Tell the platform about an after-sale; one of its `case_acts`.

        Whoever repeats it reads the after-sale first: most platforms take the same again, and one
        whose status has moved on refuses.
        """
        ...

    def pull_messages(self, limit: PositiveInt) -> list[PulledMessage]:
        """Fetch messages from the platform's own queue; they stay there until confirmed."""
        ...

    def confirm_messages(self, message_ids: Sequence[str]) -> None:
        """Let the platform forget messages that were stored. Unknown ids are harmless."""
        ...
