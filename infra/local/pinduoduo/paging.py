"""Windows of time and pages of rows, with the trap that rows move between two pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.local.pinduoduo.book import Book
from infra.local.pinduoduo.calls import Call
from infra.local.pinduoduo.errors import bad_parameter
from infra.local.pinduoduo.params import Params

PAGE_SIZE_MAX = 100


@dataclass(frozen=True)
class Window:
    """From when until when a caller asks, both ends included."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, params: Params, start: str, end: str, span_max: timedelta) -> "Window":
        """Read a window. Raises Refused if it runs backwards or is too long."""
        window = cls(params.moment(start), params.moment(end))
        if not timedelta(0) <= window.until - window.since <= span_max:
            raise bad_parameter(f"{start} 与 {end} 间隔超过 {span_max}")
        return window


def one_page[T](
    book: Book,
    call: Call,
    params: Params,
    window: Window,
    rows: Callable[[], list[T]],
    move: Callable[[T], None],
    *,
    forwards_loses: bool = False,
) -> dict[str, Any]:
    """Return `rows` of the page asked, and the total or whether more follow.

    move changes a row so that it leaves the window. forwards_loses: the documentation warns of
    reading the first page first.
    """
    page, size = params.number("page", 1), params.number("page_size", PAGE_SIZE_MAX)
    if page < 1 or not 1 <= size <= PAGE_SIZE_MAX:
        raise bad_parameter(f"page 从 1 开始, page_size 最大 {PAGE_SIZE_MAX}")
    has_next = params.flag("use_has_next")
    if book.traps.shifts(call.shop_id, call.type, window) and (candidates := rows()):
        move(book.random.choice(candidates))
    forwards = book.traps.paged_forwards(
        call.shop_id, call.type, window, page, says_total=not has_next
    )
    if forwards and forwards_loses:
        book.violate("paged_forwards", call.shop_id, f"{call.type} page {page}")
    found = rows()
    told = {"has_next": page * size < len(found)} if has_next else {"total_count": len(found)}
    return {"rows": found[(page - 1) * size : page * size], **told}
