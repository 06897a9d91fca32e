"""The moves of an exchange, the same for people and for the API. Hold the lock.

The states are documented by their meaning alone: 14 the seller's turn, 15 the buyer's, 18 the buyer
is to confirm, 16 done. In which order they follow is concluded from that: 14 asked, 15 agreed to,
14 again when the goods came back, 18 with the seller's number, 16.
"""

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.flow import WrongState, new_record
from infra.local.pinduoduo.model import (
    AfterSale,
    AfterSaleKind,
    AfterSaleStatus,
    Order,
    OrderStatus,
    Parcel,
)

BUYER, SELLER = 1, 2
FIRST_NUMBER_AGAIN = "first_number_again"


def ask(book: Book, order: Order, reason: str) -> AfterSale:
    """The buyer wants other goods for what was delivered. Raises WrongState."""
    if order.status is OrderStatus.TO_SHIP:
        raise WrongState(f"{order.order_sn} has not left yet")
    record = new_record(book, order, AfterSaleKind.EXCHANGE, 0, reason)
    _move(book, record, AfterSaleStatus.EXCHANGE_SELLERS_TURN, BUYER)
    return record


def agree(book: Book, record: AfterSale) -> None:
    """The seller agrees: the buyer is to send the goods back. Raises WrongState."""
    _require(record, AfterSaleStatus.EXCHANGE_SELLERS_TURN)
    if record.return_number:
        raise WrongState(f"{record.id} waits for what is sent instead")
    _move(book, record, AfterSaleStatus.EXCHANGE_BUYERS_TURN, SELLER)


def send_back(book: Book, record: AfterSale, number: str) -> None:
    """The buyer has sent the goods back: it is the seller's turn again. Raises WrongState."""
    _require(record, AfterSaleStatus.EXCHANGE_BUYERS_TURN)
    record.return_number = number
    _move(book, record, AfterSaleStatus.EXCHANGE_SELLERS_TURN, BUYER)


def send_again(book: Book, record: AfterSale, parcel: Parcel) -> None:
    """The seller's parcel is on its way. Raises WrongState before anything came back."""
    _require(record, AfterSaleStatus.EXCHANGE_SELLERS_TURN)
    if not record.return_number:
        raise WrongState(f"{record.id}: nothing came back yet")
    if parcel.number in book.orders[record.order_sn].taken:
        book.violate(FIRST_NUMBER_AGAIN, record.order_sn, parcel.number)
    record.again = parcel
    _move(book, record, AfterSaleStatus.EXCHANGE_SENT, SELLER)


def receive_again(book: Book, record: AfterSale) -> None:
    """The buyer has it: the case is done. Raises WrongState."""
    _require(record, AfterSaleStatus.EXCHANGE_SENT)
    _move(book, record, AfterSaleStatus.EXCHANGE_DONE, BUYER)


def _require(record: AfterSale, status: AfterSaleStatus) -> None:
    if record.status is not status or record.kind is not AfterSaleKind.EXCHANGE:
        raise WrongState(f"{record.id} is in status {record.status.value}")


def _move(book: Book, record: AfterSale, to: AfterSaleStatus, by: int) -> None:
    record.status, record.by_role = to, by
    book.touch_after_sale(record)
