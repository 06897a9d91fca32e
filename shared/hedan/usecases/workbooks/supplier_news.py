"""The sheets Stop, Changed, Returns and Bill of a supplier, as they are at this moment."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hedan.domain.bills import BillDay
from hedan.ports import Archive, Desk
from hedan.settings import Settings
from hedan.usecases.accounts.bill_files import entries_in
from hedan.usecases.workbooks.gather_news import News
from hedan.usecases.workbooks.rows_in_workbooks import rows_in_workbooks
from hedan.workbooks.beside import SheetBeside
from hedan.workbooks.bill_sheet import BilledDay, bill_sheet
from hedan.workbooks.changed_sheet import (
    Changes,
    LeftGoods,
    NumberInQuestion,
    changed_sheet,
)
from hedan.workbooks.other_sheet import ROWS_SHOWN_MAX
from hedan.workbooks.returns_sheet import returns_sheet
from hedan.workbooks.sheet_times import Clock
from hedan.workbooks.stop_sheet import PlacedStop, stop_sheet


def sheets_of(
    news: News, *, desk: Desk, archive: Archive, settings: Settings, now: datetime
) -> tuple[SheetBeside, ...]:
    """Return the four sheets that say this news, in their order."""
    supplier = settings.supplier(news.supplier)
    language, clock = supplier.language, Clock(now, supplier.time_zone)
    rows = rows_in_workbooks(
        supplier.id, news.stops, news.parcels, news.workbooks, desk=desk, archive=archive
    )
    stops = [PlacedStop(stop, rows.of_stop(stop)) for stop in news.stops]
    changes = Changes(
        withdrawn=[one for one in stops if one.stop.withdrawn_at and not one.stop.answer],
        left=[LeftGoods(one, rows.of_stop(one.stop)) for one in news.left],
        numbers=[NumberInQuestion(one, rows.of_parcel(one)) for one in news.parcels],
        void=news.void,
    )
    return (
        stop_sheet(stops, language, clock),
        changed_sheet(changes, language, clock),
        returns_sheet(news.returns, language, clock),
        bill_sheet(list(_billed(news.days, archive)), language, clock),
    )


def _billed(days: Iterable[BillDay], archive: Archive) -> Iterator[BilledDay]:
    """Yield the closed days, the newest first; entries only of as many as the sheet shows."""
    room = ROWS_SHOWN_MAX
    for day in sorted(days, key=lambda one: one.day, reverse=True):
        entries = entries_in(day, archive) if room > 0 else ()
        room -= len(entries) + 1
        yield BilledDay(day, entries)
