"""The platform's own records: apps, shops, trades, lines, refunds, parcels. Money in fen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms

SHIP_WITHIN = timedelta(hours=48)


class Status(StrEnum):
    """Of a trade or a line."""

    WAIT_BUYER_PAY = "WAIT_BUYER_PAY"
    WAIT_SELLER_SEND_GOODS = "WAIT_SELLER_SEND_GOODS"
    SELLER_CONSIGNED_PART = "SELLER_CONSIGNED_PART"  # Of a trade only.
    WAIT_BUYER_CONFIRM_GOODS = "WAIT_BUYER_CONFIRM_GOODS"
    TRADE_FINISHED = "TRADE_FINISHED"
    TRADE_CLOSED = "TRADE_CLOSED"


class RefundStatus(StrEnum):
    """Of a refund, and of the line that it is about."""

    NO_REFUND = "NO_REFUND"
    WAIT_SELLER_AGREE = "WAIT_SELLER_AGREE"
    WAIT_BUYER_RETURN_GOODS = "WAIT_BUYER_RETURN_GOODS"
    WAIT_SELLER_CONFIRM_GOODS = "WAIT_SELLER_CONFIRM_GOODS"
    SELLER_REFUSE_BUYER = "SELLER_REFUSE_BUYER"
    CLOSED = "CLOSED"
    SUCCESS = "SUCCESS"


OPEN_REFUNDS = frozenset(RefundStatus) - {
    RefundStatus.NO_REFUND,
    RefundStatus.CLOSED,
    RefundStatus.SUCCESS,
}
# The seller waits with the parcel in these; a refused buyer is no reason to wait.
BLOCKING_REFUNDS = OPEN_REFUNDS - {RefundStatus.SELLER_REFUSE_BUYER}


class SpiKind(StrEnum):
    """What the platform asks the seller's own address."""

    CANCEL_SHIPMENT = "cancel_shipment"
    CHANGE_ADDRESS = "change_address"


@dataclass(frozen=True)
class App:
    """An application of the console."""

    app_key: str
    app_secret: str


@dataclass
class Shop:
    """A seller who authorised an application. shop_id is the seller's numeric user id."""

    shop_id: str
    nick: str
    app_key: str
    callback_url: str | None = None
    callback_host: str | None = None
    asks: frozenset[SpiKind] = frozenset(SpiKind)
    stock: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Parcel:
    """A waybill as the platform took it."""

    company_code: str
    number: str
    at: datetime
    oids: tuple[str, ...]


@dataclass
class Line:
    """One `order` of a trade: one SKU."""

    oid: str
    goods: Goods
    status: Status = Status.WAIT_SELLER_SEND_GOODS
    sent: int = 0
    refund_ids: list[str] = field(default_factory=list)
    consigned: datetime | None = None

    @property
    def left(self) -> int:
        """Pieces that still have to travel."""
        closed = self.status is Status.TRADE_CLOSED
        return 0 if closed else self.goods.quantity - self.sent


@dataclass
class Trade:
    """One trade with its lines and everything that happened to it."""

    tid: str
    shop_id: str
    lines: list[Line]
    person: Person
    created: datetime
    paid: datetime
    modified: datetime
    buyer_message: str = ""
    memo: str = ""
    flag: int = 0
    terms: Terms = ORDINARY
    balance_paid: bool = True
    post_fen: int = 0
    finished: datetime | None = None
    address_changed: bool = False
    holds: dict[str, int | bool] = field(default_factory=dict)  # Field of the trade: its value.
    parcels: list[Parcel] = field(default_factory=list)  # Those in force.
    taken: list[str] = field(default_factory=list)  # Every number, corrected ones too.

    @property
    def status(self) -> Status:
        """Follows from the lines."""
        if all(line.status is Status.TRADE_CLOSED for line in self.lines):
            return Status.TRADE_CLOSED
        if self.finished:
            return Status.TRADE_FINISHED
        if not self.balance_paid:
            return Status.WAIT_BUYER_PAY
        if not any(line.left for line in self.lines):
            return Status.WAIT_BUYER_CONFIRM_GOODS
        if any(line.sent for line in self.lines):
            return Status.SELLER_CONSIGNED_PART
        return Status.WAIT_SELLER_SEND_GOODS

    @property
    def total_fen(self) -> int:
        """Price times count."""
        return sum(line.goods.quantity * line.goods.unit_price_minor for line in self.lines)

    @property
    def discount_fen(self) -> int:
        """Discounts of the whole trade, shared among its lines."""
        return sum(line.goods.discount_minor for line in self.lines)

    @property
    def payment_fen(self) -> int:
        """What the buyer paid."""
        return self.total_fen - self.discount_fen + self.post_fen

    def status_of(self, line: Line) -> Status:
        """A line that nobody has paid for waits for that, whatever else."""
        waits = not self.balance_paid and line.status is Status.WAIT_SELLER_SEND_GOODS
        return Status.WAIT_BUYER_PAY if waits else line.status

    def line(self, oid: str) -> Line | None:
        """The line of this id."""
        return next((line for line in self.lines if line.oid == oid), None)


@dataclass
class Refund:
    """One request of a buyer about one line."""

    refund_id: str
    tid: str
    oid: str
    shop_id: str
    status: RefundStatus
    fee_fen: int
    phase: str
    before_shipping: bool
    reason: str
    created: datetime
    modified: datetime
    returned: bool = False
