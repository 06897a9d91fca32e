"""What an AliExpress buyer said beside the goods: how it is paid, how it travels, words."""

from hedan.domain.orders import OrderStatus, Payment
from hedan.platforms.aliexpress.payloads import OrderDetail

NOT_PAID = "NOT_PAY"  # fund_status


def payment_of(detail: OrderDetail, status: OrderStatus) -> Payment:
    """Return how much has come in; deposits are unknown here."""
    if detail.cod is True:
        return Payment.ON_DELIVERY
    unpaid = status is OrderStatus.UNPAID or detail.fund_status == NOT_PAID
    return Payment.NONE if unpaid else Payment.FULL


def chosen_logistics(detail: OrderDetail) -> str:
    """Return the logistics services that the buyer chose, by the names that shipping knows."""
    chosen = (
        child.logistics_type or child.logistics_service_name for child in detail.child_order_list
    )
    return ", ".join(dict.fromkeys(name for name in chosen if name))


def remark_of(detail: OrderDetail) -> str:
    """Return the buyer's words, of the order and of its lines; each once."""
    words = (detail.memo, *(child.buyer_memo for child in detail.child_order_list))
    return "\n".join(dict.fromkeys(word.strip() for word in words if word.strip()))
