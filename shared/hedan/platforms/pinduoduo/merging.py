"""Asks Pinduoduo which orders may share a parcel: a merge that it did not allow is the seller's."""

from collections.abc import Iterator, Sequence
from itertools import batched

from hedan.domain.orders import Order
from hedan.errors import Malformed
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.payloads import MergeGroups

METHOD = "pdd.order.merge.ship.order.group"
ORDERS_MAX = 100


def merge_groups(api: PinduoduoApi, orders: Sequence[Order]) -> Iterator[tuple[str, ...]]:
    """Yield groups of two or more order ids.

    Equal address ids may be merged without asking, but orders that go through a consolidation
    warehouse may not, and different ids sometimes may: the platform is asked about all.
    """
    addressed = [order for order in orders if order.receiver.address_id]
    # Who might share a parcel is asked about together, should there be more than fit one call.
    for chunk in batched(sorted(addressed, key=_alike), ORDERS_MAX, strict=False):
        if len(chunk) > 1:
            yield from _groups(api, [order.key.order_id for order in chunk])


def _alike(order: Order) -> tuple[str, ...]:
    receiver = order.receiver
    masks = (receiver.region, receiver.detail, receiver.name, receiver.phone)
    return (*masks, receiver.address_id, order.key.order_id)


def _groups(api: PinduoduoApi, order_ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    answer = api.call(METHOD, {"order_list": [{"order_sn": order_id} for order_id in order_ids]})
    told = MergeGroups.read(answer.data, METHOD)
    for position, group in enumerate(told.order_group_list):
        together = tuple(dict.fromkeys(group.order_sn_list))
        if not set(order_ids).issuperset(together):
            raise Malformed(f"{METHOD}: order_group_list.{position}: an order not asked for")
        if len(together) > 1:
            yield together
