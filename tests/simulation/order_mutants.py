"""Bugs in what happens to orders, lines and stops: planted one by one."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any
from unittest import mock

from hedan.domain import after_sales, line_work
from hedan.domain.after_sales import AfterSale, AfterSaleStatus
from hedan.domain.events import EventKind
from hedan.domain.history import is_member
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.plan import PlannedParcel
from hedan.ports import Change
from hedan.usecases.following.follow_event import Followers
from hedan.usecases.intake import take_in
from hedan.usecases.orders import hold_order
from hedan.usecases.stops import answer_stop, fence_lines
from hedan.usecases.uploads import upload_tracking
from hedan.usecases.waves import claim_parcels
from hedan.usecases.workbooks import write_workbook
from tests.fakes.memory_desk import MemoryDesk
from tests.fakes.platform import FakePlatform
from tests.simulation.mutants import Kind, Mutant, Patch


def changed(edit: Callable[[Change], Change]) -> Callable[[], Patch]:
    """Edit every change on its way to the desk."""
    commit = MemoryDesk.commit
    return lambda: mock.patch.object(MemoryDesk, "commit", lambda desk, c: commit(desk, edit(c)))


def _without_clear(change: Change) -> Change:
    return change.but(clear=())


def _without_stops(change: Change) -> Change:
    kept = tuple(one for one in change.puts if type(one).__name__ != "Stop")
    events = tuple((of, event) for of, event in change.events if type(of).__name__ != "Stop")
    return change.but(puts=kept, events=events)


def _without_stop_events(change: Change) -> Change:
    return change.but(events=tuple((o, e) for o, e in change.events if e.kind != "stop_opened"))


def _reserving_twice(change: Change) -> Change:
    doubled = tuple(m.but(reserved=2 * m.reserved) if m.reserved > 0 else m for m in change.stock)
    return change.but(stock=doubled)


def _without_releases(change: Change) -> Change:
    return change.but(stock=tuple(move for move in change.stock if move.reserved >= 0))


def _deaf_to_lifts() -> Patch:
    """Start nothing when a fence has been lifted."""
    follow = Followers.follow

    def deaf(self: Followers, kind: EventKind, facts: Mapping[str, str], event_key: str) -> None:
        if kind is not EventKind.FENCE_LIFTED:
            follow(self, kind, facts, event_key)

    return mock.patch.object(Followers, "follow", deaf)


def _blind_puts() -> Patch:
    """Write without looking at the version."""

    def unversioned(desk: MemoryDesk, change: Change, events: object) -> None:
        return None

    commit = MemoryDesk.commit

    def fresh(desk: MemoryDesk, change: Change) -> None:
        puts = []
        for one in change.puts:
            known = desk.stored(one)
            puts.append(one.but(version=known.version) if known else one)
        events = tuple(
            (next((p for p in puts if _same(p, of)), of), event) for of, event in change.events
        )
        was = tuple(one for one in map(desk.stored, puts) if one and is_member(one))
        commit(desk, change.but(puts=tuple(puts), events=events, was=was))

    stack = ExitStack()
    stack.enter_context(mock.patch.object(MemoryDesk, "_refuse_stale", unversioned))
    stack.enter_context(mock.patch.object(MemoryDesk, "commit", fresh))
    return stack


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one.but(version=0) == other.but(version=0)


def _any_telling_is_news() -> Patch:
    return mock.patch.object(take_in, "is_news", return_value=True)


def _old_message_lifts() -> Patch:
    """Believe a lift whenever it comes, however old it is."""

    def fenced(line: LineWork, after_sale: AfterSale, *, named: bool = True) -> LineWork:
        later = line.fence.cases and not after_sale.closes
        if later:
            newest = max(case.changed_at for case in line.fence.cases)
            after_sale = after_sale.but(changed_at=max(newest, after_sale.changed_at))
        cases = tuple(
            case.model_copy(update={"closes": False})
            if case.after_sale_id != after_sale.after_sale_id and later
            else case
            for case in line.fence.cases
        )
        return real(line.but(fence=line.fence.but(cases=cases)), after_sale, named=named)

    real = line_work.fenced
    return mock.patch.object(fence_lines, "fenced", fenced)


def _agreed_refund_opens() -> Patch:
    lifts = after_sales._LIFTS | {AfterSaleStatus.AGREED}
    return mock.patch.object(after_sales, "_LIFTS", lifts)


def _lift_goes_back_into_parcel() -> Patch:
    """Bring a line back that its supplier has put aside."""

    released = line_work.released

    def back_in(line: LineWork) -> LineWork:
        put_aside = line.state is LineState.STOPPED
        return line.but(state=LineState.CLAIMED) if put_aside else released(line)

    return mock.patch.object(line_work, "released", back_in)


def _first_attempt_forgotten() -> Patch:
    return mock.patch.object(claim_parcels._Claims, "_claimed_before", return_value={})


def _fenced_rows_stay_claimed() -> Patch:
    return mock.patch.object(write_workbook, "_take_out_fenced", return_value=None)


def lives_although_stopping(work: LineWork, parcel: Parcel) -> bool:
    """Take what is asked back for what may leave."""
    claimed = work.state in (LineState.CLAIMED, LineState.STOPPING)
    return claimed and work.parcel_id == parcel.parcel_id


def _stopping_lines_are_shipped() -> Patch:
    """Upload what is being stopped. The desk's condition catches it: that lock is off, too."""
    stack = ExitStack()
    stack.enter_context(mock.patch.object(upload_tracking, "is_live", lives_although_stopping))
    stack.enter_context(changed(_without_clear)())
    return stack


def _upload_forgets_to_look() -> Patch:
    """Upload without reading the order. The platform refuses that: its lock is off, too."""

    def blind(live: list[LineWork], desk: MemoryDesk, platform_of: Any) -> Any:
        orders = {order.key: order for order in platform_of("cup-shop").orders}
        return {work.key.order: orders[work.key.order] for work in live}

    stack = ExitStack()
    stack.enter_context(mock.patch.object(FakePlatform, "_refuse", return_value=None))
    stack.enter_context(mock.patch.object(upload_tracking, "_read_again", blind))
    return stack


def _every_answer_counts() -> Patch:
    """Let the last answer win."""
    stop = MemoryDesk.stop

    def unanswered(desk: MemoryDesk, supplier: str, stop_id: str) -> Any:
        found = stop(desk, supplier, stop_id)
        return found and found.but(answer=None)

    real = answer_stop._attempt

    def attempt(*args: Any) -> Any:
        with mock.patch.object(MemoryDesk, "stop", unanswered):
            return real(*args)

    return mock.patch.object(answer_stop, "_attempt", attempt)


def _merge_doubles_a_quantity() -> Patch:
    real = PlannedParcel.parcel

    def parcel(planned: Any, workbook: str) -> Parcel:
        made = real(planned, workbook)
        first, *rest = made.lines
        return made.but(lines=(first.but(quantity=first.quantity * 2), *rest)) if rest else made

    return mock.patch.object(PlannedParcel, "parcel", parcel)


def _hold_leaves_ready_lines() -> Patch:
    return mock.patch.object(hold_order, "WAITING", frozenset({LineState.RESERVED}))


def _reserves_fenced_lines() -> Patch:
    def may_ship(line: LineWork) -> bool:
        return True

    return mock.patch.object(LineWork, "may_ship", property(may_ship))


def _record_loses_the_race() -> Patch:
    """Do not send the number for a line that came back during the upload."""
    return changed(
        lambda change: change.but(
            events=tuple(
                (of, event)
                for of, event in change.events
                if not (event.kind == "parcel_numbered" and len(change.events) > 1)
            )
        )
    )()


ORDER_MUTANTS = (
    Mutant("forgets that fences close", _reserves_fenced_lines, "", Kind.FENCE),
    Mutant("uploads without looking at the fence", changed(_without_clear), "1", Kind.CONDITION),
    Mutant("uploads lines that are stopping", _stopping_lines_are_shipped, "", Kind.FENCE),
    Mutant("does not read the order before the upload", _upload_forgets_to_look, "1", Kind.FENCE),
    Mutant("writes without versions", _blind_puts, "", Kind.VERSION),
    Mutant("opens no stop", changed(_without_stops), "", Kind.WRONG),
    Mutant("opens a stop and tells nobody", changed(_without_stop_events), "", Kind.WRONG),
    Mutant("lets the last answer win", _every_answer_counts, "2", Kind.CONDITION),
    Mutant("takes any telling for news", _any_telling_is_news, "", Kind.VERSION),
    Mutant("lifts by somebody else's message", _old_message_lifts, "3", Kind.VERSION),
    Mutant("opens the fence when the refund is agreed", _agreed_refund_opens, "", Kind.WRONG),
    Mutant("brings back what was put aside", _lift_goes_back_into_parcel, "", Kind.WRONG),
    Mutant("starts no workflow after a lift", _deaf_to_lifts, "4", Kind.WRONG),
    Mutant("forgets what a dead attempt has claimed", _first_attempt_forgotten, "4", Kind.TOKEN),
    Mutant("leaves fenced rows claimed", _fenced_rows_stay_claimed, "", Kind.FENCE),
    Mutant("loses the number of a line that came back", _record_loses_the_race, "4", Kind.WRONG),
    Mutant("doubles a quantity in a merge", _merge_doubles_a_quantity, "6", Kind.WRONG),
    Mutant("reserves twice", changed(_reserving_twice), "8", Kind.WRONG),
    Mutant("never gives a reservation back", changed(_without_releases), "8", Kind.WRONG),
    Mutant("holds an order and leaves its lines ready", _hold_leaves_ready_lines, "10", Kind.WRONG),
)
