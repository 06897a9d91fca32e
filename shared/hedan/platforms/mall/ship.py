"""Tells a mall that a parcel left: one call per order, with a key that makes it happen once."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from hedan.domain.base import short_id
from hedan.domain.parcels import Tracking
from hedan.errors import PlatformRejected
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.rest import Call
from hedan.platforms.calling.shipments import by_order
from hedan.platforms.mall.answers import ALREADY_SHIPPED, QUANTITY_EXCEEDED
from hedan.platforms.mall.client import MallApi
from hedan.platforms.mall.payloads import MallOrder, MallShipment
from hedan.platforms.platform import Departure, ShipLine, Shipment, ShownParcel


class MallShipper:
    """Ships for one merchant."""

    def __init__(self, api: MallApi, carriers: CarrierCodes) -> None:
        self._api = api
        self._carriers = carriers

    def ship(self, shipment: Shipment) -> None:
        """Give the mall the parcel's number, order by order.

        A merged parcel that stops half way is told again as a whole: the keys keep the first half
        from leaving twice. Raises PlatformRejected with the meaning in words, PlatformBusy.
        """
        carrier = self._carriers.of(shipment.tracking.carrier)
        parts = by_order(shipment)
        for order_id, lines in parts.items():
            others = [other for other in parts if other != order_id]
            try:
                self._tell(shipment, carrier, order_id, lines, others)
            except PlatformRejected as refused:
                if refused.sub_code not in (ALREADY_SHIPPED, QUANTITY_EXCEEDED):
                    raise
                if not self._has(order_id, shipment.tracking.number, lines):
                    raise

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the mall of virtual lines: by the same call, which says so and bears no number."""
        for order_id, lines in by_order(departure).items():
            body = {"virtual": True, "lines": _units(lines)}
            try:
                self._post(order_id, body, departure.request_id, order_id, "virtual", *_said(lines))
            except PlatformRejected as refused:
                # Whoever told it: there is no number that could be another.
                if refused.sub_code != ALREADY_SHIPPED:
                    raise

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number of the shipments that were told with the old one."""
        carrier = self._carriers.of(shipment.tracking.carrier)
        number = shipment.tracking.number
        for order_id, lines in by_order(shipment).items():
            known = self._shipments(order_id)
            wrong = [one for one in known if one.tracking_no == old.number and _holds(one, lines)]
            if not wrong and not any(
                one.tracking_no == number and _holds(one, lines) for one in known
            ):
                raise ours("no-shipment", f"order {order_id}: nothing was shipped as {old.number}")
            for one in wrong:
                self._api.call(
                    Call(
                        "PUT shipment",
                        "PUT",
                        f"/orders/{quote(order_id, safe='')}/shipments/"
                        f"{quote(one.shipment_id, safe='')}",
                        body={"carrier_code": carrier, "tracking_no": number},
                    )
                )

    def word(self, carrier: str) -> str:
        """Return what shown() calls a carrier of the settings; empty where they give no code."""
        return self._carriers.find(carrier) or ""

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels; what is virtual travels in none."""
        return tuple(
            ShownParcel(
                number=one.tracking_no,
                carrier=one.carrier_code,
                line_ids=tuple(line.line_id for line in one.lines),
            )
            for one in self._shipments(order_id)
            if one.tracking_no
        )

    def _tell(
        self,
        shipment: Shipment,
        carrier: str,
        order_id: str,
        lines: Sequence[ShipLine],
        others: Sequence[str],
    ) -> None:
        body = {
            "carrier_code": carrier,
            "tracking_no": shipment.tracking.number,
            "lines": _units(lines),
            "merged_with": list(others),
        }
        number = shipment.tracking.number
        said = (shipment.request_id, order_id, carrier, number, *_said(lines), *others)
        self._post(order_id, body, *said)

    def _post(self, order_id: str, body: Mapping[str, object], *said: str) -> None:
        """Make the call. said: everything that makes it another, for its key."""
        key = short_id("K", *said)  # One key with another body is refused.
        self._api.call(
            Call(
                "POST shipments",
                "POST",
                f"/orders/{quote(order_id, safe='')}/shipments",
                body=body,
                headers={"idempotency-key": key},
            )
        )

    def _has(self, order_id: str, number: str, lines: Sequence[ShipLine]) -> bool:
        """Tell whether these units already travel under this number, by the mall's own word."""
        found: dict[str, int] = {}
        for shipment in self._shipments(order_id):
            if shipment.tracking_no == number:
                for line in shipment.lines:
                    found[line.line_id] = found.get(line.line_id, 0) + line.quantity
        return all(found.get(line.line_id, 0) >= line.quantity for line in lines)

    def _shipments(self, order_id: str) -> tuple[MallShipment, ...]:
        answer = self._api.call(Call("GET order", "GET", f"/orders/{quote(order_id, safe='')}"))
        return MallOrder.read(answer.data, "order").shipments


def _units(lines: Sequence[ShipLine]) -> list[dict[str, object]]:
    return [{"line_id": line.line_id, "quantity": line.quantity} for line in lines]


def _said(lines: Sequence[ShipLine]) -> list[str]:
    return [f"{line.line_id}x{line.quantity}" for line in lines]


def _holds(shipment: MallShipment, lines: Sequence[ShipLine]) -> bool:
    inside = {line.line_id for line in shipment.lines}
    return any(line.line_id in inside for line in lines)
