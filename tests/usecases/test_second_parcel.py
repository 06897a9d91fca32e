"""A platform that calls an order shipped after its first parcel must not cost us the second."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from tests.domain.builders import order_key
from tests.usecases.stage import TRACKING, Stage

OTHERS = "99000000000001"  # A number that the seller wrote into the platform's own desk.


@pytest.fixture
def stage() -> Stage:
    """One order: its line 11 has left in a parcel of ours, its line 12 waits for the next wave."""
    stage = Stage()
    stage.place("MUG", "MUG")
    stage.make_ready()
    stage.refund("12")
    stage.wave()
    stage.number()
    stage.upload()
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    stage.make_ready()
    assert stage.states() == {"11": LineState.SHIPPED, "12": LineState.READY}
    return stage


def told_shipped(stage: Stage, *numbers: str) -> None:
    """The platform shows the whole order as shipped."""
    stage.later()
    stage.platform.change_lines("1", stage.now, status=OrderStatus.SHIPPED)
    stage.platform.change_order(
        "1", stage.now, status=OrderStatus.SHIPPED, left_under=tuple(numbers)
    )
    stage.take(stage.hint())


def statuses(stage: Stage) -> list[OrderStatus]:
    order = stage.desk.order_file(order_key("1")).order
    assert order is not None
    return [order.status, *(line.status for line in order.lines)]


def test_the_line_of_the_second_parcel_still_waits(stage: Stage) -> None:
    told_shipped(stage, TRACKING.number)
    assert stage.line("12").state is LineState.READY
    assert statuses(stage) == [
        OrderStatus.PART_SHIPPED,
        OrderStatus.SHIPPED,
        OrderStatus.TO_SHIP,
    ]


def test_what_the_seller_shipped_by_hand_waits_no_longer(stage: Stage) -> None:
    told_shipped(stage, TRACKING.number, OTHERS)
    assert stage.line("12").state is LineState.NEW
    assert set(statuses(stage)) == {OrderStatus.SHIPPED}


def test_a_platform_that_knows_lines_is_believed(stage: Stage) -> None:
    told_shipped(stage)
    assert stage.line("12").state is LineState.NEW
    assert set(statuses(stage)) == {OrderStatus.SHIPPED}


def test_the_same_telling_again_changes_nothing(stage: Stage) -> None:
    told_shipped(stage, TRACKING.number)
    before = stage.end_state()
    stage.take(stage.hint())
    assert stage.end_state() == before
