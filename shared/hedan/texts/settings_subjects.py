"""How the subjects of the settings are called in a sentence, and what their patterns mean."""

from typing import Final

from hedan.texts.settings_cases import SUBJECTS_OF_CASES
from hedan.texts.settings_columns import SHEETS
from hedan.texts.text import Text

SUBJECTS: Final[dict[str, Text]] = {
    **{name: text for name, text in SHEETS.items() if name not in ("general", "help")},
    "stores": Text("店铺", "store"),
    "suppliers": Text("供应商", "supplier"),
    "skus": Text("商家编码", "SKU"),
    "listings": Text("商品对应", "listed item"),
    "stock_places": Text("库存地点", "stock place"),
    "carriers": Text("快递公司", "carrier"),
    "workbooks": Text("交接表样式", "workbook template"),
    "agreed_prices": Text("约定价", "agreed price"),
    "carrier_names": Text("快递叫法", "carrier name"),
    "packages": Text("包装", "package"),
    "inserts": Text("随包物品", "insert"),
    "rules": Text("规则", "rule"),
    "blocked_buyers": Text("黑名单买家", "blocked buyer"),
    "contacts": Text("联系人", "contact"),
    "texts": Text("自定义文字", "own text"),
    "platforms": Text("平台", "platform"),
    "findings": Text("审单结果", "finding"),
    "our_texts": Text("文字", "text"),
    "text_places": Text("占位", "place in this text"),
    "checks": Text("审单", "checks"),
    "merge": Text("合单", "merge"),
    "split": Text("拆单", "split"),
    "classes": Text("分类", "classes"),
    "stop": Text("截停", "stop"),
    "numbers": Text("运单号", "numbers"),
    "publish": Text("发布", "publish"),
    "language": Text("语言", "language"),
    **SUBJECTS_OF_CASES,
}
# Patterns of the models, said without their signs.
SHAPES: Final[dict[str, Text]] = {
    r"^[a-z0-9][a-z0-9-]{0,31}$": Text(
        "小写字母、数字、连字符，最多 32 个", "small letters, digits and hyphens, at most 32"
    ),
    r"^[a-z0-9][a-z0-9-]{0,47}$": Text(
        "小写字母、数字、连字符，最多 48 个", "small letters, digits and hyphens, at most 48"
    ),
    r"^[a-z][a-z0-9-]{0,31}$": Text(
        "字母开头，小写字母、数字、连字符，最多 32 个",
        "small letters, digits and hyphens, a letter first, at most 32",
    ),
    r"^[a-z][a-z0-9_-]{0,31}$": Text(
        "字母开头，小写字母、数字、连字符、下划线，最多 32 个",
        "small letters, digits, hyphens and underscores, a letter first, at most 32",
    ),
    r"^[^\s,#|]{1,32}$": Text(
        "没有空格和逗号，最多 32 个字符", "no spaces or commas, at most 32 characters"
    ),
    r"^([01]\d|2[0-3]):[0-5]\d$": Text("16:30 这样的时间", "a time such as 16:30"),
    r"^[^\s#]+$": Text("没有空格和 #", "no spaces and no #"),
}
