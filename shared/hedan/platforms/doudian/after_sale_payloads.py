"""Doudian's answers about after-sales, as far as we use them."""

from typing import Annotated, Any

from pydantic import Field

from hedan.platforms.calling.extras import ExtraText, or_empty
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.doudian.payloads import ExtraInstant, Moment


class AfterSaleInfo(Theirs):
    """The case itself. Money in fen."""

    after_sale_id: PlatformId
    after_sale_status: int
    after_sale_type: int
    refund_total_amount: int = 0
    apply_time: Moment
    update_time: Moment
    reason: str = ""
    reason_code: int = 0
    status_deadline: ExtraInstant = None


class CaseParcel(Theirs):
    """A parcel of the case."""

    tracking_no: ExtraText = ""
    company_name: ExtraText = ""
    company_code: ExtraText = ""


class AfterSaleLogistics(Theirs):
    """The parcels of the case."""

    way_back: Annotated[CaseParcel, or_empty(CaseParcel)] = Field(CaseParcel(), alias="return")
    # What the seller sent for an exchange. Documented by its name: the fields may be others.
    exchange: Annotated[CaseParcel, or_empty(CaseParcel)] = CaseParcel()


class ProcessInfo(Theirs):
    """Where the case stands."""

    after_sale_info: AfterSaleInfo
    logistics_info: Annotated[AfterSaleLogistics, or_empty(AfterSaleLogistics)] = (
        AfterSaleLogistics()
    )


class GivenSku(Theirs):
    """A gift that goes with a line of the case."""

    sku_order_id: PlatformId


class AfterSaleSkuOrder(Theirs):
    """A line of the case."""

    sku_order_id: PlatformId
    item_quantity: int = 0
    after_sale_item_count: int = 0
    given_sku_details: tuple[GivenSku, ...] = ()


class AfterSaleOrderInfo(Theirs):
    """The order of the case."""

    shop_order_id: PlatformId
    sku_order_infos: tuple[AfterSaleSkuOrder, ...] = ()


class AfterSaleDetailData(Theirs):
    """data of afterSale.Detail."""

    process_info: ProcessInfo
    order_info: AfterSaleOrderInfo


class AfterSaleHead(Theirs):
    """What a listing must tell of a case."""

    aftersale_id: PlatformId
    update_time: Moment


class AfterSaleListOrder(Theirs):
    """The order of a listed case."""

    shop_order_id: PlatformId


class AfterSaleItem(Theirs):
    """One listed case."""

    aftersale_info: AfterSaleHead
    order_info: AfterSaleListOrder


class AfterSaleListData(Theirs):
    """data of afterSale.List; its rows are read one by one."""

    items: tuple[Any, ...] = ()
    total: int | None = None


class InterceptResult(Theirs):
    """What became of one parcel that shall come back; code and words of why it cannot."""

    is_success: bool = False
    unavailable_reason_code: ExtraText = ""
    unavailable_reason: ExtraText = ""


class InterceptData(Theirs):
    """data of afterSale.applyLogisticsIntercept: one result for each parcel that was named."""

    intercept_results: tuple[InterceptResult, ...] = ()
