"""Gather: the ready lines of one supplier, with what the platform says about merging them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from hedan.deciding.goods import Goods
from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.ready import ReadyLine, ready_line
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Platform
from hedan.ports import Archive, Desk
from hedan.settings import Settings
from hedan.usecases.wave_files import Gathered, save

type Groups = dict[OrderKey, str]
type Report = Callable[[str, PlatformRejected], None]


def gather_lines(
    supplier: str,
    wave_id: str,
    *,
    desk: Desk,
    archive: Archive,
    platform_of: Callable[[str], Platform],
    settings: Settings,
    report: Report,
) -> int:
    """Write down what could go in this wave and return how many lines that are.

    A platform that refuses to say what may be merged costs the merge and is reported, not the wave.
    """
    works = [
        work
        for work in desk.lines(desk.ready_lines(supplier)).values()
        if work.state is LineState.READY and work.may_ship
    ]
    orders = desk.orders(work.key.order for work in works)
    groups = dict(_groups(orders.values(), platform_of, report)) if settings.merge.enabled else {}
    lines = tuple(_ready_lines(works, orders, groups, Goods(settings)))
    save(archive, wave_id, Gathered(lines=lines))
    return len(lines)


def _ready_lines(
    works: Iterable[LineWork], orders: dict[OrderKey, Order], groups: Groups, goods: Goods
) -> Iterator[ReadyLine]:
    for work in works:
        order = orders.get(work.key.order)
        if order is None:
            continue
        yield ready_line(
            order,
            work,
            fixed_packing=any(
                known.fixed_packing for part in work.parts if (known := goods.skus.get(part.sku))
            ),
            merge_group=groups.get(order.key, ""),
            other_suppliers=_suppliers(order, goods),
        )


def _suppliers(order: Order, goods: Goods) -> set[str]:
    """Return who ships the lines of an order by their SKUs."""
    return {
        known.supplier
        for line in order.lines
        for part in goods.resolve(order.key.store, line) or ()
        if (known := goods.skus.get(part.sku)) is not None
    }


def _groups(
    orders: Iterable[Order], platform_of: Callable[[str], Platform], report: Report
) -> Iterator[tuple[OrderKey, str]]:
    """Ask the platform only about buyers who have several orders waiting: few do."""
    of_buyer: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in orders:
        if order.buyer_id and order.receiver.address_id:
            of_buyer[order.key.store, order.buyer_id].append(order)
    of_store: defaultdict[str, list[Order]] = defaultdict(list)
    for (store, _), several in of_buyer.items():
        if len(several) > 1:
            of_store[store] += several
    for store, candidates in of_store.items():
        try:
            found = platform_of(store).merge_groups(candidates)
        except PlatformRejected as refused:
            report(store, refused)
            continue
        keys = {order.key.order_id: order.key for order in candidates}
        for group in found:
            for order_id in group:
                yield keys[order_id], min(group)
