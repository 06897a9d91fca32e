"""Did the day end as it must? Each sentence is checked against the stack or the platform."""

from collections import Counter
from collections.abc import Callable

from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.stops import StopAnswer, StopLevel
from infra.local import (
    proof_account,
    proof_desk,
    proof_elsewhere,
    proof_odd,
    proof_parcels,
    proof_storm,
    proof_supply,
    proof_team,
    proof_waves,
)
from infra.local.scenes import Day

type Claim = tuple[str, Callable[[Day], bool]]


def check(day: Day) -> bool:
    """Check and print every sentence; return whether all of them hold."""
    print("\nDid the day end as it must?")
    judged = judge(day)
    for sentence, truth in judged.items():
        print(f"  {'yes' if truth else 'NO '}  {sentence}", flush=True)
    return all(judged.values())


def judge(day: Day) -> dict[str, bool]:
    """Return every sentence with whether it holds."""
    return {sentence: holds(day) for sentence, holds in ALL_CLAIMS}


def _merged(day: Day) -> bool:
    first, second = day.parcels("merged 1"), day.parcels("merged 2")
    together = first == second and len(first) == 1
    said = [remark.text for parcel in first for remark in parcel.remarks]
    return (
        together and "两单一起寄" in said and _called(day, first[0], "order.logisticsAddSinglePack")
    )


def _gift_split(day: Day) -> bool:
    parcels = day.parcels("split gift")
    alone = [parcel for parcel in parcels if any("FIXED_PACKING: SKU" in r for r in parcel.reasons)]
    return (
        [parcel in alone for parcel in parcels].count(True) == 1
        and [parcel in alone for parcel in parcels].count(False) == 1
        and all(_called(day, parcel, "order.logisticsAddMultiPack") for parcel in parcels)
    )


def _suppliers_split(day: Day) -> bool:
    return {p.supplier for p in day.parcels("split suppliers")} == {"factory-a", "factory-b"}


def _called(day: Day, parcel: Parcel, method: str) -> bool:
    return parcel.tracking is not None and any(
        shipment.method == method and shipment.logistics_code == parcel.tracking.number
        for shipment in day.shipments
    )


def _never_exported(day: Day) -> bool:
    order_id = day.orders["refund before export"].order_id
    rows = [row for sheets in day.workbooks.values() for sheet in sheets for row in sheet.rows]
    return (
        day.states("refund before export") == {LineState.NEW}
        and all(line.fence.is_closed for line in day.file("refund before export").lines.values())
        and all(row["订单号"] != order_id for row in rows)
        and day.stop("refund before export") is None
    )


def _stopped(day: Day) -> bool:
    stop = day.stop("refund after export")
    if stop is None or not stop.told:
        return False
    mail = next(
        mail
        for mail in day.world.suppliers[stop.supplier].mails("stop_notice")
        if stop.order.order_id in mail.body
    )
    (line,) = day.file("refund after export").lines.values()
    return (
        stop.answer is StopAnswer.STOPPED
        and stop.workbook in mail.subject + mail.body
        and line.state is LineState.STOPPED
        and not _shipped_at_platform(day, "refund after export")
    )


def _shipped_at_platform(day: Day, scene: str) -> bool:
    order_id = day.orders[scene].order_id
    return any(order_id in shipment.order_ids for shipment in day.shipments)


def _gone(day: Day) -> bool:
    stop = day.stop("already gone")
    told = [
        mail
        for mail in day.world.owner.mails()
        if mail.attributes["kind"] == "late_tracking"
        and day.orders["already gone"].order_id in mail.body
    ]
    return (
        stop is not None
        and stop.answer is StopAnswer.GONE
        and "TRACKING_AFTER_STOP" in day.holds("already gone")
        and len(told) == 1
        and not _shipped_at_platform(day, "already gone")
    )


def _withdrawn_before(day: Day) -> bool:
    return day.states("withdrawn before export") == {LineState.SHIPPED}


def _withdrawn_after(day: Day) -> bool:
    stop = day.stop("withdrawn after export")
    return (
        stop is not None
        and stop.withdrawn_at is not None
        and stop.answer is None
        and day.states("withdrawn after export") == {LineState.SHIPPED}
    )


def _only_the_refunded_line_left(day: Day) -> bool:
    (kept,) = day.parcels("pair kept")
    return (
        day.states("pair kept") == {LineState.SHIPPED}
        and day.states("pair refunded") == {LineState.STOPPED}
        and kept.orders == (day.orders["pair refunded"], day.orders["pair kept"])
        and not _shipped_at_platform(day, "pair refunded")
    )


def _escalated(day: Day) -> bool:
    stop = day.stop("unanswered")
    told = [
        mail
        for mail in day.world.owner.mails()
        if mail.attributes["kind"] == "stop_escalation"
        and day.orders["unanswered"].order_id in mail.body
    ]
    return (
        stop is not None
        and [telling.level for telling in stop.told][:3]
        == [StopLevel.NOTICE, StopLevel.REMINDER, StopLevel.ESCALATION]
        and len(told) == 1
    )


def _found_by_poll(day: Day) -> bool:
    order = day.file("lost callback").order
    return (
        order is not None
        and order.first_door == "poll"
        and day.states("lost callback") == {LineState.SHIPPED}
    )


def _waited_until_due(day: Day) -> bool:
    file = day.file("presale")
    (hold,) = file.holds.holds
    due = file.order.not_before if file.order else None
    return (
        day.states("presale") == {LineState.SHIPPED}
        and hold.finding.code == "PRESALE_NOT_DUE"
        and hold.closed_by == "time"
        and due is not None
        and hold.closed_at is not None
        and hold.opened_at < due <= hold.closed_at
    )


def _held(day: Day) -> bool:
    return day.holds("unknown SKU") == {"SKU_UNKNOWN"} and not day.states("unknown SKU")


def _released(day: Day) -> bool:
    return all(day.states(s) == {LineState.SHIPPED} for s in ("risk review", "asks a person"))


def _plain_shipped(day: Day) -> bool:
    plain = [scene for scene in day.orders if scene.startswith("plain")]
    return all(day.states(scene) == {LineState.SHIPPED} for scene in plain)


def _platform_content(day: Day) -> bool:
    platform = day.world.platform
    return (
        not platform.violations
        and not platform.crashes
        and not platform.refunds_refused_by_shipping
    )


def _once(day: Day) -> bool:
    shipped = Counter(line for shipment in day.shipments for line, _ in shipment.sku_orders)
    return all(count == 1 for count in shipped.values())


def _conserved(day: Day) -> bool:
    """Every unit of every line that the platform took was ordered; nothing else left."""
    shipped: Counter[str] = Counter()
    for shipment in day.shipments:
        shipped.update(dict(shipment.sku_orders))
    for scene, key in day.orders.items():
        if key.platform != "doudian":
            continue
        file = day.file(scene)
        if file.order is None:
            return False
        for line in file.order.lines:
            work = file.lines.get(line.line_id)
            is_shipped = work is not None and work.state is LineState.SHIPPED
            if shipped.pop(line.line_id, 0) != (line.quantity if is_shipped else 0):
                return False
    return not shipped


def _stock(day: Day) -> bool:
    """On hand is the opening less what left; reserved is what waits."""
    stock = day.world.desk.stock(["CUP-RED-01"])["CUP-RED-01"]
    works = [work for scene in day.orders for work in day.file(scene).lines.values()]
    left = _red_cups(works, {LineState.SHIPPED, LineState.GONE})
    waits = _red_cups(works, {LineState.CLAIMED, LineState.STOPPING})
    return (stock.on_hand, stock.reserved) == (60 - left, waits)


def _red_cups(works: list[LineWork], states: set[LineState]) -> int:
    parts = [part for work in works if work.state in states for part in work.parts]
    return sum(part.quantity for part in parts if part.sku == "CUP-RED-01")


def _nothing_failed(day: Day) -> bool:
    sqs = day.world.client("sqs")
    urls = sqs.list_queues(QueueNamePrefix="hedan-")["QueueUrls"]
    failures = [url for url in urls if "Failures" in url]
    counts = [
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        for url in failures
    ]
    return bool(failures) and all(
        found["Attributes"]["ApproximateNumberOfMessages"] == "0" for found in counts
    )


def _no_parcel_hangs(day: Day) -> bool:
    """A parcel that is empty has ended, too: every line of it left before it had a number."""
    ends = (ParcelState.SHIPPED, ParcelState.HELD, ParcelState.CLAIMED, ParcelState.EMPTY)
    return all(parcel.state in ends for parcel in day.parcels(*day.orders))


CLAIMS: tuple[Claim, ...] = (
    ("two orders of one buyer travelled in one parcel, with every remark", _merged),
    ("the gift with fixed packing travelled alone, both numbers on one order", _gift_split),
    ("lines of two suppliers became two parcels", _suppliers_split),
    ("the refund before export never reached a workbook", _never_exported),
    ("the refund after export was stopped; the notice named the workbook", _stopped),
    ("the supplier who was too late said so; its number was not uploaded, and told", _gone),
    ("the refund withdrawn before export went on", _withdrawn_before),
    ("the refund withdrawn after export went on in its parcel", _withdrawn_after),
    ("of the merged parcel only the refunded line left", _only_the_refunded_line_left),
    ("the unanswered stop was told, reminded and escalated to the owner", _escalated),
    ("the order whose callback was lost was found by the poll and shipped", _found_by_poll),
    ("the presale waited until it was due and went on by itself", _waited_until_due),
    ("the unknown SKU is held and holds nobody else up", _held),
    ("risk review and the buyer's wish were held, released and shipped", _released),
    ("every plain order was shipped", _plain_shipped),
    ("no line was shipped twice", _once),
    ("what was shipped is what was ordered, piece by piece", _conserved),
    ("stock agrees with what left and what waits", _stock),
    ("no refund was refused by shipping, no rule of the platform broken", _platform_content),
    ("no parcel hangs half-way", _no_parcel_hangs),
    ("no queue of failures holds anything", _nothing_failed),
)
ALL_CLAIMS: tuple[Claim, ...] = (
    *CLAIMS,
    *proof_elsewhere.CLAIMS,
    *proof_odd.CLAIMS,
    *proof_team.CLAIMS,
    *proof_parcels.CLAIMS,
    *proof_waves.CLAIMS,
    *proof_supply.CLAIMS,
    *proof_account.CLAIMS,
    *proof_storm.CLAIMS,
    *proof_desk.CLAIMS,
)
