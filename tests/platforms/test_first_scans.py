"""The guard on every platform that tells of parcels' ways: its adapter on its simulator."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
import urllib3

from hedan.domain import scans
from hedan.domain.parcels import Parcel
from hedan.domain.scans import Look, ScanFinding
from hedan.platforms.outside import Clock, Outside
from hedan.platforms.platform import ShipLine, Shipment
from hedan.platforms.registry import CAPABILITIES, open_store
from hedan.settings import NumberSettings
from infra.local.simulated.trade import Goods, Person
from infra.local.simulated.web import DirectPool
from tests.days.market import CARRIER, Market
from tests.days.markets import MARKETS
from tests.notices.builders import PARCEL

PAID = datetime(2026, 10, 1, 4, tzinfo=UTC)
TELLING = sorted(name for name, can in CAPABILITIES.items() if can.tracks)
GOODS = [Goods(code="CUP", name="杯", quantity=1, unit_price_minor=5000)]
PERSON = Person(
    buyer="b1",
    name="王小一",
    phone="13800000000",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    detail="文三路1号",
    postcode="310012",
)


class Shipped:
    """One order of a platform, shipped two hours after its payment."""

    def __init__(self, name: str) -> None:
        self.now = PAID
        made: Callable[..., Market] = MARKETS[name]
        self.market = made(7, lambda: self.now)
        shop = self.market.open_shop(1)
        waited = [0.0]

        def sleep(seconds: float) -> None:
            waited[0] += seconds

        clock = Clock(
            now=lambda: self.now,
            monotonic=lambda: self.now.timestamp() + waited[0],
            sleep=sleep,
        )
        pool = cast(urllib3.PoolManager, DirectPool(self.market.handle))
        self.store = open_store(shop.store, shop.app, shop.vault, [CARRIER], Outside(pool, clock))
        self.order_id = self.market.place(shop, GOODS, PERSON, PAID)
        self.now = self.told = PAID + timedelta(hours=2)
        self.tracking = self.market.tracking(0)
        order = self.store.read_order(self.order_id).value
        self.store.ship(
            Shipment(
                request_id="P1",
                tracking=self.tracking,
                lines=tuple(
                    ShipLine(order=order.key, line_id=line.line_id, quantity=line.quantity)
                    for line in order.lines
                ),
                whole_order=True,
            )
        )
        self.paid_at = order.paid_at or order.created_at

    def look(self, **later: float) -> Look:
        """Look so long after the platform took the number."""
        self.now = self.told + timedelta(**later)
        parcel: Parcel = PARCEL.but(accepted_at=self.told, tracking=self.tracking)
        way = self.store.track(self.order_id, self.tracking)
        return scans.look(parcel, way, paid_at=self.paid_at, now=self.now, times=NumberSettings())


@pytest.mark.parametrize("name", TELLING)
def test_eb45_what_a_carrier_scans_is_seen(name: str) -> None:
    shipped = Shipped(name)
    found = shipped.look(hours=18)
    assert found.finding is ScanFinding.NOTHING
    assert found.first_scan == shipped.told


@pytest.mark.parametrize("name", TELLING)
def test_pn56_what_no_carrier_scans_is_missed(name: str) -> None:
    shipped = Shipped(name)
    shipped.market.sim.book.scans.never(shipped.tracking.number)
    assert shipped.look(hours=18).finding is ScanFinding.SOON
    assert shipped.look(hours=24).finding is ScanFinding.OVERDUE
    assert shipped.look(days=3).finding is ScanFinding.NO_RECORD


@pytest.mark.parametrize("name", TELLING)
def test_eb46_what_was_scanned_before_the_payment_is_found_out(name: str) -> None:
    shipped = Shipped(name)
    long_ago = shipped.paid_at - timedelta(hours=1)
    shipped.market.sim.book.scans.at(shipped.tracking.number, long_ago, shipped.told)
    found = shipped.look(hours=18)
    assert (found.finding, found.first_scan) == (ScanFinding.FAKE, long_ago)


def test_these_platforms_tell_of_parcels_ways() -> None:
    assert TELLING == ["aliexpress", "mall", "pinduoduo", "taobao"]
