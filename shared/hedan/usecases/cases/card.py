"""All that somebody needs who answers a case: gathered in a handful of reads."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import Frozen, OrderKey
from hedan.domain.cases import Case
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Line, Order
from hedan.domain.parcels import Parcel
from hedan.domain.policies import Judgement
from hedan.domain.stops import Stop
from hedan.ports import CaseBook, Desk, OrderFile
from hedan.settings import Settings
from hedan.usecases.cases.judge import acts_for, judged, may_offer
from hedan.usecases.cases.next_steps import Step, View, next_steps
from hedan.usecases.cases.offers import paid_for
from hedan.usecases.cases.standing import Goods, Wait, goods_seen, waits_for
from hedan.usecases.cases.work_case import fresh

# A supplier's stops are read from a list of what is open and what ended since: further back the
# state of each line tells how they ended, and the order's timeline when.
STOPS_SINCE = timedelta(days=2)


class CaseLine(Frozen):
    """A line that a case names. line: None while nobody knows its order."""

    work: LineWork
    line: Line | None
    asked: int  # So many units of it.


class CaseCard(Frozen):
    """One case with all that bears on it."""

    case: Case
    after_sale: AfterSale | None  # None: a complaint or dispute.
    order: Order | None  # None: the refund came before its order.
    lines: tuple[CaseLine, ...]  # Of a complaint: every line of the order.
    parcels: tuple[Parcel, ...]  # They travelled in these; a replacement's parcel stands last.
    stops: tuple[Stop, ...]
    judgement: Judgement
    paid_minor: int  # For these lines.
    goods: Goods
    waits: tuple[Wait, ...]
    steps: tuple[Step, ...]


def case_card(
    key: OrderKey,
    case_id: str,
    *,
    book: CaseBook,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> CaseCard:
    """Gather the card of one case.

    Raises KeyError when there is no such case. Costs one query and two batch reads, and two reads
    for each supplier that has the goods.
    """
    file = desk.order_file(key)
    after_sale = file.after_sales.get(case_id)
    known = book.cases([(key, case_id)]).get((key, case_id))
    if known is None and after_sale is None:
        raise KeyError(case_id)
    case = known or fresh(_told(after_sale))
    lines = tuple(_lines(file, after_sale))
    works = [one.work for one in lines]
    parcels = desk.parcels(dict.fromkeys(_parcels_of(works, case, file)))
    judgement = judged(case, after_sale, file.order, works, parcels, settings)
    goods = goods_seen(works, file.order, [work.key.line_id for work in works])
    view = View(
        case=case,
        after_sale=after_sale,
        goods=goods,
        judgement=judgement,
        acts=acts_for(after_sale, settings),
        may_offer=may_offer(case, settings),
    )
    return CaseCard(
        case=case,
        after_sale=after_sale,
        order=file.order,
        lines=lines,
        parcels=tuple(parcels.values()),
        stops=tuple(_stops(case_id, parcels.values(), desk, now)) if after_sale else (),
        judgement=judgement,
        paid_minor=paid_for(file.order, after_sale) if file.order else 0,
        goods=goods,
        waits=waits_for(case, after_sale, goods),
        steps=next_steps(view),
    )


def _told(after_sale: AfterSale | None) -> AfterSale:
    assert after_sale is not None
    return after_sale


def _lines(file: OrderFile, after_sale: AfterSale | None) -> Iterator[CaseLine]:
    told = {line.line_id: line for line in file.order.lines} if file.order else {}
    if after_sale is None:
        asked = {line.line_id: line.quantity for line in told.values()}
    else:
        asked = dict.fromkeys(after_sale.line_ids, 0)
        asked |= {line.line_id: line.quantity for line in after_sale.lines}
    for line_id, quantity in asked.items():
        line = told.get(line_id)
        # A gift that goes back with what earned it is named without a number of its own.
        units = quantity or (line.quantity if line else 0)
        yield CaseLine(work=file.line(line_id), line=line, asked=units)


def _parcels_of(works: Iterable[LineWork], case: Case, file: OrderFile) -> Iterator[str]:
    again: Iterable[LineWork] = ()
    if case.replacement is not None:
        yield from case.replacement.old_parcels
        again = (file.line(line_id) for line_id in case.replacement.line_ids)
    for work in (*works, *again):
        if work.parcel_id:
            yield work.parcel_id


def _stops(case_id: str, parcels: Iterable[Parcel], desk: Desk, now: datetime) -> Iterator[Stop]:
    held = list(parcels)
    for supplier in dict.fromkeys(parcel.supplier for parcel in held):
        for stop in desk.supplier_news(supplier, now - STOPS_SINCE).stops:
            if stop.after_sale_id == case_id and stop.parcel_id in {p.parcel_id for p in held}:
                yield stop
