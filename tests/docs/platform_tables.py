"""The tables about platforms, made from what the code says: documents must show exactly these.

`python -m tests.docs.platform_tables` prints them, to be pasted when a platform has changed.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from hedan.exports.dialects import DIALECTS
from hedan.exports.dialects import OPTIONS as SHEET_OPTIONS
from hedan.platforms.filed.formats import FORMATS, BulkFormat
from hedan.platforms.filed.formats import OPTIONS as BULK_OPTIONS
from hedan.platforms.platform import Capabilities, Listing, ListingRule, ShipShape
from hedan.platforms.registry import CAPABILITIES
from hedan.platforms.retry_plans import PLANS, Step
from tests.docs.tables import NOTHING, Language, Row, Table, line

type _Cells = Callable[[Capabilities, Language], Row]

_UNITS: Sequence[tuple[timedelta, Mapping[Language, str]]] = (
    (timedelta(days=1), {"en": "d", "zh": "天"}),
    (timedelta(hours=1), {"en": "h", "zh": "小时"}),
    (timedelta(minutes=1), {"en": "min", "zh": "分钟"}),
    (timedelta(seconds=1), {"en": "s", "zh": "秒"}),
)
_WORDS: Mapping[str, Mapping[Language, str]] = {
    "yes": {"en": "yes", "zh": "能"},
    "callback": {"en": "it calls us", "zh": "平台回调"},
    "messages": {"en": "we fetch its messages", "zh": "我们去取消息"},
    "none": {"en": NOTHING, "zh": NOTHING},
    "asked": {"en": "the platform is asked", "zh": "问平台"},
    "address_id": {"en": "by its address id", "zh": "按地址标识"},
    "counted": {"en": "counted", "zh": "有总数"},
    "uncounted": {"en": "not counted", "zh": "无总数"},
    "whole": {"en": "whole", "zh": "整单"},
    "part": {"en": "part", "zh": "部分"},
    "split_quantity": {"en": "units", "zh": "拆件数"},
    "merged": {"en": "merged", "zh": "合单"},
}
_STEPS: Mapping[Step, Mapping[Language, str]] = {
    Step.AGAIN: {"en": "again after a pause", "zh": "稍后重试"},
    Step.READ_FIRST: {"en": "read the order, then again", "zh": "先查订单，再重试"},
    Step.RENEW: {"en": "renew the token, once more", "zh": "换新令牌，再试一次"},
    Step.ACCESS: {"en": "the seller must act", "zh": "要店主处理授权"},
    Step.FINAL: {"en": "a person looks", "zh": "由人处理"},
}
NAMES: Mapping[str, Mapping[Language, str]] = {
    "doudian": {"en": "Doudian", "zh": "抖店"},
    "pinduoduo": {"en": "Pinduoduo", "zh": "拼多多"},
    "taobao": {"en": "Taobao, Tmall", "zh": "淘宝、天猫"},
    "aliexpress": {"en": "AliExpress", "zh": "速卖通"},
    "mall": {"en": "a mall that keeps our contract", "zh": "按我们约定接口的商城"},
    "woocommerce": {"en": "WooCommerce (Dokan, WCFM)", "zh": "WooCommerce（Dokan、WCFM）"},
    "shopify": {"en": "Shopify", "zh": "Shopify"},
}


def doors() -> Table:
    """How each platform is heard: pushes, and listings with window / lag / reach."""
    return _table(
        {
            "en": ("platform", "push", "orders by change", "after-sales", "orders by creation"),
            "zh": ("平台", "推送", "订单（按变更）", "售后（按变更）", "订单（按创建）"),
        },
        lambda one, language: (
            _WORDS[one.push][language],
            *(
                _rule(one.listings.get(listing), language)
                for listing in (Listing.ORDERS, Listing.AFTER_SALES, Listing.ORDERS_CREATED)
            ),
        ),
    )


def calls() -> Table:
    """What each adapter can tell and ask."""
    return _table(
        {
            "en": (
                *("platform", "who may share a parcel", "ships", "correct a number", "stock"),
                *("remark", "flags", "carriers", "tracking", "stop answer"),
            ),
            "zh": (
                *("平台", "谁能合单", "发货", "改运单号", "库存"),
                *("备注", "旗标", "快递公司", "物流", "截停答复"),
            ),
        },
        lambda one, language: (
            _WORDS[one.merge][language],
            _shapes(one.ships, language),
            *(
                _WORDS["yes" if can else "none"][language]
                for can in (one.corrects_tracking, one.pushes_stock, one.writes_remark)
            ),
            _flags(one.flags),
            *(
                _WORDS["yes" if can else "none"][language]
                for can in (one.lists_carriers, one.tracks, one.takes_stop_answer)
            ),
        ),
    )


def retry_plans() -> Table:
    """What is done about each error code of each platform."""
    rows: dict[Language, list[Row]] = {"en": [], "zh": []}
    for platform, plans in PLANS.items():
        for plan in plans:
            codes = " ".join(f"`{code}`" for code in plan.codes)
            for language, made in rows.items():
                made.append((NAMES[platform][language], _STEPS[plan.step][language], codes))
    headings: Mapping[Language, Row] = {
        "en": ("platform", "what follows", "codes"),
        "zh": ("平台", "怎么办", "错误码"),
    }
    return Table(headings, rows)


def files() -> Table:
    """What goes in and out by file for a store without an API."""
    return _table(
        {
            "en": ("platform", "export sheet in", "bulk-shipping file out", "it can say"),
            "zh": ("平台", "读入导出表", "写出批量发货文件", "能表达"),
        },
        lambda one, language: (
            ".xlsx .xls .csv" if one.platform in DIALECTS else NOTHING,
            *_bulk(FORMATS.get(one.platform), language),
        ),
    )


def options() -> list[tuple[str, str, str]]:
    """Return every option: whose it is ('*' of all), its name and its meaning."""
    found = [
        (one.platform, name, meaning)
        for one in CAPABILITIES.values()
        for name, meaning in one.options.items()
    ]
    return [*found, *(("*", *option) for option in (*SHEET_OPTIONS.items(), *BULK_OPTIONS.items()))]


def option_lines(owner: str) -> list[str]:
    """Return one platform's options as Markdown, in the code's own words."""
    head = [line(("option", "meaning")), "|---|---|"]
    return head + [line((f"`{name}`", text)) for whose, name, text in options() if whose == owner]


def _table(headings: Mapping[Language, Row], cells: _Cells) -> Table:
    rows: dict[Language, list[Row]] = {"en": [], "zh": []}
    for one in CAPABILITIES.values():
        for language, made in rows.items():
            name = f"{NAMES[one.platform][language]} `{one.platform}`"
            made.append((name, *cells(one, language)))
    return Table(headings, rows)


def _rule(rule: ListingRule | None, language: Language) -> str:
    if rule is None:
        return NOTHING
    spans = " / ".join(_span(one, language) for one in (rule.window_max, rule.lag, rule.reach))
    comma = "，" if language == "zh" else ", "
    return f"{spans}{comma}{_WORDS['counted' if rule.counts else 'uncounted'][language]}"


def _span(span: timedelta, language: Language) -> str:
    """Return a span in its largest whole units: '1 d', '29 min 58 s'."""
    parts: list[str] = []
    for unit, names in _UNITS:
        count, span = divmod(span, unit)
        if count:
            parts.append(f"{count} {names[language]}")
    return " ".join(parts)


def _shapes(shapes: Iterable[ShipShape], language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    known = set(shapes)
    return comma.join(_WORDS[shape.value][language] for shape in ShipShape if shape in known)


def _flags(flags: frozenset[int]) -> str:
    return f"{min(flags)}-{max(flags)}" if flags else NOTHING


def _bulk(bulk: BulkFormat | None, language: Language) -> Row:
    if bulk is None:
        return (NOTHING, NOTHING)
    comma = "、" if language == "zh" else ", "
    headings = comma.join(column.heading for column in bulk.columns)
    return f".{bulk.kind}: {headings}", _shapes(bulk.ships, language)


def _printed() -> Iterable[str]:
    for language in ("en", "zh"):
        for table in (doors(), calls(), files(), retry_plans()):
            yield from (*table.lines(language), "")
    for owner in (*CAPABILITIES, "*"):
        yield from (owner, *option_lines(owner), "")


if __name__ == "__main__":
    sys.stdout.write("\n".join(_printed()))
