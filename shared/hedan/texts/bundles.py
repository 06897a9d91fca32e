"""What the summary of an evidence bundle says; it shows every line in both languages."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "bundle.title": Text("售后证据：订单 {order}", "Evidence of a case: order {order}"),
    "bundle.as_of": Text("材料截至 {at}", "Everything up to {at}"),
    "bundle.how": Text(
        "时间线、原始报文、交接表、通知、照片都在压缩包里；用 sha256sum -c manifest.sha256 可以核对"
        "没有改动。",
        "Timeline, raw messages, workbook rows, notices and photos lie beside this page; "
        "sha256sum -c manifest.sha256 shows that nothing was changed.",
    ),
    "bundle.case": Text("售后", "The case"),
    "bundle.goods": Text("商品", "The goods"),
    "bundle.parcels": Text("包裹", "Parcels"),
    "bundle.stops": Text("截停", "Stops"),
    "bundle.said": Text("沟通与处理", "What was said and done"),
    "bundle.policy": Text("适用的售后政策", "The policy that it falls under"),
    "bundle.photos": Text("照片", "Photos"),
    "bundle.missing": Text("缺少的材料", "What is missing"),
    "bundle.files": Text("文件清单（SHA-256）", "Files (SHA-256)"),
    "bundle.store": Text("店铺", "Store"),
    "bundle.order": Text("订单号", "Order"),
    "bundle.after_sale": Text("售后单号", "After-sale"),
    "bundle.title_of": Text("标题", "Title"),
    "bundle.kind": Text("类型与状态", "Kind and state"),
    "bundle.reason": Text("买家的理由", "The buyer's reason"),
    "bundle.refund": Text("退款金额", "Refund"),
    "bundle.paid": Text("实付金额", "Paid"),
    "bundle.asked": Text("买家提出", "Asked for"),
    "bundle.fenced": Text("我方停止发货", "Shipping stopped by us"),
    "bundle.paid_at": Text("付款时间", "Paid at"),
    "bundle.outcome": Text("结果", "Outcome"),
    "bundle.receiver": Text("收件人（平台给出的样子）", "Receiver, as the platform gives it"),
    "bundle.number": Text("运单号", "Tracking number"),
    "bundle.claimed": Text("交给供应商", "Given to the supplier"),
    "bundle.told_platform": Text("平台收到运单号", "The platform took the number"),
    "bundle.scanned": Text("首次揽收", "First scan"),
    "bundle.steps": Text("物流记录", "Steps told by the platform"),
    "bundle.told": Text("通知供应商", "The supplier was told"),
    "bundle.acknowledged": Text("供应商确认", "Acknowledged"),
    "bundle.answered": Text("供应商答复", "Answered"),
    "bundle.escalated": Text("升级给负责人", "Escalated to the owner"),
    "bundle.withdrawn": Text("退款撤回", "The refund was withdrawn"),
    "bundle.in_time": Text("在期限内", "within its time"),
    "bundle.too_late": Text("超过期限", "past its time"),
    "bundle.none": Text("没有", "none"),
    # --- Words ------------------------------------------------------------------------------------
    "bundle.status.requested": Text("已申请", "requested"),
    "bundle.status.agreed": Text("已同意", "agreed"),
    "bundle.status.succeeded": Text("已完成", "succeeded"),
    "bundle.status.refused": Text("已拒绝", "refused"),
    "bundle.status.closed": Text("已撤回或关闭", "withdrawn or closed"),
    "bundle.status.unknown": Text("状态不明", "state not known"),
    "bundle.answer.stopped": Text("已截停", "stopped"),
    "bundle.answer.gone": Text("已发出", "gone"),
    "bundle.level.notice": Text("通知", "notice"),
    "bundle.level.reminder": Text("提醒", "reminder"),
    "bundle.level.escalation": Text("升级", "escalation"),
    "bundle.level.call": Text("电话", "call"),
    "bundle.level.withdrawn": Text("撤回通知", "told of the withdrawal"),
    "bundle.outcome.settled": Text("双方协商解决", "settled"),
    "bundle.outcome.won": Text("胜诉", "won"),
    "bundle.outcome.lost": Text("败诉", "lost"),
    "bundle.outcome.dropped": Text("没有继续", "dropped"),
    "bundle.offer.price_cut": Text("提出降价", "offered a lower price"),
    "bundle.offer.exchange": Text("提出换货", "offered an exchange"),
    "bundle.offer.faster": Text("提出优先发货", "offered to ship sooner"),
    "bundle.offer.coupon": Text("提出优惠券", "offered a coupon"),
    "bundle.act.stopped": Text("告诉平台：已截停", "told the platform: stopped"),
    "bundle.act.not_stopped": Text("告诉平台：已发出", "told the platform: it has left"),
    "bundle.act.intercept": Text("请快递拦截退回", "asked the carrier to bring it back"),
    "bundle.act.agree": Text("同意", "agreed"),
    "bundle.act.refuse": Text("拒绝", "refused"),
    "bundle.missing.expired": Text("已过保存期：{piece}", "no longer kept: {piece}"),
    "bundle.missing.unread": Text(
        "平台没有给出物流：{piece}", "the platform did not tell the parcel's way: {piece}"
    ),
    "bundle.missing.not_told": Text(
        "该平台不提供物流记录：{piece}", "this platform tells nothing of parcels' ways: {piece}"
    ),
    "bundle.missing.too_large": Text(
        "太大，没有放进压缩包：{piece}", "too large for the bundle: {piece}"
    ),
    "bundle.missing.settings_gone": Text(
        "设置里已经没有：{piece}", "the settings no longer know: {piece}"
    ),
}
