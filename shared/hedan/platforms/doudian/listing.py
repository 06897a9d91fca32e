"""Walks the pages of a Doudian listing so that no row is lost while rows move."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from hedan.errors import Malformed
from hedan.platforms.doudian.after_sale_payloads import AfterSaleItem, AfterSaleListData
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.doudian.payloads import OrderHead, OrderListData
from hedan.platforms.platform import Listed, Listing, Page, Unreadable

PAGE_SIZE = 100


class Row(NamedTuple):
    """A row and the second by which the listing is ordered."""

    listed: Listed
    ordered_by: int


type Rows = Sequence[Row | Unreadable]
type Ask = Callable[[int, int], tuple[Rows, int | None]]
"""Fetches one page: second from which on, page number from 0; its rows and the total."""


def pages(api: DoudianApi, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
    """Yield the pages of a window, oldest first.

    The window starts anew at the last row seen instead of turning to the next page: an order that
    changes meanwhile leaves its page and would draw an unseen one onto a page already read. Only
    where more rows share a second than a page holds is there no other way.
    """
    ask = (
        _after_sales(api, until) if listing is Listing.AFTER_SALES else _orders(api, listing, until)
    )
    start, number, total = int(since.timestamp()), 0, None
    while True:
        rows, told_total = ask(start, number)
        total = told_total if total is None else total
        moments = [row.ordered_by for row in rows if isinstance(row, Row)]
        if any(one > other for one, other in pairwise(moments)):
            raise Malformed(f"the listing of {listing} is not in the order of its times")
        is_last = len(rows) < PAGE_SIZE
        yield Page(
            rows=tuple(row.listed if isinstance(row, Row) else row for row in rows),
            total=total,
            is_last=is_last,
        )
        if is_last:
            return
        # One second back: whether a window holds its first second is nowhere written.
        last = moments[-1] - 1 if moments else start
        start, number = (last, 0) if last > start else (start, number + 1)


def _orders(api: DoudianApi, listing: Listing, until: datetime) -> Ask:
    field = "create_time" if listing is Listing.ORDERS_CREATED else "update_time"
    end = int(until.timestamp())

    def ask(start: int, number: int) -> tuple[Rows, int | None]:
        answer = api.call(
            "order.searchList",
            {
                f"{field}_start": start,
                f"{field}_end": end,
                "order_by": field,
                "order_asc": True,
                "page": number,
                "size": PAGE_SIZE,
            },
        )
        told = OrderListData.read(answer.data, "order.searchList")
        return _rows(told.shop_order_list, _order_row(field), number), told.total

    return ask


def _after_sales(api: DoudianApi, until: datetime) -> Ask:
    end = int(until.timestamp())

    def ask(start: int, number: int) -> tuple[Rows, int | None]:
        answer = api.call(
            "afterSale.List",
            {
                "update_start_time": start,
                "update_end_time": end,
                "order_by": ["update_time asc"],
                "page": number,
                "size": PAGE_SIZE,
            },
        )
        told = AfterSaleListData.read(answer.data, "afterSale.List")
        return _rows(told.items, _after_sale_row, number), told.total

    return ask


def _rows(raw: Sequence[Any], read: Callable[[Any, str], Row], number: int) -> Rows:
    rows: list[Row | Unreadable] = []
    for position, one in enumerate(raw, start=1):
        place = f"row {position} of page {number}"
        try:
            rows.append(read(one, place))
        except Malformed as malformed:
            rows.append(Unreadable(place=place, reason=str(malformed)))
    return rows


def _order_row(field: str) -> Callable[[Any, str], Row]:
    def read(raw: Any, place: str) -> Row:
        head = OrderHead.read(raw, place)
        ordered_by = head.update_time if field == "update_time" else head.create_time
        if ordered_by is None:
            raise Malformed(f"{place}: {field}: missing")
        listed = Listed(order_id=head.order_id, changed_at=head.update_time)
        return Row(listed, int(ordered_by.timestamp()))

    return read


def _after_sale_row(raw: Any, place: str) -> Row:
    item = AfterSaleItem.read(raw, place)
    listed = Listed(
        order_id=item.order_info.shop_order_id,
        after_sale_id=item.aftersale_info.aftersale_id,
        changed_at=item.aftersale_info.update_time,
    )
    return Row(listed, int(item.aftersale_info.update_time.timestamp()))
