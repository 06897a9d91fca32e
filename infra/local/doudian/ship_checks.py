"""Everything the platform looks at before it accepts a tracking number. Raises, changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infra.local.doudian import carriers, errors
from infra.local.doudian.book import Book
from infra.local.doudian.errors import Refused, business_failed
from infra.local.doudian.model import (
    OPEN_AFTER_SALES,
    AfterSale,
    AfterSaleStatus,
    OrderStatus,
    RefundStatus,
    ShopOrder,
    SkuOrder,
)

# Orders of these statuses are not shipped, whatever their lines say.
_CLOSED_ORDERS = {
    OrderStatus.UNPAID: (errors.UNPAID, "订单未支付"),
    OrderStatus.RISK_REVIEW: (errors.RISK_REVIEW, "订单风控审核中,请稍后发货"),
    OrderStatus.SHIPPED: (errors.ALREADY_SHIPPED, "订单已发货"),
    OrderStatus.DONE: (errors.ORDER_FINISHED, "订单已完成"),
}


@dataclass(frozen=True)
class Waybill:
    """A carrier and a tracking number, as the caller gave them."""

    company_code: str
    logistics_code: str

    @property
    def pack_id(self) -> str:
        return f"{self.company_code}_{self.logistics_code}"


def check_waybill(book: Book, waybill: Waybill, orders: Iterable[ShopOrder]) -> None:
    """The number exists, belongs to its carrier, and to nobody else's parcel."""
    company, number = waybill.company_code, waybill.logistics_code
    if not company:
        raise business_failed(errors.NO_COMPANY, "缺少物流公司编码")
    if company not in carriers.NAMES:
        raise business_failed(errors.BAD_COMPANY, f"物流公司 {company} 不存在")
    if not carriers.is_number(number):
        raise business_failed(errors.BAD_NUMBER, "运单号格式错误")
    if not carriers.fits(company, number):
        raise business_failed(errors.NUMBER_NOT_OF_COMPANY, "运单号与物流公司不匹配")
    if number in book.recycled_waybills:
        raise business_failed(errors.WAYBILL_RECYCLED, "电子面单已回收")
    for order in orders:
        _check_history(book, waybill, order)


def check_order(order: ShopOrder) -> None:
    """The order as a whole may be shipped."""
    if order.status is OrderStatus.CANCELLED:
        if any(line.refunded_num for line in order.sku_orders):
            raise business_failed(errors.REFUNDED, "订单已退款,不能发货")
        raise business_failed(errors.ORDER_CANCELLED, "订单已取消")
    if order.status in _CLOSED_ORDERS:
        raise business_failed(*_CLOSED_ORDERS[order.status])
    if order.platform_warehouse:
        raise business_failed(errors.PLATFORM_WAREHOUSE, "云仓订单由平台发货")


def check_pieces(line: SkuOrder, pieces: int) -> None:
    """The line still has so many pieces to send."""
    if pieces < 1:
        raise business_failed(errors.OTHER_SHIP_ERROR, "发货数量必须大于 0")
    if line.refunded_num >= line.item.quantity:
        raise business_failed(errors.REFUNDED, f"子订单 {line.order_id} 已退款")
    if not line.left_to_ship:
        raise business_failed(errors.ALREADY_SHIPPED, f"子订单 {line.order_id} 已发货")
    if pieces > line.left_to_ship:
        raise business_failed(errors.OTHER_SHIP_ERROR, f"子订单 {line.order_id} 发货数量超限")


def check_after_sales(book: Book, order: ShopOrder, pieces: Mapping[str, int]) -> list[AfterSale]:
    """No line that is to be sent waits for a refund; returns what stands in the way.

    A gift follows its masters: it is held while every one of them is.
    """
    return [
        record
        for line in order.sku_orders
        if line.order_id in pieces
        for record in _in_the_way(book, order, line)
    ]


def refund_refusal(record: AfterSale) -> Refused:
    """The answer while an after-sale stands in the way."""
    waits = record.before_shipping and record.status is AfterSaleStatus.WAIT_SELLER
    if waits:
        return business_failed(errors.REFUND_PENDING, "买家已申请退款,请先处理")
    return business_failed(errors.IN_AFTER_SALE, "订单售后中,不能发货")


def check_receivers(orders: Iterable[ShopOrder]) -> None:
    """One parcel goes to one receiver."""
    if len({order.receiver for order in orders}) > 1:
        raise business_failed(errors.RECEIVERS_DIFFER, "合单订单收件信息不一致")


def _check_history(book: Book, waybill: Waybill, order: ShopOrder) -> None:
    number = waybill.logistics_code
    scanned = book.first_scans.get(number)
    if scanned and order.pay_time and scanned < order.pay_time:
        raise business_failed(errors.SCAN_BEFORE_PAYMENT, "运单揽收时间早于支付时间")
    for shipment in book.shipments_of(number):
        others = [book.orders[order_id] for order_id in shipment.order_ids]
        if any(other.receiver != order.receiver for other in others):
            raise business_failed(errors.WAYBILL_OF_OTHER_RECEIVER, "运单号已被其他收件人使用")


def _in_the_way(book: Book, order: ShopOrder, line: SkuOrder) -> list[AfterSale]:
    own = _blocking(book, line)
    if own or not line.is_gift:
        return [own] if own else []
    masters = [order.line(master_id) for master_id in line.master_ids]
    held = [_blocking(book, master) for master in masters if master]
    return [record for record in held if record] if held and all(held) else []


def _blocking(book: Book, line: SkuOrder) -> AfterSale | None:
    """An open request, or one agreed to whose money is still on its way."""
    record = book.after_sale_of(line)
    if record is None:
        return None
    paying = (
        record.status is AfterSaleStatus.SUCCESS
        and record.refund_status is RefundStatus.IN_PROGRESS
        and record.before_shipping
    )
    return record if paying or record.status in OPEN_AFTER_SALES else None
