"""What is said about an act over many orders: why an order is left out, why all are refused."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    # Why nothing is done with one order.
    "bulk.NOT_WAITING": Text("不在等待接单。", "It does not wait to be accepted."),
    "bulk.NOT_HELD_SO": Text("没有这种挂起。", "It has no such hold."),
    "bulk.HELD_SO": Text("已经因此挂起。", "It is held for this already."),
    "bulk.DECIDED_SO": Text("已经是这样决定的。", "It is decided so already."),
    "bulk.WITH_SUPPLIER": Text(
        "供应商已经拿到，改不了；要拦截请处理售后。",
        "Its supplier already has it: only a stop can help now.",
    ),
    "bulk.NOT_YOUR_POST": Text(
        "这个挂起归“{detail}”处理，您的角色不能放行。",
        "A hold of it waits for the post '{detail}'; your role cannot release it.",
    ),
    "bulk.FORBIDS_SHIPPING": Text(
        "“{detail}”禁止发货，要两个人同意：请单独打开这个订单放行。",
        "{detail} forbids shipping: a second person must agree, so release this one by itself.",
    ),
    "bulk.NOT_KNOWN": Text("设置里没有“{detail}”。", "The settings know no '{detail}'."),
    "bulk.CONDITION_FAILED": Text(
        "条件在这个订单上算不出来：{detail}",
        "The condition cannot be answered for this order: {detail}",
    ),
    "bulk.CHANGED_SINCE": Text(
        "预览以后订单变了，没有动它。", "It has changed since the preview and was left alone."
    ),
    "bulk.NOT_AS_LEFT": Text(
        "批量操作以后有人改过，没有撤销。",
        "Somebody decided otherwise since: it was left as it is.",
    ),
    "bulk.RELEASED_SINCE": Text("已经有人放行了。", "Somebody has released it since."),
    # Why the whole is refused.
    "bulk.TOO_MANY": Text(
        "符合的订单有 {found} 个，一次最多 {most} 个：请缩短日期、指定挂起原因或加条件。",
        "{found} orders fit, and at most {most} are taken at once: choose fewer days, "
        "a finding, or a condition.",
    ),
    "bulk.TOO_MANY_TO_SEARCH": Text(
        "要看的订单有 {found} 个以上，一次最多看 {most} 个：请缩短日期。",
        "{found} orders or more would have to be looked at, and at most {most} are: "
        "choose fewer days.",
    ),
    "staff.NO_SUCH_BULK": Text("没有这个批量操作。", "There is no such bulk act."),
    "staff.BULK_ASKED": Text(
        "预览还没有好，请稍后再试。", "Its preview is not ready: look again in a moment."
    ),
    "staff.BULK_REFUSED": Text(
        "订单太多，没有预览：请缩小范围后重新提出。",
        "There are too many orders: ask again for fewer.",
    ),
    "staff.BULK_IS_UNDO": Text("这是一次撤销。", "This is an undo itself."),
    "staff.BULK_NOT_DONE": Text(
        "还没有执行完，不能撤销。", "It is not done yet, so that there is nothing to undo."
    ),
    "staff.BULK_TOO_LATE": Text(
        "已经超过 24 小时，不能撤销：请单独处理。",
        "It was done more than 24 hours ago: decide order by order.",
    ),
    "staff.BULK_NOT_KNOWN": Text("设置里没有“{detail}”。", "The settings know no '{detail}'."),
    "staff.BULK_CONDITION": Text("条件有错：{detail}", "The condition is not right: {detail}"),
}
