"""Checks of who buys: the same again, or somebody whose orders a person looks at."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from hedan.domain.checks.seen import Blocked, Found, Seen
from hedan.domain.facts import BuyerOrder, goods_bought
from hedan.domain.orders import PAID_AND_OPEN, OrderStatus

# Shipping the first one does not make the second one meant; cancelling it does.
STANDS = PAID_AND_OPEN | {OrderStatus.PART_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DONE}


def duplicate(seen: Seen) -> Iterator[Found]:
    """Find orders of the same goods as one that the buyer placed shortly before.

    Of two, always the later one is found, whichever is looked at first.
    """
    order, near = seen.order, timedelta(hours=seen.rules.duplicate_hours)
    for other in seen.facts.buyer.orders:
        if other.status not in STANDS or order.created_at - other.ordered_at >= near:
            continue
        if _age(other) < (order.created_at, str(order.key)) and other.goods == goods_bought(order):
            yield Found(f"order: same goods as order {other.key.order_id}")


def blocked_buyer(seen: Seen) -> Iterator[Found]:
    """Find orders of buyers and addresses that the seller has blocked, as long as that counts."""
    if not seen.blocked:
        return
    today = seen.now.astimezone(seen.zone).date()
    for one in seen.blocked:
        if _is_meant(one, seen) and (one.until is None or today <= one.until):
            ends = "" if one.until is None else f", until {one.until.isoformat()}"
            yield Found(f"buyer: blocked for '{one.reason}'{ends}", until=_over(one, seen))


def _age(order: BuyerOrder) -> tuple[datetime, str]:
    return order.ordered_at, str(order.key)


def _is_meant(one: Blocked, seen: Seen) -> bool:
    order = seen.order
    if one.store not in (None, order.key.store):
        return False
    by_id = bool(one.buyer_id) and one.buyer_id == order.buyer_id
    return by_id or (bool(one.address_id) and one.address_id == order.receiver.address_id)


def _over(one: Blocked, seen: Seen) -> datetime | None:
    """Return the midnight after the last day: then the order is looked at again."""
    if one.until is None or one.until == one.until.max:
        return None
    return datetime.combine(one.until + timedelta(days=1), time(), tzinfo=seen.zone)
