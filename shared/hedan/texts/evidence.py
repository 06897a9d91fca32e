"""What a finding saw, in the reader's language.

Evidence is kept in English, since the same evidence is the same hold; here its sentence is told by
its shape. What has no shape here stands as it is kept. tests/notices/test_evidence.py proves that
the English of each shape is the evidence itself.
"""

import re
from functools import cache
from typing import Final

from hedan.texts.rule_mistakes import failure_in_words
from hedan.texts.text import Language, Text

# Where it was seen: what stands before the first colon.
_PLACES: Final = {
    "line": Text("商品行 {ids}：", "line {ids}: "),
    "lines": Text("商品行 {ids}：", "lines {ids}: "),
    "order": Text("订单：", "order: "),
    "receiver": Text("收件信息：", "receiver: "),
    "buyer": Text("买家：", "buyer: "),
    "remark": Text("买家留言：", "remark: "),
    "memo": Text("卖家备注：", "memo: "),
    "address": Text("收件地址：", "address: "),
    "goods": Text("商品：", "goods: "),
    "amount": Text("金额：", "amount: "),
    "invoice": Text("发票：", "invoice: "),
    "carrier": Text("快递：", "carrier: "),
}
# What was seen there; of several shapes that fit, the first counts.
_SEEN: Final = (
    ("same_goods", r"same goods as order (?P<order>\S+)", "与订单 {order} 的商品一样"),
    ("blocked_until", r"blocked for '(?P<why>.*)', until (?P<day>\S+)", "黑名单到 {day}：{why}"),
    ("blocked", r"blocked for '(?P<why>.*)'", "黑名单：{why}"),
    ("code", r"code '(?P<code>.*)'", "编码“{code}”"),
    ("product", r"no code, product '(?P<product>.*)'", "没有编码，商品 {product}"),
    ("part_unknown", r"'(?P<item>.*)' has unknown '(?P<sku>.*)' in it",
     "“{item}”里的“{sku}”设置里没有"),
    ("part_off", r"'(?P<item>.*)' has '(?P<sku>.*)', not on sale", "“{item}”里的“{sku}”已停售"),
    ("off_sale", r"'(?P<sku>.*)' is not on sale", "“{sku}”已停售"),
    ("too_many", r"quantity (?P<count>\d+), at most (?P<most>\d+) of '(?P<sku>.*)'",
     "“{sku}”{count} 件，最多 {most} 件"),
    ("unusual", r"quantity (?P<count>\d+) of '(?P<sku>.*)', far more than anybody bought lately",
     "“{sku}”{count} 件，远多于近来任何人买的"),
    ("refunded", r"(?P<count>\d+) of (?P<all>\d+), after-sale (?P<sale>\S+)",
     "{all} 件里退了 {count} 件，售后单 {sale}"),
    ("deposit_due", r"only the deposit is paid, (?P<paid>\d+), due (?P<due>\S+)",
     "只付了定金 {paid}，尾款截止 {due}"),
    ("deposit", r"only the deposit is paid, (?P<paid>\d+)", "只付了定金 {paid}"),
    ("unit_least", r"(?P<unit>\d+) a unit of '(?P<sku>.*)', at least (?P<least>\d+)",
     "“{sku}”单价 {unit}，最低 {least}"),
    ("unit_most", r"(?P<unit>\d+) a unit of '(?P<sku>.*)', at most (?P<most>\d+)",
     "“{sku}”单价 {unit}，最高 {most}"),
    ("unit_low", r"(?P<unit>\d+) a unit of '(?P<sku>.*)', far below what it sells for",
     "“{sku}”单价 {unit}，远低于平时"),
    ("margin", r"(?P<left>-?\d+)% of (?P<paid>\d+) left after costs, at least (?P<least>-?\d+)%",
     "付了 {paid}，扣除成本只剩 {left}%，至少要 {least}%"),
    ("status", r"status (?P<status>\S+)", "平台状态 {status}"),
    ("asked_at", r"asked at (?P<at>\S+)", "{at} 申请"),
    ("not_before", r"not before (?P<at>\S+)", "{at} 之前不发"),
    ("shipped_there", r"(?P<status>\S+) there, a supplier has it to ship here",
     "平台上是 {status}，而供应商正要发"),
    ("not_by_us", r"(?P<status>\S+) there, not by us", "平台上是 {status}，不是从这里发的"),
    ("flag", r"flag (?P<flag>\S+)", "旗标 {flag}"),
    ("empty", r"empty (?P<fields>[a-z_, ]+)", "没填：{fields}"),
    ("phone", r"phone of a shape that no number has", "电话不像任何号码"),
    ("no_province", r"no province is called '(?P<province>.*)'", "没有叫“{province}”的省"),
    ("no_city", r"no city of '(?P<province>.*)' is called '(?P<city>.*)'",
     "“{province}”没有叫“{city}”的城市"),
    ("other_city", r"city '(?P<city>.*)' is not in '(?P<province>.*)'",
     "“{city}”不在“{province}”"),
    ("supplier_refuses", r"supplier '(?P<supplier>.*)' refuses (?P<region>.*)",
     "供应商 {supplier} 不发 {region}"),
    ("carrier_refuses", r"carrier '(?P<carrier>.*)' refuses (?P<region>.*)",
     "快递 {carrier} 不到 {region}"),
    ("gift_wrap", r"gift wrap", "要礼品包装"),
    ("carrier_wished", r"carrier '(?P<carrier>.*)'", "指定快递“{carrier}”"),
    ("invoice_wished", r"invoice '(?P<invoice>.*)'", "要发票“{invoice}”"),
    ("from_day", r"'(?P<words>.*)' \(from (?P<day>\d{4}-\d\d-\d\d)\)", "“{words}”（{day} 起）"),
    ("with_words", r"'(?P<words>.*)' \((?P<found>[^()]*)\)", "“{words}”（{found}）"),
    ("now_other", r"'(?P<before>.*)' is now '(?P<now>.*)'", "“{before}”现在是“{now}”"),
    ("supplier_short_until", r"'(?P<supplier>.*)' has none, there again on (?P<day>\S+)",
     "“{supplier}”缺货，预计 {day} 到货"),
    ("supplier_short", r"'(?P<supplier>.*)' has none, nobody knows until when",
     "“{supplier}”缺货，不知道何时到货"),
    ("words", r"'(?P<words>.*)'", "“{words}”"),
    ("now_words", r"is now '(?P<words>.*)'", "现在是“{words}”"),
    ("now_fields", r"(?P<fields>[a-z_, ]+) changed \((?P<before>\S+) is now (?P<now>\S+)\)",
     "改了 {fields}（{before} 现在是 {now}）"),
    ("decided",
     r"(?P<field>\S+) decided by (?P<who>.*) at (?P<at>\S+) on '(?P<saw>.*)', now '(?P<now>.*)'",
     "{who} 在 {at} 看着“{saw}”定了 {field}，现在是“{now}”"),
    ("parts_from", r"its parts come from (?P<suppliers>.*)", "各部分来自 {suppliers}"),
    ("no_supplier", r"no supplier '(?P<supplier>.*)' in the settings",
     "设置里没有供应商“{supplier}”"),
    ("short",
     r"SKU '(?P<sku>[^']*)': (?P<count>\d+) too few on hand; the others go, (?P<at>\S+)",
     "“{sku}”现货缺 {count} 件，其它商品先发，{at}"),
    ("virtual", r"virtual goods, nothing to put in a parcel", "虚拟商品，没有要装进包裹的"),
    ("left", r"left in parcel (?P<parcel>\S+) \((?P<cause>.*)\)",
     "已随包裹 {parcel} 发出（{cause}）"),
)  # fmt: skip
# Sentences without a place.
_WHOLE: Final = (
    ("after_sale", r"after-sale (?P<sale>\S+)", "售后单 {sale}"),
    ("handed_over", r"already handed over: (?P<orders>.*)", "已经交出：{orders}"),
    ("overdue_of", r"paid (?P<paid>\d+) of (?P<all>\d+): the balance is overdue",
     "应付 {all}，付了 {paid}，尾款已过期"),
    ("overdue", r"paid (?P<paid>\d+): the balance is overdue", "付了 {paid}，尾款已过期"),
    ("paid_of", r"paid (?P<paid>\d+) of (?P<all>\d+) (?P<how>\S+)",
     "应付 {all}，付了 {paid} {how}"),
    ("paid_so", r"paid (?P<paid>\d+) (?P<how>\S+)", "付了 {paid} {how}"),
    ("paid_lines",
     r"paid (?P<paid>\d+), lines (?P<lines>\d+), postage (?P<postage>\d+) "
     r"\(minor units of (?P<currency>\S+)\)",
     "付了 {paid}，各行合计 {lines}，运费 {postage}（{currency} 最小单位）"),
    ("list_short",
     r"list (?P<list>\d+) less (?P<off>\d+) with postage (?P<postage>\d+), "
     r"to pay (?P<pay>\d+): not granted in full \(minor units of (?P<currency>\S+)\)",
     "标价 {list}，优惠 {off}，运费 {postage}，应付 {pay}：优惠没有给足（{currency} 最小单位）"),
    ("list_over",
     r"list (?P<list>\d+) less (?P<off>\d+) with postage (?P<postage>\d+), "
     r"to pay (?P<pay>\d+): granted more than once \(minor units of (?P<currency>\S+)\)",
     "标价 {list}，优惠 {off}，运费 {postage}，应付 {pay}：优惠重复了（{currency} 最小单位）"),
    ("too_few", r"SKU '(?P<sku>[^']*)': (?P<count>\d+) too few on hand, (?P<at>\S+)",
     "“{sku}”现货缺 {count} 件，{at}"),
    ("given",
     r"SKU (?P<skus>.*): given to order (?P<order>\S+), whose work begins by (?P<theirs>\S+), "
     r"this one's by (?P<ours>\S+); (?P<at>\S+)",
     "{skus} 让给了订单 {order}：它最晚 {theirs} 开始备货，这一单是 {ours}；{at}"),
)  # fmt: skip
# What a rule came to, beside a failure and its author's own words.
_BY_RULE: Final = (
    ("taken", r"taken at (?P<at>\S+)", "{at} 自动接单"),
    ("no_gift", r"no SKU '(?P<sku>.*)' in the settings to give", "设置里没有赠品“{sku}”"),
    ("gifts_full", r"line (?P<ids>\S+): has (?P<most>\d+) gifts already",
     "商品行 {ids}：已经有 {most} 样赠品"),
)  # fmt: skip
_RULE: Final = re.compile(
    r"rule (?P<rule>[^\s,:]+)(?:, lines (?P<ids>[^:]*))?: (?P<what>.*)", re.DOTALL
)
_PLACE: Final = re.compile(
    r"(?:(?P<many>lines?) (?P<ids>[^:]+)|(?P<one>\w+)): (?P<seen>.*)", re.DOTALL
)
_GROUP: Final = re.compile(r"\(\?P<(\w+)>(?:[^()\\[]|\\.|\[(?:\\.|[^\]])+\])*\)")


def _english(form: str) -> str:
    """Return the text that a shape is of: its groups as places for values."""
    return re.sub(r"\\(.)", r"\1", _GROUP.sub(r"{\1}", form))


_FORMS: Final = {"saw": _SEEN, "saw.whole": _WHOLE, "saw.by_rule": _BY_RULE}
TEXTS: Final[dict[str, Text]] = {
    **{f"saw.at.{place}": text for place, text in _PLACES.items()},
    **{
        f"{group}.{name}": Text(zh, _english(form))
        for group, forms in _FORMS.items()
        for name, form, zh in forms
    },
    "saw.rule": Text("规则 {rule}：{what}", "rule {rule}: {what}"),
    "saw.rule.lines": Text("规则 {rule}，商品行 {ids}：{what}", "rule {rule}, lines {ids}: {what}"),
}


def evidence_in_words(language: Language, evidence: str) -> str:
    """Return what a finding saw; evidence of no known shape as it is kept."""
    if rule := _RULE.fullmatch(evidence):
        what = failure_in_words(language, rule["what"])
        what = _said(language, "saw.by_rule", what) or what
        key = "saw.rule.lines" if rule["ids"] else "saw.rule"
        return _of(language, key).format(rule=rule["rule"], ids=rule["ids"], what=what)
    if whole := _said(language, "saw.whole", evidence):
        return whole
    found = _PLACE.fullmatch(evidence)
    place = (found["many"] or found["one"]) if found else ""
    if found is None or place not in _PLACES:
        return evidence
    seen = _said(language, "saw", found["seen"])
    return _of(language, f"saw.at.{place}").format(ids=found["ids"]) + seen if seen else evidence


def _said(language: Language, group: str, seen: str) -> str:
    for key, shape in _shapes(group):
        if found := shape.fullmatch(seen):
            return _of(language, key).format_map(found.groupdict())
    return ""


@cache
def _shapes(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what texts and shapes a group has; made when first asked, since few functions ask."""
    return tuple(
        (f"{group}.{name}", re.compile(form, re.DOTALL)) for name, form, _ in _FORMS[group]
    )


def _of(language: Language, key: str) -> str:
    return TEXTS[key].zh if language == "zh" else TEXTS[key].en
