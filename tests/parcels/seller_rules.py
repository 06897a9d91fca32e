"""What the seller's rules promise of the plan: who meets, what waits, what is counted."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order, Payment
from hedan.domain.parcels import Parcel
from hedan.domain.tallies import Tally, is_of_routes
from hedan.domain.workbook_files import WorkbookState
from hedan.ports import Change
from tests.parcels.catalogue import (
    ARRIVES,
    CAP,
    FIRST_GIFT,
    FIRST_PER_DAY,
    PLATFORMS,
    SHARED,
    SUPPLIERS,
)
from tests.parcels.promises import OfAll, OfCommit, puts
from tests.parcels.watch import Watch
from tests.simulation.broken import require

HOME = ZoneInfo("Asia/Shanghai")  # The clock of stores and suppliers.


def _new(watch: Watch, change: Change) -> list[Parcel]:
    return [one for one in puts(change, Parcel) if one.parcel_id not in watch.parcels]


def only_who_may_meet_meets(watch: Watch, change: Change) -> None:
    """Orders share a parcel if buyer, address, kind and owner are one, or a person says so."""
    for parcel in _new(watch, change):
        orders = [watch.orders[key] for key in parcel.orders]
        if len(orders) < 2 or all(_has_word(watch, parcel, order) for order in orders):
            continue
        require(len(set(map(_meets, orders))) == 1, "7 who may not meet", (parcel, orders))
        stores = {order.key.store for order in orders}
        across = watch.shop.temper.across_stores and _are_compared(stores)
        require(len(stores) == 1 or across, "7 stores apart", parcel)
        most = watch.shop.temper.orders_max
        require(len(orders) <= most, "7 too many orders", parcel)


def _meets(order: Order) -> tuple[object, ...]:
    receiver = order.receiver
    alone = order.key.order_id if order.payment is Payment.ON_DELIVERY or order.not_before else ""
    abroad = order.key.order_id if receiver.country and order.key.platform == "doudian" else ""
    return (order.key.platform, order.buyer_id, receiver.address_id, alone, abroad)


def _are_compared(stores: set[str]) -> bool:
    return {PLATFORMS[store] for store in stores} == {"mall"}


def _has_word(watch: Watch, parcel: Parcel, order: Order) -> bool:
    works = (watch.lines[line.key] for line in parcel.lines if line.key.order == order.key)
    return any(work.handling.company for work in works)


def what_was_split_meets_no_other(watch: Watch, change: Change) -> None:
    """An auto-split part is never merged again: only lines of its order with its mark are in it."""
    for parcel in _new(watch, change):
        before = [watch.lines[line.key] for line in parcel.lines]
        if any(work.split_mark for work in before):
            marks = {(work.key.order, work.split_mark) for work in before}
            require(len(marks) == 1, "7 a part merged again", (parcel, marks))


def nothing_leaves_early(watch: Watch, change: Change) -> None:
    """What may not be shipped before a date is in no parcel before it."""
    for parcel in _new(watch, change):
        for line in parcel.lines:
            order = watch.orders[line.key.order]
            dates = [order.not_before]
            if any(part.sku == "LAMP" for part in line.contents):
                dates.append(_arrival(order))
            for date in filter(None, dates):
                require(date <= _of(parcel), "7 presale leaves early", (parcel, date))


def _arrival(order: Order) -> datetime | None:
    """Return when a lamp may leave: what was there when it was bought waits for nothing."""
    return ARRIVES if (order.paid_at or order.created_at) < ARRIVES else None


def _of(parcel: Parcel) -> datetime:
    assert parcel.claimed_at is not None
    return parcel.claimed_at


def gifts_follow_their_goods(watch: Watch, change: Change) -> None:
    """A parcel of gifts does not leave before the goods that earned them."""
    there = {LineState.CLAIMED, LineState.SHIPPED, LineState.GONE}
    works = watch.lines | {one.key: one for one in puts(change, LineWork)}
    for parcel in _new(watch, change):
        if not all(line.is_gift for line in parcel.lines):
            continue
        for line in parcel.lines:
            order = watch.orders[line.key.order]
            earned = order.line(line.key.line_id).gift_of
            states = {works[line.key.but(line_id=name)].state for name in earned}
            require(bool(states & there), "7 a gift before its goods", (parcel, states))


def the_first_of_a_day(watch: Watch, change: Change) -> None:
    """No more orders of a day get the gift of the first than the rule promises."""
    for work in puts(change, LineWork):
        gifts = [part.sku for part in work.parts if part.is_gift]
        require(not {"BOW", "BAG"} <= set(gifts), "6 gifts that exclude each other", work)
        if FIRST_GIFT in gifts and work.key.order in watch.orders:
            order = watch.orders[work.key.order]
            day = (order.paid_at or order.created_at).astimezone(HOME).date().isoformat()
            watch.given[day].add(order.key)
            few = len(watch.given[day]) <= FIRST_PER_DAY
            require(few, "6 more gifts than promised", watch.given)


def shares_are_counted_once(watch: Watch, change: Change) -> None:
    """A line counts once in the sharing out of its SKU: when it is first reserved."""
    fresh = sum(
        1
        for work in puts(change, LineWork)
        if work.state is LineState.RESERVED
        if any(part.sku == SHARED and not part.is_gift for part in work.parts)
    )
    for tally in puts(change, Tally):
        if is_of_routes(tally.name):
            known = watch.tallies.get(tally.name)
            step = sum(tally.counts.values()) - sum(known.counts.values() if known else ())
            require(0 <= step <= fresh, "6 a share counted twice", (tally, step, fresh))
    lines = {
        key
        for key, work in (watch.lines | {w.key: w for w in puts(change, LineWork)}).items()
        if work.key.order in watch.orders
        and watch.orders[work.key.order].line(key.line_id).sku == SHARED
    }
    for tally in puts(change, Tally):
        if is_of_routes(tally.name):
            most = len(lines)
            require(sum(tally.counts.values()) <= most, "6 a line counted again", (tally, most))


def no_more_than_a_day_allows(watch: Watch) -> None:
    """A supplier with a daily limit gets no more parcels in a day of its clock."""
    if not watch.shop.temper.capped:
        return
    for supplier in SUPPLIERS[:1]:
        of_day: dict[str, int] = {}
        for file in watch.files.values():
            if file.supplier == supplier and file.state is WorkbookState.WRITTEN:
                day = file.opened_at.astimezone(HOME).date().isoformat()
                of_day[day] = of_day.get(day, 0) + file.parcel_count
        for day, count in of_day.items():
            require(count <= CAP, "5 more than a day allows", (supplier, day, count))


AT_EVERY_COMMIT: tuple[OfCommit, ...] = (
    only_who_may_meet_meets,
    what_was_split_meets_no_other,
    nothing_leaves_early,
    gifts_follow_their_goods,
    the_first_of_a_day,
    shares_are_counted_once,
)
AFTER_EVERY_STEP: tuple[OfAll, ...] = (no_more_than_a_day_allows,)
