"""The plan's reasons as the seller reads them: all of each, unlike what a supplier is told.

The plan writes a code and a sentence (domain/planning/reasons.py); the code says which text, the
sentence which values.
"""

import re
from typing import Final

from hedan.texts.text import Text

# By the reason's code; where a code says two things, the first pattern that fits counts.
_FORMS: Final = (
    ("merged_word", r"MERGED (?P<count>\d+) orders: a person's word, '(?P<word>.*)'"),
    (
        "merged_group",
        r"MERGED (?P<count>\d+) orders: platform merge group (?P<group>.*), same buyer",
    ),
    ("merged_id", r"MERGED (?P<count>\d+) orders: address id (?P<address>.*), same buyer"),
    ("merged", r"MERGED (?P<count>\d+) orders: (?P<why>.*)"),
    ("alone", r"ALONE: "),
    ("merge_off", r"MERGE_OFF: "),
    ("never_merge", r"NEVER_MERGE: "),
    ("apart", r"APART: (?P<kinds>.*): "),
    ("part", r"PART: "),
    ("exchange", r"INSTEAD: exchange for case (?P<case>.*)"),
    ("resend", r"INSTEAD: resend for case (?P<case>.*)"),
    ("full", r"FULL: at most (?P<orders>\d+) orders and (?P<lines>\d+) lines"),
    ("full_order", r"FULL: "),
    ("hurry", r"HURRY: less than (?P<hours>\d+) h"),
    ("gap", r"GAP: paid more than (?P<minutes>\d+) minutes"),
    ("not_merged", r"NOT_MERGED: (?P<why>.*): orders (?P<orders>.*)"),
    ("fixed", r"FIXED_PACKING: SKU (?P<sku>.*) travels alone"),
    ("fixed_beside", r"FIXED_PACKING: (?P<lines>\d+) lines"),
    ("beside", r"BESIDE: (?P<lines>\d+) lines"),
    ("split", r"SPLIT: SKU (?P<sku>.*) travels alone"),
    ("category", r"CATEGORY: (?P<kind>.*) travels"),
    ("weight", r"WEIGHT: (?P<grams>\d+) g, and a parcel holds (?P<most>\d+) g"),
    ("volume", r"VOLUME: (?P<ml>\d+) ml, and a parcel holds (?P<most>\d+) ml"),
    ("value", r"VALUE: worth (?P<minor>\d+), and a parcel holds (?P<most>\d+)"),
    ("units", r"UNITS: (?P<units>\d+) units, and the platform shows (?P<most>\d+)"),
    ("over_limit", r"OVER_LIMIT: cannot be parted further: (?P<what>.*)"),
    ("put_back", r"PLATFORM_LIMIT: in one parcel again, .* at most (?P<most>\d+)"),
    ("platform_limit", r"PLATFORM_LIMIT: .* at most (?P<most>\d+) parcels of order (?P<order>.*)"),
    ("carrier", r"CARRIER: asks for (?P<carrier>.*)"),
    ("supplier", r"SUPPLIER: other lines come from (?P<suppliers>.*)"),
    ("place", r"PLACE: "),
    ("alike", r"ALIKE: (?P<why>.*)"),
    (
        "packing_too_big",
        r"PACKING_TOO_BIG: (?P<ml>\d+) ml of goods, and (?P<package>.*) holds (?P<most>\d+)",
    ),
    ("divided", r"DIVIDED: from parcel (?P<parcel>\S+)"),
    ("saves", r"SAVES (?P<minor>\d+): "),
)
# Parts of sentences, by how the plan writes them.
_PHRASES: Final = {
    "same buyer, the address is written alike": "phrase.written_alike",
    "another buyer, the same address": "phrase.other_buyer",
    "same buyer, not the same group": "phrase.other_group",
    "paid for on delivery": "phrase.on_delivery",
    "sold before it may leave": "phrase.presale",
    "carried by the platform's own service": "phrase.platform_logistics",
    "sent abroad": "phrase.abroad",
    "the largest package": "phrase.largest_package",
}
_PATTERNS: Final = tuple((f"plan.{name}", re.compile(form)) for name, form in _FORMS)

TEXTS: Final[dict[str, Text]] = {
    "plan.merged": Text("{count} 个订单合并发货：{why}", "{count} orders in one parcel: {why}"),
    "plan.merged_word": Text(
        "{count} 个订单按人工要求合并（{word}）", "{count} orders in one parcel by hand: {word}"
    ),
    "plan.merged_group": Text(
        "{count} 个订单合并发货：同一买家，平台合单组 {group}",
        "{count} orders in one parcel: same buyer, the platform's merge group {group}",
    ),
    "plan.merged_id": Text(
        "{count} 个订单合并发货：同一买家，收件地址标识 {address}",
        "{count} orders in one parcel: same buyer, address id {address}",
    ),
    "plan.divided": Text(
        "供应商分开发货：从包裹 {parcel} 拆出", "Its supplier sent it apart from parcel {parcel}"
    ),
    "plan.alone": Text(
        "单独发货：没有同一买家、同一合单组的其它订单",
        "No other order of this buyer is in its merge group",
    ),
    "plan.merge_off": Text("设置里关闭了合单", "Merging is switched off in the settings"),
    "plan.never_merge": Text(
        "规则或人工要求：不与其它订单合并", "A rule or a person lets it travel with no other order"
    ),
    "plan.apart": Text("不与其它订单合并：{kinds}", "It travels with its own order only: {kinds}"),
    "plan.part": Text(
        "之前拆出的部分，不再与其它订单合并", "Split off before: it meets no other order again"
    ),
    "plan.full": Text(
        "包裹已满：最多 {orders} 个订单、{lines} 行",
        "Full: at most {orders} orders and {lines} lines in a parcel",
    ),
    "plan.full_order": Text(
        "订单的行数超过一个包裹", "The order has more lines than one parcel holds"
    ),
    "plan.hurry": Text(
        "离最晚发货时间不到 {hours} 小时，不再等待",
        "Less than {hours} h to the deadline: it waits for nobody",
    ),
    "plan.gap": Text(
        "与同一买家的其它订单付款间隔超过 {minutes} 分钟",
        "Paid more than {minutes} minutes apart from the buyer's other orders",
    ),
    "plan.not_merged": Text("【未合并】{why}：订单 {orders}", "NOT MERGED: {why}: orders {orders}"),
    "plan.fixed": Text("固定包装：{sku} 单独一件", "Fixed packing: {sku} travels alone"),
    "plan.fixed_beside": Text(
        "另有 {lines} 行按固定包装或规则单独发", "Lines that travel alone beside it: {lines}"
    ),
    "plan.beside": Text(
        "另有 {lines} 行拆成别的包裹", "Lines of these orders in parcels of their own: {lines}"
    ),
    "plan.split": Text("按规则拆单：{sku} 单独一件", "A rule splits it off: {sku} travels alone"),
    "plan.category": Text(
        "按品类拆单：{kind} 只与同类一起发", "{kind} travels with its own kind only"
    ),
    "plan.weight": Text(
        "超重拆单：{grams} 克，每个包裹最多 {most} 克",
        "Too heavy for one parcel: {grams} g, at most {most} g",
    ),
    "plan.volume": Text(
        "体积拆单：{ml} 毫升，每个包裹最多 {most} 毫升",
        "Too big for one parcel: {ml} ml, at most {most} ml",
    ),
    "plan.value": Text(
        "金额拆单：{minor}，每个包裹最多 {most}（最小货币单位）",
        "Worth too much for one parcel: {minor}, at most {most} (minor units)",
    ),
    "plan.units": Text(
        "件数拆单：{units} 件，平台每个包裹最多显示 {most} 件",
        "Too many units for one parcel: {units}, the platform shows {most}",
    ),
    "plan.over_limit": Text(
        "超过限制，但不能再拆：{what}", "Over a limit, and it cannot be parted further: {what}"
    ),
    "plan.put_back": Text(
        "不拆单：平台每个订单最多显示 {most} 个包裹",
        "Not split: the platform shows at most {most} parcels of an order",
    ),
    "plan.platform_limit": Text(
        "【注意】订单 {order} 的包裹多于平台能显示的 {most} 个",
        "Order {order} has more parcels than the {most} that its platform shows",
    ),
    "plan.carrier": Text("指定快递：{carrier}", "Asks for the carrier {carrier}"),
    "plan.supplier": Text("其它商品由 {suppliers} 发货", "Other lines come from {suppliers}"),
    "plan.alike": Text("是否合并？{why}", "Do these belong together? {why}"),
    "plan.packing_too_big": Text(
        "装不下：商品 {ml} 毫升，{package} 只能装 {most} 毫升",
        "Too big to pack: {ml} ml of goods, and {package} holds {most} ml",
    ),
    "plan.place": Text("其它商品在别的仓库", "Other lines lie in another place"),
    "plan.saves": Text(
        "合并预计节省运费 {minor}（最小货币单位）", "Saves about {minor} of freight (minor units)"
    ),
    "left.NOT_BEFORE": Text("还没到可以发货的日期", "It may not leave yet"),
    "left.GIFT_WAITS": Text(
        "赠品不先于商品发货", "A parcel of gifts does not leave before the goods that earned them"
    ),
    "phrase.written_alike": Text(
        "同一买家，地址写法相近", "same buyer, the address is written alike"
    ),
    "phrase.other_buyer": Text("同一地址，不同买家", "another buyer, the same address"),
    "phrase.other_group": Text("同一买家，不在同一合单组", "same buyer, not the same merge group"),
    "phrase.on_delivery": Text("货到付款", "paid for on delivery"),
    "phrase.presale": Text("预售", "sold before it may leave"),
    "phrase.platform_logistics": Text("平台指定物流", "carried by the platform's own service"),
    "phrase.abroad": Text("跨境", "sent abroad"),
    "phrase.largest_package": Text("最大的包装", "the largest package"),
}


def phrase(words: str) -> str | None:
    """Return the name of the text for a part of a sentence; None: it is no such part."""
    return _PHRASES.get(words)


def planned_because(reason: str) -> tuple[str, dict[str, str]] | None:
    """Return the text's name and its values for one reason of a parcel; None: nobody knows it."""
    for key, pattern in _PATTERNS:
        if found := pattern.match(reason):
            return key, found.groupdict()
    return None
