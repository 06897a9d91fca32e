"""AliExpress' orders in our words: the tables of its values, and one function that reads them.

Pacific times become instants here. A value that no table knows is never dropped: it stands in
`unknown` as "field=value" and keeps the order back, as does a line that the platform ships itself.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError

from hedan.domain.base import OrderKey, short_id
from hedan.domain.orders import SHIPPABLE, Line, Order, OrderStatus, Receiver
from hedan.errors import Malformed
from hedan.platforms import china_time
from hedan.platforms.aliexpress.capabilities import PLATFORM, SEMI_CHOICE
from hedan.platforms.aliexpress.choices import NOT_PAID, chosen_logistics, payment_of, remark_of
from hedan.platforms.aliexpress.money import divided, factor_of, minor_of
from hedan.platforms.aliexpress.payloads import ChildOrder, Money, OrderAnswer, OrderDetail
from hedan.platforms.aliexpress.times import due_at, happened_at
from hedan.platforms.calling.theirs import places
from hedan.settings import StoreSettings

IN_CANCEL, FUND_PROCESSING, FINISH = "IN_CANCEL", "FUND_PROCESSING", "FINISH"
IN_ISSUE, IN_FROZEN = "IN_ISSUE", "IN_FROZEN"

ORDER_STATUS: dict[str, OrderStatus] = {
    "PLACE_ORDER_SUCCESS": OrderStatus.UNPAID,
    "PAYMENT_PROCESSING": OrderStatus.UNPAID,
    "IN_BOOK_SALE": OrderStatus.UNPAID,
    "RISK_CONTROL": OrderStatus.IN_REVIEW,
    "WAIT_SELLER_EXAMINE_MONEY": OrderStatus.IN_REVIEW,
    "WAIT_GROUP_SUCCESS": OrderStatus.IN_REVIEW,
    "WAIT_SELLER_SEND_GOODS": OrderStatus.TO_SHIP,
    "SELLER_PART_SEND_GOODS": OrderStatus.PART_SHIPPED,
    "WAIT_BUYER_ACCEPT_GOODS": OrderStatus.SHIPPED,
}
# Say nothing about how far the goods got: logistics_status does.
BESIDE_SHIPPING = frozenset({IN_CANCEL, IN_ISSUE, IN_FROZEN})
# The deal is over, or its money is on its way: with the goods, or without them.
ENDING = frozenset({FUND_PROCESSING, FINISH})
LOGISTICS_STATUS: dict[str, OrderStatus] = {
    "": OrderStatus.TO_SHIP,
    "NO_LOGISTICS": OrderStatus.TO_SHIP,
    "WAIT_SELLER_SEND_GOODS": OrderStatus.TO_SHIP,
    "SELLER_SEND_PART_GOODS": OrderStatus.PART_SHIPPED,
    "SELLER_SEND_GOODS": OrderStatus.SHIPPED,
    "BUYER_ACCEPT_GOODS": OrderStatus.SHIPPED,
}
ISSUE_STATUSES = frozenset({"", "NO_ISSUE", "END_ISSUE", IN_ISSUE})
FROZEN_STATUSES = frozenset({"", "NO_FROZEN", IN_FROZEN})
FUND_STATUSES = frozenset({"", NOT_PAID, "PAY_SUCCESS", "WAIT_SELLER_CHECK"})
VIRTUAL = "AE_RECHARGE"
BIZ_TYPES = frozenset({"", "AE_COMMON", "AE_TRIAL", VIRTUAL})
BY_THE_SELLER = frozenset({"", "SELLER_SEND_GOODS"})
BUSINESS_MODEL, SEMI_MANAGED, SHIP = "orderBusinessModel", "SEMI_CHOICE_SELF", "ship"
DEADLINE_COUNTS = SHIPPABLE | {OrderStatus.IN_REVIEW, OrderStatus.UNKNOWN}


class _Seen(NamedTuple):
    """What every part of the mapping looks at."""

    detail: OrderDetail
    store: StoreSettings
    now: datetime
    factor: int
    currency: str


def order_answer(data: object, asked: str) -> OrderAnswer:
    """Read an answer of findorderbyid. Raises Malformed with the place."""
    answer = OrderAnswer.read(data, "findorderbyid")
    if answer.target.id != asked:
        raise Malformed(f"order {asked}: another order was answered")
    if not answer.target.child_order_list:
        raise Malformed(f"order {asked}: child_order_list: no line")
    return answer


def platform_now(answer: OrderAnswer, ours: datetime) -> datetime:
    """Return the platform's own now; ours where it tells none."""
    try:
        return china_time.read(answer.time_stamp)
    except ValueError:
        return ours


def order_of(detail: OrderDetail, store: StoreSettings, now: datetime) -> Order:
    """Return the order in our words. Raises Malformed with the place."""
    total = _total(detail)
    prices = (child.product_price for child in detail.child_order_list)
    factor = factor_of((total, detail.order_amount, *prices))
    currency = total.code or detail.order_amount.code
    if not currency:
        raise Malformed(f"order {detail.id}: order_amount: no currency")
    try:
        return _order(_Seen(detail, store, now, factor, currency), total)
    except ValidationError as exc:
        raise Malformed(f"order {detail.id}: {places(exc)}") from None


def status_of(detail: OrderDetail) -> OrderStatus:
    """Return where the order stands."""
    status = _status(detail, detail)
    frozen = IN_FROZEN in (detail.frozen_status, detail.order_status)
    return OrderStatus.IN_REVIEW if frozen and status in SHIPPABLE else status


def line_status_of(child: ChildOrder, detail: OrderDetail) -> OrderStatus:
    """Return where a line stands."""
    status = _status(child, detail)
    whole = status_of(detail)
    if child.order_status in ENDING and detail.order_status not in ENDING and whole in SHIPPABLE:
        return OrderStatus.CANCELLED  # It ended before the rest was sent: without its goods.
    if status not in SHIPPABLE:
        return status
    if IN_FROZEN in (child.frozen_status, child.order_status):
        return OrderStatus.IN_REVIEW
    # A line never waits for goods that its order does not wait for.
    return status if whole in SHIPPABLE or whole is OrderStatus.UNKNOWN else whole


def _status(part: OrderDetail | ChildOrder, detail: OrderDetail) -> OrderStatus:
    logistics = part.logistics_status or detail.logistics_status
    if part.order_status in BESIDE_SHIPPING:
        if detail.fund_status == NOT_PAID:
            return OrderStatus.UNPAID
        return LOGISTICS_STATUS.get(logistics, OrderStatus.UNKNOWN)
    if part.order_status not in ENDING:
        return ORDER_STATUS.get(part.order_status, OrderStatus.UNKNOWN)
    reason = part.order_end_reason or part.end_reason
    if _left(logistics, detail) and "cancel" not in reason.lower():
        return OrderStatus.DONE if part.order_status == FINISH else OrderStatus.SHIPPED
    return OrderStatus.CANCELLED


def _left(logistics: str, detail: OrderDetail) -> bool:
    """Tell whether goods were sent. FINISH alone does not say; nor are its reasons documented."""
    if logistics:
        return LOGISTICS_STATUS.get(logistics) is not OrderStatus.TO_SHIP
    return bool(detail.logistic_info_list)


def _order(seen: _Seen, total: Money) -> Order:
    detail, now = seen.detail, seen.now
    status = status_of(detail)
    paid = minor_of(total, seen.factor, f"order {detail.id}: order_amount")
    postage = 0
    if detail.logistics_amount != Money():
        place = f"order {detail.id}: logistics_amount"
        postage = minor_of(detail.logistics_amount, seen.factor, place)
    lines = _our_lines(seen, paid, postage)
    waiting = [line.deadline for line in lines if line.deadline]
    return Order(
        key=OrderKey(platform=PLATFORM, store=seen.store.id, order_id=detail.id),
        status=status,
        lines=lines,
        currency=seen.currency,
        paid_minor=paid,
        postage_minor=postage,
        payable_minor=paid,
        payment=payment_of(detail, status),
        logistics_method=chosen_logistics(detail),
        buyer_id=detail.buyerloginid or detail.buyer_info.login_id,
        buyer_remark=remark_of(detail),
        seller_memo="",  # No call tells or writes one.
        receiver=_receiver(detail),
        created_at=happened_at(detail.gmt_create, now),
        paid_at=happened_at(detail.gmt_pay_success, now) if detail.gmt_pay_success else None,
        changed_at=happened_at(detail.gmt_modified, now),
        deadline=_state_ends(detail) or min(waiting, default=None),
        unknown=tuple(dict.fromkeys(_unknown(seen))),
    )


def _our_lines(seen: _Seen, paid: int, postage: int) -> tuple[Line, ...]:
    children = seen.detail.child_order_list
    prices = [
        minor_of(child.product_price, seen.factor, f"line {child.line_id}: product_price")
        for child in children
    ]
    worth = [price * child.product_count for price, child in zip(prices, children, strict=True)]
    # What was paid for a line is not told: discounts and changed prices are said of the order.
    shares = divided(max(0, paid - postage), worth)
    return tuple(
        _line(child, seen, price, share)
        for child, price, share in zip(children, prices, shares, strict=True)
    )


def _line(child: ChildOrder, seen: _Seen, price: int, paid: int) -> Line:
    status = line_status_of(child, seen.detail)
    return Line(
        line_id=child.line_id,
        sku=child.sku_code.strip(),
        product_id=child.product_id,
        name=child.product_name,
        spec=_spec(child),
        quantity=child.product_count,
        unit_price_minor=price,
        paid_minor=paid,
        status=status,
        is_virtual=seen.detail.biz_type == VIRTUAL,
        in_after_sale=_in_after_sale(child, seen.detail),
        deadline=_line_deadline(child, seen, status),
    )


def _in_after_sale(child: ChildOrder, detail: OrderDetail) -> bool:
    """Tell whether a request is open on the line. An unknown mark counts as open."""
    if IN_CANCEL in (child.order_status, detail.order_status) or child.order_status == IN_ISSUE:
        return True
    if child.issue_status == IN_ISSUE or child.issue_status not in ISSUE_STATUSES:
        return True
    marked = any(other.issue_status == IN_ISSUE for other in detail.child_order_list)
    return IN_ISSUE in (detail.issue_status, detail.order_status) and not marked


def _line_deadline(child: ChildOrder, seen: _Seen, status: OrderStatus) -> datetime | None:
    if status not in DEADLINE_COUNTS:
        return None
    paid = seen.detail.gmt_pay_success
    if paid is not None and child.goods_prepare_time > 0:
        return happened_at(paid, seen.now) + timedelta(days=child.goods_prepare_time)
    return _state_ends(seen.detail)


def _state_ends(detail: OrderDetail) -> datetime | None:
    """Return the ship-by instant: over_time_left ends whatever state the order is in."""
    if detail.over_time_left is None or ORDER_STATUS.get(detail.order_status) not in SHIPPABLE:
        return None
    return due_at(detail.over_time_left)


def _spec(child: ChildOrder) -> str:
    parts = [f"{name}:{value}" if name else value for name, value in child.options if value]
    if child.lot_num > 1:
        parts.append(f"{child.lot_num} pieces per lot")
    return "; ".join(parts)


def _receiver(detail: OrderDetail) -> Receiver:
    """Return what may be shown: the platform masks it, and its oaid stands for the clear data."""
    told = detail.receipt_address
    street = told.detail_address or told.address
    phone = told.mobile_no or f"{told.phone_area} {told.phone_number}".strip()
    # Masks of two people may be alike: without an oaid the order alone has this address.
    own = short_id("A", detail.id, told.contact_person, street, told.address2, told.zip, phone)
    return Receiver(
        address_id=detail.oaid or own,
        name=told.contact_person,
        phone=f"{told.phone_country} {phone}".strip(),
        province=told.province,
        city=told.city,
        district="",
        street="",
        detail=", ".join(part for part in (street, told.address2) if part),
        country=told.country or detail.buyer_info.country,
        postcode=told.zip,
    )


def _total(detail: OrderDetail) -> Money:
    """Return what the buyer pays: the newer amounts know changed prices and fees."""
    first = detail.order_amount
    for newer in (detail.new_order_amount, detail.seller_order_amount):
        told = newer.amount is not None or newer.cent is not None
        if told and newer.code in ("", first.code or newer.code):
            return newer
    return first


def _unknown(seen: _Seen) -> Iterator[str]:
    detail = seen.detail
    parts: tuple[OrderDetail | ChildOrder, ...] = (detail, *detail.child_order_list)
    for part in parts:
        if part.order_status not in {*ORDER_STATUS, *BESIDE_SHIPPING, *ENDING}:
            yield f"order_status={part.order_status}"
        if part.logistics_status not in LOGISTICS_STATUS:
            yield f"logistics_status={part.logistics_status}"
        if part.issue_status not in ISSUE_STATUSES:
            yield f"issue_status={part.issue_status}"
        if part.frozen_status not in FROZEN_STATUSES:
            yield f"frozen_status={part.frozen_status}"
    if detail.fund_status not in FUND_STATUSES:
        yield f"fund_status={detail.fund_status}"
    if detail.biz_type not in BIZ_TYPES:
        yield f"biz_type={detail.biz_type}"
    for child in detail.child_order_list:
        yield from _unknown_of_line(child, seen)


def _unknown_of_line(child: ChildOrder, seen: _Seen) -> Iterator[str]:
    if child.send_goods_operator not in BY_THE_SELLER:
        yield f"send_goods_operator={child.send_goods_operator}"
    if child.logistics_warehouse_type:
        yield f"logistics_warehouse_type={child.logistics_warehouse_type}"
    model = child.extend_map.get(BUSINESS_MODEL) or ""
    if model and (model != SEMI_MANAGED or seen.store.options.get(SEMI_CHOICE) != SHIP):
        yield f"{BUSINESS_MODEL}={model}"
    if child.product_price.code not in ("", seen.currency):
        yield f"product_price.currency_code={child.product_price.code}"
