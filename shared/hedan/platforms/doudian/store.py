"""One Doudian store: reads, lists, merges and ships through its API."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.errors import Malformed
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.doudian.after_sale_mapping import after_sale_of
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.doudian.mapping import PLATFORM, order_of
from hedan.platforms.doudian.payloads import AfterSaleListData, MergeData, OrderListData
from hedan.platforms.doudian.ship import Shipper
from hedan.platforms.outside import Outside
from hedan.platforms.platform import Changed, Shipment, Told
from hedan.settings import CarrierSettings, StoreSettings

PAGE_SIZE = 100
MERGE_MAX = 100

Page = Callable[[int, int], list[Changed]]
"""Fetches one page: update time from which on (Unix seconds), page number from 0."""


class DoudianStore:
    """platforms.platform.Platform for one store."""

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
        codes = ((carrier.code, carrier.platform_codes.get(PLATFORM)) for carrier in carriers)
        self._shipper = Shipper(self._api, {ours: theirs for ours, theirs in codes if theirs})

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now. Raises also Malformed."""
        answer = self._api.call("order.orderDetail", {"shop_order_id": order_id})
        return Told[Order](value=order_of(answer.data, self._store.id), raw=answer.text)

    def read_after_sale(self, after_sale_id: str) -> Told[AfterSale]:
        """Return the after-sale as the platform sees it now. Raises also Malformed."""
        answer = self._api.call("afterSale.Detail", {"after_sale_id": after_sale_id})
        return Told[AfterSale](value=after_sale_of(answer.data, self._store.id), raw=answer.text)

    def changed_orders(self, since: datetime, until: datetime) -> Iterator[Changed]:
        """Yield every order that changed in the window, oldest change first.

        The platform lists only orders of the last 90 days.
        """
        end = int(until.timestamp())

        def page(start: int, number: int) -> list[Changed]:
            answer = self._api.call(
                "order.searchList",
                {
                    "update_time_start": start,
                    "update_time_end": end,
                    "order_by": "update_time",
                    "order_asc": True,
                    "page": number,
                    "size": PAGE_SIZE,
                },
            )
            told = OrderListData.read(answer.data, "order.searchList")
            return [
                Changed(order_id=head.order_id, after_sale_id=None, changed_at=head.update_time)
                for head in told.shop_order_list
            ]

        return _walk(page, since)

    def changed_after_sales(self, since: datetime, until: datetime) -> Iterator[Changed]:
        """Yield every after-sale that changed in the window, oldest change first."""
        end = int(until.timestamp())

        def page(start: int, number: int) -> list[Changed]:
            answer = self._api.call(
                "afterSale.List",
                {
                    "update_start_time": start,
                    "update_end_time": end,
                    "order_by": ["update_time asc"],
                    "page": number,
                    "size": PAGE_SIZE,
                },
            )
            told = AfterSaleListData.read(answer.data, "afterSale.List")
            return [
                Changed(
                    order_id=item.order_info.shop_order_id,
                    after_sale_id=item.aftersale_info.aftersale_id,
                    changed_at=item.aftersale_info.update_time,
                )
                for item in told.items
            ]

        return _walk(page, since)

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


def _walk(page: Page, since: datetime) -> Iterator[Changed]:
    """Yield each change of a window once.

    The window starts anew at the last change seen instead of turning to the next page: an order
    that changes meanwhile leaves its page and would draw an unseen one onto a page already read.
    Only where more changes share a second than a page holds is there no other way.
    """
    start, number = int(since.timestamp()), 0
    seen: set[Changed] = set()
    while True:
        changes = page(start, number)
        if any(one.changed_at > other.changed_at for one, other in pairwise(changes)):
            raise Malformed("a listing is not in the order of its update times")
        for change in changes:
            if change not in seen:
                seen.add(change)
                yield change
        if len(changes) < PAGE_SIZE:
            return
        # One second back: whether a window holds its first second is nowhere written.
        last = int(changes[-1].changed_at.timestamp()) - 1
        start, number = (last, 0) if last > start else (start, number + 1)


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
