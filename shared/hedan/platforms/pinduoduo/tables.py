"""Pinduoduo's numbers in our words, on one screen."""

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.orders import OrderStatus

PLATFORM = "pinduoduo"
CURRENCY = "CNY"

TO_SHIP, SHIPPED, SIGNED = 1, 2, 3
ORDER_STATUS: dict[int, OrderStatus] = {
    TO_SHIP: OrderStatus.TO_SHIP,
    SHIPPED: OrderStatus.SHIPPED,
    SIGNED: OrderStatus.DONE,
}
# What else decides while an order is to be shipped: all of them must agree that it may be.
NO_REFUND, REFUNDED = 1, 4
WAITING: dict[str, dict[int, OrderStatus]] = {
    "confirm_status": {
        0: OrderStatus.UNPAID,
        1: OrderStatus.TO_SHIP,
        2: OrderStatus.CANCELLED,
    },
    "group_status": {
        0: OrderStatus.UNPAID,  # The group of buyers is not complete: no order yet.
        1: OrderStatus.TO_SHIP,
        2: OrderStatus.CANCELLED,
    },
    "risk_control_status": {0: OrderStatus.TO_SHIP, 1: OrderStatus.IN_REVIEW},
    "refund_status": {
        NO_REFUND: OrderStatus.TO_SHIP,
        2: OrderStatus.TO_SHIP,  # In progress: the line says so, and its fence closes.
        3: OrderStatus.TO_SHIP,
        REFUNDED: OrderStatus.CANCELLED,  # Before it was shipped.
    },
}
REFUND_OPEN = frozenset({2, 3})
# trade_type 1 is a deposit; this step_trade_status says that the rest is paid too.
NORMAL, DEPOSIT = 0, 1
ALL_PAID = 2

# Values with which an order waits for a person, though each of them is known.
LOTTERY = 2  # is_lucky_flag: only winners are to be shipped.
KEEPS_BACK: dict[str, frozenset[int]] = {
    "gift_order_status": frozenset({0}),  # Whether the gift travels with it is not decided yet.
    "identification_status": frozenset({1, 2}),  # Subsidised goods: not, or not yet, approved.
    "shipping_type": frozenset({1, 2, 3}),  # By appointment, or within the hour: no plain parcel.
    "self_contained": frozenset({1}),  # The meaning is not written: fetched by the buyer, we think.
}
# And those that are known and harmless; any other value is unknown.
HARMLESS: dict[str, frozenset[int]] = {
    "gift_order_status": frozenset({1, 2}),
    "identification_status": frozenset({0, 3}),
    "shipping_type": frozenset({0}),
    "self_contained": frozenset({0}),
    "trade_type": frozenset({NORMAL, DEPOSIT}),
    "is_stock_out": frozenset({0, 1}),
    "is_lucky_flag": frozenset({0, 1, LOTTERY}),
}
FLAGS = frozenset(range(6))  # remark_tag: none and five colours.
# Tags that forbid shipping now.
TAGS_KEEP_BACK = frozenset({"ship_hold"})
STOCK_OUT, STOCK_OUT_SETTLED = 1, 1

# after_sales_type: the detail and the listing count differently.
DETAIL_KIND: dict[int, AfterSaleKind] = {
    1: AfterSaleKind.REFUND_ONLY,
    2: AfterSaleKind.RETURN,
    3: AfterSaleKind.EXCHANGE,
    4: AfterSaleKind.RESEND,
    5: AfterSaleKind.REPAIR,
}
LISTED_KIND: dict[int, AfterSaleKind] = {
    2: AfterSaleKind.REFUND_ONLY,
    3: AfterSaleKind.RETURN,
    4: AfterSaleKind.EXCHANGE,
    5: AfterSaleKind.RESEND,
    6: AfterSaleKind.REPAIR,
}
# after_sales_status, of a case and of an order alike. 0 is "none": no case is ever in it.
NO_AFTER_SALE = 0
AFTER_SALE_STATUS: dict[int, AfterSaleStatus] = {
    2: AfterSaleStatus.REQUESTED,
    3: AfterSaleStatus.REQUESTED,
    4: AfterSaleStatus.AGREED,  # By the seller; the money is on its way.
    5: AfterSaleStatus.AGREED,  # By the platform.
    6: AfterSaleStatus.REQUESTED,  # The seller refused, but it is the buyer's turn: not over.
    7: AfterSaleStatus.AGREED,  # The buyer is to send the goods.
    8: AfterSaleStatus.REQUESTED,  # The platform decides.
    9: AfterSaleStatus.REFUSED,
    10: AfterSaleStatus.SUCCEEDED,
    11: AfterSaleStatus.CLOSED,
    12: AfterSaleStatus.CLOSED,
    13: AfterSaleStatus.CLOSED,
    14: AfterSaleStatus.REQUESTED,  # Exchange or resend: the seller's turn,
    15: AfterSaleStatus.REQUESTED,  # the buyer's turn,
    16: AfterSaleStatus.SUCCEEDED,
    17: AfterSaleStatus.CLOSED,  # failed,
    18: AfterSaleStatus.AGREED,  # the buyer is to confirm.
    21: AfterSaleStatus.REQUESTED,  # Repair: the seller's turn,
    22: AfterSaleStatus.AGREED,  # the buyer is to send it,
    24: AfterSaleStatus.CLOSED,
    25: AfterSaleStatus.SUCCEEDED,
    27: AfterSaleStatus.AGREED,  # the buyer is to receive it.
    31: AfterSaleStatus.AGREED,  # The buyer refused the parcel; the money is on its way.
    32: AfterSaleStatus.AGREED,  # Resend: the seller is to ship.
    33: AfterSaleStatus.AGREED,  # The parcel is called back, then the money is sent.
}
AFTER_SALE_OVER = frozenset(
    number
    for number, status in AFTER_SALE_STATUS.items()
    if status in (AfterSaleStatus.SUCCEEDED, AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED)
)

# Every value that is known, of the fields that decide whether an order may go.
KNOWN: dict[str, frozenset[int]] = {
    "order_status": frozenset(ORDER_STATUS),
    "after_sales_status": frozenset({NO_AFTER_SALE, *AFTER_SALE_STATUS}),
    **{field: frozenset(table) for field, table in WAITING.items()},
    **{field: values | KEEPS_BACK.get(field, frozenset()) for field, values in HARMLESS.items()},
}
