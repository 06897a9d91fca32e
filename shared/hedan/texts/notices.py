"""What e-mails and short messages say. Subjects are in notices/: a mail topic takes ASCII only."""

from typing import Final

from hedan.texts.text import Text

_LABELS: Final[dict[str, Text]] = {
    "row.one": Text("第 {rows} 行", "row {rows}"),
    "row.many": Text("第 {rows} 行", "rows {rows}"),
    "goods": Text("{name} × {quantity}", "{name} x {quantity}"),
    "label.order": Text("订单：{order}（店铺：{store}）", "Order: {order} (store: {store})"),
    "label.parcel": Text("包裹：{parcel}", "Parcel: {parcel}"),
    "label.workbook": Text("交接表：{workbook}", "Workbook: {workbook}"),
    "label.workbook.rows": Text("交接表：{workbook}，{rows}", "Workbook: {workbook}, {rows}"),
    "label.lines": Text("货品：", "Goods:"),
    "label.link": Text("链接：{link}", "Link: {link}"),
    "label.supplier": Text("供应商：{supplier}", "Supplier: {supplier}"),
    "label.tracking": Text(
        "运单号：{number}（{carrier}）", "Tracking number: {number} ({carrier})"
    ),
    "place.rows": Text("交接表 {workbook} {rows}", "workbook {workbook}, {rows}"),
    "place.parcel": Text("包裹 {parcel}", "parcel {parcel}"),
}

_WORKBOOKS: Final[dict[str, Text]] = {
    "workbook.title": Text(
        "【新交接表】{workbook}：{parcels} 个包裹", "New workbook {workbook}, parcels: {parcels}"
    ),
    "workbook.title.by": Text(
        "【新交接表】{workbook}：{parcels} 个包裹，最早 {by} 前发出",
        "New workbook {workbook}, parcels: {parcels}, first to ship before {by}",
    ),
    "workbook.do.download": Text(
        "1. 打开链接，下载交接表：", "1. Open the link, download the workbook:"
    ),
    "workbook.do.fill": Text(
        "2. 发货，在同一个文件里填快递公司和运单号。",
        "2. Ship, and fill in carrier and number in the same file.",
    ),
    "workbook.do.upload": Text(
        "3. 在同一个网页上传填好的文件，可以分几次上传。",
        "3. Upload the filled file on the same page, as often as you like.",
    ),
    "workbook.counts": Text(
        "共 {rows} 行，{parcels} 个包裹。", "Rows: {rows}, parcels: {parcels}."
    ),
    "workbook.deadline": Text("最早的发货期限：{by}", "First ship-by time: {by}"),
    "workbook.no_deadline": Text("平台没有给发货期限。", "The platform gave no ship-by time."),
    "workbook.predecessor": Text(
        "上一份交接表：{predecessor}", "The workbook before: {predecessor}"
    ),
    "workbook.first": Text("这是第一份交接表。", "This is the first workbook."),
    "workbook.stops": Text(
        "发货前先看网页最上面有没有截停。",
        "Before you ship, look for stops at the top of the page.",
    ),
    "workbook.link_days": Text(
        "链接 {days} 天内有效，有链接的人都能打开，请不要转发给别人。",
        "The link works for {days} days, for whoever has it: please do not pass it on.",
    ),
    "sms.workbook.linked": Text(
        "新交接表{workbook}，{parcels}个包裹，最早{by}前发出 {link}",
        "New workbook {workbook}, parcels: {parcels}, ship first before {by} {link}",
    ),
    "sms.workbook": Text(
        "新交接表{workbook}，{parcels}个包裹，最早{by}前发出，详见邮件",
        "New workbook {workbook}, parcels: {parcels}, ship first before {by}, see e-mail",
    ),
    "sms.workbook.short": Text("有新交接表，请看邮件", "A new workbook is ready, see e-mail"),
}

_ALERTS: Final[dict[str, Text]] = {
    "late.title": Text(
        "【没有上传】已退款的货来了运单号：订单 {order}",
        "NOT UPLOADED: a tracking number for refunded goods, order {order}",
    ),
    "late.do.ask": Text(
        "1. 问 {supplier}：包裹还在吗？在就马上留下。",
        "1. Ask {supplier} whether the parcel is still there. If so, keep it.",
    ),
    "late.do.intercept": Text(
        "2. 已经被快递取走：马上找快递公司拦截退回。",
        "2. If the carrier has it: have the carrier return it now.",
    ),
    "late.do.intercept.ask": Text(
        '   也可以让平台申请：POST /orders/…/cases/{case}/acts {{"act": "intercept"}}',
        '   Or have the platform ask: POST /orders/.../cases/{case}/acts {{"act": "intercept"}}',
    ),
    "late.do.refund": Text(
        "3. 在平台后台处理退款时说明包裹去向。",
        "3. Say in the platform's refund case where the parcel is.",
    ),
    "late.why": Text(
        "原因：下面的货截停标记是关闭的，这个运单号没有上传到平台：",
        "Why: these goods are fenced off, so the number did not go to the platform:",
    ),
    "late.silence": Text(
        "没有人处理：运单号一直不上传，包裹一直挂起，直到买家撤销退款或有人处理。",
        "If nobody acts: the number stays here and the parcel stays held until the buyer takes "
        "the refund back or a person decides.",
    ),
    "hold.title": Text("【挂起】订单 {order}：{finding}", "HOLD: order {order}: {finding}"),
    "hold.title.more": Text(
        "【挂起】订单 {order}：{finding}，另有 {more} 项",
        "HOLD: order {order}: {finding}, and {more} more",
    ),
    "hold.do": Text("要做的事：", "What to do:"),
    "hold.item": Text("{number}. {title}：{fix}", "{number}. {title}: {fix}"),
    "hold.evidence": Text("   看到的：{evidence}", "   Seen: {evidence}"),
    "hold.deadline": Text("最晚发货时间：{by}", "Ship-by time: {by}"),
    "hold.release": Text("看过之后放行：", "To release it after a look:"),
    "hold.silence": Text(
        "没有人处理：订单不会发货；每一项都处理完，它才继续。",
        "If nobody acts: the order does not ship. It goes on when every point is settled.",
    ),
    "refused.title": Text(
        "【上传被拒】平台不收订单 {order} 的运单号",
        "UPLOAD REFUSED: the platform did not take the number of order {order}",
    ),
    "refused.title.virtual": Text(
        "【上传被拒】平台不收订单 {order} 的虚拟发货",
        "UPLOAD REFUSED: the platform did not take the virtual goods of order {order}",
    ),
    "refused.do.look": Text(
        "1. 在平台后台打开这个订单，看它的状态和提示。",
        "1. Open the order in the platform's back office and look at its state.",
    ),
    "refused.do.fix": Text(
        "2. 运单号或快递公司写错了：请供应商改正后重新上传交接表。",
        "2. If number or carrier is wrong: the supplier corrects it and uploads again.",
    ),
    "refused.do.fix.virtual": Text(
        "2. 在平台后台直接发货：平台显示已发货，这里就算完成。",
        "2. Ship it there: it is done here as soon as the platform says so.",
    ),
    "refused.why": Text(
        "平台的答复：{code} {sub_code} {message}", "The platform said: {code} {sub_code} {message}"
    ),
    "refused.log": Text(
        "平台日志号（找客服时用）：{log_id}", "For the platform's service desk: {log_id}"
    ),
    "refused.silence": Text(
        "没有人处理：包裹一直挂起，订单在平台上还是未发货，可能超过发货期限。",
        "If nobody acts: the parcel stays held, the order still counts as not shipped and may "
        "become late.",
    ),
    "sms.late": Text(
        "已退款订单尾号{tail}来了运单号，没有上传，请马上问{supplier}",
        "Refunded order ..{tail} got a number, not uploaded: ask {supplier} now",
    ),
    "sms.late.short": Text(
        "已退款订单尾号{tail}来了运单号，没有上传，详见邮件",
        "Refunded order ..{tail} got a number, see e-mail",
    ),
    "sms.hold": Text(
        "订单尾号{tail}挂起：{finding}，详见邮件", "Order ..{tail} on hold: {finding}, see e-mail"
    ),
    "sms.hold.short": Text("订单尾号{tail}挂起，详见邮件", "Order ..{tail} on hold, see e-mail"),
    "sms.refused": Text(
        "平台不收订单尾号{tail}的运单号：{message}，详见邮件",
        "The platform refused the number of order ..{tail}: {message}, see e-mail",
    ),
    "sms.refused.virtual": Text(
        "平台不收订单尾号{tail}的虚拟发货，详见邮件",
        "Virtual goods of order ..{tail} refused, see e-mail",
    ),
    "sms.refused.short": Text(
        "平台不收订单尾号{tail}的运单号，详见邮件", "Number of order ..{tail} refused, see e-mail"
    ),
}

TEXTS: Final[dict[str, Text]] = {**_LABELS, **_WORKBOOKS, **_ALERTS}
