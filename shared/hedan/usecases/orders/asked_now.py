"""What every question of a waiting platform needs: intake at once, and how far lines have come."""

from collections.abc import Sequence
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.intake import Hint
from hedan.domain.line_work import LEFT, LineState
from hedan.domain.orders import Order, OrderStatus
from hedan.errors import HedanError
from hedan.ports import Archive, Desk, OrderFile
from hedan.usecases.intake.readings import PlatformOf
from hedan.usecases.intake.row_standing import Marks
from hedan.usecases.intake.take_in import Taken, take_in

# A supplier holds these, or may: only the supplier knows whether the goods have left.
WITH_SUPPLIER = frozenset({LineState.CLAIMED, LineState.STOPPING})
# Whoever shipped it, somebody did: perhaps by hand, on the platform itself.
SHIPPED_THERE = frozenset({OrderStatus.SHIPPED, OrderStatus.DONE})


def asked_hint(
    order: OrderKey,
    now: datetime,
    *,
    after_sale_id: str | None = None,
    address_change_asked_at: datetime | None = None,
) -> Hint:
    """Return the hint that a question is: about the after-sale that it names, else the order."""
    return Hint(
        door="push",
        platform=order.platform,
        store=order.store,
        kind="after_sale" if after_sale_id else "order",
        message_id=f"asked:{order.order_id}:{after_sale_id or ''}"[:128],
        seen_at=now,
        order_id=order.order_id,
        after_sale_id=after_sale_id,
        address_change_asked_at=(
            int(address_change_asked_at.timestamp()) if address_change_asked_at else None
        ),
    )


def take_in_now(
    hints: Sequence[Hint],
    *,
    desk: Desk,
    marks: Marks,
    platform_of: PlatformOf,
    archive: Archive,
    now: datetime,
) -> list[Taken]:
    """Take hints in at once. Raises what one of them met, after all of them were tried."""
    answers = take_in(
        hints, desk=desk, marks=marks, platform_of=platform_of, archive=archive, now=now
    )
    taken: list[Taken] = []
    for answer in answers:
        if isinstance(answer, HedanError):
            raise answer
        taken.append(answer)
    return taken


def has_left(file: OrderFile, order: Order, line_id: str) -> bool:
    """Tell whether a line of the order is on its way, by us or by whoever ships beside us."""
    return file.line(line_id).state in LEFT or order.line(line_id).status in SHIPPED_THERE


def is_with_supplier(file: OrderFile, line_id: str) -> bool:
    """Tell whether a supplier may hold a line, and nobody has said yet where it is."""
    return file.line(line_id).state in WITH_SUPPLIER
