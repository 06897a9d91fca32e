"""The desk: orders, lines, parcels, workbooks, stops and stock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.commits import StoredEvent
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Post
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stock import Stock
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.waves import ReadyOrders
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.ports.stored import Change, HeldOrder, OrderFile, SupplierNews


class Desk(Protocol):
    """Orders, lines, parcels, workbooks, stops and stock."""

    def order_file(self, key: OrderKey) -> OrderFile:
        """Return everything about one order."""
        ...

    def orders(self, keys: Iterable[OrderKey]) -> dict[OrderKey, Order]:
        """Return the orders that exist of these."""
        ...

    def after_sales(
        self, keys: Iterable[tuple[OrderKey, str]]
    ) -> dict[tuple[OrderKey, str], AfterSale]:
        """Return the after-sales that exist of these, by order and after-sale id."""
        ...

    def lines(self, keys: Iterable[LineKey]) -> dict[LineKey, LineWork]:
        """Return our work on these lines, as far as there is any."""
        ...

    def ready_lines(self, supplier: str) -> list[LineKey]:
        """Return the lines that wait for a wave of this supplier, earliest deadline first."""
        ...

    def ready_orders(self, supplier: str, most: int) -> ReadyOrders:
        """Return the orders with lines that wait for a wave of this supplier, at most so many.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def parcels(self, parcel_ids: Iterable[str]) -> dict[str, Parcel]:
        """Return the parcels that exist of these."""
        ...

    def wave(self, wave_id: str) -> Wave | None:
        """Return a wave that was opened."""
        ...

    def supplier_desk(self, supplier: str) -> SupplierDesk:
        """Return the counters of a supplier; fresh ones before its first wave."""
        ...

    def workbook(self, supplier: str, number: str) -> WorkbookFile | None:
        """Return one workbook."""
        ...

    def workbooks(self, supplier: str, limit: int) -> list[WorkbookFile]:
        """Return the newest workbooks of a supplier, newest first."""
        ...

    def stop(self, supplier: str, stop_id: str) -> Stop | None:
        """Return one stop."""
        ...

    def stops(self, supplier: str) -> list[Stop]:
        """Return the stops of a supplier."""
        ...

    def supplier_news(self, supplier: str, since: datetime) -> SupplierNews:
        """Return what is open with a supplier, and what of it ended since.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def supplier_return(self, supplier: str, return_id: str) -> SupplierReturn | None:
        """Return goods that come back to a supplier."""
        ...

    def parcels_to_look_at(self, until: datetime, limit: int) -> list[Parcel]:
        """Return the parcels whose look_at has come, the longest due first, at most so many.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def number_uses(self, trackings: Iterable[Tracking]) -> dict[Tracking, NumberUse]:
        """Return who brought these numbers first, as far as anybody did."""
        ...

    def bill_days(self, supplier: str, since: date, until: date) -> list[BillDay]:
        """Return the closed days of a supplier, both ends included, oldest first."""
        ...

    def scorecard(self, supplier: str) -> Scorecard | None:
        """Return how well a supplier worked lately; None before the first night."""
        ...

    def returned_file(self, supplier: str, file_key: str) -> ReturnedFile | None:
        """Return what became of a file that was sent back."""
        ...

    def returned_files(self, supplier: str, limit: int) -> list[ReturnedFile]:
        """Return the newest files that a supplier sent back, newest first."""
        ...

    def stock(self, skus: Iterable[str]) -> dict[str, Stock]:
        """Return the stock of these SKUs; a SKU never counted is not in it."""
        ...

    def tallies(self, names: Iterable[str]) -> dict[str, Tally]:
        """Return these tallies; of what nobody counted yet an empty one."""
        ...

    def history(self, key: OrderKey) -> list[StoredEvent]:
        """Return every event of an order with the way back over it, the oldest first."""
        ...

    def buyer_orders(self, key: OrderKey, buyer_id: str, limit: int = 50) -> list[BuyerOrder]:
        """Return a buyer's other orders at the store of this one, newest first.

        Of an index: what was written in the last moment may be missing. None for a buyer without
        an id.
        """
        ...

    def orders_of_day(self, store: str, day: date) -> list[OrderKey]:
        """Return the orders of a store that were made on this UTC day, sorted by their keys.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def held_orders(self, post: Post, limit: int) -> list[HeldOrder]:
        """Return the orders that wait for a post's next step, earliest due first, undated last.

        Of an index: what was written in the last moment may be missing.
        """
        ...

    def commit(self, change: Change) -> None:
        """Do all of it or nothing.

        Raises VersionConflict when something is not as it was read, FenceClosed when a line that
        must be clear is not, StockShort when there is not enough.
        """
        ...
