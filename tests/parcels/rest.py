"""Coming to rest: everybody does their work, without more trouble; then nothing is forgotten."""

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Line, OrderStatus
from hedan.domain.parcels import ParcelState
from hedan.domain.plan import Plan
from hedan.usecases.orders.release_hold import release_hold
from tests.parcels.catalogue import COUNTED, SUPPLIERS
from tests.parcels.deeds import Deeds
from tests.parcels.run import Run
from tests.simulation.broken import require

ROUNDS_MAX = 40
ROUND_SECONDS = 7 * 3600  # Presales begin, days with a limit end.
QUIET_ROUNDS = 6  # Longer than a presale: who waits now waits for good, and says for what.
PIECES_MAX = 2_000
PLENTY = 30


def come_to_rest(run: Run) -> None:
    """Bring a run to its end, every promise asked on the way. Raises Broken."""
    deeds, shop = run.deeds, run.shop
    shop.gate.calm()
    shop.gate.interlude = None
    quiet = 0
    for _ in range(ROUNDS_MAX):
        before = len(shop.watched.events)
        shop.tick(ROUND_SECONDS)
        shop.ring()
        _work_off(run)
        everybody_looks(deeds)
        run.look()
        _work_off(run)
        quiet = quiet + 1 if len(shop.watched.events) == before and not shop.wakes else 0
        if quiet == QUIET_ROUNDS or (quiet and not any(map(shop.desk.ready_lines, SUPPLIERS))):
            nothing_is_forgotten(run)
            return
    raise AssertionError(f"never at rest: {shop.log[-20:]}")


def _work_off(run: Run) -> None:
    deeds, shop = run.deeds, run.shop
    for _ in range(PIECES_MAX):
        if shop.mail:
            deeds.attempt("deliver", lambda: deeds.deliver(shop.number(), 0))
        elif deeds.has_work():
            deeds.attempt("carry_on", lambda: deeds.carry_on(0, 0))
        else:
            run.look()
            return
    raise AssertionError(f"work that never ends: {shop.log[-20:]}")


def everybody_looks(deeds: Deeds) -> None:
    """Release holds, bring goods, answer stops, begin waves, fill in workbooks."""
    shop, watch = deeds.shop, deeds.watch
    for key, hold in deeds.holds():
        release_hold(key, hold.hold_id, "owner", desk=shop.desk, now=shop.tick(60))
    for sku, stock in shop.desk.stock(COUNTED).items():
        if stock.free < PLENTY:
            shop.count_in(sku, PLENTY)
    for number, stop in enumerate(list(watch.stops.values())):
        if not stop.is_settled and stop.told:
            deeds.say(stop, left=number % 4 == 0)
    for supplier in SUPPLIERS:
        if shop.desk.ready_lines(supplier):
            shop.start("wave", f"wave-{shop.number()}", {"supplier": supplier})
    for parcel in deeds.unnumbered():
        deeds.number(parcel.parcel_id)


def nothing_is_forgotten(run: Run) -> None:
    """At the end every line is shipped, stopped, called off, or held for a person."""
    watch, shop = run.watch, run.shop
    for platform in shop.platforms.values():
        for order in platform.orders:
            for line in platform.shown(order.key.order_id).lines:
                key = LineKey(order=order.key, line_id=line.line_id)
                work = watch.lines.get(key)
                ended = _has_ended(run, key, line, work)
                require(ended, "nothing forgotten", (str(key), line.status, work))
    for stop in watch.stops.values():
        require(stop.is_settled, "2 a stop without an end", stop)


def _has_ended(run: Run, key: LineKey, line: Line, work: LineWork | None) -> bool:
    watch = run.watch
    if _is_a_gift_of_nothing(run, key, line):
        return work is None or work.state is not LineState.READY or _is_left_with_a_reason(run, key)
    if work is None:
        return line.status is OrderStatus.CANCELLED
    if work.state is LineState.SHIPPED:
        return True
    if line.status is OrderStatus.CANCELLED or work.fence.is_closed:
        return work.state in (LineState.NEW, LineState.STOPPED, LineState.GONE) or work.left
    holds = watch.holds.get(key.order)
    if holds is not None and holds.keeps(key.line_id):
        return True
    parcel = watch.parcels.get(work.parcel_id or "")
    return parcel is not None and (
        parcel.state is ParcelState.HELD or parcel.parcel_id in run.shop.dead_letters
    )


def _is_left_with_a_reason(run: Run, key: LineKey) -> bool:
    """Tell whether the plan of a wave says why the line waits."""
    files = run.shop.archive.files.items()
    plans = (Plan.model_validate_json(body) for name, body in files if name.endswith("/plan.json"))
    return any(key in left.lines and left.reason for plan in plans for left in plan.left)


def _is_a_gift_of_nothing(run: Run, key: LineKey, line: Line) -> bool:
    """Tell whether it is a gift whose every earner went back: it stays, and that is its end."""
    if not line.is_gift:
        return False
    works = [run.watch.lines.get(key.but(line_id=one)) for one in line.gift_of]
    platform = run.shop.platform_of(key.order.store)
    shown = platform.shown(key.order.order_id)
    return all(
        (work is not None and work.fence.is_closed)
        or shown.line(name).status is OrderStatus.CANCELLED
        for name, work in zip(line.gift_of, works, strict=True)
    )
