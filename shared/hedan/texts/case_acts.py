"""What is said of acts that a platform was to be told, and of goods that should be back."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "act.stopped": Text("货已留下", "the goods stayed"),
    "act.not_stopped": Text("货已寄出", "the goods have left"),
    "act.intercept": Text("拦截包裹", "bring the parcel back"),
    "act.agree": Text("同意", "agree"),
    "act.refuse": Text("拒绝", "refuse"),
    "act.refused.title": Text(
        "【平台没有收】订单 {order} 的售后：{act}",
        "NOT TAKEN: the case of order {order}: {act}",
    ),
    "act.refused.do": Text(
        "1. 在平台后台打开这个售后，看它现在的状态。",
        "1. Open the case in the platform's back office and look at its state.",
    ),
    "act.refused.do.stopped": Text(
        "2. 货已经留下：在那里同意退款。", "2. The goods stayed: agree to the refund there."
    ),
    "act.refused.do.not_stopped": Text(
        "2. 货已经寄出：在那里说明。", "2. The goods have left: say so there."
    ),
    "act.refused.do.intercept": Text(
        "2. 马上打电话给快递公司，请它把包裹退回。",
        "2. Phone the carrier now and have the parcel returned.",
    ),
    "act.refused.do.agree": Text("2. 在那里答复。", "2. Answer it there."),
    "act.refused.do.refuse": Text("2. 在那里答复。", "2. Answer it there."),
    "act.refused.why": Text("原因：{why}", "Why: {why}"),
    "act.refused.case": Text("售后单：{case}", "Case: {case}"),
    "act.refused.by": Text("谁要求的：{by}", "Asked for by: {by}"),
    "act.refused.silence": Text(
        "没有人处理：平台会按它自己的时间决定，多半判给买家。",
        "If nobody acts: the platform decides when its time is over, mostly for the buyer.",
    ),
    "sms.act.refused": Text(
        "订单尾号{tail}的售后，平台没有收“{act}”，请到后台处理",
        "Case of order ..{tail} not taken by the platform: {act}",
    ),
    "act.problem.over": Text(
        "售后已经结束，或买家已经撤回", "the case has ended, or the buyer has withdrawn it"
    ),
    "act.problem.changed": Text(
        "买家后来改了金额或种类", "the buyer has changed the sum or the kind since"
    ),
    "act.problem.not_true": Text(
        "货已经不在说的地方了", "the goods are no longer where this says they are"
    ),
    "act.problem.no_number": Text("包裹已经没有运单号", "the parcel has no number any more"),
    "case.refused.NOT_TAKEN": Text(
        "这个平台不接受对这种售后的这个操作，请到平台后台处理。",
        "The platform does not take this for such a case: do it in its back office.",
    ),
    "case.refused.NOT_NOW": Text(
        "售后现在的状态（{status}）不能这样答复。",
        "The case is {status}: this cannot be told now.",
    ),
    "case.refused.NOT_TRUE": Text(
        "货不在那里：还没有人说清楚，或截停标记没有关上。",
        "The goods are not there: nobody has said so yet, or no fence stands.",
    ),
    "case.refused.TOLD_OTHERWISE": Text(
        "已经告诉平台相反的话。", "The platform has been told the contrary."
    ),
    "case.refused.NO_SUCH_PARCEL": Text(
        "请写明哪个包裹；已经寄出并有运单号的：{known}",
        "Name the parcel; those that have left with a number: {known}",
    ),
    "aged.title": Text(
        "【退货未到】订单 {order}，{supplier} 还没有收到",
        "NOT BACK YET: the goods of order {order}, at {supplier}",
    ),
    "aged.do.ask": Text(
        "1. 问 {supplier}：货到了吗？没到就查物流。",
        "1. Ask {supplier} whether they have come; if not, look where the parcel is.",
    ),
    "aged.do.settle": Text(
        "2. 写下结果：POST /suppliers/{supplier}/returns/{back}（收到或丢失）。",
        "2. Write it down: POST /suppliers/{supplier}/returns/{back} (received or lost).",
    ),
    "aged.why.too_late": Text(
        "截停太晚，货从 {since} 起在等退回：",
        "The stop came too late; these goods are expected back since {since}:",
    ),
    "aged.why.after_sale": Text(
        "买家退货，从 {since} 起在等：", "The buyer sends these back; expected since {since}:"
    ),
    "aged.silence": Text(
        "没有人处理：这批货一直算在路上，供应商账单里不会扣回。",
        "If nobody acts: they stay on their way, and the supplier's bill is not credited.",
    ),
    "sms.aged": Text(
        "订单尾号{tail}的退货{supplier}还没收到，请查",
        "Return of order ..{tail} not back: {supplier}",
    ),
    "sms.aged.short": Text("订单尾号{tail}的退货还没到，请查", "Return of order ..{tail} not back"),
}
