"""How the values that there is once are called on the general sheet, and what each one does."""

from typing import Final

from hedan.texts.settings_cases import GROUPS_OF_CASES
from hedan.texts.text import Text

# By the path in the settings; what is not here is shown by its path.
GROUPS: Final[dict[str, tuple[Text, Text]]] = {
    "language": (Text("语言", "Language"), Text("通知和表格的语言", "of notices and sheets")),
    "checks.quantity_max": (
        Text("审单：数量上限", "Checks: quantity at most"),
        Text("超过就要人看", "more than this needs a look"),
    ),
    "checks.words_for_a_person": (
        Text("审单：提醒词", "Checks: words for a person"),
        Text("留言或备注里出现就要人看，用逗号分开", "in a remark or memo; parted by commas"),
    ),
    "checks.flags_for_a_person": (
        Text("审单：要看的旗帜", "Checks: flags for a person"),
        Text("平台旗帜的编号，用逗号分开", "the platform's numbers of its flags, parted by commas"),
    ),
    "checks.history_lines_min": (
        Text("审单：历史至少几行", "Checks: lines of history at least"),
        Text("少于这个数就不和历史比较", "with fewer nothing is compared with it"),
    ),
    "checks.price_percent_min": (
        Text("审单：最低为平常价格的百分之几", "Checks: percent of the usual price at least"),
        Text("0：不比较", "0: not compared"),
    ),
    "checks.margin_percent_min": (
        Text("审单：毛利最低百分之几", "Checks: margin percent at least"),
        Text("留空：不看", "empty: not looked at"),
    ),
    "checks.duplicate_hours": (
        Text("审单：重复下单（小时）", "Checks: bought twice within (hours)"),
        Text("0：不看", "0: never"),
    ),
    "checks.look_at_divisions": (
        Text("审单：核对省市和电话", "Checks: city, province and phone"),
        Text("", ""),
    ),
    "checks.look_at_wishes": (
        Text("审单：留言里的要求", "Checks: wishes in remark and memo"),
        Text("指定快递、日期、包装、不要发", "carrier, date, packing, do not ship"),
    ),
    "checks.look_at_invoices": (Text("审单：要发票", "Checks: invoices asked for"), Text("", "")),
    "checks.changes_to_look_at": (
        Text("审单：哪些改动要人看", "Checks: changes a person looks at"),
        Text(
            "address, remark, memo, goods, amount, invoice, carrier",
            "address, remark, memo, goods, amount, invoice, carrier",
        ),
    ),
    "numbers.visible_minutes": (
        Text("运单号：多久要在平台上看到（分钟）", "Numbers: visible within (minutes)"),
        Text("上传后还看不到就找人看", "a person looks if the platform does not show it by then"),
    ),
    "numbers.first_scan_hours": (
        Text("运单号：多久要有首次扫描（小时）", "Numbers: first scan within (hours)"),
        Text("上传后快递还没揽收", "after the upload, by the carrier"),
    ),
    "numbers.warn_hours_before": (
        Text("运单号：提前多久问供应商（小时）", "Numbers: supplier asked before (hours)"),
        Text("离首次扫描的时限", "so long before the first scan is due"),
    ),
    "merge.enabled": (Text("合单：启用", "Merge: in use"), Text("", "")),
    "merge.window_minutes": (
        Text("合单：等待（分钟）", "Merge: window (minutes)"),
        Text("付款后等同一买家的其他订单", "how long an order waits for others of its buyer"),
    ),
    "merge.orders_max": (Text("合单：最多订单数", "Merge: orders at most"), Text("", "")),
    "merge.hurry_hours": (
        Text("合单：截止前不再等（小时）", "Merge: hurry (hours)"),
        Text("离最晚发货时间这么近就不等", "this near the deadline nobody waits"),
    ),
    "merge.gap_minutes": (
        Text("合单：付款最多相隔（分钟）", "Merge: payments apart at most (minutes)"),
        Text("留空：不限", "empty: without limit"),
    ),
    "merge.also": (
        Text("合单：还包括", "Merge: these too"),
        Text(
            "on_delivery 货到付款, presale 预售, platform_logistics 平台物流, abroad 境外",
            "on_delivery, presale, platform_logistics, abroad: such orders with their own kind",
        ),
    ),
    "merge.across_stores": (
        Text("合单：跨店铺", "Merge: across stores"),
        Text("同一店主、同一平台", "of one owner on one platform"),
    ),
    "merge.clear_text": (
        Text("合单：只有地址文字相同", "Merge: only the written address is the same"),
        Text("可以合、问人、不合", "merged, asked about, or left apart"),
    ),
    "merge.other_buyer": (
        Text("合单：同一地址、不同买家", "Merge: one address, two buyers"),
        Text("如宿舍、公司", "a dormitory, an office"),
    ),
    "split.weight_grams_max": (
        Text("拆单：最重（克）", "Split: weight at most (grams)"),
        Text("留空：不限；不知道重量的算 0", "empty: without limit; a weight nobody knows is 0"),
    ),
    "split.volume_ml_max": (
        Text("拆单：体积最大（毫升）", "Split: volume at most (ml)"),
        Text("留空：不限", "empty: without limit"),
    ),
    "split.value_minor_max": (
        Text("拆单：金额最高（分）", "Split: value at most (minor units)"),
        Text("留空：不限", "empty: without limit"),
    ),
    "split.categories_apart": (
        Text("拆单：单独发的类别", "Split: categories apart"),
        Text("用逗号分开", "parted by commas; each travels with its own kind only"),
    ),
    "split.by_stock_place": (
        Text("拆单：按库存地点", "Split: by stock place"),
        Text("两个地点的货不同包", "goods of two places share no parcel"),
    ),
    "split.by_date": (
        Text("拆单：按日期", "Split: by date"),
        Text("还不能发的单独等，其余先发", "what may not leave yet waits, the rest goes"),
    ),
    "split.send_what_is_there": (
        Text("拆单：缺货时有货先发", "Split: send what is there"),
        Text("否：整单等货", "no: all of the order waits"),
    ),
    "classes.urgent_hours": (Text("加急界限（小时）", "Urgent from (hours)"), Text("", "")),
    "classes.high_value_minor": (
        Text("高价界限（分）", "High value from (minor units)"),
        Text("", ""),
    ),
    "classes.minutes_per_line": (
        Text("每个子订单的工作（分钟）", "Work per line (minutes)"),
        Text("剩下的工作越多越早开始", "the more is left, the sooner it begins"),
    ),
    "classes.minutes_per_part": (
        Text("组合里每多一个编码（分钟）", "Work per further SKU (minutes)"),
        Text("", ""),
    ),
    "stop.reminder_seconds": (Text("截停：提醒（秒）", "Stop: reminder (seconds)"), Text("", "")),
    "stop.escalation_seconds": (
        Text("截停：升级（秒）", "Stop: escalation (seconds)"),
        Text("", ""),
    ),
    **GROUPS_OF_CASES,
    "publish.dry_run_days": (
        Text("发布：试算天数", "Publish: days of the dry run"),
        Text("改规则前用多少天的订单试算", "how many days of orders try a rule"),
    ),
    "publish.four_eyes_publish": (
        Text("发布：两人复核", "Publish: four eyes"),
        Text("由另一个人批准", "somebody else approves"),
    ),
    "publish.four_eyes_release": (
        Text("强制放行：两人复核", "Forced release: four eyes"),
        Text("由另一个人批准", "somebody else approves"),
    ),
}
