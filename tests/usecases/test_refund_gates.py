"""One refund and every gate behind it: lists, files, numbers, deadlines, gifts, whoever packs."""

import pytest

from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.base import LineKey
from hedan.domain.events import Event, EventKind
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.stops import StopAnswer
from hedan.errors import FenceClosed
from hedan.ports import Change
from hedan.usecases.numbers.number_parcel import Numbering
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.workbooks.manifest import load_manifest
from tests.domain.builders import line_key, make_line, order_key
from tests.usecases.moments import Moment, bring, stage_at
from tests.usecases.stage import SUPPLIER, Stage
from tests.usecases.test_gifts import buy, shop, stage_with

REFUNDED = line_key("1", "11")
OTHER = {line_key("1", "12"), line_key("2", "21")}


MOMENTS = tuple(moment for moment in Moment if moment is not Moment.UPLOADED)


def at(moment: Moment) -> Stage:
    """Two orders of one buyer; the first has two lines."""
    return stage_at(moment, ("CUP", "MUG"), ("CUP",))


def sent(stage: Stage) -> set[LineKey]:
    """Return the lines of which the platform was told a number."""
    lines = (line for shipment in stage.platform.calls for line in shipment.lines)
    return {LineKey(order=line.order, line_id=line.line_id) for line in lines}


def withdraw(stage: Stage) -> None:
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.value)
def test_eb37_pn29_a_refunded_line_leaves_every_list_and_no_gate_lets_it_through(
    moment: Moment,
) -> None:
    stage = at(moment)
    stage.refund("11")
    assert REFUNDED not in stage.desk.ready_lines(SUPPLIER)
    bring(stage, Moment.UPLOADED, since=moment)
    assert REFUNDED not in stage.desk.ready_lines(SUPPLIER)
    assert stage.plan("wave-2").parcels == ()
    assert sent(stage) == OTHER
    file = stage.desk.workbook(SUPPLIER, "factory-a-000001")
    assert file is not None
    rows = {row.line for row in load_manifest(stage.archive, file).rows}
    had_a_row = moment in (Moment.WRITTEN, Moment.NUMBERED)
    assert rows == OTHER | ({REFUNDED} if had_a_row else set())
    if had_a_row:  # Then its supplier is asked.
        assert [line.key for line in stage.stop().lines] == [REFUNDED]
    assert stage.line("11").state not in (LineState.CLAIMED, LineState.SHIPPED)


def test_pn29_the_write_refuses_what_a_list_of_yesterday_still_has() -> None:
    stage = at(Moment.READY)
    before = stage.line("11")
    stage.refund("11")
    now = stage.line("11")
    stale = before.move(LineState.CLAIMED).but(parcel_id="P1", version=now.version)
    told = Event(kind=EventKind.LINES_CLAIMED, at=stage.now, facts={})
    with pytest.raises(FenceClosed):
        stage.desk.commit(Change(puts=(stale,), was=(now,), events=((stale, told),)))


@pytest.mark.parametrize("moment", MOMENTS[:-1], ids=lambda moment: moment.value)
def test_pn32_a_withdrawn_refund_frees_the_order_with_its_deadline(
    moment: Moment,
) -> None:
    stage = at(moment)
    deadline = make_line().deadline
    stage.refund("11")
    withdraw(stage)
    assert stage.line("11").may_ship
    lifted = [one.event for one in stage.desk.events if one.event.kind is EventKind.FENCE_LIFTED]
    assert [one.facts["order"] for one in lifted] == [str(order_key("1"))]  # It starts the work.
    if moment is Moment.PLACED:
        stage.take(stage.hint("1"), stage.hint("2"))
        stage.look("2")
    stage.look("1")
    line = stage.line("11")
    assert line.deadline == deadline
    assert not stage.desk.order_file(order_key("1")).holds.open
    if moment is Moment.WRITTEN:
        assert line.state is LineState.CLAIMED  # Its row stands: it ships as planned.
        assert stage.number()[REFUNDED] is Numbering.ACCEPTED
    else:
        if line.state is LineState.CLAIMED:
            stage.write()
        else:
            assert REFUNDED in stage.desk.ready_lines(SUPPLIER)
            stage.wave("wave-2")
        assert stage.line("11").state is LineState.CLAIMED


def test_pn33_goods_gift_and_fence_go_back_in_one_change(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = stage_with(pins=5)
    buy(stage, "1", "CUP", "MUG")
    stage.look("1", shop())
    assert stage.desk.stock(["PIN"])["PIN"].reserved > 0
    changes: list[Change] = []
    commit = stage.desk.commit

    def seen(change: Change) -> None:
        changes.append(change)
        commit(change)

    monkeypatch.setattr(stage.desk, "commit", seen)
    stage.refund("11")
    (change,) = [one for one in changes if any(isinstance(put, LineWork) for put in one.puts)]
    assert {type(put) for put in change.puts} == {AfterSale, LineWork}
    assert {move.sku for move in change.stock} == {"CUP", "PIN"}
    assert all(move.reserved < 0 for move in change.stock)


@pytest.mark.parametrize("said", [StopAnswer.STOPPED, StopAnswer.GONE])
def test_pn26_who_printed_the_label_is_asked_on_and_no_number_goes_up(said: StopAnswer) -> None:
    """The packer has heard; the platform is told nothing until the goods are accounted for."""
    stage = at(Moment.NUMBERED)
    stage.refund("11")
    stop = stage.stop()
    for answer in (StopAnswer.LABEL_PRINTED, said):
        answer_stop(SUPPLIER, stop.stop_id, answer, "link", desk=stage.desk, now=stage.now)
        stage.upload()
        assert sent(stage) == OTHER
        stage.later()
    assert stage.stop().label_printed_at is not None
    assert stage.stop().answer is said
