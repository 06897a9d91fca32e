"""One day for all end-to-end tests: it takes more than a minute, so they look at the same one."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hedan.ports import OrderFile
from infra.local.day import Day, trade
from infra.local.proof import judge
from infra.local.world import World

SEED = 7  # Another day than `make run` shows.


@dataclass(frozen=True)
class Lived:
    """A day that is over, the stack still up."""

    day: Day
    judged: dict[str, bool]  # Every sentence of the proof, as it was at the end of the day.

    @property
    def world(self) -> World:
        """The stack, the platform and the people."""
        return self.day.world


@pytest.fixture(scope="package")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    said: list[str] = []
    with World(SEED, tmp_path_factory.mktemp("day"), said.append, {}) as world:
        day = trade(world, SEED)
        yield Lived(day, judge(day))


def kept(day: Day) -> dict[str, object]:
    """Return everything that was decided or done: equal before and after means nothing changed."""
    files: dict[str, OrderFile] = {scene: day.file(scene) for scene in day.orders}
    return {
        **files,
        "parcels": day.parcels(*day.orders),
        "stock": day.world.desk.stock(["CUP-RED-01"]),
        "stops": [day.world.desk.stops(supplier) for supplier in day.world.suppliers],
        "workbooks": [day.world.desk.workbooks(supplier, 10) for supplier in day.world.suppliers],
        "shipments": tuple(day.world.platform.shipments),
    }
