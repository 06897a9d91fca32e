"""Goods that shall be sent again and are not: called off, refused, agreed on and short."""

from datetime import timedelta

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.cases import Case
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import StopAnswer, StopCause
from hedan.settings import SupplierSettings
from hedan.usecases.cases.work_case import CaseRefused
from hedan.usecases.replacements.replace import WantedGoods
from hedan.usecases.replacements.standing import Standing
from hedan.usecases.replacements.waiting_again import is_to_be_sent
from hedan.usecases.uploads.upload_tracking import Uploaded
from tests.domain.builders import order_key
from tests.usecases.case_stage import (
    CASE,
    CUP,
    MUG,
    NEW,
    CaseStage,
    TellingPlatform,
    cups,
    standing,
)
from tests.usecases.stage import SUPPLIER, Stage, survives


def asked() -> CaseStage:
    stage = CaseStage()
    stage.replace(MUG)
    return stage


# --- Called off ---------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [AfterSaleStatus.CLOSED, AfterSaleStatus.REFUSED])
def test_what_waits_leaves_with_its_case_and_comes_back_with_it(end: AfterSaleStatus) -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    stage.replace()
    stage.goes_on(end)
    assert (stage.line(NEW).state, cups(stage)) == (LineState.NEW, (4, 0))
    assert standing(stage) is Standing.CALLED_OFF
    assert stage.workflow() == 0
    stage.goes_on(AfterSaleStatus.AGREED)
    assert stage.workflow() == 1
    assert stage.workflow() == 0
    assert (stage.line(NEW).state, cups(stage)) == (LineState.READY, (4, 1))


def test_what_is_promised_is_stopped_like_any_other_refund() -> None:
    stage = CaseStage()
    stage.replace(CUP)
    new = stage.second_wave()
    stage.goes_on(AfterSaleStatus.CLOSED)
    stops = [one for one in stage.desk.stops(SUPPLIER) if one.parcel_id == new.parcel_id]
    assert [(one.cause, one.after_sale_id) for one in stops] == [(StopCause.REFUND, CASE)]
    assert standing(stage) is Standing.ASKED_BACK
    stage.answer(StopAnswer.STOPPED)
    assert stage.states() == {"11": LineState.SHIPPED, NEW: LineState.STOPPED}
    assert cups(stage) == (4, 0)
    assert stage.workflow() == 0


def test_a_refund_of_the_same_goods_stops_what_is_sent_again() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    stage.replace()
    stage.ask(AfterSaleKind.REFUND_ONLY, "78")
    assert (stage.line(NEW).state, stage.line(NEW).may_ship) == (LineState.NEW, False)
    stage.goes_on(AfterSaleStatus.CLOSED, "78")
    assert stage.workflow() == 1


def test_another_exchange_of_the_same_goods_has_a_parcel_of_its_own() -> None:
    stage = asked()
    stage.goes_on(AfterSaleStatus.SUCCEEDED)
    assert stage.line(NEW).may_ship
    stage.ask(AfterSaleKind.EXCHANGE, "78")
    assert stage.line(NEW).may_ship
    stage.replace(CUP, case="78")
    assert list(stage.file.again) == [NEW, "11~78"]


def test_an_exchange_of_goods_that_have_not_left_stops_them_and_sends_nothing() -> None:
    stage = CaseStage(None)
    stage.place("CUP", order_id="2")
    stage.make_ready("2")
    stage.platform.ask_refund(CASE, "2", ["21"], stage.now, AfterSaleKind.EXCHANGE)
    stage.take(stage.hint("2", CASE))
    line = stage.line("21", "2")
    assert (line.state, line.may_ship) == (LineState.NEW, False)


def test_goods_that_stayed_after_all_go_with_the_next_wave() -> None:
    stage = asked()
    stage.later()
    new = stage.second_wave()
    stage.hold("stop")
    assert standing(stage) is Standing.ASKED_BACK
    stage.answer(StopAnswer.STOPPED)
    assert stage.workflow() == 0  # Its order is held.
    stage.release()
    assert stage.workflow() == 1
    again = stage.second_wave("wave-3")
    assert again.parcel_id != new.parcel_id
    assert stage.desk.parcels([new.parcel_id])[new.parcel_id].state is ParcelState.EMPTY
    assert cups(stage) == (4, 0)  # A mug is not counted, and no cup was moved.


# --- Of a complaint -----------------------------------------------------------------------------


def test_what_is_sent_for_a_complaint_can_be_called_off_while_it_waits() -> None:
    stage = CaseStage(None)
    case = stage.complain()
    with pytest.raises(CaseRefused, match="NO_GOODS_NAMED"):
        stage.replace(case=case)
    with pytest.raises(CaseRefused, match="NOT_REPLACED"):
        stage.call_off(case)
    stage.replace(CUP, case=case)
    assert cups(stage) == (4, 1)
    stage.call_off(case)
    assert (standing(stage), cups(stage)) == (Standing.CALLED_OFF, (4, 0))
    before = stage.end_state()
    stage.call_off(case)
    assert stage.end_state() == before
    assert stage.workflow() == 0


def complained_and_promised() -> CaseStage:
    stage = CaseStage(None)
    case = stage.complain()
    stage.replace(CUP, case=case)
    stage.second_wave()
    return stage


def call_off_all(stage: Stage) -> None:
    assert isinstance(stage, CaseStage)
    (case,) = stage.desk.all(Case)
    stage.call_off(case.case_id)


def test_what_a_supplier_has_of_a_complaint_is_stopped_when_it_is_called_off() -> None:
    assert survives(complained_and_promised, call_off_all) >= 6
    stage = complained_and_promised()
    call_off_all(stage)
    (stop,) = stage.desk.stops(SUPPLIER)
    assert (stop.cause, stop.parcel_id) == (StopCause.REFUND, stage.new_parcel().parcel_id)
    stage.answer(StopAnswer.GONE)
    assert [line.state for line in stage.file.again.values()] == [LineState.GONE]
    assert cups(stage) == (3, 0)


def test_what_is_sent_for_a_complaint_is_never_told_to_its_platform() -> None:
    stage = CaseStage(None, tells=True)
    case = stage.complain()
    stage.replace(CUP, case=case)
    stage.number(stage.second_wave())
    assert stage.ship_again() is Uploaded.SHIPPED
    assert isinstance(stage.platform, TellingPlatform)
    assert (stage.platform.told, standing(stage)) == ([], Standing.BY_HAND)
    with pytest.raises(CaseRefused, match="HAS_LEFT"):
        stage.call_off(case)


# --- Agreed on the platform ---------------------------------------------------------------------


def test_a_resend_that_was_agreed_is_sent_by_itself_once() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    assert stage.workflow() == 0
    stage.goes_on(AfterSaleStatus.AGREED)
    assert (stage.workflow(), stage.workflow()) == (1, 0)
    assert stage.replace().replacement == stage.replace(by="Wu/2").replacement
    assert list(stage.file.again) == [NEW]


def test_a_resend_of_an_order_that_nobody_has_told_us_yet_waits_for_it() -> None:
    stage = CaseStage(kind=None)
    stage.place("CUP", order_id="2", status=OrderStatus.SHIPPED)
    stage.platform.change_lines("2", stage.now, status=OrderStatus.SHIPPED)
    stage.platform.ask_refund("78", "2", ["21"], stage.now, AfterSaleKind.RESEND)
    stage.platform.change_after_sale("78", AfterSaleStatus.AGREED, stage.now)
    stage.take(stage.hint("2", "78"))
    known = stage.desk.order_file(order_key("2"))
    assert known.order is None
    assert "78" in known.after_sales
    assert not is_to_be_sent(known)
    stage.take(stage.hint("2"))
    assert is_to_be_sent(stage.desk.order_file(order_key("2")))


def test_an_exchange_that_was_agreed_waits_for_a_person() -> None:
    stage = CaseStage()
    stage.goes_on(AfterSaleStatus.AGREED)
    assert stage.workflow() == 0
    assert not stage.file.again


def test_what_cannot_be_sent_is_held_until_a_person_has_looked() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    stage.count(-4)
    stage.goes_on(AfterSaleStatus.AGREED)
    assert stage.workflow() == 0
    assert [hold.finding.code for hold in stage.file.holds.open] == ["REPLACEMENT_WAITS"]
    assert stage.file.holds.of_order == ()
    stage.count(4)
    stage.later()
    stage.release()
    assert stage.workflow() == 1


def test_who_sends_by_hand_what_was_kept_back_has_looked_at_it() -> None:
    stage = CaseStage(AfterSaleKind.RESEND)
    stage.count(-4)
    stage.goes_on(AfterSaleStatus.AGREED)
    stage.workflow()
    assert stage.file.holds.open
    stage.count(4)
    stage.replace()
    assert stage.file.holds.open == ()
    assert {line.state for line in stage.file.again.values()} == {LineState.READY}
    assert stage.workflow() == 0


# --- Refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goods", "code"),
    [
        (WantedGoods(line_id="99", quantity=1), "NO_SUCH_LINE"),
        (WantedGoods(line_id="11", quantity=2), "MORE_THAN_BOUGHT"),
        (WantedGoods(line_id="11", sku="NONE", quantity=1), "SKU_NOT_KNOWN"),
    ],
)
def test_goods_that_cannot_be_meant_are_refused(goods: WantedGoods, code: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        CaseStage().replace(goods)
    assert refused.value.code == code


def test_money_and_goods_do_not_both_go() -> None:
    stage = CaseStage(AfterSaleKind.REFUND_ONLY)
    with pytest.raises(CaseRefused, match="MONEY_GOES"):
        stage.replace(CUP)
    stage.goes_on(AfterSaleStatus.CLOSED)
    stage.ask(AfterSaleKind.RETURN, "78")
    with pytest.raises(CaseRefused, match="REFUND_OPEN"):
        stage.replace(CUP)
    stage.goes_on(AfterSaleStatus.REFUSED, "78")
    assert stage.replace(CUP).replacement is not None
    stage.goes_on(AfterSaleStatus.SUCCEEDED)  # The buyer was right in the end.
    assert not stage.line(NEW).may_ship


def test_who_sends_it_may_be_somebody_else() -> None:
    stage = CaseStage()
    stage.settings = stage.settings.but(
        suppliers=(*stage.settings.suppliers, SupplierSettings(id="depot", name="仓库"))
    )
    stage.replace(MUG, supplier="depot")
    assert stage.line(NEW).supplier == "depot"
    assert stage.line(NEW).deadline is None
    assert stage.now - stage.file.after_sales[CASE].asked_at < timedelta(minutes=1)
