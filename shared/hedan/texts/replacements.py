"""What is said of goods that are sent again, or instead of others: to suppliers and to the team."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "row.exchange": Text(
        "【换货】售后 {case}：原包裹 {parcel}",
        "[Exchange] for case {case}, instead of parcel {parcel}",
    ),
    "row.resend": Text(
        "【补发】售后 {case}：原包裹 {parcel}",
        "[Resend] for case {case}, after parcel {parcel}",
    ),
    "reason.exchange": Text("换货：单独一件", "An exchange: a parcel of its own"),
    "reason.resend": Text("补发：单独一件", "A resend: a parcel of its own"),
    "plan.exchange": Text(
        "换货（售后 {case}），单独一件", "An exchange for case {case}: a parcel of its own"
    ),
    "plan.resend": Text(
        "补发（售后 {case}），单独一件", "A resend for case {case}: a parcel of its own"
    ),
    "replacement.planned": Text("等下一个波次", "waits for the supplier's next wave"),
    "replacement.waits": Text(
        "发不出去：订单上有挂起，请先处理",
        "cannot be sent: see the holds of its order",
    ),
    "replacement.called_off": Text(
        "售后已撤回或拒绝，或又申请了退款：不发",
        "called off: its case is over, or a refund stands against it",
    ),
    "replacement.with_supplier": Text("已交给供应商，等运单号", "with its supplier, no number yet"),
    "replacement.asked_back": Text("正在截停", "it was asked back from its supplier"),
    "replacement.numbered": Text("有运单号，正在上传", "it has a number, which is on its way"),
    "replacement.held": Text("运单号等人处理", "its number waits for a person"),
    "replacement.told": Text("已发出，平台已有运单号", "sent, and the platform has its number"),
    "replacement.by_hand": Text(
        "已发出：请到平台后台的售后单里手工填写运单号",
        "sent: write its number into the case in the platform's back office by hand",
    ),
    "case.refused.ALREADY_REPLACED": Text(
        "这个售后已经补发或换货过（{by}），一个售后只能一次。",
        "{by} has asked for a replacement before: there is one for each case.",
    ),
    "case.refused.NOT_REPLACED": Text("这个售后没有换货或补发。", "Nothing is sent for this case."),
    "case.refused.HAS_LEFT": Text(
        "货已经发出，请让快递拦截。", "It has left: have the carrier intercept it."
    ),
    "case.refused.MONEY_GOES": Text(
        "这是退款类售后（{kind}，{status}）：买家撤回或拒绝之后才能补发。",
        "Money goes back through it ({kind}, {status}): withdrawn or refused, goods may go.",
    ),
    "case.refused.REFUND_OPEN": Text(
        "子订单 {line} 另有退款申请（售后 {case}）。",
        "Line {line}: a refund is asked for in {case}.",
    ),
    "case.refused.ORDER_HELD": Text(
        "订单被挂起（{codes}），请先放行。", "The order is held ({codes}): release it first."
    ),
    "case.refused.NO_RECEIVER": Text(
        "没有收件信息：平台不再显示，或已按期清除。",
        "There is no address: its platform shows it no more, or it was erased in time.",
    ),
    "case.refused.NO_GOODS_NAMED": Text(
        "请写明补发哪些货。", "Name the goods: the case names none."
    ),
    "case.refused.NO_SUCH_LINE": Text("订单没有子订单 {line}。", "The order has no line {line}."),
    "case.refused.MORE_THAN_BOUGHT": Text(
        "子订单 {line} 只买了 {bought} 件。", "Of line {line} only {bought} were bought."
    ),
    "case.refused.VIRTUAL": Text(
        "子订单 {line} 是虚拟商品，没有包裹。", "Line {line} is virtual: nothing travels."
    ),
    "case.refused.NOT_LEFT": Text(
        "子订单 {line} 还没有发出：请直接修改订单。",
        "Line {line} has not left yet: edit the order instead.",
    ),
    "case.refused.SKU_NOT_KNOWN": Text(
        "设置里没有商家编码 {sku}。", "The settings have no SKU {sku}."
    ),
    "case.refused.SUPPLIERS_DIFFER": Text(
        "这些货的供应商不是同一家（{suppliers}）：请写明由谁发。",
        "Name who sends it: these goods have the suppliers {suppliers}.",
    ),
    "case.refused.NO_SUCH_SUPPLIER": Text(
        "设置里没有供应商 {supplier}。", "The settings have no supplier {supplier}."
    ),
    "case.refused.STOCK_SHORT": Text("库存不足：{sku}", "Not enough stock of {sku}."),
    "finding.REPLACEMENT_WAITS": Text(
        "换货或补发的货发不出去", "Goods that shall be sent again cannot go"
    ),
    "finding.REPLACEMENT_WAITS.fix": Text(
        "处理原因后放行；或者跟买家另行商量。",
        "Mend what keeps it back, then release the hold; or answer the buyer otherwise.",
    ),
}
