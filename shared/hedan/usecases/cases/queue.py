"""One queue of everything that waits for an end, over all stores, by the time that is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched

from pydantic import AwareDatetime, NonNegativeInt

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.cases import Case, CaseKind, OpenCase
from hedan.domain.orders import Order
from hedan.ports import CaseBook, Desk
from hedan.usecases.cases.standing import Goods, Wait, goods_seen, is_open, waits_for
from hedan.usecases.cases.work_case import fresh

# A filter looks at this many open cases, the most urgent ones; whoever has more has other worries.
LOOKED_AT_MAX = 1000
# As many as one batch read takes.
TOGETHER = 100

type QueueKind = AfterSaleKind | CaseKind


class QueueRow(Frozen):
    """One case that waits for an end."""

    order: OrderKey
    case_id: str
    kind: QueueKind
    status: AfterSaleStatus | None  # None: a complaint or dispute.
    answer_by: AwareDatetime | None
    left_seconds: int | None  # Of the platform's time; below 0: it is over. None: it told none.
    waits: tuple[Wait, ...]
    goods: Goods
    refund_minor: NonNegativeInt
    currency: str  # Empty: nobody knows the order yet.
    asked_at: AwareDatetime
    reason: str  # In the platform's words, or the title of a complaint.


class Queue(Frozen):
    """The most urgent rows; has_more: there are others behind them."""

    rows: tuple[QueueRow, ...]
    has_more: bool


def queue(
    limit: int,
    *,
    store: str | None = None,
    kind: QueueKind | None = None,
    book: CaseBook,
    desk: Desk,
    now: datetime,
) -> Queue:
    """Return the cases of a store and of a kind that wait, the least time left first.

    Costs one query and, for each hundred cases looked at, a batch read each of what the platforms
    told, of our work, of the orders and of their lines; a filter looks at a thousand at most.
    """
    is_filtered = store is not None or kind is not None
    waiting = book.open_cases(LOOKED_AT_MAX if is_filtered else limit + 1)
    of_store = [one for one in waiting if store is None or one.order.store == store]
    wanted = [one for one in of_store if _may_be(one, kind)]
    rows: list[QueueRow] = []
    for some in batched(wanted, TOGETHER, strict=False):
        rows += (row for row in _rows(some, book, desk, now) if _is_of(row, kind))
        if len(rows) > limit:
            break
    return Queue(rows=tuple(rows[:limit]), has_more=len(rows) > limit)


def _may_be(one: OpenCase, kind: QueueKind | None) -> bool:
    """Tell what can be told without reading the case."""
    wants_after_sale = isinstance(kind, AfterSaleKind) or kind is CaseKind.AFTER_SALE
    return kind is None or one.is_after_sale is wants_after_sale


def _is_of(row: QueueRow, kind: QueueKind | None) -> bool:
    return kind is None or kind is CaseKind.AFTER_SALE or row.kind == kind


def _rows(
    some: Sequence[OpenCase], book: CaseBook, desk: Desk, now: datetime
) -> Iterator[QueueRow]:
    places = [(one.order, one.case_id) for one in some]
    told = desk.after_sales(
        place for place, one in zip(places, some, strict=True) if one.is_after_sale
    )
    cases = book.cases(places)
    orders = desk.orders(dict.fromkeys(one.order for one in some))
    named = {place: _named(told.get(place), orders.get(place[0])) for place in places}
    lines = desk.lines(dict.fromkeys(key for keys in named.values() for key in keys))
    for place in places:
        after_sale = told.get(place)
        case = cases.get(place) or (fresh(after_sale) if after_sale else None)
        # An index tells of the last moment before: what ended since is no row.
        if case is not None and is_open(case, after_sale):
            keys = named[place]
            works = [lines[key] for key in keys if key in lines]
            order = orders.get(place[0])
            goods = goods_seen(works, order, [key.line_id for key in keys])
            currency = order.currency if order else ""
            yield _row(case, after_sale, goods, currency, now)


def _named(after_sale: AfterSale | None, order: Order | None) -> list[LineKey]:
    """Return the lines that a case is about; of a complaint, all of its order."""
    if after_sale is not None:
        return [LineKey(order=after_sale.order, line_id=one) for one in after_sale.line_ids]
    return [LineKey(order=order.key, line_id=one.line_id) for one in order.lines] if order else []


def _row(
    case: Case, after_sale: AfterSale | None, goods: Goods, currency: str, now: datetime
) -> QueueRow:
    due = after_sale.answer_by if after_sale else case.answer_by
    return QueueRow(
        order=case.order,
        case_id=case.case_id,
        kind=after_sale.kind if after_sale else case.kind,
        status=after_sale.status if after_sale else None,
        answer_by=due,
        left_seconds=int((due - now).total_seconds()) if due else None,
        waits=waits_for(case, after_sale, goods),
        goods=goods,
        refund_minor=after_sale.refund_minor if after_sale else 0,
        currency=currency,
        asked_at=after_sale.asked_at if after_sale else case.opened_at,
        reason=after_sale.reason if after_sale else case.title,
    )
