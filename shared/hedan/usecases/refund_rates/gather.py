"""Gather what rates are folded from: the orders of some days, and what their buyers asked since."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from hedan.domain.base import Frozen, LineKey, OrderKey
from hedan.domain.cases import OpenCase
from hedan.domain.orders import Line, Order
from hedan.errors import Rejected
from hedan.ports import CaseBook, Desk
from hedan.settings import Settings
from hedan.usecases.refund_rates.endings import EndingRow, endings
from hedan.usecases.refund_rates.rates import By, RateRow, Refund, Retention, rate_rows, retention

DAYS_MAX = 92
# A query for each day of each store, and one for its cases: as many as are answered in seconds.
STORE_DAYS_MAX = 200
# A hundred orders a read; a shop with more looks at fewer days.
ORDERS_MAX = 10_000
# Who wants the money back has asked by then; later ones are not looked for.
FOLLOWED_DAYS = 30


class TooMuch(Rejected):
    """More than is counted at once. what: "orders" or "days"."""

    def __init__(self, what: str, count: int, most: int) -> None:
        super().__init__(f"{count} {what}, at most {most}")
        self.what = what
        self.count = count
        self.most = most


class Rates(Frozen):
    """Rates of the orders made in these UTC days."""

    orders: int
    rows: tuple[RateRow, ...]
    retention: Retention
    endings: tuple[EndingRow, ...]


def refund_rates(
    stores: Iterable[str],
    since: date,
    until: date,
    by: By,
    *,
    book: CaseBook,
    desk: Desk,
    settings: Settings,
    now: datetime,
) -> Rates:
    """Return the rates of the orders that these stores got from since to until, both included.

    Costs two queries for each day of each store (one for the days in which it is followed) and a
    read for each hundred orders, cases and, by supplier, lines. Raises TooMuch before it reads
    orders.
    """
    wanted = list(stores)
    days = list(_days(since, until))
    if len(days) > DAYS_MAX or len(days) * len(wanted) > STORE_DAYS_MAX:
        raise TooMuch("days", len(days) * len(wanted), min(DAYS_MAX * len(wanted), STORE_DAYS_MAX))
    keys = set[OrderKey]()
    for store in wanted:
        for day in days:
            keys.update(desk.orders_of_day(store, day))
            if len(keys) > ORDERS_MAX:
                raise TooMuch("orders", len(keys), ORDERS_MAX)
    orders = desk.orders(sorted(keys, key=str))
    last = min(until + timedelta(days=FOLLOWED_DAYS), now.astimezone(UTC).date())
    opened = list(_opened(wanted, list(_days(since, last)), orders, book))
    cases = book.cases((one.order, one.case_id) for one in opened)
    told = desk.after_sales((one.order, one.case_id) for one in opened if one.is_after_sale)
    refunds = [Refund(one, cases.get(place)) for place, one in told.items()]
    supplier_of = _suppliers(orders, desk, settings) if by is By.SUPPLIER else {}
    rows = rate_rows(
        orders,
        refunds,
        by,
        lambda key, line: supplier_of.get(LineKey(order=key, line_id=line.line_id), ""),
    )
    return Rates(
        orders=len(orders),
        rows=rows,
        retention=retention(orders, refunds),
        endings=endings(orders, cases.values()),
    )


def _days(since: date, until: date) -> Iterator[date]:
    for number in range((until - since).days + 1):
        yield since + timedelta(days=number)


def _opened(
    stores: Iterable[str], days: Iterable[date], orders: Collection[OrderKey], book: CaseBook
) -> Iterator[OpenCase]:
    """Yield every case on these orders that was opened on these days."""
    for store in stores:
        for day in days:
            yield from (one for one in book.cases_of_day(store, day) if one.order in orders)


def _suppliers(orders: dict[OrderKey, Order], desk: Desk, settings: Settings) -> dict[LineKey, str]:
    """Return who has, or had, each line; of one that nobody was promised, its SKU's supplier."""
    lines = {
        LineKey(order=key, line_id=line.line_id): line
        for key, order in orders.items()
        for line in order.lines
    }
    makers = {one.sku: one.supplier for one in settings.skus}
    works = desk.lines(lines)

    def of(key: LineKey, line: Line) -> str:
        work = works.get(key)
        return (work.supplier if work else None) or makers.get(line.sku, "")

    return {key: of(key, line) for key, line in lines.items()}
