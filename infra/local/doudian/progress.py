"""How an order's status follows from what became of its lines. No clock, no messages."""

from datetime import datetime

from infra.local.doudian.model import OrderStatus, ShopOrder, SkuOrder

REFUNDED_REASON = "退款完结"


def settle(order: ShopOrder, now: datetime) -> None:
    """Derive the statuses of a paid order and its lines from the pieces shipped and refunded.

    An order under risk review stays there until the review ends or nothing of it is left; a
    finished order stays finished.
    """
    if order.status is OrderStatus.DONE:
        return
    for line in order.sku_orders:
        _settle_line(line, order.status, now)
    kept = [line for line in order.sku_orders if line.status is not OrderStatus.CANCELLED]
    if not kept:
        order.status, order.cancel_reason = OrderStatus.CANCELLED, REFUNDED_REASON
    elif all(line.status is OrderStatus.SHIPPED for line in kept):
        order.status, order.ship_time = OrderStatus.SHIPPED, order.ship_time or now
    elif any(line.shipped_num for line in kept):
        order.status = OrderStatus.PARTLY_SHIPPED


def withdraw_gifts(order: ShopOrder) -> list[SkuOrder]:
    """Cancel unsent pieces of gifts none of whose masters is left; returns the gifts changed."""
    gone = {line.order_id for line in order.sku_orders if line.refunded_num >= line.item.quantity}
    gifts = [
        line
        for line in order.sku_orders
        if line.is_gift and line.left_to_ship and gone.issuperset(line.master_ids)
    ]
    for gift in gifts:
        gift.refunded_num += gift.left_to_ship
    return gifts


def _settle_line(line: SkuOrder, order_status: OrderStatus, now: datetime) -> None:
    if line.refunded_num >= line.item.quantity:
        line.status = OrderStatus.CANCELLED
    elif line.shipped_num and not line.left_to_ship:
        line.status, line.ship_time = OrderStatus.SHIPPED, line.ship_time or now
    elif line.shipped_num:
        line.status = OrderStatus.PARTLY_SHIPPED
    elif order_status is OrderStatus.RISK_REVIEW:
        line.status = OrderStatus.RISK_REVIEW
    else:
        line.status = OrderStatus.TO_SHIP
