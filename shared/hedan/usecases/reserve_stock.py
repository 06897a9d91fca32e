"""Reserve: hold stock for every line that may ship, all of an order or none of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from hedan.domain.base import Frozen, OrderKey
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import LineState, LineWork, stock_moves
from hedan.domain.orders import SHIPPABLE, Order
from hedan.errors import StockShort
from hedan.ports import Change, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.again import until_settled


class Reserved(Frozen):
    """What the workflow goes on with."""

    outcome: Literal["reserved", "short", "nothing_to_do"]
    findings: tuple[Finding, ...] = ()


def reserve_stock(key: OrderKey, *, desk: Desk, settings: Settings, now: datetime) -> Reserved:
    """Reserve what is not reserved yet. Repeating it reserves nothing twice."""
    return until_settled(lambda: _attempt(key, desk, settings, now))


def _attempt(key: OrderKey, desk: Desk, settings: Settings, now: datetime) -> Reserved:
    file = desk.order_file(key)
    if file.order is None or file.holds.open:
        return Reserved(outcome="nothing_to_do")
    wanted = list(_to_reserve(file, file.order, settings))
    if wanted:
        try:
            desk.commit(_change(file, file.order, wanted, now))
        except StockShort as short:
            return Reserved(outcome="short", findings=(_short(short.sku, now),))
    waiting = wanted or [line for line in file.lines.values() if line.state is LineState.RESERVED]
    return Reserved(outcome="reserved" if waiting else "nothing_to_do")


def _to_reserve(file: OrderFile, order: Order, settings: Settings) -> Iterator[LineWork]:
    for line in order.lines:
        work = file.line(line.line_id)
        if work.state is not LineState.NEW or not work.may_ship:
            continue
        # The platform shows an after-sale whose message has not reached us yet: it will.
        if line.status not in SHIPPABLE or line.in_after_sale or line.is_virtual:
            continue
        sku = settings.sku(line.sku)
        yield work.move(LineState.RESERVED).but(
            sku=line.sku,
            quantity=line.quantity,
            tracks_stock=bool(sku and sku.tracks_stock),
            deadline=line.deadline or order.deadline,
        )


def _change(file: OrderFile, order: Order, wanted: list[LineWork], now: datetime) -> Change:
    return Change(
        puts=tuple(wanted),
        unchanged=(order,),  # Cancelled or changed since it was checked: check again.
        stock=tuple(
            move
            for after in wanted
            for move in stock_moves(file.line(after.key.line_id), after, now)
        ),
    )


def _short(sku: str, now: datetime) -> Finding:
    return Finding(
        code="STOCK_SHORT",
        severity=Severity.STOP,
        # With its time: a release means "try again", and what is found again is a new finding.
        evidence=f"SKU '{sku}': not enough on hand, {now.isoformat()}",
        fix="Book goods in, then release the order to try again.",
        ends=Ends.FACT,
    )
