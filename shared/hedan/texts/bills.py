"""The words of the workbook of a supplier's month."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "bill.sheet.days": Text("每日合计", "Days"),
    "bill.sheet.entries": Text("明细", "Entries"),
    "bill.day": Text("日期", "Day"),
    "bill.entry": Text("项目", "What for"),
    "bill.entries": Text("条数", "Entries"),
    "bill.parcel": Text("包裹号", "Parcel"),
    "bill.order": Text("订单号", "Order"),
    "bill.sku": Text("商家编码", "SKU"),
    "bill.quantity": Text("数量", "Units"),
    "bill.unit": Text("单价", "Unit price"),
    "bill.amount": Text("金额", "Amount"),
    "bill.remark": Text("说明", "Remark"),
    "bill.differences": Text("有出入", "In question"),
    "bill.asked": Text("供应商填的单价是 {asked}", "The supplier asks {asked} for a unit"),
}
