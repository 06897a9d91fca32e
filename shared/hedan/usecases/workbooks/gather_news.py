"""What a supplier has to know beside its parcels, and whether a file already says it.

Without a word of any workbook: asking whether there is news must cost no workbook writer.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hedan.domain.base import Frozen
from hedan.domain.bills import BillDay
from hedan.domain.goods_left import GoodsLeft, goods_left
from hedan.domain.parcels import Parcel
from hedan.domain.returns import SupplierReturn
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Desk
from hedan.settings import SupplierSettings

# What ended stays on the sheets at least so long: paper lists are about as old.
NEWS_DAYS = 14
# More than a supplier gets in that time, unless its waves are small.
WORKBOOKS_LOOKED_AT = 20


class News(Frozen):
    """All that stands on the sheets beside the Ship sheet, as it was at one instant."""

    supplier: str
    stops: tuple[Stop, ...]
    parcels: tuple[Parcel, ...]  # Whose number is in question.
    returns: tuple[SupplierReturn, ...]
    left: tuple[GoodsLeft, ...]  # Of the stops that were obeyed.
    workbooks: tuple[WorkbookFile, ...]  # The newest, newest first.
    void: tuple[WorkbookFile, ...]
    days: tuple[BillDay, ...]

    @property
    def fingerprint(self) -> str:
        """Return what two files have in common whose sheets say the same."""
        told = "\n".join(sorted(self._told()))
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def has_open_stops(self) -> bool:
        """Whether there is anything that must not leave."""
        return any(not stop.is_settled for stop in self.stops)

    def _told(self) -> Iterator[str]:
        for stop in self.stops:
            lines = ",".join(f"{line.key.line_id}x{line.quantity}" for line in stop.lines)
            instants = (stop.label_printed_at, stop.withdrawn_at, stop.withdrawal_seen_at)
            yield f"{stop.stop_id} {lines} {stop.answer} {instants}"
        for left in self.left:
            yield f"{left.stop.stop_id} {left.whereto} {left.workbook} {left.parcel_id}"
        for parcel in self.parcels:
            yield f"{parcel.parcel_id} {parcel.tracking} {parcel.doubts} {parcel.change}"
        for back in self.returns:
            yield f"{back.return_id} {back.state} {back.tracking} {back.condition}"
        yield from (f"{file.number} void" for file in self.void)
        yield from (f"{day.day} {day.entries_key}" for day in self.days)


def gather_news(supplier: SupplierSettings, *, desk: Desk, now: datetime) -> News:
    """Return what is open with a supplier and what ended lately.

    Lately: since the workbook before the last, and at least NEWS_DAYS. Of its account: the closed
    days of this month, and those since its last workbook.
    """
    workbooks = desk.workbooks(supplier.id, WORKBOOKS_LOOKED_AT)
    since = _since(workbooks, now)
    found = desk.supplier_news(supplier.id, since)
    today = now.astimezone(ZoneInfo(supplier.time_zone)).date()
    first_day = _first_day(workbooks, supplier, today)
    return News(
        supplier=supplier.id,
        stops=found.stops,
        # Of an index: a number may have been settled since.
        parcels=tuple(parcel for parcel in found.parcels if parcel.is_in_question),
        returns=found.returns,
        left=tuple(_left(found.stops, desk)),
        workbooks=tuple(workbooks),
        void=tuple(file for file in workbooks if _is_void(file, since)),
        days=tuple(desk.bill_days(supplier.id, first_day, today)),
    )


def _left(stops: Iterable[Stop], desk: Desk) -> Iterator[GoodsLeft]:
    obeyed = [stop for stop in stops if stop.answer is StopAnswer.STOPPED]
    works = desk.lines(line.key for stop in obeyed for line in stop.lines)
    parcels = desk.parcels(
        dict.fromkeys(work.parcel_id for work in works.values() if work.parcel_id)
    )
    yield from (goods_left(stop, works, parcels) for stop in obeyed)


def _since(workbooks: list[WorkbookFile], now: datetime) -> datetime:
    """Return from when on everything is told."""
    at_least = now - timedelta(days=NEWS_DAYS)
    written = [file.written_at for file in workbooks if file.written_at]
    return min(at_least, written[1]) if len(written) > 1 else at_least


def _first_day(workbooks: list[WorkbookFile], supplier: SupplierSettings, today: date) -> date:
    written = [file.written_at for file in workbooks if file.written_at]
    of_month = today.replace(day=1)
    if not written:
        return of_month
    return min(of_month, written[0].astimezone(ZoneInfo(supplier.time_zone)).date())


def _is_void(file: WorkbookFile, since: datetime) -> bool:
    """Whether it was taken back lately, and somebody may have heard of it."""
    return (
        file.state is WorkbookState.RECALLED
        and file.recalled_at is not None
        and file.recalled_at >= since
        and file.told_at is not None
    )
