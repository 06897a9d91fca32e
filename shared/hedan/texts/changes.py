"""What is said of changes that a supplier has not answered: stops lifted, numbers in question."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "changes.title.reminder": Text(
        "【请确认】有 {count} 处变更您还没有回应",
        "PLEASE CONFIRM: changes without an answer: {count}",
    ),
    "changes.title.escalation": Text(
        "【没有人回应】{supplier} 没有回应 {count} 处变更",
        "NO ANSWER: {supplier} has not answered changes: {count}",
    ),
    "changes.do.page": Text(
        "打开您的网页，逐条确认（也可以填在交接表的“变更”表里交回）：",
        "Open your page and answer each (or answer on the Changed sheet of your workbook):",
    ),
    "changes.do.phone": Text(
        "请打电话给 {supplier}，逐条说清楚：", "Phone {supplier} and settle each of these:"
    ),
    "changes.lifted": Text(
        "- 截停取消，照常发出：交接表 {workbook}，包裹 {parcel}，{goods}",
        "- Stop lifted, ship it after all: workbook {workbook}, parcel {parcel}, {goods}",
    ),
    "changes.number": Text(
        "- 运单号 {number} 请核对：交接表 {workbook}，包裹 {parcel}。{doubt}",
        "- Check the number {number}: workbook {workbook}, parcel {parcel}. {doubt}",
    ),
    "changes.more": Text("……还有 {more} 处，见网页", "... and {more} more: see the page"),
    "changes.silence.reminder": Text(
        "再过 {escalation}仍没有回应，就转给店主。",
        "If nobody answers within {escalation}, the shop owner is told.",
    ),
    "changes.silence.escalation": Text(
        "没有回应时：截停取消的货可能一直没发，有疑问的运单号不会上传到平台。",
        "If nobody answers: what should ship may stay behind, and numbers in question do not go to "
        "the platform.",
    ),
    "sms.changes": Text(
        "有{count}处变更请确认：{link}", "Please confirm changes ({count}): {link}"
    ),
    "sms.changes.short": Text(
        "有{count}处变更请确认，详见邮件", "Please confirm changes ({count}), see e-mail"
    ),
    "sms.changes.escalation": Text(
        "{supplier}没有回应{count}处变更，请打电话",
        "{supplier} has not answered changes ({count}): please phone",
    ),
    "sms.changes.escalation.short": Text(
        "有供应商没有回应变更，请看邮件", "A supplier has not answered changes, see e-mail"
    ),
}
