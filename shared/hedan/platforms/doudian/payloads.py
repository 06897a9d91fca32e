"""Doudian's answers as far as we use them: tolerant, since the platform adds and types at will."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from hedan.platforms.calling.extras import ExtraNumber, ExtraRows, ExtraText, or_none
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.calling.times import in_utc


def _instant(value: object) -> object:
    """Read Unix seconds (0: none) or RFC 3339 with its offset; anything else has no known zone."""
    if isinstance(value, str) and not value.isdigit():
        moment = datetime.fromisoformat(value) if value else None
        if moment is not None and moment.tzinfo is None:
            raise ValueError("a time without its zone")
        return moment and in_utc(moment)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a time")
    try:
        return datetime.fromtimestamp(int(value), UTC) if int(value) else None
    except (OverflowError, OSError) as exc:
        raise ValueError("not Unix seconds") from exc


Moment = Annotated[datetime, BeforeValidator(_instant)]
Instant = Annotated[datetime | None, BeforeValidator(_instant)]
"""A moment, or None for the platform's 0."""
ExtraInstant = Annotated[datetime | None, BeforeValidator(or_none(_instant))]


class Region(Theirs):
    """A level of an address."""

    name: str = ""


class Address(Theirs):
    """An address; detail is masked in mask_post_addr and empty in post_addr."""

    province: Region = Region()
    city: Region = Region()
    town: Region = Region()
    street: Region = Region()
    detail: str = ""


class AfterSaleMark(Theirs):
    """What a SKU order says about its after-sale."""

    after_sale_status: int = 0


class Spec(Theirs):
    """One property of a SKU."""

    name: str = ""
    value: str = ""


class SkuOrder(Theirs):
    """One child order. Money in fen."""

    order_id: PlatformId
    order_status: int
    main_status: int = 0
    order_type: int = 0
    goods_type: int = 0
    pre_sale_type: int = 0
    receive_type: int = 0
    product_id: PlatformId = ""
    product_id_str: str = ""
    product_name: str = ""
    sku_id: ExtraText = ""
    code: str = ""
    out_sku_id: PlatformId = ""
    spec: tuple[Spec, ...] = ()
    item_num: int
    origin_amount: int = 0
    pay_amount: int = 0
    sum_amount: ExtraNumber = None
    promotion_amount: ExtraNumber = None
    trade_type: ExtraNumber = None
    exp_ship_time: Instant = None
    update_time: Instant = None
    given_product_type: str = ""
    master_sku_order_id_list: tuple[PlatformId, ...] = ()
    after_sale_info: AfterSaleMark = AfterSaleMark()
    sku_order_tag_ui: ExtraRows = ()


class Phase(Theirs):
    """One payment of a presale, of one SKU order. Money in fen.

    phase_order_amount is goods and postage; less phase_promotion_amount it is what is to be paid.
    """

    sku_order_id: ExtraText = ""
    pay_success: bool = False
    phase_close_time: ExtraInstant = None
    phase_order_amount: int
    phase_pay_amount: int = 0
    phase_promotion_amount: int = 0


class Tag(Theirs):
    """A mark that the seller sees beside an order."""

    key: ExtraText = ""


class ShippedProduct(Theirs):
    """A line in a parcel that the platform knows."""

    sku_order_id: PlatformId = ""


class Logistics(Theirs):
    """A parcel that the platform knows."""

    tracking_no: str = ""
    company: str = ""
    delivery_id: PlatformId = ""
    product_info: tuple[ShippedProduct, ...] = ()


class OrderDetail(Theirs):
    """A shop order. Money in fen."""

    order_id: PlatformId
    order_status: int
    main_status: int = 0
    order_type: int = 0
    create_time: Moment
    pay_time: Instant = None
    update_time: Moment
    exp_ship_time: Instant = None
    appointment_ship_time: Instant = None
    recommend_start_ship_time: Instant = None
    pay_amount: int
    post_amount: int = 0
    pay_type: ExtraNumber = None
    order_amount: ExtraNumber = None
    promotion_amount: ExtraNumber = None
    post_promotion_amount: ExtraNumber = None
    modify_amount: ExtraNumber = None
    modify_post_amount: ExtraNumber = None
    tax_amount: ExtraNumber = None
    packing_amount: ExtraNumber = None
    make_up_post_amount: ExtraNumber = None
    extra_promotion_amount_detail: ExtraRows = ()
    order_phase_list: ExtraRows = ()
    shop_order_tag_ui: ExtraRows = ()
    buyer_words: str = ""
    seller_words: str = ""
    seller_remark_stars: int = 0
    mask_post_receiver: str = ""
    mask_post_tel: str = ""
    mask_post_addr: Address = Address()
    post_addr: Address = Address()
    open_address_id: str = ""
    doudian_open_id: str = ""
    logistics_info: tuple[Logistics, ...] = ()
    sku_order_list: tuple[SkuOrder, ...]


class OrderDetailData(Theirs):
    """data of order.orderDetail."""

    shop_order_detail: OrderDetail


class OrderHead(Theirs):
    """What a listing must tell of an order."""

    order_id: PlatformId
    update_time: Moment
    create_time: Instant = None


class OrderListData(Theirs):
    """data of order.searchList; its rows are read one by one."""

    shop_order_list: tuple[Any, ...] = ()
    total: int | None = None


class MergeData(Theirs):
    """data of order.mergeV2: "id1,id2" is one group."""

    order_list: tuple[str, ...] = ()


class MultiPack(Theirs):
    """One parcel of an answer to order.logisticsAddMultiPack."""

    logistics_code: str = ""


class MultiPackData(Theirs):
    """data of order.logisticsAddMultiPack."""

    pack_list: tuple[MultiPack, ...] = ()


class SinglePackData(Theirs):
    """data of order.logisticsAddSinglePack; pack_id is company and number in one."""

    pack_id: str = ""


class CarrierCompany(Theirs):
    """One row of order.logisticsCompanyList."""

    code: str
    name: str
