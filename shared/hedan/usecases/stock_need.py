"""What an order needs of the stock, and whether it is there."""

from collections import Counter
from collections.abc import Iterable, Sequence

from hedan.domain.decisions import Decision, LinePlan
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineState
from hedan.domain.orders import SHIPPABLE
from hedan.domain.parts import Part
from hedan.ports import Change, Desk, OrderFile

# What one transaction takes; so many for lines and their SKUs leave room for the rest.
ACTIONS_MAX = 100
ACTIONS_FOR_LINES = 80
# Holds of these end when the stock is there.
OF_STOCK = frozenset({"STOCK_SHORT", "STOCK_GIVEN"})


def to_reserve(file: OrderFile, decision: Decision) -> list[LinePlan]:
    """Return the plans of the lines that may be reserved now and are not yet."""
    if file.order is None:
        return []
    lines = {line.line_id: line for line in file.order.lines}
    return [
        plan
        for plan in decision.lines
        for line, work in ((lines[plan.line_id], file.line(plan.line_id)),)
        if work.state is LineState.NEW
        and work.may_ship
        # The platform shows an after-sale whose message has not reached us yet: it will.
        and not line.in_after_sale
        and line.status in SHIPPABLE
    ]


def units(parts: Iterable[Part]) -> Counter[str]:
    """Count what parts take from the stock, by SKU."""
    needed: Counter[str] = Counter()
    for part in parts:
        if part.tracks_stock:
            needed[part.sku] += part.quantity
    return needed


def fitting(parts_of_lines: Iterable[Sequence[Part]]) -> int:
    """Return how many of these lines fit into one transaction, each with the SKUs that it moves."""
    skus: set[str] = set()
    count = 0
    for parts in parts_of_lines:
        skus |= set(units(parts))
        if count and count + 1 + len(skus) > ACTIONS_FOR_LINES:
            return count
        count += 1
    return count


def room_beside(parts_of_lines: Iterable[Sequence[Part]]) -> int:
    """Return for how many more lines, which move no stock, there is room in the transaction."""
    lines = list(parts_of_lines)
    skus = units(part for parts in lines for part in parts)
    return max(ACTIONS_FOR_LINES - len(lines) - len(skus), 0)


def actions_of(change: Change) -> int:
    """Count the actions of a change; a balance is touched once for all that moves it."""
    told = len(change.puts) + len(change.unchanged) + len(change.clear) + len(change.events)
    skus = {move.sku for move in change.stock}
    return told + len(skus) + sum(1 for move in change.stock if move.on_hand)


def lacking(needed: Counter[str], desk: Desk) -> Counter[str]:
    """Return what is not there of what is needed."""
    stock = desk.stock(needed) if needed else {}
    free = {sku: known.free for sku, known in stock.items()}
    return Counter(
        {sku: count - free.get(sku, 0) for sku, count in needed.items() if count > free.get(sku, 0)}
    )


def still_short(file: OrderFile, decision: Decision, desk: Desk) -> tuple[Finding, ...]:
    """Return the findings of the open holds that wait for stock, while it is not there.

    Only an order that is held for it costs a look at the stock.
    """
    waiting = tuple(hold.finding for hold in file.holds.open if hold.finding.code in OF_STOCK)
    if not waiting:
        return ()
    needed = units(part for plan in to_reserve(file, decision) for part in plan.parts)
    return waiting if lacking(needed, desk) else ()
