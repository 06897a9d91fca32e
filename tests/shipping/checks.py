"""What must be true when a storm is over, by the platforms' own books."""

from collections import Counter

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel, ParcelState
from tests.shipping.storm import Storm
from tests.simulation.broken import Broken, require

# What a platform lets pass although a refund had come to it a moment before: nobody could know it.
KNOWN_TOO_LATE = ("shipped_over_refund", "over an open issue", "refund")
UNFINISHED = frozenset({ParcelState.NUMBERED, ParcelState.UPLOADING})


def check(storm: Storm) -> None:
    """Raise Broken for the first thing that is not so."""
    sim = storm.world.market.sim
    require(not sim.crashes, "the simulator is sound", sim.crashes)
    careless = [one for one in map(str, sim.violations) if not _too_late(one)]
    require(not careless, "nothing careless", careless[:3])
    require(not storm.unproven, "visible means: it was read there", storm.unproven[:3])
    parcels = list(storm.desk.all(Parcel))
    for parcel in parcels:
        _check_fences(storm, parcel)
    for parcel in parcels:
        where = f"{storm.where}, {parcel.parcel_id} ({'; '.join(parcel.reasons)})"
        try:
            _check_parcel(storm, parcel)
        except Broken as broken:
            broken.add_note(where)
            raise
    _each_once(storm)


def _check_parcel(storm: Storm, parcel: Parcel) -> None:
    assert parcel.tracking is not None
    require(parcel.state not in UNFINISHED, "every parcel comes to an end", parcel.state)
    change = parcel.change
    open_change = change is not None and change.allowed_at is not None
    require(not open_change or parcel.state is ParcelState.HELD, "a change ends", change)
    shipped = storm.shipped_lines(parcel)
    for order in parcel.orders:
        own = {key for key in shipped if key.order == order}
        _check_order(storm, parcel, _numbers_at(storm, parcel, order), order, own)
    waiting = [line.key for line in parcel.lines if _may_go(storm, parcel, line.key)]
    require(not waiting or _is_refused(storm, parcel), "what may leave has left", waiting)
    is_shipped = parcel.state is ParcelState.SHIPPED or _is_refused(storm, parcel)
    require(is_shipped or not shipped, "a parcel with shipped lines is shipped", parcel.state)
    if shipped and parcel.state is ParcelState.SHIPPED:
        instants = parcel.sent_at, parcel.accepted_at
        require(None not in instants, "what is shipped was sent and accepted", instants)
        is_known = parcel.visible_at is not None or parcel.parcel_id in storm.told_unseen
        require(is_known, "visible in the end, or a person knows", parcel.look_at)


def _numbers_at(storm: Storm, parcel: Parcel, order: OrderKey) -> set[str]:
    """Return the number that an order must have, or two where the platform decided.

    A correction speaks of no line that was fenced then, and an order may be refused it.
    """
    assert parcel.tracking is not None
    last = parcel.number_changes[-1] if parcel.number_changes else None
    corrected = storm.corrected.get(parcel.parcel_id, set()) - storm.refused_orders(parcel)
    if last is None or (last.done_at and order in corrected):
        return {parcel.tracking.number}
    return {last.old.number, last.new.number}


def _check_order(
    storm: Storm, parcel: Parcel, numbers: set[str], order: OrderKey, own: set[LineKey]
) -> None:
    kept = [one for one in storm.kept(order) if one.number in numbers]
    held = frozenset().union(*(one.line_ids or () for one in kept))
    knows_lines = all(one.line_ids is not None for one in kept)
    if own:
        require(bool(kept), "every number on every member order", order)
        require(len(kept) == 1, "once", kept)
        if knows_lines:
            missing = {key.line_id for key in own} - held
            require(not missing, "the lines that we call shipped are", missing)
        _check_more(storm, parcel, order)
    elif kept:
        # Of an attempt that died the platform may not say which lines it was about.
        require(parcel.accepted_at is not None, "what the platform has is known", order)


def _check_fences(storm: Storm, parcel: Parcel) -> None:
    """See that nothing was told of a line whose fence was closed at every claim of its parcel."""
    claimed = storm.claims.get(parcel.parcel_id, set())
    for order in parcel.orders:
        numbers = _numbers_at(storm, parcel, order)
        of_order = {key.line_id for key in claimed if key.order == order}
        for one in storm.kept(order):
            if one.number not in numbers:
                continue
            require(bool(of_order), "none for a closed fence", order)
            fenced = (one.line_ids or frozenset()) - of_order
            require(not fenced, "none for a closed fence", fenced)


def _check_more(storm: Storm, parcel: Parcel, order: OrderKey) -> None:
    """See that the numbers of further boxes are there, where the platform takes them."""
    if not storm.stores[order.store].capabilities.more_numbers:
        return
    numbers = Counter(one.number for one in storm.kept(order))
    for box in parcel.more_numbers:
        require(numbers[box.number] == 1, "every further number, once", box)


def _may_go(storm: Storm, parcel: Parcel, key: LineKey) -> bool:
    work = storm.work(key)
    mine = work is not None and work.parcel_id == parcel.parcel_id
    return mine and work is not None and work.state is LineState.CLAIMED and work.may_ship


def _is_refused(storm: Storm, parcel: Parcel) -> bool:
    """Tell whether its platform takes nothing more of an order because of a refund in it.

    Some know refunds of whole orders only: then a person must say what becomes of the rest.
    """
    files = (storm.desk.order_file(order) for order in parcel.orders)
    closed = any(case.closes for file in files for case in file.after_sales.values())
    return parcel.state is ParcelState.HELD and closed


def _each_once(storm: Storm) -> None:
    """No number of ours stands at an order that it is not for, and none twice."""
    ours: dict[OrderKey, set[str]] = {}
    for parcel in storm.desk.all(Parcel):
        numbers = {box.number for box in (parcel.tracking, *parcel.more_numbers) if box}
        for change in parcel.number_changes:
            # Refused half way, or not told of what was fenced: the other number stands there.
            numbers |= {change.old.number, change.new.number}
        for order in parcel.orders:
            ours.setdefault(order, set()).update(numbers)
    for order, numbers in ours.items():
        kept = Counter(one.number for one in storm.kept(order))
        require(set(kept) <= numbers, "no number that is none of the order", kept)
        twice = [number for number, count in kept.items() if count > 1]
        require(not twice, "every number once", (order, twice))


def _too_late(violation: str) -> bool:
    return any(words in violation for words in KNOWN_TOO_LATE)
