"""What is said of numbers that a platform took and does not show, and of corrections refused."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "unseen.title": Text(
        "【运单号没有显示】平台收下了，订单 {order} 上却看不到",
        "NUMBER NOT SHOWN: the platform took it, order {order} does not show it",
    ),
    "unseen.do.look": Text(
        "1. 打开平台后台，看这张订单的物流信息：单号、快递公司对不对。",
        "1. Open the platform's console and look at this order: are number and carrier right?",
    ),
    "unseen.do.fix": Text(
        "2. 不对：在平台上改正。已经对了：什么也不用做。",
        "2. Wrong: correct it there. Right by now: nothing more to do.",
    ),
    "unseen.why": Text("看到的是：{why}", "What stands there: {why}"),
    "unseen.until": Text(
        "平台允许修改到 {until}。", "The platform takes another number until {until}."
    ),
    "unseen.until.unknown": Text(
        "平台允许修改到什么时候，没有资料，请尽快。",
        "How long the platform takes another number is not known: do it soon.",
    ),
    "unseen.silence": Text(
        "不处理：买家看不到物流，平台可能判没有发货。",
        "If nobody does anything: the buyer sees no parcel, and it may count as not shipped.",
    ),
    "kept.title": Text(
        "【只显示第一个运单号】订单 {order} 的包裹有好几箱",
        "FIRST NUMBER ONLY: the parcel of order {order} has several boxes",
    ),
    "kept.do": Text(
        "平台的接口对一个包裹只收一个运单号。另外的单号请自己告诉买家：",
        "The platform takes one number for a parcel. Tell the buyer the others yourself:",
    ),
    "kept.silence": Text(
        "不处理：货都在路上，买家只能查到第一箱。",
        "If nobody does anything: everything travels, and the buyer can follow the first box only.",
    ),
    "unchanged.title": Text(
        "【运单号没有改成】订单 {order}，平台上还是 {old}",
        "NUMBER NOT CHANGED: order {order} still has {old}",
    ),
    "unchanged.do.look": Text(
        "1. 新的单号是 {new}。请在平台后台看看还能不能改。",
        "1. The other number is {new}. See in the platform's console whether it can be changed.",
    ),
    "unchanged.do.tell": Text(
        "2. 改不了：请把新的单号告诉买家。",
        "2. It cannot: tell the buyer the other number.",
    ),
    "unchanged.why": Text("原因：{code} {sub_code} {message}", "Why: {code} {sub_code} {message}"),
    "unchanged.silence": Text(
        "不处理：买家查的是旧单号，货走的是新单号。",
        "If nobody does anything: the buyer follows the old number, the goods travel under the "
        "other.",
    ),
    "upload.number": Text("运单号：{number}", "Number: {number}"),
    "sms.unseen": Text(
        "订单尾号{tail}的运单号平台没有显示，请查看，详见邮件",
        "Order ..{tail}: its number is not shown by the platform, see e-mail",
    ),
    "sms.kept": Text(
        "订单尾号{tail}有几个运单号，平台只收第一个，详见邮件",
        "Order ..{tail}: the platform took only the first of its numbers, see e-mail",
    ),
    "sms.unchanged": Text(
        "订单尾号{tail}的运单号没有改成，请查看，详见邮件",
        "Order ..{tail}: its number was not changed, see e-mail",
    ),
}
