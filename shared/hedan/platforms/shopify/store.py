"""One Shopify shop: reads, lists and ships through its REST Admin API."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.addresses import same_address
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.rest import Call
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
from hedan.platforms.platform import (
    Departure,
    Listed,
    Listing,
    Page,
    Shipment,
    ShownParcel,
    Told,
    Unreadable,
)
from hedan.platforms.shopify.after_sale_mapping import refunds_of
from hedan.platforms.shopify.capabilities import CAPABILITIES
from hedan.platforms.shopify.client import ShopifyApi
from hedan.platforms.shopify.mapping import PLATFORM, order_of
from hedan.platforms.shopify.payloads import ListAnswer, OrderRow
from hedan.platforms.shopify.ship import ShopifyShipper
from hedan.settings import CarrierSettings, StoreSettings

PAGE_SIZE = 250
# No window holds more pages than this at the platform's own limits; beyond, its links turn round.
PAGES_MAX = 10_000

_NEXT = re.compile(r"<([^>]*)>\s*;\s*rel=\"?next\"?")


class ShopifyStore(Lacking):
    """platforms.platform.Platform for one shop."""

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
        self._api = ShopifyApi(store, vault, outside)
        self._shipper = ShopifyShipper(self._api, CarrierCodes(PLATFORM, carriers), store)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the shop sees it now, with its refunds. Raises also OrderGone."""
        told, text = self._api.order(order_id)
        refunds = refunds_of(told, self._store)
        value = order_of(told, self._store, refunds.unclear)
        return Told[Order](value=value, raw=text, after_sales=refunds.after_sales)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the refund, which only its order knows. Raises as read_order does."""
        if order_id is None:
            raise ours("order-needed", f"{after_sale_id}: a refund is read with its order")
        told = self.read_order(order_id)
        for one in told.after_sales:
            if one.after_sale_id == after_sale_id:
                return Told[AfterSale](value=one, raw=told.raw)
        raise ours("refund-gone", f"order {order_id}: it has no {after_sale_id}")

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, both ends included.

        The next page is where the answer's Link header points: its cursor holds the place of the
        last row, so that rows which change meanwhile push no other off its page.
        """
        which = "created_at" if listing is Listing.ORDERS_CREATED else "updated_at"
        query = {
            f"{which}_min": _time(since),
            f"{which}_max": _time(until),
            "status": "any",
            "limit": str(PAGE_SIZE),
            "order": f"{which} asc",
            "fields": "id,created_at,updated_at",
        }
        for number in range(1, PAGES_MAX):
            answer = self._api.call(Call("GET orders", "GET", "/orders.json", query=query))
            told = ListAnswer.read(answer.data, "orders")
            rows = tuple(
                _row(data, f"row {position} of page {number}")
                for position, data in enumerate(told.orders, 1)
            )
            following = _next_query(answer.headers.get("link", ""))
            yield Page(rows=rows, total=None, is_last=following is None)
            if following is None:
                return
            query = following
        raise Malformed(f"GET orders: more than {PAGES_MAX} pages")

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the orders that go to one receiver, by name, phone and address."""
        return same_address(orders)

    def ship(self, shipment: Shipment) -> None:
        """Tell the shop that a parcel left, at most once."""
        self._shipper.ship(shipment)

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the shop that virtual lines are delivered, at most once."""
        self._shipper.ship_virtual(departure)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number that a shipment was told with."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def carrier_word(self, carrier: str) -> str:
        """Return the code under which it shows a carrier of the settings."""
        return self._shipper.word(carrier)


def _row(data: object, place: str) -> Listed | Unreadable:
    try:
        told = OrderRow.read(data, "order")
    except Malformed as malformed:
        return Unreadable(place=place, reason=str(malformed))
    return Listed(order_id=told.id, changed_at=told.updated_at)


def _next_query(link: str) -> dict[str, str] | None:
    """Return the parameters of the next page; only they are taken, never the address."""
    found = _NEXT.search(link)
    if found is None:
        return None
    query = dict(parse_qsl(urlsplit(found.group(1)).query))
    if "page_info" not in query:
        raise Malformed("GET orders: the link to the next page names no page")
    return query


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
