"""What must be true after the storm: no ship after stop, nobody forgotten, nothing twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hedan.domain.events import EventKind
from hedan.domain.line_work import LineState
from hedan.domain.stops import StopAnswer
from infra.local.doudian import AfterSaleStatus, Shipment
from infra.local.doudian.model import OPEN_AFTER_SALES
from infra.local.scenes import Day
from infra.local.storm_day import is_heard, is_shipped_or_asked
from infra.local.storm_work import SOLD, SUPPLIERS, Move, Wish

type Claim = tuple[str, Callable[[Day], bool]]
type Closed = tuple[datetime, datetime | None]  # From when to when; None: to this day.

# So that nobody proves an empty storm: a few of each, however the threads ran.
STOPS_MIN, SHIPMENTS_MIN = 8, 16
# No function of the refund's way runs longer here: it reads one order and writes once.
RUN_MAX = timedelta(seconds=10)


def shipments(day: Day) -> list[Shipment]:
    """Return the parcels of the storm that the platform took, by its own record."""
    ours = {day.orders[wish.scene].order_id for wish in day.storm.wishes}
    return [one for one in day.shipments if ours & set(one.order_ids)]


def closed_times(day: Day, wish: Wish) -> dict[str, list[Closed]]:
    """Return when each line's refunds were known to us, by the history of its order."""
    found: dict[str, list[Closed]] = {}
    # In the order of their commits: the clocks of two functions are read before that.
    tellings: dict[tuple[str, str], list[tuple[int, datetime, bool]]] = {}
    for stored in day.world.desk.history(day.orders[wish.scene]):
        event = stored.event
        if event.kind in (EventKind.FENCE_CLOSED, EventKind.FENCE_LIFTED):
            for line in filter(None, event.facts["lines"].split(",")):
                told = tellings.setdefault((line, event.facts["after_sale"]), [])
                closes = event.kind is EventKind.FENCE_CLOSED
                told.append((stored.version, event.at, closes))
    for (line, _), told in tellings.items():
        ends = [(at, closes) for _, at, closes in sorted(told)]
        found.setdefault(line, []).extend(
            (at, until)
            for (at, closes), (until, _) in pairwise([*ends, (None, False)])
            if closes and at
        )
    return found


class Left(NamedTuple):
    """One line in one shipment that the platform took."""

    line: str
    began: datetime  # When we began to tell it; else when the platform took it.
    taken: datetime  # In whole seconds.


def left(day: Day) -> Iterator[Left]:
    """Yield each line of the storm that the platform took."""
    sent = {
        parcel.tracking.number: parcel.sent_at
        for parcel in day.parcels(*(wish.scene for wish in day.storm.wishes))
        if parcel.tracking and parcel.sent_at
    }
    for shipment in shipments(day):
        # A parcel is told again for lines that follow: then the platform's time is the earlier one.
        began = min(shipment.time, sent.get(shipment.logistics_code, shipment.time))
        for line, _ in shipment.sku_orders:
            yield Left(line, began, shipment.time)


def shipped_after_stop(day: Day) -> list[str]:
    """Return the lines that we began to tell a platform of while their refund was known to us.

    An instant of ours is when a function began; what it wrote came up to RUN_MAX later. Nearer
    than that clocks cannot say what came first: see crossed().
    """
    closed = _closed(day)
    return [
        one.line
        for one in left(day)
        if _is_within(one.began, closed.get(one.line, []), after=RUN_MAX)
    ]


def crossed(day: Day) -> list[str]:
    """Return the lines whose refund became known about when the platform was told of them.

    No software calls such a message back: their stops say what became of the goods.
    """
    closed, after = _closed(day), set(shipped_after_stop(day))
    return [
        one.line
        for one in left(day)
        if one.line not in after and _is_within(one.taken, closed.get(one.line, []))
    ]


def _closed(day: Day) -> dict[str, list[Closed]]:
    return {
        line: times for wish in day.storm.wishes for line, times in closed_times(day, wish).items()
    }


def _is_within(instant: datetime, times: list[Closed], *, after: timedelta = timedelta(0)) -> bool:
    return any(
        since + after <= instant and (until is None or instant < until) for since, until in times
    )


def _none_after_stop(day: Day) -> bool:
    return not shipped_after_stop(day)


def _all_heard(day: Day) -> bool:
    """Answered, seen, or a person was told; and those that nobody answers were escalated."""
    silent = {day.orders[wish.scene] for wish in day.storm.wishes if not wish.is_heard}
    unanswered = [stop for stop in day.storm.stops if stop.order in silent]
    return all(map(is_heard, day.storm.stops)) and all(
        stop.answer is None and stop.escalated_at is not None for stop in unanswered
    )


def _once(day: Day) -> bool:
    counts = Counter(line for one in shipments(day) for line, _ in one.sku_orders)
    return bool(counts) and all(count == 1 for count in counts.values())


def _fences_agree(day: Day) -> bool:
    """Our fences are what the platform's own records say, line by line."""
    return all(
        day.file(wish.scene).line(line).fence.is_closed is is_refunded
        for wish in day.storm.wishes
        for line, is_refunded in _refunded_there(day, wish)
    )


def _refunded_there(day: Day, wish: Wish) -> Iterator[tuple[str, bool]]:
    for line in day.world.platform.order(day.orders[wish.scene].order_id).sku_orders:
        status = AfterSaleStatus.CLOSED
        if line.after_sale_id:
            status = day.world.platform.after_sale(line.after_sale_id).status
        yield line.order_id, status in OPEN_AFTER_SALES


def _wanted_is_shipped(day: Day) -> bool:
    """Goods whose buyer wants them left, each line; but where a person has to look at a number."""
    kept = [wish for wish in day.storm.wishes if not wish.moves]
    wanted = [wish for wish in day.storm.wishes if not wish.ends_refunded]
    return all(day.states(one.scene) == {LineState.SHIPPED} for one in kept) and all(
        is_shipped_or_asked(day, one.scene) for one in wanted
    )


def _was_a_storm(day: Day) -> bool:
    """Both suppliers were asked back goods, said yes and no, and shipped; refunds came again."""
    stops, taken = day.storm.stops, shipments(day)
    answers = {stop.answer for stop in stops}
    return (
        len(stops) >= STOPS_MIN
        and len(taken) >= SHIPMENTS_MIN
        and {stop.supplier for stop in stops} == set(SUPPLIERS.values())
        and {one.shop_id for one in taken} == {day.world.shop(store) for store in SOLD}
        and {StopAnswer.STOPPED, StopAnswer.GONE} <= answers
        and any(stop.withdrawn_at for stop in stops)
        and any(wish.moves.count(Move.ASK) > 1 for wish in day.storm.wishes)
        and day.storm.pressed > 0
    )


CLAIMS: tuple[Claim, ...] = (
    ("it was a storm: refunds asked, withdrawn, asked again, answered yes and no", _was_a_storm),
    (
        "in the storm no platform was told of a line after its refund was known to us",
        _none_after_stop,
    ),
    ("in the storm every stop was answered, or a person was told", _all_heard),
    ("in the storm no line was shipped twice", _once),
    ("after the storm every fence is what the platform's records say", _fences_agree),
    ("after the storm everything that is wanted was shipped", _wanted_is_shipped),
)
