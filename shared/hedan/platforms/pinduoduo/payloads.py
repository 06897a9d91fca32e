"""Pinduoduo's orders as far as we use them: tolerant, since the platform adds and types at will."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from hedan.platforms.calling.extras import ExtraNumber, ExtraRows, ExtraText
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.pinduoduo.values import ExtraYuan, Instant, KnownId, Moment, Yuan

# gift_order_status
GIFT_PENDING, GIFT_OWN_ORDER, GIFT_WITH_ORDER = 0, 1, 2


class Goods(Theirs):
    """What is in the box: enough to name a line, whatever else the order says."""

    sku_id: PlatformId = ""
    goods_count: int


class OrderGoods(Theirs):
    """An order's lines by name. The platform has no ids for them: their place makes one."""

    order_sn: KnownId
    item_list: tuple[Goods, ...] = ()
    gift_list: tuple[Goods, ...] = ()
    gift_order_status: int = GIFT_WITH_ORDER

    @property
    def items(self) -> Iterator[tuple[str, Goods]]:
        """The goods that were bought, each with the id of its line."""
        return ((line_id(self.order_sn, n), item) for n, item in enumerate(self.item_list, 1))

    @property
    def gifts(self) -> Iterator[tuple[str, Goods]]:
        """The gifts that travel with this order; others wait, or have an order of their own."""
        given = self.gift_list if self.gift_order_status == GIFT_WITH_ORDER else ()
        return ((gift_id(self.order_sn, n), gift) for n, gift in enumerate(given, 1))


class Item(Goods):
    """A SKU that was bought."""

    goods_id: PlatformId = ""
    outer_id: PlatformId = ""
    goods_name: str = ""
    goods_spec: str = ""
    goods_price: Yuan


class Gift(Goods):
    """A gift."""

    goods_id: PlatformId = ""
    outer_id: PlatformId = ""
    goods_name: str = ""
    goods_spec: str = ""


class Tag(Theirs):
    """A mark on an order: 1 set, 0 not."""

    name: str = ""
    value: int = 0


class StepOrder(Theirs):
    """How far a deposit order is paid."""

    step_trade_status: int = 0
    advanced_paid_fee: ExtraYuan = None
    step_paid_fee: ExtraYuan = None


class ServiceFee(Theirs):
    """A service that the buyer paid for beside goods and postage."""

    service_name: ExtraText = ""
    service_fee: ExtraYuan = None


class Parcel(Theirs):
    """A further parcel of an order."""

    logistics_id: PlatformId = ""
    tracking_number: str = ""


class OrderDetail(Theirs):
    """An order. States that are absent count as undisturbed; order_status and refund_status must
    be there.
    """

    order_sn: KnownId
    order_status: int
    refund_status: int
    after_sales_status: int = 0
    confirm_status: int = 1
    group_status: int = 1
    risk_control_status: int = 0
    trade_type: int = 0
    step_order_info: StepOrder = StepOrder()
    is_lucky_flag: int = 1
    is_stock_out: int = 0
    stock_out_handle_status: int = -1
    identification_status: int = 0
    shipping_type: int = 0
    self_contained: int = 0
    gift_order_status: int = GIFT_WITH_ORDER
    order_tag_list: tuple[Tag, ...] = ()
    tracking_number: str = ""
    extra_delivery_list: tuple[Parcel, ...] = ()
    gift_delivery_list: tuple[Parcel, ...] = ()
    card_info_list: tuple[Any, ...] = ()  # Secrets of virtual goods: counted, never read.

    created_time: Moment
    pay_time: Instant = None
    confirm_time: Instant = None
    updated_at: Moment
    last_ship_time: Instant = None
    promise_delivery_time: Instant = None
    is_pre_sale: int = 0
    pre_sale_time: Instant = None

    pay_amount: Yuan
    postage: Yuan = 0
    discount_amount: ExtraYuan = None
    order_change_amount: ExtraYuan = None
    duo_duo_pay_reduction: ExtraYuan = None
    trade_in_national_subsidy_amount: ExtraYuan = None
    government_subsidy_settle_details: ExtraRows = ()
    service_fee_detail: ExtraRows = ()
    invoice_status: ExtraNumber = None
    item_list: Annotated[tuple[Item, ...], Field(min_length=1)]
    gift_list: tuple[Gift, ...] = ()

    remark: str = ""
    remark_tag: int = 0
    buyer_memo: str = ""

    open_address_id: PlatformId = ""
    receiver_name_mask: str = ""
    receiver_phone_mask: str = ""
    receiver_address_mask: str = ""
    address_mask: str = ""
    province: str = ""
    city: str = ""
    town: str = ""


class OrderInfo[T: Theirs](Theirs):
    """What pdd.order.information.get answers, read as far as is needed."""

    order_info: T


class ShippingState(OrderGoods):
    """What an order says about its shipment."""

    order_status: int
    refund_status: int
    logistics_id: PlatformId = ""
    tracking_number: str = ""
    extra_delivery_list: tuple[Parcel, ...] = ()
    resend_delivery_list: tuple[Parcel, ...] = ()
    gift_delivery_list: tuple[Parcel, ...] = ()


class RemarkState(Theirs):
    """The seller's mark on an order."""

    remark_tag: int = 0
    remark_tag_name: str = ""


class RefundedOrder(Theirs):
    """An order that has an after-sale."""

    order_sn: KnownId


class RefundCheck(Theirs):
    """What pdd.refund.status.check answers."""

    order_sns_exists_refund: tuple[RefundedOrder, ...] = ()


class MergeGroup(Theirs):
    """Orders that may share a parcel."""

    order_sn_list: tuple[KnownId, ...] = ()


class MergeGroups(Theirs):
    """What pdd.order.merge.ship.order.group answers."""

    order_group_list: tuple[MergeGroup, ...] = ()


class Company(Theirs):
    """A carrier: id for shipping, code for asking where a parcel is."""

    id: KnownId
    logistics_company: str = ""
    code: str = ""
    available: int = 0


class Companies(Theirs):
    """What pdd.logistics.companies.get answers."""

    logistics_companies: tuple[Company, ...] = ()


class Trace(Theirs):
    """A step of a parcel. Two names for each thing, in the platform's own schema."""

    status_time: Instant = None
    time: Instant = None
    status_desc: str = ""
    desc: str = ""
    action: str = ""


class Traces(Theirs):
    """What pdd.logistics.ordertrace.get answers."""

    trace_list: tuple[Trace, ...] = ()


def line_id(order_sn: str, position: int) -> str:
    """Return the id of the item at a position, from 1: what the export sheet makes too."""
    return f"{order_sn}-{position}"


def gift_id(order_sn: str, position: int) -> str:
    """Return the id of the gift at a position, from 1."""
    return f"{order_sn}-g{position}"
