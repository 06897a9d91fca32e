"""The moves of an after-sale: each changes record, lines and order, and sends a message.

The same moves serve the buyer's and seller's side in Python and the API. The caller holds the lock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from infra.local.doudian import messages, progress
from infra.local.doudian.book import Book
from infra.local.doudian.model import (
    OPEN_AFTER_SALES,
    SENT_TWICE,
    AfterSale,
    AfterSaleStatus,
    AfterSaleType,
    OrderStatus,
    RefundStatus,
    ShopOrder,
)

# What a buyer may still change or take back.
_UNDECIDED = (OPEN_AFTER_SALES - {AfterSaleStatus.SENT_AGAIN}) | {AfterSaleStatus.REFUSED}
# The seller's time to answer before the platform decides in the buyer's favour.
ANSWER_WITHIN = timedelta(hours=48)


class WrongState(ValueError):
    """The move is not possible in the state that the after-sale has now."""


@dataclass(frozen=True)
class Request:
    """What a buyer asks for. `lines` maps line ids to pieces, amounts are fen."""

    lines: Mapping[str, int]
    type: AfterSaleType
    amount_fen: int
    post_fen: int = 0
    reason_code: int = 1
    reason: str = "多拍/错拍/不想要"
    remark: str = ""


def open_request(book: Book, order: ShopOrder, wanted: Request) -> AfterSale:
    """The buyer applies (200). Raises WrongState while a line has another request open."""
    named = [line for line in order.sku_orders if line.order_id in wanted.lines]
    for line in named:
        current = book.after_sale_of(line)
        if current and current.status in OPEN_AFTER_SALES:
            raise WrongState(f"{line.order_id} already has {current.after_sale_id} open")
        if not 1 <= wanted.lines[line.order_id] <= line.item.quantity - line.refunded_num:
            raise WrongState(f"{line.order_id} has not so many pieces left to refund")
        if wanted.type in SENT_TWICE and line.shipped_num < wanted.lines[line.order_id]:
            raise WrongState(f"{line.order_id} has not left yet")
    now = book.now()
    record = AfterSale(
        after_sale_id=book.next_after_sale_id(),
        order_id=order.order_id,
        shop_id=order.shop_id,
        lines=dict(wanted.lines),
        type=wanted.type,
        status=AfterSaleStatus.WAIT_SELLER,
        amount_fen=wanted.amount_fen,
        post_fen=wanted.post_fen,
        reason_code=wanted.reason_code,
        reason=wanted.reason,
        remark=wanted.remark,
        apply_time=now,
        update_time=now,
        status_deadline=now + ANSWER_WITHIN,
        before_shipping=wanted.type is AfterSaleType.BEFORE_SHIPPING,
    )
    book.after_sales[record.after_sale_id] = record
    for line in named:
        line.after_sale_id = record.after_sale_id
    tell(book, record, messages.REFUND_CREATED, "apply_time", "买家申请", "买家")
    return record


def modify(book: Book, record: AfterSale, *, amount_fen: int) -> None:
    """The buyer asks for another sum (208); a refused request waits for the seller again."""
    require(record, *_UNDECIDED)
    record.amount_fen = amount_fen
    record.status = AfterSaleStatus.WAIT_SELLER
    record.apply_count += 1
    record.status_deadline = book.now() + ANSWER_WITHIN
    tell(book, record, messages.REFUND_MODIFIED, "modify_time", "买家修改申请", "买家")


def agree(book: Book, record: AfterSale) -> None:
    """The seller agrees: to the return (202), or to the money (201) if nothing is to come back.

    A resend waits for its parcel from then on (227); an exchange whose goods came back wants a
    number instead of a yes. Raises WrongState.
    """
    require(record, AfterSaleStatus.WAIT_SELLER, AfterSaleStatus.RETURNED)
    goods_first = record.type in {AfterSaleType.RETURN, AfterSaleType.EXCHANGE}
    if goods_first and record.status is AfterSaleStatus.WAIT_SELLER:
        record.status = AfterSaleStatus.WAIT_RETURN
        tell(book, record, messages.RETURN_AGREED, "agree_time", "商家同意退货", "商家")
        return
    if record.type is AfterSaleType.EXCHANGE:
        raise WrongState(f"{record.after_sale_id} waits for what is sent instead")
    if record.type is AfterSaleType.RESEND:
        record.status = AfterSaleStatus.WAIT_SELLER_TO_SHIP
        tell(book, record, messages.RESEND_AGREED, "agree_time", "商家同意补寄", "商家")
        return
    record.status = AfterSaleStatus.SUCCESS
    record.refund_status = RefundStatus.IN_PROGRESS
    tell(book, record, messages.REFUND_AGREED, "agree_time", "商家同意退款", "商家")


def refuse(book: Book, record: AfterSale, why: str) -> None:
    """The seller refuses the first request (204, or 205 where goods were to come back)."""
    require(record, AfterSaleStatus.WAIT_SELLER)
    record.status = AfterSaleStatus.REFUSED
    tag = messages.REFUND_REFUSED
    if record.type in {AfterSaleType.RETURN, AfterSaleType.EXCHANGE}:
        tag = messages.RETURN_REFUSED
    tell(book, record, tag, "refuse_time", f"商家拒绝:{why}", "商家")


def withdraw(book: Book, record: AfterSale) -> None:
    """The buyer withdraws (207). The refund status stays at 1, as on the platform."""
    require(record, *_UNDECIDED)
    record.status = AfterSaleStatus.CLOSED
    tell(book, record, messages.REFUND_CLOSED, "close_time", "买家撤销", "买家")


def send_back(book: Book, record: AfterSale, company_code: str, logistics_code: str) -> None:
    """The buyer has sent the goods back (203)."""
    require(record, AfterSaleStatus.WAIT_RETURN)
    record.status = AfterSaleStatus.RETURNED
    record.return_company, record.return_number = company_code, logistics_code
    tell(book, record, messages.BUYER_RETURNED, "return_time", "买家寄回", "买家")


def pay_back(book: Book, record: AfterSale) -> None:
    """The money is back (206): unsent pieces are cancelled, and gifts that now stand alone."""
    require(record, AfterSaleStatus.SUCCESS)
    if record.refund_status is not RefundStatus.IN_PROGRESS:
        raise WrongState(f"{record.after_sale_id} is paid back already")
    record.refund_status = RefundStatus.SUCCESS
    order = book.orders[record.order_id]
    was_cancelled = order.status is OrderStatus.CANCELLED
    if record.before_shipping:
        for line_id, pieces in record.lines.items():
            if line := order.line(line_id):
                line.refunded_num += pieces
        book.touch(order, *progress.withdraw_gifts(order))
        progress.settle(order, book.now())
    tell(book, record, messages.REFUND_SUCCEEDED, "success_time", "退款成功", "平台")
    if order.status is OrderStatus.CANCELLED and not was_cancelled:
        cancelled = messages.trade(
            order,
            cancel_time=messages.unix(book.now()),
            cancel_reason=order.cancel_reason,
        )
        book.tell(messages.CANCELLED, order, cancelled)


def require(record: AfterSale, *allowed: AfterSaleStatus) -> None:
    """Raise WrongState unless the record is in one of these states."""
    if record.status not in allowed:
        raise WrongState(f"{record.after_sale_id} is in status {record.status.value}")


def tell(
    book: Book, record: AfterSale, tag: int, moment_name: str, action: str, actor: str
) -> None:
    """Write a move down, with its order and lines, and send its message."""
    order = book.orders[record.order_id]
    note(book, record, action, actor)
    book.tell(tag, order, messages.after_sale(record, moment_name, book.now()))


def note(book: Book, record: AfterSale, action: str, actor: str) -> None:
    """Write a move down of which the platform sends no message that anybody has described."""
    order = book.orders[record.order_id]
    book.touch_after_sale(record, action, actor)
    book.touch(order, *(line for line in order.sku_orders if line.order_id in record.lines))
