"""The two payments of a presale, as `order_phase_list` shows them: one pair for each line."""

from itertools import accumulate, pairwise
from typing import Any

from infra.local.doudian.messages import unix
from infra.local.doudian.model import ShopOrder, SkuOrder


def phases(order: ShopOrder) -> list[dict[str, Any]]:
    """Deposit and balance of every line; none where the order is paid at once."""
    if not order.terms.deposit_fen:
        return []
    rows = []
    for line, deposit in zip(order.sku_orders, _deposits(order), strict=True):
        post = order.post_fen if line is order.sku_orders[0] else 0
        rows += [_deposit(order, line, deposit), _balance(order, line, deposit, post)]
    return rows


def _deposits(order: ShopOrder) -> list[int]:
    """Divide the deposit over the lines by what they cost, to the last fen."""
    whole = sum(line.item.sum_fen for line in order.sku_orders)
    upto = accumulate((line.item.sum_fen for line in order.sku_orders), initial=0)
    return [
        high - low
        for low, high in pairwise(order.terms.deposit_fen * cost // whole for cost in upto)
    ]


def _deposit(order: ShopOrder, line: SkuOrder, amount: int) -> dict[str, Any]:
    paid = order.deposit_time is not None
    return {
        **_phase(line, 1, paid),
        "phase_open_time": unix(order.create_time),
        "phase_pay_time": unix(order.deposit_time),
        "phase_close_time": 0,
        **_amounts(amount, post=0, off=0, paid=paid),
    }


def _balance(order: ShopOrder, line: SkuOrder, deposit: int, post: int) -> dict[str, Any]:
    paid = order.pay_time is not None
    return {
        **_phase(line, 2, paid),
        "phase_open_time": unix(order.deposit_time),
        "phase_pay_time": unix(order.pay_time),
        "phase_close_time": unix(order.terms.balance_due_at),
        **_amounts(line.item.sum_fen - deposit, post=post, off=line.item.discount_fen, paid=paid),
    }


def _phase(line: SkuOrder, number: int, paid: bool) -> dict[str, Any]:
    return {
        "phase_order_id": f"{line.order_id}{number}",
        "total_phase": 2,
        "current_phase": number,
        "pay_success": paid,
        "sku_order_id": line.order_id,
        "campaign_id": "0",
        "phase_pay_type": 1 if paid else 0,
        "channel_payment_no": "",
        "current_phase_status_desc": "已支付" if paid else "已开始但未支付",
        "sku_price": line.item.unit_price_fen,
    }


def _amounts(goods: int, *, post: int, off: int, paid: bool) -> dict[str, int]:
    """The order's amount of a phase is goods and postage, or what is paid and what is off."""
    return {
        "phase_payable_price": goods,
        "phase_order_amount": goods + post,
        "phase_sum_amount": goods,
        "phase_post_amount": post,
        "phase_pay_amount": goods + post - off if paid else 0,
        "phase_promotion_amount": off,
    }
