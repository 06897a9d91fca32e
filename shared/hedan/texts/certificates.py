"""What the completeness certificate says."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final = {
    "certificate.title": Text("拉单完整性证明", "Completeness certificate"),
    "certificate.store": Text(
        "店铺：{name}（{store}，{platform}）", "Store: {name} ({store}, {platform})"
    ),
    "certificate.day": Text("日期：{day}（{zone}）", "Day: {day} ({zone})"),
    "certificate.covers": Text("证明范围：{since} 至 {until}", "Covers: {since} to {until}"),
    "certificate.made": Text("生成时间：{at}", "Made at: {at}"),
    "certificate.complete": Text(
        "结论：完整。当天的每个时间段都已向平台查询，查到的每一条都已收下或注明原因。",
        "Result: complete. Every moment of the day was asked of the platform, and every row that"
        " came is taken in or set aside with its reason.",
    ),
    "certificate.incomplete": Text(
        "结论：还不完整。缺的部分列在下面；系统会继续查询。",
        "Result: not complete yet. What is missing is listed below; the polls go on asking.",
    ),
    "certificate.no_api": Text(
        "结论：无法证明。该店铺没有接口，只有导出表中的订单。",
        "Result: cannot be proven. The store has no API; only its export sheets tell of orders.",
    ),
    "certificate.orders": Text("订单（按变更时间）", "Orders, by time of change"),
    "certificate.after_sales": Text("售后（按变更时间）", "After-sales, by time of change"),
    "certificate.orders_created": Text(
        "订单（按下单时间，夜间复查）", "Orders, by time made (nightly sweep)"
    ),
    "certificate.asked": Text(
        "已关闭的时间段 {windows} 个，查询 {asked} 次，{pages} 页",
        "{windows} closed windows, asked {asked} times, {pages} pages",
    ),
    "certificate.rows": Text(
        "返回 {rows} 行，去重 {distinct} 条；平台计数 {counted}；收下 {taken} 条，搁置 {aside} 条",
        "{rows} rows came, {distinct} distinct; the platform counted {counted}; {taken} taken in,"
        " {aside} set aside",
    ),
    "certificate.not_counted": Text("无", "nothing"),
    "certificate.doors": Text(
        "最先看到的入口：推送 {push}，轮询 {poll}，文件 {file}",
        "First seen by: push {push}, poll {poll}, file {file}",
    ),
    "certificate.slowest": Text(
        "从平台变更到看到，最慢：推送 {push} 秒，轮询 {poll} 秒，文件 {file} 秒",
        "From the change to seeing it, the slowest: push {push} s, poll {poll} s, file {file} s",
    ),
    "certificate.gap": Text("未查询：{since} 至 {until}", "Not asked: {since} to {until}"),
    "certificate.open": Text(
        "未关闭：{since} 至 {until}，{why}", "Open: {since} to {until}, {why}"
    ),
    "certificate.aside": Text("搁置：{subject}，{reason}", "Set aside: {subject}, {reason}"),
}
