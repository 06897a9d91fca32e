"""Preview of a bulk act: which orders it speaks of and what would become of each. Only read."""

from collections.abc import Iterator
from datetime import datetime

from hedan.deciding.order_filter import OrderFilter
from hedan.domain.base import OrderKey
from hedan.domain.bulk_acts import (
    CANDIDATES_MAX,
    ROWS_MAX,
    BulkAct,
    BulkRow,
    BulkState,
    RowState,
    RowWhy,
)
from hedan.domain.bulk_deeds import OfDays, Selection
from hedan.domain.orders import PAID_AND_OPEN
from hedan.ports import Desk, OrderFile
from hedan.usecases.bulk_acts.ask_bulk import BulkActs
from hedan.usecases.bulk_acts.bulk_pages import counted, keep_rows
from hedan.usecases.bulk_acts.bulk_verdicts import Verdict, row_of, verdict_of
from hedan.usecases.orders.gather_facts import Deciding


def preview_bulk(
    bulk: BulkAct, *, deciding: Deciding, bulk_acts: BulkActs, now: datetime
) -> BulkAct:
    """Keep a row for each order, or refuse when there are too many. Repeating it looks anew."""
    keys = _candidates(bulk.selection, deciding.desk)
    if len(keys) > CANDIDATES_MAX:
        return bulk_acts.keep(bulk.moved(BulkState.REFUSED).but(found=len(keys)))
    rows, found = _rows(bulk, keys, deciding, now)
    if found > ROWS_MAX:
        return bulk_acts.keep(bulk.moved(BulkState.REFUSED).but(found=found))
    pages = keep_rows(bulk.bulk_id, rows, bulk_acts)
    previewed = bulk.moved(BulkState.PREVIEWED)
    return bulk_acts.keep(previewed.but(found=found, pages=pages, counts=counted(rows)))


def _candidates(selection: Selection, desk: Desk) -> list[OrderKey]:
    """Return the orders that are looked at, each once."""
    among = selection.among
    if isinstance(among, OfDays):
        keys = [key for day in among.days for key in desk.orders_of_day(among.store, day)]
        return list(dict.fromkeys(keys))
    held = desk.held_orders(among.post, CANDIDATES_MAX + 1)
    return list(dict.fromkeys(one.key for one in held))


def _rows(
    bulk: BulkAct, keys: list[OrderKey], deciding: Deciding, now: datetime
) -> tuple[list[BulkRow], int]:
    """Return the rows, at most as many as a bulk act takes, and how many orders there are."""
    rows: list[BulkRow] = []
    found = 0
    for row in _fitting(bulk, keys, deciding, now):
        found += 1
        if found <= ROWS_MAX:
            rows.append(row)
    return rows, found


def _fitting(
    bulk: BulkAct, keys: list[OrderKey], deciding: Deciding, now: datetime
) -> Iterator[BulkRow]:
    """Yield a row for each order that fits the selection."""
    wanted = OrderFilter(bulk.selection.when)
    for key in keys:
        file = deciding.desk.order_file(key)
        if not _is_open(file) or not _is_held_for(file, bulk.selection.finding):
            continue
        fits = wanted.fits(deciding.case(file, now), deciding.book) if wanted.asks else True
        if fits is False:
            continue
        if fits is not True:
            # Nobody can say whether it was meant: it is shown, and left alone.
            failed = Verdict(RowState.REFUSED, RowWhy.CONDITION_FAILED, fits)
            yield row_of(file, failed)
            continue
        verdict = verdict_of(
            file, bulk.deed, bulk.reason, by=bulk.asked_by, settings=deciding.book.settings
        )
        yield row_of(file, verdict)


def _is_open(file: OrderFile) -> bool:
    """Tell whether anything is still to be decided: of what is over nobody speaks."""
    if file.order is None:
        return False
    return file.order.status in PAID_AND_OPEN or bool(file.holds.open)


def _is_held_for(file: OrderFile, code: str) -> bool:
    return not code or any(hold.finding.code == code for hold in file.holds.open)
