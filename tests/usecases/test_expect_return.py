"""Goods that come back: expected when agreed or too late, settled once, void when withdrawn."""

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.parcels import Parcel
from hedan.domain.returns import ReturnCause, ReturnState, SupplierReturn
from hedan.domain.stops import StopAnswer
from hedan.usecases.accounts.settle_return import settle_return
from tests.fakes.gates import open_gate
from tests.usecases.bill_stage import BillStage
from tests.usecases.stage import SUPPLIER, survives


def sent(*skus: str) -> tuple[BillStage, Parcel]:
    """A parcel is on its way to its buyer."""
    stage = BillStage()
    parcel = stage.sell(*(skus or ("CUP", "MUG")))
    stage.ship(parcel.parcel_id)
    return stage, parcel


def agreed(kind: AfterSaleKind = AfterSaleKind.RETURN) -> tuple[BillStage, Parcel, str]:
    stage, parcel = sent()
    case = stage.ask_back(parcel.lines[0], kind)
    stage.follow()
    assert stage.expected() == []  # Nobody has agreed yet.
    stage.goes_on(case, parcel.lines[0], AfterSaleStatus.AGREED)
    return stage, parcel, case


def only(stage: BillStage) -> SupplierReturn:
    (back,) = stage.desk.all(SupplierReturn)
    return back


@pytest.mark.parametrize("kind", [AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE])
def test_an_agreed_return_is_expected_at_who_shipped_it(kind: AfterSaleKind) -> None:
    stage, parcel, case = agreed(kind)
    back = only(stage)
    assert (back.cause, back.state) == (ReturnCause.AFTER_SALE, ReturnState.EXPECTED)
    assert (back.supplier, back.parcel_id, back.workbook) == (
        SUPPLIER,
        parcel.parcel_id,
        parcel.workbook,
    )
    assert back.after_sale_id == case
    line = parcel.lines[0]
    assert [(one.key, one.sku, one.quantity) for one in back.goods] == [
        (line.key, line.sku, line.quantity)
    ]
    assert stage.events().count("return_expected") == 1


def test_following_again_expects_nothing_twice() -> None:
    stage, _, _ = agreed()
    stage.followed = 0
    stage.follow()
    assert stage.events().count("return_expected") == 1


def test_no_unit_comes_back_for_two_cases() -> None:
    stage, parcel, _ = agreed()
    again = stage.ask_back(parcel.lines[0], AfterSaleKind.EXCHANGE)
    stage.goes_on(again, parcel.lines[0], AfterSaleStatus.AGREED)
    assert only(stage).after_sale_id != again


def test_what_is_void_may_come_back_for_another_case() -> None:
    stage, parcel, case = agreed()
    stage.goes_on(case, parcel.lines[0], AfterSaleStatus.CLOSED)
    again = stage.ask_back(parcel.lines[0], AfterSaleKind.RETURN)
    stage.goes_on(again, parcel.lines[0], AfterSaleStatus.AGREED)
    (back,) = stage.expected()
    assert back.after_sale_id == again


def test_money_back_without_the_goods_expects_nothing() -> None:
    stage, parcel = sent()
    case = stage.ask_back(parcel.lines[0], AfterSaleKind.REFUND_ONLY)
    stage.goes_on(case, parcel.lines[0], AfterSaleStatus.AGREED)
    assert list(stage.desk.all(SupplierReturn)) == []


def test_a_return_of_what_never_left_expects_nothing() -> None:
    stage = BillStage()
    parcel = stage.sell("CUP", "MUG")
    case = stage.ask_back(parcel.lines[0], AfterSaleKind.RETURN)
    stage.goes_on(case, parcel.lines[0], AfterSaleStatus.AGREED)
    assert list(stage.desk.all(SupplierReturn)) == []


@pytest.mark.parametrize("end", [AfterSaleStatus.CLOSED, AfterSaleStatus.REFUSED])
def test_a_withdrawn_return_is_void(end: AfterSaleStatus) -> None:
    stage, parcel, case = agreed()
    stage.goes_on(case, parcel.lines[0], end)
    assert only(stage).state is ReturnState.VOID
    assert stage.events()[-1] == "return_settled"


def test_what_was_received_stays_so_whatever_the_buyer_says_then() -> None:
    stage, parcel, case = agreed()
    stage.receive(only(stage))
    stage.goes_on(case, parcel.lines[0], AfterSaleStatus.CLOSED)
    assert only(stage).state is ReturnState.RECEIVED


def gone() -> BillStage:
    """A stop was answered too late, with the refund standing."""
    stage = BillStage()
    parcel = stage.sell("CUP", "MUG")
    stage.answer(stage.stop_of(stage.ask_back(parcel.lines[0])), StopAnswer.GONE)
    return stage


def test_what_left_against_a_refund_is_expected_in_the_answers_transaction() -> None:
    stage = gone()
    back = only(stage)
    assert (back.cause, back.stop_id != "") == (ReturnCause.TOO_LATE, True)
    assert back.expected_since == stage.now
    told = [stored.event for stored in stage.desk.events if stored.event.at == stage.now]
    assert {"stop_answered", "return_expected"} <= {event.kind.value for event in told}


def test_what_left_and_may_leave_after_all_is_expected_no_more() -> None:
    stage = gone()
    back = only(stage)
    order_id = back.order.order_id
    stage.later()
    stage.platform.change_after_sale(back.after_sale_id, AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint(order_id, back.after_sale_id))
    stage.follow()
    assert only(stage).state is ReturnState.VOID


def test_what_stayed_is_not_expected() -> None:
    stage = BillStage()
    parcel = stage.sell("CUP", "MUG")
    stage.answer(stage.stop_of(stage.ask_back(parcel.lines[0])), StopAnswer.STOPPED)
    assert list(stage.desk.all(SupplierReturn)) == []


def settle(stage: BillStage, state: ReturnState = ReturnState.RECEIVED) -> SupplierReturn:
    name = only(stage).return_id
    return settle_return(SUPPLIER, name, state, "开过封", "page", desk=stage.desk, now=stage.now)


def test_the_first_word_stands() -> None:
    stage, _, _ = agreed()
    first = settle(stage)
    assert (first.state, first.condition, first.settled_by) == (
        ReturnState.RECEIVED,
        "开过封",
        "page",
    )
    stage.later()
    assert settle(stage, ReturnState.LOST) == first == only(stage)
    assert stage.events().count("return_settled") == 1


def test_what_came_back_is_not_put_on_hand_by_itself() -> None:
    stage, _, _ = agreed()
    before = stage.desk.stock(["CUP"])
    settle(stage)
    assert stage.desk.stock(["CUP"]) == before


def test_another_suppliers_return_cannot_be_settled() -> None:
    stage, _, _ = agreed()
    with pytest.raises(KeyError):
        settle_return(
            "factory-b",
            only(stage).return_id,
            ReturnState.LOST,
            "",
            "page",
            desk=stage.desk,
            now=stage.now,
        )
    with pytest.raises(ValueError, match="expected"):
        settle(stage, ReturnState.EXPECTED)


def test_settling_and_following_survive_their_death() -> None:
    def made() -> BillStage:
        stage, parcel = sent()
        case = stage.ask_back(parcel.lines[0], AfterSaleKind.RETURN)
        stage.platform.change_after_sale(case, AfterSaleStatus.AGREED, stage.now)
        stage.later()
        stage.take(stage.hint(parcel.lines[0].key.order.order_id, case))
        stage.gate_all(open_gate)
        return stage

    def act(stage: BillStage) -> None:
        stage.followed = 0
        stage.follow()
        settle(stage)

    assert survives(made, act) > 3  # type: ignore[arg-type]
