"""What the simulated AliExpress keeps: shops, orders with their lines, issues, parcels."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from infra.local.simulated.trade import ORDINARY, Goods, Person, Terms


class Status(StrEnum):
    """Where an order or a line of it stands."""

    UNPAID = "PLACE_ORDER_SUCCESS"
    RISK_CONTROL = "RISK_CONTROL"
    TO_SHIP = "WAIT_SELLER_SEND_GOODS"
    PART_SHIPPED = "SELLER_PART_SEND_GOODS"
    SHIPPED = "WAIT_BUYER_ACCEPT_GOODS"
    FUNDS = "FUND_PROCESSING"
    IN_CANCEL = "IN_CANCEL"
    IN_ISSUE = "IN_ISSUE"
    IN_FROZEN = "IN_FROZEN"
    FINISH = "FINISH"


class IssueStatus(StrEnum):
    """Where a dispute stands."""

    PROCESSING = "processing"
    CANCELED = "canceled_issue"
    FINISH = "finish"


class Stage(StrEnum):
    """An application's stage; it decides how long tokens live."""

    TEST = "test"
    ONLINE = "online"
    CHINA = "china"


@dataclass
class App:
    """An application: its key pair, its stage, and the one address that its messages go to."""

    app_key: str
    app_secret: str
    stage: Stage
    callback_url: str | None = None
    callback_host: str | None = None


@dataclass
class Shop:
    """A seller."""

    shop_id: str
    name: str
    app_key: str
    currency: str
    authorised: bool = True
    stock: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class Line:
    """One line: its own id, its place for shipping, what of it has left."""

    line_id: str
    index: int
    product_id: str
    goods: Goods
    status: Status
    send_goods_operator: str = "SELLER_SEND_GOODS"
    numbers: list[str] = field(default_factory=list)
    refunded: bool = False

    @property
    def left(self) -> bool:
        """Whether the seller has shipped all of it."""
        return self.status not in {
            Status.UNPAID,
            Status.RISK_CONTROL,
            Status.TO_SHIP,
            Status.PART_SHIPPED,
            Status.IN_CANCEL,
            Status.IN_FROZEN,
        }


@dataclass
class Parcel:
    """A waybill that the platform took for an order."""

    number: str
    service: str
    sent_at: datetime
    indexes: list[int]


@dataclass
class Order:
    """One order. `before` is where it goes back to when a cancel request or an issue ends."""

    order_id: str
    shop_id: str
    person: Person
    lines: list[Line]
    status: Status
    created: datetime
    modified: datetime
    paid: datetime | None = None
    ended: datetime | None = None
    end_reason: str = ""
    cancel_reason: str = ""
    refund_kind: str = ""  # "c" after shipping, "sale_refund" before.
    refunded_minor: int = 0
    memo: str = ""
    before: Status | None = None
    counted: bool = True  # Orders of some channels are listed and not counted.
    prepare_days: int = 7
    parcels: list[Parcel] = field(default_factory=list)
    terms: Terms = ORDINARY

    @property
    def logistics(self) -> str:
        """The service that the buyer chose."""
        return self.terms.shipping_method or "CAINIAO_STANDARD"

    @property
    def paid_minor(self) -> int:
        """What the buyer paid."""
        return sum(line.goods.paid_minor for line in self.lines)


@dataclass
class Issue:
    """A dispute about one line."""

    issue_id: str
    order_id: str
    line_id: str
    status: IssueStatus
    created: datetime
    modified: datetime
    solution_id: str
    agreed: bool = False
