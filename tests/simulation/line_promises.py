"""What is promised of each line: its life, its fence, its stock, and that it gets somewhere."""

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.stops import StopAnswer
from tests.fakes.platform_cases import WITHDRAWN
from tests.simulation.broken import require
from tests.simulation.watch import Watch

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
# What is sent again is reserved and waits for its wave at once.
LIFE_AGAIN = LIFE | {(None, "ready"), ("new", "ready")}
RESERVING = frozenset({"reserved", "ready", "claimed", "stopping"})
INSTRUCTED = frozenset({"reserved", "ready", "claimed"})


# --- At every write ----------------------------------------------------------------------------


def no_claim_after_stop(watch: Watch, one: LineWork) -> None:
    """No ship instruction is committed for a line whose fence is closed."""
    kept = one.may_ship or one.state.value not in INSTRUCTED
    require(kept, "1 no ship after stop", one)


def one_life(watch: Watch, one: LineWork) -> None:
    """A line goes only where its life leads, and every write counts one version."""
    known = watch.lines.get(one.key)
    before = known.state.value if known else None
    moved = (before, one.state.value)
    life = LIFE if one.instead is None else LIFE_AGAIN
    require(before == one.state.value or moved in life, "3 life of a line", (moved, one))
    version = known.version if known else 0
    require(one.version == version + 1, "3 lost update", (version, one))


def fence_only_grows_newer(watch: Watch, one: LineWork) -> None:
    """An old message cannot re-open or re-close a fence."""
    known = watch.lines.get(one.key)
    if known is None:
        return
    ages = {case.after_sale_id: case.age for case in one.fence.cases}
    for case in known.fence.cases:
        require(ages.get(case.after_sale_id, case.age) >= case.age, "3 old message", one)
        require(case.after_sale_id in ages, "3 forgotten case", one)


def one_live_parcel(watch: Watch, one: LineWork) -> None:
    """A line is in at most one live parcel."""
    if one.state is LineState.CLAIMED:
        known = watch.lines.get(one.key)
        stays = known is not None and known.parcel_id in (None, one.parcel_id)
        require(stays and one.parcel_id is not None, "5 once", (known, one))


def others_stay_untouched(watch: Watch, one: LineWork) -> None:
    """What leaves a parcel touches no line that stays: not even its version."""
    known = watch.lines.get(one.key)
    if known and known.state is LineState.CLAIMED and one.state is LineState.CLAIMED:
        require(known.fence != one.fence, "7 touched for nothing", (known, one))


def asked_before_sent_again(watch: Watch, one: LineWork) -> None:
    """A line that its supplier may have is free only when the supplier said that it is there."""
    known = watch.lines.get(one.key)
    if known and known.state is LineState.STOPPING and one.state is LineState.NEW:
        stayed = any(
            stop.parcel_id == known.parcel_id and stop.answer is StopAnswer.STOPPED
            for stop in watch.stops.values()
            if any(line.key == one.key for line in stop.lines)
        )
        require(stayed, "5 free before its supplier said so", (known, one))


# --- After every step --------------------------------------------------------------------------


def stock_adds_up(watch: Watch) -> None:
    """On hand = sum of ledger entries; reserved ≤ on hand; each reservation belongs to a line."""
    stock = watch.world.desk.stock(["CUP"])["CUP"]
    booked = sum(entry.on_hand for entry in watch.world.desk.ledger.values())
    require(stock.on_hand == booked, "8 ledger", (stock, booked))
    promised = sum(
        part.quantity
        for line in watch.lines.values()
        if line.state.value in RESERVING
        for part in line.parts
        if part.tracks_stock and part.sku == "CUP"
    )
    require(stock.reserved == promised, "8 reservations", (stock, promised))
    require(0 <= stock.reserved <= stock.on_hand, "8 oversold", stock)


def held_orders_wait(watch: Watch) -> None:
    """An order with an open hold goes on when the last one closes: no wave can take its lines."""
    ready = [line for line in watch.lines.values() if line.state is LineState.READY]
    for order in dict.fromkeys(line.key.order for line in ready):
        held = [
            hold.finding.code
            for hold in watch.world.desk.order_file(order).holds.open
            # Opened beside a parcel that came too late: it says nothing about the other lines.
            if hold.finding.code not in ("TRACKING_AFTER_STOP", "STOP_TOO_LATE")
            and any(
                hold.finding.keeps(line.key.line_id) for line in ready if line.key.order == order
            )
        ]
        require(not held, "10 ready although held", (str(order), held))


# --- At rest -----------------------------------------------------------------------------------


def fences_say_what_the_platform_says(watch: Watch) -> None:
    """Any order, repetition or delay of messages ends in the same state as the quiet run."""
    cases = watch.world.platform.after_sales
    for order in watch.world.platform.orders:
        for line in order.lines:
            key = LineKey(order=order.key, line_id=line.line_id)
            mine = [c for c in cases if c.order == order.key and line.line_id in c.line_ids]
            work = watch.lines.get(key)
            closed = work is not None and work.fence.is_closed
            stands = any(
                case.status not in WITHDRAWN and case.kind is not AfterSaleKind.RESEND
                for case in mine
            )
            require(closed == stands, "3 order independence", key)


def every_line_got_somewhere(watch: Watch) -> None:
    """A line that may travel is shipped at rest, or a person was told why it is not."""
    told = set(watch.world.dead_letters) | {
        stored.event.facts["parcel"]
        for stored in watch.world.desk.events
        if stored.event.kind == "parcel_held"
    }
    for order in watch.world.platform.orders:
        if order.key.order_id in watch.world.platform.poison:
            continue
        for line in watch.world.platform.shown(order.key.order_id).lines:
            key = LineKey(order=order.key, line_id=line.line_id)
            work = watch.lines.get(key)
            if work is None or not work.may_ship or work.state is LineState.SHIPPED:
                continue
            if line.status.value in ("cancelled", "shipped"):
                continue
            parcel = watch.parcels.get(work.parcel_id or "")
            require(
                bool({work.parcel_id, str(key.order)} & told),
                "4 a line in limbo",
                (str(key), work.state, parcel and (parcel.state, parcel.problem, parcel.tracking)),
            )
