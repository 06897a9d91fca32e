"""Checks of the money: paid in full, as promised, at a price that can be meant, with a margin."""

from collections.abc import Iterator

from hedan.domain.checks.seen import Found, Seen, instant
from hedan.domain.orders import PAID_AND_OPEN, Line, Order, OrderStatus, Payment
from hedan.domain.parts import Part

HUNDRED = 100


def balance_due(seen: Seen) -> Iterator[Found]:
    """Find presales whose balance is not paid and has time left."""
    order = seen.order
    if not _is_begun(order) or _is_overdue(seen):
        return
    due = order.balance_due_at
    when = f", due {instant(due)}" if due else ""
    yield Found(f"order: only the deposit is paid, {order.paid_minor}{when}", until=due)


def part_paid(seen: Seen) -> Iterator[Found]:
    """Find orders of which something is still to be paid; on delivery is a way of paying."""
    order = seen.order
    if order.payment is Payment.ON_DELIVERY:
        return
    asked = order.payable_minor
    of_all = "" if asked is None else f" of {asked}"
    if _is_begun(order) and _is_overdue(seen):
        yield Found(f"paid {order.paid_minor}{of_all}: the balance is overdue")
    elif order.status not in PAID_AND_OPEN:
        return  # Unpaid or over, which is nobody's mistake.
    elif order.payment in (Payment.NONE, Payment.PART):
        yield Found(f"paid {order.paid_minor}{of_all} ({order.payment})")
    elif order.payment is Payment.FULL and asked is not None and order.paid_minor < asked:
        yield Found(f"paid {order.paid_minor}{of_all} {order.currency}")


def paid_mismatch(seen: Seen) -> Iterator[Found]:
    """Find orders whose lines do not add up to what was paid."""
    order = seen.order
    if order.payment is not Payment.FULL:
        return
    of_lines = sum(line.paid_minor for line in order.lines)
    # Sources disagree whether what was paid for a line contains its share of the postage.
    if order.paid_minor not in (of_lines, of_lines + order.postage_minor):
        yield Found(
            f"paid {order.paid_minor}, lines {of_lines}, postage {order.postage_minor} "
            f"(minor units of {order.currency})"
        )


def discount(seen: Seen) -> Iterator[Found]:
    """Find promised discounts that were not granted, or granted twice.

    Looked at only where the platform tells the list price of every line: what the buyer has to
    pay is then the list price less all discounts, with or without the postage.
    """
    order = seen.order
    lines = [line for line in order.lines if not line.is_gift]
    to_pay = _to_pay(seen)
    if to_pay is None or not lines or any(line.list_price_minor is None for line in lines):
        return
    listed = sum((line.list_price_minor or 0) * line.quantity for line in lines)
    off = order.discount_minor + sum(line.discount_minor for line in lines)
    promised = listed - off
    rounding = len(lines)  # A line's share of a discount is rounded to whole minor units.
    aims = (promised, promised + order.postage_minor)
    if all(abs(to_pay - aim) > rounding for aim in aims):
        fault = "not granted in full" if to_pay > max(aims) else "granted more than once"
        yield Found(
            f"list {listed} less {off} with postage {order.postage_minor}, to pay {to_pay}: "
            f"{fault} (minor units of {order.currency})"
        )


def price(seen: Seen) -> Iterator[Found]:
    """Find units that sold for less or more than they may, or far below what they sell for."""
    for line in seen.lines:
        part = seen.only_part(line)
        if part is None or line.is_gift:
            continue
        unit = line.paid_minor // part.quantity
        limit = _broken_limit(seen, part, unit)
        if not limit and _is_far_below(seen, line):
            limit = "far below what it sells for"
        if limit:
            yield Found(f"line {line.line_id}: {unit} a unit of '{part.sku}', {limit}")


def margin(seen: Seen) -> Iterator[Found]:
    """Find orders that leave less than the seller wants, where every cost is known."""
    floor = seen.rules.margin_percent_min
    lines = [line for line in seen.lines if not line.is_gift]
    revenue = sum(line.paid_minor for line in lines)
    if floor is None or revenue <= 0 or not all(seen.parts_of(line) for line in lines):
        return
    costs = [_cost(seen, part) for line in seen.lines for part in _shipped(seen, line)]
    known = [cost for cost in costs if cost is not None]
    if len(known) < len(costs):
        return
    left = HUNDRED * (revenue - sum(known)) // revenue
    if left < floor:
        yield Found(f"order: {left}% of {revenue} left after costs, at least {floor}%")


def _is_begun(order: Order) -> bool:
    """Tell whether only the deposit is in. Platforms show such an order as unpaid."""
    is_alive = order.status is OrderStatus.UNPAID or order.status in PAID_AND_OPEN
    return is_alive and order.payment is Payment.DEPOSIT


def _is_overdue(seen: Seen) -> bool:
    due = seen.order.balance_due_at
    return due is not None and due <= seen.now


def _to_pay(seen: Seen) -> int | None:
    order = seen.order
    if order.payable_minor is not None:
        return order.payable_minor
    return order.paid_minor if order.payment is Payment.FULL else None


def _broken_limit(seen: Seen, part: Part, unit: int) -> str:
    facts = seen.goods.get(part.sku)
    if facts is None:
        return ""
    if facts.price_min_minor is not None and unit < facts.price_min_minor:
        return f"at least {facts.price_min_minor}"
    if facts.price_max_minor is not None and unit > facts.price_max_minor:
        return f"at most {facts.price_max_minor}"
    return ""


def _is_far_below(seen: Seen, line: Line) -> bool:
    history = seen.facts.skus.get(line.sku)
    if history is None or history.lines < seen.rules.history_lines_min:
        return False
    usual = history.price_median_minor * line.quantity
    return line.paid_minor * HUNDRED < usual * seen.rules.price_percent_min


def _shipped(seen: Seen, line: Line) -> tuple[Part, ...]:
    """Return all that leaves with a line: its plan also has the gifts of rules."""
    plan = seen.plans.get(line.line_id)
    return plan.parts if plan and plan.parts else seen.parts_of(line)


def _cost(seen: Seen, part: Part) -> int | None:
    facts = seen.goods.get(part.sku)
    if facts is None or facts.cost_minor is None:
        return 0 if part.is_gift else None
    return facts.cost_minor * part.quantity
