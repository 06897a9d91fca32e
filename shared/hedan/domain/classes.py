"""Into which classes an order falls, and before what instant it wants to be worked on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import NonNegativeInt, PositiveInt

from hedan.domain.base import Frozen
from hedan.domain.orders import PAID_AND_OPEN, Line, Order


class ClassRules(Frozen):
    """Where the classes begin."""

    urgent_hours: PositiveInt = 12
    high_value_minor: PositiveInt = 50_000
    # How much work a line is, and each further SKU in it: the more is left, the sooner it begins.
    minutes_per_line: NonNegativeInt = 10
    minutes_per_part: NonNegativeInt = 5

    def work_left(self, lines: int, parts: int) -> timedelta:
        """Estimate the work on so many lines, made of so many parts together."""
        further = max(0, parts - lines)
        return timedelta(minutes=lines * self.minutes_per_line + further * self.minutes_per_part)


class Classes(NamedTuple):
    """What an order is, as tags in alphabetical order, and its place in the order of work."""

    tags: tuple[str, ...]
    priority: datetime  # The earlier, the sooner: the ship-by instant where there is one.


def classify(order: Order, rules: ClassRules, now: datetime) -> Classes:
    """Return the classes of the lines still to be shipped; of all lines when none is left.

    Tags: goods, virtual, gift_only, urgent, high_value, no_deadline, remark, flag:<number>,
    region:<province>.
    """
    lines = [line for line in order.lines if line.status in PAID_AND_OPEN] or order.lines
    deadline = earliest_deadline(order, lines)
    virtual, gifts = [line.is_virtual for line in lines], [line.is_gift for line in lines]
    given = {
        "goods": not all(virtual),
        "virtual": any(virtual),
        "gift_only": all(gifts),
        "urgent": deadline is not None and deadline - now <= timedelta(hours=rules.urgent_hours),
        "high_value": order.paid_minor >= rules.high_value_minor,
        "no_deadline": deadline is None,
        "remark": bool(order.buyer_remark.strip() or order.seller_memo.strip()),
        f"flag:{order.flag}": order.flag > 0,
        f"region:{order.receiver.province}": bool(order.receiver.province),
    }
    return Classes(
        tags=tuple(sorted([tag for tag, holds in given.items() if holds])),
        # Without a deadline the payment counts, which lies before every deadline: an order whose
        # time nobody knows comes first, not last.
        priority=deadline or order.paid_at or order.created_at,
    )


def earliest_deadline(order: Order, lines: Iterable[Line]) -> datetime | None:
    """Return the ship-by instant of an order: its own or that of its most urgent line."""
    known = [line.deadline for line in lines if line.deadline is not None]
    if order.deadline is not None:
        known.append(order.deadline)
    return min(known, default=None)
