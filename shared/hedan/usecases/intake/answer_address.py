"""A platform asks whether an order may go to another address, and waits for the answer.

"accepted" is a promise: until the platform shows the new address, no wave may take the order.
"""

from datetime import datetime
from enum import StrEnum

from hedan.domain.base import OrderKey
from hedan.domain.checks import Seen, find
from hedan.domain.orders import PAID_AND_OPEN
from hedan.errors import TryAgain
from hedan.ports import Archive, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.intake.readings import PlatformOf
from hedan.usecases.intake.row_standing import Marks
from hedan.usecases.intake.take_in import Taken
from hedan.usecases.orders.asked_now import asked_hint, has_left, is_with_supplier, take_in_now
from hedan.usecases.orders.hold_order import hold_at_once

ADDRESS_CHANGE_ASKED = "ADDRESS_CHANGE_ASKED"  # The check's code.


class AddressAnswer(StrEnum):
    """What the platform is told."""

    ACCEPTED = "accepted"  # The order waits until the address has changed.
    REFUSED = "refused"  # A person has let the order go on to the old address.
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"
    UNKNOWN_ORDER = "unknown_order"


def answer_address(
    order: OrderKey,
    asked_at: datetime,
    *,
    desk: Desk,
    settings: Settings,
    marks: Marks,
    platform_of: PlatformOf,
    archive: Archive,
    now: datetime,
) -> AddressAnswer:
    """Hold the order for its new address, or say why it is too late.

    asked_at is the platform's own time of the question: repeated after the address has changed, it
    is an old wish and holds nothing. A wish that comes too late leaves no trace. Raises TryAgain
    while the order cannot be read, AccessEnded when the store cannot be read any more.
    """
    too_late = _too_late(desk.order_file(order))
    if too_late:
        return too_late
    taken = take_in_now(
        [asked_hint(order, now, address_change_asked_at=asked_at)],
        desk=desk,
        marks=marks,
        platform_of=platform_of,
        archive=archive,
        now=now,
    )
    file = desk.order_file(order)
    if file.order is None:
        return AddressAnswer.UNKNOWN_ORDER
    if Taken.SET_ASIDE in taken:
        raise TryAgain(f"{order}: the platform does not show the order as it is now")
    # Not left to the order workflow: a wave could take the lines before that has looked.
    asked = [
        finding
        for finding in find(Seen(order=file.order, now=now, rules=settings.checks))
        if finding.code == ADDRESS_CHANGE_ASKED
    ]
    if asked:
        hold_at_once(order, asked, desk=desk, now=now)
    file = desk.order_file(order)
    return _too_late(file) or _answer(file)


def _answer(file: OrderFile) -> AddressAnswer:
    order = file.order
    # Not paid: the hold comes with the payment. No wish: it was granted meanwhile.
    if order is None or order.status not in PAID_AND_OPEN or not order.address_change_asked_at:
        return AddressAnswer.ACCEPTED
    waits = any(hold.finding.code == ADDRESS_CHANGE_ASKED for hold in file.holds.open)
    return AddressAnswer.ACCEPTED if waits else AddressAnswer.REFUSED


def _too_late(file: OrderFile) -> AddressAnswer | None:
    """Return why a new address helps no more, None when it does."""
    if file.order is None:
        return None
    line_ids = [line.line_id for line in file.order.lines]
    if any(has_left(file, file.order, line_id) for line_id in line_ids):
        return AddressAnswer.SHIPPED
    if any(is_with_supplier(file, line_id) for line_id in line_ids):
        return AddressAnswer.HANDED_OVER
    return None
