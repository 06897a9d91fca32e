"""Hold back what cannot be sent again now, until a person has looked or it goes all the same."""

from collections.abc import Iterable
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.findings import Ends, Finding, Holds, Post, Severity, release
from hedan.domain.line_work import LineState, LineWork
from hedan.ports import Desk
from hedan.usecases.orders.hold_order import hold_at_once

REPLACEMENT_WAITS = "REPLACEMENT_WAITS"


def hold_back(key: OrderKey, line_id: str, why: str, desk: Desk, now: datetime) -> None:
    """Let a person look; nothing else of the order is kept back, and nothing that goes by now."""
    if desk.order_file(key).line(line_id).state is not LineState.NEW:
        return
    finding = Finding(
        code=REPLACEMENT_WAITS,
        severity=Severity.ASK,
        evidence=f"line {line_id}: {why}",
        fix="Mend what keeps it back, then release the hold; or answer the buyer otherwise.",
        ends=Ends.PERSON,
        post=Post.OPERATOR,
        line_ids=(line_id,),
    )
    hold_at_once(key, [finding], desk=desk, now=now)


def let_go(holds: Holds, lines: Iterable[LineWork], by: str, now: datetime) -> Holds:
    """Return the holds of an order after these lines wait for a wave: what kept them back is over.

    To be written with the lines, also when nothing of them changes: who holds the order at the same
    moment has to see that there is more to hold.
    """
    going = {line.key.line_id for line in lines}
    for hold in holds.open:
        if hold.finding.code == REPLACEMENT_WAITS and going.issuperset(hold.finding.line_ids):
            holds = release(holds, hold.hold_id, by, now)
    return holds
