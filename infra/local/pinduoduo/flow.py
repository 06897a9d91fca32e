"""The moves of orders and after-sales, the same for people and for the API. Hold the lock."""

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.model import (
    OPEN_AFTER_SALES,
    AfterSale,
    AfterSaleKind,
    AfterSaleStatus,
    Order,
    OrderStatus,
    Parcel,
    RefundStatus,
)


class WrongState(ValueError):
    """The move is not possible in the state of the record."""


def open_request(
    book: Book, order: Order, kind: AfterSaleKind, amount_fen: int, reason: str
) -> AfterSale:
    """The buyer asks for money. Raises WrongState while another request is open."""
    newest = book.newest_after_sale(order)
    if order.confirmed is None or (newest and newest.status in OPEN_AFTER_SALES):
        raise WrongState(f"{order.order_sn} cannot be asked back now")
    if order.refund_status is RefundStatus.REFUNDED:
        raise WrongState(f"{order.order_sn} is paid back")
    asked = (
        AfterSaleStatus.ASKED if kind is AfterSaleKind.REFUND_ONLY else AfterSaleStatus.RETURN_ASKED
    )
    now = book.now()
    record = AfterSale(
        id=book.next_after_sale_id(),
        order_sn=order.order_sn,
        shop_id=order.shop_id,
        kind=kind,
        status=asked,
        amount_fen=amount_fen,
        reason=reason,
        created=now,
        updated=now,
    )
    book.after_sales[record.id] = record
    order.after_sale_ids.append(record.id)
    order.refund_status = RefundStatus.OPEN
    book.touch_after_sale(record)
    return record


def withdraw(book: Book, record: AfterSale) -> None:
    """The buyer wants the goods after all."""
    _must_be_open(record)
    record.status, record.by_role = AfterSaleStatus.WITHDRAWN, 1
    book.orders[record.order_sn].refund_status = RefundStatus.NONE
    book.touch_after_sale(record)


def agree(book: Book, record: AfterSale) -> None:
    """The seller agrees; the money is on its way."""
    _must_be_open(record)
    record.status, record.by_role = AfterSaleStatus.AGREED, 2
    book.orders[record.order_sn].refund_status = RefundStatus.REFUNDING
    book.touch_after_sale(record)


def refuse(book: Book, record: AfterSale) -> None:
    """The seller refuses; it is the buyer's turn and still open."""
    _must_be_open(record)
    record.status, record.by_role = AfterSaleStatus.REFUSED, 2
    book.touch_after_sale(record)


def pay_back(book: Book, record: AfterSale) -> None:
    """The money is back with the buyer."""
    _must_be_open(record)
    record.status, record.by_role = AfterSaleStatus.REFUNDED, 2
    book.orders[record.order_sn].refund_status = RefundStatus.REFUNDED
    book.touch_after_sale(record)


def send(book: Book, order: Order, parcel: Parcel) -> None:
    """The platform takes a number for an order."""
    order.parcel = parcel
    order.shipped = order.shipped or parcel.at
    if order.status is OrderStatus.TO_SHIP:
        order.status = OrderStatus.SHIPPED
    note_number(book, order, parcel.number)
    book.touch(order)


def note_number(book: Book, order: Order, number: str) -> None:
    """Remember which orders travel under a number."""
    order.taken.append(number)
    book.by_number[number].add(order.order_sn)


def _must_be_open(record: AfterSale) -> None:
    if record.status not in OPEN_AFTER_SALES:
        raise WrongState(f"{record.id} is over: {record.status.name}")
