"""Goods that are sent again: two exchanges, one whose number comes too early, and a resend.

At Doudian and at Pinduoduo. People agree, unpack and write on the platforms' own pages; what we
know of it came by message or poll. One wave of the tea factory carries all of it.
"""

import json
from collections.abc import Callable
from functools import partial

from hedan.domain.after_sales import AfterSaleStatus
from hedan.domain.line_work import LineState
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import Stop, StopAnswer
from infra.local.again_books import read_books
from infra.local.desk_work import AgainWork
from infra.local.scenes import ASK_SECONDS, WORK_SECONDS_MAX, Day
from infra.local.shops import PinduoduoShop
from infra.local.team import Teammate, in_path
from infra.local.waiting import now_and_then, wait_for
from infra.release import release

# All of it was shipped before: goods of the tea factory, but for a lamp.
EXCHANGED, PINNED = "lost callback", "pin-house plain"
TOO_EARLY = "withdrawn before export"  # The number comes before the goods.
NOBODYS = "split suppliers"  # A resend of goods of two suppliers: a person says who sends them.
EXCHANGES = (EXCHANGED, PINNED, TOO_EARLY)
SCENES = (*EXCHANGES, NOBODYS)
STORES = ("tea-house", "pin-house")
SUPPLIER = "factory-b"
WAITS = "REPLACEMENT_WAITS"
UNDER_WAY = (ParcelState.NUMBERED, ParcelState.UPLOADING)
SENT_BACK = {EXCHANGED: "YT0000000090001", PINNED: "YT0000000090002", TOO_EARLY: "YT0000000090003"}


def sends_again(day: Day, operator: Teammate) -> None:
    """Let buyers ask, the platforms' people agree, ours send, and every case come to its end."""
    work = day.desk.again
    work.first = {scene: _numbers(day, scene) for scene in SCENES}
    _buyers_ask(day, work)
    _agreed_and_sent_back(day, work)
    _asked_for(day, work, operator)
    _labelled(day, work)
    _told(day, work, operator)
    _end(day, work)
    work.shown = {scene: operator.get(_path(day, scene)) for scene in SCENES}
    work.at_platform = read_books(day, work.cases, PINNED)


def again_parcels(day: Day, scene: str) -> list[str]:
    """Return the parcels in which goods of a scene's order travel a second time."""
    lines = day.file(scene).again.values()
    return list(dict.fromkeys(line.parcel_id for line in lines if line.parcel_id))


# --- Buyers, and people on the platforms' pages -------------------------------------------------


def _buyers_ask(day: Day, work: AgainWork) -> None:
    """Each asks; whose goods left a moment ago are asked back from the factory, which is too late.

    Of a resend nothing comes back, and nobody is asked.
    """
    doudian = day.world.platform
    order = {scene: day.orders[scene].order_id for scene in SCENES}
    work.cases = {
        EXCHANGED: doudian.request_exchange(order[EXCHANGED]),
        TOO_EARLY: doudian.request_exchange(order[TOO_EARLY]),
        NOBODYS: doudian.request_resend(order[NOBODYS]),
    }
    with _pinduoduo(day).some_minutes_ago() as platform:
        work.cases[PINNED] = platform.request_exchange(order[PINNED])
    poll = _polls(day)
    for scene in SCENES:
        what = f"the wish of {scene} is known"
        wait_for(what, partial(_is_known, day, scene, poll), seconds=WORK_SECONDS_MAX)
    for scene in EXCHANGES:
        _left_already(day, scene)


def _left_already(day: Day, scene: str) -> None:
    what = f"{scene} is asked back"
    (stop,) = wait_for(what, partial(_stops, day, scene), seconds=WORK_SECONDS_MAX)
    supplier = day.world.suppliers[stop.supplier]
    (mail,) = wait_for(
        f"the mail of {scene}",
        lambda: [one for one in supplier.mails("stop_notice") if stop.stop_id in one.body][:1],
        seconds=WORK_SECONDS_MAX,
    )
    supplier.answer(mail, StopAnswer.GONE)


def _stops(day: Day, scene: str) -> list[Stop]:
    case = day.desk.again.cases[scene]
    stops = day.world.desk.stops(SUPPLIER)
    return [one for one in stops if one.after_sale_id == case and one.told]


def _agreed_and_sent_back(day: Day, work: AgainWork) -> None:
    """All are agreed to; but for one buyer, who waits, the goods come back."""
    for scene in (EXCHANGED, TOO_EARLY, NOBODYS):
        day.world.platform.agree_refund(work.cases[scene])
    with _pinduoduo(day).some_minutes_ago() as platform:
        platform.agree_exchange(work.cases[PINNED])
        platform.return_goods(work.cases[PINNED], SENT_BACK[PINNED])
    _comes_back(day, EXCHANGED)
    poll = _polls(day)
    for scene in (EXCHANGED, PINNED):
        what = f"the goods of {scene} are known to come back"
        wait_for(what, partial(_comes, day, scene, poll), seconds=WORK_SECONDS_MAX)


def _comes_back(day: Day, scene: str) -> None:
    case = day.desk.again.cases[scene]
    day.world.platform.return_goods(case, "yuantong", SENT_BACK[scene])
    day.world.platform.accept_back(case)


# --- Our people, and the factory ----------------------------------------------------------------


def _asked_for(day: Day, work: AgainWork, operator: Teammate) -> None:
    """Ask for each exchange twice; of the resend say who sends it, which ends its waiting."""
    for scene in EXCHANGES:
        work.asked[scene] = [operator.post(_path(day, scene), {}) for _ in range(2)]
    wait_for(
        f"{NOBODYS} waits for a person",
        lambda: WAITS in day.holds(NOBODYS),
        seconds=WORK_SECONDS_MAX,
    )
    (hold,) = (one for one in day.file(NOBODYS).holds.open if one.finding.code == WAITS)
    work.waited_for = hold.finding.evidence
    wish = {"supplier": SUPPLIER}
    work.asked[NOBODYS] = [operator.post(_path(day, NOBODYS), wish) for _ in range(2)]


def _labelled(day: Day, work: AgainWork) -> None:
    """One wave; the factory labels what goes again, and leaves the rest for later."""
    day.world.client("stepfunctions").start_execution(
        stateMachineArn=day.world.stack["WaveWorkflow"],
        name=f"{SUPPLIER}-again",
        input=json.dumps({"supplier": SUPPLIER}),
    )
    supplier = day.world.suppliers[SUPPLIER]
    for scene in SCENES:
        what = f"what goes again of {scene} is claimed"
        wait_for(what, partial(_is_claimed, day, scene), seconds=WORK_SECONDS_MAX)
    names = {name for scene in SCENES for name in again_parcels(day, scene)}
    numbers = {parcel.workbook for parcel in day.world.desk.parcels(names).values()}
    wait_for(
        "the workbook of what goes again is on the page",
        lambda: numbers <= supplier.offered().keys(),
        seconds=WORK_SECONDS_MAX,
    )
    ours = {day.orders[scene].order_id: scene for scene in SCENES}
    for number in numbers:
        sheet = supplier.workbook(number)
        for row in sheet.rows:
            if row["订单号"] in ours:
                work.rows.setdefault(ours[row["订单号"]], []).append(row)
        supplier.hand_back(sheet, lambda row: row["订单号"] in ours)


def _told(day: Day, work: AgainWork, operator: Teammate) -> None:
    """Each number goes where it belongs; what came too early is let go once the goods are back."""
    uploads = now_and_then(partial(_uploads_again, day), ASK_SECONDS)
    for scene, standing in (
        (EXCHANGED, "told"),
        (PINNED, "told"),
        (TOO_EARLY, "held"),
        (NOBODYS, "by_hand"),
    ):
        _wait_standing(day, operator, scene, standing, uploads)
    work.held = operator.get(_path(day, TOO_EARLY))
    _comes_back(day, TOO_EARLY)
    (held,) = again_parcels(day, TOO_EARLY)
    release({"parcel": held, "by": "owner"}, day.world.stack)
    _wait_standing(day, operator, TOO_EARLY, "told", uploads)


def _wait_standing(
    day: Day, operator: Teammate, scene: str, standing: str, uploads: Callable[[], None]
) -> None:
    def stands() -> bool:
        uploads()
        return bool(operator.get(_path(day, scene))["standing"] == standing)

    wait_for(f"what goes again of {scene}: {standing}", stands, seconds=WORK_SECONDS_MAX)


def _uploads_again(day: Day) -> None:
    """Try now what is tried again in six minutes: refunds were not known up to then."""
    names = [name for scene in SCENES for name in again_parcels(day, scene)]
    parcels = day.world.desk.parcels(names).values()
    waiting = [one.parcel_id for one in parcels if one.state in UNDER_WAY]
    if waiting:
        for store in STORES:
            day.world.invoke("PollStore", {"store": store})
        records = [{"messageId": name, "body": name} for name in waiting]
        day.world.invoke("UploadTracking", {"Records": records})


def _end(day: Day, work: AgainWork) -> None:
    """A person writes the resend's number on the platform's page; then buyers have everything."""
    platform = day.world.platform
    (name,) = again_parcels(day, NOBODYS)
    tracking = day.world.desk.parcels([name])[name].tracking
    assert tracking is not None
    platform.send_again_by_hand(work.cases[NOBODYS], tracking.carrier, tracking.number)
    for scene in (EXCHANGED, TOO_EARLY, NOBODYS):
        platform.receive_again(work.cases[scene])
    with _pinduoduo(day).some_minutes_ago() as pinduoduo:
        pinduoduo.receive_again(work.cases[PINNED])
    poll = _polls(day)
    for scene in SCENES:
        what = f"the end of {scene} is known"
        wait_for(what, partial(_has_ended, day, scene, poll), seconds=WORK_SECONDS_MAX)


# --- What is looked at --------------------------------------------------------------------------


def _path(day: Day, scene: str) -> str:
    case = day.desk.again.cases[scene]
    return f"/orders/{in_path(day.orders[scene])}/cases/{case}/replacement"


def _pinduoduo(day: Day) -> PinduoduoShop:
    shop = day.world.shops["pinduoduo"]
    assert isinstance(shop, PinduoduoShop)
    return shop


def _numbers(day: Day, scene: str) -> tuple[str, ...]:
    return tuple(one.tracking.number for one in day.parcels(scene) if one.tracking)


def _polls(day: Day) -> Callable[[], None]:
    """Return what polls both stores: Doudian tells of an end by no message, Pinduoduo by none."""

    def poll() -> None:
        for store in STORES:
            day.world.invoke("PollStore", {"store": store})

    return now_and_then(poll, ASK_SECONDS)


def _is_known(day: Day, scene: str, poll: Callable[[], None]) -> bool:
    return _looked(day.desk.again.cases[scene] in day.file(scene).after_sales, poll)


def _comes(day: Day, scene: str, poll: Callable[[], None]) -> bool:
    case = day.file(scene).after_sales[day.desk.again.cases[scene]]
    return _looked(case.return_to_us == SENT_BACK[scene], poll)


def _has_ended(day: Day, scene: str, poll: Callable[[], None]) -> bool:
    case = day.file(scene).after_sales[day.desk.again.cases[scene]]
    return _looked(case.status is AfterSaleStatus.SUCCEEDED, poll)


def _looked(found: bool, poll: Callable[[], None]) -> bool:
    if not found:
        poll()
    return found


def _is_claimed(day: Day, scene: str) -> bool:
    lines = day.file(scene).again.values()
    return bool(lines) and all(line.state is LineState.CLAIMED for line in lines)
