"""A refund of some pieces of a line: the fence knows lines, so the rest needs a person."""

from collections.abc import Iterable, Iterator

from hedan.domain.after_sales import AfterSale
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.orders import Order


def is_part(order: Order, after_sale: AfterSale) -> bool:
    """Tell whether a closing after-sale leaves pieces of a line to be shipped."""
    return any(True for _ in _parts(order, after_sale))


def part_refunds(order: Order, after_sales: Iterable[AfterSale]) -> tuple[Finding, ...]:
    """Return a finding for each line of which only some pieces are refunded."""
    return tuple(
        Finding(
            code="PART_REFUND",
            severity=Severity.ASK,
            evidence=f"line {line_id}: {refunded} of {quantity}, after-sale {one.after_sale_id}",
            fix="The whole line is fenced: ship the other pieces on the platform, then release.",
            ends=Ends.FACT,
        )
        for one in sorted(after_sales, key=lambda one: one.after_sale_id)
        for line_id, refunded, quantity in _parts(order, one)
    )


def _parts(order: Order, after_sale: AfterSale) -> Iterator[tuple[str, int, int]]:
    if not after_sale.closes:
        return
    quantities = {line.line_id: line.quantity for line in order.lines}
    for line in after_sale.lines:
        quantity = quantities.get(line.line_id, 0)
        if line.quantity < quantity:
            yield line.line_id, line.quantity, quantity
