"""What e-mails and short messages say of a stop, at every level of its ladder."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "stop.title.notice": Text("【截停】{place}：请不要发出", "STOP: do not ship {place}"),
    "stop.title.reminder": Text(
        "【截停·再次提醒】{place}：请不要发出", "STOP, second call: do not ship {place}"
    ),
    "stop.title.escalation": Text(
        "【截停·没有人答复】请马上打电话给 {supplier}：{place}",
        "STOP, no answer: phone {supplier} now about {place}",
    ),
    "stop.title.call": Text(
        "【截停·请打电话】一直没有人答复，打完电话请写下结果：{supplier}，{place}",
        "STOP, a phone call is due: {supplier}, {place}. Write down what was said",
    ),
    "stop.title.call.printed": Text(
        "【截停·请打电话】面单已打，货还没拿出来，打完电话请写下结果：{supplier}，{place}",
        "STOP, label printed, a phone call is due: {supplier}, {place}. Write down what was said",
    ),
    "stop.title.reminder.printed": Text(
        "【截停·再次提醒】{place}：面单打了也不要发出，请拿出来",
        "STOP, second call: take {place} out, although its label is printed",
    ),
    "stop.title.escalation.printed": Text(
        "【截停·还没拿出来】面单已打，请马上打电话给 {supplier}：{place}",
        "STOP, label printed and not yet out: phone {supplier} now about {place}",
    ),
    "stop.title.withdrawn": Text(
        "【截停取消】{place}：可以照常发出", "STOP lifted: ship {place} as planned"
    ),
    "stop.title.withdrawn.replan": Text(
        "【截停取消】{place}：等新的交接表再发",
        "STOP lifted: {place} comes again in a new workbook",
    ),
    "stop.do.find": Text(
        "1. 马上把下面的货拿出来，不要交给快递（{place}）：",
        "1. Take these goods out now, and do not hand them to the carrier ({place}):",
    ),
    "stop.do.find.printed": Text(
        "1. 您说面单已经打了。请把下面的货从包裹里拿出来，不要交给快递（{place}）：",
        "1. You said that the label is printed. Take these goods out of their parcel, and do not "
        "hand them to the carrier ({place}):",
    ),
    "stop.do.others": Text(
        "   只截停列出的货。同一个包裹里的其它货照常发出。",
        "   Only the goods listed here. Anything else in the parcel ships as planned.",
    ),
    "stop.do.answer": Text(
        "2. 打开链接，点结果：“已截停”、“已发出”，或者“已打单”（正在拿出来）：",
        '2. Open the link and press what happened: "stopped", "already gone", or "label printed" '
        "(you are taking it out):",
    ),
    "stop.do.phone": Text(
        "1. 打电话给 {supplier}，让他们把下面的货拿出来（{place}）：",
        "1. Phone {supplier} and have these goods taken out ({place}):",
    ),
    "stop.do.phone.printed": Text(
        "1. {supplier} 说面单已经打了，还没说货在哪里。打电话让他们把下面的货拿出来（{place}）：",
        "1. {supplier} said that the label is printed, and not yet that the goods are out. Phone "
        "and have them taken out ({place}):",
    ),
    "stop.phone": Text("   电话：{name} {phone}", "   Phone: {name} {phone}"),
    "stop.phone.unknown": Text(
        "   设置里没有 {supplier} 的电话：请在“联系人”里写上。",
        "   The settings know no phone of {supplier}: enter it among the contacts.",
    ),
    "stop.do.unreached": Text(
        "3. 没有打通也请记下来（员工接口的电话任务）。没有结果之前，这个任务一直在。",
        "3. Write down a call that nobody took, too (staff API, calls). The task stays until there "
        "is an answer.",
    ),
    "stop.do.record": Text(
        "2. 问清楚结果，在链接里替他们点“已截停”或“已发出”：",
        '2. Ask what happened, and press "stopped" or "already gone" for them:',
    ),
    "stop.do.ship": Text(
        "买家撤销了退款。下面的货请按原来的交接表照常发出（{place}）：",
        "The buyer took the refund back. Ship these goods by the workbook as planned ({place}):",
    ),
    "stop.do.wait": Text(
        "买家撤销了退款。您已经把下面的货留下了：请先放好，不要按旧的行发货，"
        "它会出现在新的交接表里（{place}）：",
        "The buyer took the refund back. You have kept these goods: keep them aside and do not "
        "ship by the old row, they will come again in a new workbook ({place}):",
    ),
    "stop.why": Text(
        "原因：买家申请退款（售后单 {after_sale}，{asked_at}）。现在发出会造成损失。",
        "Why: the buyer asked for a refund (case {after_sale}, {asked_at}). "
        "What ships now is lost.",
    ),
    "stop.why.other": Text(
        "原因：{cause}（{asked_at}）。请不要按旧的行发货。",
        "Why: {cause} ({asked_at}). Do not ship it by its row.",
    ),
    "stop.cause.refund": Text("带出这件赠品的货退款了", "What earned this gift was given back"),
    "stop.cause.cancelled": Text("订单在平台上取消了", "The order was cancelled on the platform"),
    "stop.cause.address": Text("买家改了收货地址", "The buyer's address has changed"),
    "stop.cause.held": Text("店主要求先不发", "The shop owner holds it back"),
    "stop.cause.rerouted": Text("改成了别的发法", "It is to be sent otherwise"),
    "stop.cause.short_pick": Text("货没有拣齐", "Not all of it was on the shelf"),
    "stop.cause.recalled": Text("整份交接表收回了", "Its whole workbook was taken back"),
    "stop.cause.silence": Text(
        "一直没有答复，改由别人发货", "Nobody answered, so somebody else ships it"
    ),
    "stop.by.when": Text("请在 {by} 之前答复。", "Please answer before {by}."),
    "stop.silence.notice": Text(
        "没有人答复：{reminder}后再次提醒，再过 {escalation}转给店主打电话。",
        "If nobody answers: a second call after {reminder}; {escalation} later the shop owner "
        "is told to phone.",
    ),
    "stop.silence.reminder": Text(
        "这是第二次通知。再过 {escalation}仍没有人答复，就转给店主打电话。",
        "This is the second call. If nobody answers within {escalation}, the shop owner is told "
        "to phone.",
    ),
    "stop.silence.escalation": Text(
        "两次通知都没有人答复。再过 {call}还没有结果，就成为一个电话任务。"
        "这条截停一直挂着，直到有人答复；迟到的答复也会记下来。",
        "Two notices went unanswered. Without a result within {call} it becomes a phone call task. "
        "The stop stays open until somebody answers; a late answer is recorded too.",
    ),
    "stop.silence.call": Text(
        "这是最后一次通知。这条截停一直挂着，直到有人写下货在哪里；迟到的答复也会记下来。",
        "This is the last notice. The stop stays open until somebody writes down where the goods "
        "are; a late answer is recorded too.",
    ),
    "stop.silence.call.printed": Text(
        "面单已打，最后一次通知。这条截停一直挂着，直到有人写下货在哪里。",
        "The label is printed, and this is the last notice. The stop stays open until somebody "
        "writes down where the goods are.",
    ),
    "stop.silence.reminder.printed": Text(
        "面单已打只说明您看到了。再过 {escalation}还不知道货拿出来没有，就转给店主打电话。",
        "A printed label tells us only that you have read this. If we do not know within "
        "{escalation} whether the goods are out, the shop owner is told to phone.",
    ),
    "stop.silence.escalation.printed": Text(
        "再过 {call}还没有结果，就成为一个电话任务。"
        "这条截停一直挂着，直到有人说货在哪里；迟到的答复也会记下来。",
        "Without a result within {call} it becomes a phone call task. The stop stays open until "
        "somebody says where the goods are; a late answer is recorded too.",
    ),
    "stop.silence.withdrawn": Text("不用答复。", "No answer is needed."),
    "sms.place.rows": Text("{workbook}第{rows}行", "{workbook} {in_words}"),
    "sms.place.parcel": Text("包裹{parcel}", "parcel {parcel}"),
    "sms.stop.linked": Text(
        "截停！{place} 尾号{tail} 不要发出，答复：{link}",
        "STOP! {place}, order ..{tail}: do not ship. Answer: {link}",
    ),
    "sms.stop.linked.brief": Text(
        "截停！{place} 尾号{tail} {link}", "STOP {place}, order ..{tail} {link}"
    ),
    "sms.stop.linked.short": Text("截停！尾号{tail}勿发 {link}", "STOP order ..{tail} {link}"),
    "sms.stop": Text(
        "截停！{place}，尾号{tail}，不要发出。请点邮件里的链接答复",
        "STOP! {place}, order ..{tail}: do not ship. Answer by the link in the e-mail",
    ),
    "sms.stop.short": Text(
        "截停！尾号{tail}，不要发出。请点邮件里的链接答复",
        "STOP order ..{tail}: do not ship. See e-mail",
    ),
    "sms.printed.linked": Text(
        "截停！{place} 尾号{tail} 面单打了也拿出来，答复：{link}",
        "STOP! {place}, order ..{tail}: label printed, take it out. Answer: {link}",
    ),
    "sms.printed": Text(
        "截停！{place}，尾号{tail}，面单打了也要拿出来。请点邮件里的链接答复",
        "STOP! {place}, order ..{tail}: label printed, take it out. Answer by e-mail link",
    ),
    "sms.escalation.printed.linked": Text(
        "截停没做完，面单已打，请打电话给{supplier}：{place} 尾号{tail} {link}",
        "STOP not done, label printed: phone {supplier}, {place}, order ..{tail} {link}",
    ),
    "sms.escalation.printed": Text(
        "截停没做完，面单已打，请打电话给{supplier}：{place}，尾号{tail}，详见邮件",
        "STOP not done, label printed: phone {supplier}, {place}, order ..{tail}, see e-mail",
    ),
    "sms.escalation.printed.short": Text(
        "截停没做完，面单已打，请打电话给供应商：尾号{tail}",
        "STOP not done, label printed, phone supplier: ..{tail}",
    ),
    "sms.escalation.linked": Text(
        "没人答复截停，请打电话给{supplier}：{place} 尾号{tail} {link}",
        "No answer to a stop: phone {supplier}, {place}, order ..{tail} {link}",
    ),
    "sms.escalation": Text(
        "没人答复截停，请打电话给{supplier}：{place}，尾号{tail}，详见邮件",
        "No answer to a stop: phone {supplier}, {place}, order ..{tail}, see e-mail",
    ),
    "sms.escalation.short": Text(
        "没人答复截停，请打电话给供应商：尾号{tail}，详见邮件",
        "STOP unanswered, phone supplier: order ..{tail}",
    ),
    "sms.call.phone": Text(
        "截停请打电话：{supplier} {phone}，{place} 尾号{tail}，打完写下结果",
        "STOP: phone {supplier} {phone}, {place}, order ..{tail}, write down the answer",
    ),
    "sms.call.phone.short": Text(
        "截停请打电话：{supplier} {phone}，尾号{tail}，详见邮件",
        "STOP: phone {supplier} {phone}, order ..{tail}, see e-mail",
    ),
    "sms.call.linked": Text(
        "截停请打电话给{supplier}：{place} 尾号{tail} {link}",
        "STOP: phone {supplier} now, {place}, order ..{tail} {link}",
    ),
    "sms.call": Text(
        "截停请打电话给{supplier}：{place}，尾号{tail}，详见邮件",
        "STOP: phone {supplier} now, {place}, order ..{tail}, see e-mail",
    ),
    "sms.call.short": Text(
        "截停请打电话给供应商：尾号{tail}，详见邮件", "STOP: phone supplier now: order ..{tail}"
    ),
    "sms.withdrawn": Text(
        "截停取消：{place}，尾号{tail}，可以照常发出",
        "STOP lifted: {place}, order ..{tail}: ship as planned",
    ),
    "sms.withdrawn.short": Text(
        "截停取消：尾号{tail}，可以照常发出", "STOP lifted: order ..{tail}, ship as planned"
    ),
    "sms.withdrawn.replan": Text(
        "截停取消：{place}，尾号{tail}，等新的交接表再发",
        "STOP lifted: {place}, order ..{tail}: wait for the new workbook",
    ),
    "sms.withdrawn.replan.short": Text(
        "截停取消：尾号{tail}，等新的交接表再发", "STOP lifted: ..{tail}, wait for new workbook"
    ),
}
