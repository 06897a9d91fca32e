"""What the platform calls an order, in our words. Kept as it is: we never make a new one."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, NonNegativeInt

from hedan.domain.base import Frozen, Id, Minor, OrderKey, Quantity, Sku

LINES_PER_ORDER_MAX = 200


class OrderStatus(StrEnum):
    """Where the platform sees an order or a line."""

    UNPAID = "unpaid"
    IN_REVIEW = "in_review"  # Paid, and the platform's risk review forbids shipping.
    TO_SHIP = "to_ship"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    DONE = "done"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # The mall divided it: its parts are the orders, it counts no more.
    UNKNOWN = "unknown"  # A value nobody told us about: opens a hold named after it.


SHIPPABLE = frozenset({OrderStatus.TO_SHIP, OrderStatus.PART_SHIPPED})
PAID_AND_OPEN = SHIPPABLE | {OrderStatus.IN_REVIEW, OrderStatus.UNKNOWN}


class Payment(StrEnum):
    """How much of the price has come in."""

    NONE = "none"
    DEPOSIT = "deposit"  # Presale: the balance is due later.
    PART = "part"
    FULL = "full"
    ON_DELIVERY = "on_delivery"


class Receiver(Frozen):
    """Where it goes, as far as the platform lets us see: masks to show, ids to compare."""

    address_id: str  # The platform's id of name, phone and address together; empty if it gave none.
    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    detail: str
    country: str = ""  # ISO 3166 letters where the platform ships abroad.
    postcode: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the platform tells nothing of it at the moment."""
        return not (self.address_id or self.name or self.phone or self.detail)

    @property
    def region(self) -> str:
        """The parts of the address that are never masked."""
        return "".join((self.province, self.city, self.district, self.street))


class Line(Frozen):
    """One SKU of one order: the smallest thing that can be refunded, reserved and shipped."""

    line_id: Id
    sku: Sku
    product_id: str
    name: str
    spec: str
    quantity: Quantity
    unit_price_minor: NonNegativeInt
    paid_minor: NonNegativeInt
    status: OrderStatus
    sku_id: str = ""  # The platform's own id of the SKU, for listed items without a code of ours.
    list_price_minor: NonNegativeInt | None = None  # Of one unit before any discount, where told.
    discount_minor: NonNegativeInt = 0  # Off this line, whoever bears it.
    is_gift: bool = False
    is_virtual: bool = False
    gift_of: tuple[Id, ...] = ()  # The lines that earned this gift.
    in_after_sale: bool = False  # The platform shows an after-sale on it that is not over.
    deadline: AwareDatetime | None = None


class Order(Frozen):
    """One order as the platform last told it; version counts what we stored of it."""

    key: OrderKey
    status: OrderStatus
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=LINES_PER_ORDER_MAX)]
    currency: str
    paid_minor: Minor
    postage_minor: Minor
    # What the buyer has to pay for all of it, postage included; None where nobody tells.
    payable_minor: Minor | None = None
    discount_minor: NonNegativeInt = 0  # Off the whole order, whoever bears it.
    payment: Payment = Payment.FULL
    balance_due_at: AwareDatetime | None = None
    carrier_wished: str = (
        ""  # The carrier that the buyer chose or paid for, in the platform's words.
    )
    logistics_method: str = ""  # The platform's own service: AE standard, in-city, collected.
    invoice_wished: str = ""  # What the buyer wants on an invoice; empty: none.
    gift_wrap: bool = False
    buyer_id: str
    buyer_remark: str
    seller_memo: str
    flag: NonNegativeInt = 0
    receiver: Receiver
    created_at: AwareDatetime
    paid_at: AwareDatetime | None = None
    changed_at: AwareDatetime  # The platform's own time of its last change: only newer facts count.
    deadline: AwareDatetime | None = None
    not_before: AwareDatetime | None = None  # Presale or an agreed date: not due before this.
    address_change_asked_at: AwareDatetime | None = None
    address_changed_at: AwareDatetime | None = None  # When we last saw another address than before.
    purchase_id: str = ""  # In a mall: what the buyer paid at once, over all merchants.
    replaced_by: tuple[Id, ...] = ()  # Orders of this store that the platform made of this one.
    replaces: tuple[Id, ...] = ()  # The order that this one was made of.
    # Its tracking numbers, where the platform calls all of it shipped once the first parcel left.
    left_under: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # Values that no table of ours knows, as "field=value".
    raw: str = ""  # Where the payload lies as it came: S3 key and position.
    told_by: Literal["api", "file"] = "api"  # What the platform's API says outweighs its sheets.
    read_at: AwareDatetime | None = None  # When we began to read what is stored here.
    first_door: Literal["push", "poll", "file"] | None = None  # Which door saw it first,
    first_lag_seconds: NonNegativeInt = 0  # and how long after the change that it showed then.
    version: NonNegativeInt = 0  # 0 means: never stored.

    def line(self, line_id: str) -> Line:
        """Return one line. Raises KeyError when the order has no such line."""
        for line in self.lines:
            if line.line_id == line_id:
                return line
        raise KeyError(line_id)


# What take_in adds by itself and the platform never says: not part of "has anything changed?".
OWN_FIELDS = frozenset(
    {
        "raw",
        "version",
        "address_change_asked_at",
        "address_changed_at",
        "told_by",
        "read_at",
        "first_door",
        "first_lag_seconds",
    }
)


def take_order(
    known: Order | None, fresh: Order, *, address_change_asked_at: AwareDatetime | None = None
) -> Order | None:
    """Return the order to store, or None when what came is old or tells nothing new.

    The platform's time of change decides, never the order in which messages came. A buyer's wish
    to change the address stands until the address has changed or a newer answer is known.
    """
    if known is None:
        return fresh.but(address_change_asked_at=address_change_asked_at)
    if _outweighs(known, fresh):
        fresh = known
    elif fresh.receiver.is_blank:  # Platforms empty it after shipping, in review, after refunds.
        fresh = fresh.but(receiver=known.receiver)
    moved = fresh.changed_at if fresh.receiver != known.receiver else known.address_changed_at
    asked = _latest(known.address_change_asked_at, address_change_asked_at)
    if asked is not None and moved is not None and moved >= asked:
        asked = None  # Answered; also when the wish itself comes late or a second time.
    wanted = fresh.but(
        version=known.version,
        address_change_asked_at=asked,
        address_changed_at=moved,
        first_door=known.first_door,
        first_lag_seconds=known.first_lag_seconds,
    )
    if asked == known.address_change_asked_at and _tells_the_same(wanted, known):
        return None
    return wanted


def _outweighs(known: Order, fresh: Order) -> bool:
    """Tell whether what is known counts more: the API before a sheet, newer before older."""
    if known.told_by != fresh.told_by:
        return known.told_by == "api"
    return fresh.changed_at < known.changed_at


def left_in_part(told: Order, left: Collection[str]) -> Order:
    """Return an order that its platform calls shipped, with only these lines as having left.

    The others are to be shipped: a second parcel is not lost because the first one was told.
    """
    if all(line.line_id in left for line in told.lines):
        return told
    lines = tuple(
        line if line.line_id in left else line.but(status=OrderStatus.TO_SHIP)
        for line in told.lines
    )
    return told.but(status=OrderStatus.PART_SHIPPED, lines=lines)


def gone(known: Order, at: AwareDatetime) -> Order:
    """Return an order that its platform has deleted: nothing of it may be shipped any more."""
    lines = tuple(line.but(status=OrderStatus.CANCELLED) for line in known.lines)
    changed_at = max(known.changed_at, at)
    return known.but(status=OrderStatus.CANCELLED, lines=lines, changed_at=changed_at)


def waits_for_balance(order: Order) -> bool:
    """Tell whether only the deposit is paid: unpaid to its platform, begun to people."""
    return order.status is OrderStatus.UNPAID and order.payment is Payment.DEPOSIT


def _latest(one: AwareDatetime | None, other: AwareDatetime | None) -> AwareDatetime | None:
    return max((instant for instant in (one, other) if instant is not None), default=None)


def _tells_the_same(order: Order, known: Order) -> bool:
    return order.but(**{name: getattr(known, name) for name in OWN_FIELDS}) == known
