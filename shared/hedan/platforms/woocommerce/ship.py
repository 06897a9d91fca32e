"""Tells a WooCommerce shop that a parcel left: the number as a note, then the order's status.

The shop has no call for it and no keys against repetition: what was told is read back from the
order's notes before anything is told again.
"""

from collections.abc import Mapping

from hedan.domain.orders import SHIPPABLE
from hedan.domain.parcels import Tracking
from hedan.errors import OrderGone, PlatformBusy
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.rest import Call
from hedan.platforms.calling.shipments import by_order, units_of
from hedan.platforms.platform import Shipment, ShownParcel
from hedan.platforms.woocommerce.after_sale_mapping import refunded_units
from hedan.platforms.woocommerce.client import ROOT, WooApi, rows, safe
from hedan.platforms.woocommerce.mapping import TRASH, statuses_of
from hedan.platforms.woocommerce.parcel_notes import Parcels, left_of, note_of, parcels_in
from hedan.platforms.woocommerce.payloads import TrackingRow, WooOrder
from hedan.settings import StoreSettings

NOTE, EXTENSION = "note", "shipment_tracking"
EXTENSION_ROOT = "/wp-json/wc-shipment-tracking/v3"
COMPLETED = "completed"


class WooShipper:
    """Ships for one store. Raises ValueError for a way of tracking that nobody knows."""

    def __init__(self, api: WooApi, carriers: CarrierCodes, store: StoreSettings) -> None:
        self._api = api
        self._carriers = carriers
        self._statuses = statuses_of(store)
        self._way = store.options.get("tracking", NOTE)
        if self._way not in (NOTE, EXTENSION):
            raise ValueError(
                f"store {store.id}: options.tracking is neither {NOTE} nor {EXTENSION}"
            )

    def ship(self, shipment: Shipment) -> None:
        """Give the shop the parcel's number, and complete the orders of which all has left."""
        tracking = self._named(shipment.tracking)
        for order_id, lines in by_order(shipment).items():
            self._ship_one(order_id, tracking, units_of(lines))

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Tell the new number of what was told under the old one."""
        tracking = self._named(shipment.tracking)
        for order_id, lines in by_order(shipment).items():
            units = units_of(lines)
            told = parcels_in(self._api.notes(order_id))
            if _covers(told, tracking.number, units):
                continue
            if not _covers(told, old.number, units):
                raise ours("no-shipment", f"order {order_id}: nothing was shipped as {old.number}")
            self._tell(order_id, tracking, units, replaces=old.number)

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that our notes tell of; the shop itself keeps none."""
        return tuple(
            ShownParcel(number=number, line_ids=tuple(units))
            for number, units in parcels_in(self._api.notes(order_id)).items()
            if units
        )

    def _named(self, tracking: Tracking) -> Tracking:
        """Return the tracking with the carrier in the shop's words."""
        if not tracking.number or any(character.isspace() for character in tracking.number):
            raise ours("tracking-invalid", "a tracking number has no blanks")
        return Tracking(carrier=self._carriers.of(tracking.carrier), number=tracking.number)

    def _ship_one(self, order_id: str, tracking: Tracking, units: Mapping[str, int]) -> None:
        order, _ = self._api.order(order_id)
        if order.status == TRASH:
            raise OrderGone(f"order {order_id}: in the shop's trash")
        told = parcels_in(self._api.notes(order_id))
        if not _covers(told, tracking.number, units):
            self._may_leave(order, told, tracking.number, units)
            self._tell(order_id, tracking, units)
            told.setdefault(tracking.number, {}).update(units)
        if order.status != COMPLETED and self._has_all_left(order, told):
            body = {"status": COMPLETED}
            self._api.call(Call("PUT order", "PUT", f"{ROOT}/orders/{safe(order_id)}", body=body))

    def _may_leave(
        self, order: WooOrder, told: Parcels, number: str, units: Mapping[str, int]
    ) -> None:
        """Refuse what the shop itself would take without a word."""
        if self._statuses.get(order.status) not in SHIPPABLE:
            raise ours("not-shippable", f"order {order.id}: its status is {order.status}")
        ordered = {line.id: line.quantity for line in order.line_items}
        gone = left_of({other: inside for other, inside in told.items() if other != number})
        for line_id, count in units.items():
            if gone.get(line_id, 0) + count > ordered.get(line_id, 0):
                raise ours(
                    "other-number",
                    f"order {order.id}: line {line_id} left under another number, or is none of it",
                )

    def _tell(
        self, order_id: str, tracking: Tracking, units: Mapping[str, int], *, replaces: str = ""
    ) -> None:
        if self._way == EXTENSION:
            self._track(order_id, tracking, replaces)
        text = note_of(tracking.carrier, tracking.number, units, replaces=replaces)
        try:
            self._api.add_note(order_id, text, for_customer=self._way == NOTE)
        except PlatformBusy:
            # It may have been taken all the same.
            if not _covers(parcels_in(self._api.notes(order_id)), tracking.number, units):
                raise

    def _track(self, order_id: str, tracking: Tracking, replaces: str) -> None:
        """Keep the extension's list: the new number in it, the replaced one out. [memory]"""
        path = f"{EXTENSION_ROOT}/orders/{safe(order_id)}/shipment-trackings"
        known = [
            TrackingRow.read(row, "shipment-tracking")
            for row in rows(self._api.call(Call("GET trackings", "GET", path)), "GET trackings")
        ]
        if all(row.tracking_number != tracking.number for row in known):
            body = {"tracking_provider": tracking.carrier, "tracking_number": tracking.number}
            self._api.call(Call("POST tracking", "POST", path, body=body, repeatable=False))
        for row in known:
            if replaces and row.tracking_number == replaces and row.tracking_id:
                self._api.call(Call("DELETE tracking", "DELETE", f"{path}/{safe(row.tracking_id)}"))

    def _has_all_left(self, order: WooOrder, told: Parcels) -> bool:
        """Tell whether nothing is left to travel, of any vendor's lines."""
        refunds = self._api.refunds(order.id) if order.refunds else ()
        back, left = refunded_units(order, refunds), left_of(told)
        return all(
            left.get(line.id, 0) + back.get(line.id, 0) >= line.quantity
            for line in order.line_items
        )


def _covers(told: Parcels, number: str, units: Mapping[str, int]) -> bool:
    inside = told.get(number, {})
    return all(inside.get(line_id, 0) >= count for line_id, count in units.items())
