"""Goods that leave a second time: an exchange whose old goods came back, a resend that was agreed.

What is documented: the states (11 the buyer has sent it back, 8 a resend waits for its parcel, 13
the seller has sent it, 14 it is done), the messages 211, 226 and 227, and the call of the exchange.
Which time the messages carry, and how the call says no to a number, is in no source.
"""

from infra.local.doudian import messages
from infra.local.doudian.after_sale_flow import WrongState, note, require, tell
from infra.local.doudian.book import Book
from infra.local.doudian.errors import Refused, bad_parameter
from infra.local.doudian.model import AfterSale, AfterSaleStatus, AfterSaleType
from infra.local.doudian.ship_checks import Waybill, check_waybill

# In which state each kind waits for its second parcel.
WAITS_FOR_PARCEL = {
    AfterSaleType.EXCHANGE: AfterSaleStatus.RETURNED,
    AfterSaleType.RESEND: AfterSaleStatus.WAIT_SELLER_TO_SHIP,
}
FIRST_NUMBER_AGAIN = "first_number_again"


def accept_back(book: Book, record: AfterSale) -> None:
    """The seller has unpacked what came back of an exchange (211): its parcel is due."""
    require(record, AfterSaleStatus.RETURNED)
    if record.type is not AfterSaleType.EXCHANGE:
        raise WrongState(f"{record.after_sale_id} is no exchange")
    tell(book, record, messages.EXCHANGE_CONFIRMED, "agree_time", "商家确认收到退货", "商家")


def check_number(book: Book, record: AfterSale, waybill: Waybill) -> None:
    """The number can be what is sent for this case. Raises Refused, changes nothing."""
    try:
        check_waybill(book, waybill, [book.orders[record.order_id]])
    except Refused as no:
        raise bad_parameter(no.sub_msg) from no
    others = (one for one in book.after_sales.values() if one is not record)
    if any(one.again_number == waybill.logistics_code for one in others):
        raise bad_parameter("运单号已用于其他售后单")


def send_again(book: Book, record: AfterSale, waybill: Waybill) -> None:
    """The seller's second parcel is on its way (13). Raises WrongState."""
    waits = WAITS_FOR_PARCEL.get(record.type)
    if waits is None:
        raise WrongState(f"{record.after_sale_id} sends nothing")
    require(record, waits)
    first = {pack.logistics_code for pack in book.orders[record.order_id].packs}
    if waybill.logistics_code in first:
        book.violate(FIRST_NUMBER_AGAIN, record.order_id, waybill.logistics_code)
    record.status = AfterSaleStatus.SENT_AGAIN
    record.again_company, record.again_number = waybill.company_code, waybill.logistics_code
    if record.type is AfterSaleType.RESEND:
        tell(book, record, messages.RESEND_SENT, "modify_time", "商家填写补寄单号", "商家")
    else:
        note(book, record, "商家换货发货", "商家")


def receive_again(book: Book, record: AfterSale) -> None:
    """The buyer has it (14): the case is done."""
    require(record, AfterSaleStatus.SENT_AGAIN)
    record.status = AfterSaleStatus.RECEIVED_AGAIN
    note(book, record, "买家确认收货", "买家")
