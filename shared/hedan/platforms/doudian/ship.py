"""Tells Doudian that a parcel left: the call that fits, at most once, and never over a refund."""

from collections.abc import Iterator

from hedan.domain.parcels import Tracking
from hedan.errors import PlatformBusy, PlatformRejected
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.shipments import by_order, carry
from hedan.platforms.doudian.answers import failure_number
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.doudian.payloads import (
    Logistics,
    MultiPackData,
    OrderDetailData,
    SinglePackData,
)
from hedan.platforms.platform import Shipment, ShownParcel

# The platform takes no more child orders in one call.
ITEMS_MAX = 400
# True would refuse the buyer's refund in the seller's name. There is no way to send it from here.
IS_REJECT_REFUND = False

ALREADY_SHIPPED = frozenset({"60110", "70023"})
MEANINGS: dict[str, str] = {
    "60040": "a refund waits for an answer",
    "60120": "in after-sale",
    "60068": "refunded before it was shipped",
    "60021": "the order is cancelled",
    "60113": "the order is finished",
    "60137": "the order is not paid",
    "60109": "under the platform's risk review: not before it ends, mostly in 1 to 2 hours",
    "60110": "already shipped under another tracking number",
    "70023": "already shipped under another tracking number",
    "60017": "the tracking number is not valid",
    "60018": "the platform does not know this carrier",
    "60011": "the carrier is missing",
    "60083": "the carrier is missing",
    "60127": "the tracking number does not fit the carrier",
    "60128": "the tracking number does not fit the carrier",
    "60126": "the platform does not accept the tracking number",
    "60026": "the platform does not accept the tracking number",
    "70019": "the tracking number was scanned before the order was paid",
    "70018": "the waybill is cancelled or used a second time",
    "70020": "the waybill names another receiver",
    "70021": "the merged orders have different receivers",
    "70022": "the waybill belongs to another receiver's parcel",
    "60116": "the platform's own warehouse ships it",
    "60138": "the buyer was promised delivery to the door",
    "60056": "serial numbers are missing or wrong",
    "60062": "serial numbers are missing or wrong",
    "60027": "the seller's address is missing or wrong",
    "60072": "the seller's address is missing or wrong",
    "60134": "the seller's address is missing or wrong",
    "700029": "the seller's address is missing or wrong",
    "70011": "shipped in parts: only the single parcel's number can be changed",
}


class Shipper:
    """Ships for one store. carriers: in the platform's company_code."""

    def __init__(self, api: DoudianApi, carriers: CarrierCodes) -> None:
        self._api = api
        self._carriers = carriers

    def ship(self, shipment: Shipment) -> None:
        """Give the platform the parcel's number; also done when it had this very number before.

        Raises PlatformRejected with the meaning in words, PlatformBusy, AccessEnded.
        """
        company = self._carriers.of(shipment.tracking.carrier)
        if len(shipment.lines) > ITEMS_MAX:
            raise ours("too-many-lines", f"{len(shipment.lines)} lines, at most {ITEMS_MAX}")
        try:
            known = self._told(shipment, company)
        except PlatformRejected as refused:
            number = failure_number(refused.sub_code)
            if number in ALREADY_SHIPPED and self._has(shipment):
                return
            if number in MEANINGS:
                raise _in_words(refused, MEANINGS[number]) from refused
            raise
        if not known and not self._has(shipment):
            raise ours(
                "other-number",
                f"{shipment.request_id} was shipped before under another tracking number",
            )

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number of what was shipped; done already is done.

        A whole order's number is edited on the order, a part's on its pack.
        """
        company = self._carriers.of(shipment.tracking.carrier)
        for order_id in by_order(shipment):
            edited: dict[str, object] = {
                "order_id": order_id,
                "company_code": company,
                "logistics_code": shipment.tracking.number,
            }
            packs = self._packs(order_id)
            if any(pack.tracking_no.strip() == shipment.tracking.number for pack in packs):
                continue
            pack = next((pack for pack in packs if pack.tracking_no.strip() == old.number), None)
            if pack is None:
                raise ours("no-such-number", f"{order_id} was not shipped under {old.number}")
            if shipment.whole_order or not pack.delivery_id:
                self._api.call("order.logisticsEdit", edited)
            else:
                by_pack = {**edited, "pack_id": pack.delivery_id}
                self._api.call("order.logisticsEditByPack", by_pack)

    def word(self, carrier: str) -> str:
        """Return what shown() calls a carrier of the settings; empty where they give no code."""
        return self._carriers.find(carrier) or ""

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels. One of the whole order need not list what is in it."""
        return tuple(
            ShownParcel(
                number=pack.tracking_no.strip(),
                carrier=pack.company,
                line_ids=tuple(product.sku_order_id for product in pack.product_info),
            )
            for pack in self._packs(order_id)
        )

    def _packs(self, order_id: str) -> tuple[Logistics, ...]:
        answer = self._api.call("order.orderDetail", {"shop_order_id": order_id})
        detail = OrderDetailData.read(answer.data, "order.orderDetail").shop_order_detail
        return detail.logistics_info

    def _told(self, shipment: Shipment, company: str) -> bool:
        """Make the call that fits; return whether the answer speaks of this very number."""
        if len(by_order(shipment)) > 1:
            return self._merged(shipment, company)
        if shipment.whole_order:
            self._whole(shipment, company)
            return True
        return self._part(shipment, company)

    def _whole(self, shipment: Shipment, company: str) -> None:
        (order_id,) = by_order(shipment)
        try:
            self._api.call(
                "order.logisticsAdd",
                {
                    "order_id": order_id,
                    "company_code": company,
                    "logistics_code": shipment.tracking.number,
                    "is_reject_refund": IS_REJECT_REFUND,
                },
                # It takes no request_id: sent twice it may ship twice.
                repeatable=False,
            )
        except PlatformBusy:
            # It may have been taken all the same.
            if not self._has(shipment):
                raise

    def _part(self, shipment: Shipment, company: str) -> bool:
        (order_id,) = by_order(shipment)
        number = shipment.tracking.number
        answer = self._api.call(
            "order.logisticsAddMultiPack",
            {
                "order_id": order_id,
                "request_id": shipment.request_id,
                "pack_list": [
                    {
                        "company_code": company,
                        "logistics_code": number,
                        "shipped_order_info": list(_items(shipment)),
                    }
                ],
                "is_reject_refund": IS_REJECT_REFUND,
            },
        )
        told = MultiPackData.read(answer.data or {}, "order.logisticsAddMultiPack")
        return any(pack.logistics_code == number for pack in told.pack_list)

    def _merged(self, shipment: Shipment, company: str) -> bool:
        number = shipment.tracking.number
        answer = self._api.call(
            "order.logisticsAddSinglePack",
            {
                "order_id_list": list(by_order(shipment)),
                "request_id": shipment.request_id,
                "company_code": company,
                "logistics_code": number,
                "shipped_order_info": list(_items(shipment)),
                "is_reject_refund": IS_REJECT_REFUND,
            },
        )
        told = SinglePackData.read(answer.data or {}, "order.logisticsAddSinglePack")
        return told.pack_id.endswith(f"_{number}")

    def _has(self, shipment: Shipment) -> bool:
        """Tell whether every line already travels under this number, by the platform's own word."""
        number = shipment.tracking.number
        return all(
            carry(self.shown(order_id), number, {line.line_id for line in lines})
            for order_id, lines in by_order(shipment).items()
        )


def _items(shipment: Shipment) -> Iterator[dict[str, object]]:
    for line in shipment.lines:
        yield {"shipped_order_id": line.line_id, "shipped_num": line.quantity}


def _in_words(refused: PlatformRejected, meaning: str) -> PlatformRejected:
    return PlatformRejected(
        refused.code, refused.sub_code, f"{meaning} ({refused.message})", refused.log_id
    )
