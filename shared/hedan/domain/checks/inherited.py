"""Checks of what an order inherits: refunds, and the order that it was made of."""

from collections.abc import Iterator

from hedan.domain.checks.seen import Found, Seen
from hedan.domain.part_refunds import refunded_in_part
from hedan.domain.predecessors import begun_to_leave


def part_refund(seen: Seen) -> Iterator[Found]:
    """Find lines of which only some pieces are refunded: the fence knows only whole lines."""
    for one in sorted(seen.after_sales, key=lambda one: one.after_sale_id):
        for line_id, refunded, quantity in refunded_in_part(seen.order, one):
            what = f"{refunded} of {quantity}, after-sale {one.after_sale_id}"
            yield Found(f"line {line_id}: {what}")


def after_sale_unreadable(seen: Seen) -> Iterator[Found]:
    """Find refunds that came before their order and could not be read."""
    for one in sorted(seen.after_sales, key=lambda one: one.after_sale_id):
        if one.closes and not one.lines:
            yield Found(f"after-sale {one.after_sale_id}")


def replaces_handed_over(seen: Seen) -> Iterator[Found]:
    """Find orders made of one that has begun to leave: its goods must not go out twice."""
    begun = begun_to_leave(seen.predecessors)
    if begun:
        yield Found(f"already handed over: {', '.join(begun)}")
