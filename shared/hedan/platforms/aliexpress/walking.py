"""Reads one whole list without a gap: pages from the last to the first.

Rows leave a past window while it is read (they change again), and those behind them move up. Read
backwards, a row can only move to a page still to come. Then the count decides: fewer rows than
the platform counted, and the list is read once more.
"""

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

PAGE_SIZE = 50  # The most that both lists show.
# A list that still shows fewer rows than it counts is left open: the next pull tries again.
READINGS_MAX = 3
PAGES_MAX = 2_000
# Enough to tell two rows apart that stood in one place, of different lists or at different times.
NAME_SHOWN = 24


class Shown(NamedTuple):
    """One page as the platform showed it."""

    rows: list[Any]
    counted: int | None  # Rows in the whole list.
    pages: int  # How many pages it says there are; 0 where it does not say.


class Walked(NamedTuple):
    """A whole list: its rows, each once, by what tells them apart, with where each stood."""

    rows: dict[str, tuple[str, Any]]
    missing: int  # Rows that were counted and never shown.
    is_whole: bool


type Fetch = Callable[[int], Shown]
"""Fetches one page, from 1."""


def walk(fetch: Fetch, key: str) -> Walked:
    """Read every page of one list. key: the field that tells rows apart."""
    rows: dict[str, tuple[str, Any]] = {}
    missing, ended = 0, False
    for _ in range(READINGS_MAX):
        counted, ended = _read_once(fetch, key, rows)
        missing = max(0, (counted or 0) - len(rows))
        if ended and not missing:
            break
    return Walked(rows, missing, ended and not missing)


def _read_once(fetch: Fetch, key: str, rows: dict[str, tuple[str, Any]]) -> tuple[int | None, bool]:
    """Read first page, last page, then backwards; return the last count, and if the end showed."""
    first = fetch(1)
    _keep(first, 1, key, rows)
    last, shown = 1, first
    # Its own count of pages may lack some orders, as its count of rows does: look behind it.
    while not _is_end(shown, last, first.pages) and last < PAGES_MAX:
        last = max(last + 1, first.pages)
        shown = fetch(last)
        _keep(shown, last, key, rows)
    ended = _is_end(shown, last, first.pages)
    count = shown.counted if shown.counted is not None else first.counted
    # The first page too, if it was not the only one: a row may have moved onto it.
    for number in range(last - 1, 0, -1):
        again = fetch(number)
        _keep(again, number, key, rows)
        count = again.counted if again.counted is not None else count
    return count, ended


def _is_end(shown: Shown, number: int, pages: int) -> bool:
    return len(shown.rows) < PAGE_SIZE and number >= pages


def _keep(shown: Shown, number: int, key: str, rows: dict[str, tuple[str, Any]]) -> None:
    for position, row in enumerate(shown.rows):
        name = str(row.get(key) or "") if isinstance(row, dict) else ""
        if not name or isinstance(row.get(key), float | bool | dict | list):
            name = "? " + hashlib.sha256(repr(row).encode()).hexdigest()
        # The newest showing counts: a row that changed meanwhile tells its later time.
        rows[name] = (f"row {position + 1} of page {number} ({key} {name[:NAME_SHOWN]})", row)
