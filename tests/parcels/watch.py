"""What is known of a desk by what was committed to it, and the promises asked at each commit."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.workbook_files import SupplierDesk, Wave, WorkbookFile, WorkbookState
from hedan.ports import Aggregate, Change
from hedan.usecases.workbooks.manifest import ManifestRow, load_manifest
from tests.parcels.shop import Shop


class Watch:
    """Mirrors a desk: what is stored is what was committed last."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.orders: dict[OrderKey, Order] = {}
        self.lines: dict[LineKey, LineWork] = {}
        self.parcels: dict[str, Parcel] = {}
        self.files: dict[str, WorkbookFile] = {}
        self.rows: dict[str, tuple[ManifestRow, ...]] = {}  # Of workbooks that were written.
        self.waves: dict[str, Wave] = {}
        self.stops: dict[str, Stop] = {}
        self.holds: dict[OrderKey, Holds] = {}
        self.tallies: dict[str, Tally] = {}
        self.counters: dict[str, SupplierDesk] = {}
        self.on_hand: Counter[str] = Counter()
        self.reserved: Counter[str] = Counter()
        # Which lines were clear for which number when its upload was claimed.
        self.cleared: set[tuple[LineKey, Tracking | None]] = set()
        self.given: defaultdict[str, set[OrderKey]] = defaultdict(set)  # By day: the first gifts.
        self.departures_seen: Counter[str] = Counter()

    def remember(self, change: Change) -> None:
        """Take a commit in."""
        for one in change.puts:
            self._put(one.model_copy(update={"version": one.version + 1}))
        for move in change.stock:
            self.on_hand[move.sku] += move.on_hand
            self.reserved[move.sku] += move.reserved

    def _put(self, one: Aggregate) -> None:
        match one:
            case Order():
                self.orders[one.key] = one
            case LineWork():
                self.lines[one.key] = one
            case Parcel():
                self.parcels[one.parcel_id] = one
                self._clear(one)
            case WorkbookFile():
                self.files[one.number] = one
                if one.state is WorkbookState.WRITTEN and one.number not in self.rows:
                    self.rows[one.number] = load_manifest(self.shop.archive, one).rows
            case Wave():
                self.waves[one.wave_id] = one
            case Stop():
                self.stops[one.stop_id] = one
            case Holds():
                self.holds[one.order] = one
            case Tally():
                self.tallies[one.name] = one
            case SupplierDesk():
                self.counters[one.supplier] = one
            case _:
                return

    def _clear(self, parcel: Parcel) -> None:
        if parcel.state is ParcelState.UPLOADING:
            for line in parcel.lines:
                work = self.lines[line.key]
                if not work.fence.is_closed and work.state is LineState.CLAIMED:
                    self.cleared.add((line.key, parcel.tracking))

    # --- Asked by the promises ----------------------------------------------------------------

    def keys_of(self, order: Order) -> Iterator[tuple[LineKey, LineWork | None]]:
        """Yield the lines of an order with our work on them."""
        for line in order.lines:
            key = LineKey(order=order.key, line_id=line.line_id)
            yield key, self.lines.get(key)

    def live_parcels(self) -> Iterator[Parcel]:
        """Yield the parcels with something in them."""
        return (one for one in self.parcels.values() if one.state is not ParcelState.EMPTY)

    def standing_rows(self) -> Iterator[tuple[str, ManifestRow]]:
        """Yield the rows of the workbooks that stand, with their workbook."""
        for number, rows in self.rows.items():
            if self.files[number].state is WorkbookState.WRITTEN:
                for row in rows:
                    yield number, row
