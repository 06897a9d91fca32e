"""Which claimed lines must leave their parcels: what is wanted now, against what was promised.

A promise to a supplier is broken only for what the platform says of the goods, for what forbids
to ship them, and for what a person decides. A rule that changed speaks of what is claimed later.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from hedan.domain.base import LineKey
from hedan.domain.bulk_acts import HELD_BY_HAND
from hedan.domain.checks import address_saw, goods_saw
from hedan.domain.decisions import Decision, LinePlan
from hedan.domain.edits import EditField, Edits
from hedan.domain.findings import Finding, Holds, Severity
from hedan.domain.line_work import LineState, LineWork, Promised
from hedan.domain.orders import PAID_AND_OPEN, Line, Order, OrderStatus
from hedan.domain.parts import Part
from hedan.domain.replaced_lines import Instead, line_of
from hedan.domain.stops import StopCause

RISK_REVIEW: Final = "RISK_REVIEW"
# A hold with one of these says that the goods must not leave at all. The others say that somebody
# must look, or speak of lines that nobody has shipped yet.
FORBIDS: Final = frozenset({RISK_REVIEW, "DO_NOT_SHIP"})
CALLED_OFF: Final = frozenset({OrderStatus.CANCELLED, OrderStatus.REPLACED})
# What a person may decide about goods that a supplier has: it is asked for them back.
REROUTES: Final = frozenset(
    {EditField.SUPPLIER, EditField.SKU, EditField.CARRIER, EditField.PACKAGE}
)


def promised(order: Order, key: LineKey) -> Promised:
    """Return what of its order a line is claimed with."""
    return Promised(address=address_saw(order.receiver), goods=goods_saw(order, key.line_id))


def is_promised(work: LineWork) -> bool:
    """Tell whether a line is with its supplier and may still be asked back.

    What had left is not asked for again, and for what is fenced its refund asks.
    """
    return work.state is LineState.CLAIMED and work.may_ship and not work.left


def to_leave(
    order: Order, works: Iterable[LineWork], holds: Holds, edits: Edits, decision: Decision
) -> dict[LineKey, StopCause]:
    """Return the promised lines that must leave their parcels, and why."""
    causes = {
        work.key: _cause_again(order, work, work.instead, holds)
        if work.instead
        else _cause(order, work, holds, edits, decision)
        for work in works
        if is_promised(work)
    }
    return {key: cause for key, cause in causes.items() if cause}


def _cause(
    order: Order, work: LineWork, holds: Holds, edits: Edits, decision: Decision
) -> StopCause | None:
    line = next((line for line in order.lines if line.line_id == work.key.line_id), None)
    if line is None or CALLED_OFF & {order.status, line.status}:
        return StopCause.CANCELLED
    if any(_forbids(hold.finding, order, line) for hold in holds.open):
        return StopCause.HELD
    known = work.promised
    if known and _is_another(known.address, address_saw(order.receiver)):
        return StopCause.ADDRESS
    if known and known.goods != goods_saw(order, line.line_id):
        return StopCause.REROUTED
    if _earns_no_more(order, line, decision):
        return StopCause.REFUND
    return StopCause.REROUTED if _is_rerouted(work, edits, decision) else None


def _cause_again(order: Order, work: LineWork, instead: Instead, holds: Holds) -> StopCause | None:
    """Return why what is sent again must not go as promised; for its case there is the fence."""
    line = line_of(order, work.key.line_id, instead)
    if any(_forbids(hold.finding, order, line) for hold in holds.open):
        return StopCause.HELD
    known = work.promised
    moved = known is not None and _is_another(known.address, address_saw(order.receiver))
    return StopCause.ADDRESS if moved else None


def _forbids(finding: Finding, order: Order, line: Line) -> bool:
    if finding.line_ids and line.line_id not in finding.line_ids:
        return False
    if finding.code == RISK_REVIEW:
        return OrderStatus.IN_REVIEW in (order.status, line.status)
    # Whoever held it by hand has said whether its supplier is to be asked, too.
    is_asked = finding.code == HELD_BY_HAND and finding.severity is Severity.STOP
    return is_asked or finding.code in FORBIDS


def _earns_no_more(order: Order, line: Line, decision: Decision) -> bool:
    """Tell whether it is a gift that is not planned any more: all that earned it goes back."""
    is_open = order.status in PAID_AND_OPEN and line.status in PAID_AND_OPEN
    planned = any(plan.line_id == line.line_id for plan in decision.lines)
    return line.is_gift and not line.is_virtual and is_open and not planned


def _is_another(before: str, now: str) -> bool:
    """Tell whether it is another address, where both are told in the same way."""
    return before != now and before.partition(":")[0] == now.partition(":")[0]


def _is_rerouted(work: LineWork, edits: Edits, decision: Decision) -> bool:
    """Tell whether a person decided otherwise than it was claimed."""
    plan = next((plan for plan in decision.lines if plan.line_id == work.key.line_id), None)
    if plan is None:
        return False
    decided = {field for field in REROUTES if edits.standing(field, plan.line_id)}
    return any(field in decided for field in _differing(work, plan))


def _differing(work: LineWork, plan: LinePlan) -> Iterator[EditField]:
    if plan.supplier and plan.supplier != work.supplier:
        yield EditField.SUPPLIER
    if plan.handling.carrier != work.handling.carrier:
        yield EditField.CARRIER
    if plan.handling.package != work.handling.package:
        yield EditField.PACKAGE
    if _goods(plan.parts) and _goods(plan.parts) != _goods(work.parts):
        yield EditField.SKU


def _goods(parts: Iterable[Part]) -> list[tuple[str, int]]:
    return [(part.sku, part.quantity) for part in parts if not part.is_gift]
