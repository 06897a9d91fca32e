"""What of an order is to be sent again: seen in what is kept of it, at no cost."""

from collections.abc import Iterator

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.line_work import LineState, LineWork
from hedan.ports import OrderFile


def is_to_be_sent(file: OrderFile) -> bool:
    """Tell whether anything of an order is to be sent again that does not wait for a wave yet."""
    return any(may_be_planned(file)) or any(agreed(file))


def agreed(file: OrderFile) -> Iterator[AfterSale]:
    """Yield the resends that are agreed and not sent yet.

    An exchange is not among them: what it sends instead, and whether the old goods have to come
    first, a person says. One of an order that nobody has told us yet waits for it.
    """
    if file.order is None:
        return
    sent = {case for work in file.lines.values() for case in work.again}
    for case in file.after_sales.values():
        is_agreed = case.status is AfterSaleStatus.AGREED and case.kind is AfterSaleKind.RESEND
        if is_agreed and case.after_sale_id not in sent:
            yield case


def may_be_planned(file: OrderFile) -> Iterator[LineWork]:
    """Yield the lines that were to be sent again, stayed, and may go now."""
    for line in file.again.values():
        is_free = line.state is LineState.NEW and line.may_ship
        if is_free and not file.holds.keeps(line.key.line_id):
            yield line
