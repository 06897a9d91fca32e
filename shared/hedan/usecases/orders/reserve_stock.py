"""Reserve: hold stock for every line that may ship, all of an order or none of it.

The decision on which the lines are reserved is stored with them, in one transaction with the stock
and with what is counted across orders; the holds and the order must be as the decision saw them.
What too little stock leads to stands in stock_shortage.py.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from hedan.deciding.plans import route_missing
from hedan.domain.base import Frozen, OrderKey, SupplierId
from hedan.domain.decisions import Decision, LinePlan, said_anew
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Finding, Holds, opened, reconcile
from hedan.domain.line_work import WAITING, LineState, LineWork, released, stock_moves
from hedan.domain.orders import PAID_AND_OPEN, Order
from hedan.errors import StockShort, VersionConflict
from hedan.ports import Aggregate, Change, Desk, OrderFile
from hedan.usecases.again import until_settled
from hedan.usecases.orders.check_order import deadline_of
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.orders.give_way import give_way
from hedan.usecases.orders.stock_need import (
    fitting,
    goods_go,
    lacking,
    room_beside,
    there,
    to_reserve,
    units,
    without_gifts,
)
from hedan.usecases.orders.stock_shortage import held_event, lines_short, short_of
from hedan.usecases.orders.tally_steps import counted, fitting_with_tallies


class Reserved(Frozen):
    """What the workflow goes on with, and what it shows of the decision."""

    outcome: Literal["reserved", "held", "short", "missing", "nothing_to_do"]
    findings: tuple[Finding, ...] = ()  # What only this step can see; Hold keeps it.
    tags: tuple[str, ...] = ()
    suppliers: Mapping[str, SupplierId] = {}


class _Work(NamedTuple):
    """What is to be done to an order: its file and decision, and its lines as they are to be."""

    file: OrderFile
    order: Order
    decision: Decision
    taken_back: list[LineWork]  # They wait as what they no longer are.
    wanted: list[LineWork]
    later: list[LineWork]  # Wanted too, in further transactions.
    updated: list[LineWork]  # They stay where they are, with another deadline or other tags.
    is_cut: bool  # There are more lines than one transaction takes.
    holds: Holds | None = None  # What keeps back the lines that are not there, where others go.

    @property
    def needs(self) -> Counter[str]:
        """What all that is wanted takes from the stock, by SKU."""
        return units(part for line in (*self.wanted, *self.later) for part in line.parts)

    @property
    def reserved_ids(self) -> set[str]:
        """The lines that this transaction reserves."""
        return {line.key.line_id for line in self.wanted}


def reserve_stock(key: OrderKey, *, deciding: Deciding, now: datetime) -> Reserved:
    """Reserve what is not reserved yet, as it is decided now. Repeating it reserves nothing twice.

    held: something keeps the order back that Check did not see. short, missing: there is no stock,
    or nobody who ships.
    """
    while True:
        reserved = until_settled(lambda: _attempt(key, deciding, now))
        if reserved is not None:
            return reserved


def _attempt(key: OrderKey, deciding: Deciding, now: datetime) -> Reserved | None:
    """Do one transaction; None: there is more to do."""
    file = deciding.desk.order_file(key)
    if file.order is None or file.holds.of_order or file.order.status not in PAID_AND_OPEN:
        return Reserved(outcome="nothing_to_do")
    return _as_decided(file, file.order, deciding.decide(file, now), deciding, now)


def _as_decided(
    file: OrderFile, order: Order, decision: Decision, deciding: Deciding, now: datetime
) -> Reserved | None:
    if reconcile(file.holds, decision.findings, now, deadline_of(file)).of_order:
        return Reserved(outcome="held")
    if missing := _missing(file, decision, now):
        return Reserved(outcome="missing", findings=missing)
    work = _work(file, order, decision)
    if work.taken_back:
        deciding.desk.commit(_take_back(work, now))
        return None
    if work.wanted or work.updated or said_anew(decision, file.decision):
        try:
            _reserve(work, deciding.desk, now)
        except StockShort:
            return _short(work, deciding, now)
    return None if work.is_cut else _reserved(work)


def _missing(file: OrderFile, decision: Decision, now: datetime) -> tuple[Finding, ...]:
    """Return a finding for each line that a person let go on although nobody can ship it."""
    return tuple(
        # With its time: a release means "try again", and what is found again is a new finding.
        route_missing(f"line {plan.line_id}: nobody to ship it, {now.isoformat()}")
        for plan in _open_plans(file, decision)
        if not plan.parts or plan.supplier is None
    )


def _open_plans(file: OrderFile, decision: Decision) -> list[LinePlan]:
    """Return the plans to reserve, without the lines that a hold of their own keeps back."""
    plans = to_reserve(file, decision)
    return (
        [plan for plan in plans if not file.holds.keeps(plan.line_id)] if file.holds.open else plans
    )


def _work(file: OrderFile, order: Order, decision: Decision) -> _Work:
    plans = {plan.line_id: plan for plan in decision.lines}
    waiting = [line for line in file.lines.values() if line.state in WAITING]
    taken_back = [line for line in waiting if not _is_as_planned(line, plans)]
    wanted = [
        _dated(_planned(file.line(plan.line_id), plan), order, decision)
        for plan in _open_plans(file, decision)
    ]
    updated = [
        after
        for before in waiting
        if before not in taken_back and (after := _dated(before, order, decision)) != before
    ]
    fit = fitting_with_tallies(wanted, decision)
    room = 0 if fit < len(wanted) else room_beside(line.parts for line in wanted)
    return _Work(
        file,
        order,
        decision,
        taken_back[: fitting([line.parts for line in taken_back])],
        wanted[:fit],
        wanted[fit:],
        updated[:room],
        is_cut=fit < len(wanted) or room < len(updated),
    )


def _is_as_planned(line: LineWork, plans: dict[str, LinePlan]) -> bool:
    plan = plans.get(line.key.line_id)
    if plan is None:
        return False
    return (line.parts, line.supplier, line.handling) == (plan.parts, plan.supplier, plan.handling)


def _planned(line: LineWork, plan: LinePlan) -> LineWork:
    return line.move(LineState.RESERVED).but(
        parts=plan.parts, supplier=plan.supplier, handling=plan.handling
    )


def _dated(line: LineWork, order: Order, decision: Decision) -> LineWork:
    deadline = order.line(line.key.line_id).deadline or order.deadline
    return line.but(deadline=deadline, tags=decision.tags)


def _take_back(work: _Work, now: datetime) -> Change:
    lines = work.taken_back
    steps = [(line, released(line)) for line in lines]
    told = Event(
        kind=EventKind.LINES_TAKEN_BACK,
        at=now,
        facts={
            "order": str(work.file.key),
            "lines": ",".join(line.key.line_id for line in lines),
            "reason": "decided otherwise: goods, supplier or handling",
        },
    )
    puts = tuple(after for _, after in steps)
    return Change(
        puts=puts,
        was=work.file.before(puts),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=((puts[0], told),),
    )


def _reserve(work: _Work, desk: Desk, now: datetime) -> None:
    """Reserve what is wanted. Raises StockShort, also for lines of further transactions."""
    if work.later and (missing := lacking(work.needs, desk)):
        # Others could not have meanwhile what would only be given back.
        raise StockShort(min(missing))
    desk.commit(_change(work, desk, now))


def _change(work: _Work, desk: Desk, now: datetime) -> Change:
    file, lines = work.file, (*work.wanted, *work.updated)
    holds = () if work.holds is None else (work.holds,)
    puts: tuple[Aggregate, ...] = (work.decision, *lines, *holds)
    return Change(
        puts=(*puts, *counted(work.decision, work.reserved_ids, desk)),
        was=file.before(puts),
        # Cancelled, changed, held or edited since it was decided: decide again.
        unchanged=(work.order,) if holds else (work.order, file.holds),
        stock=tuple(
            move
            for after in lines
            for move in stock_moves(file.line(after.key.line_id), after, now)
        ),
        events=(
            (work.decision, reserved_event(work.decision, work.wanted, now)),
            *((one, held_event(file, one, now)) for one in holds),
        ),
    )


def reserved_event(decision: Decision, wanted: Sequence[LineWork], now: datetime) -> Event:
    """Tell what was reserved, or that the order was decided anew without it."""
    facts = {"order": str(decision.order), "answer": decision.answer.value}
    if not wanted:
        return Event(kind=EventKind.ORDER_DECIDED, at=now, facts=facts)
    lines = ",".join(
        f"{line.key.line_id}>{'+'.join(f'{part.sku}*{part.quantity}' for part in line.parts)}"
        for line in wanted
    )
    if decision.facts.out:
        facts |= {"left_out": ",".join(decision.facts.out)}  # Gifts that are out of stock.
    return Event(kind=EventKind.LINES_RESERVED, at=now, facts=facts | {"lines": lines})


def _reserved(work: _Work) -> Reserved:
    lines = {line.key.line_id: line for line in (*work.file.lines.values(), *work.wanted)}
    suppliers = {
        line_id: line.supplier
        for line_id, line in lines.items()
        if line.state is LineState.RESERVED and line.supplier is not None
    }
    if not suppliers:
        return Reserved(outcome="nothing_to_do")
    return Reserved(outcome="reserved", tags=work.decision.tags, suppliers=suppliers)


def _short(work: _Work, deciding: Deciding, now: datetime) -> Reserved | None:
    """Go without gifts that are out, let less urgent orders give way, send what is there.

    Else say what is missing. The others give what the whole order lacks, also for the lines that
    come in further transactions. Raises VersionConflict when the stock has moved meanwhile.
    """
    missing = lacking(work.needs, deciding.desk)
    if not missing:
        raise VersionConflict("goods have come in meanwhile")
    if fewer := without_gifts(work.file, work.decision, missing, deciding, now):
        return _as_decided(work.file, work.order, fewer, deciding, now)
    lines = (*work.wanted, *work.later)
    change = _change(work, deciding.desk, now)
    if give_way(change, work.decision, lines, missing, deciding, now):
        return None if work.is_cut else _reserved(work)
    if deciding.book.settings.split.send_what_is_there and (part := _part(work, deciding, now)):
        try:
            deciding.desk.commit(_change(part, deciding.desk, now))
        except StockShort as short:
            raise VersionConflict(f"somebody was quicker: {short}") from short
        return None if part.is_cut else _reserved(part)
    return Reserved(outcome="short", findings=short_of(missing, now))


def _part(work: _Work, deciding: Deciding, now: datetime) -> _Work | None:
    """Return the work with only the lines that are there; None when no goods go at all.

    What lacks something waits by itself, also where nothing is left that could go with the rest.
    """
    lines = {line.key.line_id: line for line in (*work.wanted, *work.later)}
    needs = {line_id: units(line.parts) for line_id, line in lines.items()}
    going, lacks = there(needs, deciding.desk)
    if not lacks or not goods_go(work.file, going):
        return None
    found = lines_short(lacks, now)
    wanted = [lines[line_id] for line_id in going]
    fit = fitting_with_tallies(wanted, work.decision)
    return work._replace(
        wanted=wanted[:fit],
        later=wanted[fit:],
        updated=[],
        is_cut=fit < len(wanted) or bool(work.updated),
        holds=opened(work.file.holds, found, now, deadline_of(work.file)),
    )
