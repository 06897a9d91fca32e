"""Tells AliExpress that a parcel left: reads first, tells what is missing, never over a request.

The platform knows which numbers an order travels under and how far each line got, but not which
number carries which line, and its calls take no id of ours. So every order is read before the
call, and again after one of which the answer is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hedan.domain.orders import SHIPPABLE, Line, Order, OrderStatus
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.aliexpress.capabilities import PLATFORM, TRACKING_WEB_SITE
from hedan.platforms.aliexpress.client import AliexpressApi, long_number
from hedan.platforms.aliexpress.payloads import OrderDetail
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.shipments import by_order
from hedan.platforms.platform import Shipment, ShownParcel
from hedan.settings import CarrierSettings

SHIP_WHOLE = "aliexpress.logistics.sellershipmentfortop"
SHIP_LINES = "aliexpress.logistics.order.shipment"
CORRECT = "aliexpress.logistics.sellermodifiedshipmentfortop"
CONSOLIDATION = "consolidation"  # One waybill for several orders.
# Services of carriers that the platform does not know itself.
FOREIGN = "OTHER"


class OrderNow(NamedTuple):
    """An order as it was read just now: in our words, and the parts that only shipping needs."""

    order: Order
    detail: OrderDetail


type Read = Callable[[str], OrderNow]


class Carrier(NamedTuple):
    """A carrier as the platform wants it."""

    service_name: str
    actual_carrier: str
    web_site: str


class Waybill(NamedTuple):
    """One box."""

    number: str
    carrier: Carrier


class Shipper:
    """Ships for one store."""

    def __init__(
        self,
        api: AliexpressApi,
        read: Read,
        carriers: Sequence[CarrierSettings],
        options: Mapping[str, str],
    ) -> None:
        self._api = api
        self._read = read
        self._codes = CarrierCodes(PLATFORM, carriers)
        self._names = {carrier.code: carrier.name for carrier in carriers}
        self._options = options

    def carrier(self, code: str) -> Carrier:
        """Return what the platform calls our carrier. Raises PlatformRejected."""
        service = self._codes.of(code)
        web_site = self._options.get(TRACKING_WEB_SITE, "")
        if service.startswith(FOREIGN) and not web_site:
            raise ours(
                "tracking-site-missing", f"{service} needs the store's option {TRACKING_WEB_SITE}"
            )
        return Carrier(service, self._names[code], web_site)

    def word(self, carrier: str) -> str:
        """Return what shown() calls a carrier of the settings; empty where they give no code."""
        return self._codes.find(carrier) or ""

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels. The platform does not say what is in which."""
        return tuple(
            ShownParcel(number=parcel.logistics_no, carrier=parcel.logistics_type_code)
            for parcel in self._read(order_id).detail.logistic_info_list
        )

    def ship(self, shipment: Shipment) -> None:
        """Give the platform the parcel's number, order by order; those that have it are left alone.

        Raises PlatformRejected, PlatformBusy, AccessEnded.
        """
        boxes = (shipment.tracking, *shipment.more)
        waybills = [Waybill(box.number, self.carrier(box.carrier)) for box in boxes]
        wanted = by_order(shipment)
        for order_id, lines in wanted.items():
            now = self._read(order_id)
            waiting = _waiting(now, [line.line_id for line in lines], shipment)
            if waiting:
                self._told(now, waiting, shipment, waybills, merged=len(wanted) > 1)

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace a number, order by order. Raises like ship."""
        for order_id in by_order(shipment):
            self._correct_one(order_id, shipment, old)

    def _correct_one(self, order_id: str, shipment: Shipment, old: Tracking) -> None:
        carrier, old_carrier = self.carrier(shipment.tracking.carrier), self.carrier(old.carrier)
        number = shipment.tracking.number

        def is_done() -> bool:
            detail = self._read(order_id).detail
            is_there = _has(detail, number, carrier.service_name)
            has_old = _has(detail, old.number, old_carrier.service_name)
            if not is_there and not has_old:
                raise ours("old-number-unknown", f"order {order_id} was not sent under it")
            return is_there and (old == shipment.tracking or not has_old)

        if is_done():
            return
        params = {
            "out_ref": order_id,
            "old_logistics_no": old.number,
            "old_service_name": old_carrier.service_name,
            "new_logistics_no": number,
            "new_service_name": carrier.service_name,
            "send_type": "all" if shipment.whole_order else "part",
            **_of_foreign(carrier, "tracking_website"),
        }
        self._unless_done(lambda: self._api.call(CORRECT, params, repeatable=False), is_done)

    def _told(
        self,
        now: OrderNow,
        waiting: Sequence[Line],
        shipment: Shipment,
        waybills: Sequence[Waybill],
        *,
        merged: bool,
    ) -> None:
        order_id = now.order.key.order_id
        line_ids = [line.line_id for line in waiting]
        whole = shipment.whole_order and len(line_ids) == len(now.order.lines)
        if whole and len(waybills) == 1:
            method, params = SHIP_WHOLE, _whole(order_id, shipment, waybills[0].carrier)
        else:  # The only call that takes the numbers of several boxes, all of them or none.
            method = SHIP_LINES
            params = _lines(now, line_ids, [_waybill(one, merged=merged) for one in waybills])
        self._unless_done(
            lambda: self._api.call(method, params, repeatable=False),
            lambda: not _waiting(self._read(order_id), line_ids, shipment),
        )

    def _unless_done(self, call: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Make a call; when it fails, look whether what it should do is done all the same."""
        try:
            call()
        except AccessEnded:
            raise
        except (PlatformBusy, PlatformRejected) as failed:
            try:
                done = is_done()
            except PlatformRejected:
                raise failed from None  # The platform's own words, not ours about its state.
            if not done:
                raise


def _waiting(now: OrderNow, line_ids: Sequence[str], shipment: Shipment) -> list[Line]:
    """Return the lines that the platform does not know as sent under this number.

    Raises PlatformRejected for a line that must not be sent, or was sent under another number.
    """
    number = shipment.tracking.number
    known = any(parcel.logistics_no == number for parcel in now.detail.logistic_info_list)
    quantities = {line.line_id: line.quantity for line in shipment.lines}
    waiting = []
    for line_id in line_ids:
        line = _line(now.order, line_id)
        if known and line.status is not OrderStatus.TO_SHIP:
            continue
        if line.status not in SHIPPABLE:
            raise ours("not-to-ship", f"line {line_id} is {line.status.value} there")
        if line.in_after_sale:
            raise ours("in-after-sale", f"a request is open on line {line_id}")
        if quantities[line_id] < line.quantity:
            raise ours("quantity-split", f"line {line_id} cannot be sent in several parcels")
        waiting.append(line)
    return waiting


def _line(order: Order, line_id: str) -> Line:
    try:
        return order.line(line_id)
    except KeyError:
        raise ours("line-unknown", f"the platform shows no line {line_id}") from None


def _has(detail: OrderDetail, number: str, service_name: str) -> bool:
    return any(
        parcel.logistics_no == number and parcel.logistics_type_code in ("", service_name)
        for parcel in detail.logistic_info_list
    )


def _whole(order_id: str, shipment: Shipment, carrier: Carrier) -> dict[str, object]:
    return {
        "out_ref": order_id,
        "logistics_no": shipment.tracking.number,
        "service_name": carrier.service_name,
        "send_type": "all",
        **_of_foreign(carrier, "tracking_website"),
    }


def _waybill(waybill: Waybill, *, merged: bool) -> dict[str, object]:
    return {
        "logistics_no": waybill.number,
        "service_name": waybill.carrier.service_name,
        **_of_foreign(waybill.carrier, "tracking_web_site"),
        **({"package_type": CONSOLIDATION} if merged else {}),
    }


def _of_foreign(carrier: Carrier, web_site_field: str) -> dict[str, str]:
    """Return what the platform wants to know of a carrier that it does not know."""
    if not carrier.service_name.startswith(FOREIGN):
        return {}
    return {web_site_field: carrier.web_site, "actual_carrier": carrier.actual_carrier}


def _lines(
    now: OrderNow, line_ids: Sequence[str], waybills: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    order_id = now.order.key.order_id
    sort_ids = {child.line_id: child.order_sort_id for child in now.detail.child_order_list}
    missing = [line_id for line_id in line_ids if sort_ids[line_id] is None]
    if missing:
        raise ours("no-sort-id", f"the platform gives line {missing[0]} no place in its order")
    return {
        "param_aeop_seller_shipment_sub_trade_order_request": {
            "trade_order_id": long_number(order_id),
            "sub_trade_order_list": [
                {
                    "sub_trade_order_index": sort_ids[line_id],
                    "send_type": "all",
                    "shipment_list": [dict(waybill) for waybill in waybills],
                }
                for line_id in line_ids
            ],
        }
    }
