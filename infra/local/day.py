"""A day of trade, scene by scene: what buyers, suppliers and the owner do in two Doudian stores.

Every order lies some hours back, so that merge windows have passed, and every scene has a name by
which the summary and the checks refer to it.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import StopAnswer
from infra.local import elsewhere
from infra.local.doudian import Faults, Gift, Item
from infra.local.doudian.people import Buyer, People, goods
from infra.local.scenes import (
    POLL_SECONDS_MAX,
    WORK_SECONDS_MAX,
    Day,
    WorkflowFailed,
    wait_state,
)
from infra.local.sheets import bulk_file
from infra.local.waiting import wait_for
from infra.local.world import World
from infra.publish_settings import wave_once
from infra.release import release

PLAIN_ORDERS_PER_STORE = 6
# Later than the first look at it, sooner than the second wave.
PRESALE_SECONDS = 120.0

GOODS = {item.code: item for item in goods()}
CUP, BLUE, TEA = GOODS["CUP-RED-01"], GOODS["CUP-BLUE-01"], GOODS["TEA-LJ-250"]
MYSTERY = Item("CUP-GREEN-99", "示例保温杯", 1, 5990)
GIFT_BRUSH = Gift("GIFT-BRUSH", "赠品杯刷")
GIFT_BOX = Gift("GIFT-BOX", "赠品礼盒")


def trade(world: World, seed: int) -> Day:
    """Let the whole day happen; raises TooLate, with its reason, when something does not."""
    day = Day(world, People(seed), datetime.now(UTC))
    say = world.say
    say("buyers order on every platform (duplicated, overtaking and one lost callback)")
    _morning(day)
    elsewhere.morning(day)
    say("orders are read, checked, reserved, classified and routed")
    _worked_through(day)
    elsewhere.worked_through(day)
    say("refunds before anything is handed over; one is withdrawn again")
    _refunds_before_export(day)
    elsewhere.refunds_before_export(day)
    say("the owner releases what a person had to look at")
    _owner_decides(day)
    say("polls go on until refunds of every store are known up to now: before that claims wait")
    elsewhere.refunds_known(day)
    say("a wave for each supplier: gather, plan, claim, write the workbook, tell the supplier")
    _waves_by_hand(day)
    say("refunds after the hand-over: the suppliers are told to stop")
    _refunds_after_export(day)
    say("suppliers fill in the workbooks and hand them back; numbers go to the platforms")
    _hand_back(day)
    day.bulk_files[elsewhere.SHEET_STORE] = bulk_file(day, elsewhere.SHEET_STORE)
    say("waiting for the poll to find a lost order, and for a presale to become due")
    _found_by_poll(day)
    wait_state(day, "presale", {LineState.READY})
    say("a second wave, begun by a schedule, takes what came late; its workbook comes back, too")
    _waves_by_schedule(day)
    _second_hand_back(day)
    say("the unanswered stop is reminded and escalated")
    _escalated(day)
    say("every window of the pull ledger closes; each store's day is certified")
    elsewhere.prove(day)
    return day


def _order(  # noqa: PLR0913 - one keyword for each thing that a scene may vary.
    day: Day,
    scene: str,
    store: str,
    items: Iterable[Item],
    *,
    hours_ago: float = 3.0,
    buyer: Buyer | None = None,
    gifts: Iterable[Gift] = (),
    remark: str = "",
    risk_review: bool = False,
    due: datetime | None = None,
) -> OrderKey:
    buyer = buyer or day.people.buyer()
    paid_at = datetime.now(UTC) - timedelta(hours=hours_ago)
    order_id = day.world.platform.place_order(
        day.world.shop(store),
        list(items),
        receiver=buyer.receiver,
        buyer=buyer.buyer,
        gifts=tuple(gifts),
        remark=remark,
        created_at=paid_at - timedelta(minutes=2),
        pay_time=paid_at,
        risk_review=risk_review,
        appointment_ship_time=due,
    )
    day.orders[scene] = day.world.key(store, order_id)
    return day.orders[scene]


def _morning(day: Day) -> None:
    for store in ("cup-house", "tea-house"):
        for number in range(PLAIN_ORDERS_PER_STORE):
            remark = "放门口就行" if number == 0 else ""
            _order(day, f"plain {store} {number}", store, day.people.cart(), remark=remark)
    merged = day.people.buyer()
    _order(day, "merged 1", "cup-house", [CUP], hours_ago=4, buyer=merged, remark="两单一起寄")
    _order(day, "merged 2", "cup-house", [BLUE], hours_ago=2, buyer=merged, gifts=[GIFT_BRUSH])
    _order(day, "split gift", "cup-house", [CUP], gifts=[GIFT_BOX])
    _order(day, "split suppliers", "tea-house", [TEA, GOODS["LAMP-USB"]])
    _order(day, "unknown SKU", "cup-house", [MYSTERY])
    _order(day, "risk review", "tea-house", [TEA], risk_review=True)
    _order(day, "asks a person", "cup-house", [BLUE], remark="请换成红色，谢谢")
    _order(day, "refund before export", "cup-house", [CUP])
    _order(day, "withdrawn before export", "tea-house", [TEA])
    _order(day, "refund after export", "cup-house", [CUP])
    _order(day, "already gone", "cup-house", [BLUE])
    _order(day, "withdrawn after export", "tea-house", [TEA])
    _order(day, "unanswered", "tea-house", [GOODS["SOAP-OAT"]])
    pair = day.people.buyer()
    _order(day, "pair refunded", "cup-house", [CUP], hours_ago=4, buyer=pair)
    _order(day, "pair kept", "cup-house", [BLUE], hours_ago=3, buyer=pair)
    due = datetime.now(UTC) + timedelta(seconds=PRESALE_SECONDS)
    _order(day, "presale", "cup-house", [BLUE], due=due)
    usual = day.world.platform.faults
    day.world.platform.faults = Faults(drop_probability=1.0)
    _order(day, "lost callback", "tea-house", [TEA])
    day.world.platform.faults = usual


HELD_AT_FIRST = {
    "unknown SKU": "SKU_UNKNOWN",
    "risk review": "RISK_REVIEW",
    "asks a person": "REMARK",
    "presale": "PRESALE_NOT_DUE",
}


def _worked_through(day: Day) -> None:
    late = {"lost callback", *HELD_AT_FIRST, *elsewhere.scenes(day)}
    for scene in day.orders:
        if scene not in late:
            wait_state(day, scene, {LineState.READY})
    for scene, code in HELD_AT_FIRST.items():
        wait_for(
            f"{scene} is held for {code}",
            partial(_is_held, day, scene, code),
            seconds=WORK_SECONDS_MAX,
        )


def _is_held(day: Day, scene: str, code: str) -> bool:
    return code in day.holds(scene)


def _is_told(day: Day, scene: str) -> bool:
    stop = day.stop(scene)
    return stop is not None and bool(stop.told)


def _refund(day: Day, scene: str) -> None:
    order_id = day.orders[scene].order_id
    day.refunds[scene] = day.world.platform.request_refund(order_id)


def _fenced(day: Day, scene: str, closed: bool) -> None:
    wait_for(
        f"the fence of {scene} is {'closed' if closed else 'lifted'}",
        lambda: (
            any(line.fence.cases for line in day.file(scene).lines.values())
            and any(line.fence.is_closed for line in day.file(scene).lines.values()) is closed
        ),
        seconds=WORK_SECONDS_MAX,
    )


def _refunds_before_export(day: Day) -> None:
    for scene in ("refund before export", "withdrawn before export"):
        _refund(day, scene)
        _fenced(day, scene, closed=True)
    day.world.platform.withdraw_refund(day.refunds["withdrawn before export"])
    _fenced(day, "withdrawn before export", closed=False)
    wait_state(day, "withdrawn before export", {LineState.READY})


def _owner_decides(day: Day) -> None:
    day.world.platform.pass_risk_review(day.orders["risk review"].order_id)
    wait_state(day, "risk review", {LineState.READY})
    (hold,) = day.file("asks a person").holds.open
    order = str(day.orders["asks a person"])
    release({"order": order, "hold": hold.hold_id, "by": "owner"}, day.world.stack)
    wait_state(day, "asks a person", {LineState.READY})


def _waves_by_hand(day: Day) -> None:
    states = day.world.client("stepfunctions")
    for supplier in day.world.suppliers:
        states.start_execution(
            stateMachineArn=day.world.stack["WaveWorkflow"],
            name=f"{supplier}-by-hand",
            input=json.dumps({"supplier": supplier}),
        )
    _waves_end(day, len(day.world.suppliers))


def _waves_by_schedule(day: Day) -> None:
    for supplier in day.world.suppliers:
        wave_once(supplier, datetime.now(UTC), day.world.stack)
    _waves_end(day, 2 * len(day.world.suppliers))


def _waves_end(day: Day, count: int) -> None:
    """Wait until so many waves have ended well, and look at the suppliers' pages."""
    wait_for(f"{count} waves have ended", lambda: _ended(day, count), seconds=WORK_SECONDS_MAX)
    for supplier_id, supplier in day.world.suppliers.items():
        if supplier.mails("workbook"):
            day.workbooks[supplier_id] = supplier.workbooks()


def _ended(day: Day, count: int) -> bool:
    found = day.world.client("stepfunctions").list_executions(
        stateMachineArn=day.world.stack["WaveWorkflow"]
    )["executions"]
    for wave in found:
        if wave["status"] not in ("RUNNING", "SUCCEEDED"):
            raise WorkflowFailed(f"wave {wave['name']}: {wave['status']}")
    return len([wave for wave in found if wave["status"] == "SUCCEEDED"]) >= count


def _refunds_after_export(day: Day) -> None:
    scenes = (
        "refund after export",
        "already gone",
        "withdrawn after export",
        "unanswered",
        "pair refunded",
    )
    for scene in scenes:
        _refund(day, scene)
    elsewhere.refunds_after_export(day)
    for scene in (*scenes, *elsewhere.answers(day)):
        wait_for(
            f"the stop of {scene} is told",
            partial(_is_told, day, scene),
            seconds=WORK_SECONDS_MAX,
        )
    day.world.platform.withdraw_refund(day.refunds["withdrawn after export"])
    _fenced(day, "withdrawn after export", closed=False)
    _answer(day, "refund after export", StopAnswer.STOPPED)
    _answer(day, "already gone", StopAnswer.GONE)
    _answer(day, "pair refunded", StopAnswer.STOPPED)
    for scene, answer in elsewhere.answers(day).items():
        _answer(day, scene, answer)


def _answer(day: Day, scene: str, answer: StopAnswer) -> None:
    """The supplier presses a button of the page that the stop's mail leads to."""
    stop = day.stop(scene)
    assert stop is not None
    supplier = day.world.suppliers[stop.supplier]
    tail = stop.order.order_id
    (mail,) = wait_for(
        f"the mail of {scene}",
        lambda: [m for m in supplier.mails("stop_notice") if tail in m.body][:1],
        seconds=WORK_SECONDS_MAX,
    )
    supplier.answer(mail, answer)
    wait_for(
        f"{scene} is answered",
        lambda: (found := day.stop(scene)) is not None and found.answer is answer,
        seconds=WORK_SECONDS_MAX,
    )


def _hand_back(day: Day) -> None:
    """The suppliers label everything but what they stopped; one labels a stopped parcel, too."""
    stopped = {day.orders["refund after export"].order_id, day.orders["pair refunded"].order_id}
    stopped |= elsewhere.kept_back(day)
    unanswered = day.orders["unanswered"].order_id
    for supplier_id, sheets in day.workbooks.items():
        supplier = day.world.suppliers[supplier_id]
        supplier.hand_back(sheets[0], lambda cells: cells["订单号"] not in stopped | {unanswered})
    for scene in day.orders:
        if scene in day.refunds or scene in elsewhere.scenes(day):
            continue
        if scene in {"unknown SKU", "lost callback", "presale"}:
            continue
        wait_state(day, scene, {LineState.SHIPPED})
    wait_state(day, "withdrawn after export", {LineState.SHIPPED})
    elsewhere.shipped(day)


def _found_by_poll(day: Day) -> None:
    wait_for(
        "the poll finds the order whose callback was lost",
        # Found early enough, it is in the first wave already.
        lambda: bool(day.states("lost callback") & {LineState.READY, LineState.SHIPPED}),
        seconds=POLL_SECONDS_MAX,
    )


def _second_hand_back(day: Day) -> None:
    for supplier_id, sheets in day.workbooks.items():
        if len(sheets) > 1:
            day.world.suppliers[supplier_id].hand_back(sheets[0], lambda _: True)
    for scene in ("lost callback", "presale"):
        wait_state(day, scene, {LineState.SHIPPED})


def _escalated(day: Day) -> None:
    wait_for(
        "the unanswered stop is escalated",
        lambda: (stop := day.stop("unanswered")) is not None and stop.escalated_at is not None,
        seconds=WORK_SECONDS_MAX,
    )
    wait_for(
        "every parcel with a number is settled",
        lambda: all(
            parcel.state not in (ParcelState.NUMBERED, ParcelState.UPLOADING)
            for parcel in day.parcels(*day.orders)
        ),
        seconds=WORK_SECONDS_MAX,
    )
