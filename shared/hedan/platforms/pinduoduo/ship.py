"""Tells Pinduoduo that a parcel left: per order, at most once, and never over a refund."""

from collections.abc import Iterator, Mapping, Sequence

from hedan.domain.after_sales import AfterSaleStatus, closes_fence
from hedan.domain.parcels import Tracking
from hedan.errors import AccessEnded, PlatformBusy, PlatformRejected
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.calling.shipments import by_order, units_of
from hedan.platforms.outside import Clock
from hedan.platforms.pinduoduo.after_sale_mapping import listed_kind
from hedan.platforms.pinduoduo.answers import demand_success
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.listing import Lister
from hedan.platforms.pinduoduo.payloads import OrderInfo, RefundCheck, ShippingState
from hedan.platforms.pinduoduo.tables import (
    AFTER_SALE_STATUS,
    NO_REFUND,
    SHIPPED,
    SIGNED,
    TO_SHIP,
)
from hedan.platforms.platform import Shipment, ShownParcel

ONLINE_SEND = "pdd.logistics.online.send"
EXTRA = "pdd.order.upload.extra.logistics"
# redelivery_type
FIRST, CHANGE = 1, 2
# extra_track_type
SPLIT, GIFT = 1, 3


class Shipper:
    """Ships for one store. carriers: in the platform's logistics ids."""

    def __init__(
        self, api: PinduoduoApi, lister: Lister, carriers: CarrierCodes, clock: Clock
    ) -> None:
        self._api = api
        self._lister = lister
        self._carriers = carriers
        self._clock = clock

    def ship(self, shipment: Shipment) -> None:
        """Give each order of the parcel its number; orders that have it already are passed over.

        A refund on one of them stops all. Otherwise one order's refusal does not hold up the
        others: the error names it, and the same call again is for it alone. Raises
        PlatformRejected, PlatformBusy, AccessEnded.
        """
        company = self._carriers.of(shipment.tracking.carrier)
        states = (self._state(order_sn) for order_sn in by_order(shipment))
        waiting = [state for state in states if not _has(state, shipment.tracking.number)]
        self._refuse_refunds(waiting)
        refusals: list[PlatformRejected] = []
        for state in waiting:
            try:
                self._tell(shipment, state, company)
            except AccessEnded:
                raise
            except PlatformRejected as refused:
                refusals.append(refused)
        if refusals:
            raise refusals[0]
        for order_sn in by_order(shipment) if shipment.more else ():
            self._add_more(order_sn, shipment)

    def _add_more(self, order_sn: str, shipment: Shipment) -> None:
        """Tell the numbers of further boxes. They ship nothing: the buyer sees them.

        Of an order with a refund they are kept back; whoever reads back will miss them.
        """
        for tracking in shipment.more:
            state = self._state(order_sn)
            if _has(state, tracking.number) or state.refund_status != NO_REFUND:
                continue
            self._add(shipment, state, tracking, self._carriers.of(tracking.carrier))

    def correct(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the old number, wherever it is still the order's first one."""
        company = self._carriers.of(shipment.tracking.carrier)
        number = shipment.tracking.number
        for order_sn in by_order(shipment):
            state = self._state(order_sn)
            if state.tracking_number == number and state.logistics_id == company:
                continue
            if state.order_status != SHIPPED:
                raise ours("not-on-its-way", f"{order_sn}: only a shipped order's number changes")
            if state.tracking_number != old.number:
                raise ours(
                    "other-number", f"{order_sn} does not have {old.number} as its first number"
                )
            self._send(order_sn, company, number, CHANGE)

    def word(self, carrier: str) -> str:
        """Return what shown() calls a carrier of the settings; empty where they give no code."""
        return self._carriers.find(carrier) or ""

    def shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the order's parcels, the first number before the further ones."""
        return tuple(_parcels(self._state(order_id)))

    def _state(self, order_sn: str) -> ShippingState:
        answer = self._api.call("pdd.order.information.get", {"order_sn": order_sn})
        told = OrderInfo[ShippingState].read(answer.data, "pdd.order.information.get")
        return told.order_info

    def _refuse_refunds(self, states: Sequence[ShippingState]) -> None:
        """Raise PlatformRejected when an order is in after-sale by the platform's newest word."""
        if not states:
            return
        asked = ",".join(state.order_sn for state in states)
        answer = self._api.call("pdd.refund.status.check", {"order_sns": asked})
        told = RefundCheck.read(answer.data, "pdd.refund.status.check")
        marked = {order.order_sn for order in told.order_sns_exists_refund}
        for state in states:
            refunding = state.refund_status != NO_REFUND
            # The check names every order that ever had a case; withdrawn ones do not count.
            if refunding or (state.order_sn in marked and self._closed_fence(state.order_sn)):
                raise ours("in-after-sale", f"{state.order_sn}: a refund is under way or done")

    def _closed_fence(self, order_sn: str) -> bool:
        cases, _ = self._lister.cases(order_sn, self._clock.now())
        return not cases or any(
            closes_fence(
                listed_kind(case),
                AFTER_SALE_STATUS.get(case.after_sales_status, AfterSaleStatus.UNKNOWN),
            )
            for case in cases
        )

    def _tell(self, shipment: Shipment, state: ShippingState, company: str) -> None:
        """Make the call that fits. The first number ships the order, whatever is in the parcel."""
        number = shipment.tracking.number
        if state.order_status == TO_SHIP:
            self._send(state.order_sn, company, number, FIRST)
        elif state.order_status not in (SHIPPED, SIGNED):
            raise ours("not-to-ship", f"{state.order_sn} is in state {state.order_status}")
        elif shipment.whole_order or _is_whole(shipment, state):
            raise ours("other-number", f"{state.order_sn} was shipped before under another number")
        else:
            self._add(shipment, state, shipment.tracking, company)

    def _send(self, order_sn: str, company: str, number: str, redelivery_type: int) -> None:
        params = {
            "order_sn": order_sn,
            "logistics_id": company,
            "tracking_number": number,
            "redelivery_type": redelivery_type,
        }
        self._once(ONLINE_SEND, params, order_sn, number)

    def _add(
        self, shipment: Shipment, state: ShippingState, tracking: Tracking, company: str
    ) -> None:
        """Tell a further parcel of an order that is shipped already."""
        gifts = {line_id for line_id, _ in state.gifts}
        inside = units_of(by_order(shipment)[state.order_sn]).keys()
        number = tracking.number
        params = {
            "order_sn": state.order_sn,
            "extra_track_list": [{"shipping_id": company, "tracking_number": number}],
            "extra_track_type": GIFT if inside <= gifts else SPLIT,
        }
        self._once(EXTRA, params, state.order_sn, number)

    def _once(self, method: str, params: Mapping[str, object], order_sn: str, number: str) -> None:
        """Make a call that has no key against repetition: after a failure, look first."""
        try:
            demand_success(method, self._api.call(method, params, repeatable=False))
        except (PlatformBusy, PlatformRejected) as failed:
            if isinstance(failed, AccessEnded) or not _has(self._state(order_sn), number):
                raise


def _is_whole(shipment: Shipment, state: ShippingState) -> bool:
    """Tell whether all units of the order are in this parcel."""
    inside = units_of(by_order(shipment)[state.order_sn])
    return all(
        inside.get(line_id, 0) >= goods.goods_count
        for lines in (state.items, state.gifts)
        for line_id, goods in lines
    )


def _has(state: ShippingState, number: str) -> bool:
    return any(parcel.number == number for parcel in _parcels(state))


def _parcels(state: ShippingState) -> Iterator[ShownParcel]:
    """Yield the order's parcels. The platform does not say what is in which."""
    if state.tracking_number.strip():
        yield ShownParcel(number=state.tracking_number.strip(), carrier=state.logistics_id)
    for parcels in (
        state.extra_delivery_list,
        state.resend_delivery_list,
        state.gift_delivery_list,
    ):
        for parcel in parcels:
            yield ShownParcel(number=parcel.tracking_number.strip(), carrier=parcel.logistics_id)
