"""Walks one window of a listing from its last page to its first, and says what it saw.

Newest change first is the platform's order. A row that changes while we read leaves the window,
and every older row moves up one place: towards the pages that are still to come. Read from the
first page on, one row would slip past with each change.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from hedan.errors import Malformed
from hedan.platforms.china_time import written
from hedan.platforms.platform import Listed, Listing, Page, Unreadable
from hedan.platforms.taobao.answers import Answer
from hedan.platforms.taobao.payloads import RefundHead, TradeHead

# The platform takes 100 and advises 40 to 50 for trades.
PAGE_SIZE = 50
# Whether a window holds its first and its last second is nowhere written.
A_SECOND = timedelta(seconds=1)
# More pages than the count promised: in a window that is over, a few late rows at most.
PAGES_BEYOND_MAX = 20

type Call = Callable[[str, Mapping[str, str]], Answer]


class _Question(NamedTuple):
    """How a listing is asked, and how its answer is taken apart."""

    method: str
    since: str
    until: str
    fields: str
    wrapper: str
    item: str
    row: Callable[[object], Listed]


def _trade(told: object) -> Listed:
    head = TradeHead.read(told, "trade")
    return Listed(order_id=head.tid, changed_at=head.modified)


def _refund(told: object) -> Listed:
    head = RefundHead.read(told, "refund")
    return Listed(order_id=head.tid, after_sale_id=head.refund_id, changed_at=head.modified)


_QUESTIONS: dict[Listing, _Question] = {
    Listing.ORDERS: _Question(
        "taobao.trades.sold.increment.get",
        *("start_modified", "end_modified", "tid,modified", "trades", "trade"),
        _trade,
    ),
    Listing.ORDERS_CREATED: _Question(
        "taobao.trades.sold.get",
        *("start_created", "end_created", "tid,modified", "trades", "trade"),
        _trade,
    ),
    Listing.AFTER_SALES: _Question(
        "taobao.refunds.receive.get",
        *("start_modified", "end_modified", "refund_id,tid,modified", "refunds", "refund"),
        _refund,
    ),
}


class _Told(NamedTuple):
    """One page as the platform told it."""

    rows: tuple[Listed | Unreadable, ...]
    total: int | None
    has_next: bool | None


def pages(
    call: Call, listing: Listing, since: datetime, until: datetime, *, trade_types: str = ""
) -> Iterator[Page]:
    """Yield the pages of one window; the first carries how many rows the window has.

    Raises Malformed for an answer that does not say what was asked.
    """
    question = _QUESTIONS[listing]
    window = {
        "fields": question.fields,
        question.since: written(since - A_SECOND),
        question.until: written(until + A_SECOND),
        "page_size": str(PAGE_SIZE),
        "type": trade_types if question.item == "trade" else "",
    }

    def ask(number: int, *, counting: bool) -> _Told:
        asked = {
            **window,
            "page_no": str(number),
            # Counting costs the platform a second look at the window: once is enough.
            "use_has_next": "false" if counting else "true",
        }
        return _told(call(question.method, asked).data, question, number)

    first = ask(1, counting=True)
    total = first.total
    if total is None:
        raise Malformed(f"{question.method}: total_results: missing")
    if len(first.rows) == total <= PAGE_SIZE:
        yield Page(rows=first.rows, total=total, is_last=True)
        return
    yield from _from_the_end(ask, total)


def _from_the_end(ask: Callable[..., _Told], total: int) -> Iterator[Page]:
    counted = max(1, -(-total // PAGE_SIZE))
    number = counted
    told = ask(number, counting=False)
    while told.has_next:
        # Rows came meanwhile. What was read is read again on the way back: walking upwards, a row
        # could have slipped from the page ahead onto the page just read.
        number += 1
        if number > counted + PAGES_BEYOND_MAX:
            raise Malformed(f"page {number} of {counted}: has_next: there is always a next page")
        told = ask(number, counting=False)
    # A page with room left shows the end as well.
    end_seen = told.has_next is False or len(told.rows) < PAGE_SIZE
    yield Page(rows=told.rows, total=total, is_last=end_seen and number == 1)
    for below in range(number - 1, 0, -1):
        told = ask(below, counting=False)
        yield Page(rows=told.rows, total=None, is_last=end_seen and below == 1)


def _told(data: dict[str, Any], question: _Question, number: int) -> _Told:
    listed = _rows(data.get(question.wrapper), question)
    return _Told(
        rows=tuple(
            _row(told, question, f"row {position} of page {number}")
            for position, told in enumerate(listed, 1)
        ),
        total=_total(data.get("total_results"), question),
        has_next=_has_next(data.get("has_next"), question),
    )


def _rows(wrapped: object, question: _Question) -> list[object]:
    rows = wrapped.get(question.item) if isinstance(wrapped, dict) else wrapped
    if rows is None or rows == "":
        return []
    if not isinstance(rows, list):
        raise Malformed(f"{question.method}: {question.wrapper}: no list")
    return rows


def _row(told: object, question: _Question, place: str) -> Listed | Unreadable:
    try:
        return question.row(told)
    except Malformed as unreadable:
        named = _id(told)
        return Unreadable(place=f"{place} ({named})" if named else place, reason=str(unreadable))


def _id(told: object) -> str:
    """Return the number of a row that could not be read, if there is one."""
    fields: dict[str, object] = told if isinstance(told, dict) else {}
    for name in ("refund_id", "tid"):
        text = str(fields.get(name, ""))
        if text.isascii() and text.isdigit():
            return f"{name} {text}"
    return ""


def _total(told: object, question: _Question) -> int | None:
    if told is None:
        return None
    text = str(told)
    if not (text.isascii() and text.isdigit()):
        raise Malformed(f"{question.method}: total_results: not a count")
    return int(text)


def _has_next(told: object, question: _Question) -> bool | None:
    if told is None or isinstance(told, bool):
        return told
    if told in ("true", "false"):
        return told == "true"
    raise Malformed(f"{question.method}: has_next: not yes or no")
