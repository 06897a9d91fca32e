"""The words of the settings workbook: what its lists offer, and its sheet of help."""

from typing import Final

from hedan.texts.settings_cases import WORDS_OF_CASES
from hedan.texts.text import Text

WORDS: Final[dict[str, Text]] = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    "doudian": Text("抖店", "Doudian"),
    "pinduoduo": Text("拼多多", "Pinduoduo"),
    "taobao": Text("淘宝", "Taobao"),
    "aliexpress": Text("速卖通", "AliExpress"),
    "mall": Text("商城", "mall"),
    "woocommerce": Text("WooCommerce", "WooCommerce"),
    "shopify": Text("Shopify", "Shopify"),
    "owner": Text("老板", "owner"),
    "operator": Text("客服", "operator"),
    "warehouse": Text("仓库", "warehouse"),
    "nobody": Text("不用人", "nobody"),
    "supplier": Text("供应商", "supplier"),
    "order": Text("订单", "order"),
    "line": Text("子订单", "line"),
    "stop": Text("不能发", "stop"),
    "ask": Text("问人", "ask"),
    "safe": Text("可以合", "safe"),
    "forbidden": Text("不合", "forbidden"),
    "skip": Text("不送", "skip"),
    "hold": Text("挂起", "hold"),
    "release": Text("放行", "release"),
    "tag": Text("打标签", "tag"),
    "priority": Text("提前处理", "priority"),
    "accept": Text("自动接单", "accept"),
    "wait": Text("等待后接单", "wait"),
    "refuse": Text("拒绝", "refuse"),
    "merge": Text("等待合单", "merge"),
    "never_merge": Text("不合单", "never merge"),
    "split": Text("拆单", "split"),
    "route": Text("指定供应商", "route"),
    "carrier": Text("快递", "carrier"),
    "package": Text("包装", "package"),
    "gift": Text("加赠品", "gift"),
    "message": Text("留言", "message"),
    # --- A supplier's workbook ---
    "parcel": Text("包裹", "parcel"),
    "plan": Text("计划的顺序", "as planned"),
    "deadline": Text("最晚发货时间", "deadline"),
    "store": Text("店铺", "store"),
    "sku": Text("商家编码", "SKU"),
    "shelf": Text("货架", "shelf"),
    "region": Text("省市区", "region"),
    "name": Text("名称", "name"),
    "id": Text("编号", "id"),
    "none": Text("无", "none"),
    "parcel_id": Text("包裹号", "parcel id"),
    "part": Text("分包", "part"),
    "spec": Text("规格", "spec"),
    "quantity": Text("数量", "quantity"),
    "is_gift": Text("赠品标记", "is a gift"),
    "receiver_name": Text("收件人", "receiver"),
    "receiver_phone": Text("收件电话", "phone"),
    "address": Text("详细地址", "address"),
    "remarks": Text("买卖家留言", "remarks"),
    "inserts": Text("随包物品", "inserts"),
    "number": Text("运单号", "tracking number"),
    "expected": Text("缺货预计到货", "out of stock until"),
    "price": Text("供应商报价", "asked price"),
    "note": Text("备注", "note"),
    "store_name": Text("店铺名", "store name"),
    "order_id": Text("订单号", "order id"),
    "reasons": Text("说明", "reasons"),
    "row_key": Text("行标识", "row key"),
    # --- Check digits of carriers ---
    "s10": Text("万国邮联 S10", "UPU S10"),
    "mod10_3_1": Text("模 10（3、1 加权）", "modulo 10, weights 3 and 1"),
    "luhn": Text("Luhn", "Luhn"),
    "mod7": Text("模 7", "modulo 7"),
    **WORDS_OF_CASES,
}

READ_ME: Final[tuple[tuple[Text, Text], ...]] = (
    (
        Text("怎么用", "How to use it"),
        Text(
            "改好后整个文件上传，系统先检查并列出改动，确认后才生效；有错就说明是哪个单元格，"
            "原来的设置不变。",
            "Change it and upload the whole file: it is checked, what changes is shown, and only "
            "then it is put in force. A mistake is told by its cell; the old settings go on.",
        ),
    ),
    (
        Text("行和列", "Rows and columns"),
        Text(
            "可以调换列和行、加空行、在表头上方写字、加自己的列；不要删表、删列、合并单元格、写公式。",
            "Columns and rows may be moved, blank rows, titles above and columns of your own are "
            "fine. Do not remove sheets or columns, merge cells or write formulas.",
        ),
    ),
    (
        Text("多个值", "Several values"),
        Text(
            "用逗号分开；值里本来就有逗号时加英文双引号。“—”表示明确不要默认值。",
            'Parted by commas; in double quotes if a value has a comma itself. "—" means: none, '
            "although there is a default.",
        ),
    ),
    (
        Text("金额和时间", "Money and time"),
        Text(
            "金额是整数分；没有写时区的时间按北京时间。",
            "Money is in whole minor units (fen, cents); a time without a zone is China's.",
        ),
    ),
    (
        Text("以“·”开头的文字", "A text that begins with ·"),
        Text(
            "这一点防止表格软件把文字当成公式或数字，读取时会去掉。",
            "The dot keeps spreadsheet programs from taking it for a formula or a number; it is "
            "dropped when the file is read.",
        ),
    ),
)

# What stands between the parts of the help sheet, and what goes for all names.
CONDITION_HELP: Final[dict[str, Text]] = {
    "names": Text("规则条件里能问什么", "What the condition of a rule may ask"),
    "functions": Text("条件里能用的函数", "What a condition may call"),
    "signs": Text("条件里的符号", "Signs in a condition"),
    "examples": Text("条件的例子（可以照抄）", "Conditions that work as they stand"),
    "only_line": Text("，只用于子订单的规则", "; only in rules about lines"),
    "example_of_lines": Text("（子订单的规则）", " (a rule about lines)"),
    "and": Text("并且", "and"),
    "or": Text("或者", "or"),
    "not": Text("不是", "not"),
    "equal": Text("等于、不等于", "equal, not equal"),
    "compare": Text("比较大小", "less, at most, more, at least"),
    "in": Text("在列表里", "is one of a list"),
    "text": Text("文字放在英文双引号里", "a text stands in double quotes"),
}
