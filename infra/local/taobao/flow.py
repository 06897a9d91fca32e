"""The moves of trades and refunds, the same for people and for the API. Hold the lock."""

from collections.abc import Mapping
from datetime import datetime

from infra.local.simulated.trade import Person
from infra.local.taobao import topics, views
from infra.local.taobao.book import Book
from infra.local.taobao.model import (
    OPEN_REFUNDS,
    Line,
    Parcel,
    Refund,
    RefundStatus,
    SpiKind,
    Status,
    Trade,
)
from infra.local.taobao.spi import SpiCall, SpiResult


class WrongState(ValueError):
    """The move is not possible in the state of the record."""


def open_request(book: Book, trade: Trade, line: Line, reason: str, *, returned: bool) -> Refund:
    """The buyer asks the money of a line back. Raises WrongState while another is open."""
    current = book.refund_status(trade, line.oid)
    if current in OPEN_REFUNDS or line.status is Status.TRADE_CLOSED:
        raise WrongState(f"{line.oid} cannot be asked back now")
    now = book.now()
    refund = Refund(
        refund_id=book.next_id("refund"),
        tid=trade.tid,
        oid=line.oid,
        shop_id=trade.shop_id,
        status=RefundStatus.WAIT_SELLER_AGREE,
        fee_fen=views.share_of(trade, line),
        phase="aftersale" if trade.finished else "onsale",
        before_shipping=not line.sent,
        reason=reason,
        created=now,
        modified=now,
        returned=returned,
    )
    book.refunds[refund.refund_id] = refund
    line.refund_ids.append(refund.refund_id)
    book.touch_refund(refund)
    book.tell_refund(topics.REFUND_CREATED, refund)
    if refund.before_shipping:
        _ask(book, SpiKind.CANCEL_SHIPMENT, trade, (line.oid,), refund_id=refund.refund_id)
    return refund


def move_refund(book: Book, refund: Refund, status: RefundStatus, topic: str) -> None:
    """An open refund goes on. Raises WrongState for one that is over."""
    if refund.status not in OPEN_REFUNDS:
        raise WrongState(f"{refund.refund_id} is over: {refund.status}")
    refund.status = status
    trade = book.trades[refund.tid]
    line = trade.line(refund.oid)
    if status is RefundStatus.SUCCESS and line is not None:
        line.status = Status.TRADE_CLOSED
    book.touch_refund(refund)
    book.tell_refund(topic, refund)
    if trade.status is Status.TRADE_CLOSED:
        book.tell(topics.CLOSE, trade)


def pay_back(book: Book, refund: Refund) -> None:
    """The money is back with the buyer; the line is closed."""
    move_refund(book, refund, RefundStatus.SUCCESS, topics.REFUND_SUCCESS)


def ask_address(book: Book, trade: Trade, person: Person) -> None:
    """The buyer wants the goods elsewhere: asked of the seller, or done where nobody is asked."""
    if trade.status is not Status.WAIT_SELLER_SEND_GOODS:
        return
    oids = tuple(line.oid for line in trade.lines)
    if not _ask(book, SpiKind.CHANGE_ADDRESS, trade, oids, wanted=person):
        _change_address(book, trade, person)


def settle(book: Book, result: SpiResult) -> None:
    """Do what the seller's answer allows."""
    book.spi.results.append(result)
    call, trade = result.call, book.trades[result.call.tid]
    yes = result.outcome == "true"
    if call.kind is SpiKind.CANCEL_SHIPMENT:
        refund = book.refunds[call.refund_id]
        line = trade.line(refund.oid)
        if yes and refund.status in OPEN_REFUNDS and line is not None and not line.sent:
            pay_back(book, refund)
        return
    shop = book.shops[trade.shop_id]
    content = topics.address_result(shop, trade, result.outcome)
    book.tell_content(topics.ADDRESS_RESULT, trade, content)
    if yes and call.wanted and trade.status is Status.WAIT_SELLER_SEND_GOODS:
        _change_address(book, trade, call.wanted)


def send(book: Book, trade: Trade, parcel: Parcel, pieces: Mapping[str, int]) -> None:
    """The platform takes a number for pieces of lines."""
    trade.parcels.append(parcel)
    note_number(book, trade, parcel.number)
    _leave(book, trade, pieces, parcel.at)


def send_virtual(book: Book, trade: Trade, pieces: Mapping[str, int]) -> None:
    """The platform takes it that these are delivered; there is nothing to follow."""
    _leave(book, trade, pieces, book.now())


def _leave(book: Book, trade: Trade, pieces: Mapping[str, int], at: datetime) -> None:
    for line in trade.lines:
        if line.oid in pieces:
            line.sent += pieces[line.oid]
            line.consigned = at
            if not line.left:
                line.status = Status.WAIT_BUYER_CONFIRM_GOODS
    book.touch(trade)
    part = trade.status is Status.SELLER_CONSIGNED_PART
    book.tell(topics.PARTLY_SHIP if part else topics.SELLER_SHIP, trade)


def note_number(book: Book, trade: Trade, number: str) -> None:
    """Remember which trades travel under a number."""
    trade.taken.append(number)
    book.by_number[number].add(trade.tid)


def _change_address(book: Book, trade: Trade, person: Person) -> None:
    trade.person = person
    trade.address_changed = True
    book.touch(trade)
    book.tell(topics.ADDRESS_CHANGED, trade)


def _ask(
    book: Book,
    kind: SpiKind,
    trade: Trade,
    oids: tuple[str, ...],
    *,
    refund_id: str = "",
    wanted: Person | None = None,
) -> bool:
    """Queue a question for a seller who wants to be asked; whether one was queued."""
    shop = book.shops[trade.shop_id]
    if shop.callback_url is None or kind not in shop.asks:
        return False
    request_id = f"spi{book.next_id('message')}"
    book.spi.put(SpiCall(kind, shop.shop_id, trade.tid, oids, request_id, refund_id, wanted))
    return True
