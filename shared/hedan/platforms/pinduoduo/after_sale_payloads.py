"""Pinduoduo's after-sales: the detail and the listing differ in units, zones and numbers."""

from hedan.platforms.calling.extras import ExtraText
from hedan.platforms.calling.theirs import PlatformId, Theirs
from hedan.platforms.pinduoduo.values import (
    ExtraMillis,
    Fen,
    KnownId,
    Millis,
    Seconds,
    SecondsOrBeijing,
    Yuan,
)


class AfterSaleDetail(Theirs):
    """A case as pdd.refund.information.get tells it. That its amounts are fen is read from
    examples only: the listing's yuan check them.
    """

    id: KnownId
    order_sn: KnownId
    after_sales_type: int
    after_sales_status: int
    after_sales_reason: str = ""
    refund_amount: Fen
    goods_number: int = 0
    sku_id: PlatformId = ""
    recreated_at: Millis = None
    updated_time: SecondsOrBeijing
    shipping_status: int | None = None
    part_after_sales_type: int = 0
    part_after_sales_value: int = 0
    expire_time: ExtraMillis = None
    express_no: ExtraText = ""
    shipping_name: ExtraText = ""


class ListedAfterSale(Theirs):
    """A case as pdd.refund.list.increment.get tells it."""

    id: KnownId
    order_sn: KnownId
    after_sales_type: int
    after_sales_status: int
    refund_amount: Yuan
    created_time: Seconds
    updated_time: Seconds
