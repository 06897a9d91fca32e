"""What is said about rules that do nothing, come too late, contradict, fail or take too long."""

from typing import Final

from hedan.texts.text import Text

_WHY: Final = {
    "same_as_earlier": Text(
        "条件和动作与规则 {other} 一样", "asks and does the same as rule {other}"
    ),
    "always_false": Text("无论什么订单，条件都不成立", "its condition is false whatever the order"),
    "times_over": Text("生效时间已过或被排除", "its active periods are over or excluded"),
    "true_of_none": Text("看了 {orders} 个订单，没有一个符合", "true of none of {orders} orders"),
    "always_late": Text(
        "{orders} 个订单符合，每次都被规则 {other} 抢先",
        "true of {orders} orders, and each time rule {other} came before it",
    ),
    "says_two_things": Text(
        "一条规则里说了两件只能算一件的事", "says two things of which only one can count"
    ),
    "says_otherwise": Text(
        "与规则 {other} 说的不同（{orders} 个订单）",
        "says otherwise than rule {other} ({orders} orders)",
    ),
    "failed": Text("{orders} 个订单上出错：{detail}", "fails on {orders} orders: {detail}"),
    "takes_long": Text(
        "比多数规则慢 {detail} 倍", "takes {detail} times as long as half of the rules"
    ),
}
_SAID: Final = {
    "rule.ill": Text("规则 {rule}：{kind}。{why}", "Rule {rule}: {kind}: {why}"),
    "rule.seen_on": Text("，例：{order}", ", e.g. {order}"),
    "rule.healthy": Text("没有发现规则有问题。", "Nothing is wrong with any rule."),
    "rule.untried": Text(
        "近期没有对这些规则做过试运行：先对一份同样规则的草稿做试运行。",
        "There was no dry run of these rules of late: try a draft with the same rules first.",
    ),
}

TEXTS: Final = _SAID | {f"rule.why.{name}": text for name, text in _WHY.items()}
