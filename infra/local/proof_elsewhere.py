"""What must be true of the day on the other platforms, and of the proof that nothing is missing."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

from openpyxl import load_workbook

from hedan.adapters.import_records import ImportRecords
from hedan.domain.base import OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.orders import OrderStatus
from hedan.domain.stops import StopAnswer
from infra.local.elsewhere import ASKED_LATE, SHEET_STORE, SOLD, platform_of, scenes
from infra.local.scenes import Day
from infra.local.sheets import BAD_ORDER
from infra.local.taobao import TaobaoPlatform

# Two orders of the sheet store were taken: an id and a tracking number each.
SHEET_CELLS = 4

type Claim = tuple[str, Callable[[Day], bool]]


def _numbers_arrived(day: Day) -> bool:
    """The platform has exactly the number that stands on the parcel."""
    return all(
        platform_of(day, store).numbers(day.orders[scene].order_id)
        == tuple(parcel.tracking.number for parcel in day.parcels(scene) if parcel.tracking)
        and day.states(scene) == {LineState.SHIPPED}
        for store in SOLD
        for scene in [f"{store} plain"]
    )


def _never_handed_over(day: Day) -> bool:
    rows = [row for sheets in day.workbooks.values() for sheet in sheets for row in sheet.rows]
    exported = {row["订单号"] for row in rows}
    return all(
        day.states(scene) == {LineState.NEW}
        and day.orders[scene].order_id not in exported
        and not platform_of(day, store).numbers(day.orders[scene].order_id)
        for store in SOLD
        for scene in [f"{store} refund before"]
    )


def _stopped(day: Day) -> bool:
    return all(
        (stop := day.stop(scene)) is not None
        and stop.answer is StopAnswer.STOPPED
        and day.states(scene) == {LineState.STOPPED}
        and not platform_of(day, store).numbers(day.orders[scene].order_id)
        for store in ASKED_LATE
        for scene in [f"{store} refund after"]
    )


def _taobao_was_answered(day: Day) -> bool:
    """Asked before the hand-over: stopped. After it: not promised, since nobody knows yet."""
    platform = platform_of(day, "tao-house")
    assert isinstance(platform, TaobaoPlatform)
    before = day.orders["tao-house refund before"].order_id
    after = day.orders["tao-house refund after"].order_id
    said = {str(result.call.tid): result.outcome for result in platform.spi_results}
    return (said.get(before), said.get(after)) == ("true", "false")


def _siblings_left_alone(day: Day) -> bool:
    return all(
        day.states(scene) == {LineState.SHIPPED} for scene in ("mall divided", "woo divided")
    )


def _parents_count_nothing(day: Day) -> bool:
    """What is stored of purchases and other merchants' orders has no line of ours to ship."""
    for scene in ("mall divided", "woo divided"):
        ours = day.orders[scene]
        order = day.file(scene).order
        others = [day.siblings[scene], *([order.purchase_id] if order else [])]
        for order_id in filter(None, others):
            file = day.world.desk.order_file(
                OrderKey(platform=ours.platform, store=ours.store, order_id=order_id)
            )
            replaced = file.order is None or file.order.status is OrderStatus.REPLACED
            if file.lines or not replaced:
                return False
    return True


def _sheet_taken(day: Day) -> bool:
    records = ImportRecords(day.world.client("dynamodb"), day.world.stack["SettingsTable"])
    (taken,) = records.newest(SHEET_STORE, 2)
    (refusal,) = taken.refusals
    return (taken.orders, taken.refused) == (2, 1) and bool(refusal.cell) and bool(refusal.zh)


def _sheet_went_back(day: Day) -> bool:
    """The bulk-shipping file names every order of the store with the number on its parcel."""
    book = load_workbook(io.BytesIO(day.bulk_files[SHEET_STORE]))
    cells = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    wanted = set()
    for scene in scenes(day):
        if scene.startswith(SHEET_STORE):
            wanted.add(day.orders[scene].order_id)
            wanted |= {one.tracking.number for one in day.parcels(scene) if one.tracking}
    return len(wanted) == SHEET_CELLS and wanted <= cells and BAD_ORDER not in cells


def _doors(day: Day) -> bool:
    """Who saw each order first: what the platform offers, and nothing else."""
    doors = {
        "pin-house": {"poll"},
        "tao-house": {"push", "poll"},
        "ali-house": {"push", "poll"},
        "mall-house": {"push", "poll"},
        "woo-house": {"push", "poll"},
        SHEET_STORE: {"file"},
    }
    first = [(key.store, day.file(scene).order) for scene, key in day.orders.items()]
    return all(
        order is not None and order.first_door in doors[store]
        for store, order in first
        if store in doors
    )


def _certified(day: Day) -> bool:
    """Every store with an API: complete. The store of sheets: says that it cannot be proven."""
    return all(
        ("完整。" in text) if store.api_url else ("无法证明" in text)
        for store in day.world.settings.stores
        for text in [day.certificates[store.id]]
    ) and len(day.certificates) == len(day.world.settings.stores)


def _fresh(day: Day) -> bool:
    """The gate stood open for a reason: refunds of every store are known up to minutes ago."""
    return all(
        known is not None and datetime.now(UTC) - known < store.after_sales_limit
        for store in day.world.settings.stores
        if store.api_url
        for known in [day.world.after_sales_known_until(store)]
    )


def _platforms_content(day: Day) -> bool:
    platforms = [shop.platform for shop in day.world.shops.values()]
    return all(not platform.violations and not platform.crashes for platform in platforms)


CLAIMS: tuple[Claim, ...] = (
    (
        "on every platform the number on the parcel is the number that the platform has",
        _numbers_arrived,
    ),
    (
        "on every platform the refund before the hand-over never reached a workbook",
        _never_handed_over,
    ),
    ("on every platform that tells in time the refund after it was stopped", _stopped),
    ("Taobao asked twice and was told the truth each time", _taobao_was_answered),
    ("a mall's other merchants and their refunds left our lines alone", _siblings_left_alone),
    ("no purchase was counted beside its parts", _parents_count_nothing),
    ("the store without an API: two orders of its sheet taken, the bad cell named", _sheet_taken),
    ("and its numbers went into the platform's own bulk-shipping file", _sheet_went_back),
    ("each order was first seen by a door that its platform has", _doors),
    ("every store's day is certified: complete, or said to be unprovable", _certified),
    ("refunds of every store are known up to minutes ago", _fresh),
    ("no platform saw its rules broken", _platforms_content),
)
