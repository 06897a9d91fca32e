"""What the page of a stop says, and the page for a link that does not work.

Everything is escaped where it is put into a page.
"""

from typing import Final

from hedan.texts.text import Text

_STOP: Final[dict[str, Text]] = {
    "page.stop.title": Text("截停：请不要发出", "Stop: do not ship"),
    "page.stop.lead": Text(
        "买家申请了退款。请马上把下面的货拿出来，不要交给快递。",
        "The buyer asked for a refund. Take these goods out now; do not hand them to the carrier.",
    ),
    "page.stop.lead.other": Text(
        "{cause}。请马上把下面的货拿出来，不要交给快递。",
        "{cause}. Take these goods out now; do not hand them to the carrier.",
    ),
    "page.stop.others": Text(
        "只截停列出的货，同一个包裹里的其它货照常发出。",
        "Only the goods listed here. Anything else in the parcel ships as planned.",
    ),
    "page.stop.question": Text("结果是？", "What happened?"),
    "page.stop.stopped": Text("已截停", "Stopped"),
    "page.stop.stopped.means": Text("货在我这里，没有发出", "The goods are here and have not left"),
    "page.stop.gone": Text("已发出", "Already gone"),
    "page.stop.gone.means": Text("快递已经取走", "The carrier has them"),
    "page.stop.label_printed": Text("已打单", "Label printed"),
    "page.stop.label_printed.means": Text(
        "面单已打，正在拿出来，稍后再答复", "I am taking them out, and answer again"
    ),
    "page.stop.heard": Text(
        "已记下：您 {at} 说面单已打。请把货从包裹里拿出来，再点下面的一个答复。",
        "Recorded: you said at {at} that the label is printed. Take the goods out of their "
        "parcel, then press one of these answers.",
    ),
    "page.stop.workbook": Text("交接表", "Workbook"),
    "page.stop.rows": Text("行", "Rows"),
    "page.stop.parcel": Text("包裹", "Parcel"),
    "page.stop.order": Text("订单", "Order"),
    "page.stop.store": Text("店铺", "Store"),
    "page.stop.asked": Text("申请时间", "Asked"),
    "page.stop.case": Text("售后单", "Case"),
    "page.stop.late": Text(
        "我们等了很久没有答复，已经请店主打电话。现在答复仍然有用。",
        "We waited long and asked the shop owner to phone. An answer still helps.",
    ),
    "page.answered.stopped": Text("已记下：货已截停，没有发出", "Recorded: stopped, has not left"),
    "page.answered.stopped.next": Text(
        "请把货放好，不要再按这份交接表发出。谢谢！",
        "Keep the goods aside and do not ship them by this workbook. Thank you!",
    ),
    "page.answered.gone": Text("已记下：货已经发出", "Recorded: already gone"),
    "page.answered.gone.next": Text(
        "请照常在交接表里填运单号，店主会联系快递拦截。谢谢！",
        "Fill in its tracking number as usual; the shop owner will ask the carrier. Thank you!",
    ),
    "page.answered.at": Text("答复时间：{at}", "Answered at {at}"),
    "page.answered.kept": Text(
        "这条截停之前已经有答复，刚才的选择没有改动它。",
        "This stop had been answered before; what you just chose changed nothing.",
    ),
    "page.answered.wrong": Text(
        "点错了？请马上打电话给店主。", "Pressed the wrong one? Phone the shop owner at once."
    ),
    "page.withdrawn": Text("截停取消了", "The stop is lifted"),
    "page.withdrawn.ship": Text(
        "买家撤销了退款，请照常发出，不用答复。",
        "The buyer took the refund back. Ship as planned; no answer is needed.",
    ),
    "page.withdrawn.wait": Text(
        "买家撤销了退款。您留下的货会出现在新的交接表里，请不要按旧的行发货。",
        "The buyer took the refund back. What you kept comes again in a new workbook: do not "
        "ship it by the old row.",
    ),
}

_ERRORS: Final[dict[str, Text]] = {
    "page.error.expired": Text("链接过期了", "This link has expired"),
    "page.error.expired.do": Text(
        "请用最新邮件里的链接，或向店主要一个新的。",
        "Use the link of the latest e-mail, or ask the shop owner for a new one.",
    ),
    "page.error.forged": Text("链接不对", "This link is not right"),
    "page.error.forged.do": Text(
        "可能没有复制完整。请在邮件里直接点链接，或向店主要一个新的。",
        "Part of it may be missing. Open it straight from the e-mail, or ask the shop owner for "
        "a new one.",
    ),
    "page.error.replaced": Text("链接已经换新", "This link was replaced"),
    "page.error.replaced.do": Text(
        "店主换了新的链接，旧的不能再用。请用最新邮件里的链接。",
        "The shop owner replaced it, and the old one no longer works. Use the link of the latest "
        "e-mail.",
    ),
    "page.error.not_found": Text("找不到", "Not found"),
    "page.error.not_found.do": Text(
        "文件可能已经按期删除。请问店主。",
        "It may have been erased on schedule. Please ask the shop owner.",
    ),
    "page.error.busy": Text("现在忙，请过一分钟再试", "Busy: please try again in a minute"),
    "page.error.busy.do": Text(
        "刚才点的没有保存。截停很急：打不开就马上打电话给店主。",
        "What you pressed was not saved. Stops are urgent: if this goes on, phone the shop owner.",
    ),
    "page.error.too_many": Text("打开得太快了", "Too many visits"),
    "page.error.too_many.do": Text(
        "请等 1 分钟再打开。截停很急：打不开就马上打电话给店主。",
        "Please wait a minute and open it again. Stops are urgent: if this goes on, phone the "
        "shop owner.",
    ),
    "page.error.contact": Text("联系：{contact}", "Contact: {contact}"),
    "page.error.detail": Text("说明：{detail}", "Note: {detail}"),
}

TEXTS: Final[dict[str, Text]] = {**_STOP, **_ERRORS}
