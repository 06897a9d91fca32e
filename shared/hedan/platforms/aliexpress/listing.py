"""Lists orders and issues of a window, across everything that the platform keeps apart."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.aliexpress.after_sale_mapping import ISSUE_STATUSES
from hedan.platforms.aliexpress.answers import where_told
from hedan.platforms.aliexpress.capabilities import REACH
from hedan.platforms.aliexpress.client import AliexpressApi
from hedan.platforms.aliexpress.mapping import FINISH, IN_CANCEL
from hedan.platforms.aliexpress.payloads import IssueRow, OrderRow, unwrapped
from hedan.platforms.aliexpress.times import FORMAT, asked_range, happened_at, wall_of, within
from hedan.platforms.aliexpress.walking import PAGE_SIZE, Shown, Walked, walk
from hedan.platforms.platform import Listed, Listing, Page, Unreadable

ORDER_LIST = "aliexpress.trade.seller.orderlist.get"
ISSUE_LIST = "aliexpress.issue.issuelist.get"
# Finished orders are listed over so much time of creation at once, all others over REACH.
FINISHED_SPAN = timedelta(days=30)


def order_page(
    api: AliexpressApi, listing: Listing, since: datetime, until: datetime, now: datetime
) -> Page:
    """Return the orders of a window as one page: the platform counts them by groups of status."""
    told: dict[str, tuple[str, Any]] = {}
    missing, is_whole = 0, True
    for query in _order_queries(listing, since, until):
        walked = _walk_orders(api, query)
        told |= walked.rows
        missing += walked.missing
        is_whole = is_whole and walked.is_whole
    rows = [
        row
        for place, found in told.values()
        if (row := _order_row(found, place, listing, (since, until), now)) is not None
    ]
    # Where daylight saving ends more is asked for than was wanted: the count is of what was wanted.
    return Page(rows=tuple(rows), total=len(rows) + missing, is_last=is_whole)


def issue_page(api: AliexpressApi, since: datetime, until: datetime) -> Page:
    """Return the issues that changed in a window; all of them are read, there is no other way."""
    told: dict[str, tuple[str, Any]] = {}
    is_whole = True
    # In the order in which an issue moves on: one that moves meanwhile is met again.
    for status in ISSUE_STATUSES:
        walked = walk_issues(api, {"issue_status": status})
        told |= walked.rows
        is_whole = is_whole and walked.is_whole
    rows = [
        row
        for place, found in told.values()
        if (row := _issue_row(found, place, since, until)) is not None
    ]
    return Page(rows=tuple(rows), total=None, is_last=is_whole)


def walk_issues(api: AliexpressApi, query: Mapping[str, object]) -> Walked:
    """Read one list of issues to its end."""

    def fetch(number: int) -> Shown:
        asked = {**query, "current_page": number, "page_size": PAGE_SIZE}
        told = where_told(api.call(ISSUE_LIST, {"query_dto": asked}).data, "data_list")
        rows, count = _rows(told, "data_list"), _count(told, "total_item")
        return Shown(rows, count, -(-(count or 0) // PAGE_SIZE))

    return walk(fetch, "issue_id")


def _order_queries(
    listing: Listing, since: datetime, until: datetime
) -> Iterator[dict[str, object]]:
    """Yield what to ask so that nothing is left out: a list without status lacks finished orders.

    Whether it shows those IN_CANCEL is not documented: they are asked for, and count once.
    """
    begin, end = asked_range(since, until)
    if listing is Listing.ORDERS_CREATED:
        created = {"create_date_start": _text(begin), "create_date_end": _text(end)}
        for status in ({}, {"order_status": IN_CANCEL}, {"order_status": FINISH}):
            yield {**created, **status}
        return
    changed = {"modified_date_start": _text(begin), "modified_date_end": _text(end)}
    whole = {"create_date_start": _text(end - REACH), "create_date_end": _text(end)}
    yield {**changed, **whole}
    yield {**changed, **whole, "order_status": IN_CANCEL}
    for number in range(REACH // FINISHED_SPAN):
        last = end - number * FINISHED_SPAN
        created = {"create_date_start": _text(last - FINISHED_SPAN), "create_date_end": _text(last)}
        yield {**changed, **created, "order_status": FINISH}


def _walk_orders(api: AliexpressApi, query: Mapping[str, object]) -> Walked:
    def fetch(number: int) -> Shown:
        asked = {**query, "current_page": number, "page_size": PAGE_SIZE}
        answer = api.call(ORDER_LIST, {"param_aeop_order_query": asked})
        told = where_told(answer.data, "target_list")
        pages = _count(told, "total_page") or 0
        return Shown(_rows(told, "target_list"), _count(told, "total_count"), pages)

    return walk(fetch, "order_id")


def _rows(told: Mapping[str, Any], name: str) -> list[Any]:
    """Return the rows of a page; a page without any may leave the list out."""
    found = unwrapped(told.get(name) or ())
    if not isinstance(found, list | tuple):
        raise Malformed(f"{name}: not a list")
    return list(found)


def _count(told: Mapping[str, Any], name: str) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Malformed(f"{name}: not a count")
    return value


def _order_row(
    found: object, place: str, listing: Listing, window: tuple[datetime, datetime], now: datetime
) -> Listed | Unreadable | None:
    try:
        row = OrderRow.read(found, "order")
    except Malformed as malformed:
        return Unreadable(place=place, reason=str(malformed))
    by_creation = listing is Listing.ORDERS_CREATED
    wall = row.gmt_create if by_creation else row.gmt_update or row.gmt_modified
    if wall is None or not row.order_id:
        return Unreadable(place=place, reason="order: no id" if not row.order_id else "no time")
    inside = within(wall, *window)
    is_widened = asked_range(*window) != tuple(wall_of(end) for end in window)
    if inside is None and is_widened:
        return None
    return Listed(order_id=row.order_id, changed_at=inside or happened_at(wall, now))


def _issue_row(
    found: object, place: str, since: datetime, until: datetime
) -> Listed | Unreadable | None:
    try:
        row = IssueRow.read(found, "issue")
    except Malformed as malformed:
        return Unreadable(place=place, reason=str(malformed))
    order_id = row.parent_order_id or row.order_id
    if not row.issue_id or not order_id:
        return Unreadable(place=place, reason="issue: no id of its own or of its order")
    inside = within(row.gmt_modified, since, until)
    if inside is None:
        return None
    return Listed(order_id=order_id, after_sale_id=row.issue_id, changed_at=inside)


def _text(wall: datetime) -> str:
    return wall.strftime(FORMAT)
