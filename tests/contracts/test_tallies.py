"""The contract of the tallies: what is counted across orders is counted once, or not at all."""

import pytest

from hedan.domain.events import Event, EventKind
from hedan.domain.stock import StockMove
from hedan.domain.tallies import Tally, counted_up
from hedan.errors import StockShort, VersionConflict
from hedan.ports import Change, Desk
from tests.domain.builders import NOW, make_order

NAME = "gift:first-three:2026-10-01:胸针 #1"


def count(desk: Desk, member: str, name: str = NAME) -> None:
    desk.commit(Change(puts=(counted_up(desk.tallies([name])[name], member),)))


def test_what_nobody_counted_is_empty(desk: Desk) -> None:
    assert desk.tallies([NAME, "route:CUP"]) == {
        NAME: Tally(name=NAME),
        "route:CUP": Tally(name="route:CUP"),
    }
    assert desk.tallies([]) == {}


def test_each_step_comes_back(desk: Desk) -> None:
    for member in ("doudian:cup-shop:1", "doudian:cup-shop:2", "doudian:cup-shop:1"):
        count(desk, member)
    count(desk, "factory-a", "route:CUP")
    tally = desk.tallies([NAME, NAME])[NAME]
    assert tally.counts == {"doudian:cup-shop:1": 2, "doudian:cup-shop:2": 1}
    assert tally.version == 3


def test_two_that_read_the_same_do_not_both_count(desk: Desk) -> None:
    read = desk.tallies([NAME])[NAME]
    desk.commit(Change(puts=(counted_up(read, "1"),)))
    with pytest.raises(VersionConflict):
        desk.commit(Change(puts=(counted_up(read, "2"),)))
    assert desk.tallies([NAME])[NAME].counts == {"1": 1}


def test_a_step_is_taken_with_the_rest_or_not_at_all(desk: Desk) -> None:
    order = make_order()
    told = Event(kind=EventKind.ORDER_STORED, at=NOW, facts={"order": str(order.key)})
    read = desk.tallies([NAME])[NAME]
    with pytest.raises(StockShort):
        desk.commit(
            Change(
                puts=(order, counted_up(read, "1")),
                stock=(StockMove(sku="CUP", reserved=1),),
                events=((order, told),),
            )
        )
    assert desk.tallies([NAME])[NAME] == read
    desk.commit(Change(puts=(order, counted_up(read, "1")), events=((order, told),)))
    assert desk.tallies([NAME])[NAME].counts == {"1": 1}


def test_a_full_tally_is_read_and_written(desk: Desk) -> None:
    counts = {f"doudian:cup-shop:69200000000{number:08d}": 1 for number in range(1000)}
    desk.commit(Change(puts=(Tally(name=NAME, counts=counts),)))
    assert desk.tallies([NAME])[NAME].counts == counts


def test_who_was_overtaken_is_told_before_anybody_speaks_of_stock(desk: Desk) -> None:
    read = desk.tallies([NAME])[NAME]
    desk.commit(Change(puts=(counted_up(read, "1"),)))
    with pytest.raises(VersionConflict):
        desk.commit(
            Change(puts=(counted_up(read, "2"),), stock=(StockMove(sku="CUP", reserved=1),))
        )
