"""The moves of an order apart from shipping and refunds: each changes it and sends its message.

The same moves serve the buyer's and seller's side in Python and the API. The caller holds the lock.
"""

from datetime import datetime, timedelta

from infra.local.doudian import messages
from infra.local.doudian.book import Book
from infra.local.doudian.model import OrderStatus, Receiver, ShopOrder
from infra.local.doudian.order_views import pay_amount


class WrongOrderState(ValueError):
    """The move is not possible in the state that the order has now."""


def pay(book: Book, order: ShopOrder, pay_time: datetime) -> None:
    """The buyer pays: to be shipped (101), or under risk review first (110)."""
    _require(order, OrderStatus.UNPAID)
    order.pay_time = pay_time
    if order.ship_within_seconds:
        order.exp_ship_time = pay_time + timedelta(seconds=order.ship_within_seconds)
    status = OrderStatus.RISK_REVIEW if order.risk_review else OrderStatus.TO_SHIP
    _move(book, order, status)
    for line in order.sku_orders:
        line.exp_ship_time = order.exp_ship_time
    tag = messages.PENDING if order.risk_review else messages.PAID
    book.tell(tag, order, messages.paid(order, pay_amount(order)))


def pay_deposit(book: Book, order: ShopOrder, pay_time: datetime) -> None:
    """The buyer pays the first of two payments. No message of its own is known: a poll finds it."""
    _require(order, OrderStatus.UNPAID)
    order.deposit_time = pay_time
    book.touch(order, *order.sku_orders)


def pass_risk_review(book: Book, order: ShopOrder) -> None:
    """The review found nothing: the order is to be shipped (101)."""
    _require(order, OrderStatus.RISK_REVIEW)
    _move(book, order, OrderStatus.TO_SHIP)
    book.tell(messages.PAID, order, messages.paid(order, pay_amount(order)))


def cancel(book: Book, order: ShopOrder, reason: str) -> None:
    """Cancelled before payment, or closed by a failed review (106)."""
    _require(order, OrderStatus.UNPAID, OrderStatus.RISK_REVIEW)
    _move(book, order, OrderStatus.CANCELLED)
    order.cancel_reason = reason
    cancelled = messages.trade(order, cancel_time=messages.unix(book.now()), cancel_reason=reason)
    book.tell(messages.CANCELLED, order, cancelled)


def complete(book: Book, order: ShopOrder) -> None:
    """The buyer has the goods (103)."""
    _require(order, OrderStatus.SHIPPED)
    for line in order.sku_orders:
        if line.status is OrderStatus.SHIPPED:
            line.status = OrderStatus.DONE
    order.status, order.finish_time = OrderStatus.DONE, book.now()
    book.touch(order, *order.sku_orders)
    done = messages.trade(order, complete_time=messages.unix(order.finish_time))
    book.tell(messages.SUCCEEDED, order, done)


def apply_address_change(book: Book, order: ShopOrder, wanted: Receiver) -> None:
    """The buyer wants another receiver: asks the seller (111), or simply gets it (105)."""
    _require(order, OrderStatus.TO_SHIP, OrderStatus.RISK_REVIEW)
    if not book.shops[order.shop_id].review_address_changes:
        change_address(book, order, wanted)
        return
    order.wanted_receiver = wanted
    book.touch(order)
    applied = messages.address_change_applied(order, wanted, book.sealer)
    book.tell(messages.ADDRESS_CHANGE_APPLIED, order, applied)


def change_address(book: Book, order: ShopOrder, receiver: Receiver) -> None:
    """The receiver is another one from now on (105)."""
    order.receiver, order.wanted_receiver = receiver, None
    book.touch(order)
    book.tell(messages.ADDRESS_CHANGED, order, messages.address_changed(order, book.sealer))


def set_memo(book: Book, order: ShopOrder, remark: str, star: int) -> None:
    """The seller's remark and flag, over whatever stood there (113)."""
    order.seller_words, order.seller_remark_stars = remark, star
    book.touch(order)
    book.tell(messages.MEMO_MODIFIED, order, messages.memo(order))


def move_deadline(book: Book, order: ShopOrder, exp_ship_time: datetime) -> None:
    """Seller and buyer agreed on another day to ship by (112)."""
    order.exp_ship_time = order.appointment_ship_time = exp_ship_time
    for line in order.sku_orders:
        line.exp_ship_time = exp_ship_time
    book.touch(order, *order.sku_orders)
    book.tell(messages.APPOINTMENT, order, messages.appointment(order))


def _move(book: Book, order: ShopOrder, status: OrderStatus) -> None:
    order.status = status
    for line in order.sku_orders:
        line.status = status
    book.touch(order, *order.sku_orders)


def _require(order: ShopOrder, *allowed: OrderStatus) -> None:
    if order.status not in allowed:
        raise WrongOrderState(f"{order.order_id} is in status {order.status.value}")
