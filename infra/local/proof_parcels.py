"""What must be true of the parcel plan: who travels together, gifts, shares, limits, parts."""

from collections import Counter
from collections.abc import Callable

from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.stops import StopAnswer
from infra.local.asked_back import stop_of
from infra.local.elsewhere import platform_of
from infra.local.kitchen_books import Row, rows, rows_of, sheet_of, skus, why
from infra.local.parcel_day import (
    APART,
    BEGUN_AGAIN,
    EARNED,
    LADDER,
    LAST,
    MOVES,
    REFUSED,
    REMARK,
    SHARED,
    STAYS,
    TRAVELLING,
    TWO_FACTORIES,
    VIRTUAL,
    shown,
)
from infra.local.parcel_goods import (
    BY_HAND,
    BY_ITSELF,
    CARTON,
    KITCHENS,
    LARGE_BAG,
    MANUAL,
    MAT,
    OIL,
    POT,
    RUG,
    SMALL_BAG,
    SPOON,
    STONE,
    WOK,
)
from infra.local.scenes import Day

type Claim = tuple[str, Callable[[Day], bool]]

PART = "第 {} 件，共 3 件"

# --- One parcel, several orders -----------------------------------------------------------------


def _moved(day: Day) -> bool:
    """Its lines alone came back, were asked for by their cause, and went out to the new place."""
    stop, (parcel,) = stop_of(day, MOVES), day.parcels(MOVES)
    if stop is None or len(day.parcel_work.handed_over) != 1:
        return False
    (before,) = day.parcel_work.handed_over
    (left,) = day.world.desk.parcels([before.parcel_id])[before.parcel_id].corrections
    lines = {line.key for line in stop.lines}
    row_of = {row["订单号"]: row for row in sheet_of(day, LAST).rows}
    return (
        stop.answer is StopAnswer.STOPPED
        and {key.order for key in lines} == {day.orders[MOVES]}
        and (left.cause, set(left.lines)) == ("address", lines)
        and parcel.parcel_id != before.parcel_id
        and parcel.receiver.address_id != before.receiver.address_id
        and list(row_of) == [day.orders[MOVES].order_id]
        and day.states(MOVES) == {LineState.SHIPPED}
    )


def _stayed(day: Day) -> bool:
    """The other order travelled in the parcel that both had, as that was."""
    handed_over = day.parcel_work.handed_over
    parcels = day.parcels(STAYS)
    if len(handed_over) != 1 or len(parcels) != 1:
        return False
    (before,), (after,) = handed_over, parcels
    return (
        set(before.orders) == {day.orders[STAYS], day.orders[MOVES]}
        and _kept_of(before) == _kept_of(after)
        and REMARK in {remark.text for remark in after.remarks}
        and day.states(STAYS) == {LineState.SHIPPED}
        and [one.order_ids for one in day.shipments if _is_of(one.logistics_code, after)]
        == [(day.orders[STAYS].order_id,)]
    )


def _kept_of(parcel: Parcel) -> tuple[object, ...]:
    return parcel.parcel_id, parcel.deadline, parcel.remarks, parcel.lines, parcel.receiver


def _is_of(number: str, parcel: Parcel) -> bool:
    return parcel.tracking is not None and parcel.tracking.number == number


# --- Gifts --------------------------------------------------------------------------------------


def _first_of_the_day(day: Day) -> bool:
    """Two of the four have the gift, and the others were told why they have not."""
    with_mat = [scene for scene in SHARED if MAT in skus(rows(day, scene))]
    overruled = {scene: _overruled(day, scene, MAT) for scene in SHARED}
    return len(with_mat) == 2 and overruled == {  # noqa: PLR2004 - so says the rule.
        scene: "" if scene in with_mat else "first_per_day" for scene in SHARED
    }


def _only_the_best(day: Day) -> bool:
    sent = skus(rows(day, LADDER))
    by = [_overruled(day, LADDER, bag) for bag in (LARGE_BAG, SMALL_BAG)]
    return sent.keys() & {LARGE_BAG, SMALL_BAG} == {LARGE_BAG} and by == ["", "large-bag"]


def _gift_went_back(day: Day) -> bool:
    """The line that stayed had the gift, and left without it when the other went back."""
    went = [
        decision
        for one in why(day, EARNED)["decisions"]
        for decision in one["decision"]["lines"]
        if any(part["sku"] == STONE for part in decision["parts"])
    ]
    return (
        bool(went)
        and skus(rows(day, EARNED)) == {SPOON.code: 1}
        and _overruled(day, EARNED, STONE) == "after_sale"
        and all(
            (work.state is LineState.SHIPPED) is not work.fence.is_closed
            for work in day.file(EARNED).lines.values()
        )
    )


def _overruled(day: Day, scene: str, sku: str) -> str | None:
    """Return who overruled a gift by the latest decision; None when no rule spoke of it."""
    decision = day.file(scene).decision
    said = decision.reasoning.given if decision else ()
    return next((one.overruled_by for one in said if sku in one.value), None)


# --- From where ---------------------------------------------------------------------------------


def _shared(day: Day) -> bool:
    makers = Counter(row_of for scene in SHARED for row_of in _makers(day, scene, RUG.code))
    half = len(SHARED) // len(KITCHENS)
    return makers == dict.fromkeys(KITCHENS, half)


def _fell_back(day: Day) -> bool:
    """The second factory has it, and whoever asks the API is told whom it takes over from."""
    (route,) = why(day, REFUSED)["routes"]
    return (
        {row["订单号"] for row in rows_of(day, BY_ITSELF)} >= {day.orders[REFUSED].order_id}
        and route["supplier"] == BY_ITSELF
        and BY_HAND in route["why"]
        and "新疆" in route["why"]
        and day.states(REFUSED) == {LineState.SHIPPED}
    )


def _makers(day: Day, scene: str, sku: str) -> list[str]:
    order_id = day.orders[scene].order_id
    return [
        supplier
        for supplier in KITCHENS
        for row in rows_of(day, supplier)
        if (row["订单号"], row["商家编码"]) == (order_id, sku)
    ]


# --- In how many parcels ------------------------------------------------------------------------


def _apart(day: Day) -> bool:
    """Three parcels, each for its reason; the rows say of each which part of the order it is."""
    because = {
        line.sku: {reason.partition(":")[0] for reason in parcel.reasons}
        for parcel in day.parcel_work.planned
        for line in parcel.lines
    }
    told = {row["商家编码"]: row["买家留言与备注"] for row in rows(day, APART)}
    said = "".join(told.values())
    return (
        sorted(len(parcel.lines) for parcel in day.parcels(APART)) == [1, 1, 1]
        and "CATEGORY" in because.get(OIL.code, ())
        and any("WEIGHT" in because.get(sku, ()) for sku in (WOK.code, POT.code))
        and told.keys() == because.keys()
        and [said.count(PART.format(number)) for number in (1, 2, 3)] == [1, 1, 1]
    )


def _packed(day: Day) -> bool:
    """The row says what it is packed in and what is put in; the pick list adds up to the rows."""
    sheet = sheet_of(day, BEGUN_AGAIN)
    packages = {one.code: one.name for one in day.world.settings.packages}
    inserts = {one.code: one.name for one in day.world.settings.inserts}
    packed = [(row["包装"], row["随箱"]) for row in rows(day, APART) if row["商家编码"] == WOK.code]
    wanted = Counter[str]()
    for row in sheet.rows:
        wanted[row["商家编码"]] += int(row["数量"])
    totals = {row["商家编码"]: int(row["数量"]) for row in sheet.picks if not _parcel_of(row)}
    shelves = [row["货位"] for row in sheet.picks if not _parcel_of(row) and row["货位"]]
    return (
        packed == [(packages[CARTON], inserts[MANUAL])]
        and totals == wanted
        and shelves == sorted(shelves)
        and len(shelves) > 1
    )


def _parcel_of(row: Row) -> str:
    number = row["包裹号"]
    return number if number.startswith("P") else ""


def _completed(day: Day) -> bool:
    """Part shipped after the first factory's number, complete after the second's."""
    first, last = day.parcel_work.part_shipped, shown(day, TWO_FACTORIES)
    states = sorted(part["state"] for part in first["parts"])
    return (
        (first["is_part_shipped"], first["is_complete"]) == (True, False)
        and states == ["claimed", "shipped"]
        and (last["is_part_shipped"], last["is_complete"]) == (False, True)
        and [part["part"] for part in last["parts"]] == ["1/2", "2/2"]
        and {parcel.supplier for parcel in day.parcels(TWO_FACTORIES)} == KITCHENS
    )


def _virtual(day: Day) -> bool:
    """No workbook, no number, and the platform has nothing left to ship."""
    return all(
        day.states(scene) == {LineState.SHIPPED}
        and [parcel.is_virtual for parcel in day.parcels(scene)] == [True]
        and not any(parcel.tracking or parcel.workbook for parcel in day.parcels(scene))
        and not any(platform_of(day, store).numbers(day.orders[scene].order_id))
        and not rows(day, scene)
        for store, scene in VIRTUAL.items()
    )


def _once(day: Day) -> bool:
    """Every line that travelled is in one accepted number of the platform's."""
    lines = Counter(line for one in day.shipments for line, _ in one.sku_orders)
    knife = {work.key.line_id for work in day.file(EARNED).lines.values() if work.fence.is_closed}
    return len(knife) == 1 and all(
        lines[work.key.line_id] == (0 if work.key.line_id in knife else 1)
        for scene in TRAVELLING
        for work in day.file(scene).lines.values()
    )


CLAIMS: tuple[Claim, ...] = (
    ("an order whose address changed left its parcel alone and went to the new one", _moved),
    ("the other order kept their parcel, its deadline and every remark", _stayed),
    ("the first two of the day got the gift, the others are told why not", _first_of_the_day),
    ("of a ladder of gifts only the best was given", _only_the_best),
    ("a gift left the line that stays when the line that earned it went back", _gift_went_back),
    ("two factories shared a SKU's orders as the settings say", _shared),
    ("what a factory refuses went to who takes over, and the API says why", _fell_back),
    ("too heavy a parcel was parted, and what is liquid travelled apart", _apart),
    ("rows say package and insert, and the pick list adds up to them", _packed),
    ("an order of two factories was part shipped, then complete", _completed),
    ("virtual goods shipped themselves, without a number or a workbook", _virtual),
    ("each line of the parcel plan reached the platform once", _once),
)
