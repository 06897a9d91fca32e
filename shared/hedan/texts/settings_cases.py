"""How the settings of after-sales and of telling are called: sheets, columns, values, notes."""

from typing import Final

from hedan.texts.text import Text

SHEETS_OF_CASES: Final[dict[str, Text]] = {
    "robots": Text("群机器人", "Chat robots"),
    "return_policies": Text("售后政策", "Return policies"),
    "auto_answers": Text("自动答复", "Automatic answers"),
    "offers": Text("挽留方案", "Offers"),
    "case_reasons": Text("售后原因", "Case reasons"),
}
SUBJECTS_OF_CASES: Final[dict[str, Text]] = {
    "robots": Text("群机器人", "chat robot"),
    "return_policies": Text("售后政策", "return policy"),
    "auto_answers": Text("自动答复", "automatic answer"),
    "offers": Text("挽留方案", "offer"),
    "case_reasons": Text("售后原因", "case reason"),
    "warehouses": Text("仓库", "warehouse"),
    "cases": Text("售后处理", "cases"),
}
HEADINGS_OF_CASES: Final[dict[str, Text]] = {
    "kind": Text("种类", "Kind"),
    "kinds": Text("售后种类", "Kinds of case"),
    "audience": Text("发给谁的通知", "Notices for"),
    "suppliers": Text("供应商", "Suppliers"),
    "warehouses": Text("仓库", "Warehouses"),
    "robots.severity": Text("从哪一级起", "From which level"),
    "contacts.severity": Text("从哪一级起", "From which level"),
    "reasons": Text("原因", "Reasons"),
    "window_days": Text("发货后几天内", "Days after shipping"),
    "photos": Text("至少几张照片", "Pictures at least"),
    "freight": Text("退回运费由谁付", "Way back paid by"),
    "answer": Text("怎么答复", "Answer"),
    "up_to_minor": Text("最高金额（分）", "Up to (minor units)"),
    "auto_answers.when": Text("货在哪里", "When the goods"),
    "most_minor": Text("每单最多（分）", "At most (minor units)"),
    "most_percent": Text("最多占实付的百分之几", "Share of the price at most (percent)"),
}
_KINDS: Final = Text(
    "用逗号分开：refund_unshipped 未发货退款, refund_only 仅退款, return 退货退款, exchange 换货, "
    "resend 补发, repair 维修, price_protection 价保, cancel 取消；",
    "parted by commas: refund_unshipped, refund_only, return, exchange, resend, repair, "
    "price_protection, cancel; ",
)
NOTES_OF_CASES: Final[dict[str, Text]] = {
    "robots.id": Text(
        "地址和密钥不写在这里：make connect-robot",
        "its address and key are kept apart: make connect-robot",
    ),
    "suppliers": Text("用逗号分开；留空：所有供应商", "parted by commas; empty: all of them"),
    "warehouses": Text("用逗号分开；留空：所有仓库", "parted by commas; empty: all of them"),
    "robots.stores": Text(
        "用逗号分开；填了就只发写明店铺的通知",
        "parted by commas; then only notices that name one of them",
    ),
    "contacts.stores": Text(
        "用逗号分开；填了就只发写明店铺的通知",
        "parted by commas; then only notices that name one of them",
    ),
    "robots.severity": Text("这一级和更急的", "this level and what is louder"),
    "contacts.severity": Text(
        "邮件：这一级和更急的；短信：只有紧急和最紧急",
        "e-mail: this level and what is louder; SMS: of those only urgent and critical",
    ),
    "contacts.post": Text(
        "仓库收供应商的通知，请写供应商或仓库", "a warehouse gets what its supplier is told"
    ),
    "phone": Text("短信号码，带国家代码：+8613800000000", "for SMS, with country: +8613800000000"),
    "return_policies.id": Text(
        "从上往下，第一条符合的算数", "from the top: the first that fits counts"
    ),
    "return_policies.kinds": Text(f"{_KINDS.zh}留空：都算", f"{_KINDS.en}empty: any"),
    "auto_answers.kinds": Text(f"{_KINDS.zh}必须填", f"{_KINDS.en}needed"),
    "reasons": Text(
        "“售后原因”表里的代码；留空：都算", "codes of the sheet Case reasons; or empty"
    ),
    "return_policies.skus": Text("用逗号分开；留空：任何商品", "parted by commas; empty: any"),
    "window_days": Text("留空：不限", "empty: without limit"),
    "photos": Text("买家要给的；0：不用", "that the buyer has to show; 0: none"),
    "answer": Text(
        "没有规则就绝不自动答复；已寄出的才能自动拒绝",
        "without a rule nothing is answered; only what has left may be refused so",
    ),
    "up_to_minor": Text(
        "按订单的币种，整数分；超过就由人决定",
        "in the order's own currency, minor units; above it a person decides",
    ),
    "auto_answers.when": Text(
        "已截停、已寄出，或不论", "were stopped, have left, or in whichever case"
    ),
    "most_minor": Text(
        "按订单的币种；两项都填时取小的", "in the order's own currency; of both the smaller counts"
    ),
    "most_percent": Text("0：不按比例", "0: no share of it"),
    "return_policies.zh": Text("给买家和同事看的理由", "the reason, for buyers and the team"),
    "return_policies.en": Text("给买家和同事看的理由", "the reason, for buyers and the team"),
}
GROUPS_OF_CASES: Final[dict[str, tuple[Text, Text]]] = {
    "stop.call_seconds": (
        Text("截停：打电话（秒）", "Stop: phone call (seconds)"),
        Text("升级后再过这么久没人确认，就要打电话", "after the escalation: then somebody phones"),
    ),
    "stop.in_working_hours": (
        Text("截停：催促只在上班时间", "Stop: urge in working hours only"),
        Text(
            "只管提醒和电话；第一次截停通知随时都发",
            "reminders and calls only; the first notice goes out at any hour",
        ),
    ),
    "stop.told_target_seconds": (
        Text("截停：多快要通知到（秒）", "Stop: told within (seconds)"),
        Text("从看到退款到发出通知；超过的会统计", "from seen to told; slower ones are counted"),
    ),
    "stop.settled_target_seconds": (
        Text("截停：多快要有答复（秒）", "Stop: answered within (seconds)"),
        Text("从发出通知到供应商答复", "from told to the supplier's answer"),
    ),
    "stop.intercept": (
        Text("截停太晚：让快递退回", "Too late to stop: intercept"),
        Text(
            "never 不拦；ask 由人决定；always 平台能拦就自动申请",
            "never; ask: a person decides; always: asked for where the platform can",
        ),
    ),
    "stop.return_days": (
        Text("退货：几天还没到就提醒", "Returns: told when not back in days"),
        Text("每批退货只提醒一次", "once for each return"),
    ),
    "cases.due_hours": (
        Text("售后：还剩几小时时通知", "Cases: told when hours left"),
        Text("平台给的答复时间；每个售后只通知一次", "of the platform's time; once for each case"),
    ),
    "cases.tell_new": (
        Text("售后：每个新售后都通知", "Cases: told of each new one"),
        Text("大促时会有几百个；队列里总能看到", "a sale brings hundreds; the queue has them all"),
    ),
}
WORDS_OF_CASES: Final[dict[str, Text]] = {
    # --- Where robots live, and how loud a notice is ---
    "wecom": Text("企业微信", "WeCom"),
    "dingtalk": Text("钉钉", "DingTalk"),
    "feishu": Text("飞书", "Feishu"),
    "info": Text("一般", "info"),
    "attention": Text("注意", "attention"),
    "urgent": Text("紧急", "urgent"),
    "critical": Text("最紧急", "critical"),
    # --- Cases ---
    "seller": Text("卖家", "seller"),
    "buyer": Text("买家", "buyer"),
    "platform": Text("平台", "platform"),
    "agree": Text("同意", "agree"),
    "stopped": Text("已截停", "were stopped"),
    "left": Text("已寄出", "have left"),
    "any": Text("不论", "any"),
    "never": Text("从不", "never"),
    "always": Text("总是", "always"),
    "price_cut": Text("减价", "price cut"),
    "exchange": Text("换货", "exchange"),
    "faster": Text("优先发货", "shipped first"),
    "coupon": Text("优惠券", "coupon"),
}
