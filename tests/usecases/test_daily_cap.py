"""No supplier gets more parcels in a day than it takes; the least urgent wait for tomorrow."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.parcels import Parcel
from hedan.usecases.waves.daily_cap import left_today
from tests.usecases.stage import SUPPLIER, survives
from tests.usecases.wave_stage import WaveStage

TWO = {"daily_parcels_max": 2}


def parcels(stage: WaveStage) -> int:
    """How many parcels there are."""
    return sum(1 for _ in stage.desk.all(Parcel))


def test_the_least_urgent_parcels_wait_for_tomorrow() -> None:
    stage = WaveStage(**TWO)
    stage.orders("1", hours_left=48)
    stage.orders("2", hours_left=30)
    stage.orders("3", hours_left=40)
    plan = stage.plan_lane()
    went = [line.key.order.order_id for one in plan.parcels for line in one.lines]
    assert went == ["2", "3"]
    (left,) = plan.left
    assert left.reason.startswith("DAILY_CAP: ")
    assert left.until is not None
    assert left.until > stage.now


def test_a_second_wave_of_the_day_finds_the_first_ones_parcels_counted() -> None:
    stage = WaveStage(**TWO)
    stage.orders("1")
    stage.send("wave-1")
    stage.orders("2", "3")
    assert len(stage.send("wave-2").parcel_ids) == 1
    assert stage.plan_lane("wave-3").parcels == ()
    assert left_today(stage.counters, stage.supplier, stage.now) == 0
    stage.now += timedelta(days=1)
    assert len(stage.send("wave-4").parcel_ids) == 1


def test_two_waves_that_planned_before_either_claimed_keep_the_limit_together() -> None:
    stage = WaveStage(**TWO)
    stage.orders("1", "2")
    stage.plan_lane("wave-1")
    stage.orders("3", "4")
    stage.plan_lane("wave-2")
    first = stage.claim("wave-1")
    second = stage.claim("wave-2")
    assert len(first.parcel_ids) + len(second.parcel_ids) == 2
    assert any("DAILY_CAP" in why for why in second.dropped)


def test_what_a_wave_does_not_send_is_free_for_the_next() -> None:
    stage = WaveStage(**TWO)
    stage.orders("1", "2")
    stage.plan_lane("wave-1")
    stage.claim("wave-1")
    stage.refund("11")  # Claimed, and in no workbook yet.
    stage.write("wave-1")
    assert left_today(stage.counters, stage.supplier, stage.now) == 1


def test_who_has_no_limit_is_not_counted() -> None:
    stage = WaveStage()
    stage.orders("1", "2")
    stage.send()
    assert (stage.counters.counted_on, stage.counters.counted) == (None, 0)


def test_a_claim_that_dies_at_any_call_takes_its_share_of_the_day_once() -> None:
    def made() -> WaveStage:
        stage = WaveStage(**TWO)
        stage.orders("1", "2", "3")
        stage.plan_lane()
        return stage

    def claim(stage: WaveStage) -> None:
        stage.claim()
        assert stage.counters.counted == 2

    assert survives(made, claim) > 10  # type: ignore[arg-type]


@given(
    most=st.integers(1, 4),
    waves=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=5),
)
def test_the_limit_holds_over_any_waves_of_a_day(most: int, waves: list[tuple[int, bool]]) -> None:
    stage = WaveStage(daily_parcels_max=most)
    number = 0
    for index, (arriving, refunds) in enumerate(waves):
        ids = [str(number + n + 1) for n in range(arriving)]
        number += arriving
        stage.orders(*ids)
        stage.plan_lane(f"wave-{index}")
        if refunds and ids:
            stage.refund(f"{ids[0]}1", order_id=ids[0], case=f"7{index}")
        stage.claim(f"wave-{index}")
        stage.write(f"wave-{index}")
        live = sum(file.parcel_count for file in stage.desk.workbooks(SUPPLIER, 99))
        assert live <= most
        assert stage.counters.counted == live


@pytest.mark.parametrize("recalled", [True, False])
def test_a_recalled_workbook_gives_its_parcels_back_to_the_day(recalled: bool) -> None:
    stage = WaveStage(**TWO)
    stage.orders("1", "2")
    stage.send()
    if recalled:
        stage.recall()
    assert left_today(stage.counters, stage.supplier, stage.now) == (2 if recalled else 0)
