"""Gathers what the history of each order with a refund says, one order after the other."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.commits import HistoryBroken
from hedan.domain.line_steps import LineStep, line_steps
from hedan.domain.parcels import Parcel
from hedan.domain.proving import OrderTold, Row
from hedan.domain.stops import Stop, StopCause
from hedan.domain.workbook_files import WorkbookFile
from hedan.errors import TryAgain, VersionConflict
from hedan.ports import Archive, CaseBook, Desk, OrderFile
from hedan.settings import StoreSettings
from hedan.usecases.again import until_settled
from hedan.usecases.proofs.months import after
from hedan.usecases.workbooks.rows_in_workbooks import rows_of_lines


class MonthOrders:
    """The orders of a store of which a refund was asked for in a month of its clock."""

    def __init__(
        self, store: StoreSettings, month: date, desk: Desk, cases: CaseBook, archive: Archive
    ) -> None:
        zone = ZoneInfo(store.time_zone)
        self._store = store.id
        self._since = datetime.combine(month, time(), zone)
        self._until = datetime.combine(after(month), time(), zone)
        self._days = _days(month - timedelta(days=1), after(month) + timedelta(days=1))
        self._desk, self._cases, self._archive = desk, cases, archive
        self._stops: dict[str, dict[OrderKey, list[Stop]]] = {}
        self._workbooks: dict[tuple[str, str], WorkbookFile | None] = {}

    def __iter__(self) -> Iterator[OrderTold]:
        """Yield each order once, with all that its history says."""
        for key, case_ids in self._wanted().items():
            told = self._told(key, case_ids)
            if told.after_sales:
                yield told

    def _wanted(self) -> dict[OrderKey, set[str]]:
        """Return the after-sales of the days by order; days are kept by UTC, months are local."""
        wanted: dict[OrderKey, set[str]] = {}
        for day in self._days:
            for one in self._cases.cases_of_day(self._store, day):
                if one.is_after_sale:
                    wanted.setdefault(one.order, set()).add(one.case_id)
        return wanted

    def _told(self, key: OrderKey, case_ids: set[str]) -> OrderTold:
        try:
            file, steps = until_settled(lambda: self._read(key))
            broken = ""
        except TryAgain as error:
            file, steps, broken = self._desk.order_file(key), (), str(error)
        after_sales = tuple(
            one
            for name, one in sorted(file.after_sales.items())
            if name in case_ids and self._since <= one.asked_at < self._until
        )
        parcels = self._desk.parcels(dict.fromkeys(_parcel_ids(steps)))
        rows, unread = self._rows(parcels.values(), {step.key for step in steps if step.closes})
        return OrderTold(
            order=key,
            after_sales=after_sales,
            steps=steps,
            parcels=parcels,
            stops=tuple(self._stops_of(key, parcels.values())),
            rows=tuple(rows),
            unread=tuple(unread),
            currency=file.order.currency if file.order else "",
            broken=broken,
        )

    def _read(self, key: OrderKey) -> tuple[OrderFile, tuple[LineStep, ...]]:
        """Read an order and its history; what is written between the two is read again."""
        file = self._desk.order_file(key)
        try:
            return file, line_steps(file.works, self._desk.history(key))
        except HistoryBroken as broken:
            raise VersionConflict(str(broken)) from broken

    def _stops_of(self, key: OrderKey, parcels: Iterable[Parcel]) -> Iterator[Stop]:
        for supplier in dict.fromkeys(parcel.supplier for parcel in parcels):
            if supplier not in self._stops:
                self._stops[supplier] = _by_order(self._desk.stops(supplier))
            yield from self._stops[supplier].get(key, ())

    def _rows(self, parcels: Iterable[Parcel], fenced: set[LineKey]) -> tuple[list[Row], list[str]]:
        rows: list[Row] = []
        unread: list[str] = []
        for parcel in parcels:
            lines = [line.key for line in parcel.lines if line.key in fenced]
            file = self._workbook(parcel) if lines and parcel.workbook else None
            if file is None or file.written_at is None:
                continue
            try:
                found = rows_of_lines(self._archive, file, lines)
            except KeyError:
                unread.append(f"{file.number}: {file.manifest_key}")
                continue
            rows += [Row(one, parcel.parcel_id, file.number, file.written_at) for one in found]
        return rows, unread

    def _workbook(self, parcel: Parcel) -> WorkbookFile | None:
        place = parcel.supplier, parcel.workbook
        if place not in self._workbooks:
            self._workbooks[place] = self._desk.workbook(*place)
        return self._workbooks[place]


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=count) for count in range((last - first).days)]


def _parcel_ids(steps: Iterable[LineStep]) -> Iterator[str]:
    for step in steps:
        if step.after.parcel_id:
            yield step.after.parcel_id


def _by_order(stops: Iterable[Stop]) -> dict[OrderKey, list[Stop]]:
    of_order: dict[OrderKey, list[Stop]] = {}
    for stop in stops:
        if stop.cause is StopCause.REFUND:
            of_order.setdefault(stop.order, []).append(stop)
    return of_order
