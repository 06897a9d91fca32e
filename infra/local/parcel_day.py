"""The parcel plan's part of the day: who travels with whom, from where, when, and what comes back.

Two kitchen factories: one sends what a person asks for, the other by itself. Whatever could be sent
is recalled once, and sent once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from hedan.domain.line_work import LineState, LineWork
from hedan.domain.people import Role
from hedan.domain.stops import StopAnswer
from infra.local import elsewhere, web
from infra.local.asked_back import answer
from infra.local.doudian import Item
from infra.local.mall import MallPlatform
from infra.local.odd_goods import in_xinjiang
from infra.local.parcel_goods import (
    BOARD,
    BY_HAND,
    BY_ITSELF,
    CODE,
    FORK,
    KITCHENS,
    KNIFE,
    LID,
    OIL,
    POT,
    RUG,
    SPOON,
    TRAY,
    WOK,
)
from infra.local.parcel_work import ParcelWork
from infra.local.placing import place
from infra.local.scenes import ODD, POLL_SECONDS_MAX, WORK_SECONDS_MAX, Day, wait_state
from infra.local.supplier import Sheet
from infra.local.taobao import TaobaoPlatform
from infra.local.team import Refused, Teammate, in_path
from infra.local.waiting import wait_for

STORE = "odd-house"
HURRIED = f"{ODD}parcels: nearly late"
STAYS, MOVES = f"{ODD}parcels: merged, stays", f"{ODD}parcels: merged, moves"
LADDER = f"{ODD}parcels: ladder of gifts"
EARNED = f"{ODD}parcels: gift not earned any more"
SHARED = tuple(f"{ODD}parcels: shared {number}" for number in (1, 2, 3, 4))
REFUSED = f"{ODD}parcels: refused region"
APART = f"{ODD}parcels: too heavy and liquid"
TWO_FACTORIES = f"{ODD}parcels: two factories"
VIRTUAL = {store: f"{ODD}parcels: virtual of {store}" for store in ("tao-house", "mall-house")}
TRAVELLING = (
    HURRIED,
    *(STAYS, MOVES, LADDER, EARNED),
    *SHARED,
    *(REFUSED, APART, TWO_FACTORIES),
)

REMARK = "勺子要长柄的"
# The deadline is so near that its factory does not wait for other orders.
HURRY_HOURS = 6
BEGUN, BEGUN_AGAIN, LAST = "by hand", "by hand, after the recall", "by hand, the last"
FULL, URGENT = "full", "urgent"


def places(day: Day) -> None:
    """Buyers order, some at a time; what is nearly late goes at once, before the others come.

    The shared goods come one after the other: orders that are looked at together, before any of
    them is counted, go to the same factory, and only those after them make good.
    """
    work = day.parcel_work
    work.people = [Teammate(day.world.stack, Role.OPERATOR)]
    first, second, third, fourth = SHARED
    _order(day, HURRIED, [LID], ship_within_hours=HURRY_HOURS)
    family = day.people.buyer()
    _order(day, STAYS, [SPOON], buyer=family, remark=REMARK)
    _order(day, MOVES, [FORK], buyer=family)
    _order(day, first, [RUG])
    _wait_ready(day, (STAYS, MOVES, first))
    _order(day, LADDER, [BOARD])
    _order(day, EARNED, [SPOON, KNIFE])
    _order(day, second, [RUG])
    _wait_ready(day, (LADDER, EARNED, second))
    _virtual(day)
    _order(day, third, [RUG])
    _refund_knife(day)
    _wait_ready(day, (third,))
    work.waves[URGENT] = _wave_told(day, BY_ITSELF, URGENT)
    far = day.people.buyer()
    _order(day, REFUSED, [TRAY], buyer=replace(far, receiver=in_xinjiang(far.receiver)))
    _order(day, APART, [WOK, POT, OIL])
    _order(day, fourth, [RUG])
    _wait_ready(day, (REFUSED, APART, fourth))
    _order(day, TWO_FACTORIES, [FORK, LID])
    work.waves[FULL] = _wave_told(day, BY_ITSELF, FULL)


def sends(day: Day) -> None:
    """A person begins a wave, takes it back unseen, and sends all of it with the next one."""
    _wait_ready(day, TRAVELLING)
    work = day.parcel_work
    number = _begun_by_hand(day, BEGUN)
    work.planned = tuple(day.parcels(APART))
    work.offered = day.world.suppliers[BY_HAND].offered()[number]
    _recalled(day, number)
    work.dead_link = web.get(work.offered).status
    number = _begun_by_hand(day, BEGUN_AGAIN)
    for supplier in KITCHENS:
        work.sheets |= {one.number: one for one in day.world.suppliers[supplier].workbooks()}
    path = f"/suppliers/{BY_HAND}/workbooks/{number}/recall"
    try:
        work.operator.post(path, {"reason": "too late"})
    except Refused as refused:
        work.refused = refused


def corrects(day: Day) -> None:
    """An address changes after the hand-over: the factory says that it stayed, it goes anew."""
    work = day.parcel_work
    work.handed_over = tuple(day.parcels(STAYS, MOVES))
    moved = day.orders[MOVES].order_id
    day.world.platform.apply_address_change(moved, day.people.receiver())
    day.world.platform.confirm_address_change(moved)
    answer(day, MOVES, StopAnswer.STOPPED)
    _wait_ready(day, (MOVES,))
    number = _begun_by_hand(day, LAST)
    work.sheets |= {
        one.number: one for one in day.world.suppliers[BY_HAND].workbooks() if one.number == number
    }


def ships(day: Day) -> None:
    """The factories label all of it; of the order of two factories the second part comes last."""
    work = day.parcel_work
    moved = day.orders[MOVES].order_id
    last = _number_of(day, LAST)
    for sheet in _sheets(work, BY_ITSELF):
        day.world.suppliers[BY_ITSELF].hand_back(sheet, lambda _: True)
    wait_for(
        f"the first part of {TWO_FACTORIES} is shipped",
        lambda: LineState.SHIPPED in day.states(TWO_FACTORIES),
        seconds=WORK_SECONDS_MAX,
    )
    work.part_shipped = shown(day, TWO_FACTORIES)
    for sheet in _sheets(work, BY_HAND):
        asked_back = "" if sheet.number == last else moved
        day.world.suppliers[BY_HAND].hand_back(sheet, partial(_stays, asked_back))
    for scene in TRAVELLING:
        if scene != EARNED:
            wait_state(day, scene, {LineState.SHIPPED})
    wait_for(
        f"what is left of {EARNED} is shipped",
        lambda: LineState.SHIPPED in day.states(EARNED),
        seconds=WORK_SECONDS_MAX,
    )
    for scene in VIRTUAL.values():
        wait_state(day, scene, {LineState.SHIPPED}, seconds=POLL_SECONDS_MAX)


def _stays(asked_back: str, cells: dict[str, str]) -> bool:
    return cells["订单号"] != asked_back


def shown(day: Day, scene: str) -> dict[str, Any]:
    """Return a scene's order as the API shows it."""
    found: dict[str, Any] = day.parcel_work.operator.get(f"/orders/{in_path(day.orders[scene])}")
    return found


def waves(day: Day, supplier: str) -> Sequence[Mapping[str, Any]]:
    """Return a supplier's waves as the API shows them, the oldest first."""
    found = day.parcel_work.operator.get(f"/suppliers/{supplier}/waves")["waves"]
    return tuple(reversed(found))


def _order(day: Day, scene: str, items: Iterable[Item], **terms: Any) -> None:
    # All at one instant: what is given to the first of a day must not end at a midnight between.
    hours_ago = 3 + (datetime.now(UTC) - day.began_at) / timedelta(hours=1)
    place(day, scene, STORE, items, hours_ago=hours_ago, **terms)


def _virtual(day: Day) -> None:
    """Nothing of these travels: they go as soon as they are decided."""
    for store, scene in VIRTUAL.items():
        platform = elsewhere.platform_of(day, store)
        assert isinstance(platform, MallPlatform | TaobaoPlatform)
        (person,) = elsewhere.people(day, 1)
        paid_at = datetime.now(UTC) - timedelta(hours=3, seconds=len(day.orders))
        shop = day.world.shop(store)
        order_id = platform.place_order(shop, [CODE], person, paid_at=paid_at)
        day.orders[scene] = day.world.key(store, order_id)


def _refund_knife(day: Day) -> None:
    """The line that earned a gift goes back; the gift had been put to the line that stays."""
    order = day.file(EARNED).order
    assert order is not None
    knife = next(line.line_id for line in order.lines if line.sku == KNIFE.code)
    day.world.platform.request_refund(order.key.order_id, knife)
    wait_for(
        f"the refund in {EARNED} has withdrawn the gift",
        lambda: (
            day.file(EARNED).line(knife).fence.is_closed
            and not any(part.is_gift for work in _kept(day) for part in work.parts)
            and {work.state for work in _kept(day)} == {LineState.READY}
        ),
        seconds=POLL_SECONDS_MAX,
    )


def _kept(day: Day) -> list[LineWork]:
    return [work for work in day.file(EARNED).lines.values() if not work.fence.is_closed]


def _wait_ready(day: Day, scenes: Iterable[str]) -> None:
    for scene in scenes:
        wait_for(
            f"{scene} is ready",
            partial(_is_ready, day, scene),
            seconds=POLL_SECONDS_MAX,
        )


def _is_ready(day: Day, scene: str) -> bool:
    """Tell whether every line waits for its wave, or has gone with one that began by itself."""
    works = [work for work in day.file(scene).lines.values() if not work.fence.is_closed]
    by_itself = {LineState.CLAIMED, LineState.READY}
    return bool(works) and all(
        work.state in (by_itself if work.supplier == BY_ITSELF else {LineState.READY})
        for work in works
    )


def _wave_told(day: Day, supplier: str, began: str) -> str:
    """Wait until a wave of this name has reached its supplier; return the name."""
    found = wait_for(
        f"the {began} wave of {supplier} has reached it",
        lambda: [
            one
            for one in waves(day, supplier)
            if f"-{began}-" in one["wave"] and one["state"] in ("told", "downloaded")
        ],
        seconds=POLL_SECONDS_MAX,
    )
    name: str = found[-1]["wave"]
    return name


def _begun_by_hand(day: Day, why: str) -> str:
    """Begin a wave twice by the same wish; return the number of the one workbook it wrote."""
    work = day.parcel_work
    path, wish = f"/suppliers/{BY_HAND}/waves", {"request": f"parcel-day-{len(work.waves)}"}
    name = work.waves[why] = work.operator.post(path, wish)["wave"]
    work.begun_again = work.operator.post(path, wish)["wave"]
    found = wait_for(
        f"the wave {why} has reached {BY_HAND}",
        lambda: [
            one for one in waves(day, BY_HAND) if (one["wave"], one["state"]) == (name, "told")
        ],
        seconds=WORK_SECONDS_MAX,
    )
    number: str = found[0]["workbook"]
    return number


def _recalled(day: Day, number: str) -> None:
    path = f"/suppliers/{BY_HAND}/workbooks/{number}/recall"
    day.parcel_work.operator.post(path, {"reason": "还有一批货没到"})
    wait_for(
        f"{BY_HAND} is told of the recall",
        lambda: bool(day.world.suppliers[BY_HAND].mails("workbook_recalled")),
        seconds=WORK_SECONDS_MAX,
    )
    _wait_ready(day, TRAVELLING)


def _number_of(day: Day, began: str) -> str:
    name = day.parcel_work.waves[began]
    (number,) = {
        one["workbook"]
        for supplier in KITCHENS
        for one in waves(day, supplier)
        if one["wave"] == name
    }
    return str(number)


def _sheets(work: ParcelWork, supplier: str) -> list[Sheet]:
    return [sheet for number, sheet in work.sheets.items() if number.startswith(f"{supplier}-")]
