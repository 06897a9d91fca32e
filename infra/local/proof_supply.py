"""What must be true of the cup factory's file and page: stops, boxes, numbers in question."""

from collections.abc import Callable

from hedan.domain.line_work import LineState
from hedan.domain.parcels import Doubt, Parcel, ParcelState
from hedan.domain.stops import Stop, StopAnswer
from hedan.domain.supplier_answers import AnswerKind
from hedan.platforms.registry import CAPABILITIES
from hedan.workbooks.texts import HEADINGS
from infra.local.scenes import Day
from infra.local.supplier_sheets import STOP, headings_of, rows_of
from infra.local.supply_day import (
    BEFORE,
    BOXES,
    CHANGED,
    DIVIDED,
    FACTORY,
    FRESH,
    IN_SHEET,
    LIFTED,
    PRICE_WANTED_MINOR,
    PRICED,
    PRINTED,
    SHORT,
    SOON,
    USED,
)

type Claim = tuple[str, Callable[[Day], bool]]


def _own_template(day: Day) -> bool:
    """Its columns in its own order under its own names, and its own fixed value in every row."""
    sheet = day.supply.sheets[BEFORE]
    columns = day.world.settings.template(FACTORY).columns
    names = [one.heading or (HEADINGS[one.field]["zh"] if one.field else "") for one in columns]
    fixed = {one.heading: one.fixed for one in columns if one.fixed}
    return (
        bool(fixed)
        and headings_of(sheet.content)[: len(names)] == names
        and all(fixed.items() <= row.items() for row in sheet.rows)
    )


# --- Stops --------------------------------------------------------------------------------------


def _answered_in_the_file(day: Day) -> bool:
    """Not on the sheet of the first download, on that of the one after the refund; one record."""
    before, fresh = day.supply.sheets[BEFORE], day.supply.sheets[FRESH]
    order_id, stop = day.orders[IN_SHEET].order_id, day.stop(IN_SHEET)
    asked = [row["订单号"] for row in rows_of(before.content, STOP) if not row["截停答复"]]
    asked_now = [row["订单号"] for row in rows_of(fresh.content, STOP) if not row["截停答复"]]
    return (
        before.number == fresh.number
        and (order_id in asked, asked_now.count(order_id)) == (False, 1)
        and stop is not None
        and stop.answer is StopAnswer.STOPPED
        and stop.answered_by.startswith(f"workbook {before.number} {STOP}!")
        and _stayed(day, IN_SHEET)
    )


def _printed(day: Day) -> bool:
    stop = day.stop(PRINTED)
    return (
        stop is not None
        and stop.label_printed_at is not None
        and stop.answered_at is not None
        and stop.acknowledged_at == stop.label_printed_at < stop.answered_at
        and stop.answer is StopAnswer.STOPPED
        and _stayed(day, PRINTED)
    )


def _stayed(day: Day, scene: str) -> bool:
    at_platform = day.world.platform.order(day.orders[scene].order_id)
    return day.states(scene) == {LineState.STOPPED} and not at_platform.packs


def _lifted(day: Day) -> bool:
    stop = day.stop(LIFTED)
    return (
        stop is not None
        and stop.answer is None
        and _seen_after_it_was_withdrawn(stop)
        and stop.withdrawal_seen_by.startswith("page ")
        and day.states(LIFTED) == {LineState.SHIPPED}
    )


def _seen_after_it_was_withdrawn(stop: Stop) -> bool:
    withdrawn, seen = stop.withdrawn_at, stop.withdrawal_seen_at
    return withdrawn is not None and seen is not None and withdrawn < seen


# --- What stands in its rows --------------------------------------------------------------------


def _two_boxes(day: Day) -> bool:
    """Doudian takes one number for a parcel: the first; the other is kept beside it."""
    (parcel,) = day.parcels(BOXES)
    return len(parcel.more_numbers) == 1 and _is_at_platform(day, BOXES, parcel)


def _two_parcels(day: Day) -> bool:
    """One row each, one number each, and the platform has both with their own lines."""
    parcels = day.parcels(DIVIDED)
    at_platform = day.world.platform.order(day.orders[DIVIDED].order_id)
    shipped = {pack.logistics_code: set(pack.shipped) for pack in at_platform.packs}
    ours = {
        parcel.tracking.number: {line.key.line_id for line in parcel.rest}
        for parcel in parcels
        if parcel.tracking
    }
    return (
        [len(lines) for lines in ours.values()] == [1, 1]
        and ours == shipped
        and len({parcel.workbook for parcel in parcels}) == 1
        and day.states(DIVIDED) == {LineState.SHIPPED}
    )


def _out_of_stock(day: Day) -> bool:
    (parcel,) = day.parcels(SHORT)
    return (
        day.holds(SHORT) == {"SUPPLIER_SHORT"}
        and [one.kind for one in parcel.answers] == [AnswerKind.OUT_OF_STOCK]
        and parcel.state is ParcelState.CLAIMED
        and LineState.SHIPPED not in day.states(SHORT)
    )


def _in_stock_in_time(day: Day) -> bool:
    (parcel,) = day.parcels(SOON)
    kinds = {one.kind for one in parcel.answers}
    return (
        kinds == {AnswerKind.OUT_OF_STOCK}
        and not day.file(SOON).holds.holds
        and _is_at_platform(day, SOON, parcel)
    )


def _other_price(day: Day) -> bool:
    (parcel,) = day.parcels(PRICED)
    prices = [one.unit_minor for one in parcel.answers if one.kind is AnswerKind.PRICE]
    return prices == [PRICE_WANTED_MINOR] and _is_at_platform(day, PRICED, parcel)


# --- Numbers ------------------------------------------------------------------------------------


def _used_before(day: Day) -> bool:
    """It waited for a person, who said no; no platform heard of it for this order."""
    (parcel,), (other,) = day.parcels(USED), day.parcels(PRICED)
    asked = [one for one in day.supply.asked["numbers"] if one["parcel"] == parcel.parcel_id]
    refused = [change.new for change in parcel.number_changes if change.problem]
    return (
        [one["state"] for one in asked] == [ParcelState.HELD]
        and all(Doubt.USED_BEFORE in one["doubts"] for one in asked)
        and refused == [other.tracking]
        and parcel.tracking != other.tracking
        and _is_at_platform(day, USED, parcel)
    )


def _corrected(day: Day) -> bool:
    """Asked for in the file, allowed by a person, and read back after the platform took it."""
    (parcel,) = day.parcels(CHANGED)
    if len(parcel.number_changes) != 1 or parcel.visible_at is None:
        return False
    (change,) = parcel.number_changes
    return (
        change.asked_by == f"workbook {parcel.workbook}"
        and change.allowed_at is not None
        and change.done_at is not None
        and change.asked_at <= change.allowed_at <= parcel.visible_at
        and change.allowed_by not in ("", change.asked_by)
        and change.old != change.new == parcel.tracking
        and _is_at_platform(day, CHANGED, parcel)
    )


def _is_at_platform(day: Day, scene: str, parcel: Parcel) -> bool:
    """Tell whether the platform has the whole order under this parcel's number alone."""
    packs = day.world.platform.order(day.orders[scene].order_id).packs
    return (
        parcel.tracking is not None
        and day.states(scene) == {LineState.SHIPPED}
        and [pack.logistics_code for pack in packs] == [parcel.tracking.number]
    )


def _all_visible(day: Day) -> bool:
    """Told, answered yes, and read there: each is an instant of its own."""
    shipped = _shown(day)
    return len(shipped) > len(day.world.suppliers) and all(
        parcel.sent_at and parcel.accepted_at and parcel.visible_at for parcel in shipped
    )


def _in_turn(day: Day) -> bool:
    return all(
        parcel.sent_at <= parcel.accepted_at <= parcel.visible_at
        for parcel in _shown(day)
        if parcel.sent_at and parcel.accepted_at and parcel.visible_at
    )


def _shown(day: Day) -> list[Parcel]:
    """Return what was shipped with a number to platforms that show it."""
    return [
        parcel
        for parcel in day.parcels(*day.orders)
        if parcel.state is ParcelState.SHIPPED and not parcel.is_virtual and _is_shown(day, parcel)
    ]


def _is_shown(day: Day, parcel: Parcel) -> bool:
    stores = [day.world.settings.store(order.store) for order in parcel.orders]
    return all(store.api_url and CAPABILITIES[store.platform].shows for store in stores)


CLAIMS: tuple[Claim, ...] = (
    ("the cup factory's file has its own columns under its own names", _own_template),
    (
        "a refund after the hand-over stood in the file that was downloaded then; answered in it",
        _answered_in_the_file,
    ),
    ("on the page a label was printed, and the parcel stopped all the same", _printed),
    ("on the page the factory saw that it ships after all", _lifted),
    ("two numbers in one cell are two boxes of one parcel", _two_boxes),
    (
        "two numbers for two rows are two parcels, each with its own line at the platform",
        _two_parcels,
    ),
    ("what is out of stock until too late is held", _out_of_stock),
    ("what is in stock again in time was not held, and went", _in_stock_in_time),
    ("another price is kept with the parcel, and stops nothing", _other_price),
    ("a number of before waited for a person, was refused, and another one went", _used_before),
    (
        "another number for what had left was asked for, allowed, corrected and read back",
        _corrected,
    ),
    ("every number that a platform shows was told, taken and read there", _all_visible),
    ("no number was taken before it was told, or read before it was taken", _in_turn),
)
