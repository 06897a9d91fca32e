"""What the names in conditions mean, and what can be wrong with rules."""

from typing import Final

from hedan.texts.text import Text

_ORDER: Final = {
    "id": Text("平台订单号", "The platform's number of the order"),
    "total": Text("实付金额（分）", "What was paid, in minor units (fen, cents)"),
    "payable": Text("应付金额（分）", "What has to be paid, in minor units"),
    "postage": Text("运费（分）", "Postage, in minor units"),
    "discount": Text("优惠金额（分）", "Discounts, in minor units"),
    "currency": Text("币种，例如 CNY", "The currency, such as CNY"),
    "payment": Text(
        "付款情况：none 未付、deposit 定金、part 部分、full 已付清、on_delivery 货到付款",
        "How much is paid: none, deposit, part, full, on_delivery",
    ),
    "units": Text("要发的件数", "Pieces to be shipped"),
    "lines": Text("还要发货的子订单", "The lines that are still to be shipped"),
    "skus": Text("要发的商家编码，组合已拆开", "Your SKUs to be shipped, combos taken apart"),
    "suppliers": Text("按商家编码对应的供应商", "The suppliers of these SKUs"),
    "tags": Text("分类和前面规则打的标签", "Classes, and tags that earlier rules gave"),
    "remark": Text("买家留言", "The buyer's remark"),
    "memo": Text("商家备注", "The seller's memo on the platform"),
    "flag": Text("备注旗帜，0 为没有", "The flag of the memo; 0 without one"),
    "country": Text("国家，国内为空或 CN", "The country; empty or CN at home"),
    "province": Text("省", "The province"),
    "city": Text("市", "The city"),
    "district": Text("区县", "The district"),
    "postcode": Text("邮编", "The postcode"),
    "carrier_wished": Text("买家要的快递", "The carrier that the buyer wishes"),
    "logistics_method": Text("平台的物流方式", "The platform's logistics method"),
    "invoice_wished": Text("发票要求", "The invoice that the buyer wishes"),
    "gift_wrap": Text("是否要礼品包装", "Whether it is to be gift-wrapped"),
    "margin_percent": Text(
        "毛利占实付的百分比，成本不全为 100", "Margin in percent of what was paid; 100 if not known"
    ),
    "weight_grams": Text("重量（克），不知道为 0", "Weight in grams; 0 if not known"),
    "created": Text("下单时间", "When it was ordered"),
    "paid": Text("付款时间", "When it was paid"),
    "has_deadline": Text("有没有最晚发货时间", "Whether it has a deadline"),
    "deadline": Text(
        "最晚发货时间，没有则为 9999 年", "When it has to be shipped; the year 9999 without one"
    ),
    "hours_left": Text(
        "离最晚发货还有几小时，没有则为 1000000.0", "Hours to the deadline; 1000000.0 without one"
    ),
}
_LINE: Final = {
    "id": Text("子订单号", "The platform's number of the line"),
    "sku": Text("平台上的商家编码", "The seller's code as the platform tells it"),
    "skus": Text("拆开后的商家编码，没登记则为空", "Your SKUs in it; empty when nobody knows them"),
    "product_id": Text("平台商品号", "The platform's number of the product"),
    "name": Text("商品名", "The name of the product"),
    "spec": Text("规格", "The variant"),
    "quantity": Text("件数", "Pieces"),
    "unit_price": Text("单价（分）", "The price of one, in minor units"),
    "list_price": Text("标价（分），不知道为 0", "The list price, in minor units; 0 if not told"),
    "discount": Text("优惠（分）", "The discount, in minor units"),
    "paid": Text("这一行实付（分）", "What was paid for the line, in minor units"),
    "cost": Text("这一行成本（分），不知道为 0", "What all of it costs you; 0 if not known"),
    "margin_percent": Text(
        "毛利占实付的百分比，成本不全为 100", "Margin in percent of what was paid; 100 if not known"
    ),
    "weight_grams": Text("重量（克）", "Weight in grams"),
    "supplier": Text("按商家编码对应的供应商", "The supplier of its SKU"),
    "is_gift": Text("是不是赠品", "Whether it is a gift"),
    "is_virtual": Text("是不是虚拟商品", "Whether nothing has to be shipped for it"),
    "fixed_packing": Text("是不是自带包装、单独发", "Whether it travels in its own box"),
}
_STORE: Final = {
    "id": Text("店铺编号", "The id of the store"),
    "platform": Text("平台，例如 doudian", "The platform, such as doudian"),
    "name": Text("店铺名", "The name of the store"),
}
_BUYER: Final = {
    "id": Text("平台的买家号", "The platform's id of the buyer"),
    "is_new": Text("以前没有买过", "Whether nothing was bought before"),
    "orders": Text("在本店的其他订单数", "Other orders at this store"),
    "orders_30_days": Text("近 30 天的其他订单数", "Other orders of the last 30 days"),
    "paid": Text("其他订单实付合计（分）", "Paid for other orders, in minor units"),
    "cancelled": Text("取消过的订单数", "Other orders that were cancelled"),
    "open_orders": Text("还没发的其他订单数", "Other orders still to be shipped"),
    "hours_since_last": Text(
        "距上一单几小时，没有则为 1000000.0", "Hours since the order before; 1000000.0 without one"
    ),
}
_TIME: Final = {
    "now": Text("现在", "Now"),
    "date": Text("店铺当地日期，例如 2026-11-22", "The store's date, such as 2026-11-22"),
    "hour": Text("店铺当地的小时，0 到 23", "The hour by the store's clock, 0 to 23"),
    "minute": Text("分钟，0 到 59", "The minute, 0 to 59"),
    "weekday": Text("星期几，星期一为 1", "The day of the week; Monday is 1"),
    "day": Text("几号", "The day of the month"),
    "month": Text("几月", "The month"),
}
_KINDS: Final = {
    "TEXT": Text("文字", "text"),
    "WHOLE": Text("整数", "whole number"),
    "DECIMAL": Text("小数，比较时写 3.0", "decimal number, compared with 3.0"),
    "YES_NO": Text("是或否", "yes or no"),
    "TIME": Text("时间", "time"),
    "TEXTS": Text("文字列表", "list of texts"),
    "LINES": Text("子订单列表", "list of lines"),
}
_EXAMPLES: Final = {
    "total": Text("实付不少于 500 元", "At least 500 yuan were paid"),
    "tags": Text("带 vip 标签的老客", "Tagged vip, and has bought before"),
    "region": Text("寄往新疆或西藏", "Goes to Xinjiang or Tibet"),
    "words": Text("留言里提到发票", "The remark speaks of an invoice"),
    "lines": Text(
        "有 10 件以上的 CUP- 商品", "Ten or more of something whose code begins with CUP-"
    ),
    "count": Text("至少两行赠品", "At least two lines are gifts"),
    "deadline": Text("离最晚发货不到 6 小时", "Less than six hours to the deadline"),
    "time": Text("周末，或抖店 22 点以后", "On weekends, or on Doudian after ten at night"),
    "paid": Text("双十一以后付款", "Paid since the eleventh of November"),
    "line": Text("只有一件，规格是大码", "The only piece, in a large size"),
}
_FUNCTIONS: Final = {
    "hasWord": Text(
        "文字里有这个词（或其中一个），不分大小写和全半角",
        "A text has this word, or one of these, whatever its case and width",
    ),
    "contains": Text("文字里有这一段", "A text has this part"),
    "startsWith": Text("文字以此开头", "A text begins so"),
    "endsWith": Text("文字以此结尾", "A text ends so"),
    "matches": Text("文字符合正则表达式", "A text fits a pattern"),
    "size": Text("列表有几项，文字有几个字", "How many a list holds, how long a text is"),
    "exists": Text("列表里至少一项符合", "At least one of a list fits"),
    "all": Text("列表里每一项都符合", "All of a list fit"),
    "exists_one": Text("列表里正好一项符合", "Exactly one of a list fits"),
    "filter": Text("列表里符合的项", "Those of a list that fit"),
    "map": Text("由列表的每一项得出的列表", "What comes of each of a list"),
    "has": Text("有没有值", "Whether there is a value"),
    "int": Text("变成整数", "As a whole number"),
    "double": Text("变成小数", "As a decimal number"),
    "string": Text("变成文字", "As a text"),
    "bool": Text("变成是或否", "As yes or no"),
    "timestamp": Text("写一个时间", "A time as it is written"),
    "duration": Text("写一段时间，例如 36h", "A span of time, such as 36h"),
    "getFullYear": Text("时间的年份", "The year of a time"),
    "getMonth": Text("时间的月份，一月为 0", "The month of a time; January is 0"),
    "getDate": Text("时间的几号", "The day of a time's month"),
    "getDayOfWeek": Text("时间的星期，星期日为 0", "The day of a time's week; Sunday is 0"),
    "getHours": Text("时间的小时；时间段的小时数", "The hour of a time; a span in hours"),
    "getMinutes": Text("时间的分钟；时间段的分钟数", "The minute of a time; a span in minutes"),
}
_HEALTH: Final = {
    "NEVER_FIRES": Text("从不生效", "Never fires"),
    "SHADOWED": Text("总被前面的规则抢先", "Always comes after a rule that has said it all"),
    "CONTRADICTING": Text("与同优先级的规则矛盾", "Contradicts a rule of the same priority"),
    "DUPLICATE": Text("与另一条规则重复", "The same as another rule"),
    "FAILING": Text("运行时出错", "Fails on some orders"),
    "SLOW": Text("太慢", "Takes too long"),
}

TEXTS: Final[dict[str, Text]] = {
    f"rule.{group}.{name}": text
    for group, texts in (
        ("order", _ORDER),
        ("line", _LINE),
        ("store", _STORE),
        ("buyer", _BUYER),
        ("time", _TIME),
        ("kind", _KINDS),
        ("example", _EXAMPLES),
        ("function", _FUNCTIONS),
        ("health", _HEALTH),
    )
    for name, text in texts.items()
}
