"""Checks of what the platform says of the order: reviews, wishes, dates, flags, strange values."""

from collections.abc import Iterator

from hedan.domain.checks.seen import Found, Seen, instant
from hedan.domain.line_work import LineState
from hedan.domain.orders import PAID_AND_OPEN, Line, OrderStatus

LEFT_THERE = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})
# Nobody has been told to ship these.
NOT_OURS_YET = frozenset({LineState.NEW, LineState.RESERVED, LineState.READY})


def risk_review(seen: Seen) -> Iterator[Found]:
    """Find orders and lines that the platform's risk review forbids to ship."""
    if seen.order.status is OrderStatus.IN_REVIEW:
        yield Found(f"order: status {OrderStatus.IN_REVIEW}")
        return
    for line in seen.lines:
        if line.status is OrderStatus.IN_REVIEW:
            yield Found(f"line {line.line_id}: status {OrderStatus.IN_REVIEW}")


def address_change_asked(seen: Seen) -> Iterator[Found]:
    """Find orders whose buyer waits for an answer about another address."""
    if seen.order.address_change_asked_at is not None:
        yield Found(f"order: asked at {instant(seen.order.address_change_asked_at)}")


def presale_not_due(seen: Seen) -> Iterator[Found]:
    """Find presales and agreed dates that lie ahead."""
    due = seen.order.not_before
    if due is not None and seen.now < due:
        yield Found(f"order: not before {instant(due)}", until=due)


def shipped_elsewhere(seen: Seen) -> Iterator[Found]:
    """Find lines that left without us: the rest of the order, or a parcel that we asked for.

    Once all of it has left there is nothing to hold but what a supplier still has to ship.
    """
    is_open = seen.order.status in PAID_AND_OPEN and bool(seen.lines)
    for line in seen.order.lines:
        if line.status not in LEFT_THERE or line.is_virtual:
            continue
        if _is_claimed_without_number(seen, line):
            yield Found(f"line {line.line_id}: {line.status} there, a supplier has it to ship here")
        elif is_open and seen.state(line.line_id) in NOT_OURS_YET:
            yield Found(f"line {line.line_id}: {line.status} there, not by us")


def flag(seen: Seen) -> Iterator[Found]:
    """Find orders that carry a flag which the seller wants looked at."""
    if seen.order.flag in seen.rules.flags_for_a_person:
        yield Found(f"order: flag {seen.order.flag}")


def unknown_value(seen: Seen) -> Iterator[Found]:
    """Find values that no table of ours knows, each once."""
    entries = list(dict.fromkeys(seen.order.unknown))
    if not entries and seen.order.status is OrderStatus.UNKNOWN:
        entries = [f"status={OrderStatus.UNKNOWN}"]
    if not entries:
        entries = [
            f"line {line.line_id}: status={OrderStatus.UNKNOWN}"
            for line in seen.lines
            if line.status is OrderStatus.UNKNOWN
        ]
    yield from map(Found, entries)


def _is_claimed_without_number(seen: Seen, line: Line) -> bool:
    is_claimed = seen.state(line.line_id) is LineState.CLAIMED
    return is_claimed and line.line_id in seen.unnumbered
