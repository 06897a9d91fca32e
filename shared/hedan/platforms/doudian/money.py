"""What Doudian tells of an order's money beyond what was paid: phases, promises, discounts.

Where it tells of amounts that no sum of ours knows (changed prices, taxes, subsidies), nothing is
said at all: a check that cannot be right is not made.
"""

from datetime import datetime
from typing import NamedTuple

from hedan.domain.orders import OrderStatus, Payment
from hedan.platforms.calling.extras import readable
from hedan.platforms.doudian.payloads import OrderDetail, Phase, SkuOrder

PART_PAID = 103  # main_status: of a presale, the deposit.
ON_DELIVERY = 0  # pay_type
NOT_PAID = frozenset({OrderStatus.UNPAID, OrderStatus.CANCELLED, OrderStatus.UNKNOWN})
# Not in any sum that is written: with one of these an order's amounts are not compared.
UNSORTED = (
    "modify_amount",
    "modify_post_amount",
    "tax_amount",
    "packing_amount",
    "make_up_post_amount",
)


class Money(NamedTuple):
    """What an order costs, and how much of it has come in. In fen."""

    payment: Payment
    paid: int
    payable: int | None
    discount: int
    balance_due_at: datetime | None = None


def money_of(detail: OrderDetail, status: OrderStatus) -> Money:
    """Return an order's money, as far as it is told."""
    shared = sum(max(0, line.promotion_amount or 0) for line in detail.sku_order_list)
    discount = max(0, (detail.promotion_amount or 0) - shared)  # What no line has its share of.
    if detail.order_phase_list:
        return _in_phases(detail, status, discount)
    if detail.main_status == PART_PAID:
        return Money(Payment.DEPOSIT, detail.pay_amount, _payable(detail), discount)
    payable = _payable(detail)
    payment = _payment(detail, status)
    if payment is Payment.FULL and payable is not None and detail.pay_amount < payable:
        payment = Payment.PART
    return Money(payment, detail.pay_amount, payable, discount)


def line_sums(line: SkuOrder, detail: OrderDetail, payment: Payment) -> tuple[int | None, int]:
    """Return a line's list price and its discount; no price where the line cannot be added up."""
    discount = line.promotion_amount
    if payment not in (Payment.FULL, Payment.ON_DELIVERY):
        return None, max(0, discount or 0)
    if discount is None or discount < 0 or line.origin_amount <= 0 or not _is_sorted(detail):
        return None, max(0, discount or 0)
    whole = line.origin_amount * line.item_num
    if detail.order_phase_list or line.sum_amount not in (None, whole):
        return None, discount
    return line.origin_amount, discount


def _in_phases(detail: OrderDetail, status: OrderStatus, discount: int) -> Money:
    phases = readable(Phase, detail.order_phase_list)
    open_ones = [phase for phase in phases or () if not phase.pay_success]
    if phases is not None and not open_ones:
        # Whether pay_amount then holds both payments is not written.
        return Money(_payment(detail, status), detail.pay_amount, None, discount)
    if phases is None or len(open_ones) == len(phases):
        payment = Payment.DEPOSIT if detail.main_status == PART_PAID else _payment(detail, status)
        return Money(payment, detail.pay_amount, None, discount)
    due = [phase.phase_close_time for phase in open_ones if phase.phase_close_time]
    return Money(
        payment=Payment.DEPOSIT,
        paid=sum(phase.phase_pay_amount for phase in phases if phase.pay_success),
        payable=sum(phase.phase_order_amount - phase.phase_promotion_amount for phase in phases),
        discount=discount,
        balance_due_at=min(due, default=None),
    )


def _payment(detail: OrderDetail, status: OrderStatus) -> Payment:
    if status is OrderStatus.UNPAID or (status in NOT_PAID and not detail.pay_time):
        return Payment.NONE
    if detail.pay_type == ON_DELIVERY and not detail.pay_time:
        return Payment.ON_DELIVERY
    return Payment.FULL


def _payable(detail: OrderDetail) -> int | None:
    """Return what is to be paid: the order's amount less its discounts.

    Whether the discount of the postage is in the order's amount is not written: of both readings
    the one that agrees with what was paid, else the smaller. Never less than what was paid: that
    is what the platform asked for, whatever it had promised.
    """
    if not detail.order_amount or detail.promotion_amount is None or not _is_sorted(detail):
        return None
    payable = detail.order_amount - detail.promotion_amount
    without = payable - (detail.post_promotion_amount or 0)
    if detail.pay_amount in (payable, without):
        return detail.pay_amount
    return max(detail.pay_amount, min(payable, without))


def _is_sorted(detail: OrderDetail) -> bool:
    return not detail.extra_promotion_amount_detail and not any(
        getattr(detail, name) for name in UNSORTED
    )
