"""What stands on the sheets beside the Ship sheet: why, since when, and what to do."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "sheet.as_of": Text("截至 {at}", "As of {at}"),
    "sheet.nothing": Text("没有", "Nothing"),
    "sheet.more": Text("另有 {count} 行较早的没有列出", "Older rows that are left out: {count}"),
    "sheet.stop.hint": Text(
        "下面的货不要发出，不管它在哪一份交接表里。在黄色格里选一个答复，随这个文件交回，"
        "或在网页上答复",
        "Do not ship these goods, whichever workbook they stand in. Answer in the yellow cells and "
        "hand this file back, or answer on your page",
    ),
    "sheet.changed.hint": Text(
        "以下与您手里的旧表不同，以这里为准。黄色格里请填“知道了”",
        'What differs from the lists that you have: this sheet counts. Write "seen" into the '
        "yellow cells",
    ),
    "sheet.returns.hint": Text(
        "这些货会退到您那里。收到了，或一直没收到，请在黄色格里答复",
        "These goods come back to you. Say in the yellow cells whether you have received them",
    ),
    "sheet.bill.hint": Text(
        "每日结账后的明细，本页不用填；有出入请联系店主",
        "The account of each closed day; nothing to fill in. If you see it otherwise, tell the "
        "owner",
    ),
    # --- Stop ---
    "sheet.stop.refund": Text("买家申请退款", "The buyer asked for a refund"),
    "sheet.stop.do": Text(
        "拿出来，不要交给快递，再答复", "Take it out, do not hand it over, then answer"
    ),
    "sheet.stop.do.printed": Text(
        "您说面单已打：请把货拿出来，再答复一次",
        "You said that the label is printed: take the goods out, then answer again",
    ),
    "sheet.stop.done": Text("已答复，不用再做", "Answered: nothing more to do"),
    "sheet.stop.lifted": Text("截停已取消，见“变更”", "Lifted: see the Changed sheet"),
    # --- Changed ---
    "sheet.change.lifted": Text("截停取消，照常发出", "Stop lifted: it ships after all"),
    "sheet.change.lifted.do": Text(
        "按原来的交接表发出，并填“知道了”", 'Ship it by its workbook as planned, write "seen"'
    ),
    "sheet.change.lifted.seen": Text("您已知晓", "You have seen this"),
    "sheet.change.out": Text("从交接表里拿出来了：{cause}", "Taken out of its workbook: {cause}"),
    "sheet.change.out.stays": Text(
        "不要按旧的行发，货留在库里", "Do not ship it by its old row; the goods stay with you"
    ),
    "sheet.change.out.waits": Text(
        "先放好，不要按旧的行发；等新的安排",
        "Keep it aside, not by its old row: it is planned anew",
    ),
    "sheet.change.out.again": Text(
        "按新的行发：交接表 {workbook}，包裹 {parcel}",
        "Ship it by its new row: workbook {workbook}, parcel {parcel}",
    ),
    "sheet.change.out.elsewhere": Text(
        "由别处发货，这里不要发", "It ships from elsewhere: do not ship it"
    ),
    "sheet.change.void": Text("整份交接表作废", "The whole workbook is void"),
    "sheet.change.void.do": Text("里面的包裹都不要发", "Ship none of its parcels"),
    "sheet.change.number": Text("运单号 {number} 请核对", "Check the number {number}"),
    "sheet.change.number.do": Text(
        "{doubt}。对照面单；写错了，请在“发货”表里改正后交回",
        "{doubt}. Compare it with the label; if it is wrong, correct it on the Ship sheet",
    ),
    "sheet.doubt.USED_BEFORE": Text(
        "这个运单号别的包裹用过", "Another parcel has, or had, this number"
    ),
    "sheet.doubt.OLDER_THAN_ORDER": Text(
        "这个运单号比订单还早", "The number is older than the order"
    ),
    "sheet.doubt.COLLECTED_BEFORE_PAYMENT": Text(
        "快递揽收时间早于买家付款", "The carrier collected it before the buyer paid"
    ),
    "sheet.doubt.OTHER_NUMBER": Text(
        "这个包裹之前填的是 {old}，现在是 {new}，等店主确认",
        "The parcel had {old}, now {new}; the owner has to agree",
    ),
    # --- Returns ---
    "sheet.return.too_late": Text(
        "截停时已发出，拦截或拒收退回", "It had left when it was stopped: it comes back"
    ),
    "sheet.return.after_sale": Text("买家退货", "The buyer sends it back"),
    "sheet.return.do": Text(
        "收到后点数、验货，再答复", "Count and check it on arrival, then answer"
    ),
    "sheet.return.received": Text("已收到（{at}）", "Received ({at})"),
    "sheet.return.lost": Text("没收到，按丢失处理", "Not received: given up as lost"),
    "sheet.return.void": Text(
        "不退了，货留在买家手里", "It does not come back: the buyer keeps it"
    ),
    # --- Bill ---
    "sheet.entry.shipped": Text("发货", "Shipped"),
    "sheet.entry.parcel": Text("包裹费", "Parcel fee"),
    "sheet.entry.stopped_in_time": Text("及时截停", "Stopped in time"),
    "sheet.entry.stopped_too_late": Text("截停太晚", "Stopped too late"),
    "sheet.entry.returned": Text("退货入账", "Returned, credited"),
    "sheet.entry.day": Text("当日合计", "Day's total"),
    "sheet.entry.total": Text("合计", "Total"),
    "sheet.entry.no_price": Text("没有约定单价", "No price was agreed"),
    "sheet.entry.asked": Text("您填的单价是 {asked}", "Your price was {asked}"),
    "sheet.entry.paid_by.seller": Text("由店主承担", "The seller pays"),
    "sheet.entry.paid_by.supplier": Text("由供应商承担", "The supplier pays"),
    "sheet.entry.differences": Text("有出入 {count} 条", "Entries in question: {count}"),
}
