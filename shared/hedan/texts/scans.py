"""What is said of parcels that no carrier has scanned, and of ways that have ended."""

from typing import Final

from hedan.texts.text import Text

TEXTS: Final[dict[str, Text]] = {
    "scan.title.soon": Text(
        "【催揽收】{supplier}：{count} 个包裹还没有揽收",
        "Not yet scanned by the carrier, {supplier}, parcels: {count}",
    ),
    "scan.title.overdue": Text(
        "【超时未揽收】{supplier}：{count} 个包裹可能被判虚假发货",
        "Scan overdue, may count as false shipment, {supplier}, parcels: {count}",
    ),
    "scan.title.no_record": Text(
        "【没有物流记录】{supplier}：{count} 个包裹",
        "No record of any carrier, {supplier}, parcels: {count}",
    ),
    "scan.title.no_change": Text(
        "【物流停滞】{supplier}：{count} 个包裹 60 天没有新记录",
        "On the way without news for 60 days, {supplier}, parcels: {count}",
    ),
    "scan.ask.hand": Text(
        "1. 下面的包裹如果还在您这里，请今天就交给快递，并让快递员扫描。",
        "1. Parcels below that are still with you: hand them to the carrier today, and see them "
        "scanned.",
    ),
    "scan.ask.number": Text(
        "2. 如果运单号填错了，请马上在交接表里改成正确的，再上传一次。",
        "2. If a number is wrong, correct it in the workbook now and upload that once more.",
    ),
    "scan.do.soon": Text(
        "已经通知 {supplier}。请看看他们是否照办；过了期限，平台可能判虚假发货。",
        "{supplier} was asked. See that they act: past its time the platform may take a parcel "
        "for a false shipment.",
    ),
    "scan.do.overdue": Text(
        "1. 打电话给 {supplier}：包裹在哪里，运单号对不对。",
        "1. Phone {supplier}: where are the parcels, and are the numbers right?",
    ),
    "scan.do.correct": Text(
        "2. 运单号错了：让他们填正确的；平台还允许修改时，会改过去。",
        "2. A number is wrong: have the right one filled in; it goes to the platform as long as "
        "that takes it.",
    ),
    "scan.do.no_record": Text(
        "三天没有记录，平台对快递的订阅已经失效，不会再有消息。请在快递公司的网站上查这些运单号，"
        "并问 {supplier}。",
        "Three days without a record: the platform's subscription at the carrier has ended, and "
        "nothing more will be told. Look these numbers up at the carrier, and ask {supplier}.",
    ),
    "scan.do.no_change": Text(
        "订单没有完成，物流却停了 60 天。请在快递公司的网站上查；货丢了就向快递索赔。",
        "The orders are not done, and the parcels stand still. Look them up at the carrier, and "
        "claim what was lost.",
    ),
    "scan.refused": Text(
        "平台不肯告诉物流，原话：{words}", "The platform would not tell the way: {words}"
    ),
    "scan.parcel.left": Text(
        "   - 包裹 {parcel}，{carrier} {number}，订单 {orders}：还有 {hours} 小时（{by} 之前）",
        "   - parcel {parcel}, {carrier} {number}, order {orders}: hours left: {hours}, until {by}",
    ),
    "scan.parcel": Text(
        "   - 包裹 {parcel}，{carrier} {number}，订单 {orders}：{told} 上传",
        "   - parcel {parcel}, {carrier} {number}, order {orders}: told to the platform {told}",
    ),
    "scan.silence": Text(
        "不用答复：快递扫描以后，这里就不再提了。",
        "No answer is needed: once the carrier has scanned a parcel it is not mentioned again.",
    ),
    "sms.scan.soon": Text(
        "{count} 个包裹还没有揽收，最早 {by} 到期，请今天交给快递，详见邮件",
        "Parcels not scanned yet: {count}, first due {by}. Hand them over today, see e-mail",
    ),
    "sms.scan.soon.owner": Text(
        "{supplier} 有 {count} 个包裹没有揽收，最早 {by} 到期，已催，详见邮件",
        "{supplier} was asked for parcels not scanned: {count}, first due {by}, see e-mail",
    ),
    "sms.scan.overdue": Text(
        "{supplier} 有 {count} 个包裹超时未揽收，请打电话，详见邮件",
        "Phone {supplier}: parcels not scanned in time: {count}, see e-mail",
    ),
    "sms.scan.no_record": Text(
        "{supplier} 有 {count} 个包裹没有物流记录，详见邮件",
        "{supplier}: parcels without any record: {count}, see e-mail",
    ),
    "sms.scan.no_change": Text(
        "{supplier} 有 {count} 个包裹物流停滞，详见邮件",
        "{supplier}: parcels that stand still: {count}, see e-mail",
    ),
}
