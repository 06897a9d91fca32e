"""Pages of rows, with the trap that rows move between two pages."""

from collections.abc import Callable
from typing import Any

from infra.local.taobao.book import Book
from infra.local.taobao.calls import Call
from infra.local.taobao.errors import invalid
from infra.local.taobao.params import Params

PAGE_SIZE = 40
PAGE_SIZE_MAX = 100


def one_page[T](
    book: Book,
    call: Call,
    params: Params,
    window: object,
    rows: Callable[[], list[T]],
    move: Callable[[T], None],
    *,
    forwards_loses: bool = False,
) -> tuple[list[T], dict[str, Any]]:
    """Return `rows` of the page asked, and the total or whether more follow.

    move changes a row so that it leaves the window. forwards_loses: the documentation warns of
    reading the first page first.
    """
    page, size = params.number("page_no", 1), params.number("page_size", PAGE_SIZE)
    if page < 1 or not 1 <= size <= PAGE_SIZE_MAX:
        raise invalid("page_no, page_size", f"page_size is 1 to {PAGE_SIZE_MAX}")
    has_next = params.flag("use_has_next")
    if book.traps.shifts(call.shop_id, call.method, window) and (candidates := rows()):
        move(book.random.choice(candidates))
    forwards = book.traps.paged_forwards(
        call.shop_id, call.method, window, page, says_total=not has_next
    )
    if forwards and forwards_loses:
        book.violate("paged_forwards", call.shop_id, f"{call.method} page {page}")
    found = rows()
    told = {"has_next": page * size < len(found)} if has_next else {"total_results": len(found)}
    return found[(page - 1) * size : page * size], told


def wrapped(outer: str, inner: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A list as the platform writes it, in two wrappers; an empty one is absent."""
    return {outer: {inner: rows}} if rows else {}
