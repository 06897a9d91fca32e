"""AliExpress' answers as far as we use them: tolerant, since wrappers differ by method."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from hedan.platforms.aliexpress.times import PACIFIC
from hedan.platforms.calling.extras import ExtraText, or_none
from hedan.platforms.calling.theirs import PlatformId, Theirs

AMOUNT_MAX = 10**15  # More than any order, and small enough to be counted with.
# Where no hour can be added or taken away.
CALENDAR_ENDS = (1, 9999)


def unwrapped(value: object) -> object:
    """Return the list itself: some answers wrap it in an object named after its elements."""
    if value in ("", {}):
        return ()
    if isinstance(value, dict) and len(value) == 1:
        (inner,) = value.values()
        return inner if isinstance(inner, list) else [inner]
    return value


def _wall(value: object) -> object:
    """Read a Pacific wall time. An empty text is as good as absent."""
    if value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("not a time")
    moment = datetime.fromisoformat(value.strip())
    if moment.year in CALENDAR_ENDS:
        raise ValueError("not a time")
    return moment if moment.tzinfo is None else moment.astimezone(PACIFIC).replace(tzinfo=None)


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _object(value: object) -> object:
    """Read an object that comes as JSON text. What cannot be read tells nothing."""
    if not isinstance(value, str):
        return value
    try:
        told = json.loads(value) if value.strip() else {}
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _finite(value: Decimal | None) -> Decimal | None:
    if value is not None and not value.is_finite():
        raise ValueError("not an amount")
    return value


type Many[T] = Annotated[tuple[T, ...], BeforeValidator(unwrapped)]
Wall = Annotated[datetime | None, BeforeValidator(_wall)]
"""Pacific, without its zone; None where it is not told."""
ExtraWall = Annotated[datetime | None, BeforeValidator(or_none(_wall))]
WallAlways = Annotated[datetime, BeforeValidator(_wall)]
Text = Annotated[str, BeforeValidator(_text)]
JsonObject = Annotated[dict[str, Any], BeforeValidator(_object)]
Amount = Annotated[Decimal | None, Field(ge=0, le=AMOUNT_MAX), AfterValidator(_finite)]
Cents = Annotated[int, Field(ge=0, le=AMOUNT_MAX)]


class Currency(Theirs):
    """A currency, named once more inside an amount."""

    currency_code: str = ""


class Money(Theirs):
    """An amount: cent (of cent_factor to the whole) is exact where it is told."""

    amount: Amount = None
    cent: Cents | None = None
    cent_factor: Annotated[int, Field(gt=0)] | None = None
    currency_code: str = ""
    currency: Currency = Currency()

    @property
    def code(self) -> str:
        """ISO 4217, empty where it is not told."""
        return self.currency_code or self.currency.currency_code


class ReceiptAddress(Theirs):
    """Where it goes, masked by the platform."""

    contact_person: str = ""
    detail_address: str = ""
    address: str = ""
    address2: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    zip: Text = ""
    phone_country: Text = ""
    phone_area: Text = ""
    phone_number: Text = ""
    mobile_no: Text = ""


class BuyerInfo(Theirs):
    """Who ordered."""

    country: str = ""
    login_id: Text = ""


class ChildOrder(Theirs):
    """One line."""

    id: PlatformId = ""
    child_order_id: PlatformId = ""
    order_sort_id: int | None = None  # What shipping calls sub_trade_order_index.
    order_status: str
    logistics_status: str = ""
    issue_status: str = ""
    frozen_status: str = ""
    end_reason: str = ""
    order_end_reason: str = ""
    product_id: PlatformId = ""
    product_name: str = ""
    sku_code: Text = ""
    product_attributes: JsonObject = Field(default_factory=dict)
    product_count: int
    lot_num: int = 1
    product_price: Money
    goods_prepare_time: int = 0  # Days.
    logistics_type: ExtraText = ""  # The buyer's choice, as shipping calls it.
    logistics_service_name: ExtraText = ""
    send_goods_operator: str = ""
    logistics_warehouse_type: str = ""
    buyer_memo: str = ""
    extend_map: JsonObject = Field(default_factory=dict)

    @property
    def line_id(self) -> str:
        """The platform's id of the line."""
        return self.child_order_id or self.id

    @property
    def options(self) -> Iterator[tuple[str, str]]:
        """Name and value of what the buyer chose; the inner names are not documented."""
        told = self.product_attributes.get("sku")
        for option in told if isinstance(told, list) else ():
            if isinstance(option, dict):
                value = option.get("selfDefineValue") or option.get("pValue") or ""
                yield str(option.get("pName") or ""), str(value)


class Logistics(Theirs):
    """A parcel that the platform knows; what is in it is not told."""

    logistics_no: Text = ""
    logistics_type_code: str = ""  # The service name of shipping.


class OrderDetail(Theirs):
    """target of findorderbyid."""

    id: PlatformId
    order_status: str
    logistics_status: str = ""
    fund_status: str = ""
    issue_status: str = ""
    frozen_status: str = ""
    biz_type: str = ""
    order_end_reason: str = ""
    end_reason: str = ""
    cancel_request_reason: str = ""
    gmt_create: WallAlways
    gmt_pay_success: Wall = None
    gmt_modified: WallAlways
    over_time_left: Wall = None
    order_amount: Money = Money()
    new_order_amount: Money = Money()
    seller_order_amount: Money = Money()
    logistics_amount: Money = Money()
    cod: object = False
    memo: str = ""
    oaid: str = ""
    receipt_address: ReceiptAddress = ReceiptAddress()
    buyer_info: BuyerInfo = BuyerInfo()
    buyerloginid: Text = ""
    child_order_list: Many[ChildOrder] = ()
    logistic_info_list: Many[Logistics] = ()


class OrderAnswer(Theirs):
    """The answer of findorderbyid; time_stamp is the platform's own now, in Beijing time."""

    target: OrderDetail
    time_stamp: str = ""


class OrderRow(Theirs):
    """One row of the order list."""

    order_id: PlatformId
    gmt_create: Wall = None
    # The list calls it so, the detail gmt_modified.
    gmt_update: Wall = None
    gmt_modified: Wall = None


class IssueRow(Theirs):
    """One row of the issue list. Which of both ids is the parent is documented both ways."""

    issue_id: PlatformId
    order_id: PlatformId = ""
    parent_order_id: PlatformId = ""
    issue_status: str = ""
    buyer_login_id: Text = ""
    reason_english: str = ""
    reason_chinese: str = ""
    gmt_create: WallAlways
    gmt_modified: WallAlways


class Solution(Theirs):
    """One proposal how an issue may end."""

    solution_type: str = ""
    status: str = ""
    refund_money: Amount = None
    refund_money_currency: str = ""
    refund_money_post: Amount = None
    refund_money_post_currency: str = ""
    is_default: bool = False


class IssueDetail(Theirs):
    """result_object of issue.detail."""

    id: PlatformId
    order_id: PlatformId = ""
    parent_order_id: PlatformId = ""
    issue_status: str
    issue_reason: str = ""
    reverse_detail_status: str = ""
    timeout_trigger_time: ExtraWall = None
    buyer_return_no: ExtraText = ""
    buyer_return_logistics_company: ExtraText = ""
    refund_money_max: Amount = None
    refund_money_max_currency: str = ""
    refund_money_max_local: Amount = None
    refund_money_max_local_currency: str = ""
    buyer_solution_list: Many[Solution] = ()
    seller_solution_list: Many[Solution] = ()
    platform_solution_list: Many[Solution] = ()
