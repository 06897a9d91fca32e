"""What findings of rules, stock and suppliers mean and what to do about them, by their code."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "finding.ROUTE_MISSING": Text("没有供应商可以发货", "No supplier for these goods"),
    "finding.ROUTE_MISSING.fix": Text(
        "在设置里给这个商家编码指定供应商。", "Name a supplier for this SKU in the settings."
    ),
    "finding.STOCK_SHORT": Text("库存不足", "Not enough stock"),
    "finding.STOCK_SHORT.fix": Text(
        "补货入库，或跟买家商量。", "Receive new stock, or talk to the buyer."
    ),
    "finding.STOCK_GIVEN": Text("库存让给了更急的订单", "The stock went to a more urgent order"),
    "finding.STOCK_GIVEN.fix": Text(
        "补货入库，订单会自动继续；来不及就跟买家商量。",
        "Receive new stock: the order goes on by itself. Or talk to the buyer in time.",
    ),
    "finding.TRACKING_AFTER_STOP": Text(
        "退款的货有了运单号", "A tracking number came for refunded goods"
    ),
    "finding.TRACKING_AFTER_STOP.fix": Text(
        "问供应商货是否已经寄出；已寄出就让快递拦截。",
        "Ask the supplier whether the parcel has left; intercept it if it has.",
    ),
    "finding.STOP_TOO_LATE": Text(
        "要截停的货已经寄出", "Goods that were asked back had already left"
    ),
    "finding.STOP_TOO_LATE.fix": Text(
        "让快递拦截，或跟买家商量；然后放行订单。",
        "Have the carrier intercept the parcel, or tell the buyer; then release the hold.",
    ),
    "finding.SUPPLIER_SHORT": Text("供应商缺货", "The supplier has none"),
    "finding.SUPPLIER_SHORT.fix": Text(
        "等货、换供应商，或退款；然后放行订单。",
        "Wait, give the lines to another supplier, or refund; then release the hold.",
    ),
    "finding.RULE_HOLD": Text("规则要求挂起", "A rule holds the order"),
    "finding.RULE_HOLD.fix": Text(
        "按规则的要求处理好，然后放行订单。",
        "Do what the rule is there for, then release the order.",
    ),
    "finding.RULE_FAILED": Text("规则执行出错", "A rule could not be asked"),
    "finding.RULE_FAILED.fix": Text(
        "在设置里改好这条规则，订单会自动继续；也可以直接放行。",
        "Mend the rule in the settings: the order goes on by itself. Or release it.",
    ),
    "finding.ACCEPT_WAIT": Text("到时间自动接单", "Taken by itself later"),
    "finding.ACCEPT_WAIT.fix": Text(
        "到时间会自动接单，不用处理；要提前就放行。",
        "Wait: the order is taken by itself at its time. Or release it now.",
    ),
    "finding.ACCEPT_ASK": Text("要不要接单，请决定", "A person decides whether to take it"),
    "finding.ACCEPT_ASK.fix": Text(
        "决定要不要接这一单：放行，或在平台取消。",
        "Decide whether to take the order: release it, or cancel it on the platform.",
    ),
    "finding.ACCEPT_REFUSED": Text("规则拒绝接单", "A rule refuses the order"),
    "finding.ACCEPT_REFUSED.fix": Text(
        "在平台取消订单；还是要发就在这里放行。",
        "Cancel the order on the platform; release it here if it is to ship after all.",
    ),
    "finding.VIRTUAL_BY_HAND": Text(
        "虚拟商品要在平台上发货", "Virtual goods: ship them on the platform"
    ),
    "finding.VIRTUAL_BY_HAND.fix": Text(
        "在平台上对这些行点发货，不用运单号。",
        "Ship these lines on the platform, without a tracking number.",
    ),
    "finding.HELD_BY_HAND": Text("人工挂起", "Held by a person"),
}
