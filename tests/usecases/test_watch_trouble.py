"""The guard on a bad day: silent platforms, refusals, no time, a death at any point."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta

import pytest

from hedan.domain.events import EventKind
from hedan.errors import AccessEnded, HedanError, PlatformBusy, PlatformRejected
from hedan.usecases.uploads.watch_parcels import BUSY_FOR, CLOSED_FOR, Watched
from tests.fakes.gates import AFTER, BEFORE, Crash, FailsAt, conflict, open_gate
from tests.usecases.scan_yard import TOLD, Yard, number_of, way


@pytest.mark.parametrize(
    ("trouble", "wait"),
    [(PlatformBusy("throttled"), BUSY_FOR), (AccessEnded("1", "", "no token"), CLOSED_FOR)],
)
def test_a_store_that_does_not_answer_is_asked_once_and_the_others_are_not_kept(
    trouble: HedanError, wait: timedelta
) -> None:
    yard = Yard()
    for one in ("1", "2", "3"):
        yard.ship(one)
    yard.ship("4", store="tea-shop")
    yard.shop.trouble[""] = trouble
    assert yard.at(hours=18) == Watched(looked=1, found={"soon": 1}, postponed=3)
    assert len(yard.shop.asked) == 1
    assert {yard.parcel(f"P{one}").look_at for one in "123"} == {yard.now + wait}
    yard.shop.trouble.clear()
    yard.now += wait
    assert yard.watch().found == {"soon": 3}


def test_a_refused_way_is_no_missing_scan_but_the_owner_hears_of_it() -> None:
    yard = Yard()
    yard.ship("1")
    yard.ship("2")
    yard.shop.trouble[number_of("1")] = PlatformRejected("CD11", "", "物流订单不存在")
    assert yard.at(hours=18).found == {"soon": 1}  # Its supplier cannot help it.
    assert yard.parcel("P1").scan_warned_at is None
    assert yard.at(hours=24).found == {"overdue": 2}
    yard.follow()
    assert "物流订单不存在" in yard.notices.published[-1].email_body


def test_what_nobody_foresaw_costs_the_neighbours_nothing_and_is_raised() -> None:
    yard = Yard()
    for one in ("1", "2", "3"):
        yard.ship(one)
    yard.shop.trouble[number_of("1")] = KeyError("a mistake of ours")
    with pytest.raises(ExceptionGroup) as raised:
        yard.at(hours=18)
    assert raised.group_contains(KeyError, match="a mistake of ours")
    assert yard.parcel("P2").scan_warned_at == yard.parcel("P3").scan_warned_at == yard.now
    assert yard.parcel("P1").look_at == yard.now + CLOSED_FOR


def test_a_run_ends_when_its_time_is_over() -> None:
    yard = Yard()
    for one in range(1, 31):
        yard.ship(str(one))
    yard.now = TOLD + timedelta(hours=18)
    assert yard.watch(until=yard.now) == Watched(is_cut_off=True)
    assert yard.watch().found == {"soon": 30}


def test_more_parcels_than_a_notice_takes_are_told_in_several() -> None:
    yard = Yard()
    for one in range(1, 121):
        yard.ship(str(one))
    assert yard.at(hours=18).found == {"soon": 120}
    counts = [len(event.facts["parcels"].split(",")) for event in yard.told(EventKind.SCANS_ASKED)]
    assert counts == [50, 50, 20]


def points(yard: Yard) -> Iterable[int]:
    """Return the points at which a run may break."""
    seen: list[str] = []
    yard.desk.gate = seen.append
    yard.at(hours=18)
    return range(len(seen))


def stocked() -> Yard:
    """Three parcels: one is scanned, one is not, one is fake."""
    yard = Yard()
    for one in ("1", "2", "3"):
        yard.ship(one)
    yard.shop.ways = {number_of("1"): way(2), number_of("3"): way(-40)}
    return yard


@pytest.mark.parametrize("make", [Crash, conflict])
def test_a_run_that_breaks_anywhere_is_made_good_by_the_next(
    make: Callable[[], BaseException],
) -> None:
    """Every look once more is harmless, and nobody is asked twice."""
    for point in points(stocked()):
        yard = stocked()
        yard.desk.gate = FailsAt(point, make())
        with suppress(Crash, HedanError):
            yard.at(hours=18)
        yard.desk.gate = open_gate
        yard.at(hours=18, minutes=10)
        assert yard.parcel("P1").scanned_at == TOLD + timedelta(hours=2)
        assert yard.parcel("P2").scan_warned_at is not None
        assert len(yard.parcel("P3").doubts) == 1
        assert len(yard.told(EventKind.SCANS_ASKED)) == 1
        assert len(yard.told(EventKind.NUMBER_DOUBTED)) == 1


def test_gates_are_passed_before_and_after_every_call() -> None:
    """The test above would prove nothing if a run passed none."""
    yard = stocked()
    seen: list[str] = []
    yard.desk.gate = seen.append
    yard.at(hours=18)
    assert any(point.startswith(BEFORE) for point in seen)
    assert any(point.startswith(AFTER) for point in seen)
