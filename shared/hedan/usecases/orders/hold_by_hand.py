"""A person keeps an order back, whatever the checks and rules say."""

from datetime import datetime

from hedan.domain.base import Frozen, OrderKey
from hedan.domain.findings import Ends, Finding, Hold, Holds, Post, Severity
from hedan.domain.line_work import HOLDING_STOCK, WAITING
from hedan.ports import Desk
from hedan.usecases.orders.hold_order import hold_at_once

CODE = "HELD_BY_HAND"
# With its supplier, and no word yet that it left or stayed.
PROMISED = HOLDING_STOCK - WAITING


class HeldByHand(Frozen):
    """What is held now, and what it comes too late for."""

    open: tuple[Hold, ...]
    # Lines that a supplier already has: those of them that nothing stands against are asked back
    # if they are to be, else the hold does not stop them.
    promised: tuple[str, ...]


def hold_by_hand(
    key: OrderKey,
    reason: str,
    by: str,
    *,
    post: Post = Post.OPERATOR,
    due_minutes: int | None = None,
    stop_promised: bool = False,
    desk: Desk,
    now: datetime,
) -> HeldByHand:
    """Open a hold that only a person ends. Lines that wait for a wave go back to the start.

    stop_promised: those that a supplier was promised leave their parcels, too (see revoke).

    Doing so twice for one reason changes nothing, unless it was released in between. Raises
    KeyError when there is no such order, TryAgain when others keep writing to it.
    """
    known = desk.order_file(key)
    if known.order is None:
        raise KeyError(str(key))
    finding = Finding(
        code=CODE,
        severity=Severity.ASK,
        evidence=_evidence(_said(by, reason, stop_promised=stop_promised), known.holds),
        fix=reason,
        ends=Ends.PERSON,
        post=post,
        due_minutes=due_minutes,
    )
    if stop_promised:
        finding = finding.but(severity=Severity.STOP)
    held = hold_at_once(key, [finding], desk=desk, now=now, by=by)
    lines = desk.order_file(key).works
    promised = sorted(line.key.line_id for line in lines if line.state in PROMISED)
    return HeldByHand(open=held, promised=tuple(promised))


def _said(by: str, reason: str, *, stop_promised: bool) -> str:
    # Who held it before without stopping anything may want more now: another hold.
    return f"{by}, stop what is promised: {reason}" if stop_promised else f"{by}: {reason}"


def _evidence(said: str, holds: Holds) -> str:
    """Tell this time from earlier ones: what a person released is not opened by the same words."""
    before = sum(
        hold.finding.code == CODE and hold.finding.evidence.startswith(said)
        for hold in holds.holds
        if not hold.is_open
    )
    return f"{said} ({before + 1})" if before else said
