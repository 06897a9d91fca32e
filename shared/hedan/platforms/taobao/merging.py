"""Asks Taobao which orders go to one receiver: only it can see behind the masks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from hedan.domain.orders import Order
from hedan.errors import Malformed
from hedan.platforms.china_time import ZONE
from hedan.platforms.taobao.answers import Answer
from hedan.platforms.taobao.json_text import json_text
from hedan.platforms.taobao.payloads import MergeData

METHOD = "taobao.top.oaid.merge"
MERGE_MAX = 100

type Call = Callable[[str, Mapping[str, str]], Answer]


def merge_groups(call: Call, orders: Sequence[Order]) -> list[tuple[str, ...]]:
    """Return the groups of order ids that may share a parcel, by the platform's own word."""
    groups: list[tuple[str, ...]] = []
    for chunk in _chunks(orders):
        groups += _asked(call, chunk)
    return groups


def _asked(call: Call, orders: Sequence[Order]) -> list[tuple[str, ...]]:
    pairs = [{"oaid": order.receiver.address_id, "tid": order.key.order_id} for order in orders]
    told = MergeData.read(call(METHOD, {"merge_list": json_text(pairs)}).data, METHOD)
    asked = {order.key.order_id for order in orders}
    groups = [
        tuple(dict.fromkeys(part.strip() for part in text.split(","))) for text in told.tid_list
    ]
    for position, group in enumerate(groups):
        if not asked.issuperset(group):
            raise Malformed(f"{METHOD}: tid_list.{position}: an order not asked for")
    return [group for group in groups if len(group) > 1]


def _chunks(orders: Sequence[Order]) -> Iterator[list[Order]]:
    """Yield what can be asked at once, each buyer's orders together as long as they fit."""
    chunk: list[Order] = []
    addressed = (order for order in orders if order.receiver.address_id)
    by_buyer = sorted(addressed, key=lambda o: (o.buyer_id, o.receiver.address_id, o.key.order_id))
    for _, run in groupby(by_buyer, key=lambda order: order.buyer_id):
        theirs = list(run)
        if not _may_meet(theirs):
            continue
        if chunk and len(chunk) + len(theirs) > MERGE_MAX:
            yield chunk
            chunk = []
        while len(theirs) > MERGE_MAX:
            yield theirs[:MERGE_MAX]
            theirs = theirs[MERGE_MAX:]
        chunk += theirs
    if len(chunk) > 1:
        yield chunk


def _may_meet(orders: Sequence[Order]) -> bool:
    """Tell whether two of a buyer's orders can have one receiver at all.

    Within one shop and one natural week, one receiver has one oaid; over weeks nobody but the
    platform can tell.
    """
    weeks = {order.created_at.astimezone(ZONE).isocalendar()[:2] for order in orders}
    oaids = {order.receiver.address_id for order in orders}
    return len(orders) > 1 and (len(weeks) > 1 or len(oaids) < len(orders))
