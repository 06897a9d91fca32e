"""Hold 挂起: open what a check found, close what is no longer true, take waiting lines back."""

from collections.abc import Sequence
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Finding, Hold, Holds, reconcile
from hedan.domain.line_work import WAITING, LineWork, released, stock_moves
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.again import until_settled


def hold_order(
    key: OrderKey, findings: Sequence[Finding], *, desk: Desk, now: datetime
) -> tuple[Hold, ...]:
    """Store what was found and return the holds that are open now; none means: go on.

    Lines that wait for a wave go back to the start, so that no wave can take them.
    """
    return until_settled(lambda: _attempt(key, tuple(findings), desk, now))


def _attempt(
    key: OrderKey, findings: tuple[Finding, ...], desk: Desk, now: datetime
) -> tuple[Hold, ...]:
    file = desk.order_file(key)
    holds = reconcile(file.holds, findings, now)
    taken_back = [line for line in file.lines.values() if holds.open and line.state in WAITING]
    if holds.holds != file.holds.holds or taken_back:
        desk.commit(_change(file, holds, taken_back, now))
    return holds.open


def _change(file: OrderFile, holds: Holds, taken_back: list[LineWork], now: datetime) -> Change:
    steps = [(line, released(line)) for line in taken_back]
    opened = [hold for hold in holds.open if hold not in file.holds.holds]
    held = Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(file.key),
            "opened": ",".join(hold.finding.code for hold in opened),
            "open": ",".join(hold.finding.code for hold in holds.open),
        },
    )
    return Change(
        puts=(holds, *(after for _, after in steps)),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=((holds, held),),
    )
