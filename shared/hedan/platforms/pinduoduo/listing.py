"""Lists what changed in a window: the last page first, because the newest change stands first.

A row that changes while we read leaves the window (its end lies in the past), and those behind it
move to lower pages: read from the last page to the first, none of them slips by.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from hedan.errors import Malformed
from hedan.platforms.calling.theirs import Theirs
from hedan.platforms.pinduoduo.after_sale_payloads import ListedAfterSale
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.values import KnownId, Moment, Seconds
from hedan.platforms.platform import Listed, Listing, Page, Unreadable

PAGE_SIZE = 100
# Whether the platform counts a window's first and last second to it is nowhere written.
EDGE = timedelta(seconds=1)
# A window ends at least this long before the platform's now.
SETTLES_IN = timedelta(minutes=3)
CASES_WINDOW = timedelta(minutes=30)
# order_status, refund_status and is_lucky_flag that leave nothing out.
ALL_ORDERS = {"order_status": 5, "refund_status": 5}
EVERY_LUCK = 0
ALL_KINDS = 1  # after_sales_type of the request.


class OrderHead(Theirs):
    """What a listing must tell of an order."""

    order_sn: KnownId
    updated_at: Moment

    def listed(self) -> Listed:
        """Return it in our words."""
        return Listed(order_id=self.order_sn, changed_at=self.updated_at)


class AfterSaleHead(Theirs):
    """What a listing must tell of a case."""

    id: KnownId
    order_sn: KnownId
    updated_time: Seconds

    def listed(self) -> Listed:
        """Return it in our words."""
        return Listed(order_id=self.order_sn, after_sale_id=self.id, changed_at=self.updated_time)


Head = type[OrderHead] | type[AfterSaleHead]
"""How one row of a listing is read."""


class OrderRows(Theirs):
    """An answer of pdd.order.number.list.increment.get: whole orders, whatever it is called."""

    order_sn_list: tuple[Any, ...] = ()
    total_count: int | None = None
    has_next: bool = False


class ConfirmedRows(Theirs):
    """An answer of pdd.order.list.get."""

    order_list: tuple[Any, ...] = ()
    total_count: int | None = None
    has_next: bool = False


class AfterSaleRows(Theirs):
    """An answer of pdd.refund.list.increment.get."""

    refund_list: tuple[Any, ...] = ()
    total_count: int


class Part(NamedTuple):
    """One page as the platform gave it."""

    rows: tuple[Any, ...]
    total: int | None
    more: bool


Ask = Callable[[int, bool], Part]
"""Fetches a page (from 1); True: with the count of the whole window."""


class Lister:
    """Lists for one store. statuses: the after_sales_status to ask for, one after another."""

    def __init__(self, api: PinduoduoApi, statuses: tuple[int, ...]) -> None:
        self._api = api
        self._statuses = statuses

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, each row of it at least once."""
        window = (int((since - EDGE).timestamp()), int((until + EDGE).timestamp()))
        match listing:
            case Listing.ORDERS:
                return _last_first((self._changed(window),), OrderHead)
            case Listing.ORDERS_CREATED:
                return _last_first((self._confirmed(window),), OrderHead)
            case Listing.AFTER_SALES:
                asks = tuple(self._after_sales(window, status) for status in self._statuses)
                return _last_first(asks, AfterSaleHead)

    def cases(self, order_sn: str, now: datetime) -> tuple[tuple[ListedAfterSale, ...], str]:
        """Return all cases of one order, and the answer as it came.

        Named by its order, a case is found whenever it changed; the window must be given anyway.
        """
        until = now - SETTLES_IN
        answer = self._api.call(
            "pdd.refund.list.increment.get",
            {
                "order_sn": order_sn,
                "after_sales_status": self._statuses[0],
                "after_sales_type": ALL_KINDS,
                "start_updated_at": int((until - CASES_WINDOW).timestamp()),
                "end_updated_at": int(until.timestamp()),
                "page": 1,
                "page_size": PAGE_SIZE,
            },
        )
        told = AfterSaleRows.read(answer.data, "pdd.refund.list.increment.get")
        where = f"pdd.refund.list.increment.get of {order_sn}"
        cases = tuple(ListedAfterSale.read(row, where) for row in told.refund_list)
        return tuple(case for case in cases if case.order_sn == order_sn), answer.text

    def _changed(self, window: tuple[int, int]) -> Ask:
        def ask(number: int, counted: bool) -> Part:
            answer = self._api.call(
                "pdd.order.number.list.increment.get",
                {
                    "start_updated_at": window[0],
                    "end_updated_at": window[1],
                    "is_lucky_flag": EVERY_LUCK,
                    **ALL_ORDERS,
                    "page": number,
                    "page_size": PAGE_SIZE,
                    "use_has_next": not counted,
                },
            )
            told = OrderRows.read(answer.data, "pdd.order.number.list.increment.get")
            return Part(told.order_sn_list, told.total_count if counted else None, told.has_next)

        return ask

    def _confirmed(self, window: tuple[int, int]) -> Ask:
        def ask(number: int, counted: bool) -> Part:
            answer = self._api.call(
                "pdd.order.list.get",
                {
                    "start_confirm_at": window[0],
                    "end_confirm_at": window[1],
                    **ALL_ORDERS,
                    "page": number,
                    "page_size": PAGE_SIZE,
                    "use_has_next": not counted,
                },
            )
            told = ConfirmedRows.read(answer.data, "pdd.order.list.get")
            return Part(told.order_list, told.total_count if counted else None, told.has_next)

        return ask

    def _after_sales(self, window: tuple[int, int], status: int) -> Ask:
        def ask(number: int, counted: bool) -> Part:
            answer = self._api.call(
                "pdd.refund.list.increment.get",
                {
                    "after_sales_status": status,
                    "after_sales_type": ALL_KINDS,
                    "start_updated_at": window[0],
                    "end_updated_at": window[1],
                    "page": number,
                    "page_size": PAGE_SIZE,
                },
            )
            told = AfterSaleRows.read(answer.data, "pdd.refund.list.increment.get")
            more = number * PAGE_SIZE < told.total_count
            return Part(told.refund_list, told.total_count if counted else None, more)

        return ask


def _last_first(asks: tuple[Ask, ...], head: Head) -> Iterator[Page]:
    """Yield the pages of each question; their counts together are the window's."""
    firsts = [_counted(ask) for ask in asks]
    total = sum(count for _, count in firsts)
    steady = True
    for position, (ask, (first, count)) in enumerate(zip(asks, firsts, strict=True), 1):
        final = position == len(asks)
        where = f" of question {position}" if len(asks) > 1 else ""
        if count > PAGE_SIZE:
            for number, rows in _down_to_second(ask, count):
                told = _read(rows, f"page {number}{where}", head)
                yield Page(rows=told, total=total, is_last=False)
            newest, count_now = _counted(ask)
            # More than before: rows came in late and pushed others onto pages already read.
            steady = steady and count_now <= count
        else:
            newest = first
        told = _read(newest.rows, f"page 1{where}", head)
        yield Page(rows=told, total=total, is_last=final and steady)


def _down_to_second(ask: Ask, count: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    last = ceil(count / PAGE_SIZE)
    for number in _upward(last):
        part = ask(number, False)
        yield number, part.rows
        # Rows that came in since the count lie beyond the page that was the last one.
        if not part.more or not part.rows:
            break
    for number in range(last - 1, 1, -1):
        yield number, ask(number, False).rows


def _upward(number: int) -> Iterator[int]:
    while True:
        yield number
        number += 1


def _counted(ask: Ask) -> tuple[Part, int]:
    part = ask(1, True)
    if part.total is None or part.total < 0:
        raise Malformed("a listing without its total_count")
    return part, part.total


def _read(rows: tuple[Any, ...], page: str, head: Head) -> tuple[Listed | Unreadable, ...]:
    return tuple(_row(row, f"row {n} of {page}", head) for n, row in enumerate(rows, 1))


def _row(row: object, place: str, head: Head) -> Listed | Unreadable:
    try:
        return head.read(row, place).listed()
    except Malformed as exc:
        order_sn = row.get("order_sn") if isinstance(row, dict) else None
        named = f" ({order_sn})" if isinstance(order_sn, str | int) else ""
        return Unreadable(place=place + named, reason=str(exc).removeprefix(f"{place}: "))
