"""Gather: the ready lines of one supplier, with what the platform says about merging them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from hedan.deciding.goods import Goods
from hedan.deciding.line_goods import line_goods
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.ready import ReadyLine, ready_line
from hedan.domain.replaced_lines import line_of
from hedan.errors import PlatformRejected
from hedan.platforms.platform import Platform
from hedan.platforms.registry import CAPABILITIES
from hedan.ports import Archive, Desk
from hedan.settings import Settings, StoreSettings
from hedan.usecases.waves.wave_files import Gathered, save

type Groups = dict[OrderKey, str]
# In these a line is in a parcel that goes, or has gone.
TRAVELS = frozenset({LineState.CLAIMED, LineState.GONE, LineState.SHIPPED})

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
        # The index may still show what has another supplier by now.
        if work.state is LineState.READY and work.may_ship and work.supplier == supplier
    ]
    orders = desk.orders(work.key.order for work in works)
    # What is sent again travels by itself: no platform is asked with whom.
    bought = dict.fromkeys(work.key.order for work in works if work.instead is None)
    may_meet = [orders[key] for key in bought if key in orders]
    groups = dict(_groups(may_meet, platform_of, report)) if settings.merge.enabled else {}
    gathering = _Gathering(settings, groups, _rest(works, orders, desk))
    lines = tuple(gathering.of(works, orders))
    save(archive, wave_id, Gathered(lines=lines))
    return len(lines)


def _rest(
    works: Iterable[LineWork], orders: Mapping[OrderKey, Order], desk: Desk
) -> dict[OrderKey, list[LineWork]]:
    """Return, of orders that are not ready as a whole, our work on their other lines."""
    ready = {work.key for work in works}
    others = [
        key
        for order in orders.values()
        for line in order.lines
        if (key := LineKey(order=order.key, line_id=line.line_id)) not in ready
    ]
    known = desk.lines(others)
    found: defaultdict[OrderKey, list[LineWork]] = defaultdict(list)
    for key in others:
        found[key.order].append(known.get(key) or LineWork(key=key))
    return found


class _Gathering:
    """Brings together what the plan wants to know of a line."""

    def __init__(
        self, settings: Settings, groups: Groups, rest: Mapping[OrderKey, list[LineWork]]
    ) -> None:
        self._goods = Goods(settings)
        self._owners = {store.id: _owner(store) for store in settings.stores}
        self._groups = groups
        self._rest = rest

    def of(
        self, works: Iterable[LineWork], orders: Mapping[OrderKey, Order]
    ) -> Iterator[ReadyLine]:
        """Yield the lines that a wave may take."""
        for work in works:
            order = orders.get(work.key.order)
            # Virtual goods ship by themselves: they are ready for a moment only, for no wave.
            if order is None or line_of(order, work.key.line_id, work.instead).is_virtual:
                continue
            rest = self._rest.get(order.key, ())
            yield ready_line(
                order,
                work,
                line_goods(work.parts, self._goods.skus),
                merge_group=self._groups.get(order.key, ""),
                other_suppliers=_suppliers(order, rest, self._goods),
                owner=self._owners.get(order.key.store, ""),
                home_country=_home(order.key.platform),
                elsewhere=(one.key.line_id for one in rest if _travels(one)),
            )


def _owner(store: StoreSettings) -> str:
    """Return whose store it is, and of which mall: ids compare within one mall only."""
    mall = urlsplit(store.api_url).netloc
    return f"{store.owner}@{mall}" if store.owner and mall else store.owner


def _home(platform: str) -> str:
    known = CAPABILITIES.get(platform)
    return known.limits.home_country if known else ""


def _travels(work: LineWork) -> bool:
    return bool(work.parcel_id) and work.state in TRAVELS


def _suppliers(order: Order, rest: Iterable[LineWork], goods: Goods) -> set[str]:
    """Return who ships the other lines of an order: whom they went to, else by their SKUs."""
    found: set[str] = set()
    for work in rest:
        if work.supplier is not None:
            found.add(work.supplier)
            continue
        parts = goods.resolve(order.key.store, order.line(work.key.line_id)) or ()
        found |= {goods.skus[part.sku].supplier for part in parts if part.sku in goods.skus}
    return found


def _groups(
    orders: Iterable[Order], platform_of: Callable[[str], Platform], report: Report
) -> Iterator[tuple[OrderKey, str]]:
    """Ask the platform only about buyers who have several orders waiting: few do."""
    of_buyer: defaultdict[tuple[str, str], list[Order]] = defaultdict(list)
    for order in orders:
        # A platform that names no buyers has an id for name, phone and address together.
        buyer = order.buyer_id or order.receiver.address_id
        if order.receiver.address_id:
            of_buyer[order.key.store, buyer].append(order)
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
