"""Waves before their cut-off: enough orders, a line that is nearly late, a person's wish."""

from datetime import date, timedelta

import pytest

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState
from hedan.domain.waves import WaveLane, WaveTrigger
from hedan.domain.workbook_files import WorkbookState
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.waves.begin_wave import begin_wave_by_hand, is_closed
from hedan.usecases.waves.watch_suppliers import watch_suppliers
from tests.fakes.gates import Crash, FailsAt, open_gate
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.usecases.stage import SUPPLIER, WAVE, survives
from tests.usecases.wave_stage import NUMBER, WaveStage

THREE = {"wave_at_parcels": 3}
HURRY = {"urgent_hours": 4}
# The day of the stage's clock.
TODAY = date(2026, 10, 1)


def followed(stage: WaveStage) -> Followers:
    """Hand every event that was told to a follower, as one batch."""
    followers = Followers(
        stage.desk,
        stage.workflows,
        None,  # type: ignore[arg-type]  # Nothing here waits for an instant.
        MemoryQueue(),
        stage.notices,
        stage.settings,
        MemoryCases(stage.desk),
        lambda: stage.now,
    )
    for told in stage.desk.events:
        if told.event.kind is EventKind.LINES_AWAITED:
            followers.follow(told.event.kind, told.event.facts, told.key)
    followers.begin_waves(stage.workflows, stage.now)
    return followers


def test_so_many_orders_as_the_supplier_takes_begin_a_wave() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2")
    assert stage.begin() == ""
    stage.orders("3")
    name = stage.begin()
    (started,) = stage.workflows.started
    assert (started.machine, started.name) == ("wave", name)
    assert started.payload == {"supplier": SUPPLIER, "lane": "all", "trigger": "full"}


def test_orders_are_counted_not_their_lines() -> None:
    stage = WaveStage(**THREE)
    stage.place("CUP", "CUP", "CUP", order_id="1")
    stage.take(stage.hint("1"))
    assert stage.ready("1") == 3
    assert stage.begin() == ""


def test_however_many_events_tell_of_them_one_wave_begins() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2", "3", "4")
    followed(stage)
    followed(stage)
    stage.later(3)
    stage.begin()  # The sweep looks, too, before the wave has opened.
    assert len(stage.workflows.started) == 1


def test_the_next_so_many_begin_the_next_wave() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2", "3")
    first = stage.begin()
    stage.send(first)
    stage.orders("4", "5", "6")
    second = stage.begin()
    assert second not in ("", first)
    assert len(stage.workflows.started) == 2


def test_none_begins_while_one_is_under_way_and_one_does_once_that_has_died() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2", "3")
    stage.plan_lane()
    stage.gate_all(FailsAt(8, Crash()))
    with pytest.raises(Crash):
        stage.claim()
    stage.gate_all(open_gate)
    assert stage.file.state is WorkbookState.OPEN
    stage.orders("4", "5", "6")
    assert stage.begin() == ""
    stage.later(61)
    assert stage.begin() != ""


def test_a_wave_that_could_send_nothing_is_tried_again_later_not_at_once() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2", "3")
    first = stage.begin()  # Nobody has claimed anything when the next look comes.
    assert stage.begin() == first
    stage.later(10)
    assert stage.begin() not in ("", first)


def test_who_has_no_such_setting_costs_no_event_and_no_read() -> None:
    stage = WaveStage()
    stage.orders("1", "2", "3", hours_left=1)
    assert "lines_awaited" not in stage.events()
    stage.desk.gate = FailsAt(0, Crash())
    assert stage.begin() == ""


@pytest.mark.parametrize(("hours_left", "goes"), [(3.9, True), (4.1, False), (-1.0, True)])
def test_pn19_a_line_this_near_its_deadline_goes_at_once(hours_left: float, goes: bool) -> None:
    stage = WaveStage(**HURRY)
    stage.orders("1", hours_left=hours_left)
    assert bool(stage.begin()) is goes
    if goes:
        (started,) = stage.workflows.started
        assert started.payload == {"supplier": SUPPLIER, "lane": "urgent", "trigger": "urgent"}


def test_pn19_a_line_becomes_urgent_while_it_waits_and_nobody_says_so() -> None:
    stage = WaveStage(**HURRY)
    stage.orders("1", hours_left=10)

    def look() -> list[str]:
        return watch_suppliers(
            stage.settings,
            desk=stage.desk,
            workflows=stage.workflows,
            notices=stage.notices,
            link_of=lambda supplier: f"https://example.com/s/{supplier}",
            now=stage.now,
        ).waves

    assert look() == []
    stage.now += timedelta(hours=6)
    (wave,) = look()
    assert [started.name for started in stage.workflows.started] == [wave]


def test_an_urgent_wave_takes_what_is_urgent_and_leaves_the_rest_with_its_reason() -> None:
    stage = WaveStage(**HURRY, cut_offs=("23:00",))
    stage.orders("1", hours_left=48)
    stage.orders("2", hours_left=3)
    plan = stage.plan_lane(lane=WaveLane.URGENT)
    assert [line.key.order.order_id for one in plan.parcels for line in one.lines] == ["2"]
    (left,) = plan.left
    assert left.reason.startswith("NOT_URGENT: ")
    assert [key.order.order_id for key in left.lines] == ["1"]
    assert left.until is not None
    assert left.until > stage.now
    stage.claim()
    assert stage.line("11", "1").state is LineState.READY
    assert stage.line("21", "2").state is LineState.CLAIMED


def test_pn19_an_urgent_line_takes_along_what_travels_with_it() -> None:
    stage = WaveStage(**HURRY)
    stage.orders("1", hours_left=48, buyer="one")
    stage.orders("2", hours_left=3, buyer="one", sku="MUG")
    stage.orders("3", hours_left=48)
    plan = stage.plan_lane(lane=WaveLane.URGENT)
    members = [{line.key.order.order_id for line in one.lines} for one in plan.parcels]
    assert members == [{"1", "2"}]


def test_nobody_packs_on_a_day_on_which_the_supplier_is_closed() -> None:
    stage = WaveStage(**THREE, **HURRY, holidays=(TODAY,))
    stage.orders("1", "2", "3", hours_left=1)
    assert stage.begin() == ""
    assert is_closed(stage.supplier, WaveTrigger.CUT_OFF, stage.now)
    assert is_closed(stage.supplier, WaveTrigger.URGENT, stage.now)
    stage.later(24 * 60)
    assert stage.begin() != ""  # The next open day's wave takes all of them.
    assert not is_closed(stage.supplier, WaveTrigger.CUT_OFF, stage.now)
    assert len(stage.plan_lane().parcels) == 3


def test_a_person_may_send_on_a_closed_day_and_the_same_wish_is_one_wave() -> None:
    stage = WaveStage(holidays=(TODAY,))
    assert not is_closed(stage.supplier, WaveTrigger.BY_HAND, stage.now)
    first, again, other = (
        begin_wave_by_hand(stage.supplier, WaveLane.ALL, request, "Li/1", workflows=stage.workflows)
        for request in ("wish-001", "wish-001", "wish-002")
    )
    assert first == again != other
    assert [started.name for started in stage.workflows.started] == [first, other]
    assert stage.workflows.started[0].payload["by"] == "Li/1"


def test_two_waves_at_once_share_the_lines_and_each_goes_once() -> None:
    stage = WaveStage()
    stage.orders("1", "2")
    stage.plan_lane("wave-1")
    stage.orders("3")
    stage.plan_lane("wave-2")
    second = stage.claim("wave-2")
    first = stage.claim("wave-1")
    assert (len(second.parcel_ids), len(first.parcel_ids)) == (3, 0)
    stage.write("wave-1")
    stage.write("wave-2")
    states = [file.state for file in stage.desk.workbooks(SUPPLIER, 9)]
    assert sorted(states) == [WorkbookState.EMPTY, WorkbookState.WRITTEN]
    assert set(stage.states().values()) == {LineState.CLAIMED}


def test_eb5_what_is_printed_meets_nobody_any_more() -> None:
    stage = WaveStage()
    stage.orders("1", buyer="one")
    stage.send(WAVE)
    before = stage.parcel()
    stage.orders("2", buyer="one", sku="MUG")
    stage.send("wave-2")
    assert stage.desk.parcels([before.parcel_id])[before.parcel_id] == before
    assert len(stage.desk.workbooks(SUPPLIER, 9)) == 2


def test_pn12_no_line_goes_in_two_waves() -> None:
    stage = WaveStage(**THREE)
    stage.orders("1", "2", "3")
    for wave in ("wave-1", "wave-2", "wave-3"):
        stage.send(wave)
    rows = [file.row_count for file in stage.desk.workbooks(SUPPLIER, 9)]
    assert rows == [3]
    assert stage.file.number == NUMBER


def test_begin_survives_its_death_at_every_call() -> None:
    def made() -> WaveStage:
        stage = WaveStage(**THREE)
        stage.orders("1", "2", "3")
        return stage

    def begin(stage: WaveStage) -> None:
        stage.begin()
        assert len({started.name for started in stage.workflows.started}) == 1

    # Reads and one start; a lost answer to the start counts twice.
    assert survives(made, begin) >= 5  # type: ignore[arg-type]
