"""What the monthly proof report says, in its page, its workbook and its notice."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "proof.title": Text("退款拦截证明：{store}，{month}", "Refund proof: {store}, {month}"),
    "proof.store": Text(
        "店铺：{name}（{store}，{platform}）", "Store: {name} ({store}, {platform})"
    ),
    "proof.made": Text(
        "本月提出的退款，跟踪到 {at} 为止", "Refunds asked for in this month, followed up to {at}"
    ),
    "proof.promise": Text(
        "承诺：拦截标记关闭的子订单，不再有任何发货指令（进波次、写进交接表、上传运单号）；之前已经"
        "发出的指令，每一个都有截停，并且有人确认，或升级给了负责人。",
        "The promise: no instruction to ship (claim into a wave, row in a workbook, number told to "
        "the platform) is committed for a line whose fence is closed, and each earlier one got a "
        "stop that was acknowledged or escalated.",
    ),
    "proof.how": Text(
        "核对方法：从每个订单自己的历史逐步重建，不调用执行拦截的程序。",
        "How it was checked: from the history of each order, step by step, without the code that "
        "keeps the promise.",
    ),
    "proof.kept": Text(
        "结论：承诺守住了，违反 0 次。", "Result: the promise was kept, 0 violations."
    ),
    "proof.partly": Text(
        "结论：能核对的部分违反 0 次；有 {unread} 处没能核对，列在下面。",
        "Result: 0 violations in what could be looked at; not looked at, see below: {unread}.",
    ),
    "proof.broken": Text(
        "结论：承诺被违反 {count} 次，列在下面。请马上处理。",
        "Result: the promise was broken, violations: {count}. Look at them now, see below.",
    ),
    "proof.counts": Text(
        "退款 {refunds} 笔，订单 {orders} 个，关闭过拦截标记的子订单 {lines} 个",
        "Refunds: {refunds}; orders: {orders}; lines whose fence was closed at some time: {lines}",
    ),
    "proof.instructions": Text(
        "这些子订单的发货指令：进波次 {claim}，交接表 {row} 行，上传 {upload}；截停 {stops} 个",
        "Instructions to ship these lines: claims {claim}, workbook rows {row}, uploads {upload}; "
        "stops: {stops}",
    ),
    "proof.crossings": Text(
        "其中 {count} 个与关闭拦截标记同时发生：时钟分不出先后，每个都有截停。",
        "Of these, given at the moment in which the fence closed: {count}. The clocks cannot tell "
        "which was first; each is covered by a stop.",
    ),
    "proof.limits": Text(
        "这里证明的是我们发出的指令和催办。供应商已经交给快递的包裹，软件追不回来。",
        "What is proven are our own instructions and the chase. No software brings back a parcel "
        "that its supplier has handed over.",
    ),
    "proof.violations": Text("违反承诺", "Violations"),
    "proof.unread": Text("没能核对的", "What could not be looked at"),
    "proof.more": Text(
        "页面列出前 {shown} 笔，其余在表格文件里。",
        "The first {shown} are shown; the workbook has all.",
    ),
    "proof.none": Text("本月没有退款。", "No refund was asked for in this month."),
    # --- Headings ---------------------------------------------------------------------------------
    "proof.sheet.summary": Text("结论", "Result"),
    "proof.sheet.refunds": Text("退款", "Refunds"),
    "proof.sheet.violations": Text("违反", "Violations"),
    "proof.what": Text("项目", "What"),
    "proof.value": Text("数值", "Value"),
    "proof.order": Text("订单", "Order"),
    "proof.after_sale": Text("售后单", "After-sale"),
    "proof.lines": Text("子订单", "Lines"),
    "proof.amount": Text("退款金额", "Refund"),
    "proof.kind": Text("类型", "Kind"),
    "proof.end": Text("结果", "End"),
    "proof.asked_at": Text("买家提出", "Asked"),
    "proof.seen_at": Text("我们看到", "Seen"),
    "proof.fenced_at": Text("标记关闭", "Fenced"),
    "proof.told_at": Text("通知供应商", "Told"),
    "proof.acknowledged_at": Text("供应商确认", "Acknowledged"),
    "proof.settled_at": Text("答复完毕", "Settled"),
    "proof.escalated_at": Text("升级", "Escalated"),
    "proof.at": Text("时间", "At"),
    "proof.parcel": Text("包裹", "Parcel"),
    "proof.evidence": Text("依据", "Evidence"),
    "proof.hops": Text("每一步用时（秒）", "Seconds of each hop"),
    "proof.hop": Text("步骤", "Hop"),
    "proof.count": Text("次数", "Count"),
    "proof.ends": Text("怎样结束", "How they ended"),
    "proof.refunds": Text("每一笔退款", "Each refund"),
    # --- Words ------------------------------------------------------------------------------------
    "proof.hop.seen": Text("提出 → 看到", "Asked to seen"),
    "proof.hop.fenced": Text("看到 → 标记关闭", "Seen to fenced"),
    "proof.hop.told": Text("看到 → 通知供应商", "Seen to told"),
    "proof.hop.acknowledged": Text("通知 → 确认", "Told to acknowledged"),
    "proof.hop.settled": Text("通知 → 答复完毕", "Told to settled"),
    "proof.end.never_claimed": Text("没有发出过发货指令", "never claimed"),
    "proof.end.stopped": Text("拦住了", "stopped"),
    "proof.end.stopped_late": Text("升级后才答复：拦住了", "escalated, answered late: stopped"),
    "proof.end.gone": Text("已经发出", "gone"),
    "proof.end.gone_late": Text("升级后才答复：已经发出", "escalated, answered late: gone"),
    "proof.end.withdrawn": Text("退款撤回", "withdrawn"),
    "proof.end.open": Text("还没有答复", "open"),
    "proof.instruction.claim": Text("进波次", "claim"),
    "proof.instruction.row": Text("交接表的一行", "workbook row"),
    "proof.instruction.upload": Text("上传运单号", "upload"),
    "proof.violation.instructed_behind_fence": Text(
        "标记关闭后仍发出指令", "instructed although its fence was closed"
    ),
    "proof.violation.no_stop": Text("之前的指令没有截停", "an earlier instruction has no stop"),
    "proof.violation.silent_stop": Text(
        "截停无人确认，也没有升级", "a stop that nobody acknowledged and nobody escalated"
    ),
    "proof.violation.history_broken": Text(
        "订单历史读不通，无法证明", "the order's history does not add up: nothing is proven"
    ),
    # --- The notice -------------------------------------------------------------------------------
    "proof.notice.title": Text(
        "【退款拦截月报】{store}，{month}：{refunds} 笔退款，违反 0 次",
        "Refund proof of {month}, {store}: refunds {refunds}, violations 0",
    ),
    "proof.notice.title.broken": Text(
        "【严重】{store}，{month}：退款拦截承诺被违反 {count} 次",
        "BROKEN PROMISE in {month}, {store}: violations of the refund fence: {count}",
    ),
    "proof.hop_times": Text(
        "{hop}：{count} 次，p50 {p50}，p95 {p95}，p99 {p99} 秒",
        "{hop}: {count}, p50 {p50}, p95 {p95}, p99 {p99} s",
    ),
    "proof.ended": Text("{end}：{count} 笔", "{end}: {count}"),
    "proof.notice.where": Text(
        "完整报告（网页和表格）：团队接口 GET /proof/{store}，每次给出新的下载链接。",
        "The whole report, as page and workbook: team API, GET /proof/{store}; it gives fresh "
        "links each time.",
    ),
    "sms.proof": Text(
        "{month}退款拦截：{refunds}笔，违反0次",
        "Refund proof {month}: refunds {refunds}, violations 0",
    ),
    "sms.proof.broken": Text(
        "严重：{month}退款拦截被违反{count}次，请看邮件",
        "BROKEN: refund fence violations in {month}: {count}; see the e-mail",
    ),
}
