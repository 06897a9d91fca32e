"""Gifts in a shop: counted once a day, left out when they are out, gone with what earned them."""

import pytest

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.decisions import Decision
from hedan.domain.findings import Ends, Finding, Severity
from hedan.domain.line_work import LineState
from hedan.domain.rules import AddGift, Rule
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.errors import VersionConflict
from hedan.ports import Change
from hedan.settings import Settings, SkuSettings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.orders.check_order import check_order
from hedan.usecases.orders.hold_order import hold_order
from hedan.usecases.orders.recheck_held import recheck_held
from hedan.usecases.orders.reserve_stock import Reserved, reserve_stock
from hedan.usecases.orders.why import why
from tests.domain.builders import make_line, order_key
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage, survives
from tests.usecases.test_order_process import Started

PIN = SkuSettings(sku="PIN", name="胸针", supplier="factory-a", tracks_stock=True)
SKUS = (*SETTINGS.skus, PIN)


def shop(*gifts: AddGift, when: str = "true") -> Settings:
    """A shop with one rule, whose gifts are counted in the stock."""
    rule = Rule(id="pin", author="li", when=when, then=gifts or (AddGift(sku="PIN"),))
    return SETTINGS.but(skus=SKUS, rules=(rule,))


FIRST_TWO = shop(AddGift(sku="PIN", first_per_day=2))


def stage_with(pins: int, cups: int = 20) -> Stage:
    stage = Stage()
    for sku, count in (("CUP", cups), ("PIN", pins)):
        if count:
            stage.stock_in(count, sku)
    return stage


def buy(stage: Stage, order_id: str, *skus: str) -> None:
    stage.place(*(skus or ("CUP",)), order_id=order_id, buyer_id=order_id)
    stage.take(stage.hint(order_id))


def pins(stage: Stage, order_id: str) -> int:
    """How many the lines of an order were reserved with."""
    lines = stage.desk.order_file(order_key(order_id)).lines.values()
    return sum(part.quantity for line in lines for part in line.parts if part.sku == "PIN")


def tally(stage: Stage) -> Tally | None:
    return next(stage.desk.all(Tally), None)


def decision(stage: Stage, order_id: str = "1") -> Decision:
    found = stage.desk.order_file(order_key(order_id)).decision
    assert found is not None
    return found


def verdicts(stage: Stage, order_id: str = "1") -> list[str]:
    return [given.overruled_by for given in decision(stage, order_id).reasoning.given]


def codes(stage: Stage, order_id: str = "1") -> list[str]:
    return [hold.finding.code for hold in stage.desk.order_file(order_key(order_id)).holds.open]


# --- The first of a day ---------------------------------------------------------------------------


def test_eb52_the_first_orders_of_a_day_get_a_gift_and_each_is_counted_once() -> None:
    stage = stage_with(pins=9)
    for order_id in ("1", "2", "3"):
        buy(stage, order_id)
        stage.look(order_id, FIRST_TWO)
    assert [pins(stage, order_id) for order_id in ("1", "2", "3")] == [1, 1, 0]
    assert verdicts(stage, "3") == ["first_per_day"]
    counted = tally(stage)
    assert counted is not None
    assert counted.counts == {str(order_key("1")): 1, str(order_key("2")): 1}


def test_looking_again_counts_nothing_and_stores_nothing() -> None:
    stage = stage_with(pins=9)
    buy(stage, "1")
    stage.look("1", FIRST_TWO)
    before = len(stage.desk.events), tally(stage)
    stage.later()
    stage.look("1", FIRST_TWO)
    assert (len(stage.desk.events), tally(stage)) == before


def test_an_order_that_was_held_keeps_its_place_among_the_first() -> None:
    stage = stage_with(pins=9)
    buy(stage, "1")
    stage.look("1", FIRST_TWO)
    stage.refund("11")
    assert pins(stage, "1") == 0
    for order_id in ("2", "3"):
        buy(stage, order_id)
        stage.look(order_id, FIRST_TWO)
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    stage.look("1", FIRST_TWO)
    assert [pins(stage, order_id) for order_id in ("1", "2", "3")] == [1, 1, 0]


def test_two_that_saw_the_last_place_free_do_not_both_get_it() -> None:
    stage = stage_with(pins=9)
    first = shop(AddGift(sku="PIN", first_per_day=1))
    for order_id in ("1", "2"):
        buy(stage, order_id)
    passed: list[str] = []

    def rival(point: str) -> None:
        """Just before the first one commits, the other goes all the way."""
        if point == "before desk.commit" and not passed:
            passed.append(point)
            reserve_stock(order_key("2"), deciding=stage.deciding(first), now=stage.now)

    stage.desk.gate = rival
    reserve_stock(order_key("1"), deciding=stage.deciding(first), now=stage.now)
    assert passed
    assert (pins(stage, "1"), pins(stage, "2")) == (0, 1)
    assert verdicts(stage, "1") == ["first_per_day"]


def test_counting_survives_its_death() -> None:
    def made() -> Stage:
        stage = stage_with(pins=9)
        buy(stage, "1")
        return stage

    assert survives(made, lambda stage: stage.look("1", FIRST_TWO)) > 5


def test_a_seller_who_counts_nothing_pays_for_no_look_at_a_tally() -> None:
    stage = stage_with(pins=9)
    buy(stage, "1")
    points: list[str] = []
    stage.desk.gate = points.append
    stage.look("1", shop())
    assert "before desk.tallies" not in points
    assert pins(stage, "1") == 1


def test_why_comes_out_the_same_with_what_was_counted_and_what_was_out() -> None:
    stage = stage_with(pins=1)
    for order_id in ("1", "2"):
        buy(stage, order_id)
        stage.look(order_id, FIRST_TWO)
    for order_id in ("1", "2"):
        told = why(order_key(order_id), None, desk=stage.desk, settings_of=lambda _: FIRST_TWO)
        assert told.decisions
        assert told.replayed, [one.differs for one in told.decisions]
    assert (verdicts(stage, "1"), verdicts(stage, "2")) == ([""], ["stock"])


# --- Out of stock ---------------------------------------------------------------------------------


def test_eb52_an_order_goes_without_a_gift_that_is_out() -> None:
    stage = stage_with(pins=0)
    buy(stage, "1")
    stage.look("1", shop())
    assert stage.states() == {"11": LineState.READY}
    assert (pins(stage, "1"), codes(stage), verdicts(stage)) == (0, [], ["stock"])
    (told,) = [one.event for one in stage.desk.events if one.event.kind == "lines_reserved"]
    assert told.facts["left_out"] == "PIN"


def test_an_order_waits_for_a_gift_that_must_not_be_missing() -> None:
    stage = stage_with(pins=0)
    buy(stage, "1")
    waiting = shop(AddGift(sku="PIN", if_out="hold"))
    stage.look("1", waiting)
    assert (codes(stage), stage.line("11").state) == (["STOCK_SHORT"], LineState.NEW)
    stage.stock_in(1, "PIN")
    stage.later()
    stage.look("1", waiting)
    assert (codes(stage), pins(stage, "1")) == ([], 1)


def test_what_was_out_stays_left_out_while_the_order_waits_for_its_wave() -> None:
    stage = stage_with(pins=0)
    buy(stage, "1")
    stage.look("1", shop())
    before = len(stage.desk.events)
    stage.stock_in(5, "PIN")
    stage.later()
    stage.look("1", shop())
    assert len(stage.desk.events) == before
    assert stage.states() == {"11": LineState.READY}


def test_an_order_that_begins_again_is_given_what_has_come_in() -> None:
    stage = stage_with(pins=0)
    buy(stage, "1")
    stage.look("1", shop())
    stage.stock_in(5, "PIN")
    stage.refund("11")
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    stage.look("1", shop())
    assert (pins(stage, "1"), verdicts(stage)) == (1, [""])


def test_the_last_gift_goes_to_one_and_the_other_goes_without() -> None:
    stage = stage_with(pins=1)
    for order_id in ("1", "2"):
        buy(stage, order_id)
    passed: list[str] = []

    def rival(point: str) -> None:
        if point == "before desk.commit" and not passed:
            passed.append(point)
            reserve_stock(order_key("2"), deciding=stage.deciding(shop()), now=stage.now)

    stage.desk.gate = rival
    reserved = reserve_stock(order_key("1"), deciding=stage.deciding(shop()), now=stage.now)
    assert reserved.outcome == "reserved"
    assert (pins(stage, "1"), pins(stage, "2")) == (0, 1)
    assert verdicts(stage, "1") == ["stock"]


def test_a_gift_of_what_is_sold_leaves_the_goods_to_their_buyer() -> None:
    stage = stage_with(pins=0, cups=1)
    buy(stage, "1")
    stage.look("1", shop(AddGift(sku="CUP")))
    assert stage.states() == {"11": LineState.READY}
    assert stage.desk.stock(["CUP"])["CUP"].reserved == 1


def test_nobody_gives_way_for_a_gift() -> None:
    stage = stage_with(pins=1)
    buy(stage, "1", "PIN")  # Somebody has bought the last one.
    stage.look("1", SETTINGS.but(skus=SKUS))
    buy(stage, "2")
    stage.platform.change_order("2", stage.now, deadline=stage.now)
    stage.take(stage.hint("2"))
    stage.look("2", shop())
    assert codes(stage) == []
    assert verdicts(stage, "2") == ["stock"]


def test_goods_that_are_short_still_hold_whatever_becomes_of_the_gift() -> None:
    stage = stage_with(pins=0, cups=0)
    buy(stage, "1")
    stage.look("1", shop())
    assert codes(stage) == ["STOCK_SHORT"]
    (hold,) = stage.desk.order_file(order_key("1")).holds.open
    assert "'CUP'" in hold.finding.evidence
    assert hold.finding.line_ids == ()


# --- Short orders go on by themselves -------------------------------------------------------------


def recheck(stage: Stage, settings: Settings) -> list[str]:
    started = Started()
    recheck_held(stage.deciding(settings), started, stage.now)
    for order in started.orders:
        stage.look(order.rsplit(":", 1)[-1], settings)
    return started.orders


def test_eb51_a_short_order_goes_on_when_goods_come_in_though_its_gift_is_still_out() -> None:
    stage = stage_with(pins=0, cups=0)
    buy(stage, "1")
    stage.look("1", shop())
    assert recheck(stage, shop()) == []
    stage.stock_in(1)
    stage.later()
    assert recheck(stage, shop()) == [str(order_key("1"))]
    assert (codes(stage), stage.states(), verdicts(stage)) == (
        [],
        {"11": LineState.READY},
        ["stock"],
    )


def test_eb51_an_order_that_a_person_marked_short_stays() -> None:
    stage = stage_with(pins=0)
    buy(stage, "1")
    by_hand = Finding(
        code="HELD_BY_HAND", severity=Severity.ASK, evidence="短缺", fix="-", ends=Ends.PERSON
    )
    hold_order(order_key("1"), [by_hand], deciding=stage.deciding(shop()), now=stage.now)
    stage.stock_in(9, "PIN")
    stage.later()
    assert recheck(stage, shop()) == []
    assert codes(stage) == ["HELD_BY_HAND"]
    checked = check_order(order_key("1"), deciding=stage.deciding(shop()), now=stage.now)
    assert checked.outcome == "hold"


# --- The gift follows what earned it --------------------------------------------------------------


class Every(Started):
    """Notes the orders, and starts stops for nobody."""

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        """Note it, once by name."""
        if machine == "order":
            super().start(machine, name, payload)


def follow(stage: Stage, settings: Settings) -> list[str]:
    """Do what the events of the desk start; return which orders were worked on."""
    started = Every()
    followers = Followers(
        stage.desk,
        started,
        started,
        MemoryQueue(),
        stage.notices,
        settings,
        MemoryCases(stage.desk),
        lambda: stage.now,
    )
    for one in list(stage.desk.events):
        followers.follow(one.event.kind, one.event.facts, one.key)
    return started.orders


@pytest.mark.parametrize("ends", ["refund", "withdrawn"])
def test_eb15_a_part_refund_takes_the_gift_of_the_whole_back_while_it_waits(ends: str) -> None:
    stage = stage_with(pins=5)
    settings = shop(when="order.units >= 2")
    buy(stage, "1", "CUP", "MUG")
    stage.look("1", settings)
    assert pins(stage, "1") == 1
    stage.desk.events.clear()
    stage.refund("12")
    assert follow(stage, settings) == [str(order_key("1"))]
    stage.look("1", settings)
    assert (pins(stage, "1"), verdicts(stage)) == (0, ["after_sale"])
    assert stage.line("11").state is LineState.READY
    assert stage.desk.stock(["PIN"])["PIN"].reserved == 0
    if ends == "withdrawn":
        stage.later()
        stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
        stage.take(stage.hint("1", "77"))
        stage.look("1", settings)
        assert (pins(stage, "1"), verdicts(stage)) == (1, [""])


def with_platform_gift(stage: Stage) -> None:
    """A cup, and a mug that the platform gives for it."""
    cup = make_line("11", sku="CUP")
    gift = make_line("12", sku="MUG", is_gift=True, gift_of=("11",), paid_minor=0)
    stage.place("CUP", "MUG", lines=(cup, gift), paid_minor=cup.paid_minor)
    stage.take(stage.hint())
    stage.look()


def test_eb54_a_waiting_gift_of_the_platform_goes_back_with_its_line_and_comes_again() -> None:
    stage = stage_with(pins=0)
    with_platform_gift(stage)
    assert set(stage.states().values()) == {LineState.READY}
    stage.desk.events.clear()
    stage.refund("11")
    assert follow(stage, SETTINGS) == [str(order_key("1"))]
    stage.look()
    assert stage.states() == {"11": LineState.NEW, "12": LineState.NEW}
    stage.later()
    stage.look()
    assert stage.line("12").state is LineState.NEW  # And it stays.
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    stage.look()
    assert set(stage.states().values()) == {LineState.READY}


def test_pn33_eb54_a_refund_takes_the_lines_own_gift_with_it() -> None:
    stage = stage_with(pins=5)
    buy(stage, "1")
    stage.look("1", shop())
    stage.refund("11")
    assert stage.line("11").state is LineState.NEW
    assert stage.desk.stock(["PIN"])["PIN"].reserved == 0


# --- A conflict of a tally alone ------------------------------------------------------------------


def test_a_tally_that_moved_after_it_was_read_is_decided_anew() -> None:
    stage = stage_with(pins=9)
    buy(stage, "1")
    name = f"gift:pin:{stage.now:%Y-%m-%d}:PIN"
    moved: list[str] = []

    def others(point: str) -> None:
        if point == "before desk.commit" and not moved:
            moved.append(point)
            taken = Tally(name=name, counts={"doubtless": 1, "others-too": 1})
            stage.desk.commit(Change(puts=(taken,)))

    stage.desk.gate = others
    reserved: Reserved = reserve_stock(
        order_key("1"), deciding=stage.deciding(FIRST_TWO), now=stage.now
    )
    assert reserved.outcome == "reserved"
    assert (pins(stage, "1"), verdicts(stage)) == (0, ["first_per_day"])
    with pytest.raises(VersionConflict):
        stage.desk.commit(Change(puts=(Tally(name=name),)))


@pytest.mark.parametrize("written", [False, True])
def test_eb54_a_promised_gift_of_the_platform_is_asked_back_with_its_line(written: bool) -> None:
    stage = stage_with(pins=0)
    with_platform_gift(stage)
    stage.plan()
    stage.claim()
    if written:
        stage.write()
    assert stage.line("12").state is LineState.CLAIMED
    stage.desk.events.clear()
    stage.refund("11")
    assert follow(stage, SETTINGS) == [str(order_key("1"))]
    stage.look()
    asked = [stop.lines for stop in stage.desk.all(Stop)]
    lines = {line.key.line_id for some in asked for line in some}
    if written:
        assert stage.line("12").state is LineState.STOPPING
        assert lines == {"11", "12"}
    else:
        assert stage.line("12").state is LineState.NEW
    assert stage.line("12").fence.cases == ()  # No refund names it: its goods may go again.
