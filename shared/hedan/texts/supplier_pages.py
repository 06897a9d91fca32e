"""What a supplier's page says. Everything here is escaped where it is put into a page."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "page.supplier.title": Text("{supplier} · 发货交接", "{supplier} · shipping desk"),
    "page.supplier.note": Text(
        "这个网页只有您能看。网址就是钥匙，请不要转发。",
        "This page is yours alone. Its address is the key: please do not pass it on.",
    ),
    "page.stops.heading": Text("截停：这些货不要发出", "Stop: do not ship these"),
    "page.stops.hint": Text(
        "先把货留下，再点一个答复。", "Keep the goods first, then press an answer."
    ),
    "page.stops.heard": Text(
        "{at} 您说面单已打：拿出来后请再答复",
        "Label printed, you said at {at}: answer again when out",
    ),
    "page.stops.none": Text("现在没有要截停的货。", "Nothing to stop at the moment."),
    "page.stops.asked": Text("买家 {at} 申请退款", "Refund asked at {at}"),
    "page.stops.asked.other": Text("{cause}（{at} 起）", "{cause} (since {at})"),
    "page.questions.heading": Text("请您看一下", "Please look at these"),
    "page.questions.lifted": Text(
        "截停取消了：请照常发出", "The stop is lifted: ship these as planned"
    ),
    "page.questions.seen": Text("知道了", "Seen"),
    "page.questions.number": Text(
        "运单号 {number} 要核对：包裹 {parcel}，交接表 {workbook}",
        "Check the number {number}: parcel {parcel}, workbook {workbook}",
    ),
    "page.questions.number.do": Text(
        "请对照面单。写错了，在交接表里改好再上传；没写错，不用做什么，店主会决定。",
        "Compare it with the label. If it is wrong, correct it in the workbook and upload it "
        "again; if it is right there is nothing to do, the shop owner decides.",
    ),
    "page.questions.return": Text(
        "会退到您那里的货：订单 {order}，包裹 {parcel}",
        "Goods that come back to you: order {order}, parcel {parcel}",
    ),
    "page.questions.way_back": Text("退回单号 {number}", "number of the way back: {number}"),
    "page.questions.since": Text("{at} 起", "since {at}"),
    "page.questions.received": Text("已收到", "Received"),
    "page.questions.lost": Text("没收到", "Not received"),
    "page.workbooks.heading": Text("交接表", "Workbooks"),
    "page.workbooks.none": Text(
        "还没有交接表。有新的会发邮件通知您。",
        "No workbook yet. You will get an e-mail when there is one.",
    ),
    "page.workbooks.number": Text("编号", "Number"),
    "page.workbooks.made": Text("生成时间", "Made"),
    "page.workbooks.size": Text("内容", "Content"),
    "page.workbooks.rows": Text("{parcels} 个包裹，{rows} 行", "parcels: {parcels}, rows: {rows}"),
    "page.workbooks.state": Text("状态", "State"),
    "page.workbooks.file": Text("文件", "File"),
    "page.workbooks.download": Text("下载", "Download"),
    "page.workbooks.after": Text("上一份：{predecessor}", "after {predecessor}"),
    "page.state.waiting": Text("等您填运单号", "waiting for tracking numbers"),
    "page.state.part": Text("填了一部分", "partly filled in"),
    "page.state.done": Text("已完成", "done"),
    "page.state.replaced": Text("已作废，不要按它发货", "void: do not ship by it"),
    "page.upload.heading": Text("上传填好的交接表", "Upload the filled workbook"),
    "page.upload.hint": Text(
        "就用下载的那个文件，填好快递公司和运单号。可以先传一部分。不超过 {megabytes} MB。",
        "The file you downloaded, with carrier and tracking number filled in. A part of it is "
        "welcome. Up to {megabytes} MB.",
    ),
    "page.upload.phone": Text(
        "在微信里选不了文件时，点右上角“…”，用浏览器打开。",
        "If a chat app does not let you choose a file, open this page in your browser.",
    ),
    "page.upload.file": Text("选择文件", "Choose the file"),
    "page.upload.send": Text("上传", "Upload"),
    "page.upload.sending": Text("正在上传，请稍等…", "Uploading, please wait…"),
    "page.upload.failed": Text(
        "没有上传成功。请刷新网页再试。", "The upload failed. Refresh this page and try again."
    ),
    "page.upload.too_big": Text("文件太大，没有上传。", "The file is too large and was not sent."),
    "page.results.heading": Text("上传结果", "Results"),
    "page.results.none": Text("还没有上传过。", "Nothing uploaded yet."),
    "page.results.file": Text("上传的文件", "Uploaded file"),
    "page.results.accepted": Text("收下 {count} 行", "rows taken: {count}"),
    "page.results.refused": Text("退回 {count} 行", "rows refused: {count}"),
    "page.results.whole": Text("整个文件没有收下", "the whole file was refused"),
    "page.results.reasons": Text("退回的原因", "Why rows were refused"),
    "page.results.more": Text(
        "另有 {count} 处，都标在结果文件里。", "{count} more, all marked in the result file."
    ),
    "page.results.download": Text("下载结果文件", "Download the result file"),
    "page.flash.uploaded": Text(
        "文件收到了，正在检查，一般不到一分钟。",
        "The file is here and is being checked: a minute at most.",
    ),
    "page.flash.stopped": Text(
        "已记下：货已截停。请放好，不要再按旧的行发出。谢谢！",
        "Recorded: stopped. Keep the goods aside and do not ship them by the old row. Thank you!",
    ),
    "page.flash.gone": Text(
        "已记下：货已经发出。请照常填运单号。谢谢！",
        "Recorded: already gone. Fill in its tracking number as usual. Thank you!",
    ),
    "page.flash.label_printed": Text(
        "已记下：面单已打。请把货从包裹里拿出来，然后再答复一次。",
        "Recorded: the label is printed. Take the goods out of their parcel, then answer again.",
    ),
    "page.flash.kept": Text(
        "这一条之前已经有答复，刚才点的没有改动它。点错了请马上打电话给店主。",
        "This had been answered before; what you just pressed changed nothing. If something is "
        "wrong, phone the shop owner at once.",
    ),
    "page.flash.seen": Text("已记下：您知道可以照常发出了。", "Recorded: you have seen it."),
    "page.flash.received": Text("已记下：货已收到。谢谢！", "Recorded: received. Thank you!"),
    "page.flash.lost": Text("已记下：货没有收到。", "Recorded: not received."),
    "page.flash.refresh": Text("刷新看结果", "Refresh to see the result"),
}
