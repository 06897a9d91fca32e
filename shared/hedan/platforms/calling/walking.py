"""Reads a listing to its end while its rows move: by time, not by page number."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from hedan.errors import Malformed
from hedan.platforms.platform import Listed, Page, Unreadable


class Row(NamedTuple):
    """One row, and its place in time by which the listing is sorted; None where unreadable."""

    told: Listed | Unreadable
    at: datetime | None


class Asked(NamedTuple):
    """One answer of a listing that is sorted by time, oldest first."""

    rows: tuple[Row, ...]
    total: int | None
    has_more: bool


type Ask = Callable[[datetime, int], Asked]
"""Asks for a page: the window's start, page number from 1."""


def walk(ask: Ask, since: datetime, name: str) -> Iterator[Page]:
    """Yield every page of a window.

    After each page the window starts anew at the last row seen: a row that changes meanwhile
    leaves its place, and the rows behind it would slide onto a page already read. Only where one
    instant fills a page is the page turned. Raises Malformed for a listing that cannot be trusted.
    """
    start, number, total = since, 1, None
    while True:
        asked = ask(start, number)
        times = [row.at for row in asked.rows if row.at is not None]
        if any(one > other for one, other in pairwise(times)):
            raise Malformed(f"{name}: not in the order of its times")
        if asked.has_more and not asked.rows:
            raise Malformed(f"{name}: an empty page that is not the last")
        total = asked.total if total is None else total
        rows = tuple(row.told for row in asked.rows)
        yield Page(rows=rows, total=total, is_last=not asked.has_more)
        if not asked.has_more:
            return
        last = times[-1] if times else start
        start, number = (last, 1) if last > start else (start, number + 1)
