"""Hold 挂起: open what was found, close what is no longer true, take waiting lines back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.decisions import Decision, said_anew
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Finding, Hold, Holds, opened, reconcile
from hedan.domain.line_work import WAITING, LineWork, released, stock_moves
from hedan.domain.orders import Order
from hedan.ports import Aggregate, Change, Desk, OrderFile
from hedan.usecases.again import until_settled
from hedan.usecases.intake.store_order import as_decided
from hedan.usecases.orders.check_order import deadline_of
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.orders.stock_need import fitting, still_short
from hedan.usecases.waves.revoke import revoke


def hold_order(
    key: OrderKey, found: Sequence[Finding], *, deciding: Deciding, now: datetime
) -> tuple[Hold, ...]:
    """Decide the order, store what keeps it back with the decision, and return its open holds.

    None open means: go on; those that keep back some lines only are not among them. found: what a
    later step found, which no look at the order can see.
    Lines that wait for a wave go back to the start, so that no wave can take them; those that must
    not travel as they were promised leave their parcels.
    """
    revoke(key, deciding=deciding, now=now)
    while True:
        step = until_settled(lambda: _after_a_look(key, tuple(found), deciding, now))
        if step.is_done:
            return tuple(hold for hold in step.open if not hold.finding.line_ids)


def hold_at_once(
    key: OrderKey, findings: Sequence[Finding], *, desk: Desk, now: datetime, by: str = ""
) -> tuple[Hold, ...]:
    """Open holds without deciding anything else, and return those that are open now.

    For what cannot wait until the order workflow has looked. Holds that are open stay. by: the
    person who holds it, if one does.
    """
    while True:
        step = until_settled(lambda: _opened(key, tuple(findings), desk, now, by))
        if step.is_done:
            return step.open


class _Step(NamedTuple):
    """What one transaction led to; not done: there are more lines to take back than it takes."""

    open: tuple[Hold, ...]
    is_done: bool


def _after_a_look(
    key: OrderKey, found: tuple[Finding, ...], deciding: Deciding, now: datetime
) -> _Step:
    file = deciding.desk.order_file(key)
    if file.order is None:
        return _Step((), is_done=True)
    decision = deciding.decide(file, now)
    known_short = still_short(file, decision, deciding, now)
    if found:  # Of the whole order it says anew what is missing.
        known_short = tuple(one for one in known_short if one.line_ids)
    findings = (*decision.findings, *found, *known_short)
    holds = reconcile(file.holds, findings, now, deadline_of(file))
    if holds.holds == file.holds.holds and not _waiting(file, holds):
        if said_anew(decision, file.decision):
            deciding.desk.commit(_decided(file, file.order, decision, now))
        return _Step(holds.open, is_done=True)
    # Changed since it was decided: another decision.
    return _stored(file, holds, (decision,), (file.order,), deciding.desk, now)


def _opened(
    key: OrderKey, findings: tuple[Finding, ...], desk: Desk, now: datetime, by: str
) -> _Step:
    file = desk.order_file(key)
    holds = opened(file.holds, findings, now, deadline_of(file))
    # Nor may a line be reserved, and ready, between our look and our writing.
    return _stored(file, holds, (), as_decided(file, now), desk, now, by)


def _stored(
    file: OrderFile,
    holds: Holds,
    decided: tuple[Decision, ...],
    unchanged: tuple[Aggregate, ...],
    desk: Desk,
    now: datetime,
    by: str = "",
) -> _Step:
    waiting = _waiting(file, holds)
    at_once = waiting[: fitting([line.parts for line in waiting])]
    if holds.holds != file.holds.holds or waiting:
        steps = [(line, released(line)) for line in at_once]
        puts: tuple[Aggregate, ...] = (holds, *decided, *(after for _, after in steps))
        desk.commit(
            Change(
                puts=puts,
                was=file.before(puts),
                unchanged=unchanged,
                stock=tuple(
                    move for before, after in steps for move in stock_moves(before, after, now)
                ),
                events=((holds, _held(file, holds, now, by)),),
            )
        )
    return _Step(holds.open, is_done=len(at_once) == len(waiting))


def _waiting(file: OrderFile, holds: Holds) -> list[LineWork]:
    """Return the lines that must not wait for a wave any more."""
    return [line for line in file.works if line.state in WAITING and holds.keeps(line.key.line_id)]


def _decided(file: OrderFile, order: Order, decision: Decision, now: datetime) -> Change:
    """The same holds, but something else is decided: it is what people are shown."""
    facts = {"order": str(file.key), "answer": decision.answer.value}
    told = Event(kind=EventKind.ORDER_DECIDED, at=now, facts=facts)
    return Change(
        puts=(decision,),
        was=file.before((decision,)),
        unchanged=(order, file.holds),
        events=((decision, told),),
    )


def _held(file: OrderFile, holds: Holds, now: datetime, by: str) -> Event:
    known = {hold.hold_id for hold in file.holds.open}
    fresh = [hold for hold in holds.open if hold.hold_id not in known]
    return Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(file.key),
            "opened": ",".join(hold.finding.code for hold in fresh),
            "open": ",".join(hold.finding.code for hold in holds.open),
            **({"by": by} if by else {}),
        },
    )
