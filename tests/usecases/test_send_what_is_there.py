"""Of an order that lacks stock for some lines the others go, where the seller wants it so."""

import pytest

from hedan.domain.findings import Hold
from hedan.domain.line_work import LineState
from hedan.settings import Settings, SkuSettings
from hedan.usecases.orders.recheck_held import recheck_held
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.orders.reserve_stock import reserve_stock
from tests.domain.builders import hours, make_line, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives
from tests.usecases.test_order_process import Started

KEY = order_key("1")
POT = SkuSettings(sku="POT", name="壶", supplier="factory-a", tracks_stock=True)
WHOLE = SETTINGS.but(skus=(*SETTINGS.skus, POT))
PARTS = WHOLE.but(split=WHOLE.split.but(send_what_is_there=True))


def shop(*skus: str, cups: int = 0, **changes: object) -> Stage:
    """An order of these goods, and so many cups; no pots."""
    stage = Stage()
    if cups:
        stage.stock_in(cups)
    stage.place(*skus, order_id="1", **changes)
    stage.take(stage.hint())
    return stage


def holds(stage: Stage, order_id: str = "1") -> list[Hold]:
    return list(stage.desk.order_file(order_key(order_id)).holds.open)


def waiting(stage: Stage) -> dict[str, list[str]]:
    """The open holds by code, each with the lines that it keeps back."""
    return {hold.finding.code: sorted(hold.finding.line_ids) for hold in holds(stage)}


def ready(stage: Stage) -> set[str]:
    return {name for name, state in stage.states().items() if state is LineState.READY}


def recheck(stage: Stage, settings: Settings = PARTS) -> int:
    started = Started()
    recheck_held(stage.deciding(settings), started, stage.now)
    for order in started.orders:
        stage.look(order.rsplit(":", 1)[-1], settings)
    return len(started.orders)


def test_eb14_by_default_all_of_an_order_waits_for_what_is_short() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=WHOLE)
    assert (waiting(stage), ready(stage)) == ({"STOCK_SHORT": []}, set())
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 0


def test_eb14_what_is_there_goes_and_the_rest_waits_by_itself() -> None:
    stage = shop("CUP", "POT", "MUG", cups=1)
    before = len(stage.desk.events)
    stage.look(settings=PARTS)
    assert ready(stage) == {"11", "13"}
    assert waiting(stage) == {"STOCK_SHORT": ["12"]}
    assert "line 12: SKU 'POT': 1 too few on hand" in holds(stage)[0].finding.evidence
    # One transaction: nobody sees the lines without the hold, or the hold without the lines.
    told = ["order_decided", "lines_reserved", "order_held", "lines_ready"]
    assert stage.events()[before:] == told


def test_looking_again_changes_nothing() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=PARTS)
    before = len(stage.desk.events)
    for _ in range(2):
        stage.later()
        stage.look(settings=PARTS)
        assert recheck(stage) == 0
    assert len(stage.desk.events) == before
    assert ready(stage) == {"11"}


def test_eb51_what_waits_goes_on_by_itself_when_goods_come_in() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=PARTS)
    stage.stock_in(1, "POT")
    stage.later()
    assert recheck(stage) == 1
    assert (waiting(stage), ready(stage)) == ({}, {"11", "12"})
    assert stage.line("11").version == 2  # Reserved, ready: it was left alone since.


def test_what_comes_in_for_one_line_lets_one_go() -> None:
    stage = shop("CUP", "POT", "POT", cups=1)
    stage.look(settings=PARTS)
    assert [hold.finding.line_ids for hold in holds(stage)] == [("12",), ("13",)]
    stage.stock_in(1, "POT")
    stage.later()
    assert recheck(stage) == 1
    assert ready(stage) == {"11", "12"}
    assert waiting(stage) == {"STOCK_SHORT": ["13"]}


def test_an_order_of_which_nothing_is_there_waits_as_a_whole_and_then_in_part() -> None:
    stage = shop("CUP", "POT")
    stage.look(settings=PARTS)
    assert waiting(stage) == {"STOCK_SHORT": []}
    assert recheck(stage) == 0
    stage.stock_in(1, "POT")
    stage.later()
    assert recheck(stage) == 1
    assert ready(stage) == {"12"}
    assert waiting(stage) == {"STOCK_SHORT": ["11"]}


def test_eb53_a_gift_of_the_platform_does_not_go_while_all_goods_wait() -> None:
    gift = make_line("12", sku="MUG", is_gift=True, paid_minor=0)
    cup = make_line("11", sku="CUP")
    stage = shop("CUP", "MUG", lines=(cup, gift), paid_minor=cup.paid_minor)
    stage.look(settings=PARTS)
    assert (waiting(stage), ready(stage)) == ({"STOCK_SHORT": []}, set())


def test_a_refund_of_what_waits_ends_its_waiting() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=PARTS)
    stage.refund("12")
    assert recheck(stage) == 1
    assert (waiting(stage), ready(stage)) == ({}, {"11"})


def test_a_hold_of_the_whole_order_takes_back_what_goes() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=PARTS)
    stage.later()
    stage.platform.change_order("1", stage.now, buyer_remark="hold 一下")
    stage.take(stage.hint())
    stage.look(settings=PARTS)
    assert ready(stage) == set()
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 0


def test_a_person_who_lets_the_waiting_line_go_on_has_it_tried_again() -> None:
    stage = shop("CUP", "POT", cups=1)
    stage.look(settings=PARTS)
    (hold,) = holds(stage)
    release_hold(KEY, hold.hold_id, "li", desk=stage.desk, now=stage.now)
    stage.later()
    stage.look(settings=PARTS)
    assert waiting(stage) == {"STOCK_SHORT": ["12"]}
    assert holds(stage)[0].hold_id != hold.hold_id
    assert ready(stage) == {"11"}


def test_less_urgent_orders_give_way_before_an_order_is_torn() -> None:
    stage = Stage()
    stage.stock_in(1, "POT")
    stage.stock_in(1)
    for order_id, left, skus in (("2", 90, ("POT",)), ("1", 10, ("CUP", "POT"))):
        due = stage.now + hours(left)
        stage.place(*skus, order_id=order_id, deadline=due, buyer_id=order_id)
        stage.platform.change_lines(order_id, stage.now, deadline=due)
        stage.take(stage.hint(order_id))
        stage.look(order_id, PARTS)
    assert waiting(stage) == {}
    assert {"11", "12"} <= ready(stage)
    assert [hold.finding.code for hold in holds(stage, "2")] == ["STOCK_GIVEN"]


def test_what_goes_in_part_gives_way_with_all_that_waits() -> None:
    stage = Stage()
    stage.stock_in(1)
    for order_id, left, skus in (("1", 90, ("CUP", "POT")), ("2", 10, ("CUP",))):
        due = stage.now + hours(left)
        stage.place(*skus, order_id=order_id, deadline=due, buyer_id=order_id)
        stage.platform.change_lines(order_id, stage.now, deadline=due)
        stage.take(stage.hint(order_id))
        stage.look(order_id, PARTS)
    assert ready(stage) == {"21"}
    # The hold of the line that waits for itself stands beside the one of the whole order.
    assert waiting(stage) == {"STOCK_SHORT": ["12"], "STOCK_GIVEN": []}


def test_an_order_of_many_lines_goes_in_part_in_several_transactions() -> None:
    skus = ["CUP"] * 150
    stage = shop(*skus, cups=120)
    stage.look(settings=PARTS)
    assert len(ready(stage)) == 120
    assert len(holds(stage)) == 30
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 120


def test_going_in_part_survives_its_death() -> None:
    def made() -> Stage:
        return shop("CUP", "POT", "MUG", cups=1)

    assert survives(made, lambda stage: stage.look(settings=PARTS)) > 5


@pytest.mark.parametrize("cups", [1, 2])
def test_who_is_quicker_leaves_the_other_what_is_there(cups: int) -> None:
    """Another order takes a cup between the look at the stock and the writing."""
    stage = shop("CUP", "CUP", "POT", cups=cups)
    stage.place("CUP", order_id="2", buyer_id="2")
    stage.take(stage.hint("2"))
    passed: list[str] = []

    def rival(point: str) -> None:
        if point == "before desk.commit" and not passed:
            passed.append(point)
            reserve_stock(order_key("2"), deciding=stage.deciding(PARTS), now=stage.now)

    stage.desk.gate = rival
    stage.look(settings=PARTS)
    assert passed
    assert len(ready(stage)) == cups - 1
    assert stage.desk.stock(["CUP"])["CUP"].reserved == cups
    assert waiting(stage).keys() == {"STOCK_SHORT"}
