"""How parcels are packed, picked and counted, for packers and sellers."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "row.part": Text(
        "【拆单】订单 {order}：本包裹是第 {number} 件，共 {of} 件",
        "[Parts] this is part {number} of {of} of order {order}",
    ),
    "row.members": Text("订单 {orders}", "orders {orders}"),
    "part.rest": Text("还没有安排包裹", "not planned yet"),
    "part.claimed": Text("已安排，等待运单号", "planned, waits for its number"),
    "part.asked_back": Text("正在截停，等供应商答复", "asked back, its supplier has not answered"),
    "part.numbered": Text("有运单号，等待上传", "has a number, waits for the platform"),
    "part.held": Text("运单号待人工处理", "its number waits for a person"),
    "part.shipped": Text("已发货", "shipped"),
    "pick.complete": Text("全部拣到：按计划发货", "Everything is there: it goes as planned"),
    "pick.split": Text(
        "部分缺货：缺的行整行留下，其余现在发货",
        "Some lines are short: they stay with all their units, the others go now",
    ),
    "pick.nothing_goes": Text(
        "没有一行拣齐：现在不能发货", "No line is whole: there is nothing to send now"
    ),
    "pick.short": Text("缺货：拣到 {found}，需要 {wanted}", "short: {found} found of {wanted}"),
    "pick.gift_waits": Text("赠品等商品到齐再发", "a gift, and its goods are short"),
}
