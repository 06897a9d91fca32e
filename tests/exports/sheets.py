"""Invented export sheets, as each platform's exporter writes them: headings, guards, words."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook

from hedan.settings import StoreSettings

NOW = datetime(2026, 9, 29, 4, 0, tzinfo=UTC)

type Row = Mapping[str, object]


def store(platform: str, **changes: object) -> StoreSettings:
    """Return a store without an API."""
    known = StoreSettings(id="my-store", platform=platform, name="我的小店", shop_id="4463798")
    return known.but(**changes)


# --- one row each -----------------------------------------------------------------------------

DOUDIAN: Row = {
    "主订单编号": "\t6920000000000000123",
    "子订单编号": "\t6920000000000000124",
    "选购商品": "示例水杯",
    "商品规格": "红色",
    "商品数量": "2",
    "商家编码": "\tCUP-RED-01",
    "商品单价": "32.45",
    "订单应付金额": "59.90",
    "运费": "0.00",
    "收件人": "##cipherofaname##",
    "收件人手机号": "$$cipherofaphone$$",
    "省": "浙江省",
    "市": "杭州市",
    "区": "滨江区",
    "街道": "长河街道",
    "详细地址": "##cipherofanaddress##",
    "买家留言": "请尽快发货",
    "商家备注": "-",
    "订单提交时间": "2026-09-28 09:58:20",
    "支付完成时间": "2026-09-28 10:00:00",
    "承诺发货时间": "2026-09-30 10:00:00",
    "订单状态": "待发货",
    "售后状态": "-",
}
PINDUODUO: Row = {
    "商品": "示例水杯",
    "订单号": "260928-123456789012345",
    "订单状态": "待发货",
    "商品总价(元)": "64.90",
    "邮费(元)": "0.00",
    "用户实付金额(元)": "57.90",
    "商家实收金额(元)": "59.90",
    "商品数量(件)": "1",
    "支付时间": "2026-09-28 10:00:00",
    "承诺发货时间": "2026-09-30 10:00:01",
    "商品id": "500000000001",
    "商品规格": "红色,350ml",
    "商家编码-规格维度": "CUP-RED-01",
    "商家编码-商品维度": "CUP",
    "收货人": "张*",
    "手机": "1********00",
    "省": "浙江省",
    "市": "杭州市",
    "区": "滨江区",
    "街道": "长河街道",
    "收货地址": "江****号",
    "买家留言": "",
    "商家备注": "",
    "售后状态": "无售后或售后取消",
}
TAOBAO: Row = {
    "子订单编号": '="4012345678901234568"',
    "主订单编号": '="4012345678901234567"',
    "标题": "示例龙井",
    "价格": "79.00",
    "购买数量": "1",
    "外部系统编号": "TEA-A",
    "商品属性": "净含量：250g",
    "订单状态": "买家已付款，等待卖家发货",
    "商家编码": "TEA-A-250G",
    "买家应付货款": "73.50",
    "买家实际支付金额": "73.50",
    "退款状态": "没有申请退款",
    "退款金额": "0.00",
    "订单创建时间": "2026-09-28 10:01:50",
    "订单付款时间": "2026-09-28 10:02:10",
}
TAOBAO_BY_ORDER: Row = {
    "订单编号": '="4012345678901234567"',
    "买家会员名": "t**",
    "买家应付货款": "128.50",
    "买家应付邮费": "0.00",
    "总金额": "128.50",
    "买家实际支付金额": "128.50",
    "订单状态": "买家已付款，等待卖家发货",
    "买家留言": "请发顺丰",
    "收货人姓名": "张**",
    "收货地址": "浙江省 杭州市 西湖区 文新街道**路**号",
    "联系手机": "'*******1234",
    "订单创建时间": "2026/9/28 10:01",
    "订单付款时间": "2026/9/28 10:02",
    "宝贝标题": "示例龙井",
    "宝贝种类": "1",
    "宝贝总数量": "2",
    "订单备注": "",
    "店铺名称": "我的小店",
}
ALIEXPRESS: Row = {
    "Order ID": "8190000000001234",
    "Order Status": "Awaiting shipment",
    "Order Time": "2026-09-28 01:02:03",
    "Payment Time": "2026-09-28 01:05:00",
    "Order Amount": "US $25.90",
    "Shipping Cost": "US $1.00",
    "Product Information": (
        "【1】 Sample mug (Product properties: Color:White) (SKU code: MUG-W) "
        "(Product quantity: 2 piece)"
    ),
    "Receiver Name": "Ana Example",
    "Country": "ES",
    "State/Province": "Madrid",
    "City": "Madrid",
    "Address": "Calle Inventada 1",
    "Zip Code": "28001",
    "Mobile": "34600000000",
}
MALL: Row = {
    "order_id": "P20260928000001-M42",
    "line_id": "L1",
    "purchase_id": "P20260928000001",
    "status": "paid",
    "refund_status": "none",
    "sku": "TEA-A-250G",
    "title": "示例龙井",
    "quantity": "1",
    "unit_price": "79.00",
    "paid": "73.50",
    "currency": "CNY",
    "created_at": "2026-09-28T10:01:50+08:00",
    "paid_at": "2026-09-28T10:02:10+08:00",
    "ship_by": "2026-09-30T10:02:10+08:00",
    "receiver_name": "张三",
    "receiver_phone": "13800001234",
    "province": "浙江省",
    "city": "杭州市",
    "district": "西湖区",
    "address": "文新街道一路一号",
    "buyer_id": "u_981",
}
SAMPLES: Mapping[str, Row] = {
    "doudian": DOUDIAN,
    "pinduoduo": PINDUODUO,
    "taobao": TAOBAO,
    "aliexpress": ALIEXPRESS,
    "mall": MALL,
}


def row(platform: str, **changes: object) -> dict[str, object]:
    """Return the platform's sample row with other cells."""
    return dict(SAMPLES[platform]) | changes


# --- files ------------------------------------------------------------------------------------


def grid(rows: Sequence[Row], headings: Sequence[str] | None = None) -> list[list[object]]:
    """Return headings and rows as a table; headings: in another order, or fewer."""
    names = list(headings or dict.fromkeys(name for one in rows for name in one))
    return [[*names], *([one.get(name, "") for name in names] for one in rows)]


def csv_file(table: Sequence[Sequence[object]], encoding: str = "utf-8-sig") -> bytes:
    """Write a .csv."""
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode(encoding)


def xlsx_file(*tables: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> bytes:
    """Write an .xlsx, one sheet a table; merges: in the first one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, start=1):
        sheet = book.create_sheet(f"订单{number}")
        for line in table:
            sheet.append(list(line))
    for merge in merges:
        book.worksheets[0].merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
