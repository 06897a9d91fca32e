"""What a store's page and the notices about its files say, to the owner."""

from typing import Final

from hedan.texts.text import Text

_NOTICES: Final[dict[str, Text]] = {
    "bulk.title": Text(
        "【批量发货文件】{store}：{orders} 个订单，请上传到平台",
        "Bulk shipping file of {store}: upload it to the platform, orders: {orders}",
    ),
    "bulk.title.nothing": Text(
        "【没有批量发货文件】{store}：运单号都因为退款没有写入",
        "No bulk shipping file of {store}: every number was left out because of a refund",
    ),
    "bulk.do.download": Text("1. 打开链接，下载文件：", "1. Open the link, download the file:"),
    "bulk.do.upload": Text(
        "2. 在平台后台的批量发货里上传它，不要改动。",
        "2. Upload it in the platform's back office under bulk shipping, as it is.",
    ),
    "bulk.do.look": Text(
        "3. 看平台有没有退回的行；退回的请在平台后台逐单处理。",
        "3. See whether the platform refused rows; settle those there, order by order.",
    ),
    "bulk.left_out": Text(
        "没有写入的运单号（买家在此期间申请了退款）。退款撤销后，请在平台后台手工填写：",
        "Numbers that were left out, since a refund was asked for meanwhile. If it is taken "
        "back, fill them in by hand in the back office:",
    ),
    "bulk.left_out.more": Text("   另有 {count} 个，见网页。", "   {count} more, on the page."),
    "bulk.counts": Text("文件 {number}，{rows} 行。", "File {number}, rows: {rows}."),
    "bulk.link_days": Text(
        "链接 {days} 天内有效，有链接的人都能打开，请不要转发给别人。",
        "The link works for {days} days, for whoever has it: please do not pass it on.",
    ),
    "bulk.silence": Text(
        "没有人上传：订单在平台上还是未发货，可能超过发货期限。",
        "If nobody uploads it: the orders still count as not shipped and may become late.",
    ),
    "sms.bulk.linked": Text(
        "批量发货文件：{orders}个订单，请上传到平台 {link}",
        "Bulk shipping file, orders: {orders}. Upload it to the platform: {link}",
    ),
    "sms.bulk": Text(
        "批量发货文件：{orders}个订单，请上传到平台，详见邮件",
        "Bulk shipping file, orders: {orders}. Upload it to the platform, see e-mail",
    ),
    "sms.bulk.short": Text(
        "有批量发货文件要上传，请看邮件", "A bulk shipping file is ready, see e-mail"
    ),
    "sms.bulk.nothing": Text(
        "运单号因为退款没有写入发货文件，请看邮件",
        "Tracking numbers were left out because of a refund, see e-mail",
    ),
}

_PAGE: Final[dict[str, Text]] = {
    "page.store.title": Text("{store} · 文件收发", "{store} · files"),
    "page.store.note": Text(
        "这个网页是店主的。网址就是钥匙，请不要转发。",
        "This page is the shop owner's. Its address is the key: please do not pass it on.",
    ),
    "page.bulk.heading": Text("要上传到平台的发货文件", "Shipping files to upload to the platform"),
    "page.bulk.hint": Text(
        "下载后，在平台后台的批量发货里上传，不要改动。用 Excel 打开再保存会弄坏长数字。",
        "Download, then upload it in the platform's back office under bulk shipping, as it is. "
        "Saving it from a spreadsheet can damage long numbers.",
    ),
    "page.bulk.none": Text("还没有发货文件。", "No shipping file yet."),
    "page.bulk.waiting": Text("等着写入文件的订单：{count}", "Orders waiting for a file: {count}"),
    "page.bulk.waiting.none": Text(
        "没有等着写入文件的运单号。", "No tracking number waits for a file."
    ),
    "page.bulk.make": Text("现在生成文件", "Make the file now"),
    "page.bulk.every": Text(
        "不点也会每 {minutes} 分钟生成一次，并通知店主。",
        "It is made every {minutes} minutes anyway, and the owner is told.",
    ),
    "page.bulk.number": Text("编号", "Number"),
    "page.bulk.made": Text("生成时间", "Made"),
    "page.bulk.size": Text("内容", "Content"),
    "page.bulk.orders": Text("{orders} 个订单，{rows} 行", "orders: {orders}, rows: {rows}"),
    "page.bulk.file": Text("文件", "File"),
    "page.bulk.download": Text("下载", "Download"),
    "page.bulk.empty": Text("没有文件", "no file"),
    "page.bulk.left_out": Text(
        "因退款没有写入：{orders}", "Left out because of a refund: {orders}"
    ),
    "page.exports.heading": Text("上传平台导出的订单表", "Upload the platform's order export"),
    "page.exports.hint": Text(
        "平台后台导出的原文件（.xlsx、.xls、.csv），不要改动。同一个文件传两次没有关系。"
        "不超过 {megabytes} MB。",
        "The file exactly as the platform's back office exports it (.xlsx, .xls, .csv). "
        "Uploading the same file twice does no harm. Up to {megabytes} MB.",
    ),
    "page.imports.heading": Text("最近上传的订单表", "Latest order exports"),
    "page.imports.none": Text("还没有上传过。", "Nothing uploaded yet."),
    "page.imports.taken": Text("收下 {orders} 个订单", "orders taken: {orders}"),
    "page.imports.repeated": Text(
        "以前传过的同一个文件，没有重复处理", "the very same file as before: nothing was done again"
    ),
    "page.imports.unnamed": Text("在这里上传的订单表", "export uploaded here"),
    "page.imports.reason": Text("原因：{reason}", "Why: {reason}"),
    "page.flash.made": Text("文件已生成，在下面下载。", "The file is made: download it below."),
    "page.flash.nothing": Text(
        "没有等着写入文件的运单号，所以没有生成文件。",
        "No tracking number was waiting, so no file was made.",
    ),
}

TEXTS: Final[dict[str, Text]] = {**_NOTICES, **_PAGE}
