"""Tells Shopify that a parcel left: a fulfilment over the open lines of its fulfilment orders.

[memory]: neither call is in the documents that were at hand. There is no key against repetition:
the order's fulfilments are read before anything is told.
"""

from collections.abc import Mapping
from urllib.parse import quote

from hedan.domain.parcels import Tracking
from hedan.errors import PlatformBusy
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.rest import Call
from hedan.platforms.calling.shipments import by_order, units_of
from hedan.platforms.platform import Departure, Shipment, ShownParcel
from hedan.platforms.shopify.client import ShopifyApi
from hedan.platforms.shopify.payloads import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrdersAnswer,
)
from hedan.settings import StoreSettings

# Fulfilments that came to nothing.
NOT_SHIPPED = frozenset({"cancelled", "error", "failure"})
OPEN = frozenset({"open", "in_progress"})


class ShopifyShipper:
    """Ships for one shop."""

    def __init__(self, api: ShopifyApi, carriers: CarrierCodes, store: StoreSettings) -> None:
        self._api = api
        self._carriers = carriers
        self._notify = store.options.get("notify_customer", "") != "no"

    def ship(self, shipment: Shipment) -> None:
        """Give Shopify the parcel's number, order by order, at most once."""
        carrier = self._carriers.of(shipment.tracking.carrier)
        number = shipment.tracking.number
        for order_id, lines in by_order(shipment).items():
            self._once(order_id, units_of(lines), number, self._tracked(carrier, number))

    def ship_virtual(self, departure: Departure) -> None:
        """Tell Shopify of virtual lines: a fulfilment that bears no number, at most once.

        Gift cards Shopify may have sent by itself: what has left, under whatever number, is done.
        """
        for order_id, lines in by_order(departure).items():
            self._once(order_id, units_of(lines), None, {"notify_customer": self._notify})

    def _once(
        self,
        order_id: str,
        units: Mapping[str, int],
        number: str | None,
        told: Mapping[str, object],
    ) -> None:
        if self._has(order_id, number, units):
            return
        parts = self._open_parts(order_id, units)
        body = {"fulfillment": {"line_items_by_fulfillment_order": parts, **told}}
        try:
            self._api.call(
                Call("POST fulfillment", "POST", "/fulfillments.json", body=body, repeatable=False)
            )
        except PlatformBusy:
            # It may have been taken all the same.
            if not self._has(order_id, number, units):
                raise

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number of the fulfilments that were told with the old one."""
        carrier = self._carriers.of(shipment.tracking.carrier)
        number = shipment.tracking.number
        for order_id, lines in by_order(shipment).items():
            units = units_of(lines)
            known = self._fulfillments(order_id)
            wrong = [one for one in known if one.tracking_number == old.number]
            if not wrong and not _covers(known, number, units):
                raise ours("no-shipment", f"order {order_id}: nothing was shipped as {old.number}")
            for one in wrong:
                if units.keys() & {line.id for line in one.line_items}:
                    self._replace(one.id, carrier, number)

    def word(self, carrier: str) -> str:
        """Return what shown() calls a carrier of the settings; empty where they give no code."""
        return self._carriers.find(carrier) or ""

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels; a fulfilment without a number is none."""
        return tuple(
            ShownParcel(
                number=one.tracking_number,
                carrier=one.tracking_company,
                line_ids=tuple(line.id for line in one.line_items),
            )
            for one in self._fulfillments(order_id)
            if one.tracking_number
        )

    def _replace(self, fulfillment_id: str, carrier: str, number: str) -> None:
        body = {"fulfillment": self._tracked(carrier, number)}
        path = f"/fulfillments/{quote(fulfillment_id, safe='')}/update_tracking.json"
        self._api.call(Call("POST update_tracking", "POST", path, body=body))

    def _has(self, order_id: str, number: str | None, units: Mapping[str, int]) -> bool:
        return _covers(self._fulfillments(order_id), number, units)

    def _fulfillments(self, order_id: str) -> list[Fulfillment]:
        order, _ = self._api.order(order_id)
        return [one for one in order.fulfillments if one.status not in NOT_SHIPPED]

    def _open_parts(self, order_id: str, units: Mapping[str, int]) -> list[dict[str, object]]:
        path = f"/orders/{quote(order_id, safe='')}/fulfillment_orders.json"
        answer = self._api.call(Call("GET fulfillment_orders", "GET", path))
        told = FulfillmentOrdersAnswer.read(answer.data, "fulfillment_orders").fulfillment_orders
        return _from_locations(order_id, told, units)

    def _tracked(self, carrier: str, number: str) -> dict[str, object]:
        return {
            "tracking_info": {"number": number, "company": carrier},
            "notify_customer": self._notify,
        }


def _from_locations(
    order_id: str, told: tuple[FulfillmentOrder, ...], units: Mapping[str, int]
) -> list[dict[str, object]]:
    """Take the units from the fulfilment orders that still have them.

    Raises PlatformRejected when there are not enough: shipped under another number, or refunded.
    """
    left = dict(units)
    parts: list[dict[str, object]] = []
    for one in told:
        if one.status and one.status not in OPEN:
            continue
        taken = []
        for line in one.line_items:
            count = min(left.get(line.line_item_id, 0), line.fulfillable_quantity)
            if count > 0:
                left[line.line_item_id] -= count
                taken.append({"id": _number(line.id), "quantity": count})
        if taken:
            parts.append(
                {
                    "fulfillment_order_id": _number(one.id),
                    "fulfillment_order_line_items": taken,
                }
            )
    missing = sorted(line_id for line_id, count in left.items() if count > 0)
    if missing:
        raise ours(
            "other-number",
            f"order {order_id}: lines {', '.join(missing)} have left under another number, "
            "or are held or refunded",
        )
    return parts


def _number(identity: str) -> int | str:
    """Return an id as the number that this API writes."""
    return int(identity) if identity.isdecimal() else identity


def _covers(known: list[Fulfillment], number: str | None, units: Mapping[str, int]) -> bool:
    """Tell whether these units left under this number; None: under any, or none."""
    inside: dict[str, int] = {}
    for one in known:
        if number is None or one.tracking_number == number:
            for line in one.line_items:
                inside[line.id] = inside.get(line.id, 0) + line.quantity
    return all(inside.get(line_id, 0) >= count for line_id, count in units.items())
