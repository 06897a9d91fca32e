"""What stays bought of an order: without what is refunded, being refunded or cancelled.

What an order earns is asked of this: a gift for 300 is not earned by 200, and a gift of the
platform's stays when all that earned it stays.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from hedan.domain.after_sales import AfterSale
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.domain.parts import shares

CALLED_OFF = frozenset({OrderStatus.CANCELLED, OrderStatus.REPLACED})


def kept_of(order: Order, works: Iterable[LineWork], after_sales: Iterable[AfterSale]) -> Order:
    """Return the order with only what the buyer keeps; the very order when that is all of it.

    What has been shipped is in it. The order may be left without a line.
    """
    closed = {work.key.line_id for work in works if not work.may_ship}
    if not closed and all(line.status not in CALLED_OFF for line in order.lines):
        return order
    kept = tuple(_kept_lines(order, closed, _refunded(after_sales)))
    withdrawn = withdrawn_gifts(order, {line.line_id for line in kept})
    return _with_lines(order, tuple(line for line in kept if line.line_id not in withdrawn))


def withdrawn_gifts(order: Order, kept: Collection[str]) -> frozenset[str]:
    """Return the platform's gifts of which nothing that earned them is kept.

    A gift that names no line was earned by all that was paid for. What names only lines of another
    order is left alone: nobody here knows what became of these.
    """
    known = {line.line_id for line in order.lines}
    paid_for = {line.line_id for line in order.lines if not line.is_gift}
    return frozenset(
        line.line_id
        for line in order.lines
        if line.is_gift
        for earners in (known & set(line.gift_of) if line.gift_of else paid_for,)
        if earners and not earners & set(kept)
    )


def _refunded(after_sales: Iterable[AfterSale]) -> Counter[str]:
    units: Counter[str] = Counter()
    for one in after_sales:
        if one.closes:
            for line in one.lines:
                units[line.line_id] += line.quantity
    return units


def _kept_lines(order: Order, closed: Collection[str], refunded: Counter[str]) -> Iterator[Line]:
    for line in order.lines:
        if line.status in CALLED_OFF:
            continue
        if line.line_id not in closed:
            yield line
            continue
        left = line.quantity - refunded.get(line.line_id, line.quantity)
        if left > 0:  # Some pieces go back; the fence is the whole line's, the others are kept.
            paid, _ = shares(line.paid_minor, (left, line.quantity - left))
            yield line.but(quantity=left, paid_minor=paid)


def _with_lines(order: Order, kept: tuple[Line, ...]) -> Order:
    """Take what goes back off what was paid. Some platforms have taken it off themselves."""
    whole = sum(line.paid_minor for line in order.lines)
    beside = max(order.paid_minor - whole, 0)  # Postage.
    paid = min(order.paid_minor, sum(line.paid_minor for line in kept) + beside)
    payable = order.payable_minor
    if payable is not None:
        payable = max(payable - (order.paid_minor - paid), 0)
    return order.but(lines=kept, paid_minor=paid, payable_minor=payable)
