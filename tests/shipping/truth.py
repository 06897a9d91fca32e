"""What each simulated platform itself keeps of an order's parcels: the truth, read past its API."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Kept(NamedTuple):
    """A parcel of an order in the platform's own book."""

    number: str
    line_ids: frozenset[str] | None  # None: the platform does not know.


def _doudian(sim: Any, order_id: str) -> list[Kept]:
    packs = sim.book.orders[order_id].packs
    return [Kept(pack.logistics_code, frozenset(pack.shipped)) for pack in packs]


def _pinduoduo(sim: Any, order_id: str) -> list[Kept]:
    order = sim.book.orders[order_id]
    first = [order.parcel] if order.parcel else []
    return [Kept(parcel.number, None) for parcel in (*first, *order.extra)]


def _taobao(sim: Any, order_id: str) -> list[Kept]:
    parcels = sim.book.trades[order_id].parcels
    return [Kept(parcel.number, frozenset(parcel.oids)) for parcel in parcels]


def _aliexpress(sim: Any, order_id: str) -> list[Kept]:
    order = sim.book.orders[order_id]
    lines = {line.index: line.line_id for line in order.lines}
    return [
        Kept(parcel.number, frozenset(lines[index] for index in parcel.indexes))
        for parcel in order.parcels
    ]


def _mall(sim: Any, order_id: str) -> list[Kept]:
    shipments = sim.book.orders[order_id].shipments
    return [Kept(one.tracking_no, frozenset(one.lines)) for one in shipments]


KEPT: Mapping[str, Callable[[Any, str], list[Kept]]] = {
    "doudian": _doudian,
    "pinduoduo": _pinduoduo,
    "taobao": _taobao,
    "aliexpress": _aliexpress,
    "mall": _mall,
}
