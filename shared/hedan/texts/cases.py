"""The words of the after-sales desk: what a case waits for, what to do next, why not."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    # --- What a case is about ---
    "case.kind.refund_unshipped": Text("未发货退款", "refund before shipping"),
    "case.kind.refund_only": Text("仅退款", "refund without return"),
    "case.kind.return": Text("退货退款", "return and refund"),
    "case.kind.exchange": Text("换货", "exchange"),
    "case.kind.resend": Text("补发", "resend"),
    "case.kind.repair": Text("维修", "repair"),
    "case.kind.price_protection": Text("价保", "price protection"),
    "case.kind.cancel": Text("取消订单", "cancellation"),
    "case.kind.unknown": Text("不认识的售后种类", "a kind that nobody knows"),
    "case.kind.complaint": Text("投诉", "complaint"),
    "case.kind.dispute": Text("平台纠纷", "dispute"),
    # --- What became of the goods ---
    "case.goods.here": Text("货没有寄出", "the goods have not left"),
    "case.goods.with_supplier": Text(
        "货在供应商手里，没有被截停", "with the supplier, not stopped"
    ),
    "case.goods.asked_back": Text(
        "已要求截停，供应商还没有答复", "asked back; the supplier has not said whether they stayed"
    ),
    "case.goods.left": Text("货已寄出", "the goods have left"),
    "case.goods.unknown": Text("不清楚货在哪里", "nobody has told where the goods are"),
    # --- What a case waits for ---
    "case.wait.stop": Text("等供应商答复截停", "the supplier's word on the stop"),
    "case.wait.answer": Text("等我们答复", "our answer"),
    "case.wait.act": Text("正在告诉平台", "the platform is being told"),
    "case.wait.act_refused": Text("平台没有接受我们的操作", "the platform did not take our answer"),
    "case.wait.goods": Text("等买家把货寄回", "the goods on their way back"),
    "case.wait.platform": Text("等平台", "the platform"),
    # --- What to do next ---
    "case.step.phone": Text(
        "打电话给供应商：包裹截住了吗？", "phone the supplier: has the parcel stayed?"
    ),
    "case.step.look_there": Text(
        "平台没有接受：看原因，在平台后台处理",
        "the platform did not take it: read why, and do it on its own pages",
    ),
    "case.step.intercept": Text("请快递把包裹拦截退回", "ask the carrier to bring the parcel back"),
    "case.step.ask_photos": Text(
        "照片不够：请买家补照片，传到这里",
        "too few pictures: ask the buyer for them and add them here",
    ),
    "case.step.agree": Text("同意", "agree"),
    "case.step.refuse": Text("拒绝，并说明理由", "refuse, and say why"),
    "case.step.agree_there": Text("在平台后台同意", "agree on the platform's own pages"),
    "case.step.refuse_there": Text(
        "在平台后台拒绝，并说明理由", "refuse on the platform's own pages, and say why"
    ),
    "case.step.send_again": Text("安排换货或补发", "send the goods again, or others instead"),
    "case.step.way_back": Text("填写买家寄回的运单号", "note the number of the parcel back"),
    "case.step.hear_offer": Text("记下买家是否接受方案", "note whether the buyer takes the offer"),
    "case.step.offer": Text("提一个挽留方案（截停照常）", "make an offer; the stop goes on"),
    "case.step.ask_reason": Text("问买家真正的原因", "ask the buyer what was wrong"),
    "case.step.tell_reason": Text("记下真正的原因", "note what really was wrong"),
    "case.step.close": Text("记下结果，结束", "note how it ended"),
    "case.step.bundle": Text("打包证据", "bundle the evidence"),
    "case.step.note": Text("写一条备注", "add a note"),
    # --- What the seller's policies say ---
    "case.policy.none": Text(
        "没有适用的售后政策：由人决定", "no policy is for it: a person decides"
    ),
    "case.policy.fits": Text("符合：{reason}。{freight}", "within the policy: {reason}. {freight}"),
    "case.policy.photos": Text(
        "还缺 {photos} 张照片：{reason}。{freight}",
        "{photos} more pictures are needed: {reason}. {freight}",
    ),
    "case.policy.late": Text(
        "超过期限（最晚 {until} 前申请）：{reason}。{freight}",
        "too late (it had to be asked for before {until}): {reason}. {freight}",
    ),
    "case.freight.seller": Text("退回运费由卖家付", "The seller pays the way back"),
    "case.freight.buyer": Text("退回运费由买家付", "The buyer pays the way back"),
    "case.freight.platform": Text("退回运费由平台付", "The platform pays the way back"),
    # --- Why something cannot be done ---
    "case.refused.TOO_MANY": Text("最多 {most} 个", "at most {most} of these"),
    "case.refused.ENDED": Text("这个售后已经结束", "the case has come to its end"),
    "case.refused.PLATFORM_ENDS_IT": Text(
        "售后由平台结束，不能在这里关闭", "an after-sale is ended by its platform, not here"
    ),
    "case.refused.NO_SUCH_REASON": Text(
        "设置里没有原因 {code}（有：{known}）", "the settings have no reason {code}, but: {known}"
    ),
    "case.refused.NO_SUCH_OFFER": Text(
        "设置里没有这个方案（有：{known}）", "the settings have no such offer, but: {known}"
    ),
    "case.refused.OFFER_OTHER_STORE": Text(
        "这个方案只用于店铺 {stores}", "this offer is for other stores: {stores}"
    ),
    "case.refused.OFFER_TOO_MUCH": Text(
        "超过上限：这个售后最多 {limit} 分，已提出 {standing} 分",
        "above the limit: {limit} minor units for this case, of which {standing} are offered",
    ),
    "case.refused.OFFER_DECIDED": Text(
        "买家已经答复过这个方案", "the buyer has answered this offer otherwise"
    ),
    "case.refused.NO_PICTURE": Text(
        "不是图片（只收 JPEG、PNG、WebP、HEIC、AVIF）",
        "it is no picture: JPEG, PNG, WebP, HEIC and AVIF are taken",
    ),
    # --- Notices ---
    "case.due.title": Text(
        "{count} 个售后快到平台期限", "cases near their platform's time: {count}"
    ),
    "case.due.do": Text(
        "在期限前答复，否则平台会替我们决定：", "Answer these, or their platforms decide for us:"
    ),
    "case.new.title": Text("{count} 个新售后", "new cases: {count}"),
    "case.new.do": Text("它们在售后队列里：", "They wait in the queue of cases:"),
    "case.line": Text(
        "{until}：订单 {order}，{kind}（{case}）", "{until}: order {order}, {kind} ({case})"
    ),
    "case.line.refund": Text(
        "{until}：订单 {order}，{kind} {amount}（{case}）",
        "{until}: order {order}, {kind} of {amount} ({case})",
    ),
    "case.more": Text("还有 {more} 个", "and {more} more"),
    "case.no_time": Text("没有期限", "no time was told"),
    "sms.case.due": Text(
        "{count}个售后快到期限，最早{until}，请答复",
        "cases near their time: {count}, the first {until}: answer them",
    ),
    "sms.case.new": Text("{count}个新售后，请看队列", "new cases in the queue: {count}"),
}
