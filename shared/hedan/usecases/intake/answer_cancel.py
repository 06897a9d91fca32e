"""A platform asks whether a shipment can still be cancelled, and waits for the answer.

"stopped" is a promise: the platform refunds on it at once. It is given only when the closed fences
lie in the table, for from then on nothing can be shipped behind the answer's back.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.errors import Malformed, TryAgain
from hedan.ports import Archive, Desk, OrderFile
from hedan.usecases.intake.readings import PlatformOf
from hedan.usecases.intake.row_standing import Marks
from hedan.usecases.intake.take_in import Taken
from hedan.usecases.orders.asked_now import asked_hint, has_left, is_with_supplier, take_in_now


class CancelAnswer(StrEnum):
    """What the platform is told."""

    STOPPED = "stopped"  # Nothing of it was handed over, and nothing will be.
    HANDED_OVER = "handed_over"  # A supplier may hold it; the fence has opened a stop there.
    LABEL_PRINTED = "label_printed"  # It has said so, and not yet whether the goods stay.
    SHIPPED = "shipped"
    UNKNOWN_ORDER = "unknown_order"


def answer_cancel(
    order: OrderKey,
    after_sale_id: str | None,
    line_ids: Sequence[str],
    *,
    desk: Desk,
    marks: Marks,
    platform_of: PlatformOf,
    archive: Archive,
    now: datetime,
) -> CancelAnswer:
    """Take the refund in, then say how far the lines have come.

    No line_ids: those that the after-sale names, or all of the order. The same question again has
    the same answer, for as long as nobody has moved the lines on. Raises TryAgain while the
    platform does not show the refund or no fence is closed for it, AccessEnded when the store
    cannot be read any more, Malformed for an after-sale or a line of another order.
    """
    hints = [asked_hint(order, now, after_sale_id=after_sale_id)] if after_sale_id else []
    # The order too: somebody may have shipped it on the platform, and we have not heard of it.
    hints.append(asked_hint(order, now))
    taken = take_in_now(
        hints, desk=desk, marks=marks, platform_of=platform_of, archive=archive, now=now
    )
    file = desk.order_file(order)
    if file.order is None:
        return CancelAnswer.UNKNOWN_ORDER
    if Taken.SET_ASIDE in taken:
        raise TryAgain(f"{order}: the platform does not show it, or its refund, as it is now")
    return _answer(file, file.order, _wanted(file, file.order, after_sale_id, line_ids), desk)


def _wanted(
    file: OrderFile, order: Order, after_sale_id: str | None, line_ids: Sequence[str]
) -> Sequence[str]:
    """Return the lines that are meant."""
    case = file.after_sales.get(after_sale_id) if after_sale_id else None
    if after_sale_id and case is None:
        raise Malformed(f"after-sale {after_sale_id}: not one of order {order.key.order_id}")
    known = [line.line_id for line in order.lines]
    wanted = line_ids or (case.line_ids if case else ()) or known
    strange = sorted(set(wanted) - set(known))
    if strange:
        raise Malformed(f"order {order.key.order_id}: has no line {', '.join(strange)}")
    return wanted


def _answer(file: OrderFile, order: Order, wanted: Sequence[str], desk: Desk) -> CancelAnswer:
    if any(has_left(file, order, line_id) for line_id in wanted):
        return CancelAnswer.SHIPPED
    there = [file.line(line_id) for line_id in wanted if is_with_supplier(file, line_id)]
    if there:
        printed = _label_is_printed(there, desk)
        return CancelAnswer.LABEL_PRINTED if printed else CancelAnswer.HANDED_OVER
    still_open = [line_id for line_id in wanted if file.line(line_id).may_ship]
    if still_open:
        # Withdrawn at this moment, or not told of yet: a wave could still take these lines.
        raise TryAgain(f"{order.key}: no refund stops line {', '.join(still_open)}")
    return CancelAnswer.STOPPED


def _label_is_printed(works: Sequence[LineWork], desk: Desk) -> bool:
    """Tell whether a supplier has said so of one of these lines: one call for each supplier."""
    keys = {work.key for work in works}
    suppliers = dict.fromkeys(work.supplier for work in works if work.supplier)
    return any(
        stop.label_printed_at is not None and any(line.key in keys for line in stop.lines)
        for supplier in suppliers
        for stop in desk.stops(supplier)
    )
