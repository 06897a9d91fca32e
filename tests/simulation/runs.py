"""One run from one seed: some hundred steps in any order, then rest; every promise after each."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from hedan.settings import virtual
from hedan.settings.virtual import VirtualWay
from hedan.usecases.workbooks import write_workbook as writing
from tests.simulation.promises import Watcher
from tests.simulation.rest import WholeTrade
from tests.simulation.steps import light_workbook
from tests.simulation.world import World

# Events of one seed under trouble: each is one action of somebody. What brings it to rest comes
# on top, so that a seed has some 200 on average; `make simulate` prints how many there were.
TROUBLED = 125
# Platforms have a way for virtual goods or have none; the simulated one has.
VIRTUAL_WAYS = {"doudian": VirtualWay("lines", unasked=True)}


class SeedFailed(AssertionError):
    """A run broke a promise; the message says how to see it again."""


@contextmanager
def light() -> Iterator[None]:
    """Leave out the one thing that is slow and has tests of its own: the file format."""
    with (
        mock.patch.object(writing, "write_rows", light_workbook),
        mock.patch.object(virtual, "VIRTUAL_WAYS", VIRTUAL_WAYS),
    ):
        yield


def run(seed: int, troubled: int = TROUBLED) -> World:
    """Run one seed: so many events under trouble, then rest. Raises SeedFailed."""
    world = World(seed)
    trade = WholeTrade(world)
    watcher = Watcher(world)
    try:
        while world.acted < troubled:
            trade.once()
            watcher.look()
        trade.drain()
        watcher.at_rest()
    except Exception as broken:
        last = "\n  ".join(world.log[-12:])
        raise SeedFailed(
            f"seed {seed} after {world.acted} events: {broken!r}\n  {last}\n"
            f"again: make simulate SEED={seed}"
        ) from broken
    return world
