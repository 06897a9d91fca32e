"""One Doudian store: reads, lists, merges, ships and marks through its API."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.levels import set_each
from hedan.platforms.doudian.acts import Acts
from hedan.platforms.doudian.after_sale_mapping import after_sale_of
from hedan.platforms.doudian.capabilities import CAPABILITIES
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.doudian.listing import pages
from hedan.platforms.doudian.mapping import PLATFORM, order_of
from hedan.platforms.doudian.payloads import CarrierCompany, MergeData
from hedan.platforms.doudian.replacements import ship_replacement
from hedan.platforms.doudian.ship import Shipper
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
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
)
from hedan.settings import CarrierSettings, StoreSettings

MERGE_MAX = 100


class DoudianStore(Lacking):
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
        self._api = DoudianApi(store, app, vault, outside)
        self._codes = codes = CarrierCodes(PLATFORM, carriers)
        self._shipper = Shipper(self._api, codes)
        self._acts = Acts(self._api, codes, store.options)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now. Raises also Malformed."""
        answer = self._api.call("order.orderDetail", {"shop_order_id": order_id})
        return Told[Order](value=order_of(answer.data, self._store.id), raw=answer.text)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now. Raises also Malformed."""
        answer = self._api.call("afterSale.Detail", {"after_sale_id": after_sale_id})
        return Told[AfterSale](value=after_sale_of(answer.data, self._store.id), raw=answer.text)

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, oldest row first."""
        return pages(self._api, listing, since, until)

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which of these orders may share a parcel, as groups of order ids.

        Only the platform knows: its address ids differ from day to day for one receiver.
        """
        addressed = [order for order in orders if order.receiver.address_id]
        groups: list[tuple[str, ...]] = []
        for chunk in _chunks(addressed):
            groups += self._merged(chunk)
        return groups

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left, by the call that fits it, at most once."""
        self._shipper.ship(shipment)

    def ship_replacement(self, sent: ReplacementSent) -> None:
        """Tell the platform the number of what is sent for an exchange, at most once."""
        ship_replacement(self._api, self._codes, sent)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number that a shipment was told with; harmless when it is there already."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def carrier_word(self, carrier: str) -> str:
        """Return the code under which it shows a carrier of the settings."""
        return self._shipper.word(carrier)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold, SKU by SKU: absolute numbers need no idempotency key."""
        return set_each(levels, self._set_level)

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark, and the flag if one is given: text, as they want it."""
        star = {} if flag is None else {"is_add_star": "true", "star": str(flag)}
        self._api.call("order.addOrderRemark", {"order_id": order_id, "remark": remark, **star})

    def carriers(self) -> list[PlatformCarrier]:
        """Return the carriers that the platform names."""
        answer = self._api.call("order.logisticsCompanyList", {})
        rows = answer.data if isinstance(answer.data, list) else []
        told = (CarrierCompany.read(row, "order.logisticsCompanyList") for row in rows)
        return [PlatformCarrier(code=row.code, name=row.name) for row in told]

    def act(self, request: ActRequest) -> None:
        """Tell the platform about an after-sale."""
        if request.act not in CAPABILITIES.case_acts:
            super().act(request)
        self._acts.act(request)

    def _set_level(self, level: StockLevel) -> None:
        named = {"sku_id": level.platform_sku} if level.platform_sku else {"code": level.sku}
        wanted = {"product_id": level.product_id, "stock_num": level.quantity, **named}
        self._api.call("sku.syncStock", {**wanted, "incremental": False})

    def _merged(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        answer = self._api.call(
            "order.mergeV2",
            {
                "merge_list": [
                    {
                        "order_id": order.key.order_id,
                        "open_address_id": order.receiver.address_id,
                    }
                    for order in orders
                ]
            },
            # Orders that cannot be merged at all are no failure of the others.
            partial=True,
        )
        told = MergeData.read(answer.data or {}, "order.mergeV2")
        asked = {order.key.order_id for order in orders}
        groups = [tuple(dict.fromkeys(text.split(","))) for text in told.order_list]
        for position, group in enumerate(groups):
            if not asked.issuperset(group):
                raise Malformed(f"order.mergeV2: order_list.{position}: an order not asked for")
        return [group for group in groups if len(group) > 1]


def _chunks(orders: Sequence[Order]) -> Iterator[list[Order]]:
    """Yield what can be asked at once, each buyer's orders together as long as they fit."""
    chunk: list[Order] = []
    by_buyer = sorted(orders, key=lambda o: (o.buyer_id, o.receiver.address_id, o.key.order_id))
    for _, run in groupby(by_buyer, key=lambda order: order.buyer_id):
        theirs = list(run)
        if len(chunk) + len(theirs) > MERGE_MAX:
            yield from _askable(chunk)
            chunk = []
        while len(theirs) > MERGE_MAX:
            yield theirs[:MERGE_MAX]
            theirs = theirs[MERGE_MAX:]
        chunk += theirs
    yield from _askable(chunk)


def _askable(chunk: list[Order]) -> list[list[Order]]:
    """Return the chunk if there is anything to merge: the platform takes two orders or more."""
    return [chunk] if len(chunk) > 1 else []
