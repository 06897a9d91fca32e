"""What stands on the sheets beside the Ship sheet, from the first claim to the last answer."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.bills import BillDay, BillEntry, EntryKind
from hedan.domain.parcels import Doubt, NumberDoubt, Parcel, ParcelState
from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.stops import Stop, StopAnswer, StopCause
from hedan.ports import Change
from hedan.usecases.stops.answer_stop import answer_stop
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.supplier_page.supplier_files import file_to_download
from hedan.usecases.waves.take_out import take_out
from hedan.usecases.workbooks.gather_news import NEWS_DAYS
from hedan.workbooks.other_columns import OTHER_COLUMNS, OtherField, SheetKind
from hedan.workbooks.other_sheet import FIRST_ROW
from hedan.workbooks.other_texts import other_sheet
from tests.usecases.stage import SUPPLIER, TRACKING, WAVE
from tests.usecases.wave_stage import NUMBER, WaveStage

type Rows = list[dict[OtherField, str]]


def sent() -> WaveStage:
    """Two orders are in a workbook; nobody has downloaded it yet."""
    stage = WaveStage()
    stage.orders("1", "2")
    stage.send(WAVE)
    return stage


def refunded() -> WaveStage:
    """The first of them is refunded after the export."""
    stage = sent()
    download(stage)
    stage.refund("11")
    return stage


def download(stage: WaveStage, number: str = NUMBER) -> bytes:
    """The supplier presses the button and gets a file."""
    found = file_to_download(
        SUPPLIER,
        "workbooks",
        number,
        desk=stage.desk,
        archive=stage.archive,
        settings=stage.settings,
        now=stage.now,
    )
    assert isinstance(found, tuple)
    return stage.archive.get(found[0])


def rows_in(data: bytes, kind: SheetKind) -> Rows:
    """Return what the cells of a sheet say, by column."""
    sheet = load_workbook(io.BytesIO(data))[other_sheet(kind, "zh")]
    assert isinstance(sheet, Worksheet)
    fields = [column.field for column in OTHER_COLUMNS[kind]]
    return [
        dict(zip(fields, (str(cell or "") for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=FIRST_ROW, values_only=True)
    ]


def said(stage: WaveStage, kind: SheetKind, number: str = NUMBER) -> Rows:
    """Return a sheet of a workbook as it is downloaded now."""
    return rows_in(download(stage, number), kind)


def answer(stage: WaveStage, given: StopAnswer) -> Stop:
    stop = stage.stop()
    return answer_stop(SUPPLIER, stop.stop_id, given, "page", desk=stage.desk, now=stage.now)


def test_without_news_every_sheet_says_so_in_one_row() -> None:
    data = download(sent())
    for kind in SheetKind:
        (row,) = rows_in(data, kind)
        assert sorted(filter(None, row.values())) == ["没有"]


def test_pn49_an_order_refunded_after_the_export_stands_on_the_stop_sheet() -> None:
    stage = refunded()
    (row,) = said(stage, SheetKind.STOP)
    stop = stage.stop()
    assert row[OtherField.WORKBOOK] == NUMBER
    assert row[OtherField.ROWS].isdigit()
    assert (row[OtherField.PARCEL], row[OtherField.ORDER]) == (stop.parcel_id, "1")
    assert "× 1" in row[OtherField.GOODS]
    assert row[OtherField.WHY] == "买家申请退款"
    assert row[OtherField.STOP_ANSWER] == ""
    assert row[OtherField.KEY].startswith(f"{stop.stop_id}~")


def test_eb41_the_supplier_hears_of_an_address_change_and_where_the_goods_go() -> None:
    stage = sent()
    download(stage)
    parcel = next(one for one in stage.desk.all(Parcel) if one.orders[0].order_id == "1")
    keys = [line.key for line in parcel.lines]
    take_out(parcel.parcel_id, keys, StopCause.ADDRESS, desk=stage.desk, now=stage.now)
    (row,) = said(stage, SheetKind.STOP)
    assert row[OtherField.WHY] == "买家改了收货地址"
    stage.later()
    answer(stage, StopAnswer.STOPPED)
    (waits,) = said(stage, SheetKind.CHANGED)
    assert "等新的安排" in waits[OtherField.TO_DO]
    stage.ready("1")
    stage.send("wave-2")
    (again,) = said(stage, SheetKind.CHANGED)
    assert f"{SUPPLIER}-000002" in again[OtherField.TO_DO]
    (over,) = said(stage, SheetKind.STOP)
    assert (over[OtherField.STOP_ANSWER], over[OtherField.KEY]) == ("已截停", "")


def test_goods_that_somebody_else_ships_now_are_not_named_with_him() -> None:
    stage = sent()
    download(stage)
    parcel = next(one for one in stage.desk.all(Parcel) if one.orders[0].order_id == "1")
    keys = [line.key for line in parcel.lines]
    take_out(parcel.parcel_id, keys, StopCause.REROUTED, desk=stage.desk, now=stage.now)
    answer(stage, StopAnswer.STOPPED)
    stage.ready("1")
    stage.send("wave-2")
    moved = next(one for one in stage.desk.all(Parcel) if one.wave_id == "wave-2")
    stage.desk.commit(Change(puts=(moved.but(supplier="factory-b"),)))
    stage.later()
    (row,) = said(stage, SheetKind.CHANGED)
    assert "由别处发货" in row[OtherField.TO_DO]
    assert "factory-b" not in "".join(row.values())
    assert moved.parcel_id not in "".join(row.values())


def test_a_refund_that_was_stopped_stays_with_the_supplier() -> None:
    stage = refunded()
    answer(stage, StopAnswer.STOPPED)
    (row,) = said(stage, SheetKind.CHANGED)
    assert "货留在库里" in row[OtherField.TO_DO]
    assert row[OtherField.KEY] == ""


def test_a_printed_label_is_no_answer_and_the_words_say_so() -> None:
    stage = refunded()
    answer(stage, StopAnswer.LABEL_PRINTED)
    (row,) = said(stage, SheetKind.STOP)
    assert "面单已打" in row[OtherField.TO_DO]
    assert row[OtherField.KEY]


def test_eb41_a_lifted_stop_asks_whether_it_was_seen() -> None:
    stage = refunded()
    stage.later()
    stage.platform.change_after_sale("77", AfterSaleStatus.CLOSED, stage.now)
    stage.take(stage.hint("1", "77"))
    data = download(stage)
    (row,) = rows_in(data, SheetKind.CHANGED)
    assert row[OtherField.CHANGE] == "截停取消，照常发出"
    assert row[OtherField.KEY].startswith(stage.stop().stop_id)
    (stopped,) = rows_in(data, SheetKind.STOP)
    assert (stopped[OtherField.TO_DO], stopped[OtherField.KEY]) == ("截停已取消，见“变更”", "")
    see_withdrawal(SUPPLIER, stage.stop().stop_id, "page", desk=stage.desk, now=stage.now)
    (seen,) = said(stage, SheetKind.CHANGED)
    assert (seen[OtherField.SEEN], seen[OtherField.KEY]) == ("知道了", "")


def test_pn50_a_recalled_workbook_is_void_on_the_next_one() -> None:
    stage = sent()
    stage.recall()
    stage.take_back()
    stage.orders("3")
    stage.send("wave-2")
    (row,) = said(stage, SheetKind.CHANGED, f"{SUPPLIER}-000002")
    assert (row[OtherField.CHANGE], row[OtherField.WORKBOOK]) == ("整份交接表作废", NUMBER)


def test_a_number_in_question_is_to_be_checked_where_it_was_written() -> None:
    stage = sent()
    parcel = next(iter(stage.desk.all(Parcel)))
    doubt = NumberDoubt(code=Doubt.USED_BEFORE, evidence="P0")
    held = parcel.but(state=ParcelState.HELD, tracking=TRACKING, doubts=(doubt,))
    stage.desk.commit(Change(puts=(held,)))
    (row,) = said(stage, SheetKind.CHANGED)
    assert TRACKING.number in row[OtherField.CHANGE]
    assert row[OtherField.ROWS].isdigit()
    assert "别的包裹用过" in row[OtherField.TO_DO]


def back(stage: WaveStage, state: ReturnState = ReturnState.EXPECTED) -> SupplierReturn:
    line = next(iter(stage.desk.all(Parcel))).lines[0]
    return SupplierReturn(
        return_id=f"B{state}",
        cause=ReturnCause.TOO_LATE,
        supplier=SUPPLIER,
        store=line.key.order.store,
        order=line.key.order,
        parcel_id="P1",
        workbook=NUMBER,
        goods=(ReturnedGoods(key=line.key, sku="CUP", name="杯", quantity=2),),
        expected_since=stage.now,
        state=state,
        settled_at=None if state is ReturnState.EXPECTED else stage.now,
    )


def test_goods_that_come_back_are_asked_for_until_they_are_settled() -> None:
    stage = sent()
    expected, received = back(stage), back(stage, ReturnState.RECEIVED)
    stage.desk.commit(Change(puts=(expected, received)))
    asked, over = said(stage, SheetKind.RETURNS)
    assert asked[OtherField.KEY].startswith(expected.return_id)
    assert (asked[OtherField.GOODS], asked[OtherField.QUANTITY]) == ("杯 × 2", "2")
    assert (over[OtherField.RECEIVED], over[OtherField.KEY]) == ("已收到", "")


def test_b16_the_closed_days_of_the_account_stand_on_the_bill_sheet() -> None:
    stage = sent()
    today = stage.now.date()
    entry = BillEntry(
        kind=EntryKind.SHIPPED,
        parcel_id="P1",
        sku="CUP",
        quantity=2,
        unit_minor=125,
        amount_minor=250,
    )
    key = f"bills/{SUPPLIER}/x.json"
    stage.archive.put(key, f"[{entry.model_dump_json()}]".encode(), "application/json")
    day = BillDay(
        supplier=SUPPLIER,
        day=today,
        closed_at=stage.now,
        entries_key=key,
        entry_count=1,
        amount_minor=250,
        differences=1,
    )
    stage.desk.commit(Change(puts=(day,)))
    total, of_day, shipped = said(stage, SheetKind.BILL)
    assert total[OtherField.AMOUNT] == of_day[OtherField.AMOUNT] == "2.50"
    assert of_day[OtherField.REMARK] == "有出入 1 条"
    assert (shipped[OtherField.UNIT], shipped[OtherField.SKU]) == ("1.25", "CUP")
    assert date.fromisoformat(shipped[OtherField.DAY]) == today


@pytest.mark.parametrize(("days", "shown"), [(NEWS_DAYS - 1, True), (NEWS_DAYS + 1, False)])
def test_what_ended_stays_as_long_as_paper_does(days: int, shown: bool) -> None:
    stage = refunded()
    answer(stage, StopAnswer.STOPPED)
    stage.now += timedelta(days=days)
    (row,) = said(stage, SheetKind.STOP)
    assert (row[OtherField.PARCEL] != "") is shown


def test_a_long_pause_between_workbooks_hides_nothing() -> None:
    stage = refunded()
    stage.send("wave-2")  # Nothing waits: no file.
    answer(stage, StopAnswer.STOPPED)
    stage.now += timedelta(days=30)
    stage.orders("3")
    stage.send("wave-3")
    (row,) = said(stage, SheetKind.STOP, stage.desk.workbooks(SUPPLIER, 1)[0].number)
    assert row[OtherField.ORDER] == "1"
