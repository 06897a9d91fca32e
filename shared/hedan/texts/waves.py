"""What is said about waves: workbooks taken back, silent suppliers, orders that look alike."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    # --- To the supplier ---
    "recalled.title": Text(
        "【作废】交接表 {workbook} 已收回，请不要发货",
        "VOID: workbook {workbook} was taken back, do not ship it",
    ),
    "recalled.do.nothing": Text(
        "1. 这份交接表里的 {parcels} 个包裹都不要发。",
        "1. Ship none of its parcels: {parcels} in all.",
    ),
    "recalled.do.page": Text(
        "2. 其它交接表照常。您的网页：", "2. All other workbooks stand. Your page:"
    ),
    "recalled.why": Text(
        "您还没有下载它，所以不用退回任何东西。",
        "You had not downloaded it yet, so there is nothing to send back.",
    ),
    "sms.recalled": Text(
        "交接表{workbook}作废，{parcels}个包裹都不要发",
        "Workbook {workbook} is void: ship none of its parcels ({parcels})",
    ),
    "sms.recalled.short": Text(
        "有交接表作废，请看邮件", "A workbook is void: do not ship, see e-mail"
    ),
    # --- To the owner ---
    "silent.title": Text(
        "【没有回音】{supplier} 还没有下载交接表 {workbook}",
        "SILENT: {supplier} has not downloaded workbook {workbook}",
    ),
    "silent.do.call": Text("1. 打电话问 {supplier}。", "1. Phone {supplier}."),
    "silent.do.recall": Text(
        "2. 不能发货：把交接表收回，订单会重新安排。",
        "2. If they cannot ship: recall the workbook, and its orders are planned again.",
    ),
    "silent.done": Text(
        "2. 交接表已经自动收回，{parcels} 个包裹改由 {fall_back} 发。",
        "2. The workbook was taken back by itself; {fall_back} takes over, parcels: {parcels}.",
    ),
    "silent.why": Text(
        "{at} 通知了供应商，{parcels} 个包裹在等。",
        "The supplier was told at {at}; parcels that wait: {parcels}.",
    ),
    "sms.silent": Text(
        "{supplier}没有下载交接表{workbook}，请打电话",
        "{supplier} has not downloaded workbook {workbook}: please phone",
    ),
    "sms.silent.short": Text(
        "有供应商没有下载交接表，请看邮件", "A supplier has not downloaded its workbook, see e-mail"
    ),
    "alike.title": Text(
        "【要不要合并】{count} 组订单像是同一个买家的",
        "MERGE OR NOT: orders that look like one buyer's, sets: {count}",
    ),
    "alike.do.join": Text(
        "1. 是同一个买家：给这些订单写同一个合单词（company），它们就一起走。",
        "1. If they are: give these orders one company word, and they travel together.",
    ),
    "alike.do.nothing": Text(
        "2. 不是：什么都不用做，它们分开发。",
        "2. If not: do nothing, they travel apart.",
    ),
    "alike.orders": Text("订单 {orders}：{why}", "Orders {orders}: {why}"),
    "alike.more": Text("……还有 {more} 组，见波次", "... and {more} more: see the wave"),
    "sms.alike": Text(
        "{count}组订单像是同一个买家的，要不要合并请看邮件",
        "Orders look like one buyer's (sets: {count}): merge or not, see e-mail",
    ),
    # --- On a page ---
    "page.error.recalled": Text("这份交接表已作废", "This workbook was taken back"),
    "page.error.recalled.do": Text(
        "店主在您下载之前收回了它。里面的包裹不要发；其它交接表照常。",
        "The shop owner took it back before you downloaded it. Ship none of its parcels; all "
        "other workbooks stand.",
    ),
    # --- Why lines wait, in the list of waves ---
    "left.MERGE_WINDOW": Text("等这个买家的其它订单", "Waits for further orders of this buyer"),
    "left.NOT_URGENT": Text(
        "这一波只发快到期的，其余等下一个截单时间",
        "This wave takes only what cannot wait; the rest goes at the next cut-off",
    ),
    "left.DAILY_CAP": Text(
        "供应商今天的包裹数已满，明天再发",
        "The supplier takes no more parcels today; they go tomorrow",
    ),
    # --- What a person may not do with a workbook ---
    "recall.OPEN": Text("它还在生成，请稍后再试", "it is still being made; try again in a moment"),
    "recall.EMPTY": Text("里面没有包裹", "there is nothing in it"),
    "recall.DOWNLOADED": Text(
        "供应商已经下载；请按订单截停或改单",
        "the supplier has downloaded it; stop or correct single orders instead",
    ),
}
