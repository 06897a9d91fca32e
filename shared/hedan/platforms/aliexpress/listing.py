"""Lists orders and issues of a window, across everything that the platform keeps apart."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from hedan.errors import Malformed
from hedan.platforms.aliexpress.after_sale_mapping import CANCEL_PREFIX, ISSUE_STATUSES
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
PARENT = "parent_order_id"
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


def after_sale_page(
    api: AliexpressApi,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    order_field: str = PARENT,
) -> Page:
    """Return what changed in a window: the issues, of which all must be read, and cancellations.

    order_field: which of an issue's ids is the order's.
    """
    cancelling = _cancelling(api, since, until, now)
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
        if (row := _issue_row(found, place, (since, until), order_field)) is not None
    ]
    return Page(rows=(*cancelling.rows, *rows), total=None, is_last=is_whole and cancelling.is_last)


def _cancelling(api: AliexpressApi, since: datetime, until: datetime, now: datetime) -> Page:
    """Return the orders that wait for an answer to their cancellation, by the name of its case.

    Orders list them too; but it is after-sales that must not grow stale.
    """
    changed = {**_changed(since, until), "order_status": IN_CANCEL}
    walked = _walk_orders(api, changed)
    rows: list[Listed | Unreadable] = []
    for place, found in walked.rows.values():
        row = _order_row(found, place, Listing.ORDERS, (since, until), now)
        if isinstance(row, Listed):
            row = row.but(after_sale_id=f"{CANCEL_PREFIX}{row.order_id}")
        if row is not None:
            rows.append(row)
    return Page(rows=tuple(rows), total=None, is_last=walked.is_whole)


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
    changed = _changed(since, until)
    yield changed
    yield {**changed, "order_status": IN_CANCEL}
    for number in range(REACH // FINISHED_SPAN):
        last = end - number * FINISHED_SPAN
        created = {"create_date_start": _text(last - FINISHED_SPAN), "create_date_end": _text(last)}
        yield {**changed, **created, "order_status": FINISH}


def _changed(since: datetime, until: datetime) -> dict[str, object]:
    """Return a range of change, which the platform wants together with one of creation."""
    begin, end = asked_range(since, until)
    return {
        "modified_date_start": _text(begin),
        "modified_date_end": _text(end),
        "create_date_start": _text(end - REACH),
        "create_date_end": _text(end),
    }


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
    changed = row.gmt_update or row.gmt_modified
    wall = row.gmt_create if listing is Listing.ORDERS_CREATED else changed
    if wall is None or changed is None or not row.order_id:
        return Unreadable(place=place, reason="order: no time" if row.order_id else "order: no id")
    inside = within(wall, *window)
    is_widened = asked_range(*window) != tuple(wall_of(end) for end in window)
    if inside is None and is_widened:
        return None
    if inside is None or listing is Listing.ORDERS_CREATED:
        inside = happened_at(changed, now)
    return Listed(order_id=row.order_id, changed_at=inside)


def _issue_row(
    found: object, place: str, window: tuple[datetime, datetime], order_field: str
) -> Listed | Unreadable | None:
    try:
        row = IssueRow.read(found, "issue")
    except Malformed as malformed:
        return Unreadable(place=place, reason=str(malformed))
    ids = (row.parent_order_id, row.order_id)
    order_id = next(filter(None, ids if order_field == PARENT else reversed(ids)), "")
    if not row.issue_id or not order_id:
        return Unreadable(place=place, reason="issue: no id of its own or of its order")
    inside = within(row.gmt_modified, *window)
    if inside is None:
        return None
    return Listed(order_id=order_id, after_sale_id=row.issue_id, changed_at=inside)


def _text(wall: datetime) -> str:
    return wall.strftime(FORMAT)
