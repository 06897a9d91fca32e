"""Check 审单: look at the order as it is now and say whether anything keeps it back."""

from datetime import datetime
from typing import Literal, NamedTuple

from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.classes import earliest_deadline
from hedan.domain.decisions import Decision
from hedan.domain.findings import Holds, reconcile
from hedan.domain.leaving import to_leave
from hedan.domain.line_work import LineState
from hedan.domain.orders import PAID_AND_OPEN, waits_for_balance
from hedan.domain.stops import StopCause
from hedan.ports import OrderFile
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.orders.stock_need import still_short
from hedan.usecases.replacements.waiting_again import is_to_be_sent


class Checked(Frozen):
    """What the workflow goes on with. The decision itself is made again where it is stored.

    That costs a few microseconds, keeps the order's data out of the workflow's log, and stores no
    decision on what was true a step ago.
    """

    outcome: Literal["clear", "hold", "nothing_to_do"]
    codes: tuple[str, ...] = ()  # What keeps it back.
    sends_again: bool = False  # Goods of a case wait to be sent, whatever became of the order.


def check_order(key: OrderKey, *, deciding: Deciding, now: datetime) -> Checked:
    """Look at the order. hold: holds open, or close, or their next steps are due at other times; or
    lines must leave their parcels, which Hold sees to as well.

    nothing_to_do: the platform does not want it shipped (unpaid, cancelled, shipped, done).
    """
    file = deciding.desk.order_file(key)
    again = is_to_be_sent(file)
    if not is_to_be_looked_at(file):
        return Checked(outcome="nothing_to_do", sends_again=again)
    decision, holds = look(file, deciding, now)
    if holds.of_order or holds.holds != file.holds.holds or leaving(file, decision, holds):
        codes = tuple(hold.finding.code for hold in holds.open)
        return Checked(outcome="hold", codes=codes, sends_again=again)
    return Checked(outcome="clear", sends_again=again)


def is_to_be_looked_at(file: OrderFile) -> bool:
    """Tell whether there is anything to decide: goods to ship, a hold, or goods on their way."""
    if file.order is None:
        return False
    on_its_way = any(work.state is LineState.CLAIMED for work in file.lines.values())
    is_open = file.order.status in PAID_AND_OPEN or waits_for_balance(file.order)
    return is_open or bool(file.holds.open) or on_its_way


def holds_now(file: OrderFile, deciding: Deciding, now: datetime) -> Holds:
    """Return the holds as a look at the order leaves them; nothing is stored.

    Raises ValueError for an order that nobody has told us yet.
    """
    return look(file, deciding, now).holds


class Look(NamedTuple):
    """What a look at an order comes to."""

    decision: Decision
    holds: Holds


def look(file: OrderFile, deciding: Deciding, now: datetime) -> Look:
    """Decide an order and say which holds that leaves. Raises ValueError as holds_now() does."""
    decision = deciding.decide(file, now)
    found = (*decision.findings, *still_short(file, decision, deciding, now))
    return Look(decision, reconcile(file.holds, found, now, deadline_of(file)))


def leaving(file: OrderFile, decision: Decision, holds: Holds) -> dict[LineKey, StopCause]:
    """Return the lines of an order that must leave their parcels by a look at it, and why."""
    if file.order is None:
        return {}
    return to_leave(file.order, file.works, holds, file.edits, decision)


def deadline_of(file: OrderFile) -> datetime | None:
    """Return the ship-by instant of what is still to be shipped."""
    if file.order is None:
        return None
    lines = [line for line in file.order.lines if line.status in PAID_AND_OPEN]
    return earliest_deadline(file.order, lines)
