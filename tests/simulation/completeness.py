"""The promises of the pull ledger: nothing is missed, and what is not known to be whole says so.

What a window should hold is asked of the platform itself, never of what its listing answered.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import attrgetter

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.intake import Hint
from hedan.domain.orders import Order
from hedan.domain.pull_ledger import Listing, PullWindow
from hedan.platforms.platform import Listed
from hedan.usecases.intake.take_in import take_in
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.memory_ledgers import MemoryLedgers, Save
from tests.fakes.memory_ports import MemoryArchive
from tests.simulation.broken import require
from tests.simulation.world import FRESH_FOR, STORE, World

# What is ours in an order and in an after-sale, written down again: the rest is the platform's.
OURS = {
    "version",
    "raw",
    "read_at",
    "told_by",
    "first_door",
    "first_lag_seconds",
    "address_change_asked_at",
    "address_changed_at",
    "seen_at",
    "fenced_at",
}
OF_ORDER = attrgetter(*sorted(set(Order.model_fields) - OURS))
OF_CASE = attrgetter(*sorted(set(AfterSale.model_fields) - OURS))


# --- At every save of a ledger -----------------------------------------------------------------


def windows_close_on_proof(world: World, save: Save) -> None:
    """A window closes only if its end was seen, its counts agree, and each row has its place."""
    for window in save.closed:
        came = window.distinct + window.unreadable
        require(window.end_seen, "4 closed, its end unseen", window)
        require(window.total in (None, came), "4 closed, its counts disagree", window)
        placed = window.taken + len(window.set_aside)
        require(not window.pending and placed == came, "4 closed, rows without a place", window)


def closed_rows_are_taken_in(world: World, save: Save) -> None:
    """Each row of a closed window is in the table at least as new, or set aside."""
    for window in save.closed:
        aside = {one.subject for one in window.set_aside}
        for row in _should_hold(world, window):
            subject = f"{row.order_id}/{row.after_sale_id}" if row.after_sale_id else row.order_id
            kept = subject in aside or _is_in(world, row)
            require(kept, "4 closed without a row", (row, window))


def what_is_set_aside_says_why(world: World, save: Save) -> None:
    """Nothing is set aside without its reason: in words, and those of the platform."""
    for window in save.closed:
        for one in window.set_aside:
            require("cannot be shown" in one.reason, "4 set aside without a reason", one)


def checkpoint_stays_behind_open_windows(world: World, save: Save) -> None:
    """What is known ends before the first open window, and none of these leaves but closed."""
    ledger = save.ledger
    for window in ledger.open:
        known = ledger.known_until
        kept = known is not None and known <= window.since
        require(kept, "4 checkpoint past an open window", (known, window))
    there = {_span(window) for window in (*ledger.open, *save.closed)}
    for window in save.before.open:
        require(_span(window) in there, "4 an open window is gone", window)
    before, after = save.before.asked_until, ledger.asked_until
    kept = before is None or (after is not None and after >= before)
    require(kept, "4 asked less far than before", ledger)


# --- After every step --------------------------------------------------------------------------


def nothing_leaves_while_stale(world: World) -> None:
    """No claim and no call to ship while refunds are known only up to too long ago."""
    given, world.instructed = world.instructed, []
    for one in given:
        known = [until for until in (one.known_before, one.known_after) if until is not None]
        fresh = any(one.began - until <= FRESH_FOR for until in known)
        require(fresh, "9 stale", one)


# --- At rest -----------------------------------------------------------------------------------


def no_window_stays_open(world: World) -> None:
    """One poison order, one lost hint, one wrong total: no window waits for them for ever."""
    for listing in Listing:
        for window in world.ledgers.ledger(STORE, listing).open:
            require(False, "4 a window that never closes", (window.why_open, window))


def windows_leave_no_gap(world: World) -> None:
    """Closed windows cover all time from the first look to the checkpoint."""
    for listing in (Listing.ORDERS, Listing.AFTER_SALES):
        reached: datetime | None = None
        for window in sorted(_closed(world, listing), key=lambda one: one.since):
            kept = reached is None or window.since <= reached
            require(kept, "4 a gap", (listing, reached, window))
            reached = max(reached or window.until, window.until)
        known = world.ledgers.ledger(STORE, listing).known_until
        require(known == reached, "4 known without a window", (listing, known, reached))


def everything_is_as_in_a_quiet_run(world: World) -> None:
    """What the platform knows is in the table as if each had been told once, in order."""
    quiet = _quiet_desk(world)
    for told in world.platform.orders:
        if told.key.order_id in world.platform.poison:
            continue
        is_, should = world.desk.order_file(told.key), quiet.order_file(told.key)
        known = is_.order is not None and should.order is not None
        same = known and _same(is_.order, should.order, OF_ORDER)
        require(same, "4 order not as told", (is_.order, should.order))
    for case in world.platform.after_sales:
        in_table = world.desk.order_file(case.order).after_sales.get(case.after_sale_id)
        wanted = quiet.order_file(case.order).after_sales.get(case.after_sale_id)
        require(_same(in_table, wanted, OF_CASE), "4 after-sale not as told", (in_table, wanted))
        for line_id in case.line_ids:
            key = LineKey(order=case.order, line_id=line_id)
            fences = [desk.lines([key])[key].fence.is_closed for desk in (world.desk, quiet)]
            require(fences[0] == fences[1], "3 fence not as in a quiet run", (key, fences))


def poison_is_named(world: World) -> None:
    """An order that nobody can read is set aside with its reason, where a person finds it."""
    for order_id in world.platform.poison:
        marks = world.ledgers.marks(STORE, [order_id])
        kept = order_id in marks and "cannot be shown" in marks[order_id].reason
        require(kept, "4 poison unnamed", (order_id, marks))
        named = any(
            one.subject == order_id
            for window in _closed(world, Listing.ORDERS)
            for one in window.set_aside
        )
        require(named, "4 poison not in the ledger", order_id)


# --- Looking -----------------------------------------------------------------------------------


def _should_hold(world: World, window: PullWindow) -> list[Listed]:
    """Return the rows that were listed when it was asked. That second was not over then."""
    asked_at = world.asked_at[window.asked_at]
    rows = world.platform.listed(window.listing, window.since, window.until, asked_at)
    return [row for row in rows if row.changed_at < asked_at]


def _is_in(world: World, row: Listed) -> bool:
    key = OrderKey(platform="doudian", store=STORE, order_id=row.order_id)
    if row.after_sale_id:
        case = world.desk.after_sales([(key, row.after_sale_id)]).get((key, row.after_sale_id))
        told = world.platform.after_sale(row.after_sale_id)
        return case is not None and _covers(case, told, OF_CASE)
    order = world.desk.orders([key]).get(key)
    return order is not None and _covers(order, world.platform.shown(row.order_id), OF_ORDER)


def _covers[M: (Order, AfterSale)](stored: M, told: M, told_of: Callable[[M], object]) -> bool:
    return stored.changed_at > told.changed_at or _same(stored, told, told_of)


def _same[M: (Order, AfterSale)](
    one: M | None, other: M | None, told_of: Callable[[M], object]
) -> bool:
    if one is None or other is None:
        return one is other
    return bool(told_of(one) == told_of(other))


def _span(window: PullWindow) -> tuple[datetime, datetime]:
    return window.since, window.until


def _closed(world: World, listing: Listing) -> list[PullWindow]:
    return [one for one in world.ledgers.closed.values() if one.listing == listing]


def _quiet_desk(world: World) -> MemoryDesk:
    """Return what a desk holds that was told everything once, without any trouble."""
    desk = MemoryDesk()
    hints = [_told(world, order.key) for order in world.platform.orders]
    hints += [_told(world, case.order, case.after_sale_id) for case in world.platform.after_sales]
    take_in(
        hints,
        desk=desk,
        marks=MemoryLedgers(),
        platform_of=world.platform_of,
        archive=MemoryArchive(),
        now=world.now + timedelta(seconds=1),
    )
    return desk


def _told(world: World, order: OrderKey, after_sale_id: str | None = None) -> Hint:
    return Hint(
        door="push",
        platform=order.platform,
        store=order.store,
        kind="after_sale" if after_sale_id else "order",
        message_id=f"quiet-{order.order_id}-{after_sale_id}",
        seen_at=world.now,
        order_id=order.order_id,
        after_sale_id=after_sale_id,
    )


AT_EVERY_SAVE: tuple[Callable[[World, Save], None], ...] = (
    windows_close_on_proof,
    closed_rows_are_taken_in,
    what_is_set_aside_says_why,
    checkpoint_stays_behind_open_windows,
)
AFTER_EVERY_STEP: tuple[Callable[[World], None], ...] = (nothing_leaves_while_stale,)
AT_REST: tuple[Callable[[World], None], ...] = (
    no_window_stays_open,
    windows_leave_no_gap,
    everything_is_as_in_a_quiet_run,
    poison_is_named,
)
