"""Which receiver is which, in malls that show the address instead of an id for it."""

from collections.abc import Sequence

from hedan.domain.base import short_id
from hedan.domain.orders import Order

# A mask hides what tells two receivers apart: nothing is merged by masked text.
MASK = "*"


def address_id(*parts: str) -> str:
    """Return the id of a receiver made from name, phone and address; empty where masked or empty.

    Letter case and blanks do not count: the same buyer writes them differently each time.
    """
    normal = ["".join(part.split()).casefold() for part in parts]
    if not any(normal) or any(MASK in part for part in normal):
        return ""
    return short_id("A", *normal)


def same_address(orders: Sequence[Order]) -> list[tuple[str, ...]]:
    """Return the groups of orders that go to one receiver, each of two orders or more."""
    groups: dict[str, list[str]] = {}
    for order in orders:
        if order.receiver.address_id:
            groups.setdefault(order.receiver.address_id, []).append(order.key.order_id)
    return [tuple(group) for group in groups.values() if len(group) > 1]
