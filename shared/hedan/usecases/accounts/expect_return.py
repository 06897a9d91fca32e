"""Goods that a buyer sends back go to the supplier that shipped them: it is told to expect them.

What comes back after a stop that came too late is written with the answer of the stop; here are
the returns and exchanges of what was shipped, and the end of both when a refund is withdrawn.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.returns import (
    ReturnCause,
    ReturnedGoods,
    ReturnState,
    SupplierReturn,
    goods_of,
    return_id,
    settled,
)
from hedan.ports import Change, Desk, OrderFile
from hedan.usecases.again import until_settled

COMES_BACK = frozenset({AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE})
AGREED = frozenset({AfterSaleStatus.AGREED, AfterSaleStatus.SUCCEEDED})
WITHDRAWN = frozenset({AfterSaleStatus.REFUSED, AfterSaleStatus.CLOSED})
# Who settles what stays with the buyer after all.
BY_ITSELF = "after-sale withdrawn"


def follow_after_sale(told: EventKind, facts: Mapping[str, str], *, desk: Desk) -> tuple[str, ...]:
    """Follow what an after-sale's event tells; return the ids of the returns written.

    Harmless to repeat. Anything but an agreed return or the end of a refund costs no call.
    """
    if told not in (EventKind.FENCE_CLOSED, EventKind.FENCE_LIFTED):
        return ()
    kind, status = facts["kind"], facts["status"]
    if kind in COMES_BACK and status in AGREED:
        return until_settled(lambda: _expect(*_case(facts), desk))
    if status in WITHDRAWN:
        return until_settled(lambda: _withdraw(*_case(facts), desk))
    return ()


def _case(facts: Mapping[str, str]) -> tuple[OrderKey, str]:
    return OrderKey.parse(facts["order"]), facts["after_sale"]


def return_expected(back: SupplierReturn, now: datetime) -> Event:
    """Return the event that goods come back to a supplier."""
    return _told(EventKind.RETURN_EXPECTED, back, now)


def return_settled(back: SupplierReturn, now: datetime) -> Event:
    """Return the event that somebody said what became of them."""
    return _told(EventKind.RETURN_SETTLED, back, now)


def _told(kind: EventKind, back: SupplierReturn, now: datetime) -> Event:
    facts = {
        "return": back.return_id,
        "supplier": back.supplier,
        "order": str(back.order),
        "cause": back.cause.value,
        "state": back.state.value,
        "by": back.settled_by,
    }
    return Event(kind=kind, at=now, facts=facts)


def _expect(order: OrderKey, after_sale_id: str, desk: Desk) -> tuple[str, ...]:
    file = desk.order_file(order)
    case = file.after_sales.get(after_sale_id)
    if case is None or case.kind not in COMES_BACK or case.status not in AGREED:
        return ()  # It has changed since: its newer telling has an event of its own.
    fresh = [
        back
        for back in _returns(file, case, desk)
        if desk.supplier_return(back.supplier, back.return_id) is None
    ]
    if fresh:
        events = tuple((back, return_expected(back, _known_at(case))) for back in fresh)
        desk.commit(Change(puts=tuple(fresh), events=events))
    return tuple(back.return_id for back in fresh)


def _returns(file: OrderFile, case: AfterSale, desk: Desk) -> Iterator[SupplierReturn]:
    """Yield what each supplier gets back: only of lines that are on their way to the buyer."""
    units = _units(case)
    shipped = {
        work.key: work.parcel_id
        for name in units
        for work in (file.line(name),)
        if work.state is LineState.SHIPPED and work.parcel_id
    }
    parcels = desk.parcels(dict.fromkeys(shipped.values()))
    by_supplier: dict[str, list[Parcel]] = {}
    for parcel in parcels.values():
        by_supplier.setdefault(parcel.supplier, []).append(parcel)
    for supplier, own in sorted(by_supplier.items()):
        there = _coming_back(file, case, supplier, desk)
        goods = tuple(_goods(own, shipped, units, there))
        if goods:
            yield SupplierReturn(
                return_id=return_id(ReturnCause.AFTER_SALE, case.after_sale_id, supplier),
                cause=ReturnCause.AFTER_SALE,
                supplier=supplier,
                store=case.order.store,
                order=case.order,
                parcel_id=own[0].parcel_id,
                workbook=own[0].workbook,
                goods=goods,
                after_sale_id=case.after_sale_id,
                expected_since=_known_at(case),
            )


def _known_at(case: AfterSale) -> datetime:
    """Return when we heard of it: whoever follows its event has no clock of his own."""
    return case.read_at or case.changed_at


def _units(case: AfterSale) -> dict[str, int]:
    """Return how many units of each line come back; of a gift, as many as there were."""
    units = {line.line_id: line.quantity for line in case.lines}
    for line in case.lines:
        for gift in line.gift_lines:
            units.setdefault(gift, 1_000_000)
    return units


def _coming_back(
    file: OrderFile, case: AfterSale, supplier: str, desk: Desk
) -> Counter[tuple[LineKey, str]]:
    """Count the units that come back to a supplier for other cases of the order, or came."""
    others = (
        desk.supplier_return(supplier, return_id(ReturnCause.AFTER_SALE, other, supplier))
        for other, told in file.after_sales.items()
        if other != case.after_sale_id and told.kind in COMES_BACK
    )
    units: Counter[tuple[LineKey, str]] = Counter()
    for back in others:
        if back is not None and back.state is not ReturnState.VOID:
            for one in back.goods:
                units[one.key, one.sku] += one.quantity
    return units


def _goods(
    parcels: Iterable[Parcel],
    shipped: Mapping[LineKey, str],
    units: Mapping[str, int],
    there: Counter[tuple[LineKey, str]],
) -> Iterator[ReturnedGoods]:
    """Yield what comes back of each line: no unit of it twice, whatever the cases are called."""
    for parcel in parcels:
        for line in parcel.lines:
            if shipped.get(line.key) != parcel.parcel_id:
                continue
            whole = {one.sku: one.quantity for one in goods_of(line, line.quantity)}
            for one in goods_of(line, units[line.key.line_id]):
                quantity = min(one.quantity, whole[one.sku] - there[one.key, one.sku])
                if quantity > 0:
                    yield one.but(quantity=quantity)


def _withdraw(order: OrderKey, after_sale_id: str, desk: Desk) -> tuple[str, ...]:
    """End what is expected of an after-sale that is over: the goods stay with the buyer."""
    file = desk.order_file(order)
    case = file.after_sales.get(after_sale_id)
    if case is None or case.status not in WITHDRAWN:
        return ()
    void = [
        settled(back, ReturnState.VOID, "", BY_ITSELF, _known_at(case))
        for supplier in sorted({work.supplier for work in file.lines.values() if work.supplier})
        for back in desk.supplier_news(supplier, _known_at(case)).returns
        if back.after_sale_id == after_sale_id and back.order == order
        if back.state is ReturnState.EXPECTED
    ]
    if void:
        events = tuple((back, return_settled(back, _known_at(case))) for back in void)
        desk.commit(Change(puts=tuple(void), events=events))
    return tuple(back.return_id for back in void)
