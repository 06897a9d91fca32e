"""A storm of refunds: asked, withdrawn and asked again while two stores' waves and uploads run.

Buyers and suppliers are threads that wait for nobody but for the moment that they chose; messages
come twice and overtake each other. When all is quiet, a second wave sends what nobody wants back.
"""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import batched

from hedan.domain.line_work import LineState, LineWork
from hedan.domain.parcels import ParcelState
from hedan.domain.stops import Stop
from infra.local.doudian import Faults
from infra.local.doudian.people import Buyer
from infra.local.placing import place
from infra.local.scenes import WORK_SECONDS_MAX, Day, wait_state
from infra.local.storm_supplier import StormSupplier
from infra.local.storm_work import SOLD, SUPPLIERS, Moment, Moments, Move, Wish, wishes
from infra.local.waiting import now_and_then, wait_for

AT_ONCE = 10  # Orders: the emulator starts a worker for each that is worked on.
AGAIN_SECONDS = 3.0
FAULTS = Faults(duplicate_probability=0.5, reorder_probability=0.5, reorder_seconds_max=1.5)
# What its supplier kept, and its buyer wants after all, starts again.
BEFORE_READY = frozenset({LineState.NEW, LineState.RESERVED})


def places(day: Day) -> None:
    """Buyers order; who asks once for a refund has an order of which all is kept: one parcel."""
    day.storm.wishes = wishes()
    neighbour: Buyer | None = None
    for some in batched(day.storm.wishes, AT_ONCE, strict=True):
        for wish in some:
            if neighbour and len(wish.moves) == 1:  # Other goods: the same again would be doubted.
                place(day, wish.scene, wish.store, SOLD[wish.store][:1], buyer=neighbour)
            else:
                neighbour = day.people.buyer()
                place(day, wish.scene, wish.store, SOLD[wish.store], buyer=neighbour)
        for wish in some:
            wait_state(day, wish.scene, {LineState.READY})


def rages(day: Day) -> None:
    """Let all of it happen at once, until it is quiet; then ship what is still wanted."""
    moments = {store: Moments() for store in SOLD}
    suppliers = [
        StormSupplier(day, SUPPLIERS[store], moments[store], _silent(day, store)) for store in SOLD
    ]
    over = threading.Event()
    again = now_and_then(partial(_uploads_again, day), AGAIN_SECONDS)
    usual, day.world.platform.faults = day.world.platform.faults, FAULTS
    with ThreadPoolExecutor(max_workers=len(SOLD) * (1 + len(Moment))) as threads:
        try:
            people = [threads.submit(one.works, over) for one in suppliers]
            people += [
                threads.submit(_buyers, day, store, moment, moments[store])
                for store in SOLD
                for moment in Moment
            ]
            _waves(day, "storm-1")
            for store in SOLD:
                moments[store].reach(Moment.BEGUN)
            for store in SOLD:
                _wait("a number is taken", partial(_is_taken, day, store), people)
                moments[store].reach(Moment.TAKEN)
            for one in people[len(suppliers) :]:
                one.result()
            for wish in day.storm.wishes:
                _wait(f"{wish.scene}: quiet", partial(_is_quiet, day, wish, again), people)
        finally:
            over.set()
            for store in SOLD:
                moments[store].reach_all()
        for one in people:
            one.result()
    day.world.platform.faults = usual
    _sends_the_rest(day, suppliers, again)
    day.storm.stops = _stops(day)
    day.storm.pressed = sum(one.pressed for one in suppliers)


def _wait(what: str, look: partial[bool], people: Sequence[Future[None]]) -> None:
    """Wait for something that people bring about; what they failed of comes out here."""

    def looked() -> bool:
        for one in people:
            if one.done():
                one.result()
        return look()

    wait_for(what, looked, seconds=WORK_SECONDS_MAX)


def _waves(day: Day, name: str) -> None:
    states = day.world.client("stepfunctions")
    for supplier in SUPPLIERS.values():
        states.start_execution(
            stateMachineArn=day.world.stack["WaveWorkflow"],
            name=f"{supplier}-{name}",
            input=json.dumps({"supplier": supplier}),
        )


# --- Buyers -------------------------------------------------------------------------------------


def _buyers(day: Day, store: str, moment: Moment, moments: Moments) -> None:
    """The buyers of one store at one moment: who waits for nothing goes first."""
    ours = [one for one in day.storm.wishes if (one.store, one.moment) == (store, moment)]
    moments.wait(moment)
    for wish in sorted(ours, key=lambda one: one.is_patient):
        refund = ""
        for move in wish.moves:
            if move is Move.ASK:
                refund = _asked(day, wish)
            else:
                day.world.platform.withdraw_refund(refund)
            if wish.is_patient:
                closed = move is Move.ASK
                what = f"{wish.scene}: fence {'closed' if closed else 'open'}"
                look = partial(_has_fence, day, wish, closed=closed)
                wait_for(what, look, seconds=WORK_SECONDS_MAX)


def _asked(day: Day, wish: Wish) -> str:
    """Ask for the money; return the after-sale's id."""
    order_id = day.orders[wish.scene].order_id
    line = day.world.platform.order(order_id).sku_orders[0].order_id
    return day.world.platform.request_refund(order_id, line if wish.of_one_line else None)


def wanted_back(day: Day, wish: Wish) -> list[LineWork]:
    """Return our work on the lines whose money the buyer asked for."""
    file = day.file(wish.scene)
    bought = day.world.platform.order(file.key.order_id).sku_orders
    asked = bought[:1] if wish.of_one_line else bought
    return [file.line(one.order_id) for one in asked] if wish.moves else []


def _has_fence(day: Day, wish: Wish, *, closed: bool) -> bool:
    return all(work.fence.is_closed is closed for work in wanted_back(day, wish))


# --- Until it is quiet --------------------------------------------------------------------------


def _is_taken(day: Day, store: str) -> bool:
    ours = {day.orders[one.scene].order_id for one in day.storm.wishes if one.store == store}
    return any(ours & set(shipment.order_ids) for shipment in day.shipments)


def _is_quiet(day: Day, wish: Wish, again: Callable[[], None]) -> bool:
    """Our fences are as the buyer's last word, nobody is asked anything, no number is under way."""
    if under_way(day, wish.scene):
        again()
        return False
    file = day.file(wish.scene)
    back = {work.key for work in wanted_back(day, wish)}
    ours = [stop for stop in _stops(day) if stop.order == file.key]
    return all(
        work.fence.is_closed is (wish.ends_refunded and work.key in back)
        for work in file.lines.values()
    ) and all(map(is_heard, ours))


def under_way(day: Day, *scenes: str) -> list[str]:
    """Return the parcels of scenes whose numbers are still to be told."""
    waits = (ParcelState.NUMBERED, ParcelState.UPLOADING)
    return [one.parcel_id for one in day.parcels(*scenes) if one.state in waits]


def _uploads_again(day: Day) -> None:
    """Try now what is tried again in six minutes: the platform showed a refund that we did not."""
    waiting = under_way(day, *(wish.scene for wish in day.storm.wishes))
    records = [{"messageId": parcel, "body": parcel} for parcel in waiting]
    day.world.invoke("UploadTracking", {"Records": records})


def is_heard(stop: Stop) -> bool:
    """Tell whether its supplier has answered it, or a person was told that nobody does."""
    if stop.withdrawn_at is None:
        return stop.answer is not None or stop.escalated_at is not None
    return (
        not stop.told
        or stop.withdrawal_seen_at is not None
        or stop.withdrawal_escalated_at is not None
        or stop.answer is not None
    )


def _silent(day: Day, store: str) -> set[str]:
    return {
        day.orders[one.scene].order_id
        for one in day.storm.wishes
        if one.store == store and not one.is_heard
    }


def _stops(day: Day) -> list[Stop]:
    return [stop for supplier in SUPPLIERS.values() for stop in day.world.desk.stops(supplier)]


def _sends_the_rest(
    day: Day, suppliers: Sequence[StormSupplier], again: Callable[[], None]
) -> None:
    """What was kept back and is wanted after all goes with a second wave."""
    wanted = [wish.scene for wish in day.storm.wishes if not wish.ends_refunded]
    for scene in wanted:
        what = f"nothing of {scene} is on its way to be ready"
        wait_for(what, partial(_has_place, day, scene), seconds=WORK_SECONDS_MAX)
    goes = {
        wish.store for wish in day.storm.wishes if LineState.READY in day.states(wish.scene)
    }  # Where nothing was kept back in vain, no second workbook comes.
    _waves(day, "storm-2")
    for store, one in zip(SOLD, suppliers, strict=True):
        one.labels_the_rest(is_more=store in goes)
    for scene in wanted:
        what = f"{scene} is shipped, or a person is asked"
        wait_for(what, partial(_has_ended, day, scene, again), seconds=WORK_SECONDS_MAX)


def _has_place(day: Day, scene: str) -> bool:
    return not day.states(scene) & BEFORE_READY


def _has_ended(day: Day, scene: str, again: Callable[[], None]) -> bool:
    if under_way(day, scene):
        again()
        return False
    return is_shipped_or_asked(day, scene)


def is_shipped_or_asked(day: Day, scene: str) -> bool:
    """Tell whether every line has left, or a person has been asked about the order."""
    return day.states(scene) == {LineState.SHIPPED} or bool(day.holds(scene))
