"""Bugs in the order of things: what is told before it is kept, and kept before it is told."""

from typing import Any
from unittest import mock

from hedan.errors import TryAgain
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.stops.tell_stop import tell_stop
from hedan.usecases.workbooks import write_workbook as writing
from tests.fakes.memory_ports import Message
from tests.simulation import steps
from tests.simulation.mutants import Kind, Mutant, Patch
from tests.simulation.order_mutants import changed
from tests.simulation.trade import Trade


class Later:
    """A port whose writes wait until somebody says so."""

    def __init__(self, port: Any, write: str) -> None:
        self._port, self._write = port, write
        self._waiting: list[tuple[Any, ...]] = []

    def __getattr__(self, name: str) -> Any:
        if name == self._write:
            return lambda *given: self._waiting.append(given)
        return getattr(self._port, name)

    def now(self) -> None:
        """Do them."""
        for given in self._waiting:
            getattr(self._port, self._write)(*given)


def _noted_before_said() -> Patch:
    """Note that a stop was told, then say it."""

    def swapped(*args: Any, notices: Any, **named: Any) -> Any:
        later = Later(notices, "publish")
        told = tell_stop(*args, notices=later, **named)
        later.now()
        return told

    return mock.patch.object(steps, "tell_stop", swapped)


def _committed_before_filed() -> Patch:
    """Call a workbook written, then write it."""
    real = writing.write_workbook

    def swapped(*args: Any, archive: Any, **named: Any) -> Any:
        later = Later(archive, "put")
        file = real(*args, archive=later, **named)
        later.now()
        return file

    return mock.patch.object(writing, "write_workbook", swapped)


def _taken_off_before_recorded() -> Patch:
    """Take a parcel off the ship queue, then upload its number."""
    real = Trade._upload

    def upload(trade: Trade, message: Message) -> None:
        trade.world.ship_queue.delete(message)
        real(trade, message)

    return mock.patch.object(Trade, "_upload", upload)


def _followed_although_it_failed() -> Patch:
    """Go on with the next event when one could not be followed."""
    real = Followers.follow

    def follow(followers: Followers, *given: Any) -> None:
        try:
            real(followers, *given)
        except TryAgain:
            return

    return mock.patch.object(Followers, "follow", follow)


PROTOCOL_MUTANTS = (
    Mutant("notes a stop as told before it is said", _noted_before_said, "2", Kind.SWAPPED),
    Mutant("calls a workbook written before it is", _committed_before_filed, "", Kind.SWAPPED),
    Mutant("takes a parcel off before it is recorded", _taken_off_before_recorded, "", Kind.EARLY),
    Mutant("goes on where following failed", _followed_although_it_failed, "", Kind.EARLY),
    Mutant(
        "does not check what it only read", changed(lambda c: c.but(unchanged=())), "", Kind.VERSION
    ),
)
