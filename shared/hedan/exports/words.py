"""What the status words of export sheets mean. A word that no table knows is never dropped."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.orders import OrderStatus
from hedan.workbooks.headings import plain

# Some sheets put both into one cell: "未发货，退款成功".
_BETWEEN_WORDS = re.compile(r"[，,;；/|]+")
DEPOSIT_IN = "定金已付"
_NOT_SHIPPED = frozenset({OrderStatus.UNPAID, OrderStatus.IN_REVIEW, OrderStatus.TO_SHIP})


class Standing(NamedTuple):
    """Where a row stands. unknown: what no table knows, as "field=value"."""

    status: OrderStatus
    after_sale: AfterSaleStatus | None
    kind: AfterSaleKind | None
    unknown: tuple[str, ...]
    deposit_in: bool = False  # Only the first of two payments has come in.


# --- Orders -----------------------------------------------------------------------------------

_CHINESE: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: (
        "待支付",
        "待付款",
        "未支付",
        "未付款",
        "等待买家付款",
        "定金已付待付尾款",
    ),
    OrderStatus.IN_REVIEW: (
        "审核中",
        "风控中",
        "风险审核中",
        "待成团",
        "拼单中",
        "待分享",
        "已冻结",
    ),
    OrderStatus.TO_SHIP: ("待发货", "备货中", "已支付", "已付款", "未发货", "等待卖家发货"),
    OrderStatus.PART_SHIPPED: ("部分发货", "卖家部分发货"),
    OrderStatus.SHIPPED: ("已发货", "待收货", "待签收", "已发货待收货", "已发货待签收", "运输中"),
    OrderStatus.DONE: ("已完成", "已收货", "已签收", "交易成功", "交易完成", "订单完成", "已评价"),
    OrderStatus.CANCELLED: ("已关闭", "已取消", "交易关闭", "订单关闭", "订单取消", "支付超时"),
}
_TAOBAO: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: ("WAIT_BUYER_PAY", "TRADE_NO_CREATE_PAY", "PAY_PENDING"),
    OrderStatus.IN_REVIEW: ("PAID_FORBID_CONSIGN",),
    OrderStatus.TO_SHIP: ("买家已付款，等待卖家发货", "买家已付款", "WAIT_SELLER_SEND_GOODS"),
    OrderStatus.PART_SHIPPED: ("SELLER_CONSIGNED_PART",),
    OrderStatus.SHIPPED: (
        *("卖家已发货，等待买家确认", "卖家已发货", "WAIT_BUYER_CONFIRM_GOODS"),
        "TRADE_BUYER_SIGNED",
    ),
    OrderStatus.DONE: ("TRADE_FINISHED",),
    OrderStatus.CANCELLED: ("TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO", "付款以后用户退款成功"),
}
_ALIEXPRESS: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: ("Awaiting payment", "Unpaid", "PLACE_ORDER_SUCCESS", "PAYMENT_PROCESSING"),
    OrderStatus.IN_REVIEW: (
        *("资金未到账", "付款审核中", "Payment not yet confirmed", "Payment being verified"),
        *("Frozen", "RISK_CONTROL", "WAIT_SELLER_EXAMINE_MONEY", "WAIT_GROUP_SUCCESS", "IN_FROZEN"),
    ),
    OrderStatus.TO_SHIP: (
        *("等待您发货", "等待发货", "Awaiting shipment", "To ship", "Awaiting your shipment"),
        "WAIT_SELLER_SEND_GOODS",
    ),
    OrderStatus.PART_SHIPPED: ("Partially shipped", "SELLER_PART_SEND_GOODS"),
    OrderStatus.SHIPPED: (
        *("等待买家收货", "等待买家确认收货", "Awaiting delivery", "Shipped", "Order shipped"),
        *("等待您确认金额", "资金处理中", "WAIT_BUYER_ACCEPT_GOODS", "FUND_PROCESSING"),
    ),
    # Paid out or cancelled: the platform uses one word for both, and nothing ships in either.
    OrderStatus.DONE: ("Finished", "Completed", "Order completed", "FINISH"),
    OrderStatus.CANCELLED: ("Closed", "Canceled", "Cancelled", "Order closed"),
}
_MALL: Mapping[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: ("unpaid", "pending", "pending payment", "created", "checkout-draft"),
    OrderStatus.IN_REVIEW: ("on-hold", "in_review"),
    OrderStatus.TO_SHIP: ("paid", "processing", "to_ship"),
    OrderStatus.PART_SHIPPED: ("partly_shipped", "part_shipped", "partially shipped"),
    OrderStatus.SHIPPED: ("shipped",),
    OrderStatus.DONE: ("completed", "done", "delivered"),
    OrderStatus.CANCELLED: ("cancelled", "canceled", "failed", "trash", "closed", "refunded"),
    OrderStatus.REPLACED: ("replaced", "split"),
}

# --- After-sales ------------------------------------------------------------------------------

_NONE = (
    *("无售后", "无", "没有申请退款", "未申请售后", "无退款", "正常", "未发起售后", "no"),
    *("无售后或售后取消", "无纠纷", "NO_REFUND", "NO_ISSUE", "none", "no issue", "no dispute"),
)
_AFTER_SALES: Mapping[AfterSaleStatus, tuple[str, ...]] = {
    AfterSaleStatus.REQUESTED: (
        *("售后", "售后中", "售后处理中", "售后待处理", "待商家处理", "待卖家处理", "待处理"),
        *("退款待处理", "退款申请中", "申请退款", "待商家审核", "退款处理中", "平台处理中"),
        *(
            "买家已经申请退款，等待卖家同意",
            "等待卖家同意",
            "WAIT_SELLER_AGREE",
            "纠纷中",
            "含纠纷",
        ),
        *("IN_ISSUE", "IN_CANCEL", "买家申请取消", "取消中", "requested", "in dispute"),
        *("Buyer requested cancellation", "cancellation requested"),
    ),
    AfterSaleStatus.AGREED: (
        *("退款中", "同意退款", "同意退款，退款中", "待退货", "待买家退货", "退货中", "换货中"),
        *("待商家收货", "卖家已经同意退款，等待买家退货", "WAIT_BUYER_RETURN_GOODS", "待退款"),
        *("买家已经退货，等待卖家确认收货", "WAIT_SELLER_CONFIRM_GOODS", "agreed", "refunding"),
    ),
    AfterSaleStatus.SUCCEEDED: (
        *("退款成功", "全额退款成功", "已退款", "全部退款", "部分退款", "售后成功", "售后完成"),
        *("退货退款成功", "换货成功", "补寄成功", "SUCCESS", "succeeded", "refunded"),
    ),
    AfterSaleStatus.REFUSED: (
        "商家拒绝",
        "拒绝退款",
        "卖家拒绝退款",
        "SELLER_REFUSE_BUYER",
        "refused",
    ),
    AfterSaleStatus.CLOSED: (
        *("售后关闭", "退款关闭", "售后取消", "售后撤销", "已撤销", "退款失败", "退款取消"),
        *("买家撤销", "纠纷结束", "纠纷关闭", "CLOSED", "END_ISSUE", "withdrawn"),
    ),
}
# Looked for inside the words, in this order: "退货退款" is a return.
_KINDS: tuple[tuple[str, AfterSaleKind], ...] = (
    ("换货", AfterSaleKind.EXCHANGE),
    ("exchange", AfterSaleKind.EXCHANGE),
    ("补寄", AfterSaleKind.RESEND),
    ("resend", AfterSaleKind.RESEND),
    ("维修", AfterSaleKind.REPAIR),
    ("repair", AfterSaleKind.REPAIR),
    ("价保", AfterSaleKind.PRICE_PROTECTION),
    ("退货", AfterSaleKind.RETURN),
    ("return", AfterSaleKind.RETURN),
    ("取消", AfterSaleKind.CANCEL),
    ("cancel", AfterSaleKind.CANCEL),
)


class Words:
    """One platform's words."""

    def __init__(self, *orders: Mapping[OrderStatus, tuple[str, ...]]) -> None:
        self._orders = {
            plain(word): status
            for table in orders
            for status, some in table.items()
            for word in some
        }
        self._after = {
            plain(word): status for status, some in _AFTER_SALES.items() for word in some
        }
        self._none = frozenset({"", *map(plain, _NONE)})

    def standing(self, status_word: str, after_word: str, kind_word: str) -> Standing:
        """Return where a row with these words stands.

        An unknown word about an after-sale counts as one: a parcel that waits costs less than
        one that is gone.
        """
        status, inside = self._order(status_word)
        unknown: list[str] = []
        if status is OrderStatus.UNKNOWN:
            unknown.append(f"order_status={status_word}")
        after = inside
        if (word := plain(after_word)) not in self._none:
            after = self._after.get(word, AfterSaleStatus.UNKNOWN)
            if after is AfterSaleStatus.UNKNOWN:
                unknown.append(f"after_sale_status={after_word}")
        if inside is AfterSaleStatus.SUCCEEDED and status in _NOT_SHIPPED:
            status = OrderStatus.CANCELLED
        kind = None
        if after is not None:
            kind = _kind(f"{kind_word} {after_word} {status_word}", status)
        return Standing(status, after, kind, tuple(unknown), DEPOSIT_IN in status_word)

    def _order(self, text: str) -> tuple[OrderStatus, AfterSaleStatus | None]:
        if known := self._orders.get(plain(text)):
            return known, None
        parts = [plain(part) for part in _BETWEEN_WORDS.split(text)]
        statuses = [self._orders[part] for part in parts if part in self._orders]
        afters = [self._after[part] for part in parts if part in self._after]
        if len(statuses) + len(afters) < len(parts) or not afters:
            return OrderStatus.UNKNOWN, afters[0] if afters else None
        # Only an after-sale: whether it has left is not said.
        return (statuses[0] if statuses else OrderStatus.UNKNOWN), afters[0]


def _kind(words: str, status: OrderStatus) -> AfterSaleKind:
    text = words.casefold()
    for part, kind in _KINDS:
        if part in text:
            return kind
    left = status in (OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.PART_SHIPPED)
    return AfterSaleKind.REFUND_ONLY if left else AfterSaleKind.REFUND_UNSHIPPED


DOUDIAN = Words(_CHINESE)
PINDUODUO = Words(_CHINESE)
TAOBAO = Words(_CHINESE, _TAOBAO)
ALIEXPRESS = Words(_CHINESE, _ALIEXPRESS)
MALL = Words(_CHINESE, _MALL)
