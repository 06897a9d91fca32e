"""One WooCommerce shop, or one vendor in it: reads, lists and ships through the shop's REST API."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.addresses import same_address
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.levels import set_each
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.rest import Answer, Call
from hedan.platforms.calling.walking import Asked, Row, walk
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
from hedan.platforms.platform import (
    Listed,
    Listing,
    Page,
    Shipment,
    ShownParcel,
    StockLevel,
    Told,
    Unreadable,
)
from hedan.platforms.woocommerce.after_sale_mapping import refunds_of
from hedan.platforms.woocommerce.capabilities import CAPABILITIES
from hedan.platforms.woocommerce.client import ROOT, WooApi, rows, safe
from hedan.platforms.woocommerce.mapping import PLATFORM, Read, order_of
from hedan.platforms.woocommerce.payloads import OrderRow, WooOrder
from hedan.platforms.woocommerce.ship import WooShipper
from hedan.platforms.woocommerce.vendors import Vendor, is_divided
from hedan.settings import CarrierSettings, StoreSettings

PAGE_SIZE = 100
# Whether a window holds its own ends is not the same in all versions: a second more on each side.
MARGIN = timedelta(seconds=1)


class WoocommerceStore(Lacking):
    """platforms.platform.Platform for one store. Its key is fixed: the vault stays unused."""

    capabilities = CAPABILITIES

    def __init__(
        self,
        store: StoreSettings,
        app: AppSecret,
        vault: TokenVault,
        carriers: Sequence[CarrierSettings],
        outside: Outside,
    ) -> None:
        self._store = store
        self._vendor = Vendor.of(store)
        self._api = WooApi(store, app, outside)
        self._shipper = WooShipper(self._api, CarrierCodes(PLATFORM, carriers), store)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the shop sees it now, with its refunds.

        Raises also Malformed, and OrderGone when it is deleted or another vendor's.
        """
        told, text = self._api.order(order_id)
        if is_divided(told):
            return Told[Order](value=self._divided(told), raw=text)
        refunds = self._api.refunds(order_id) if told.refunds else ()
        found = refunds_of(told, self._vendor.own_lines(told), refunds, self._store)
        read = Read(told, unclear_refunds=found.unclear)
        value = order_of(read, self._store)
        return Told[Order](value=value, raw=text, after_sales=found.after_sales)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the refund, which only its order knows. Raises as read_order does."""
        if order_id is None:
            raise ours("order-needed", f"{after_sale_id}: a refund is read with its order")
        told = self.read_order(order_id)
        for one in told.after_sales:
            if one.after_sale_id == after_sale_id:
                return Told[AfterSale](value=one, raw=told.raw)
        raise ours("refund-gone", f"order {order_id}: it has no {after_sale_id} any more")

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, both ends included."""
        # Its times are whole seconds.
        start = since.replace(microsecond=0)
        return walk(partial(self._page, listing, until), start, listing.value)

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the orders that go to one receiver, by name, phone and address."""
        return same_address(orders)

    def ship(self, shipment: Shipment) -> None:
        """Tell the shop that a parcel left, at most once."""
        self._shipper.ship(shipment)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Tell the new number of a shipment."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold; return those refused, each with the shop's reason."""
        return set_each(levels, self._set_level)

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark as a note that the buyer does not see, unless it is there."""
        if remark and all(note.note != remark for note in self._api.notes(order_id)):
            self._api.add_note(order_id, remark, for_customer=False)

    def _set_level(self, level: StockLevel) -> None:
        path = f"{ROOT}/products/{safe(level.product_id)}"
        if level.platform_sku:
            path += f"/variations/{safe(level.platform_sku)}"
        body = {"manage_stock": True, "stock_quantity": level.quantity}
        self._api.call(Call("PUT stock", "PUT", path, body=body))

    def _divided(self, told: WooOrder) -> Order:
        children = self._api.children(told.id)
        own = tuple(child for child in children if self._vendor.owns(child))
        if children and not own:
            raise self._vendor.no_child(told)
        return order_of(Read(told, is_divided=True, children=own), self._store)

    def _page(self, listing: Listing, until: datetime, since: datetime, number: int) -> Asked:
        by_creation = listing is Listing.ORDERS_CREATED
        which = "" if by_creation else "modified_"
        query = {
            f"{which}after": _gmt(since - MARGIN),
            f"{which}before": _gmt(until + MARGIN),
            "dates_are_gmt": "true",
            "orderby": "date" if by_creation else "modified",
            "order": "asc",
            "status": "any",
            "per_page": str(PAGE_SIZE),
            "page": str(number),
        }
        answer = self._api.call(Call("GET orders", "GET", f"{ROOT}/orders", query=query))
        found = tuple(
            _row(data, f"row {position} of page {number}", by_creation=by_creation)
            for position, data in enumerate(rows(answer, "GET orders"), 1)
        )
        pages = _count(answer, "x-wp-totalpages")
        return Asked(found, _count(answer, "x-wp-total"), number < pages)


def _row(data: object, place: str, *, by_creation: bool) -> Row:
    try:
        told = OrderRow.read(data, "order")
    except Malformed as malformed:
        return Row(Unreadable(place=place, reason=str(malformed)), None)
    at = told.date_created_gmt if by_creation else told.date_modified_gmt
    return Row(Listed(order_id=told.id, changed_at=told.date_modified_gmt), at)


def _count(answer: Answer, header: str) -> int:
    text = answer.headers.get(header, "")
    # A cache or a proxy may drop it; without it nobody knows whether a page is the last.
    if not text.isdecimal():
        raise Malformed(f"GET orders: {header} is missing or not a number")
    return int(text)


def _gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
