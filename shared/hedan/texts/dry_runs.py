"""What the report of a dry run says: the lines that a seller reads before publishing."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final = {
    "dryrun.title": Text("试运行报告", "Dry run"),
    "dryrun.looked": Text(
        "草稿 {draft} 对比现行设置（版本 {version}）：最近 {days} 天，{files} 个店铺日，"
        "订单 {orders} 个",
        "Draft {draft} against the settings in force (version {version}): the last {days} days,"
        " {files} store days, {orders} orders",
    ),
    "dryrun.nothing": Text(
        "没有可用的历史订单：今夜之后再试。", "There are no past orders yet: try again tomorrow."
    ),
    "dryrun.same": Text("没有订单会有不同结果。", "No order would have gone another way."),
    "dryrun.changed": Text(
        "会有不同结果的订单：{changed} 个，共 {orders} 个",
        "Orders that would have gone another way: {changed} of {orders}",
    ),
    "dryrun.shift": Text(
        "{name}：由 {before} 变为 {after}（{change}）", "{name}: {before} → {after} ({change})"
    ),
    "dryrun.facet": Text("{name}：{orders} 个订单", "{name}: {orders} orders"),
    "dryrun.example": Text("例：{order}：{before} → {after}", "e.g. {order}: {before} → {after}"),
    "dryrun.hold": Text(
        "“{name}”：新增 {gained}，减少 {lost}（净 {change}）",
        "“{name}”: {gained} more, {lost} fewer (net {change})",
    ),
    "dryrun.none": Text("无", "none"),
    "dryrun.heading.facets": Text("哪些不同", "What would be different"),
    "dryrun.heading.holds": Text("挂起的变化", "Holds"),
    "dryrun.heading.parcels": Text("包裹与费用", "Parcels and cost"),
    "dryrun.heading.rules": Text("规则体检", "Health of the rules"),
    "dryrun.held": Text("挂起的订单", "Orders held"),
    "dryrun.parcels": Text("包裹", "Parcels"),
    "dryrun.carrier": Text("包裹（{carrier}）", "Parcels by {carrier}"),
    "dryrun.no_carrier": Text("快递由供应商定", "whichever carrier the supplier takes"),
    "dryrun.lines": Text("{supplier} 的子订单", "Lines of {supplier}"),
    "dryrun.freight": Text("运费", "Freight"),
    "dryrun.freight_unknown": Text(
        "算不出运费的包裹（没有快递、价格或重量）",
        "Parcels whose freight is not known (no carrier, price or weight)",
    ),
    "dryrun.gifts": Text("赠品成本", "Cost of gifts"),
    "dryrun.gifts_unknown": Text("不知道成本的赠品件数", "Gifts whose cost is not known"),
    "dryrun.facet.held": Text("是否挂起", "Held or not"),
    "dryrun.facet.answer": Text("接单", "Whether it is taken"),
    "dryrun.facet.supplier": Text("供应商", "Supplier"),
    "dryrun.facet.carrier": Text("快递公司", "Carrier"),
    "dryrun.facet.package": Text("包装", "Packing"),
    "dryrun.facet.travels": Text("合单拆单", "Merge and split"),
    "dryrun.facet.goods": Text("商品", "Goods"),
    "dryrun.facet.gifts": Text("赠品", "Gifts"),
    "dryrun.facet.tags": Text("标签", "Tags"),
    "dryrun.facet.priority": Text("优先级", "Priority"),
    "dryrun.facet.messages": Text("备注与提醒", "Notes and messages"),
    "dryrun.facet.words": Text("只有异常的说明不同", "Only the words of a finding"),
}
