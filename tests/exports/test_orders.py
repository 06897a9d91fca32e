"""Export sheets become orders: whole, or refused at the cell that shows why."""

import random
from datetime import UTC, datetime

import pytest

from hedan.domain.after_sales import AfterSaleKind, AfterSaleStatus
from hedan.domain.orders import OrderStatus, Payment
from hedan.errors import WorkbookRefused
from hedan.exports.dialects import manner_of
from hedan.exports.orders import FileOrder, ReadExport, read_orders
from tests.exports.sheets import (
    NOW,
    SAMPLES,
    TAOBAO_BY_ORDER,
    Row,
    csv_file,
    grid,
    row,
    store,
    xlsx_file,
)


def read(platform: str, data: bytes, **changes: object) -> ReadExport:
    """Read a file of a store without an API."""
    return read_orders(data, manner_of(store(platform, **changes)), NOW)


def only(platform: str, *rows: Row) -> FileOrder:
    """Return the one order that these rows tell."""
    told = read(platform, csv_file(grid(rows)))
    assert told.refusals == ()
    (order,) = told.orders
    return order


def refused(platform: str, *rows: Row) -> list[tuple[str, str]]:
    """Return cell and code of what is refused."""
    return [(one.cell, one.code) for one in read(platform, csv_file(grid(rows))).refusals]


def at(platform: str, heading: str, line: int = 2) -> str:
    """Return where a heading's column stands in the sample."""
    position = list(SAMPLES[platform]).index(heading)
    letters = chr(ord("A") + position) if position < 26 else f"A{chr(ord('A') + position - 26)}"
    return f"{letters}{line}"


# --- each platform ----------------------------------------------------------------------------


def test_doudian() -> None:
    order = only("doudian", row("doudian")).order
    (line,) = order.lines
    assert str(order.key) == "doudian:my-store:6920000000000000123"
    assert (line.line_id, line.sku, line.quantity) == ("6920000000000000124", "CUP-RED-01", 2)
    assert (line.unit_price_minor, line.paid_minor, order.paid_minor) == (3245, 5990, 5990)
    assert (order.status, line.status) == (OrderStatus.TO_SHIP, OrderStatus.TO_SHIP)
    assert order.paid_at == datetime(2026, 9, 28, 2, tzinfo=UTC)
    assert order.deadline == datetime(2026, 9, 30, 2, tzinfo=UTC)
    assert order.changed_at == order.paid_at
    assert (order.buyer_remark, order.seller_memo) == ("请尽快发货", "")
    assert (order.receiver.name, order.receiver.phone, order.receiver.detail) == ("***",) * 3
    assert order.receiver.region == "浙江省杭州市滨江区长河街道"


def test_pinduoduo() -> None:
    told = only("pinduoduo", row("pinduoduo"))
    (line,) = told.order.lines
    assert line.line_id == "260928-123456789012345-1"
    assert (line.sku, line.name, line.spec) == ("CUP-RED-01", "示例水杯", "红色,350ml")
    assert (line.unit_price_minor, line.paid_minor) == (6490, 5790)
    assert (told.order.receiver.name, told.order.receiver.phone) == ("张*", "1********00")
    assert told.after_sales == ()


def test_taobao_by_goods() -> None:
    second = row(
        "taobao",
        **{"子订单编号": '="4012345678901234569"', "商家编码": "CUP-B-W", "买家实际支付金额": "55"},
    )
    order = only("taobao", row("taobao"), second).order
    assert order.key.order_id == "4012345678901234567"
    assert [(line.line_id, line.sku, line.paid_minor) for line in order.lines] == [
        ("4012345678901234568", "TEA-A-250G", 7350),
        ("4012345678901234569", "CUP-B-W", 5500),
    ]
    assert order.paid_minor == 12850


def test_taobao_by_order_with_one_kind_of_goods() -> None:
    order = only("taobao", TAOBAO_BY_ORDER).order
    (line,) = order.lines
    assert (line.line_id, line.quantity, line.unit_price_minor) == (order.key.order_id, 2, 6425)
    assert (order.receiver.province, order.receiver.district) == ("浙江省", "西湖区")
    assert order.receiver.phone == "*******1234"


def test_taobao_by_order_with_several_goods_says_which_report_to_take() -> None:
    assert refused("taobao", dict(TAOBAO_BY_ORDER) | {"宝贝种类": "2"}) == [
        ("A2", "LINE_ID_MISSING")
    ]


def test_aliexpress_with_all_goods_in_a_cell() -> None:
    order = only("aliexpress", row("aliexpress")).order
    (line,) = order.lines
    assert (line.line_id, line.sku, line.quantity) == ("8190000000001234", "MUG-W", 2)
    assert (line.name, line.spec) == ("Sample mug", "Color:White")
    assert (order.currency, order.paid_minor, order.postage_minor) == ("USD", 2590, 100)
    assert order.created_at == datetime(2026, 9, 28, 8, 2, 3, tzinfo=UTC)  # Pacific, summer.
    receiver = order.receiver
    assert (receiver.name, receiver.phone) == ("Ana Example", "34600000000")
    assert receiver.detail.startswith("Calle Inventada 1")
    assert (receiver.country, receiver.postcode) == ("ES", "28001")


def test_aliexpress_keeps_the_winter_clock() -> None:
    order = only(
        "aliexpress",
        row("aliexpress", **{"Order Time": "2026-01-28 01:02:03", "Payment Time": ""}),
    ).order
    assert order.created_at == datetime(2026, 1, 28, 9, 2, 3, tzinfo=UTC)


def test_aliexpress_divides_the_money_of_an_order_among_its_goods() -> None:
    goods = (
        "【1】 Mug (商家编码: MUG-W)(产品数量: 2 piece) 【2】 Spoon (商家编码: SPOON)"
        "(产品数量: 1 piece)"
    )
    order = only(
        "aliexpress",
        row("aliexpress", **{"Product Information": goods, "Order Amount": "US $10.00"}),
    ).order
    assert [(line.line_id, line.sku) for line in order.lines] == [
        ("8190000000001234-1", "MUG-W"),
        ("8190000000001234-2", "SPOON"),
    ]
    assert [line.paid_minor for line in order.lines] == [667, 333]


def test_aliexpress_takes_the_lines_own_numbers_where_the_sheet_has_them() -> None:
    sheet = row("aliexpress", **{"Sub-order ID": "8190000000011234"})
    (line,) = only("aliexpress", sheet).order.lines
    assert line.line_id == "8190000000011234"


def test_mall() -> None:
    second = row("mall", line_id="L2", sku="CUP-B-W", paid="55.00", is_gift="yes")
    order = only("mall", row("mall"), second).order
    assert order.purchase_id == "P20260928000001"
    assert [(line.line_id, line.is_gift) for line in order.lines] == [("L1", False), ("L2", True)]
    assert (order.paid_minor, order.buyer_id) == (12850, "u_981")
    assert order.created_at == datetime(2026, 9, 28, 2, 1, 50, tzinfo=UTC)
    assert (order.receiver.name, order.receiver.phone) == ("张三", "13800001234")


def test_woocommerce_sheet_of_items() -> None:
    sheet = {
        "Order Number": "2041",
        "Order Status": "Processing",
        "Order Date": "2026-09-28 10:01:50",
        "Line Item ID": "311",
        "SKU": "TEA-A-250G",
        "Item Name": "Green tea",
        "Quantity": "2",
        "Item Cost": "6.50",
        "Order Line Total": "13.00",
        "Order Total": "15.90",
        "Order Currency": "EUR",
        "Shipping Full Name": "Ana Example",
    }
    order = read(
        "mall", csv_file(grid([sheet])), options={"export_time_zone": "Europe/Madrid"}
    ).orders[0]
    assert (order.order.currency, order.order.paid_minor) == ("EUR", 1590)
    assert order.order.lines[0].paid_minor == 1300
    assert order.order.created_at == datetime(2026, 9, 28, 8, 1, 50, tzinfo=UTC)


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk"])
def test_any_encoding_tells_the_same(platform: str, encoding: str) -> None:
    table = grid([row(platform)])
    assert (
        read(platform, csv_file(table, encoding)).orders == read(platform, csv_file(table)).orders
    )


@pytest.mark.parametrize("platform", SAMPLES)
def test_a_workbook_with_titles_above_and_columns_shuffled_tells_the_same(platform: str) -> None:
    rows = [{name: str(cell).strip("=") for name, cell in row(platform).items()}]
    rows = [{name: cell.strip('"') for name, cell in one.items()} for one in rows]
    headings = list(rows[0])
    random.Random(5).shuffle(headings)
    titled: list[list[object]] = [
        ["订单导出"],
        ["导出时间：2026-09-29 12:00", "共 1 单"],
        [],
        *grid(rows, headings),
    ]
    told = read(platform, xlsx_file(titled))
    assert told.refusals == ()
    assert told.orders == read(platform, csv_file(grid([row(platform)]))).orders


def test_rows_in_any_order_tell_the_same() -> None:
    rows = [
        row(
            "doudian",
            **{"主订单编号": f"69200000000000{n:05d}", "子订单编号": f"6920000000001{n}{k}"},
        )
        for n in range(10_101, 10_131)
        for k in range(3)
    ]
    told = read("doudian", csv_file(grid(rows)))
    random.Random(7).shuffle(rows)
    assert len(told.orders) == 30
    assert read("doudian", csv_file(grid(rows))).orders == told.orders


def test_sums_below_the_orders_are_no_order() -> None:
    table: list[list[object]] = [*grid([row("pinduoduo")]), ["合计", "", "", "64.90"]]
    told = read("pinduoduo", csv_file(table))
    assert (told.rows, len(told.orders), told.refusals) == (1, 1, ())


def test_cells_that_were_merged_over_the_rows_of_an_order_count_for_each() -> None:
    rows = [row("mall"), row("mall", line_id="L2")]
    told = read("mall", xlsx_file(grid(rows), merges=["A2:A3"]))
    assert [len(one.order.lines) for one in told.orders] == [2]


def test_orders_on_two_sheets_are_told_with_the_sheet() -> None:
    good = grid([row("pinduoduo")])
    bad = grid([row("pinduoduo", **{"订单号": "260928-123456789012346", "商品数量(件)": "x"})])
    told = read("pinduoduo", xlsx_file(good, bad))
    assert len(told.orders) == 1
    assert [one.cell for one in told.refusals] == ["订单2!H2"]


def test_dates_of_a_spreadsheet_are_dates() -> None:
    paid = datetime(2026, 9, 28, 10, 0)  # noqa: DTZ001 # A cell has no time zone.
    told = read("pinduoduo", xlsx_file(grid([row("pinduoduo", **{"支付时间": paid})])))
    assert told.orders[0].order.paid_at == datetime(2026, 9, 28, 2, tzinfo=UTC)


def test_numbers_in_number_cells_count_as_long_as_no_digit_is_lost() -> None:
    sheet = row("pinduoduo", **{"商品数量(件)": 3, "用户实付金额(元)": 57.9, "商品id": 5e11})
    told = read("pinduoduo", xlsx_file(grid([sheet])))
    (line,) = told.orders[0].order.lines
    assert (line.quantity, line.paid_minor, line.product_id) == (3, 5790, "500000000000")


ORDER_COLUMNS = {
    "doudian": "主订单编号",
    "pinduoduo": "订单号",
    "taobao": "主订单编号",
    "aliexpress": "Order ID",
    "mall": "order_id",
}


@pytest.mark.parametrize(
    ("platform", "count"), [(name, 10_000 if name == "doudian" else 1_000) for name in SAMPLES]
)
def test_large_sheets(platform: str, count: int) -> None:
    key = ORDER_COLUMNS[platform]
    prefix = "260928-12345678" if platform == "pinduoduo" else "692000000000"
    rows = [row(platform, **{key: f"{prefix}{n:07d}"}) for n in range(1_000_001, 1_000_001 + count)]
    told = read(platform, csv_file(grid(rows)))
    assert (told.rows, len(told.orders), told.refusals) == (count, count, ())


# --- what cannot be trusted -------------------------------------------------------------------

DAMAGED = ["6.92E+18", "6920000000000000000", "12345", "订单"]


@pytest.mark.parametrize("order_id", DAMAGED)
def test_a_damaged_order_number_is_refused_at_its_cell(order_id: str) -> None:
    ((cell, code),) = refused("doudian", row("doudian", **{"主订单编号": order_id}))
    assert cell == at("doudian", "主订单编号")
    assert code in {"DIGITS_LOST", "ID_WRONG"}


def test_zeros_at_the_end_are_believed_where_other_numbers_kept_theirs() -> None:
    zeros = row(
        "doudian", **{"主订单编号": "6920000000000000000", "子订单编号": "6920000000000000001"}
    )
    whole = row(
        "doudian", **{"主订单编号": "6920000000000000123", "子订单编号": "6920000000000000124"}
    )
    assert len(read("doudian", csv_file(grid([zeros, whole]))).orders) == 2
    lost = dict(whole) | {"主订单编号": "6920000000000000000"}
    told = read("doudian", csv_file(grid([zeros, lost])))
    assert [one.code for one in told.refusals] == ["DIGITS_LOST", "DIGITS_LOST"]


def test_a_long_number_that_became_a_float_is_refused() -> None:
    told = read("doudian", xlsx_file(grid([row("doudian", **{"主订单编号": 6.92e18})])))
    assert [(one.cell, one.code) for one in told.refusals] == [("A2", "DIGITS_LOST")]


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("订单应付金额", "-59.90", "MONEY_NEGATIVE"),
        ("订单应付金额", "", "MONEY_MISSING"),
        ("订单应付金额", "-", "MONEY_MISSING"),
        ("订单应付金额", "五十九", "MONEY_UNREADABLE"),
        ("订单应付金额", "59.905", "MONEY_UNREADABLE"),
        ("订单应付金额", "59,90", "MONEY_UNREADABLE"),
        ("订单应付金额", "=1+1", "FORMULA"),
        ("商品数量", "0", "QUANTITY_WRONG"),
        ("商品数量", "-1", "QUANTITY_WRONG"),
        ("商品数量", "1.5", "QUANTITY_WRONG"),
        ("商品数量", "", "QUANTITY_MISSING"),
        ("订单状态", "", "STATUS_MISSING"),
        ("订单提交时间", "昨天", "TIME_UNREADABLE"),
        ("订单提交时间", "2026-13-28 09:58:20", "TIME_UNREADABLE"),
        ("订单提交时间", "2026-10-28 09:58:20", "TIME_AHEAD"),
        ("子订单编号", "", "LINE_ID_MISSING"),
        ("子订单编号", "692000000000001;692000000000002", "MANY_IN_CELL"),
        ("主订单编号", "", "ID_MISSING"),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_named(heading: str, value: str, code: str) -> None:
    assert refused("doudian", row("doudian", **{heading: value})) == [
        (at("doudian", heading), code)
    ]


def test_every_refusal_says_in_both_languages_what_stands_there() -> None:
    told = read("doudian", csv_file(grid([row("doudian", **{"商品数量": "半打"})])))
    (refusal,) = told.refusals
    assert "半打" in refusal.zh
    assert "半打" in refusal.en


def test_the_row_of_another_store_is_refused() -> None:
    other = dict(TAOBAO_BY_ORDER) | {"店铺名称": "别人的店"}
    assert refused("taobao", other) == [("R2", "OTHER_STORE")]


def test_a_store_may_be_called_otherwise_in_its_sheets() -> None:
    other = csv_file(grid([dict(TAOBAO_BY_ORDER) | {"店铺名称": "小店 旗舰店"}]))
    options = {"export_store_name": "小店旗舰店"}
    assert read("taobao", other, options=options).refusals == ()


def test_an_order_waits_as_a_whole_for_its_refused_row() -> None:
    second = row("taobao", **{"子订单编号": "4012345678901234569", "购买数量": "x"})
    third = row("taobao", **{"主订单编号": "4012345678901234599"})
    told = read("taobao", csv_file(grid([row("taobao"), second, third])))
    assert [(one.cell, one.code) for one in told.refusals] == [
        ("B2", "ORDER_INCOMPLETE"),
        ("E3", "QUANTITY_WRONG"),
    ]
    assert [one.order.key.order_id for one in told.orders] == ["4012345678901234599"]


def test_the_same_row_twice_counts_once_and_differing_ones_are_refused() -> None:
    twice = [row("doudian"), row("doudian")]
    assert len(only("doudian", *twice).order.lines) == 1
    twice[1]["商品数量"] = "3"
    assert refused("doudian", *twice) == [("B2", "LINE_TWICE"), ("B3", "LINE_TWICE")]


def test_two_goods_in_one_pinduoduo_order_are_refused() -> None:
    twice = [row("pinduoduo"), row("pinduoduo", **{"商家编码-规格维度": "CUP-BLUE-01"})]
    assert [code for _, code in refused("pinduoduo", *twice)] == ["LINE_TWICE", "LINE_TWICE"]


def test_currencies_that_disagree_are_refused() -> None:
    sheet = row("aliexpress", **{"Order Amount": "€25.90", "Currency": "USD"})
    assert [code for _, code in refused("aliexpress", sheet)] == ["CURRENCY_DIFFERS"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"\xff\xd8\xff\xe0 photo \x00", "NOT_READABLE"),
        ("日期,金额\n2026-09-28,1\n".encode(), "HEADINGS_MISSING"),
        (csv_file(grid([row("taobao")])[:1]), "NO_ROWS"),
    ],
)
def test_a_file_that_is_no_export_is_refused_whole(data: bytes, code: str) -> None:
    with pytest.raises(WorkbookRefused) as refusal:
        read("taobao", data)
    assert refusal.value.code == code


def test_the_export_of_another_platform_is_recognised() -> None:
    with pytest.raises(WorkbookRefused, match="doudian") as refusal:
        read("mall", csv_file(grid([row("doudian")])))
    assert refusal.value.code == "OTHER_PLATFORM"


def test_two_columns_of_order_numbers_are_refused() -> None:
    table = [[*line, line[1]] for line in grid([row("pinduoduo")])]
    with pytest.raises(WorkbookRefused) as refusal:
        read("pinduoduo", csv_file(table))
    assert refusal.value.code == "HEADING_TWICE"


# --- words ------------------------------------------------------------------------------------


def test_an_unknown_status_keeps_the_order_back() -> None:
    order = only("doudian", row("doudian", **{"订单状态": "神秘状态"})).order
    assert order.status is OrderStatus.UNKNOWN
    assert order.unknown == ("order_status=神秘状态",)


@pytest.mark.parametrize(
    ("word", "status", "kind", "is_open"),
    [
        ("售后处理中", AfterSaleStatus.REQUESTED, AfterSaleKind.REFUND_UNSHIPPED, True),
        ("退款中", AfterSaleStatus.AGREED, AfterSaleKind.REFUND_UNSHIPPED, True),
        ("退款成功", AfterSaleStatus.SUCCEEDED, AfterSaleKind.REFUND_UNSHIPPED, False),
        ("待买家退货", AfterSaleStatus.AGREED, AfterSaleKind.RETURN, True),
        ("售后关闭", AfterSaleStatus.CLOSED, AfterSaleKind.REFUND_UNSHIPPED, False),
        ("换货中", AfterSaleStatus.AGREED, AfterSaleKind.EXCHANGE, True),
        ("新的说法", AfterSaleStatus.UNKNOWN, AfterSaleKind.REFUND_UNSHIPPED, True),
    ],
)
def test_words_about_a_refund_tell_of_a_case(
    word: str, status: AfterSaleStatus, kind: AfterSaleKind, is_open: bool
) -> None:
    told = only("doudian", row("doudian", **{"售后状态": word}))
    (case,) = told.after_sales
    assert (case.status, case.kind) == (status, kind)
    assert case.after_sale_id == "file-6920000000000000124"
    assert case.line_ids == ("6920000000000000124",)
    assert told.order.lines[0].in_after_sale is is_open
    assert case.closes is (status is not AfterSaleStatus.CLOSED)
    assert bool(told.order.unknown) is (status is AfterSaleStatus.UNKNOWN)


def test_each_line_of_an_order_has_its_own_case() -> None:
    second = row("taobao", **{"子订单编号": "4012345678901234569", "退款状态": "退款成功"})
    second["退款金额"] = "55.00"
    told = only("taobao", row("taobao"), second)
    (case,) = told.after_sales
    assert (case.line_ids, case.refund_minor) == (("4012345678901234569",), 5500)


@pytest.mark.parametrize(
    ("word", "status", "case"),
    [
        ("已发货，待收货", OrderStatus.SHIPPED, None),
        ("未发货，退款成功", OrderStatus.CANCELLED, AfterSaleStatus.SUCCEEDED),
        ("已发货，退款成功", OrderStatus.SHIPPED, AfterSaleStatus.SUCCEEDED),
        ("待发货，从未见过", OrderStatus.UNKNOWN, None),
    ],
)
def test_a_status_of_two_words(
    word: str, status: OrderStatus, case: AfterSaleStatus | None
) -> None:
    told = only("pinduoduo", row("pinduoduo", **{"订单状态": word}))
    assert told.order.status is status
    assert [one.status for one in told.after_sales] == ([case] if case else [])


def test_an_order_of_shipped_and_waiting_lines_is_shipped_in_part() -> None:
    second = row("taobao", **{"子订单编号": "4012345678901234569", "订单状态": "卖家已发货"})
    third = row("taobao", **{"子订单编号": "4012345678901234570", "订单状态": "交易关闭"})
    assert only("taobao", row("taobao"), second, third).order.status is OrderStatus.PART_SHIPPED


def test_a_change_time_of_the_sheet_beats_all_other_times() -> None:
    order = only("doudian", row("doudian", **{"更新时间": "2026-09-28 11:00:00"})).order
    assert order.changed_at == datetime(2026, 9, 28, 3, tzinfo=UTC)


# --- what is told beside the goods -------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "heading"),
    [
        ("doudian", "规格ID"),
        ("pinduoduo", "样式ID"),
        ("taobao", "SKU ID"),
        ("aliexpress", "SKU ID"),
        ("mall", "variant_id"),
    ],
)
def test_the_platforms_own_sku(platform: str, heading: str) -> None:
    (line,) = only(platform, {**row(platform), heading: "\t1730000000000001"}).order.lines
    assert line.sku_id == "1730000000000001"
    assert only(platform, row(platform)).order.lines[0].sku_id == ""


@pytest.mark.parametrize(
    ("platform", "heading", "field"),
    [
        ("taobao", "运送方式", "logistics_method"),
        ("aliexpress", "买家选择物流", "logistics_method"),
        ("mall", "Shipping Method", "logistics_method"),
        ("mall", "carrier_wished", "carrier_wished"),
        ("taobao", "发票抬头", "invoice_wished"),
        ("mall", "invoice_wished", "invoice_wished"),
    ],
)
def test_what_the_buyer_chose(platform: str, heading: str, field: str) -> None:
    order = only(platform, {**row(platform), heading: "=示例"}).order
    assert getattr(order, field) == "=示例"  # As text, never computed.


@pytest.mark.parametrize(
    ("word", "payment"),
    [
        ("待发货", Payment.FULL),
        ("待付款", Payment.NONE),
        ("定金已付待付尾款", Payment.DEPOSIT),
        ("已关闭", Payment.FULL),
    ],
)
def test_how_much_has_come_in(word: str, payment: Payment) -> None:
    order = only("doudian", {**row("doudian"), "订单状态": word}).order
    assert order.payment is payment
    # No sheet tells what a sum of its amounts could be compared with.
    assert (order.payable_minor, order.lines[0].list_price_minor) == (None, None)
