"""What is on its way: orders at a simulated platform, and parcels of ours with their numbers."""

import random
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple, cast

import urllib3

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.merging import LINES_PER_PARCEL_MAX
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState, Tracking
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.platform import Platform
from hedan.platforms.registry import open_store
from hedan.settings import Settings, SupplierSettings
from infra.local.simulated.trade import Goods, Person
from infra.local.simulated.web import DirectPool
from tests.days.market import CARRIER
from tests.days.markets import MARKETS
from tests.days.script import goods_of
from tests.days.world import World
from tests.domain.seeding import seeded
from tests.shipping.line import StormyLine

SUPPLIER = "factory"


class Shape(NamedTuple):
    """How one parcel is made up."""

    name: str
    share: int
    orders: int
    stores: int = 1
    boxes: int = 1
    is_part: bool = False


SHAPES = (
    Shape("whole", 40, 1),
    Shape("part", 15, 1, is_part=True),
    Shape("merged", 20, 3),
    Shape("several numbers", 15, 1, boxes=3),
    Shape("across stores", 10, 2, stores=2),
)


class Packing:
    """A seller with two stores on one platform, and parcels whose numbers are to go up."""

    def __init__(self, platform: str, seed: int) -> None:
        self.seed = seed
        self.where = f"{platform}, seed {seed}"
        self.world = World(MARKETS[platform], seed, 0, stores=2)
        self.chance = random.Random(f"storm:{platform}:{seed}")
        self.desk = self.world.desk
        self.happened: Counter[str] = Counter()
        self.queue: deque[str] = deque()
        self.is_meddling = True  # Somebody else acts: nothing of the storm strikes.
        self.line = StormyLine(self.world.market, self.chance, self.meddle)
        self.settings = self._settings()
        self.stores = {name: self._store(name) for name in self.world.desks}
        self._count = 0

    def meddle(self) -> None:
        """Let somebody act while a call is on its way."""

    def _settings(self) -> Settings:
        stores = tuple(desk.shop.store for desk in self.world.desks.values())
        supplier = SupplierSettings(id=SUPPLIER, name="Factory")
        return Settings(stores=stores, suppliers=(supplier,), carriers=(CARRIER,))

    def _store(self, name: str) -> Platform:
        shop = self.world.desks[name].shop
        waited = [0.0]

        def sleep(seconds: float) -> None:
            waited[0] += seconds

        clock = Clock(
            now=lambda: self.world.now,
            monotonic=lambda: self.world.clock().timestamp() + waited[0],
            sleep=sleep,
        )
        pool = cast(urllib3.PoolManager, DirectPool(self.line))
        return open_store(shop.store, shop.app, shop.vault, [CARRIER], Outside(pool, clock))

    def pack(self, number: int) -> None:
        """Let somebody order, and put the goods into parcels with numbers."""
        shape = self.chance.choices(SHAPES, [one.share for one in SHAPES])[0]
        person = Person(
            buyer=f"buyer{number}",
            name=f"王小{number}",
            phone=f"138{number:08d}",
            province="浙江省",
            city="杭州市",
            district="西湖区",
            detail=f"文三路{number}号",
            postcode="310012",
        )
        desks = list(self.world.desks.values())
        placed: list[Order] = []
        for place in range(shape.orders):
            desk = desks[place % shape.stores]
            goods = self._goods(number * 10 + place, several=shape.is_part)
            order_id = self.world.market.place(desk.shop, goods, person, self.world.clock())
            placed.append(desk.clear.read_order(order_id).value)
        for lines in self._divided(placed, shape):
            self._store_parcel(placed, lines, shape)

    def _goods(self, place: int, *, several: bool) -> list[Goods]:
        while True:
            goods = goods_of(self.seed, place)
            if len(goods) > 1 or not several:
                return goods
            place += 1_000_003

    def _divided(self, orders: list[Order], shape: Shape) -> Iterator[list[LineKey]]:
        keys = [
            LineKey(order=one.key, line_id=line.line_id) for one in orders for line in one.lines
        ]
        assert len(keys) <= LINES_PER_PARCEL_MAX
        if shape.is_part:
            yield keys[:1]
            yield keys[1:]
        else:
            yield keys

    def _store_parcel(self, orders: list[Order], keys: list[LineKey], shape: Shape) -> None:
        of_order = {order.key: order for order in orders}
        first, *more = (self.number() for _ in range(shape.boxes))
        self._count += 1
        parcel = Parcel(
            parcel_id=f"P{self._count}",
            store=keys[0].order.store,
            supplier=SUPPLIER,
            wave_id="wave",
            workbook="1",
            lines=tuple(_in_parcel(of_order[key.order], key) for key in keys),
            receiver=orders[0].receiver,
            remarks=(),
            deadline=None,
            reasons=(shape.name,),
            state=ParcelState.NUMBERED,
            tracking=first,
            more_numbers=tuple(more),
        )
        works = [
            LineWork(
                key=key,
                state=LineState.CLAIMED,
                parcel_id=parcel.parcel_id,
                supplier=SUPPLIER,
            )
            for key in keys
        ]
        known = self.desk.orders(of_order)
        new = [order for key, order in of_order.items() if key not in known]
        self.desk.commit(seeded(*new, *works, parcel))
        self.queue.append(parcel.parcel_id)

    def number(self) -> Tracking:
        self.happened["numbers"] += 1
        return self.world.market.tracking(self.happened["numbers"])


def _in_parcel(order: Order, key: LineKey) -> ParcelLine:
    line = order.line(key.line_id)
    return ParcelLine(
        key=key,
        sku=line.sku or "SKU",
        name=line.name,
        spec=line.spec,
        quantity=line.quantity,
        paid_minor=line.paid_minor,
        is_gift=line.is_gift,
    )
