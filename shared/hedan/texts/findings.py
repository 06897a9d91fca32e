"""What the findings of the checks mean and what to do about them, by their code."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "finding.RISK_REVIEW": Text("平台风控审核中", "The platform's risk review is not over"),
    "finding.RISK_REVIEW.fix": Text(
        "等平台审核结束，订单会自动继续，不用处理；超过一天就问平台客服。",
        "Wait: the platform ends its review by itself. Ask its service if it takes over a day.",
    ),
    "finding.ADDRESS_CHANGE_ASKED": Text(
        "买家申请修改收货地址", "The buyer asks for another address"
    ),
    "finding.ADDRESS_CHANGE_ASKED.fix": Text(
        "在平台后台同意改地址，或在那里拒绝以后在这里放行订单。",
        "Agree to the new address on the platform, or refuse it there and release the order here.",
    ),
    "finding.PRESALE_NOT_DUE": Text("预售未到发货时间", "Presale: not due yet"),
    "finding.PRESALE_NOT_DUE.fix": Text(
        "到时间会自动继续，不用处理。", "Wait: the order goes on by itself when it is due."
    ),
    "finding.BALANCE_DUE": Text("尾款未付", "The balance is not paid yet"),
    "finding.BALANCE_DUE.fix": Text(
        "等买家付尾款，付清后订单会自动继续。",
        "Wait: the order goes on by itself when the buyer has paid the balance.",
    ),
    "finding.PART_PAID": Text("没有付清", "Not paid in full"),
    "finding.PART_PAID.fix": Text(
        "请买家在平台上付清，或在平台取消订单。",
        "Ask the buyer to pay the rest on the platform, or cancel the order there.",
    ),
    "finding.AFTER_SALE_UNREADABLE": Text("退款内容读不出来", "A refund that cannot be read"),
    "finding.AFTER_SALE_UNREADABLE.fix": Text(
        "在平台后台看这个退款；能读出来后订单会自动继续。",
        "Look at the refund on the platform; the order goes on when it can be read.",
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
        "The mall made this order of one whose goods are handed over: ship only what is "
        "missing, then release the order.",
    ),
    "finding.SHIPPED_ELSEWHERE": Text(
        "平台显示已发货，但不是我们发的", "Shipped on the platform, but not by us"
    ),
    "finding.SHIPPED_ELSEWHERE.fix": Text(
        "弄清是谁发的货。供应商也接到了通知就截停；剩下的确实还要发才放行。",
        "Find out who shipped it. Stop the supplier if it was told, too; release the order "
        "only if the rest must still go out.",
    ),
    "finding.EDIT_TOUCHED": Text("人工改过的订单又变了", "Changed after a person decided"),
    "finding.EDIT_TOUCHED.fix": Text(
        "人工的决定仍然有效。按现在的商品重新决定，或放行订单。",
        "The decision stands. Decide again about the goods as they are now, or release the order.",
    ),
    "finding.CHANGED": Text("交出以后平台上又改了", "Changed after it was handed over"),
    "finding.CHANGED.fix": Text(
        "把变化告诉供应商，或截停包裹，然后放行订单。",
        "Tell the supplier what has changed, or stop the parcel; then release the order.",
    ),
    "finding.BLOCKED_BUYER": Text("黑名单买家", "Blocked buyer"),
    "finding.BLOCKED_BUYER.fix": Text(
        "决定要不要发货：放行订单，或在平台取消。",
        "Decide whether to deliver: release the order, or cancel it on the platform.",
    ),
    "finding.DUPLICATE": Text("疑似重复下单", "Probably ordered twice"),
    "finding.DUPLICATE.fix": Text(
        "问买家两单是否都要，然后放行这一单或退款。",
        "Ask the buyer whether both orders are meant, then release this one or refund it.",
    ),
    "finding.SKU_UNKNOWN": Text("商家编码没有登记", "Unknown SKU"),
    "finding.SKU_UNKNOWN.fix": Text(
        "在设置里登记这个商家编码，或选一个建议：说明一次就够了。",
        "Say once which SKU it is: take a proposal, or add the code to the settings.",
    ),
    "finding.COMBO_BROKEN": Text("组合商品有误", "Broken combo"),
    "finding.COMBO_BROKEN.fix": Text(
        "在设置里改好这个组合：里面每个商家编码都要登记并且在售。",
        "Mend the listed item in the settings: each of its parts must be a SKU that is on sale.",
    ),
    "finding.SKU_OFF_SALE": Text("商品已下架", "Not on sale any more"),
    "finding.SKU_OFF_SALE.fix": Text(
        "在设置里重新上架，或给买家退款；平台上的链接也要下架。",
        "Put the SKU on sale again in the settings, or refund the buyer; take the listing down.",
    ),
    "finding.QUANTITY": Text("数量异常", "Unusual quantity"),
    "finding.QUANTITY.fix": Text(
        "跟买家确认数量，没有问题就放行。",
        "Ask the buyer whether this quantity is meant, then release the order.",
    ),
    "finding.PAID_MISMATCH": Text(
        "实付金额与明细合计不一致", "Paid amount differs from the sum of the lines"
    ),
    "finding.PAID_MISMATCH.fix": Text(
        "在平台后台核对金额，确认后放行。",
        "Compare the amounts on the platform; release the order if they are right there.",
    ),
    "finding.DISCOUNT": Text("优惠金额对不上", "The discounts do not add up"),
    "finding.DISCOUNT.fix": Text(
        "跟平台上的活动核对：少优惠的退给买家，或放行订单并改好活动。",
        "Compare with the promotion on the platform: refund what was promised, or release "
        "the order and mend the promotion.",
    ),
    "finding.PRICE": Text("单价异常", "Unusual price"),
    "finding.PRICE.fix": Text(
        "看看是不是标错了价：改好商品价格，然后放行或取消订单。",
        "Look whether the price is meant: mend the listing, then release the order or cancel it.",
    ),
    "finding.MARGIN": Text("毛利太低", "The margin is too small"),
    "finding.MARGIN.fix": Text(
        "决定要不要按这个毛利卖：放行订单，或改好售价、成本。",
        "Decide whether to sell at this margin: release the order, or mend price or cost.",
    ),
    "finding.RECEIVER_INCOMPLETE": Text("收件信息不完整", "The receiver is incomplete"),
    "finding.RECEIVER_INCOMPLETE.fix": Text(
        "请买家在平台上补全收货地址。", "Ask the buyer to complete the address on the platform."
    ),
    "finding.RECEIVER_DOUBTFUL": Text("收件信息可能有误", "The receiver may be wrong"),
    "finding.RECEIVER_DOUBTFUL.fix": Text(
        "跟买家核对地址和电话，没有问题就放行。",
        "Ask the buyer whether address and phone are right; release the order if they are.",
    ),
    "finding.REGION_REFUSED": Text("不发货的地区", "A region that is not delivered to"),
    "finding.REGION_REFUSED.fix": Text(
        "给这一行换一个能送到的供应商或快递，或跟买家商量。",
        "Give the line another supplier or carrier that delivers there, or talk to the buyer.",
    ),
    "finding.DO_NOT_SHIP": Text("留言要求先别发货", "Somebody asks not to ship"),
    "finding.DO_NOT_SHIP.fix": Text(
        "问清楚意思：在平台取消，或可以发货时放行订单。",
        "Ask what is meant: cancel on the platform, or release the order when it may go out.",
    ),
    "finding.WISH_DATE": Text("要求指定日期发货", "A day to ship on is wished"),
    "finding.WISH_DATE.fix": Text(
        "订单会自动等到那一天。如果会超过最晚发货时间，先跟买家商量；要现在发就放行。",
        "The order waits for that day by itself. If that breaks the deadline, agree on a "
        "date with the buyer; release it to ship now.",
    ),
    "finding.WISH_CARRIER": Text("要求指定快递", "A carrier is wished"),
    "finding.WISH_CARRIER.fix": Text(
        "用要求的快递，换一个，或按原样放行订单。",
        "Take the carrier that is wished, choose another, or release the order as it is.",
    ),
    "finding.INVOICE": Text("要求开发票", "An invoice is wished"),
    "finding.INVOICE.fix": Text(
        "开好发票或说明什么时候开，然后放行订单。",
        "Make out the invoice or say when it comes, then release the order.",
    ),
    "finding.GIFT_WRAP": Text("要求礼品包装", "Gift wrapping is wished"),
    "finding.GIFT_WRAP.fix": Text(
        "选一种礼品包装，或不包装直接放行。",
        "Choose a packing for the gift, or release the order without one.",
    ),
    "finding.REMARK": Text("买家留言需要人看", "The buyer's remark asks for a person"),
    "finding.REMARK.fix": Text(
        "看留言，处理好或回复买家以后放行。",
        "Read the buyer's remark, do what it asks or answer it, then release the order.",
    ),
    "finding.MEMO": Text("商家备注需要人看", "The seller's memo asks for a person"),
    "finding.MEMO.fix": Text(
        "按备注处理好，然后从备注里去掉这个词，或放行订单。",
        "Do what the memo says, then take the word out of it or release the order.",
    ),
    "finding.FLAG": Text("订单插了旗", "The order carries a flag"),
    "finding.FLAG.fix": Text(
        "看看为什么插旗；在平台改旗，或放行订单。",
        "See why the flag was set; change it on the platform, or release the order.",
    ),
    "finding.UNKNOWN_VALUE": Text(
        "平台传来没见过的值", "The platform sent a value that nobody knows"
    ),
    "finding.UNKNOWN_VALUE.fix": Text(
        "在平台后台看这个订单，正常就放行，并把这个值告诉维护软件的人。",
        "Look the order up on the platform: release it if it is an ordinary one, and report "
        "the value to whoever maintains this software.",
    ),
}
