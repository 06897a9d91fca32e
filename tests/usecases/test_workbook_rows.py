"""What a supplier reads of its parcels: members, remarks, parts, packing, and what to pick."""

import io
from collections import Counter
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hedan.domain.base import LineKey
from hedan.domain.parcels import Parcel
from hedan.domain.stops import StopCause
from hedan.domain.workbook_columns import Field
from hedan.settings import Settings, SkuSettings, SupplierSettings
from hedan.settings.packing import InsertSettings, PackageSettings
from hedan.settings.supplying import TemplateColumn, WorkbookTemplate
from hedan.usecases.waves.take_out import take_out
from hedan.workbooks.columns import USUAL
from hedan.workbooks.layout import USUAL_LAYOUT, Layout, layout_of
from hedan.workbooks.pick_sheet import FIRST_ROW as FIRST_PICK
from hedan.workbooks.reader import read_workbook
from hedan.workbooks.ship_design import FIRST_ROW
from tests.domain.builders import line_key, make_line, make_order, order_key
from tests.simulation.world import SETTINGS
from tests.usecases.stage import SUPPLIER, Stage

PACKED = SETTINGS.but(
    skus=(
        SkuSettings(
            sku="CUP", name="杯", supplier=SUPPLIER, volume_ml=400, shelf="A-1", package="bag"
        ),
        SkuSettings(sku="MUG", name="马克杯", supplier=SUPPLIER, volume_ml=400, package="carton"),
        SkuSettings(sku="BOX", name="礼盒", supplier=SUPPLIER, fixed_packing=True, package="gift"),
    ),
    packages=(
        PackageSettings(code="bag", name="气泡袋", rank=1),
        PackageSettings(code="carton", name="纸箱", rank=2),
        PackageSettings(code="gift", name="礼品盒", rank=3),
    ),
    inserts=(
        InsertSettings(code="card", name="感谢卡"),
        InsertSettings(code="manual", name="说明书", skus=("MUG",)),
    ),
)


class Book:
    """A written workbook, read with a reader of its own."""

    def __init__(self, data: bytes, layout: Layout = USUAL_LAYOUT) -> None:
        self.data = data
        sheets = load_workbook(io.BytesIO(data)).worksheets
        self.sheets = [sheet.title for sheet in sheets]
        ship = sheets[0]
        assert isinstance(ship, Worksheet)
        self.rows = [
            {
                column.field or column.heading: str(value if value is not None else "")
                for column, value in zip(layout.columns, values, strict=True)
            }
            for values in ship.iter_rows(min_row=FIRST_ROW, values_only=True)
        ]
        self.picks = [
            tuple(str(value or "") for value in values)
            for sheet in sheets
            if sheet.title == "拣货"
            for values in sheet.iter_rows(min_row=FIRST_PICK, values_only=True)
        ]

    def column(self, field: Field | str) -> list[str]:
        return [row[field] for row in self.rows]


def claimed(stage: Stage, settings: Settings = PACKED) -> None:
    stage.plan(settings=settings)
    stage.claim(settings=settings)


def book(stage: Stage, settings: Settings = PACKED) -> Book:
    file = stage.write(settings=settings)
    assert file is not None
    layout = layout_of(
        settings.template(SUPPLIER),
        packages=bool(settings.packages),
        inserts=bool(settings.inserts),
    )
    return Book(stage.archive.get(file.file_key), layout)


def asking(*fields: Field, **wishes: Any) -> Settings:
    """Return the shop's settings where the supplier's sheet has these columns too."""
    columns = tuple(TemplateColumn(field=field) for field in (*USUAL, *fields))
    template = WorkbookTemplate.model_validate({"supplier": SUPPLIER, **wishes})
    return PACKED.but(workbooks=(template.but(columns=template.columns or columns),))


WITH_REASONS = asking(Field.REASONS, Field.GIFT)


def waiting(*orders: tuple[str, ...], **changes: object) -> Stage:
    """Return the shop with orders of one buyer that wait for a wave."""
    stage = Stage()
    for sku in ("CUP", "MUG", "BOX"):
        stage.stock_in(50, sku)
    for number, skus in enumerate(orders, start=1):
        remark = {"buyer_remark": f"word {number}"}
        stage.place(*skus, order_id=str(number), **(remark | changes))
        stage.take(stage.hint(str(number)))
        stage.look(str(number), PACKED)
    return stage


def merged() -> Stage:
    stage = waiting(("CUP",), ("MUG",))
    claimed(stage)
    return stage


def out(stage: Stage, key: LineKey) -> None:
    (parcel,) = stage.desk.all(Parcel)
    take_out(parcel.parcel_id, [key], StopCause.CANCELLED, desk=stage.desk, now=stage.now)


def test_eb8_a_merged_parcel_says_so_with_the_list_of_its_orders() -> None:
    for reasons in book(merged(), WITH_REASONS).column(Field.REASONS):
        assert reasons.startswith("合并发货：2 个订单装一件; 订单 1、2")


def test_eb8_without_such_a_column_it_says_so_before_the_remarks() -> None:
    for remarks in book(merged()).column(Field.REMARKS):
        assert remarks.split("\n") == [
            "合并发货：2 个订单装一件; 订单 1、2",
            "1: word 1",
            "2: word 2",
        ]


def test_eb8_what_is_merged_no_more_does_not_say_so() -> None:
    stage = merged()
    out(stage, line_key("2", "21"))
    assert book(stage, WITH_REASONS).column(Field.REASONS) == [""]


def test_eb10_pn10_every_remark_of_every_member_stands_in_every_row() -> None:
    for remarks in book(merged(), WITH_REASONS).column(Field.REMARKS):
        assert remarks.split("\n") == ["1: word 1", "2: word 2"]


def test_a_parcel_gets_its_package_and_inserts_when_it_is_claimed() -> None:
    stage = merged()
    (parcel,) = stage.desk.all(Parcel)
    assert (parcel.package, parcel.inserts) == ("carton", ("card", "manual"))
    assert parcel.claimed_at == stage.now
    shown = book(stage)
    assert shown.column(Field.PACKAGE) == ["纸箱", "纸箱"]
    assert shown.column(Field.INSERTS) == ["感谢卡、说明书"] * 2


def test_who_leaves_before_the_workbook_takes_carton_and_manual_along() -> None:
    stage = merged()
    out(stage, line_key("2", "21"))
    shown = book(stage)
    assert (shown.column(Field.PACKAGE), shown.column(Field.INSERTS)) == (["气泡袋"], ["感谢卡"])


def test_eb19_pn25_a_row_says_which_part_of_its_order_it_is() -> None:
    stage = waiting(("CUP", "BOX", "MUG"))
    claimed(stage)
    assert {len(one.lines) for one in stage.desk.all(Parcel)} == {1, 2}
    assert {one.part_of for one in stage.desk.all(Parcel)} == {(order_key("1"),)}
    told = {row[Field.SKU]: row[Field.REMARKS].split("\n")[0] for row in book(stage).rows}
    assert told["CUP"] == told["MUG"] != told["BOX"]
    assert sorted(set(told.values())) == [
        f"【拆单】订单 1：本包裹是第 {number} 件，共 2 件" for number in (1, 2)
    ]


def test_pn25_what_left_its_parcel_is_the_rest_and_what_was_refunded_is_no_part() -> None:
    first = "【拆单】订单 1：本包裹是第 1 件，共 2 件"
    stage = waiting(("CUP", "BOX"))
    claimed(stage)
    boxed = next(one for one in stage.desk.all(Parcel) if one.lines[0].sku == "BOX")
    key = boxed.lines[0].key
    take_out(boxed.parcel_id, [key], StopCause.REROUTED, desk=stage.desk, now=stage.now)
    assert book(stage).column(Field.REMARKS)[0].startswith(first)
    stage = waiting(("CUP", "BOX"))
    claimed(stage)
    stage.later()
    stage.refund("12")
    (remarks,) = book(stage).column(Field.REMARKS)
    assert remarks == "1: word 1"


def test_c70_a_gift_with_a_box_of_its_own_has_a_parcel_of_its_own() -> None:
    stage = waiting()
    gift = make_line("12", sku="BOX", is_gift=True, gift_of=("11",), paid_minor=0)
    of = make_order(make_line("11", sku="CUP"), gift, key=order_key("1"), changed_at=stage.now)
    stage.platform.place(of)
    stage.take(stage.hint("1"))
    stage.look("1", PACKED)
    claimed(stage)
    shown = {row[Field.SKU]: row for row in book(stage, WITH_REASONS).rows}
    assert shown["BOX"][Field.PARCEL] != shown["CUP"][Field.PARCEL]
    assert (shown["BOX"][Field.PACKAGE], shown["CUP"][Field.PACKAGE]) == ("礼品盒", "气泡袋")
    assert "固定包装：单独一件" in shown["BOX"][Field.REASONS]
    assert (shown["BOX"][Field.GIFT], shown["CUP"][Field.GIFT]) == ("赠品", "")
    assert not shown["BOX"][Field.NAME].startswith("【赠品】")


@pytest.mark.parametrize("orders", [[("CUP",)], [("CUP", "BOX", "MUG", "CUP"), ("MUG", "BOX")]])
def test_the_pick_list_adds_up_to_the_rows_exactly(orders: list[tuple[str, ...]]) -> None:
    stage = waiting(*orders)
    claimed(stage)
    shown = book(stage)
    assert shown.sheets == ["发货", "截停", "变更", "退货", "对账", "拣货", "说明"]
    wanted: Counter[tuple[str, str]] = Counter()
    for row in shown.rows:
        wanted[row[Field.SKU], row[Field.PARCEL]] += int(row[Field.QUANTITY])
    totals: Counter[str] = Counter()
    listed: Counter[tuple[str, str]] = Counter()
    for _, sku, _, _, parcel, units, _ in shown.picks:
        if parcel == "合计":
            totals[sku] += int(units)
        else:
            listed[sku, parcel] += int(units)
    assert listed == wanted
    assert totals == sum((Counter({sku: n}) for (sku, _), n in wanted.items()), Counter[str]())
    assert shown.picks[0][0] == "A-1"


def test_the_pick_list_is_not_read_back_and_can_be_left_out() -> None:
    stage = merged()
    shown = book(stage)
    returned = read_workbook(shown.data, "back.xlsx")
    assert (len(returned.rows), returned.refusals) == (2, ())
    plain = SupplierSettings(id=SUPPLIER, name="a", pick_list=False)
    without = book(merged(), PACKED.but(suppliers=(plain, *PACKED.suppliers[1:])))
    assert without.sheets == ["发货", "截停", "变更", "退货", "对账", "说明"]
