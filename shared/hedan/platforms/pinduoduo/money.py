"""What Pinduoduo tells of an order's money beyond what was paid: deposits, discounts, services.

The platform's own sums: goods_amount is price * count - order_change_amount, pay_amount is
goods_amount - discount_amount + postage + services. Discounts are told of the whole order only.
"""

from typing import NamedTuple

from hedan.domain.orders import OrderStatus, Payment
from hedan.platforms.calling.extras import readable
from hedan.platforms.pinduoduo.payloads import Item, OrderDetail, ServiceFee
from hedan.platforms.pinduoduo.tables import ALL_PAID, DEPOSIT

SF_FEE = "sf_express_fee"  # service_name: the buyer paid for SF.
DEPOSIT_PAID = 1  # step_trade_status
# In no sum that is written: with one of these an order's amounts are not compared.
UNSORTED = (
    "duo_duo_pay_reduction",
    "trade_in_national_subsidy_amount",
    "government_subsidy_settle_details",
)


class Money(NamedTuple):
    """What an order costs, and how much of it has come in. In fen."""

    payment: Payment
    paid: int
    payable: int | None
    discount: int
    postage: int
    adds_up: bool  # Whether the lines' prices may be compared with what was paid.


def money_of(detail: OrderDetail, status: OrderStatus) -> Money:
    """Return an order's money, as far as it is told."""
    services = readable(ServiceFee, detail.service_fee_detail)
    discount = max(0, (detail.discount_amount or 0) + (detail.order_change_amount or 0))
    postage = detail.postage + sf_fee(services or ())
    payment, paid, payable = _payment(detail, status)
    adds_up = (
        payment is Payment.FULL
        and detail.trade_type != DEPOSIT
        and detail.discount_amount is not None
        and services is not None
        and all(service.service_name == SF_FEE for service in services if service.service_fee)
        and not any(getattr(detail, name) for name in UNSORTED)
    )
    return Money(payment, paid, payable, discount, postage, adds_up)


def list_price(item: Item, paid: int, money: Money) -> int | None:
    """Return an item's price, if it may be compared: its discount stands in the order's."""
    more = paid > item.goods_price * item.goods_count
    return None if more or not money.adds_up or not item.goods_price else item.goods_price


def sf_fee(services: tuple[ServiceFee, ...]) -> int:
    """Return what the buyer paid for SF: a postage by another name."""
    told = (service.service_fee or 0 for service in services if service.service_name == SF_FEE)
    return max(0, sum(told))


def deposit_only(detail: OrderDetail) -> bool:
    """Tell whether an order in two payments is not paid in full."""
    return detail.trade_type == DEPOSIT and detail.step_order_info.step_trade_status != ALL_PAID


def _payment(detail: OrderDetail, status: OrderStatus) -> tuple[Payment, int, int | None]:
    whole = detail.pay_amount
    if not deposit_only(detail):
        waits = status is OrderStatus.UNPAID and detail.pay_time is None
        return Payment.NONE if waits else Payment.FULL, whole, whole
    step = detail.step_order_info
    if step.step_trade_status != DEPOSIT_PAID:
        return Payment.NONE, whole, None
    paid = step.advanced_paid_fee if step.step_paid_fee is None else step.step_paid_fee
    if paid is None or paid < 0 or paid >= whole:
        # Whether pay_amount then is the whole is not written.
        return Payment.DEPOSIT, whole if paid is None or paid < 0 else paid, None
    return Payment.DEPOSIT, paid, whole
