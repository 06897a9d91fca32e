"""A platform in memory: orders, after-sales and shipments, by the documented rules.

Written from the platform's documentation and never from our own adapter. It refuses to ship what
is refunded, cancelled, under review or shipped with another number, each with its sub-code. Its
listings count pages by what there is at the moment of asking, as page numbers do.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Line, Order, OrderStatus
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, PlatformRejected
from hedan.platforms.platform import (
    Capabilities,
    CorrectionRule,
    Departure,
    Listed,
    Listing,
    ListingRule,
    Page,
    Shipment,
    ShipShape,
    ShownParcel,
    Told,
)
from tests.fakes.gates import AFTER, BEFORE, Gate, open_gate
from tests.fakes.platform_cases import GOODS_AGAIN, PENDING, FakeCases, refusal

BETWEEN_PAGES = "between platform.pages"  # The gate at which rows may shift from page to page.


class Accepted(NamedTuple):
    """A number that the platform took, line by line."""

    request_id: str
    order_id: str
    line_id: str
    number: str
    had_after_sale: bool


PAGE_SIZE = 3  # Small, so that every window of a busy store has several pages.
RULE = ListingRule(window_max=timedelta(minutes=15), reach=timedelta(days=90), counts=True)


class FakePlatform(FakeCases):
    """platforms.platform.Platform for one store."""

    capabilities = Capabilities(
        platform="doudian",
        push="callback",
        listings=dict.fromkeys(Listing, RULE),
        merge="asked",
        ships=frozenset(ShipShape),
        ships_virtual="lines",
        correction=CorrectionRule(),
        case_acts=frozenset(PlatformAct) - {PlatformAct.NOT_STOPPED},
        answered_kinds=frozenset({AfterSaleKind.REFUND_UNSHIPPED, AfterSaleKind.REFUND_ONLY}),
    )

    def __init__(self, gate: Gate = open_gate) -> None:
        super().__init__()
        self.gate = gate
        self.accepted: list[Accepted] = []
        self.calls: list[Shipment] = []
        self.virtual_calls: list[Departure] = []
        self.page_size = PAGE_SIZE
        # Its trouble: what is wrong with it now.
        self.access_ended = False  # The seller's authorisation is over: every call is refused.
        self.poison: set[str] = set()  # Orders that it lists and cannot show.
        self.miscount = 0  # What the total of the next listing is off by; once.
        self.cut_short = False  # The next listing stops after a page, its end unseen; once.
        self.late: dict[tuple[str, datetime], datetime] = {}  # When a change is listed, if late.
        self.clock: Callable[[], datetime] | None = None  # Without one nothing is late.
        self._orders: dict[str, Order] = {}
        self._numbers: dict[tuple[str, str], str] = {}
        self.corrections: list[tuple[str, str, str]] = []  # Order, old number, new one.
        self.hides_numbers = False  # It says yes, and shows nothing of it.

    # --- What buyers, sellers and the platform itself do --------------------------------------

    def place(self, order: Order) -> None:
        """A buyer has paid."""
        self._orders[order.key.order_id] = order

    def change_order(self, order_id: str, at: datetime, **changes: object) -> None:
        """Something of the order changes."""
        order = self._orders[order_id]
        self._orders[order_id] = order.but(changed_at=max(at, order.changed_at), **changes)

    def change_lines(self, order_id: str, at: datetime, **changes: object) -> None:
        """Every line of an order changes alike."""
        order = self._orders[order_id]
        lines = tuple(line.but(**changes) for line in order.lines)
        self.change_order(order_id, at, lines=lines)

    @property
    def orders(self) -> Sequence[Order]:
        """Every order as it was told to the platform, without what after-sales add."""
        return tuple(self._orders.values())

    @property
    def count_orders(self) -> int:
        """How many orders there are."""
        return len(self._orders)

    def order(self, order_id: str) -> Order:
        """Return an order as it was told to the platform."""
        return self._orders[order_id]

    def shown(self, order_id: str) -> Order:
        """Return the order as the platform sees it now, whatever trouble it is in."""
        order = self._orders[order_id]
        cases = self._standing(order_id)
        return order.but(lines=tuple(self._shown(order_id, line, cases) for line in order.lines))

    def listed(
        self, listing: Listing, since: datetime, until: datetime, at: datetime | None
    ) -> list[Listed]:
        """Return what a window holds for who asks at that instant, oldest change first."""
        rows = list(self._rows(listing, since, until))
        if at is not None:
            rows = [row for row in rows if self.late.get(_change(row), at) <= at]
        return sorted(rows, key=lambda row: row.changed_at)

    # --- The port -----------------------------------------------------------------------------

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now."""
        self._answers("read_order")
        if order_id not in self._orders:
            raise PlatformRejected("50002", "isv.business-failed:10001", "no such order")
        if order_id in self.poison:
            raise PlatformRejected("50002", "isv.business-failed:10003", "cannot be shown")
        shown = self.shown(order_id)
        raw = f'{{"order":"{order_id}"}}'
        return Told[Order].model_construct(value=shown, raw=raw, after_sales=())

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield one window, oldest change first, page by page as it stands when each is asked.

        A row that changes between two pages leaves the window, and those behind it move up.
        """
        self._answers("pages")
        asked_at = self.clock() if self.clock else None
        off_by, self.miscount = self.miscount, 0
        is_cut, self.cut_short = self.cut_short, False
        start = 0
        while True:
            rows = self.listed(listing, since, until, asked_at)
            is_last = start + self.page_size >= len(rows)
            yield Page(
                rows=tuple(rows[start : start + self.page_size]),
                total=max(0, len(rows) + off_by),
                is_last=is_last and not is_cut,
            )
            if is_last or is_cut:
                return
            start += self.page_size
            self._answers("pages", BETWEEN_PAGES)

    def _rows(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Listed]:
        if listing is Listing.AFTER_SALES:
            for case in self._after_sales.values():
                if since <= case.changed_at <= until:
                    yield Listed(
                        order_id=case.order.order_id,
                        after_sale_id=case.after_sale_id,
                        changed_at=case.changed_at,
                    )
            return
        for order in self._orders.values():
            by = order.created_at if listing is Listing.ORDERS_CREATED else order.changed_at
            if since <= by <= until:
                yield Listed(order_id=order.key.order_id, changed_at=order.changed_at)

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which orders may share a parcel: one buyer, one address."""
        self._answers("merge_groups")
        groups: dict[tuple[str, str], list[str]] = {}
        for order in orders:
            place = (order.buyer_id, order.receiver.address_id)
            groups.setdefault(place, []).append(order.key.order_id)
        return [tuple(sorted(group)) for group in groups.values() if len(group) > 1]

    def ship(self, shipment: Shipment) -> None:
        """Take a number, or refuse it with the documented sub-code."""
        self._answers("ship")
        self.calls.append(shipment)
        self._take(shipment, shipment.tracking.number)
        self.gate(f"{AFTER}platform.ship")

    def ship_virtual(self, departure: Departure) -> None:
        """Take lines as delivered without a number, or refuse them as any others."""
        self._answers("ship_virtual")
        self.virtual_calls.append(departure)
        self._take(departure, "")
        self.gate(f"{AFTER}platform.ship_virtual")

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return an order's parcels, each with its lines."""
        self._answers("parcels_shown")
        parcels: dict[str, list[str]] = {}
        for (of, line_id), number in self._numbers.items():
            if of == order_id and number and not self.hides_numbers:
                parcels.setdefault(number, []).append(line_id)
        return tuple(ShownParcel(number=one, line_ids=tuple(of)) for one, of in parcels.items())

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace a number line by line; there already is done."""
        self._answers("correct_tracking")
        new = shipment.tracking.number
        for line in shipment.lines:
            place = line.order.order_id, line.line_id
            if self._numbers.get(place) == old.number:
                self._numbers[place] = new
                self.corrections.append((place[0], old.number, new))
            elif self._numbers.get(place) != new:
                raise refusal("70011", "shipped under another number")
        self.gate(f"{AFTER}platform.correct_tracking")

    def _take(self, departure: Departure, number: str) -> None:
        wanted = [(line.order.order_id, line.line_id) for line in departure.lines]
        known = {self._numbers.get(line) for line in wanted}
        if known != {number}:
            for order_id, line_id in wanted:
                self._refuse(order_id, line_id, number)
            for order_id, line_id in wanted:
                if (order_id, line_id) in self._numbers:
                    continue
                self._numbers[order_id, line_id] = number
                fenced = bool(self._cases(order_id, line_id))
                self.accepted.append(
                    Accepted(departure.request_id, order_id, line_id, number, fenced)
                )
                if self.clock:
                    self.change_order(order_id, self.clock())

    # --- Rules --------------------------------------------------------------------------------

    def _answers(self, call: str, point: str = "") -> None:
        """Let a call in, unless somebody broke the way or the seller's authorisation is over."""
        self.gate(point or f"{BEFORE}platform.{call}")
        if self.access_ended:
            raise AccessEnded("30001", "isv.access-ended", "the authorisation is over")

    def _shown(self, order_id: str, line: Line, standing: Sequence[AfterSale]) -> Line:
        status = line.status
        if (order_id, line.line_id) in self._numbers:
            status = OrderStatus.SHIPPED
        statuses = {
            case.status
            for case in standing
            if line.line_id in case.line_ids and case.kind not in GOODS_AGAIN
        }
        if AfterSaleStatus.SUCCEEDED in statuses:
            status = OrderStatus.CANCELLED
        pending = not PENDING.isdisjoint(statuses)
        if (status, pending) == (line.status, line.in_after_sale):
            return line
        return line.but(status=status, in_after_sale=pending)

    def _refuse(self, order_id: str, line_id: str, number: str) -> None:
        order = self._orders[order_id]
        statuses = {case.status for case in self._cases(order_id, line_id)}
        if AfterSaleStatus.SUCCEEDED in statuses:
            raise refusal("60068", "refunded before it was shipped")
        if statuses & PENDING:
            raise refusal("60040", "a refund waits for an answer")
        if OrderStatus.CANCELLED in (order.status, order.line(line_id).status):
            raise refusal("60021", "the order is cancelled")
        if order.status is OrderStatus.IN_REVIEW:
            raise refusal("60109", "under risk review")
        if self._numbers.get((order_id, line_id), number) != number:
            raise refusal("60110", "already shipped under another number")


def _change(row: Listed) -> tuple[str, datetime]:
    return row.after_sale_id or row.order_id, row.changed_at
