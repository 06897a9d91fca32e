"""The promises of the design, each one function whose docstring is the promise itself.

A watcher sees every write in the order of the commits, so that nothing that was true only for a
moment escapes it; what must hold at rest is asked when a run has come to rest.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, ParcelState, Tracking
from hedan.domain.stops import Stop, StopAnswer, StopLevel
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Aggregate
from hedan.usecases.workbooks.manifest import load_manifest
from tests.fakes.platform import WITHDRAWN
from tests.simulation import completeness
from tests.simulation.broken import require
from tests.simulation.gifts import GiftWatch
from tests.simulation.rules import IN_PARTS, book_of
from tests.simulation.world import World

# Written down again, and not taken from the code under test: who changes the life of a line must
# change it here too.
LIFE = {
    (None, "new"),
    (None, "reserved"),
    ("new", "reserved"),
    ("reserved", "ready"),
    ("reserved", "new"),
    ("ready", "claimed"),
    ("ready", "new"),
    ("claimed", "stopping"),
    ("claimed", "shipped"),
    ("claimed", "new"),  # Put aside although the refund was withdrawn: stopped for no time at all.
    ("stopping", "stopped"),
    ("stopping", "new"),  # Asked back for anything but a refund, and still there.
    ("stopping", "gone"),
    ("stopping", "claimed"),
    ("stopping", "shipped"),
    ("stopped", "new"),
    ("gone", "claimed"),
}
RESERVING = frozenset({"reserved", "ready", "claimed", "stopping"})
INSTRUCTED = frozenset({"reserved", "ready", "claimed"})
LEFT = frozenset({"gone", "shipped"})


class Watcher:
    """Looks at everything that was written since the last look."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: dict[LineKey, LineWork] = {}
        self.parcels: dict[str, Parcel] = {}
        self.stops: dict[str, Stop] = {}
        self.told: dict[tuple[OrderKey, str], datetime] = {}  # Orders and after-sales: their age.
        self.cleared: set[tuple[LineKey, Tracking | None]] = set()
        self.shipments_seen = self.virtual_seen = self.accepted_seen = 0  # Of the platform's.
        self.uploaded: set[tuple[str, str]] = set()
        self.gifts = GiftWatch(world, in_parts=book_of(world.seed) is IN_PARTS)

    def look(self) -> None:
        """Check every promise that must hold after every step. Raises Broken."""
        written, self.world.desk.touched = self.world.desk.touched, []
        saves, self.world.ledgers.saves = self.world.ledgers.saves, []
        for save in saves:
            for kept_by in completeness.AT_EVERY_SAVE:
                kept_by(self.world, save)
        for always in completeness.AFTER_EVERY_STEP:
            always(self.world)
        platform = self.world.platform
        called = (len(platform.calls), len(platform.virtual_calls))
        if not written and called == (self.shipments_seen, self.virtual_seen):
            return
        for one in written:
            for promise in AT_EVERY_WRITE:
                promise(self, one)
            self.gifts.see(one)
            self._remember(one)
        for check in AFTER_EVERY_STEP:
            check(self)
        self._seen()

    def _seen(self) -> None:
        platform = self.world.platform
        self.shipments_seen = len(platform.calls)
        self.virtual_seen = len(platform.virtual_calls)
        self.accepted_seen = len(platform.accepted)

    def at_rest(self) -> None:
        """Check what must be true when nothing is under way any more. Raises Broken."""
        self.look()
        for whole in completeness.AT_REST:  # First: what was missed explains the rest.
            whole(self.world)
        for check in AT_REST:
            check(self)
        self.gifts.at_rest()

    def _remember(self, one: Aggregate) -> None:
        match one:
            case LineWork():
                self.lines[one.key] = one
            case Parcel():
                self.parcels[one.parcel_id] = one
                if one.state is ParcelState.UPLOADING:
                    works = [self.lines[line.key] for line in one.lines]
                    self.cleared.update(
                        (work.key, one.tracking)
                        for work in works
                        if work.may_ship and work.state is LineState.CLAIMED
                    )
            case Stop():
                self.stops[one.stop_id] = one
            case Order() | AfterSale():
                self.told[_subject(one)] = one.changed_at
            case _:
                return


# --- At every write ----------------------------------------------------------------------------


def no_claim_after_stop(watcher: Watcher, one: Aggregate) -> None:
    """No ship instruction is committed for a line whose fence is closed."""
    if isinstance(one, LineWork):
        kept = one.may_ship or one.state.value not in INSTRUCTED
        require(kept, "1 no ship after stop", one)


def one_life(watcher: Watcher, one: Aggregate) -> None:
    """A line goes only where its life leads, and every write counts one version."""
    if isinstance(one, LineWork):
        known = watcher.lines.get(one.key)
        before = known.state.value if known else None
        moved = (before, one.state.value)
        require(before == one.state.value or moved in LIFE, "3 life of a line", (moved, one))
        version = known.version if known else 0
        require(one.version == version + 1, "3 lost update", (version, one))


def fence_only_grows_newer(watcher: Watcher, one: Aggregate) -> None:
    """An old message cannot re-open or re-close a fence."""
    known = watcher.lines.get(one.key) if isinstance(one, LineWork) else None
    if known is None or not isinstance(one, LineWork):
        return
    ages = {case.after_sale_id: case.age for case in one.fence.cases}
    for case in known.fence.cases:
        require(ages.get(case.after_sale_id, case.age) >= case.age, "3 old message", one)
        require(case.after_sale_id in ages, "3 forgotten case", one)


def tellings_only_grow_newer(watcher: Watcher, one: Aggregate) -> None:
    """What is known of an order or after-sale never gives way to something older."""
    if isinstance(one, Order | AfterSale):
        known = watcher.told.get(_subject(one))
        require(known is None or one.changed_at >= known, "3 older telling", (known, one))


def _subject(one: Order | AfterSale) -> tuple[OrderKey, str]:
    return (one.key, "") if isinstance(one, Order) else (one.order, one.after_sale_id)


def one_live_parcel(watcher: Watcher, one: Aggregate) -> None:
    """A line is in at most one live parcel."""
    if isinstance(one, LineWork) and one.state is LineState.CLAIMED:
        known = watcher.lines.get(one.key)
        stays = known is not None and known.parcel_id in (None, one.parcel_id)
        require(stays and one.parcel_id is not None, "5 once", (known, one))


def parcels_keep_what_they_are(watcher: Watcher, one: Aggregate) -> None:
    """Taking one member out of a parcel leaves the others' parcel, deadline and remarks alone."""
    known = watcher.parcels.get(one.parcel_id) if isinstance(one, Parcel) else None
    if known and isinstance(one, Parcel):
        same = (known.lines, known.deadline, known.remarks, known.receiver, known.workbook)
        now = (one.lines, one.deadline, one.remarks, one.receiver, one.workbook)
        require(same == now, "7 untouched parcel", one)
        require(one.tracking == known.tracking or known.tracking is None, "5 number", one)


def others_stay_untouched(watcher: Watcher, one: Aggregate) -> None:
    """What leaves a parcel touches no line that stays: not even its version."""
    known = watcher.lines.get(one.key) if isinstance(one, LineWork) else None
    if known is None or not isinstance(one, LineWork) or one.state is not LineState.CLAIMED:
        return
    if known.state is LineState.CLAIMED:
        require(known.fence != one.fence, "7 touched for nothing", (known, one))


def asked_before_sent_again(watcher: Watcher, one: Aggregate) -> None:
    """A line that its supplier may have is free only when the supplier said that it is there."""
    known = watcher.lines.get(one.key) if isinstance(one, LineWork) else None
    if known is None or not isinstance(one, LineWork) or one.state is not LineState.NEW:
        return
    if known.state is LineState.STOPPING:
        stayed = any(
            stop.parcel_id == known.parcel_id and stop.answer is StopAnswer.STOPPED
            for stop in watcher.stops.values()
            if any(line.key == one.key for line in stop.lines)
        )
        require(stayed, "5 free before its supplier said so", (known, one))


def parts_equal_the_whole(watcher: Watcher, one: Aggregate) -> None:
    """Units and cents of the parts equal the whole; no remark and no deadline is lost."""
    if not isinstance(one, Parcel) or one.parcel_id in watcher.parcels:
        return
    orders = watcher.world.desk.orders(one.orders)
    for part in one.lines:
        line = orders[part.key.order].line(part.key.line_id)
        whole = (line.quantity, line.paid_minor, line.sku)
        require((part.quantity, part.paid_minor, part.sku) == whole, "6 conservation", part)
    keys = [part.key for part in one.lines]
    require(len(keys) == len(set(keys)), "6 a line twice", one)
    deadlines = [orders[part.key.order].line(part.key.line_id).deadline for part in one.lines]
    require(one.deadline == min(filter(None, deadlines), default=None), "7 deadline", one)


def orders_stay_as_told(watcher: Watcher, one: Aggregate) -> None:
    """Merging and splitting never change an order."""
    if isinstance(one, Order):
        told = next(o for o in watcher.world.platform.orders if o.key == one.key)
        same = [line.line_id for line in told.lines] == [line.line_id for line in one.lines]
        receivers = watcher.world.receivers.get(one.key, {told.receiver})
        require(same and one.receiver in receivers, "7 untouched originals", one)
        amounts = [(line.quantity, line.paid_minor) for line in one.lines]
        whole = [(line.quantity, line.paid_minor) for line in told.lines]
        require(amounts == whole, "7 untouched originals", one)


def stops_end_heard(watcher: Watcher, one: Aggregate) -> None:
    """The first answer stands, and no stop is withdrawn while its line must not travel."""
    if not isinstance(one, Stop):
        return
    known = watcher.stops.get(one.stop_id)
    if known and known.answer:
        require(one.answer is known.answer, "2 second answer", (known, one))
    if one.withdrawn_at and not (known and known.withdrawn_at):
        open_again = all(
            line is None or line.may_ship or line.parcel_id != one.parcel_id
            for line in (watcher.lines.get(stopped.key) for stopped in one.lines)
        )
        # The lines of the same commit come before their stops.
        require(open_again, "2 withdrawn too early", one)


# --- After every step --------------------------------------------------------------------------


def no_stop_forgotten(watcher: Watcher) -> None:
    """Each instruction committed before the fence closed gets a stop; never silent."""
    waiting = [line for line in watcher.lines.values() if line.state is LineState.STOPPING]
    if not waiting:
        return
    heard = {
        (stop.parcel_id, line.key)
        for stop in watcher.stops.values()
        if not stop.is_settled
        for line in stop.lines
    }
    for line in waiting:
        require((line.parcel_id, line.key) in heard, "2 no stop forgotten", line)


def no_upload_after_stop(watcher: Watcher) -> None:
    """No tracking upload is made for a line whose fence was closed when it was claimed."""
    for shipment in watcher.world.platform.calls[watcher.shipments_seen :]:
        for line in shipment.lines:
            key = LineKey(order=line.order, line_id=line.line_id)
            kept = (key, shipment.tracking) in watcher.cleared
            require(kept, "1 upload after stop", (key, shipment))
    for departure in watcher.world.platform.virtual_calls[watcher.virtual_seen :]:
        for line in departure.lines:
            key = LineKey(order=line.order, line_id=line.line_id)
            require((key, None) in watcher.cleared, "1 virtual goods after stop", departure)


def one_number_per_line(watcher: Watcher) -> None:
    """A tracking number goes to the platform once per order."""
    accepted = watcher.world.platform.accepted
    for one in accepted[watcher.accepted_seen :]:
        line = (one.order_id, one.line_id)
        require(line not in watcher.uploaded, "5 uploaded twice", one)
        watcher.uploaded.add(line)


def nothing_is_shipped_into_a_refund(watcher: Watcher) -> None:
    """The platform never gets a number for a line that is in after-sale."""
    for one in watcher.world.platform.accepted[watcher.accepted_seen :]:
        require(not one.had_after_sale, "1 shipped into a refund", one)


def stock_adds_up(watcher: Watcher) -> None:
    """On hand = sum of ledger entries; reserved ≤ on hand; each reservation belongs to a line."""
    stock = watcher.world.desk.stock(["CUP"])["CUP"]
    booked = sum(entry.on_hand for entry in watcher.world.desk.ledger.values())
    require(stock.on_hand == booked, "8 ledger", (stock, booked))
    promised = sum(
        part.quantity
        for line in watcher.lines.values()
        if line.state.value in RESERVING
        for part in line.parts
        if part.tracks_stock and part.sku == "CUP"
    )
    require(stock.reserved == promised, "8 reservations", (stock, promised))
    require(0 <= stock.reserved <= stock.on_hand, "8 oversold", stock)


def held_orders_wait(watcher: Watcher) -> None:
    """An order with an open hold goes on when the last one closes: no wave can take its lines."""
    ready = [line for line in watcher.lines.values() if line.state is LineState.READY]
    for order in dict.fromkeys(line.key.order for line in ready):
        held = [
            hold.finding.code
            for hold in watcher.world.desk.order_file(order).holds.open
            # Opened beside a parcel that came too late: it says nothing about the other lines.
            if hold.finding.code not in ("TRACKING_AFTER_STOP", "STOP_TOO_LATE")
            and any(
                hold.finding.keeps(line.key.line_id) for line in ready if line.key.order == order
            )
        ]
        require(not held, "10 ready although held", (str(order), held))


# --- At rest -----------------------------------------------------------------------------------


def fences_say_what_the_platform_says(watcher: Watcher) -> None:
    """Any order, repetition or delay of messages ends in the same state as the quiet run."""
    cases = watcher.world.platform.after_sales
    for order in watcher.world.platform.orders:
        for line in order.lines:
            key = LineKey(order=order.key, line_id=line.line_id)
            mine = [c for c in cases if c.order == order.key and line.line_id in c.line_ids]
            work = watcher.lines.get(key)
            closed = work is not None and work.fence.is_closed
            stands = any(case.status not in WITHDRAWN for case in mine)
            require(closed == stands, "3 order independence", key)


def every_line_got_somewhere(watcher: Watcher) -> None:
    """A line that may travel is shipped at rest, or a person was told why it is not."""
    told = set(watcher.world.dead_letters) | {
        stored.event.facts["parcel"]
        for stored in watcher.world.desk.events
        if stored.event.kind == "parcel_held"
    }
    at_platform = {(one.order_id, one.line_id) for one in watcher.world.platform.accepted}
    for order in watcher.world.platform.orders:
        if order.key.order_id in watcher.world.platform.poison:
            continue
        for line in watcher.world.platform.shown(order.key.order_id).lines:
            key = LineKey(order=order.key, line_id=line.line_id)
            work = watcher.lines.get(key)
            if work is None or not work.may_ship or work.state is LineState.SHIPPED:
                continue
            left = (key.order.order_id, line.line_id) in at_platform
            if line.status.value == "cancelled" or left:
                continue
            parcel = watcher.parcels.get(work.parcel_id or "")
            require(
                bool({work.parcel_id, str(key.order)} & told),
                "4 a line in limbo",
                (str(key), work.state, parcel and (parcel.state, parcel.problem, parcel.tracking)),
            )


def every_stop_ended(watcher: Watcher) -> None:
    """Each stop ends acknowledged or escalated to a person."""
    for stop in watcher.world.desk.all(Stop):
        ended = stop.is_settled or stop.escalated_at is not None
        require(ended, "2 a stop without an end", stop)


def told_stops_were_said(watcher: Watcher) -> None:
    """What is noted as told was said: each level has its notice, which bears the stop's link."""
    bodies = [notice.email_body for notice in watcher.world.notices.published]
    for stop in watcher.world.desk.all(Stop):
        told = sum(telling.level is not StopLevel.WITHDRAWN for telling in stop.told)
        said = sum(stop.stop_id in body for body in bodies)
        require(said >= told, "2 told and never said", stop)


def rows_are_once(watcher: Watcher) -> None:
    """A line's parts have one row each, and no other: nothing travels that no supplier knows of."""
    rows: defaultdict[tuple[str, LineKey], int] = defaultdict(int)
    keys: list[str] = []
    for file in watcher.world.desk.all(WorkbookFile):
        if file.state is WorkbookState.WRITTEN:
            for row in load_manifest(watcher.world.archive, file).rows:
                rows[row.parcel_id, row.line] += 1
                keys.append(row.row_key)
                parcel = watcher.parcels[row.parcel_id]
                require(parcel.workbook == file.number, "5 foreign row", (file, row))
    require(len(keys) == len(set(keys)), "5 a row twice", keys)
    for (parcel_id, key), count in rows.items():
        (line,) = (line for line in watcher.parcels[parcel_id].lines if line.key == key)
        require(count == max(1, len(line.parts)), "5 rows", (parcel_id, key, count))
    asked = {(stop.parcel_id, line.key) for stop in watcher.stops.values() for line in stop.lines}
    for parcel in watcher.parcels.values():
        for key in (key for correction in parcel.corrections for key in correction.lines):
            place = (parcel.parcel_id, key)
            require(place not in rows or place in asked, "5 a row of what left unheard", place)
    for key, work in watcher.lines.items():
        if work.state is LineState.SHIPPED:
            assert work.parcel_id is not None
            in_no_file = watcher.parcels[work.parcel_id].is_virtual
            has_row = (work.parcel_id, key) in rows
            require(has_row is not in_no_file, "5 shipped without a row", work)


AT_EVERY_WRITE: tuple[Callable[[Watcher, Aggregate], None], ...] = (
    no_claim_after_stop,
    one_life,
    fence_only_grows_newer,
    tellings_only_grow_newer,
    one_live_parcel,
    parcels_keep_what_they_are,
    others_stay_untouched,
    asked_before_sent_again,
    parts_equal_the_whole,
    orders_stay_as_told,
    stops_end_heard,
)
AFTER_EVERY_STEP: tuple[Callable[[Watcher], None], ...] = (
    no_stop_forgotten,
    no_upload_after_stop,
    one_number_per_line,
    nothing_is_shipped_into_a_refund,
    stock_adds_up,
    held_orders_wait,
)
AT_REST: tuple[Callable[[Watcher], None], ...] = (
    fences_say_what_the_platform_says,
    every_line_got_somewhere,
    every_stop_ended,
    told_stops_were_said,
    rows_are_once,
)
