"""Who does not go now: goods that may not leave yet, orders that wait for others."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.merging import MergeRules
from hedan.domain.planning.lots import OrderName, order_name, place_in_order
from hedan.domain.ready import ReadyLine


class Waiting(NamedTuple):
    """Lines that do not go now."""

    lines: list[ReadyLine]
    reason: str
    until: datetime | None  # None: until something happens.


def not_before(
    lines: Iterable[ReadyLine], now: datetime, *, by_date: bool
) -> tuple[list[ReadyLine], list[Waiting]]:
    """Part the lines that may leave from those whose date has not come.

    Unless parcels are split by date the rest of such an order waits with them.
    """
    going: list[ReadyLine] = []
    early: defaultdict[OrderName, list[ReadyLine]] = defaultdict(list)
    for line in lines:
        date = line.service.not_before
        if date is None or date <= now:
            going.append(line)
        else:
            early[order_name(line)].append(line)
    if early and not by_date:
        whole = [line for line in going if order_name(line) in early]
        going = [line for line in going if order_name(line) not in early]
        for line in whole:
            early[order_name(line)].append(line)
    waiting = [wait for order in early.values() for wait in _waits(order, by_date=by_date)]
    return going, waiting


def _waits(lines: list[ReadyLine], *, by_date: bool) -> list[Waiting]:
    """Return the lines of one order by their dates, or all of them until the last date."""
    dates: defaultdict[datetime, list[ReadyLine]] = defaultdict(list)
    last = max(date for line in lines if (date := line.service.not_before) is not None)
    for line in sorted(lines, key=place_in_order):
        dates[(line.service.not_before or last) if by_date else last].append(line)
    return [
        Waiting(one, f"NOT_BEFORE: may not leave before {at:%Y-%m-%d %H:%M} UTC", at)
        for at, one in dates.items()
    ]


def ends_at(lines: Iterable[ReadyLine], beside: Iterable[ReadyLine], rules: MergeRules) -> datetime:
    """Return when lines that wait for others go at the latest.

    What travels beside them in parcels of its own counts with its deadline: it waits with them.
    """
    lines = list(lines)
    ends = window_ends(lines, rules)
    deadline = earliest([*lines, *beside])
    return ends if deadline is None else min(ends, deadline - rules.hurry)


def window_ends(lines: Iterable[ReadyLine], rules: MergeRules) -> datetime:
    """Return when the last of these lines has waited long enough for others."""
    return max(line.paid_at + _window(line, rules) for line in lines)


def _window(line: ReadyLine, rules: MergeRules) -> timedelta:
    own = line.handling.merge_window_minutes
    return rules.window if own is None else timedelta(minutes=own)


def earliest(lines: Iterable[ReadyLine]) -> datetime | None:
    """Return the first deadline of these lines; None when none of them has one."""
    return min((line.deadline for line in lines if line.deadline is not None), default=None)
