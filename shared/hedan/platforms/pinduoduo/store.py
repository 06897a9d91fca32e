"""One Pinduoduo store: reads, lists, merges, ships and marks through its API."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed, OrderGone, PlatformRejected
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.levels import set_each
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
from hedan.platforms.pinduoduo.after_sale_mapping import after_sale_of
from hedan.platforms.pinduoduo.after_sale_payloads import AfterSaleDetail
from hedan.platforms.pinduoduo.answers import Answer
from hedan.platforms.pinduoduo.capabilities import (
    CAPABILITIES,
    after_sales_statuses,
    gone_sub_codes,
    ships_lottery,
)
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.listing import Lister
from hedan.platforms.pinduoduo.logistics import Logistics
from hedan.platforms.pinduoduo.mapping import order_of
from hedan.platforms.pinduoduo.merging import merge_groups
from hedan.platforms.pinduoduo.payloads import OrderGoods, OrderInfo
from hedan.platforms.pinduoduo.remarks import mark
from hedan.platforms.pinduoduo.replacements import ship_replacement
from hedan.platforms.pinduoduo.ship import Shipper
from hedan.platforms.pinduoduo.stock import push_level
from hedan.platforms.pinduoduo.stops import answer_stop
from hedan.platforms.pinduoduo.tables import PLATFORM
from hedan.platforms.platform import (
    ActRequest,
    Listing,
    Page,
    PlatformCarrier,
    ReplacementSent,
    Shipment,
    ShownParcel,
    StockLevel,
    Told,
    TrackingStep,
)
from hedan.settings import CarrierSettings, StoreSettings

ORDER_DETAIL = "pdd.order.information.get"
AFTER_SALE_DETAIL = "pdd.refund.information.get"


class PinduoduoStore(Lacking):
    """platforms.platform.Platform for one store."""

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
        self._clock = outside.clock
        self._gone = gone_sub_codes(store)
        self._carriers = CarrierCodes(PLATFORM, carriers)
        self._api = PinduoduoApi(store, app, vault, outside)
        self._lister = Lister(self._api, after_sales_statuses(store))
        self._shipper = Shipper(self._api, self._lister, self._carriers, outside.clock)
        self._logistics = Logistics(self._api)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now. Raises also Malformed and OrderGone."""
        answer = self._order(order_id)
        order = order_of(answer.data, self._store.id, ships_lottery=ships_lottery(self._store))
        if order.key.order_id != order_id:
            raise Malformed(f"order {order_id}: order_sn: another order's")
        return Told[Order](value=order, raw=answer.text)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now.

        Three answers make it: the case, its row of the listing (the only one that names its unit
        of money), and the order's goods, since a case names a SKU and no line. Raises also
        Malformed; without order_id always, for the platform finds no case without its order.
        """
        if order_id is None:
            raise Malformed(f"after-sale {after_sale_id}: order_sn: missing, and it is needed")
        answer = self._api.call(
            AFTER_SALE_DETAIL, {"order_sn": order_id, "after_sales_id": after_sale_id}
        )
        detail = AfterSaleDetail.read(answer.data, AFTER_SALE_DETAIL)
        if (detail.order_sn, detail.id) != (order_id, after_sale_id):
            raise Malformed(f"after-sale {after_sale_id}: id or order_sn: another case's")
        cases, listed_text = self._lister.cases(order_id, self._clock.now())
        listed = next((case for case in cases if case.id == after_sale_id), None)
        # Read no further than the goods: an order that we misread must not leave a refund unread.
        goods = OrderInfo[OrderGoods].read(self._order(order_id).data, ORDER_DETAIL).order_info
        return Told[AfterSale](
            value=after_sale_of(detail, listed, goods, self._store.id),
            raw=f'{{"detail":{answer.text},"listed":{listed_text}}}',
        )

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, the newest change last, each row at least once.

        ORDERS_CREATED goes by the time an order was confirmed: before that it is none.
        """
        return self._lister.pages(listing, since, until)

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which of these orders may share a parcel, as groups of order ids."""
        return list(merge_groups(self._api, orders))

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Tell the platform the number of what is sent for an exchange, at most once."""
        ship_replacement(self._api, self._carriers, self._logistics, sent)

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left, order by order, at most once each."""
        self._shipper.ship(shipment)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the first number of each of the shipment's orders."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def carrier_word(self, carrier: str) -> str:
        """Return the code under which it shows a carrier of the settings."""
        return self._shipper.word(carrier)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold; return those refused, each with the platform's reason."""
        return set_each(levels, partial(push_level, self._api))

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark, and set the flag unless it is None."""
        mark(self._api, order_id, remark=remark, flag=flag)

    def carriers(self) -> list[PlatformCarrier]:
        """Return the carriers that may be used now."""
        return self._logistics.carriers()

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Return a parcel's way, oldest step first."""
        logistics_id = self._carriers.find(tracking.carrier) or tracking.carrier
        return self._logistics.track(logistics_id, tracking.number)

    def act(self, request: ActRequest) -> None:
        """Tell the platform whether the parcel was stopped."""
        if request.act not in CAPABILITIES.case_acts:
            super().act(request)
        answer_stop(self._api, request)

    def _order(self, order_id: str) -> Answer:
        try:
            return self._api.call(ORDER_DETAIL, {"order_sn": order_id})
        except PlatformRejected as refused:
            if refused.sub_code in self._gone:
                raise OrderGone(f"order {order_id}: {refused.message}") from refused
            raise
