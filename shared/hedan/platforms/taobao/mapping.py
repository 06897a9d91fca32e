"""Taobao's trades in our words: the tables of its values, and one function that reads them.

A value that no table knows is never dropped: it stands in `unknown` as "field=value" and keeps the
order back until somebody has looked. So does each of the platform's own holds.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import ValidationError

from hedan.domain.base import OrderKey, StoreId
from hedan.domain.orders import SHIPPABLE, Line, Order, OrderStatus, Payment, Receiver
from hedan.errors import Malformed, OrderGone
from hedan.platforms import china_time
from hedan.platforms.calling.theirs import places
from hedan.platforms.taobao.capabilities import PLATFORM
from hedan.platforms.taobao.money import line_sums, money_of
from hedan.platforms.taobao.payloads import OrderItem, Trade, TradeData
from hedan.platforms.taobao.wishes import carrier_wished, invoice_wished

CURRENCY = "CNY"

# Of trades and of their child orders alike.
STATUS: dict[str, OrderStatus] = {
    "TRADE_NO_CREATE_PAY": OrderStatus.UNPAID,
    "WAIT_BUYER_PAY": OrderStatus.UNPAID,
    "PAY_PENDING": OrderStatus.UNPAID,
    "WAIT_PRE_AUTH_CONFIRM": OrderStatus.UNPAID,
    "PAID_FORBID_CONSIGN": OrderStatus.IN_REVIEW,  # Paid; its group, say, is not complete.
    "WAIT_SELLER_SEND_GOODS": OrderStatus.TO_SHIP,
    "SELLER_CONSIGNED_PART": OrderStatus.PART_SHIPPED,
    "WAIT_BUYER_CONFIRM_GOODS": OrderStatus.SHIPPED,
    "TRADE_BUYER_SIGNED": OrderStatus.SHIPPED,  # Cash on delivery: handed over.
    "TRADE_FINISHED": OrderStatus.DONE,
    "TRADE_CLOSED": OrderStatus.CANCELLED,  # After a refund.
    "TRADE_CLOSED_BY_TAOBAO": OrderStatus.CANCELLED,  # Before it was paid.
}
# Of trades in two payments: these decide as long as nothing was shipped.
STEP_STATUS: dict[str, OrderStatus | None] = {
    "": None,
    "FRONT_NOPAID_FINAL_NOPAID": OrderStatus.UNPAID,
    "FRONT_PAID_FINAL_NOPAID": OrderStatus.UNPAID,  # Only the deposit is paid.
    "FRONT_PAID_FRONT_FORFEITED": OrderStatus.CANCELLED,
    "FRONT_PAID_FINAL_PAID": None,
}
NOT_SHIPPED = frozenset({OrderStatus.UNPAID, OrderStatus.IN_REVIEW, *SHIPPABLE})
OVER = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE, OrderStatus.CANCELLED})

AUTO_DELIVERY = "auto_delivery"  # The platform delivers it by itself: nothing to put in a parcel.
# Anything else needs a look: cash on delivery, goods of a partner, collected in a shop, …
ORDINARY_TYPES = frozenset({"", "fixed", "auction", "guarantee_trade", AUTO_DELIVERY, "step", "ec"})
VIRTUAL = "virtual"
# 25 and 26 promise a day, "seller" and "instant" another way to the door: somebody must look.
BY_POST = frozenset({"", VIRTUAL, "free", "post", "express", "ems"})

# order.refund_status: which forbid to ship, and which do not. A refused buyer may ask again.
REFUND_OPEN = frozenset(
    {
        "WAIT_SELLER_AGREE",
        "WAIT_BUYER_RETURN_GOODS",
        "WAIT_SELLER_CONFIRM_GOODS",
        "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS",
        "WAIT_SELLER_CONSIGN_GOODS",
        "EXCHANGE_TRANSFORM_TO_REFUND",
    }
)
REFUNDED = "SUCCESS"
REFUND_OTHER = frozenset({"", "NO_REFUND", "CLOSED", "SELLER_REFUSE_BUYER"})

HOLDS = (
    "is_sh_ship",
    "top_hold",
    "team_buy_hold",
    "share_group_hold",
    "ofp_hold",
    "forbid_consign",
)
LINE_HOLDS = ("is_sh_ship", "is_force_dc")  # The latter: Cainiao's warehouse ships it.
NO = frozenset({"", "0", "false"})
YES = frozenset({"1", "true"})
# rx_audit_status: 0 waits for the pharmacist. That 1 means "passed" is known from memory only.
PRESCRIPTION_FINE = frozenset({"", "1"})
FLAGS = frozenset(range(11))  # seller_flag: a newer topic knows more than the five colours.
HOURS_MAX = 24 * 365
HOME = frozenset({"中国", "中国大陆", "CN", "China"})


def order_of(
    data: object, store: StoreId, *, asked: str | None = None, ship_hours: int | None = None
) -> Order:
    """Return the order that an answer of taobao.trade.fullinfo.get tells.

    asked: the order that was asked for. ship_hours: see the store's options. Raises Malformed with
    the place, OrderGone when the answer holds no trade.
    """
    trade = trade_of(data, asked)
    try:
        return _order(trade, store, ship_hours)
    except ValidationError as exc:
        raise Malformed(f"order {trade.tid}: {places(exc)}") from None


def trade_of(data: object, asked: str | None) -> Trade:
    """Return the trade of an answer, and see that it is the one that was asked for."""
    trade = TradeData.read(data, "trade.fullinfo.get").trade
    if trade is None:
        raise OrderGone(f"order {asked}: the platform answers without it")
    if asked is not None and trade.tid != asked:
        raise Malformed(f"order {asked}: trade.tid: the answer tells of {trade.tid}")
    return trade


def _order(trade: Trade, store: StoreId, ship_hours: int | None) -> Order:
    due = _deadline(trade, ship_hours)
    status = status_of(trade.status, trade)
    money = money_of(trade, status)
    lines = tuple(_line(item, trade, due, money.payment) for item in trade.orders)
    waiting = [line.deadline for line in lines if line.status not in OVER and line.deadline]
    return Order(
        key=OrderKey(platform=PLATFORM, store=store, order_id=trade.tid),
        status=status,
        lines=lines,
        currency=CURRENCY,
        paid_minor=money.paid,
        postage_minor=trade.post_fee,
        payable_minor=money.payable,
        payment=money.payment,
        carrier_wished=carrier_wished(trade),
        logistics_method=trade.shipping_type,
        invoice_wished=invoice_wished(trade),
        # Never the nick: it is masked, and two buyers may wear one mask.
        buyer_id=trade.buyer_open_uid,
        buyer_remark=trade.buyer_message,
        seller_memo=trade.seller_memo,
        flag=trade.seller_flag,
        receiver=_receiver(trade),
        created_at=trade.created,
        paid_at=trade.pay_time,
        changed_at=trade.modified,
        deadline=min(waiting, default=None),
        unknown=tuple(dict.fromkeys(_unknown(trade))),
    )


def _line(item: OrderItem, trade: Trade, due: datetime | None, payment: Payment) -> Line:
    list_price, discount = line_sums(item, trade, payment)
    status = status_of(item.status, trade)
    paid = item.payment if item.divide_order_fee is None else item.divide_order_fee
    if paid is None:
        raise Malformed(f"order {trade.tid}: line {item.oid}: payment: missing")
    return Line(
        line_id=item.oid,
        sku=item.outer_sku_id or item.outer_iid,
        product_id=item.num_iid,
        name=item.title,
        spec=item.sku_properties_name,
        quantity=item.num,
        unit_price_minor=item.price,
        paid_minor=paid,
        status=status,
        sku_id=item.sku_id,
        list_price_minor=None if item.is_free_gift in YES else list_price,
        discount_minor=discount,
        is_gift=item.is_free_gift in YES,
        is_virtual=is_virtual(item, trade),
        gift_of=_gift_of(item, trade),
        in_after_sale=in_after_sale(item)
        or (item.refund_status == REFUNDED and status not in OVER),
        deadline=_instant(item.delivery_time) or due,
    )


def status_of(told: str, trade: Trade) -> OrderStatus:
    """Return where a trade or one of its lines stands."""
    status = STATUS.get(told, OrderStatus.UNKNOWN)
    step = STEP_STATUS.get(trade.step_trade_status)
    return step if step is not None and status in NOT_SHIPPED else status


def is_virtual(item: OrderItem, trade: Trade) -> bool:
    """Tell whether nothing of a line travels."""
    kinds = {item.shipping_type or trade.shipping_type}
    return VIRTUAL in kinds or trade.type == AUTO_DELIVERY or item.is_service_order in YES


def in_after_sale(item: OrderItem) -> bool:
    """Tell whether the platform shows a case on the line that is not over.

    An unknown mark counts as open: a parcel that waits costs less than one that is gone.
    """
    return item.refund_status != REFUNDED and item.refund_status not in REFUND_OTHER


def ids_in(told: tuple[str, ...] | str) -> tuple[str, ...]:
    """Return the ids of a field that is a list here and text with commas there."""
    parts = told.replace(";", ",").split(",") if isinstance(told, str) else told
    return tuple(part.strip() for part in parts if part.strip())


def _gift_of(item: OrderItem, trade: Trade) -> tuple[str, ...]:
    # Whether a gift names its masters or a master its gifts is nowhere written: believed of gifts
    # only, and only where it names lines of this order.
    if item.is_free_gift not in YES:
        return ()
    others = {other.oid for other in trade.orders} - {item.oid}
    return tuple(oid for oid in dict.fromkeys(ids_in(item.gift_mids)) if oid in others)


def _receiver(trade: Trade) -> Receiver:
    """Return what may be shown: masks, and the id that stands for all of it."""
    return Receiver(
        address_id=trade.oaid,
        name=trade.receiver_name,
        phone=trade.receiver_mobile or trade.receiver_phone,
        province=trade.receiver_state,
        # Where there is no city the district stands for it.
        city=trade.receiver_city or trade.receiver_district,
        district=trade.receiver_district,
        street=trade.receiver_town,
        detail=trade.receiver_address,
        country="" if trade.receiver_country in HOME else trade.receiver_country,
        postcode=trade.receiver_zip,
    )


def _deadline(trade: Trade, ship_hours: int | None) -> datetime | None:
    told = _instant(trade.delivery_time)
    if told is not None or trade.pay_time is None:
        return told
    hours = int(trade.consign_interval) if _is_count(trade.consign_interval) else ship_hours
    return None if hours is None else trade.pay_time + timedelta(hours=hours)


def _is_count(text: str) -> bool:
    # Cut: a text of a thousand digits is no number for int, and no hours for anybody.
    return text.isascii() and text.isdigit() and 0 < int(text[:9]) <= HOURS_MAX


def _instant(text: str) -> datetime | None:
    """Read a time that may also be a text such as "within 24 hours"."""
    try:
        return china_time.read(text) if text else None
    except ValueError:
        return None


def _unknown(trade: Trade) -> Iterator[str]:
    if trade.status not in STATUS:
        yield f"status={trade.status}"
    if trade.seller_flag not in FLAGS:
        yield f"seller_flag={trade.seller_flag}"
    if trade.step_trade_status not in STEP_STATUS:
        yield f"step_trade_status={trade.step_trade_status}"
    if trade.type not in ORDINARY_TYPES:
        yield f"type={trade.type}"
    if trade.shipping_type not in BY_POST:
        yield f"shipping_type={trade.shipping_type}"
    yield from _set_holds(trade, HOLDS)
    if trade.rx_audit_status not in PRESCRIPTION_FINE:
        yield f"rx_audit_status={trade.rx_audit_status}"
    yield from _unread_time(trade)
    for item in trade.orders:
        yield from _unknown_of_line(item)
    given = {item.num_iid for item in trade.orders if item.is_free_gift in YES}
    for promotion in trade.promotion_details:
        # Promised to the buyer, and no line of the order: nobody would pack it.
        if promotion.gift_item_id and promotion.gift_item_id not in given:
            yield f"gift_item_id={promotion.gift_item_id}"


def _unknown_of_line(item: OrderItem) -> Iterator[str]:
    if item.status not in STATUS:
        yield f"order.status={item.status}"
    if item.refund_status not in REFUND_OPEN | REFUND_OTHER | {REFUNDED}:
        yield f"order.refund_status={item.refund_status}"
    if item.shipping_type not in BY_POST:
        yield f"order.shipping_type={item.shipping_type}"
    for told in _set_holds(item, LINE_HOLDS):
        yield f"order.{told}"
    if item.customization not in NO:
        # What the buyer had engraved is not repeated here: it may name a person.
        yield "order.customization=given"
    yield from (f"order.{told}" for told in _unread_time(item))


def _set_holds(told: Trade | OrderItem, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = getattr(told, name)
        if value not in NO:
            yield f"{name}={value}"


def _unread_time(told: Trade | OrderItem) -> Iterator[str]:
    if told.delivery_time and _instant(told.delivery_time) is None:
        yield f"delivery_time={told.delivery_time}"
