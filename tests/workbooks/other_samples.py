"""Things that stand on the sheets beside the Ship sheet, and files that have them."""

import io
from collections.abc import Sequence
from datetime import date, timedelta

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay, BillEntry, EntryKind
from hedan.domain.goods_left import GoodsLeft, Whereto
from hedan.domain.orders import Receiver
from hedan.domain.parcels import (
    Doubt,
    NumberChange,
    NumberDoubt,
    Parcel,
    ParcelLine,
    ParcelState,
    Tracking,
)
from hedan.domain.returns import ReturnCause, ReturnedGoods, ReturnState, SupplierReturn
from hedan.domain.stops import Stop, StopAnswer, StopCause, StopLine
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.workbooks.beside import SheetBeside
from hedan.workbooks.bill_sheet import BilledDay, bill_sheet
from hedan.workbooks.changed_sheet import Changes, LeftGoods, NumberInQuestion, changed_sheet
from hedan.workbooks.returns_sheet import returns_sheet
from hedan.workbooks.rows import Language, WorkbookHead, WorkbookRow
from hedan.workbooks.sheet_times import Clock
from hedan.workbooks.stop_sheet import PlacedStop, stop_sheet
from hedan.workbooks.writer import write_workbook
from tests.workbooks.samples import HEAD, MADE_AT, rows

NOW = MADE_AT + timedelta(hours=3)
CLOCK = Clock(NOW, "Asia/Shanghai")
NUMBER = Tracking(carrier="zto", number="78123456789012")
OTHER_NUMBER = Tracking(carrier="zto", number="78123456789999")


def order(count: int) -> OrderKey:
    return OrderKey(platform="doudian", store="cups", order_id=f"69195203384217{count:04d}")


def line(count: int) -> LineKey:
    return LineKey(order=order(count), line_id=f"L{count}")


def stop(count: int, name: str = "保温杯", spec: str = "红", **changes: object) -> Stop:
    """Make a refund's stop that stands; each count is another one."""
    at = NOW - timedelta(minutes=count)
    made = Stop(
        stop_id=f"SABCDEFGH{count:04d}",
        after_sale_id=f"77{count}",
        order=order(count),
        store="cups",
        supplier="factory-a",
        parcel_id=f"P7Q2M9XKD{count:04d}",
        workbook="factory-a-000011",
        lines=(StopLine(key=line(count), name=name, spec=spec, quantity=count % 3 + 1),),
        asked_at=at,
        seen_at=at,
        fenced_at=at,
    )
    return made.but(**changes)


def parcel(count: int, name: str = "马克杯", **changes: object) -> Parcel:
    """Make a parcel of one line."""
    goods = ParcelLine(
        key=line(count), sku="MUG", name=name, spec="蓝", quantity=1, paid_minor=1, is_gift=False
    )
    made = Parcel(
        parcel_id=f"PZZ2M9XKD{count:04d}",
        store="cups",
        supplier="factory-a",
        wave_id="W",
        workbook="factory-a-000011",
        lines=(goods,),
        receiver=Receiver(
            name="",
            phone="",
            address_id="",
            province="",
            city="",
            district="",
            street="",
            detail="",
        ),
        remarks=(),
        deadline=None,
        reasons=(),
    )
    return made.but(**changes)


def back(count: int, name: str = "保温杯", **changes: object) -> SupplierReturn:
    """Make goods that are expected back."""
    made = SupplierReturn(
        return_id=f"BABCDEFGH{count:04d}",
        cause=ReturnCause.TOO_LATE,
        supplier="factory-a",
        store="cups",
        order=order(count),
        parcel_id=f"P7Q2M9XKD{count:04d}",
        workbook="factory-a-000010",
        goods=(ReturnedGoods(key=line(count), sku="CUP", name=name, quantity=2),),
        expected_since=NOW - timedelta(days=count),
    )
    return made.but(**changes)


def stops(name: str = "保温杯") -> list[PlacedStop]:
    """Return one of every kind that the Stop sheet tells."""
    return [
        PlacedStop(stop(1, name), (7, 8)),
        PlacedStop(stop(2, name, label_printed_at=NOW), (12,)),
        PlacedStop(stop(3, name, cause=StopCause.ADDRESS, after_sale_id=""), ()),
        PlacedStop(stop(4, name, answer=StopAnswer.STOPPED, answered_at=NOW), (15,)),
        PlacedStop(stop(5, name, answer=StopAnswer.GONE, answered_at=NOW), (16,)),
        PlacedStop(stop(6, name, withdrawn_at=NOW), (17,)),
        PlacedStop(stop(7, name, withdrawn_at=NOW, withdrawal_seen_at=NOW), (18,)),
    ]


def changes(name: str = "马克杯") -> Changes:
    """Return one of every kind that the Changed sheet tells."""
    doubt = NumberDoubt(code=Doubt.USED_BEFORE, evidence="P1")
    asked = NumberChange(old=NUMBER, new=OTHER_NUMBER, asked_at=NOW, asked_by="factory-a-000011")
    held = parcel(30, name, state=ParcelState.HELD, tracking=NUMBER, doubts=(doubt,))
    changing = parcel(31, name, tracking=NUMBER, number_changes=(asked,))
    obeyed = stop(8, name, answer=StopAnswer.STOPPED, answered_at=NOW)
    void = WorkbookFile(
        number="factory-a-000009",
        supplier="factory-a",
        wave_id="w",
        predecessor="",
        opened_at=NOW,
        state=WorkbookState.RECALLED,
        recalled_at=NOW,
    )
    left = [
        GoodsLeft(stop=obeyed, whereto=whereto, workbook="factory-a-000012", parcel_id="PNEW")
        for whereto in Whereto
    ]
    return Changes(
        withdrawn=[one for one in stops(name) if one.stop.withdrawn_at],
        left=[LeftGoods(one, (19,)) for one in left],
        numbers=[NumberInQuestion(held, (9,)), NumberInQuestion(changing, (10, 11))],
        void=[void],
    )


def returns(name: str = "保温杯") -> list[SupplierReturn]:
    """Return one of every state."""
    return [
        back(1, name),
        back(2, name, tracking=OTHER_NUMBER, cause=ReturnCause.AFTER_SALE),
        back(3, name, state=ReturnState.RECEIVED, settled_at=NOW, condition=name),
        back(4, name, state=ReturnState.LOST, settled_at=NOW),
        back(5, name, state=ReturnState.VOID, settled_at=NOW),
    ]


def billed(day: int, sku: str = "CUP") -> BilledDay:
    """Return a closed day with an entry of every kind."""
    amounts = dict(zip(EntryKind, (2500, 300, 0, 1250, -1250), strict=True))
    entries = [
        BillEntry(
            kind=kind,
            parcel_id=f"P{day}",
            line=line(day),
            sku=sku,
            quantity=1,
            unit_minor=None if kind is EntryKind.PARCEL else 1250,
            asked_minor=1300 if kind is EntryKind.SHIPPED else None,
            amount_minor=amount,
            paid_by="seller" if kind is EntryKind.STOPPED_TOO_LATE else "",
        )
        for kind, amount in amounts.items()
    ]
    closed = BillDay(
        supplier="factory-a",
        day=date(2026, 11, day),
        closed_at=NOW,
        entry_count=len(entries),
        amount_minor=sum(amounts.values()),
        differences=2,
    )
    return BilledDay(closed, entries)


def full_sheets(language: Language = "zh", name: str = "保温杯") -> list[SheetBeside]:
    """Return the four sheets with something of every kind."""
    return [
        stop_sheet(stops(name), language, CLOCK),
        changed_sheet(changes(name), language, CLOCK),
        returns_sheet(returns(name), language, CLOCK),
        bill_sheet([billed(20, name), billed(21, name)], language, CLOCK),
    ]


def empty_sheets(language: Language = "zh") -> list[SheetBeside]:
    """Return the four sheets with nothing on them."""
    return [
        stop_sheet([], language, CLOCK),
        changed_sheet(Changes(), language, CLOCK),
        returns_sheet([], language, CLOCK),
        bill_sheet([], language, CLOCK),
    ]


def written_with(
    sheets: Sequence[SheetBeside], language: Language = "zh", of: Sequence[WorkbookRow] = ()
) -> bytes:
    """Return a workbook with these sheets."""
    out = io.BytesIO()
    head: WorkbookHead = HEAD.but(language=language)
    write_workbook(head, of or rows(4), out, sheets)
    return out.getvalue()
