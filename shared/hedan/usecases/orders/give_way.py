"""Scarce stock goes to the earliest: who can wait longest gives way, and is told to whom."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from hedan.domain.base import OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Holds, Post, Severity, opened
from hedan.domain.line_work import WAITING, LineState, LineWork, released, stock_moves
from hedan.errors import StockShort, VersionConflict
from hedan.ports import Aggregate, Change, Desk, OrderFile
from hedan.usecases.orders.check_order import deadline_of
from hedan.usecases.orders.gather_facts import Deciding
from hedan.usecases.orders.stock_need import ACTIONS_MAX, actions_of, units

# The lines of a supplier that can wait longest are looked at, and the orders of so many of them.
LINES_LOOKED_AT_MAX = 200
ORDERS_LOOKED_AT_MAX = 10


class _Loser(NamedTuple):
    """An order that gives way, with all of its waiting lines: it is reserved whole or not."""

    file: OrderFile
    decision: Decision
    lines: list[LineWork]

    @property
    def frees(self) -> Counter[str]:
        return units(part for line in self.lines for part in line.parts)


def give_way(
    wanted: Change,
    winner: Decision,
    lines: Sequence[LineWork],
    missing: Counter[str],
    deciding: Deciding,
    now: datetime,
) -> bool:
    """Do what is wanted with stock that less urgent orders hold; False when they hold too little.

    missing: how many units of which SKU. The losers are held in the same transaction, hence no
    more of them than it takes, and their holds name the winner. Raises VersionConflict when
    somebody moved meanwhile.
    """
    makers = {line.supplier for line in lines if line.supplier}
    known = [sku for code in missing if (sku := deciding.book.goods.skus.get(code))]
    makers |= {sku.supplier for sku in known}
    makers |= {source.supplier for sku in known for source in sku.sources}
    can_wait = _can_wait(makers, winner, missing, deciding.desk)
    change = _enough(wanted, winner, can_wait, missing, now)
    if change is None:
        return False
    try:
        deciding.desk.commit(change)
    except StockShort as short:
        raise VersionConflict(f"somebody was quicker: {short}") from short
    return True


def _enough(
    wanted: Change,
    winner: Decision,
    can_wait: Iterator[_Loser],
    missing: Counter[str],
    now: datetime,
) -> Change | None:
    """Add losers until nothing is missing; None when those that fit hold too little.

    Who is too big for what is left of the transaction is passed over: a smaller one may do.
    """
    change, losers = wanted, list[_Loser]()
    short = Counter(missing)
    for loser in can_wait:
        if not +short:
            break
        if not set(loser.frees) & set(+short):
            continue
        larger = _with_losers(wanted, [*losers, loser], winner, missing, now)
        if actions_of(larger) <= ACTIONS_MAX:
            change, losers = larger, [*losers, loser]
            short -= loser.frees
    return None if +short else change


def _can_wait(
    makers: set[str], winner: Decision, missing: Counter[str], desk: Desk
) -> Iterator[_Loser]:
    """Yield the ready orders whose work may begin later than the winner's, the latest first."""
    keys = [
        key for maker in sorted(makers) for key in desk.ready_lines(maker)[-LINES_LOOKED_AT_MAX:]
    ]
    works = [
        work
        for work in desk.lines(keys).values()
        if work.state is LineState.READY and set(units(work.parts)) & set(missing)
    ]
    # Without a deadline an order comes first, so it gives way to nobody.
    dated = [(work.deadline, str(work.key), work) for work in works if work.deadline is not None]
    orders = dict.fromkeys(work.key.order for _, _, work in sorted(dated, reverse=True))
    found = [_loser(key, winner, desk) for key in list(orders)[:ORDERS_LOOKED_AT_MAX]]
    losers = [loser for loser in found if loser is not None]
    losers.sort(key=lambda one: (one.decision.priority, str(one.file.key)), reverse=True)
    yield from losers


def _loser(key: OrderKey, winner: Decision, desk: Desk) -> _Loser | None:
    if key == winner.order:
        return None
    file = desk.order_file(key)
    if file.decision is None or file.decision.priority <= winner.priority:
        return None
    lines = [line for line in file.lines.values() if line.state in WAITING]
    return _Loser(file, file.decision, lines) if lines and not file.holds.of_order else None


def _with_losers(
    wanted: Change,
    losers: Sequence[_Loser],
    winner: Decision,
    missing: Counter[str],
    now: datetime,
) -> Change:
    parts = [_change(loser, winner, missing, now) for loser in losers]
    return Change(
        puts=tuple(put for one in (wanted, *parts) for put in one.puts),
        was=tuple(was for one in (wanted, *parts) for was in one.was),
        unchanged=wanted.unchanged,
        stock=tuple(move for one in (wanted, *parts) for move in one.stock),
        events=tuple(event for one in (wanted, *parts) for event in one.events),
    )


def _change(loser: _Loser, winner: Decision, missing: Counter[str], now: datetime) -> Change:
    file = loser.file
    found = _stock_given(loser, winner, missing, now)
    holds: Holds = opened(file.holds, (found,), now, deadline_of(file))
    steps = [(line, released(line)) for line in loser.lines]
    held = Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(file.key),
            "opened": found.code,
            "open": ",".join(hold.finding.code for hold in holds.open),
        },
    )
    puts: tuple[Aggregate, ...] = (holds, *(after for _, after in steps))
    return Change(
        puts=puts,
        was=file.before(puts),
        stock=tuple(move for before, after in steps for move in stock_moves(before, after, now)),
        events=((holds, held),),
    )


def _stock_given(loser: _Loser, winner: Decision, missing: Counter[str], now: datetime) -> Finding:
    skus = ", ".join(f"'{sku}'" for sku in sorted(set(loser.frees) & set(missing)))
    return Finding(
        code="STOCK_GIVEN",
        severity=Severity.STOP,
        evidence=(
            f"SKU {skus}: given to order {winner.order.order_id}, whose work begins by "
            f"{winner.priority.isoformat()}, this one's by {loser.decision.priority.isoformat()}; "
            f"{now.isoformat()}"
        ),
        fix="Book goods in: the order goes on by itself. Or talk to the buyer.",
        ends=Ends.FACT,
        post=Post.WAREHOUSE,
    )
