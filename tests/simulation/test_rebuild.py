"""Promise 12: whatever was kept of an order at any instant of a run is found again, exactly."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple
from unittest import mock

import pytest

from hedan.domain.base import OrderKey
from hedan.domain.history import Member, is_member, place_of
from hedan.domain.orders import Order
from hedan.ports import Change, OrderFile
from hedan.usecases.orders.order_history import order_file_at, timeline
from tests.fakes.gates import open_gate
from tests.fakes.memory_desk import MemoryDesk
from tests.simulation.runs import light, run

SEEDS = 15
A_MOMENT = timedelta(microseconds=1)

type States = dict[OrderKey, list[tuple[datetime, OrderFile]]]


@contextmanager
def recording() -> Iterator[dict[MemoryDesk, States]]:
    """Write down what stands in a table after every commit that told of an order."""
    states: dict[MemoryDesk, States] = defaultdict(lambda: defaultdict(list))
    commit = MemoryDesk.commit

    def recorded(desk: MemoryDesk, change: Change) -> None:
        # Also after a commit whose acknowledgement got lost.
        try:
            commit(desk, change)
        finally:
            _record(desk, change, states[desk])

    with mock.patch.object(MemoryDesk, "commit", recorded):
        yield states


def _record(desk: MemoryDesk, change: Change, states: States) -> None:
    gate, desk.gate = desk.gate, open_gate
    told = {place_of(of)[0]: event.at for of, event in change.events if is_member(of)}
    for key, at in told.items():
        file = desk.order_file(key)
        if not states[key] or states[key][-1][1] != file:
            states[key].append((at, file))
    desk.gate = gate


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_order_is_rebuilt_as_it_was(seed: int) -> None:
    with light(), recording() as states:
        desk = run(seed).desk
    desk.gate = open_gate
    assert states[desk]  # At rest a second shop is told everything anew, beside this one.
    for key, recorded in states[desk].items():
        writes = _writes(recorded)
        instants = sorted({write.at for write in writes})
        assert order_file_at(key, instants[0] - A_MOMENT, desk=desk).members == ()
        for instant in instants:
            expected = {write.name: write.written for write in writes if write.at <= instant}
            found = order_file_at(key, instant, desk=desk).members
            assert {place_of(one)[1]: one for one in found} == expected
        assert order_file_at(key, instants[-1] + A_MOMENT, desk=desk) == recorded[-1][1]


class Write(NamedTuple):
    """One thing as a commit left it, and when that counts."""

    at: datetime
    name: str
    written: Member


def _writes(recorded: list[tuple[datetime, OrderFile]]) -> list[Write]:
    """Return what each commit wrote, in the order of the commits.

    Clocks differ here too: who is overtaken tries again at the instant at which it began. So what
    a commit wrote counts as no later than what was written over it.
    """
    writes: list[Write] = []
    earliest: dict[str, datetime] = {}
    for number in range(len(recorded) - 1, -1, -1):
        at, file = recorded[number]
        before = recorded[number - 1][1].members if number else ()
        written = {place_of(one)[1]: one for one in file.members if one not in before}
        at = min((at, *(earliest[name] for name in written if name in earliest)))
        earliest |= dict.fromkeys(written, at)
        writes += [Write(at, name, one) for name, one in written.items()]
    return writes[::-1]


def test_timeline_tells_how_an_order_became_what_it_is() -> None:
    with light():
        desk = run(3).desk
    desk.gate = open_gate
    told: set[str] = set()
    for order in desk.all(Order):
        moments = timeline(order.key, desk=desk)
        assert len(moments) == len(desk.history(order.key))
        told |= {moment.kind.value for moment in moments}
        written = [name for moment in moments for name in moment.written]
        assert written.count("ORDER") == 1  # It came once, and only fields of it changed since.
    assert told >= {"order_stored", "lines_reserved", "lines_ready", "lines_claimed"}
