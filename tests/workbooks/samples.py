"""Workbooks for the tests: written by the real writer, then filled in as a supplier would."""

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.workbook_columns import Field
from hedan.settings import CarrierSettings
from hedan.workbooks.columns import LETTERS
from hedan.workbooks.layout import USUAL_LAYOUT, Layout
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.returned import ReturnedWorkbook
from hedan.workbooks.rows import WorkbookHead, WorkbookRow
from hedan.workbooks.ship_design import FIRST_ROW
from hedan.workbooks.writer import write_workbook

MADE_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

HEAD = WorkbookHead(
    number="factory-a-000012",
    supplier_id="factory-a",
    supplier_name="东莞一厂",
    predecessor="factory-a-000011",
    made_at=MADE_AT,
    page_url="https://orders.example.test/s/abc",
    carriers=("顺丰速运", "中通快递", "圆通速递"),
)

CARRIERS = (
    CarrierSettings(
        code="sf",
        name="顺丰速运",
        aliases=("顺丰", "SF Express"),
        number_pattern=r"SF\d{13}",
        platform_codes={"doudian": "shunfeng"},
    ),
    CarrierSettings(
        code="zto",
        name="中通快递",
        aliases=("中通", "ZTO"),
        number_pattern=r"7\d{13}",
        platform_codes={"doudian": "zhongtong"},
    ),
)


def row(position: int, **changes: object) -> WorkbookRow:
    """Make the row at a position; two rows make a parcel."""
    parcel, part = divmod(position, 2)
    made = WorkbookRow(
        row_key=f"R{position:011d}",
        parcel_id=f"P{parcel:011d}",
        part=f"{part + 1}/2",
        order_id=f"69201234567890{position:05d}",
        store_name="小店旗舰店",
        sku="0012",
        name="真丝印花连衣裙",
        spec="红色;XL",
        quantity=2,
        is_gift=False,
        receiver_name="王*",
        receiver_phone="1********34",
        region="广东省 深圳市 南山区",
        address="科技园****号楼",
        remarks="",
        deadline=DEADLINE,
        reasons="",
    )
    return made.but(**changes)


def rows(count: int) -> list[WorkbookRow]:
    """Make that many rows."""
    return [row(position) for position in range(count)]


def manifest(count: int) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what the manifest says of that many rows: by key the parcel and its orders."""
    return {one.row_key: (one.parcel_id, (one.order_id,)) for one in rows(count)}


def written(
    of: Iterable[WorkbookRow], head: WorkbookHead = HEAD, *, layout: Layout = USUAL_LAYOUT
) -> bytes:
    """Return the bytes of a workbook with these rows."""
    out = io.BytesIO()
    write_workbook(head, of, out, layout=layout)
    return out.getvalue()


def edited(data: bytes, edit: Callable[[Worksheet, Workbook], object]) -> bytes:
    """Return the workbook after somebody changed its first sheet and saved it."""
    book = load_workbook(io.BytesIO(data))
    edit(book.worksheets[0], book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, cells: Mapping[str, Any]) -> bytes:
    """Return the workbook with these cells changed: {"O4": "SF1234567890123"}."""

    def fill(sheet: Worksheet, _: Workbook) -> None:
        for address, value in cells.items():
            sheet[address] = value

    return edited(data, fill)


def at(field: Field, position: int = 0) -> str:
    """Return the address of a field in the row at a position."""
    return f"{LETTERS[field]}{FIRST_ROW + position}"


def read(data: bytes) -> ReturnedWorkbook:
    """Read a file that came back."""
    return read_workbook(data, "back.xlsx", today=MADE_AT.date())


def codes(returned: ReturnedWorkbook) -> list[tuple[str, str]]:
    """Return each refused cell with its code."""
    return [(refusal.cell, refusal.code) for refusal in returned.refusals]
