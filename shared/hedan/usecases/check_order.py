"""Check 审单: look at the order as it is now and say what keeps it back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from hedan.domain import checks
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineWork
from hedan.domain.orders import PAID_AND_OPEN, Order
from hedan.domain.part_refunds import part_refunds
from hedan.domain.predecessors import handed_over_before, unreadable_refunds
from hedan.ports import Desk
from hedan.settings import Settings


class Checked(Frozen):
    """What the workflow goes on with."""

    outcome: Literal["clear", "hold", "nothing_to_do"]
    findings: tuple[Finding, ...] = ()


def check_order(key: OrderKey, *, desk: Desk, settings: Settings, now: datetime) -> Checked:
    """Return the findings. An order with open holds goes through Hold even when none is found.

    nothing_to_do: the platform does not want it shipped (unpaid, cancelled, shipped, done).
    """
    file = desk.order_file(key)
    if file.order is None or (file.order.status not in PAID_AND_OPEN and not file.holds.open):
        return Checked(outcome="nothing_to_do")
    skus = {sku.sku: sku for sku in settings.skus}
    findings = (
        *checks.check_order(file.order, skus, settings.checks, now),
        *part_refunds(file.order, file.after_sales.values()),
        *unreadable_refunds(file.after_sales.values()),
        *handed_over_before(_predecessors(file.order, desk)),
    )
    if findings or file.holds.open:
        return Checked(outcome="hold", findings=findings)
    return Checked(outcome="clear")


def _predecessors(order: Order, desk: Desk) -> Iterator[LineWork]:
    for order_id in order.replaces:
        yield from desk.order_file(order.key.but(order_id=order_id)).lines.values()
