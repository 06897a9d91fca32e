"""Check 审单: look at the order as it is now and say what keeps it back."""

from datetime import datetime
from typing import Literal

from hedan.domain import checks
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.findings import Finding
from hedan.domain.orders import PAID_AND_OPEN
from hedan.domain.part_refunds import part_refunds
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
    )
    if findings or file.holds.open:
        return Checked(outcome="hold", findings=findings)
    return Checked(outcome="clear")
