"""What Taobao tells of a trade's money beyond what was paid: two payments, discounts.

The platform's own sums: of several lines payment is price * num + adjust_fee - discount_fee, of a
single one with the postage; divide_order_fee is less part_mjz_discount, its share of what is off
the whole trade. Where something else stands between them the line is not added up.
"""

from typing import NamedTuple

from hedan.domain.orders import OrderStatus, Payment
from hedan.platforms.taobao.payloads import OrderItem, Trade

DEPOSIT_PAID = "FRONT_PAID_FINAL_NOPAID"
ON_DELIVERY = frozenset({"cod", "b2c_cod"})  # type
NOT_PAID = frozenset({OrderStatus.UNPAID, OrderStatus.CANCELLED, OrderStatus.UNKNOWN})


class Money(NamedTuple):
    """What a trade costs, and how much of it has come in. In fen."""

    payment: Payment
    paid: int
    payable: int | None


def money_of(trade: Trade, status: OrderStatus) -> Money:
    """Return a trade's money, as far as it is told."""
    if trade.step_trade_status == DEPOSIT_PAID:
        # [memory]: payment is then the whole, step_paid_fee what of it has come in.
        paid = trade.step_paid_fee
        if paid is None or paid >= trade.payment:
            return Money(Payment.DEPOSIT, trade.payment if paid is None else paid, None)
        return Money(Payment.DEPOSIT, paid, trade.payment)
    if trade.type in ON_DELIVERY:
        return Money(Payment.ON_DELIVERY, trade.payment, None)
    if status is OrderStatus.UNPAID or (status in NOT_PAID and trade.pay_time is None):
        return Money(Payment.NONE, trade.payment, trade.payment)
    return Money(Payment.FULL, trade.payment, trade.payment)


def line_sums(item: OrderItem, trade: Trade, payment: Payment) -> tuple[int | None, int]:
    """Return a line's list price and its discount; no price where the line cannot be added up."""
    shared = item.part_mjz_discount or 0
    off = (item.discount_fee or 0) + shared - (item.adjust_fee or 0)
    if payment is not Payment.FULL or off < 0 or not item.price:
        return None, max(0, off)
    if not shared and item.divide_order_fee is not None and item.payment is not None:
        postage = trade.post_fee if len(trade.orders) == 1 else 0
        if item.divide_order_fee not in (item.payment, item.payment - postage):
            return None, off  # A share of a discount that is not told: red packets, points.
    return item.price, off
