"""The cup factory's part of the day: all it has to say stands in its file or on its page.

It stops what it is asked to, sends one order in two boxes and another in two parcels, has no stock,
wants another price, writes a number that was used before, and corrects one that is on its way.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import batched
from typing import Final

from hedan.adapters.file_archive import FileArchive
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.stops import Stop, StopAnswer
from hedan.usecases.accounts.close_day import close_due_days
from infra.local.doudian import Item
from infra.local.doudian.people import goods
from infra.local.doudian.trade_desk import SHIP_WITHIN_HOURS
from infra.local.odd_orders import scene_of
from infra.local.placing import place
from infra.local.scenes import ODD, WORK_SECONDS_MAX, Day, wait_state
from infra.local.supplier import Supplier
from infra.local.supplier_sheets import RETURNS, SHIP, STOP, Row, Says, written
from infra.local.waiting import wait_for

STORE, FACTORY = "odd-house", "factory-a"
BEFORE, FRESH = "before the refunds", "after the refunds"
AT_ONCE = 4
# Its deadline is so far that goods of tomorrow are in time.
PATIENT_HOURS = 96
DAYS_TOO_LATE = 9
PRICE_WANTED = "21.50"
PRICE_WANTED_MINOR = 2150

IN_SHEET = f"{ODD}supply: stopped in the sheet"
PRINTED = f"{ODD}supply: label printed, then stopped"
LIFTED = f"{ODD}supply: withdrawn, and seen"
COMES_BACK = f"{ODD}supply: gone, and comes back"
BOXES = f"{ODD}supply: two boxes"
DIVIDED = f"{ODD}supply: two parcels of one"
SHORT, SOON = scene_of("SUPPLIER_SHORT"), f"{ODD}supply: in stock tomorrow"
PRICED = f"{ODD}supply: another price"
USED = f"{ODD}supply: a number of before"
CHANGED = f"{ODD}supply: another number"
REFUNDED = (IN_SHEET, PRINTED, LIFTED, COMES_BACK)
SENT: Final = (LIFTED, BOXES, DIVIDED, PRICED, CHANGED)  # With the first file.
SENT_LATER = (USED, SOON)
SCENES = (*REFUNDED, BOXES, DIVIDED, SHORT, SOON, PRICED, USED, CHANGED)
ALREADY_GONE = "already gone"  # Of day.py: it comes back, too.

_BY_CODE = {item.code: item for item in goods()}
_CUP, _TOWEL = _BY_CODE["CUP-BLUE-01"], _BY_CODE["TOWEL-3"]


def places(day: Day) -> None:
    """Buyers order cups, some at a time; all of it waits for the factory's wave."""
    for some in batched(SCENES, AT_ONCE, strict=False):
        for scene in some:
            items: list[Item] = [_CUP, _TOWEL] if scene == DIVIDED else [_CUP]
            hours = PATIENT_HOURS if scene == SOON else SHIP_WITHIN_HOURS
            place(day, scene, STORE, items, ship_within_hours=hours)
        for scene in some:
            wait_state(day, scene, {LineState.READY})


def kept_back(day: Day) -> set[str]:
    """Orders that the factory labels in files of their own."""
    return {day.orders[scene].order_id for scene in SCENES}


def stops(day: Day) -> None:
    """Refunds after the hand-over: one is answered in the file, the others on the page."""
    factory, platform = _factory(day), day.world.platform
    before = day.supply.sheets[BEFORE] = day.workbooks[FACTORY][0]
    for scene in REFUNDED:
        day.refunds[scene] = platform.request_refund(day.orders[scene].order_id)
    for scene in REFUNDED:
        _wait_stop(day, scene, "is told", lambda stop: bool(stop.told))
    fresh = day.supply.sheets[FRESH] = factory.workbook(before.number)
    stopped = {day.orders[IN_SHEET].order_id: {"截停答复": "已拦截"}}
    factory.hand_in(fresh.number, written(fresh.content, _by_order(stopped), STOP))
    factory.press(_stop(day, PRINTED).stop_id, StopAnswer.LABEL_PRINTED)
    _wait_stop(day, PRINTED, "is known", lambda stop: stop.label_printed_at is not None)
    factory.press(_stop(day, PRINTED).stop_id, StopAnswer.STOPPED)
    platform.withdraw_refund(day.refunds[LIFTED])
    _wait_stop(day, LIFTED, "is withdrawn", lambda stop: stop.withdrawn_at is not None)
    factory.sees(_stop(day, LIFTED).stop_id)
    factory.press(_stop(day, COMES_BACK).stop_id, StopAnswer.GONE)
    gone = day.orders[COMES_BACK].order_id
    factory.books.leaves(row for row in before.rows if row["订单号"] == gone)
    for scene in (IN_SHEET, PRINTED, COMES_BACK):
        _wait_stop(day, scene, "is answered", lambda stop: stop.answer is not None)


def ships(day: Day) -> None:
    """The factory fills in its file in three sittings; a person judges the numbers in question."""
    _first_file(day)
    _second_file(day)
    _refuse(day)
    _third_file(day)
    _allow(day)
    _backs(day)


def _first_file(day: Day) -> None:
    factory = _factory(day)
    today = datetime.now(UTC).astimezone(day.world.zone).date()
    bears = {scene: factory.bears(factory.label()) for scene in (LIFTED, PRICED, CHANGED)}
    says: dict[str, dict[str, str]] = {
        **bears,
        PRICED: bears[PRICED] | {"供应价（不同时填）": PRICE_WANTED},
        BOXES: factory.bears(f"{factory.label()}、{factory.label()}"),
        SHORT: {"缺货/预计到货": f"{today + timedelta(days=DAYS_TOO_LATE)}"},
        SOON: {"缺货/预计到货": f"{today + timedelta(days=1)}"},
    }
    of_order = _by_order({day.orders[scene].order_id: cells for scene, cells in says.items()})
    divided = day.orders[DIVIDED].order_id

    def of_row(row: Row) -> Mapping[str, str]:
        # Each row of it has a label of its own: two parcels.
        is_divided = row["订单号"] == divided
        return factory.bears(factory.label()) if is_divided else of_order(row)

    sheet = factory.workbook(day.supply.sheets[BEFORE].number)
    factory.hand_in(sheet.number, written(sheet.content, of_row, SHIP))
    for scene in SENT:
        wait_state(day, scene, {LineState.SHIPPED})
    for scene in (SHORT, SOON):
        wait_for(
            f"the answer of {scene} is kept",
            partial(_has_answers, day, scene),
            seconds=WORK_SECONDS_MAX,
        )


def _second_file(day: Day) -> None:
    """A label that lies about: its number went with another parcel."""
    used = _parcel(day, PRICED).tracking
    assert used is not None
    _write(day, {USED: _factory(day).bears(used.number)})
    wait_for(
        f"the number of {USED} is in question",
        lambda: _parcel(day, USED).is_in_question,
        seconds=WORK_SECONDS_MAX,
    )
    day.supply.asked = day.parcel_work.operator.get("/numbers-in-question")


def _refuse(day: Day) -> None:
    _decide(day, USED, believe=False)
    wait_for(
        f"{USED} waits for another number",
        lambda: _parcel(day, USED).state is ParcelState.CLAIMED,
        seconds=WORK_SECONDS_MAX,
    )


def _third_file(day: Day) -> None:
    """What was asked for; another number for what is on its way; and something came back."""
    factory = _factory(day)
    scenes = (*SENT_LATER, CHANGED)
    back = {day.orders[COMES_BACK].order_id: {"收货答复": "已收到", "货物情况": "完好"}}
    _write(day, {scene: factory.bears(factory.label()) for scene in scenes}, back)
    factory.books.comes_back(day.orders[COMES_BACK].order_id)
    for scene in SENT_LATER:
        wait_state(day, scene, {LineState.SHIPPED})
    wait_for(
        f"another number is asked for {CHANGED}",
        lambda: _parcel(day, CHANGED).is_in_question,
        seconds=WORK_SECONDS_MAX,
    )


def _allow(day: Day) -> None:
    _decide(day, CHANGED, believe=True)
    wait_for(
        f"the platform has the other number of {CHANGED}",
        lambda: _is_changed(_parcel(day, CHANGED)),
        seconds=WORK_SECONDS_MAX,
    )


def _backs(day: Day) -> None:
    """One return was told of in the file; the other is on the page."""
    factory = _factory(day)
    factory.has_again(back_of(day, ALREADY_GONE).return_id)
    factory.books.comes_back(day.orders[ALREADY_GONE].order_id)
    for scene in (COMES_BACK, ALREADY_GONE):
        wait_for(
            f"{scene} is received",
            partial(_is_received, day, scene),
            seconds=WORK_SECONDS_MAX,
        )


def settles(day: Day) -> None:
    """The watcher looks once more; then the account is settled, today's as it will be tomorrow."""
    world = day.world
    # What was sent a moment ago is read at its platform first; the watcher would help with it.
    wait_for(
        "every number that went up is read at its platform",
        lambda: not world.desk.parcels_to_look_at(datetime.now(UTC), 1),
        seconds=WORK_SECONDS_MAX,
    )
    day.supply.before = tuple(day.parcels(*day.orders))
    day.supply.watched = world.invoke("WatchParcels", {})
    day.supply.after = tuple(day.parcels(*day.orders))
    world.invoke("SettleSuppliers", {})
    close_due_days(
        world.settings.supplier(FACTORY),
        desk=world.desk,
        archive=archive_of(day),
        settings=world.settings,
        now=datetime.now(UTC) + timedelta(days=1),
    )


def archive_of(day: Day) -> FileArchive:
    """Return the stack's files."""
    return FileArchive(day.world.client("s3"), day.world.stack["FileBucket"])


def back_of(day: Day, scene: str) -> SupplierReturn:
    """Return what comes back of a scene's order. Raises TooLate when nothing does."""

    def look() -> list[SupplierReturn]:
        news = day.world.desk.supplier_news(FACTORY, day.began_at)
        return [one for one in news.returns if one.order == day.orders[scene]]

    (found,) = wait_for(f"{scene} is expected back", look, seconds=WORK_SECONDS_MAX)
    return found


def _is_received(day: Day, scene: str) -> bool:
    return back_of(day, scene).state is ReturnState.RECEIVED


def _is_changed(parcel: Parcel) -> bool:
    return parcel.number_changes[-1].done_at is not None and parcel.visible_at is not None


def _has_answers(day: Day, scene: str) -> bool:
    return bool(_parcel(day, scene).answers)


def _decide(day: Day, scene: str, *, believe: bool) -> None:
    path = f"/parcels/{_parcel(day, scene).parcel_id}/number"
    day.parcel_work.operator.post(path, {"believe": believe})


def _write(
    day: Day,
    says: Mapping[str, Mapping[str, str]],
    backs: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Fill in the newest rendition of the file for some scenes, and hand it in."""
    factory = _factory(day)
    sheet = factory.workbook(day.supply.sheets[BEFORE].number)
    of_order = {day.orders[scene].order_id: cells for scene, cells in says.items()}
    filled = written(sheet.content, _by_order(of_order), SHIP)
    if backs:
        filled = written(filled, _by_order(backs), RETURNS)
    factory.hand_in(sheet.number, filled)


def _by_order(says: Mapping[str, Mapping[str, str]]) -> Says:
    """Return who writes into the rows of these orders."""
    return lambda row: says.get(row["订单号"], {})


def _factory(day: Day) -> Supplier:
    return day.world.suppliers[FACTORY]


def _parcel(day: Day, scene: str) -> Parcel:
    (parcel,) = day.parcels(scene)
    return parcel


def _stop(day: Day, scene: str) -> Stop:
    stop = day.stop(scene)
    assert stop is not None
    return stop


def _wait_stop(day: Day, scene: str, what: str, holds: Callable[[Stop], bool]) -> None:
    wait_for(
        f"the stop of {scene} {what}",
        lambda: (stop := day.stop(scene)) is not None and holds(stop),
        seconds=WORK_SECONDS_MAX,
    )
