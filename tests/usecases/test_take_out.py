"""A member leaves its parcel: at every stage before hand-over, and the others stay as they are."""

from collections.abc import Sequence

import pytest

from hedan.domain.base import LineKey
from hedan.domain.edits import EditField
from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OrderStatus
from hedan.domain.packing import PackingRules, packed
from hedan.domain.parcels import Parcel, ParcelLine, ParcelState
from hedan.domain.stops import Stop, StopAnswer, StopCause
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Change
from hedan.settings.packing import InsertSettings
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.numbers.number_parcel import Numbering
from hedan.usecases.orders.edit_order import Wish, edit_order
from hedan.usecases.orders.hold_by_hand import HeldByHand, hold_by_hand
from hedan.usecases.orders.release_hold import release_hold
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.uploads.upload_tracking import Uploaded
from hedan.usecases.waves.take_out import NOTHING, Taken, take_out
from tests.domain.builders import RECEIVER, line_key, order_key
from tests.domain.seeding import seeded
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import MemoryQueue
from tests.simulation.world import SETTINGS
from tests.usecases.moments import Moment, bring, stage_at
from tests.usecases.stage import SUPPLIER, Stage, survives

ELSEWHERE = RECEIVER.but(address_id="#elsewhere", detail="新****号")
FIRST, SECOND = line_key("1", "11"), line_key("2", "21")


def at(moment: Moment) -> Stage:
    """Two orders of one buyer in one parcel."""
    return stage_at(moment, ("CUP",), ("MUG",))


def out(
    stage: Stage, cause: StopCause = StopCause.RECALLED, keys: Sequence[LineKey] = (FIRST,)
) -> Taken:
    parcel_id = next(iter(stage.desk.all(Parcel))).parcel_id
    return take_out(parcel_id, keys, cause, desk=stage.desk, now=stage.now)


def answer(stage: Stage, said: StopAnswer) -> Stop:
    stop = stage.stop()
    return answer_stop(stop.supplier, stop.stop_id, said, "link", desk=stage.desk, now=stage.now)


def move(stage: Stage) -> None:
    """The buyer of the first order has another address, and we hear of it."""
    stage.later()
    stage.platform.change_order("1", stage.now, receiver=ELSEWHERE)
    stage.take(stage.hint())
    stage.look()


def others(stage: Stage) -> tuple[object, ...]:
    """Everything of the second order, and of the parcel what no line takes with it."""
    parcel = next(one for one in stage.desk.all(Parcel) if SECOND in {x.key for x in one.lines})
    return stage.line("21", "2"), parcel.but(corrections=(), version=0)


def held_for(stage: Stage) -> list[str]:
    """What keeps the first order back."""
    return [hold.finding.code for hold in stage.desk.order_file(order_key("1")).holds.open]


def free(stage: Stage) -> int:
    return stage.desk.stock(["CUP"])["CUP"].free


# --- At every stage -----------------------------------------------------------------------------


def test_eb11_before_the_workbook_a_member_is_free_at_once_and_the_others_stay() -> None:
    stage = at(Moment.CLAIMED)
    before = others(stage)
    assert out(stage) == Taken(released=(FIRST,))
    assert others(stage) == before
    assert stage.line("11").state is LineState.NEW
    assert free(stage) == 9
    (correction,) = stage.parcel().corrections
    assert (correction.cause, correction.lines) == ("recalled", (FIRST,))
    assert not list(stage.desk.all(Stop))


def test_eb32_once_it_is_written_its_supplier_is_asked_first() -> None:
    stage = at(Moment.WRITTEN)
    before = others(stage)
    taken = out(stage, StopCause.SHORT_PICK)
    assert (taken.asked_back, taken.stops) == ((FIRST,), (stage.stop().stop_id,))
    assert stage.line("11").state is LineState.STOPPING
    assert (free(stage), stage.parcel().corrections) == (8, ())
    answer(stage, StopAnswer.STOPPED)
    assert stage.line("11").state is LineState.NEW
    assert (free(stage), stage.parcel().corrections[0].cause) == (9, "short_pick")
    assert others(stage) == before


@pytest.mark.parametrize("moment", [Moment.CLAIMED, Moment.WRITTEN, Moment.NUMBERED])
def test_pn13_taking_it_out_again_changes_nothing(moment: Moment) -> None:
    stage = at(moment)
    out(stage)
    before = stage.end_state()
    assert out(stage) == NOTHING
    assert out(stage, StopCause.HELD) == NOTHING
    assert stage.end_state() == before


def test_a_fenced_line_is_its_refund_s() -> None:
    stage = at(Moment.WRITTEN)
    stage.refund("11")
    assert out(stage) == NOTHING
    assert stage.stop().cause is StopCause.REFUND


@pytest.mark.parametrize("moment", [Moment.CLAIMED, Moment.WRITTEN, Moment.NUMBERED])
def test_taking_out_survives_its_death(moment: Moment) -> None:
    assert survives(lambda: at(moment), out) > 1


@pytest.mark.parametrize("said", list(StopAnswer))
def test_answering_survives_its_death(said: StopAnswer) -> None:
    def asked() -> Stage:
        stage = at(Moment.NUMBERED)
        out(stage)
        return stage

    assert survives(asked, lambda stage: answer(stage, said)) > 1


def test_pn12_who_writes_the_workbook_meanwhile_looks_again() -> None:
    stage = at(Moment.CLAIMED)

    def overtaken(point: str) -> None:
        if point == "before desk.commit":
            stage.desk.gate = lambda _: None
            out(stage)

    stage.desk.gate = overtaken
    stage.write()
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file is not None
    assert (file.state.value, file.row_count) == ("written", 1)


def test_a_line_of_a_workbook_that_is_written_meanwhile_is_asked_for() -> None:
    stage = at(Moment.CLAIMED)

    def overtaken(point: str) -> None:
        if point == "before desk.commit":
            stage.desk.gate = lambda _: None
            stage.write()

    stage.desk.gate = overtaken
    assert out(stage).asked_back == (FIRST,)


def test_a_parcel_that_lost_every_line_ends_and_takes_no_number() -> None:
    stage = at(Moment.WRITTEN)
    parcel = stage.parcel()
    taken = out(stage, StopCause.HELD, (FIRST, SECOND))
    assert len(taken.stops) == 2
    for stop in list(stage.desk.all(Stop)):
        answer_stop(
            SUPPLIER, stop.stop_id, StopAnswer.STOPPED, "link", desk=stage.desk, now=stage.now
        )
    assert stage.parcel().state is ParcelState.EMPTY
    assert set(stage.number(parcel).values()) == {Numbering.LEFT}
    assert (stage.parcel().state, stage.parcel().tracking) == (ParcelState.EMPTY, None)


def test_pn16_the_number_goes_to_the_rest_only() -> None:
    stage = at(Moment.WRITTEN)
    out(stage)
    assert stage.number() == {FIRST: Numbering.ASKED_BACK, SECOND: Numbering.ACCEPTED}
    assert stage.upload() is Uploaded.SHIPPED
    assert [one.line_id for one in stage.platform.accepted] == ["21"]
    answer(stage, StopAnswer.STOPPED)
    assert stage.number() == {FIRST: Numbering.LEFT, SECOND: Numbering.SAME}
    assert stage.line("11").state is LineState.NEW


@pytest.mark.parametrize("uploaded", [False, True])
def test_what_had_left_follows_under_the_number_of_its_parcel(uploaded: bool) -> None:
    stage = at(Moment.NUMBERED)
    out(stage)
    if uploaded:
        stage.upload()
    answer(stage, StopAnswer.GONE)
    assert stage.parcel().state is ParcelState.NUMBERED
    stage.upload()
    assert sorted(one.line_id for one in stage.platform.accepted) == ["11", "21"]
    holds = stage.desk.order_file(order_key("1")).holds.open
    assert [(hold.finding.code, hold.finding.line_ids) for hold in holds] == [
        ("STOP_TOO_LATE", ("11",))
    ]


# --- What makes it leave ------------------------------------------------------------------------


def test_eb24_another_address_takes_out_exactly_its_lines() -> None:
    stage = at(Moment.CLAIMED)
    before = others(stage)
    move(stage)
    assert others(stage) == before
    work = stage.line("11")
    assert work.state is LineState.READY  # With the new address, by itself.
    stage.write()
    stage.wave("wave-2")
    parcels = {one.lines[0].key: one for one in stage.desk.all(Parcel) if one.wave_id == "wave-2"}
    assert parcels[FIRST].receiver == ELSEWHERE


def test_eb24_a_supplier_who_has_the_old_address_is_told_why() -> None:
    stage = at(Moment.WRITTEN)
    move(stage)
    assert stage.stop().cause is StopCause.ADDRESS
    assert held_for(stage) == ["CHANGED"]
    answer(stage, StopAnswer.GONE)
    stage.look()
    assert sorted(held_for(stage)) == ["CHANGED", "STOP_TOO_LATE"]
    work = stage.line("11")
    assert (work.state, work.left) == (LineState.CLAIMED, True)
    assert len(list(stage.desk.all(Stop))) == 1  # What had left is not asked for again.


def test_eb24_what_stayed_goes_to_the_new_address_without_a_person() -> None:
    stage = at(Moment.WRITTEN)
    move(stage)
    answer(stage, StopAnswer.STOPPED)
    stage.look()
    assert (held_for(stage), stage.line("11").state) == ([], LineState.READY)


def test_pn11_a_cancelled_order_gives_its_stock_back_and_its_company_goes_on() -> None:
    stage = at(Moment.CLAIMED)
    before = others(stage)
    stage.later()
    stage.platform.change_lines("1", stage.now, status=OrderStatus.CANCELLED)
    stage.platform.change_order("1", stage.now, status=OrderStatus.CANCELLED)
    stage.take(stage.hint())
    stage.look()
    assert (stage.line("11").state, free(stage)) == (LineState.NEW, 9)
    assert others(stage) == before
    assert stage.parcel().corrections[0].cause == "cancelled"


def test_eb24_other_goods_are_another_instruction() -> None:
    stage = at(Moment.WRITTEN)
    stage.later()
    stage.platform.change_lines("1", stage.now, quantity=2)
    stage.take(stage.hint())
    stage.look()
    assert stage.stop().cause is StopCause.REROUTED


def reroute(stage: Stage, value: str = "factory-b") -> None:
    wishes = [Wish(field=EditField.SUPPLIER, line_id="11", value=value)]
    edit_order(
        order_key("1"), wishes, "wang", "faster", desk=stage.desk, settings=SETTINGS, now=stage.now
    )
    stage.look()


def test_pn12_a_changed_route_waits_for_the_old_supplier_s_word() -> None:
    stage = at(Moment.WRITTEN)
    reroute(stage)
    assert stage.line("11").state is LineState.STOPPING
    stage.look()
    assert stage.line("11").state is LineState.STOPPING
    answer(stage, StopAnswer.STOPPED)
    stage.look()
    work = stage.line("11")
    assert (work.state, work.supplier) == (LineState.READY, "factory-b")


def test_a_changed_route_that_comes_too_late_leaves_it_where_it_went() -> None:
    stage = at(Moment.WRITTEN)
    reroute(stage)
    answer(stage, StopAnswer.GONE)
    stage.look()
    work = stage.line("11")
    assert (work.state, work.supplier) == (LineState.CLAIMED, "factory-a")


def test_a_line_without_a_newer_wish_stays_where_it_is() -> None:
    stage = at(Moment.WRITTEN)
    before = stage.line("11")
    reroute(stage, "factory-a")
    assert not list(stage.desk.all(Stop))
    assert stage.line("11") == before


def hold(stage: Stage, *, stop_promised: bool) -> HeldByHand:
    held = hold_by_hand(
        order_key("1"),
        "wait",
        "wang",
        stop_promised=stop_promised,
        desk=stage.desk,
        now=stage.now,
    )
    stage.look()
    return held


def test_a_hold_by_hand_stops_what_is_promised_only_when_it_is_asked_to() -> None:
    stage = at(Moment.WRITTEN)
    assert hold(stage, stop_promised=False).promised == ("11",)
    assert stage.line("11").state is LineState.CLAIMED
    hold(stage, stop_promised=True)
    assert stage.stop().cause is StopCause.HELD
    assert stage.line("21", "2").state is LineState.CLAIMED


def test_what_was_held_is_planned_again_when_the_hold_is_over() -> None:
    stage = at(Moment.CLAIMED)
    held = hold(stage, stop_promised=True)
    assert stage.line("11").state is LineState.NEW
    release_hold(order_key("1"), held.open[0].hold_id, "wang", desk=stage.desk, now=stage.now)
    stage.look()
    assert stage.line("11").state is LineState.READY


def test_eb24_what_the_platform_forbids_to_ship_is_taken_out() -> None:
    stage = at(Moment.CLAIMED)
    stage.later()
    stage.platform.change_order("1", stage.now, status=OrderStatus.IN_REVIEW)
    stage.take(stage.hint())
    stage.look()
    assert stage.line("11").state is LineState.NEW
    assert stage.parcel().corrections[0].cause == "held"


# --- Beside a refund ----------------------------------------------------------------------------


def test_eb24_a_refund_beside_another_cause_has_its_own_stop() -> None:
    stage = at(Moment.WRITTEN)
    move(stage)
    stage.refund("11")
    causes = sorted(stop.cause for stop in stage.desk.all(Stop))
    assert causes == [StopCause.ADDRESS, StopCause.REFUND]


def test_pn10_words_of_a_member_that_left_stay_with_the_parcel_they_were_said_to() -> None:
    stage = Stage()
    stage.stock_in(9)
    stage.place("CUP", buyer_remark="轻放")
    stage.place("MUG", order_id="2", buyer_remark="不要响铃")
    bring(stage, Moment.CLAIMED)
    remarks = stage.parcel().remarks
    out(stage)
    assert stage.parcel().remarks == remarks
    assert len(remarks) == 2


def test_the_rest_is_packed_anew_while_nobody_has_heard_of_it() -> None:
    stage = at(Moment.CLAIMED)
    parcel = stage.parcel()
    insert = InsertSettings(code="card", name="贺卡", skus=("CUP",))
    packing = PackingRules(skus={}, inserts=(insert,))
    stage.desk.commit(Change(puts=(packed(parcel, packing),)))
    assert stage.parcel().inserts == ("card",)
    take_out(
        parcel.parcel_id, (FIRST,), StopCause.HELD, desk=stage.desk, now=stage.now, packing=packing
    )
    assert (stage.parcel().parcel_id, stage.parcel().inserts) == (parcel.parcel_id, ())


# --- Many at once, and who hears of it ----------------------------------------------------------


def test_a_parcel_of_many_orders_is_asked_for_in_several_transactions() -> None:
    stage = Stage()
    keys = [line_key(str(number), f"{number}1") for number in range(100, 130)]
    lines = tuple(
        ParcelLine(key=key, sku="MUG", name="杯", spec="", quantity=1, paid_minor=1, is_gift=False)
        for key in keys
    )
    parcel = Parcel(
        parcel_id="P1",
        store="cup-shop",
        supplier=SUPPLIER,
        wave_id="w",
        workbook="factory-a-000001",
        lines=lines,
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=(),
    )
    file = WorkbookFile(
        number="factory-a-000001",
        supplier=SUPPLIER,
        wave_id="w",
        predecessor="",
        opened_at=stage.now,
        state=WorkbookState.WRITTEN,
    )
    stage.desk.commit(Change(puts=(parcel, file)))
    works = [
        LineWork(key=key, state=LineState.RESERVED, supplier=SUPPLIER, parcel_id="P1")
        for key in keys
    ]
    for work in works:
        stage.desk.commit(seeded(work))
        claimed = work.but(state=LineState.CLAIMED, version=1)
        stage.desk.commit(seeded(claimed, desk=stage.desk))
    commits: list[int] = []
    stage.desk.gate = lambda point: commits.append(1) if point == "before desk.commit" else None
    taken = take_out("P1", keys, StopCause.RECALLED, desk=stage.desk, now=stage.now)
    assert sorted(taken.asked_back, key=str) == sorted(keys, key=str)
    assert len(taken.stops) == len(set(taken.stops)) == len(keys)
    assert len(commits) > 1
    assert set(stage.states().values()) == {LineState.STOPPING}


class Started:
    """Keeps what was started."""

    def __init__(self) -> None:
        self.payloads: list[dict[str, object]] = []

    def start(self, machine: str, name: str, payload: dict[str, object]) -> None:
        self.payloads.append({"machine": machine, **payload})

    def wake(self, order: str, at: object) -> None:
        raise AssertionError(f"nobody waits for {order} at {at}")


def followed(stage: Stage, *kinds: EventKind) -> list[dict[str, object]]:
    """Follow all events of these kinds and return what that started."""
    started = Started()
    followers = Followers(
        stage.desk,
        started,
        started,
        MemoryQueue(),
        stage.notices,
        SETTINGS,
        MemoryCases(stage.desk),
        lambda: stage.now,
    )
    for stored in stage.desk.events:
        if stored.event.kind in kinds:
            followers.follow(stored.event.kind, stored.event.facts, stored.key)
    return started.payloads


def test_what_is_free_at_once_is_planned_anew_by_itself() -> None:
    stage = at(Moment.CLAIMED)
    out(stage)
    assert followed(stage, EventKind.LINES_TAKEN_OUT) == [
        {"machine": "order", "order": str(order_key("1"))}
    ]


def test_what_is_asked_back_waits_for_its_answer() -> None:
    stage = at(Moment.WRITTEN)
    out(stage)
    assert followed(stage, EventKind.LINES_TAKEN_OUT) == []
    (told,) = followed(stage, EventKind.STOP_OPENED)
    assert (told["machine"], told["stop"]) == ("stop", stage.stop().stop_id)
    answer(stage, StopAnswer.STOPPED)
    assert len(followed(stage, EventKind.STOP_ANSWERED)) == 1


@pytest.mark.parametrize("stop_promised", [False, True])
def test_a_hold_by_hand_is_looked_at_again_when_it_stops_something(stop_promised: bool) -> None:
    stage = at(Moment.WRITTEN)
    hold_by_hand(
        order_key("1"),
        "wait",
        "wang",
        stop_promised=stop_promised,
        desk=stage.desk,
        now=stage.now,
    )
    assert len(followed(stage, EventKind.ORDER_HELD)) == stop_promised
