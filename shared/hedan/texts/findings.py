"""What the findings of the checks mean and what to do about them, by their code."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "finding.SKU_UNKNOWN": Text("商家编码没有登记", "Unknown SKU"),
    "finding.SKU_UNKNOWN.fix": Text(
        "在设置里登记这个商家编码，然后放行，系统会重新检查。",
        "Add this SKU to the settings, then release the order: it is looked at again.",
    ),
    "finding.QUANTITY": Text("数量异常", "Unusual quantity"),
    "finding.QUANTITY.fix": Text(
        "跟买家确认数量，没有问题就放行。",
        "Ask the buyer whether the quantity is meant, then release the order.",
    ),
    "finding.PAID_MISMATCH": Text(
        "实付金额与明细合计不一致", "Paid amount differs from the sum of the lines"
    ),
    "finding.PAID_MISMATCH.fix": Text(
        "在平台后台核对金额，确认后放行。",
        "Compare the amounts in the platform's back office, then release the order.",
    ),
    "finding.RISK_REVIEW": Text("平台风控审核中", "The platform's risk review is not over"),
    "finding.RISK_REVIEW.fix": Text(
        "等平台审核结束，订单会自动继续，不用处理。",
        "Wait: the order goes on by itself when the platform has decided.",
    ),
    "finding.ADDRESS_CHANGE_ASKED": Text(
        "买家申请修改收货地址", "The buyer asks for another address"
    ),
    "finding.ADDRESS_CHANGE_ASKED.fix": Text(
        "在平台后台同意改地址，或在那里拒绝以后放行订单。",
        "Agree to the new address on the platform, or refuse it there and release the order.",
    ),
    "finding.REMARK": Text("买家留言需要人看", "The buyer's remark asks for a person"),
    "finding.REMARK.fix": Text(
        "看留言，处理好以后放行。", "Read the remark, do what it asks, then release the order."
    ),
    "finding.MEMO": Text("商家备注需要人看", "The seller's memo asks for a person"),
    "finding.MEMO.fix": Text(
        "按备注处理好，然后从备注里去掉这个词，或放行订单。",
        "Do what the memo says, then take the word out of it or release the order.",
    ),
    "finding.RECEIVER_INCOMPLETE": Text("收件信息不完整", "The receiver is incomplete"),
    "finding.RECEIVER_INCOMPLETE.fix": Text(
        "请买家在平台上补全收货地址。", "Ask the buyer to complete the address on the platform."
    ),
    "finding.PRESALE_NOT_DUE": Text("预售未到发货时间", "Presale: not due yet"),
    "finding.PRESALE_NOT_DUE.fix": Text(
        "到时间会自动继续，不用处理。", "Wait: the order goes on by itself when it is due."
    ),
    "finding.UNKNOWN_VALUE": Text(
        "平台传来没见过的值", "The platform sent a value that nobody knows"
    ),
    "finding.UNKNOWN_VALUE.fix": Text(
        "在平台后台看这个订单，确认可以发货再放行。",
        "Look at the order in the platform's back office; release it if it may ship.",
    ),
    "finding.ROUTE_MISSING": Text("没有供应商可以发货", "No supplier for these goods"),
    "finding.ROUTE_MISSING.fix": Text(
        "在设置里给这个商家编码指定供应商。", "Name a supplier for this SKU in the settings."
    ),
    "finding.PART_REFUND": Text("只退了一部分数量", "Only some pieces are refunded"),
    "finding.PART_REFUND.fix": Text(
        "这一行已全部拦截：剩下的件数请在平台上发货，然后放行。",
        "The whole line is fenced: ship the other pieces on the platform, then release the order.",
    ),
    "finding.REPLACES_HANDED_OVER": Text(
        "原订单的货已交出", "The order that this one replaces is on its way"
    ),
    "finding.REPLACES_HANDED_OVER.fix": Text(
        "平台把原订单拆成了这个订单，而原订单的货已经交给供应商：只发缺的部分，确认后放行。",
        "The mall made this order of one whose goods are handed over: ship only what is missing,"
        " then release the order.",
    ),
    "finding.AFTER_SALE_UNREADABLE": Text("退款内容读不出来", "A refund that cannot be read"),
    "finding.AFTER_SALE_UNREADABLE.fix": Text(
        "在平台后台看这个退款；能读出来后订单会自动继续。",
        "Look at the refund on the platform; the order goes on when it can be read.",
    ),
    "finding.TRACKING_AFTER_STOP": Text(
        "退款的货有了运单号", "A tracking number came for refunded goods"
    ),
    "finding.TRACKING_AFTER_STOP.fix": Text(
        "问供应商货是否已经寄出；已寄出就让快递拦截。",
        "Ask the supplier whether the parcel has left; intercept it if it has.",
    ),
    "finding.STOCK_SHORT": Text("库存不足", "Not enough stock"),
    "finding.STOCK_SHORT.fix": Text(
        "补货入库，或跟买家商量。", "Receive new stock, or talk to the buyer."
    ),
}
