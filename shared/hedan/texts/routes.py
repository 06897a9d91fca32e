"""Why a line goes to its supplier, in words."""

from typing import Final

from hedan.domain.routing import RouteReason
from hedan.texts.text import Language, Text

TEXTS: Final[dict[str, Text]] = {
    "route.person": Text("{of} 指定的", "{of} decided so"),
    "route.rule": Text("规则 {of}", "rule {of}"),
    "route.store": Text("整店 {of} 的供应商", "the supplier of the whole store {of}"),
    "route.share": Text("{of} 的份额 {share}/{shares}", "its share of {of}: {share} of {shares}"),
    "route.company": Text(
        "与同一买家的其他商品一起（{of} 的份额 {share}/{shares}）",
        "together with other goods of the buyer (its share of {of}: {share} of {shares})",
    ),
    "route.sku": Text("商品自己的供应商", "the supplier of its SKU"),
    "route.fall_back": Text("代替 {of}", "in place of {of}"),
    "route.kept": Text(
        "来单时就是它，后来设置改了",
        "it was the one when the order came; the settings changed since",
    ),
    "route.passed.gone": Text("{supplier} 不在设置里", "{supplier} is not in the settings"),
    "route.passed.region": Text("{supplier} 不发 {region}", "{supplier} refuses {region}"),
    "route.passed.silent": Text(
        "{supplier} 没有看发给它的交接表", "{supplier} does not look at what it is sent"
    ),
    "route.passed.full": Text("{supplier} 今天满了", "{supplier} takes no more today"),
    "route.passed.closed": Text(
        "{supplier} 休息到最晚发货时间以后", "{supplier} is closed until the deadline is over"
    ),
    "route.passed.poor": Text(
        "{supplier} 的评分低于设置的最低评分",
        "the score of {supplier} is below what the settings ask",
    ),
}
PLAINLY: Final = "route.sku"


def route_in_words(language: Language, reason: RouteReason | None) -> str:
    """Return why a supplier ships a line, with who was passed over. None: it is its SKU's own."""
    if reason is None:
        return _said(language, PLAINLY)
    share = {"share": reason.share or "", "shares": reason.shares or ""}
    said = _said(language, f"route.{reason.by}", of=reason.of, **share)
    passed = [
        _said(language, f"route.passed.{one.why}", supplier=one.supplier, region=one.region)
        for one in reason.passed
    ]
    between = "；" if language == "zh" else "; "
    return between.join([said, *passed])


def _said(language: Language, key: str, /, **values: object) -> str:
    text = TEXTS[key]
    return (text.zh if language == "zh" else text.en).format_map(values)
