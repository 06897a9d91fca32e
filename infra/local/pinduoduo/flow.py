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
    if kind is AfterSaleKind.EXCHANGE:
        raise WrongState("an exchange asks for no money")
    record = new_record(book, order, kind, amount_fen, reason)
    asks_money = kind is AfterSaleKind.REFUND_ONLY
    record.status = AfterSaleStatus.ASKED if asks_money else AfterSaleStatus.RETURN_ASKED
    order.refund_status = RefundStatus.OPEN
    book.touch_after_sale(record)
    return record


def new_record(
    book: Book, order: Order, kind: AfterSaleKind, amount_fen: int, reason: str
) -> AfterSale:
    """A request of any kind, whose state is still to be told. Raises WrongState."""
    newest = book.newest_after_sale(order)
    if order.confirmed is None or (newest and newest.status in OPEN_AFTER_SALES):
        raise WrongState(f"{order.order_sn} cannot be asked back now")
    if order.refund_status is RefundStatus.REFUNDED:
        raise WrongState(f"{order.order_sn} is paid back")
    now = book.now()
    record = AfterSale(
        id=book.next_after_sale_id(),
        order_sn=order.order_sn,
        shop_id=order.shop_id,
        kind=kind,
        status=AfterSaleStatus.ASKED,
        amount_fen=amount_fen,
        reason=reason,
        created=now,
        updated=now,
    )
    book.after_sales[record.id] = record
    order.after_sale_ids.append(record.id)
    return record


def withdraw(book: Book, record: AfterSale) -> None:
    """The buyer wants the goods after all, or nothing else for them."""
    _must_be_open(record)
    if record.again is not None:
        raise WrongState(f"{record.id}: what it wants is on its way")
    record.status, record.by_role = AfterSaleStatus.WITHDRAWN, 1
    book.orders[record.order_sn].refund_status = RefundStatus.NONE
    book.touch_after_sale(record)


def agree(book: Book, record: AfterSale) -> None:
    """The seller agrees; the money is on its way."""
    _must_ask_money(record)
    record.status, record.by_role = AfterSaleStatus.AGREED, 2
    book.orders[record.order_sn].refund_status = RefundStatus.REFUNDING
    book.touch_after_sale(record)


def refuse(book: Book, record: AfterSale) -> None:
    """The seller refuses; it is the buyer's turn and still open."""
    _must_ask_money(record)
    record.status, record.by_role = AfterSaleStatus.REFUSED, 2
    book.touch_after_sale(record)


def pay_back(book: Book, record: AfterSale) -> None:
    """The money is back with the buyer."""
    _must_ask_money(record)
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


def _must_ask_money(record: AfterSale) -> None:
    _must_be_open(record)
    if record.kind is AfterSaleKind.EXCHANGE:
        raise WrongState(f"{record.id} is an exchange: no money is asked for")


def _must_be_open(record: AfterSale) -> None:
    if record.status not in OPEN_AFTER_SALES:
        raise WrongState(f"{record.id} is over: {record.status.name}")
