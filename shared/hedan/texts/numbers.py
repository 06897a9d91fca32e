"""What is told of tracking numbers that a person decides, and of what suppliers answer instead."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "asks.title": Text(
        "交接表 {workbook}（{supplier}）交回：{count} 件事要您看",
        "Workbook {workbook} of {supplier} came back: {count} things for you",
    ),
    "asks.numbers": Text(
        "有疑问的运单号（还没有上传到平台）。核对面单后决定信不信：",
        "Numbers in doubt, kept from the platform. Check the label, then believe or refuse:",
    ),
    "asks.number": Text(
        "   包裹 {parcel}（订单 {orders}）：{number}（{carrier}）{why}",
        "   parcel {parcel} (order {orders}): {number} ({carrier}) {why}",
    ),
    "asks.short": Text(
        "缺货。决定等货、换供应商还是退款，然后放行订单：",
        "Out of stock. Wait, give them to another supplier, or refund; then release the orders:",
    ),
    "asks.prices": Text("价格与约定不同：", "Another price than the agreed one:"),
    "asks.notes": Text("留言：", "Notes:"),
    "asks.answer": Text(
        "   包裹 {parcel}（订单 {orders}）：{text}", "   parcel {parcel} (order {orders}): {text}"
    ),
    "asks.more": Text("   还有 {more} 条，见包裹页", "   and {more} more, see the parcels"),
    "asks.expected": Text("{text}，预计 {day}", "{text}, there again on {day}"),
    "asks.silence": Text(
        "没有人处理：有疑问的运单号不会上传，包裹可能超过发货期限。",
        "If nobody acts: numbers in doubt are not uploaded, and parcels may become late.",
    ),
    "sms.asks": Text(
        "交接表{workbook}交回，{count}件事要您看，详见邮件",
        "Workbook {workbook} came back: {count} things for you, see e-mail",
    ),
    "sms.asks.short": Text(
        "交接表交回，{count}件事要您看，详见邮件", "A workbook came back: {count} things for you"
    ),
    "doubt.USED_BEFORE": Text("别的包裹用过：{saw}", "another parcel had it: {saw}"),
    "doubt.OLDER_THAN_ORDER": Text("比付款还早：{saw}", "older than the payment: {saw}"),
    "doubt.COLLECTED_BEFORE_PAYMENT": Text(
        "付款前就已揽收：{saw}", "collected before the payment: {saw}"
    ),
    "doubt.OTHER_NUMBER": Text("已有另一个运单号：{saw}", "it has another number: {saw}"),
    "doubt.change": Text("要换掉 {old}", "in the place of {old}"),
    "number_refused.title": Text(
        "包裹 {parcel}：运单号 {number} 没有被接受", "Parcel {parcel}: number {number} not accepted"
    ),
    "number_refused.do.label": Text(
        "1. 照面单核对包裹 {parcel}（订单 {orders}，交接表 {workbook}）的运单号。",
        "1. Check the label of parcel {parcel} (order {orders}, workbook {workbook}).",
    ),
    "number_refused.do.write": Text(
        "2. 在交接表里填面单上的运单号，再交回一次。",
        "2. Write the number on the label into the workbook, and hand it in again.",
    ),
    "number_refused.do.keep": Text(
        "2. 我们保留运单号 {kept}。如果它不对，请填面单上的运单号，再交回一次。",
        "2. We keep number {kept}. If it is wrong, write the one on the label, and hand in again.",
    ),
    "number_refused.silence": Text(
        "没有正确的运单号，这个包裹在平台上一直是未发货。",
        "Without the right number the parcel counts as not shipped.",
    ),
    "sms.number_refused": Text(
        "包裹{parcel}的运单号{number}不对，请照面单改",
        "Number {number} of {parcel} is not right: write the one on the label",
    ),
    "sms.number_refused.short": Text(
        "包裹{parcel}的运单号不对，请照面单改", "The number of {parcel} is not right: see the label"
    ),
}
