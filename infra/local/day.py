"""A day of trade, scene by scene: what buyers, suppliers and the owner do in two Doudian stores.

Every order lies some hours back, so that merge windows have passed, and every scene has a name by
which the summary and the checks refer to it.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from infra.local import (
    desk_day,
    elsewhere,
    odd_day,
    parcel_day,
    refund_day,
    storm_day,
    supply_day,
    team_day,
)
from infra.local.doudian import Faults, Gift, Item
from infra.local.doudian.people import People, goods
from infra.local.placing import place
from infra.local.scenes import (
    POLL_SECONDS_MAX,
    WORK_SECONDS_MAX,
    Day,
    is_odd,
    wait_decided,
    wait_state,
)
from infra.local.sheets import bulk_file
from infra.local.waiting import wait_for
from infra.local.waves import waves_by_hand, waves_by_schedule
from infra.local.world import World
from infra.release import release

PLAIN_ORDERS_PER_STORE = 6
# Later than the first look at it, sooner than the second wave.
PRESALE_SECONDS = 110.0

GOODS = {item.code: item for item in goods()}
CUP, BLUE, TEA = GOODS["CUP-RED-01"], GOODS["CUP-BLUE-01"], GOODS["TEA-LJ-250"]
MYSTERY = Item("CUP-GREEN-99", "示例保温杯", 1, 5990)
GIFT_BRUSH = Gift("GIFT-BRUSH", "赠品杯刷")
GIFT_BOX = Gift("GIFT-BOX", "赠品礼盒")


def trade(world: World, seed: int) -> Day:
    """Let the whole day happen; raises TooLate, with its reason, when something does not."""
    day = Day(world, People(seed), datetime.now(UTC))
    _until_the_waves(day)
    _waves_and_after(day)
    return day


def _until_the_waves(day: Day) -> None:
    say = day.world.say
    say("buyers order on every platform (duplicated, overtaking and one lost callback)")
    elsewhere.before_today(day)
    _morning(day)
    elsewhere.morning(day)
    team_day.morning(day)
    say("orders are read, checked, reserved, classified and routed")
    _worked_through(day)
    elsewhere.worked_through(day)
    odd_day.unknown_at_first(day)
    say("the team: a rule is drafted, tried on the past, published; four eyes; a bulk act, undone")
    team_day.tries_and_publishes(day)
    say("odd orders: for every finding one that raises it")
    odd_day.morning(day)
    say("a balance is paid, the last jar is sold twice, refunds of a piece, a person decides")
    odd_day.more_happens(day)
    say("refunds before anything is handed over; one is withdrawn again")
    refund_day.before_export(day)
    elsewhere.refunds_before_export(day)
    say("the owner releases what a person had to look at")
    _owner_decides(day)
    say("cups are ordered, of which their factory will have something to say")
    supply_day.places(day)
    say("polls go on until refunds of every store are known up to now: before that claims wait")
    elsewhere.refunds_known(day)


def _waves_and_after(day: Day) -> None:
    say = day.world.say
    say("the parcel plan: shares, gifts, limits; waves begin by themselves and by hand")
    parcel_day.places(day)
    parcel_day.sends(day)
    say("forty orders more, which a storm waits for")
    storm_day.places(day)
    say("what was mended goes on by itself, once warm functions know how")
    odd_day.goes_on_by_itself(day)
    say("a wave for each supplier: gather, plan, claim, write the workbook, tell the supplier")
    waves_by_hand(day)
    say("refunds after the hand-over: the suppliers are told to stop")
    refund_day.after_export(day)
    supply_day.stops(day)
    odd_day.after_waves(day)
    parcel_day.corrects(day)
    say("warm functions follow the new rule; two people take it back")
    team_day.follows_and_takes_back(day)
    say("suppliers fill in the workbooks and hand them back; numbers go to the platforms")
    _hand_back(day)
    parcel_day.ships(day)
    say("boxes, parts, prices and what is out of stock; numbers in question, and what comes back")
    supply_day.ships(day)
    day.bulk_files[elsewhere.SHEET_STORE] = bulk_file(day, elsewhere.SHEET_STORE)
    say("a storm of refunds at two stores, while their waves and uploads run")
    storm_day.rages(day)
    say("waiting for the poll to find a lost order, and for a presale to become due")
    _found_by_poll(day)
    wait_state(day, "presale", {LineState.READY, LineState.SHIPPED})
    team_day.goes_on(day)
    say("a second wave, begun by a schedule, takes what came late; its workbook comes back, too")
    waves_by_schedule(day)
    _second_hand_back(day)
    say("the unanswered stop is reminded and escalated")
    _escalated(day)
    say("every window of the pull ledger closes; each store's day is certified")
    elsewhere.prove(day)
    say("the cup factory's account is settled")
    supply_day.settles(day)
    say("the after-sales desk: a call, a case, its evidence, the month's proof, another jar")
    desk_day.works(day)


def _morning(day: Day) -> None:
    for store in ("cup-house", "tea-house"):
        for number in range(PLAIN_ORDERS_PER_STORE):
            remark = "放门口就行" if number == 0 else ""
            place(day, f"plain {store} {number}", store, day.people.cart(), remark=remark)
        wait_decided(day)
    merged = day.people.buyer()
    place(day, "merged 1", "cup-house", [CUP], hours_ago=4, buyer=merged, remark="两单一起寄")
    place(day, "merged 2", "cup-house", [BLUE], hours_ago=2, buyer=merged, gifts=[GIFT_BRUSH])
    place(day, "split gift", "cup-house", [CUP], gifts=[GIFT_BOX])
    place(day, "split suppliers", "tea-house", [TEA, GOODS["LAMP-USB"]])
    place(day, "unknown SKU", "cup-house", [MYSTERY])
    place(day, "risk review", "tea-house", [TEA], risk_review=True)
    place(day, "asks a person", "cup-house", [BLUE], remark="请换成红色，谢谢")
    wait_decided(day)
    place(day, "refund before export", "cup-house", [CUP])
    place(day, "withdrawn before export", "tea-house", [TEA])
    place(day, "refund after export", "cup-house", [CUP])
    place(day, "already gone", "cup-house", [BLUE])
    place(day, "withdrawn after export", "tea-house", [TEA])
    place(day, "unanswered", "tea-house", [GOODS["SOAP-OAT"]])
    wait_decided(day)
    pair = day.people.buyer()
    place(day, "pair refunded", "cup-house", [CUP], hours_ago=4, buyer=pair)
    place(day, "pair kept", "cup-house", [BLUE], hours_ago=3, buyer=pair)
    due = datetime.now(UTC) + timedelta(seconds=PRESALE_SECONDS)
    place(day, "presale", "cup-house", [BLUE], due=due)
    usual = day.world.platform.faults
    day.world.platform.faults = Faults(drop_probability=1.0)
    place(day, "lost callback", "tea-house", [TEA])
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
        if scene not in late and not is_odd(scene):
            wait_state(day, scene, {LineState.READY})
    for scene, code in HELD_AT_FIRST.items():
        wait_for(
            f"{scene} is held for {code}",
            partial(_is_held, day, scene, code),
            seconds=WORK_SECONDS_MAX,
        )


def _is_held(day: Day, scene: str, code: str) -> bool:
    return code in day.holds(scene)


def _owner_decides(day: Day) -> None:
    day.world.platform.pass_risk_review(day.orders["risk review"].order_id)
    wait_state(day, "risk review", {LineState.READY})
    (hold,) = day.file("asks a person").holds.open
    order = str(day.orders["asks a person"])
    release({"order": order, "hold": hold.hold_id, "by": "owner"}, day.world.stack)
    wait_state(day, "asks a person", {LineState.READY})


def _hand_back(day: Day) -> None:
    """The suppliers label everything but what they stopped; one labels a stopped parcel, too."""
    stopped = {day.orders["refund after export"].order_id, day.orders["pair refunded"].order_id}
    stopped |= elsewhere.kept_back(day) | odd_day.kept_back(day)
    stopped |= supply_day.kept_back(day)
    unanswered = day.orders["unanswered"].order_id
    for supplier_id, sheets in day.workbooks.items():
        supplier = day.world.suppliers[supplier_id]
        supplier.hand_back(sheets[0], lambda cells: cells["订单号"] not in stopped | {unanswered})
    for scene in day.orders:
        if scene in day.refunds or scene in elsewhere.scenes(day):
            continue
        if scene in {"unknown SKU", "lost callback", "presale"} or is_odd(scene):
            continue
        wait_state(day, scene, {LineState.SHIPPED})
    wait_state(day, "withdrawn after export", {LineState.SHIPPED})
    elsewhere.shipped(day)
    odd_day.shipped(day)


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
    team_day.shipped(day)


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
