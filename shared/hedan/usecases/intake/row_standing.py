"""Where listed rows stand: in the table at least as new as listed, set aside, or neither yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.intake import IntakeMark
from hedan.domain.orders import Order
from hedan.domain.pull_ledger import Row, SetAside, Standing, Taken
from hedan.ports import Desk
from hedan.settings import StoreSettings

A_SECOND = timedelta(seconds=1)


class Marks(Protocol):
    """What became of hints that left nothing in the order table."""

    def mark(self, mark: IntakeMark) -> None:
        """Write down what became of a hint; an older mark of the same subject gives way."""
        ...

    def marks(self, store: str, subjects: Iterable[str]) -> dict[str, IntakeMark]:
        """Return the marks that exist of these subjects."""
        ...


@dataclass(frozen=True)
class Standings:
    """Answers for the rows it was made for."""

    by_row: Mapping[Row, Standing]
    known: frozenset[str]  # Subjects that are in the table, be it an older state of them.

    def __call__(self, row: Row) -> Standing:
        """Return where a row stands."""
        return self.by_row[row]

    def is_known(self, row: Row) -> bool:
        """Whether any state of its order or after-sale is in the table."""
        return row.subject in self.known


def standings(store: StoreSettings, rows: Sequence[Row], *, desk: Desk, marks: Marks) -> Standings:
    """Look at the table for all rows at once, and at the marks for what is not in it."""
    keyed = [(row, _key(store, row)) for row in rows]
    orders = desk.orders(key for row, key in keyed if not row.after_sale_id)
    cases = desk.after_sales((key, row.after_sale_id) for row, key in keyed if row.after_sale_id)
    found: dict[Row, Standing] = {}
    known: set[str] = set()
    for row, key in keyed:
        if row.after_sale_id:
            case = cases.get((key, row.after_sale_id))
            if case is not None:
                known.add(row.subject)
            is_in = case is not None and _covers(case, row)
            found[row] = Taken() if is_in else None
        else:
            order = orders.get(key)
            if order is not None:
                known.add(row.subject)
            is_in = order is not None and _covers(order, row)
            found[row] = _taken(order) if is_in and order else None
    missing = [row for row, standing in found.items() if standing is None]
    marked = marks.marks(store.id, (row.subject for row in missing)) if missing else {}
    for row in missing:
        found[row] = _by_mark(row, marked.get(row.subject))
    return Standings(found, frozenset(known))


def _taken(order: Order) -> Taken:
    return Taken(first_door=order.first_door, lag_seconds=order.first_lag_seconds)


def _by_mark(row: Row, mark: IntakeMark | None) -> Standing:
    """A mark counts only if it is about this change or a later one, read after its second."""
    if mark is None or mark.listed_at is None or mark.listed_at < row.changed_at:
        return None
    if mark.at < row.changed_at + A_SECOND:
        return None
    if mark.outcome == "unchanged":
        return Taken()
    return SetAside(subject=row.subject, reason=mark.reason)


def _key(store: StoreSettings, row: Row) -> OrderKey:
    return OrderKey(platform=store.platform, store=store.id, order_id=row.order_id)


def _covers(stored: Order | AfterSale, row: Row) -> bool:
    """Tell whether what is stored is at least as new as what was listed.

    Platforms count seconds: equal times prove it only if we read after that second was over.
    """
    if stored.changed_at != row.changed_at:
        return stored.changed_at > row.changed_at
    return stored.read_at is not None and stored.read_at >= row.changed_at + A_SECOND
