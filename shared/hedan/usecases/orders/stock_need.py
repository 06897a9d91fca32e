"""What an order needs of the stock, and whether it is there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hedan.domain.decisions import Decision, LinePlan
from hedan.domain.findings import Finding
from hedan.domain.line_work import HOLDING_STOCK, LEFT, LineState
from hedan.domain.orders import SHIPPABLE
from hedan.domain.parts import Part
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.orders.gather_facts import Deciding

# What one transaction takes; so many for lines and their SKUs leave room for the rest.
ACTIONS_MAX = 100
ACTIONS_FOR_LINES = 80
# Holds of these end when the stock is there.
OF_STOCK = frozenset({"STOCK_SHORT", "STOCK_GIVEN"})
# What is in these goes, or has gone.
BEGUN = HOLDING_STOCK | LEFT


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
    return _beyond(needed, Counter({sku: known.free for sku, known in stock.items()}))


def _beyond(needed: Counter[str], free: Counter[str]) -> Counter[str]:
    return Counter({sku: count - free[sku] for sku, count in needed.items() if count > free[sku]})


def without_gifts(
    file: OrderFile,
    decision: Decision,
    missing: Counter[str],
    deciding: Deciding,
    now: datetime,
) -> Decision | None:
    """Return the decision that leaves out the gifts of which there is too little.

    None where none of them may be left out: what is missing is missing.
    """
    given = (part for plan in decision.lines for part in plan.parts if part.is_gift)
    if not any(part.sku in missing for part in given):
        return None
    fewer = deciding.decide(file, now, {*decision.facts.out, *missing})
    return fewer if fewer.lines != decision.lines else None


def there(
    needs: Mapping[str, Counter[str]], desk: Desk
) -> tuple[list[str], dict[str, Counter[str]]]:
    """Return which lines could go with the stock as it is, and what each of the others lacks.

    needs: of each line; the first ones are served first.
    """
    stock = desk.stock(set[str]().union(*needs.values()))
    free = Counter({sku: known.free for sku, known in stock.items()})
    going: list[str] = []
    lacks: dict[str, Counter[str]] = {}
    for line_id, needed in needs.items():
        if short := _beyond(needed, free):
            lacks[line_id] = short
        else:
            going.append(line_id)
            free -= needed
    return going, lacks


def goods_go(file: OrderFile, going: Iterable[str]) -> bool:
    """Tell whether goods are among what goes, or on their way already: no gift goes alone."""
    if file.order is None:
        return False
    begun = {name for name, work in file.lines.items() if work.state in BEGUN}
    goods = {line.line_id for line in file.order.lines if not line.is_gift}
    return bool(goods & (begun | set(going)))


def still_short(
    file: OrderFile, decision: Decision, deciding: Deciding, now: datetime
) -> tuple[Finding, ...]:
    """Return the findings of the open holds that wait for stock, while it is not there.

    Only an order that is held for it costs a look at the stock.
    """
    waiting = tuple(hold.finding for hold in file.holds.open if hold.finding.code in OF_STOCK)
    if not waiting or file.order is None:
        return ()
    needs = {plan.line_id: units(plan.parts) for plan in to_reserve(file, decision)}
    missing = lacking(_sum(needs), deciding.desk)
    if missing and (fewer := without_gifts(file, decision, missing, deciding, now)):
        needs = {plan.line_id: units(plan.parts) for plan in to_reserve(file, fewer)}
        missing = lacking(_sum(needs), deciding.desk)
    if not missing:
        return ()
    alone = {line_id: lacking(needed, deciding.desk) for line_id, needed in needs.items()}
    fit = (line_id for line_id, short in alone.items() if not short)
    in_parts = deciding.book.settings.split.send_what_is_there and goods_go(file, fit)
    return tuple(finding for finding in waiting if _waits(finding, alone, in_parts=in_parts))


def _waits(finding: Finding, alone: Mapping[str, Counter[str]], *, in_parts: bool) -> bool:
    """Tell whether a finding is still true. alone: what each line lacks, whatever others take."""
    if finding.line_ids:
        return any(alone.get(line_id) for line_id in finding.line_ids)
    return not in_parts


def _sum(needs: Mapping[str, Counter[str]]) -> Counter[str]:
    return sum(needs.values(), Counter[str]())
