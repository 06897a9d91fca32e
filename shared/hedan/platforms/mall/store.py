"""One merchant of one mall: reads, lists, ships and answers through the mall's API."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from urllib.parse import quote

from hedan.domain.after_sales import AfterSale
from hedan.domain.cases import PlatformAct
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.addresses import same_address
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.rest import Answer, Call
from hedan.platforms.calling.walking import Asked, Row, walk
from hedan.platforms.lacking import Lacking
from hedan.platforms.mall.after_sale_mapping import after_sale_of, refund_of
from hedan.platforms.mall.capabilities import CAPABILITIES
from hedan.platforms.mall.client import MallApi
from hedan.platforms.mall.mapping import PLATFORM, order_of, own_lines
from hedan.platforms.mall.payloads import (
    CarriersAnswer,
    ListAnswer,
    MallLine,
    MallOrder,
    OrderRow,
    RefundRow,
    StockAnswer,
    TrackingAnswer,
)
from hedan.platforms.mall.ship import MallShipper
from hedan.platforms.outside import Outside
from hedan.platforms.platform import (
    ActRequest,
    Departure,
    Listed,
    Listing,
    Page,
    PlatformCarrier,
    Shipment,
    ShownParcel,
    StockLevel,
    Told,
    TrackingStep,
    Unreadable,
)
from hedan.settings import CarrierSettings, StoreSettings

PAGE_SIZE = 100
LEVELS_MAX = 100


class MallStore(Lacking):
    """platforms.platform.Platform for one merchant. Its token is fixed: the vault stays unused."""

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
        self._api = MallApi(store, app, outside)
        self._codes = CarrierCodes(PLATFORM, carriers)
        self._shipper = MallShipper(self._api, self._codes)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the mall sees it now. Raises also Malformed and OrderGone."""
        answer = self._order(order_id)
        return Told[Order](value=order_of(answer.data, self._store), raw=answer.text)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the refund as the mall sees it now. Raises also Malformed and OrderGone."""
        answer = self._api.call(Call("GET refund", "GET", f"/refunds/{_safe(after_sale_id)}"))
        refund = refund_of(answer.data, self._store)
        # It names no line: then it is about all of the order, and the order says which those are.
        own = () if refund.lines else self._own_lines(refund.order_id)
        return Told[AfterSale](value=after_sale_of(refund, self._store, own), raw=answer.text)

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, both ends included."""
        return walk(partial(self._page, listing, until), since, listing.value)

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the orders that go to one receiver, by the mall's fingerprint of it."""
        return same_address(orders)

    def ship(self, shipment: Shipment) -> None:
        """Tell the mall that a parcel left, at most once."""
        self._shipper.ship(shipment)

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the mall that virtual lines are delivered, at most once."""
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

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold; return those refused, each with the mall's reason."""
        refused: list[tuple[StockLevel, str]] = []
        for batch in batched(levels, LEVELS_MAX, strict=False):
            body = {"levels": [_level(level) for level in batch]}
            answer = self._api.call(Call("POST stock", "POST", "/stock", body=body))
            for one in StockAnswer.read(answer.data or {}, "stock").refused:
                if one.index >= len(batch):
                    raise Malformed(f"stock: refused.index {one.index}: no such level")
                refused.append((batch[one.index], f"{one.code}: {one.message}"))
        return refused

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark, and set the flag unless it is None."""
        body: dict[str, object] = {"remark": remark}
        if flag is not None:
            body["flag"] = flag
        self._api.call(Call("POST remark", "POST", f"/orders/{_safe(order_id)}/remark", body=body))

    def carriers(self) -> list[PlatformCarrier]:
        """Return the carriers that the mall takes."""
        answer = self._api.call(Call("GET carriers", "GET", "/carriers"))
        return [
            PlatformCarrier(code=one.code, name=one.name, number_pattern=one.number_pattern)
            for one in CarriersAnswer.read(answer.data, "carriers").carriers
        ]

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Return a parcel's way as the mall knows it, oldest first."""
        query = {"carrier_code": self._codes.of(tracking.carrier), "tracking_no": tracking.number}
        answer = self._api.call(
            Call("GET tracking", "GET", f"/orders/{_safe(order_id)}/tracking", query=query)
        )
        steps = TrackingAnswer.read(answer.data, "tracking").steps
        return [
            TrackingStep(at=step.at, text=step.text, code=step.code)
            for step in sorted(steps, key=lambda step: step.at)
        ]

    def act(self, request: ActRequest) -> None:
        """Tell the mall; the same again is harmless."""
        case = request.case
        told: dict[str, object] = {"order_id": case.order.order_id, "at": _time(request.at)}
        match request.act:
            case PlatformAct.STOPPED | PlatformAct.NOT_STOPPED:
                call, stopped = "stop-answer", request.is_stopped
                told |= {"stopped": stopped, "refund_amount": case.refund_minor}
                told["reason"] = request.reason
            case PlatformAct.AGREE | PlatformAct.REFUSE:
                call = "answer"
                told |= {"agree": request.act is PlatformAct.AGREE, "amount": case.refund_minor}
            case _:
                call, parcel = "intercepts", request.tracking
                if parcel is None:
                    raise ValueError(f"{case.after_sale_id}: an intercept without a number")
                told["carrier_code"] = self._codes.of(parcel.carrier)
                told["tracking_no"] = parcel.number
        path = f"/refunds/{_safe(case.after_sale_id)}/{call}"
        self._api.call(Call(f"POST {call}", "POST", path, body=told))

    def _order(self, order_id: str) -> Answer:
        return self._api.call(Call("GET order", "GET", f"/orders/{_safe(order_id)}"))

    def _own_lines(self, order_id: str) -> tuple[MallLine, ...]:
        return own_lines(MallOrder.read(self._order(order_id).data, "order"), self._store.shop_id)

    def _page(self, listing: Listing, until: datetime, since: datetime, number: int) -> Asked:
        what = "refunds" if listing is Listing.AFTER_SALES else "orders"
        query = {
            "by": "created" if listing is Listing.ORDERS_CREATED else "updated",
            "since": _time(since),
            "until": _time(until),
            "page": str(number),
            "size": str(PAGE_SIZE),
        }
        answer = self._api.call(Call(f"GET {what}", "GET", f"/{what}", query=query))
        told = ListAnswer.read(answer.data, what)
        found = told.refunds if listing is Listing.AFTER_SALES else told.orders
        rows = tuple(
            _row(listing, data, f"row {position} of page {number}")
            for position, data in enumerate(found, 1)
        )
        return Asked(rows, told.total, told.has_more)


def _row(listing: Listing, data: object, place: str) -> Row:
    try:
        if listing is Listing.AFTER_SALES:
            refund = RefundRow.read(data, "refund")
            listed = Listed(
                order_id=refund.order_id,
                after_sale_id=refund.refund_id,
                changed_at=refund.updated_at,
            )
            return Row(listed, refund.updated_at)
        order = OrderRow.read(data, "order")
    except Malformed as malformed:
        return Row(Unreadable(place=place, reason=str(malformed)), None)
    at = order.created_at if listing is Listing.ORDERS_CREATED else order.updated_at
    return Row(Listed(order_id=order.order_id, changed_at=order.updated_at), at)


def _level(level: StockLevel) -> dict[str, object]:
    return {
        "product_id": level.product_id,
        "variant_id": level.platform_sku,
        "sku": level.sku,
        "quantity": level.quantity,
    }


def _safe(text: str) -> str:
    return quote(text, safe="")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
