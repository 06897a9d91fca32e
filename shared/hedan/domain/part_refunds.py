"""A refund of some pieces of a line: the fence knows lines, so the rest needs a person."""

from collections.abc import Iterator

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order


def is_part(order: Order, after_sale: AfterSale) -> bool:
    """Tell whether a closing after-sale leaves pieces of a line to be shipped."""
    return any(True for _ in refunded_in_part(order, after_sale))


def refunded_in_part(order: Order, after_sale: AfterSale) -> Iterator[tuple[str, int, int]]:
    """Return each line of which only some pieces are refunded: its id, how many, of how many."""
    if not after_sale.closes:
        return
    quantities = {line.line_id: line.quantity for line in order.lines}
    for line in after_sale.lines:
        quantity = quantities.get(line.line_id, 0)
        if line.quantity < quantity:
            yield line.line_id, line.quantity, quantity
