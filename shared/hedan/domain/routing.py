"""Which supplier ships which line."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hedan.domain.base import SupplierId
from hedan.domain.checks import SkuFacts
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.orders import Order


class Routes(NamedTuple):
    """The supplier of each line that has one, and a finding for each line that has none."""

    suppliers: dict[str, SupplierId]
    findings: tuple[Finding, ...]


def route(order: Order, line_ids: Iterable[str], skus: Mapping[str, SkuFacts]) -> Routes:
    """Find the supplier of each of these lines by its SKU.

    Raises KeyError when the order has no such line.
    """
    lines = {line.line_id: line for line in order.lines}
    suppliers: dict[str, SupplierId] = {}
    missing: list[Finding] = []
    for line_id in dict.fromkeys(line_ids):
        sku = lines[line_id].sku
        if sku and sku in skus:
            suppliers[line_id] = skus[sku].supplier
        else:
            missing.append(_route_missing(line_id, sku))
    return Routes(suppliers, tuple(missing))


def _route_missing(line_id: str, sku: str) -> Finding:
    return Finding(
        code="ROUTE_MISSING",
        severity=Severity.STOP,
        evidence=f"line {line_id}: no supplier for code '{sku}'",
        fix="Name a supplier for this code in the settings.",
        ends=Ends.FACT,
    )
