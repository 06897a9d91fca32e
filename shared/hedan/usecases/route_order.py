"""Route: which supplier ships which of the reserved lines."""

from datetime import datetime
from typing import Literal

from hedan.domain.base import Frozen, OrderKey, SupplierId
from hedan.domain.findings import Finding
from hedan.domain.line_work import LineState
from hedan.domain.routing import route
from hedan.ports import Desk
from hedan.settings import Settings


class Routed(Frozen):
    """What the workflow goes on with: a supplier for each line, or what stands in the way."""

    outcome: Literal["routed", "missing"]
    suppliers: dict[str, SupplierId]
    findings: tuple[Finding, ...] = ()


def route_order(key: OrderKey, *, desk: Desk, settings: Settings, now: datetime) -> Routed:
    """Return the supplier of every reserved line, and a finding for each that has none."""
    file = desk.order_file(key)
    reserved = [
        line.key.line_id for line in file.lines.values() if line.state is LineState.RESERVED
    ]
    if file.order is None:
        return Routed(outcome="routed", suppliers={})
    routes = route(file.order, reserved, {sku.sku: sku for sku in settings.skus})
    # With its time: a release means "try again", and what is found again is a new finding.
    findings = tuple(
        finding.but(evidence=f"{finding.evidence}, {now.isoformat()}")
        for finding in routes.findings
    )
    outcome: Literal["routed", "missing"] = "missing" if findings else "routed"
    return Routed(outcome=outcome, suppliers=routes.suppliers, findings=findings)
