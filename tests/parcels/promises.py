"""Promises 1, 5, 6, 7 and 8 of the design, each one function whose docstring is the promise.

Each is asked of every commit before it is taken into the watch's mirror, and of all that is stored
after every step; what goes with a promise and has a name of its own stands beside it in rules.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import OWN_FIELDS, Order
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.ports import Change
from hedan.usecases.workbooks.manifest import load_manifest
from tests.parcels.catalogue import COMBO, COUNTED
from tests.parcels.watch import Watch
from tests.simulation.broken import require

type OfCommit = Callable[[Watch, Change], None]
type OfAll = Callable[[Watch], None]

# Written down again, and not taken from the code under test.
RESERVING = frozenset({"reserved", "ready", "claimed", "stopping"})
BOUND = frozenset({"claimed", "stopping", "gone", "shipped"})


def puts[M](change: Change, kind: type[M]) -> Iterator[M]:
    """Yield what a commit writes of a kind."""
    return (one for one in change.puts if isinstance(one, kind))


# --- 1 No ship after stop -----------------------------------------------------------------------


def no_instruction_after_stop(watch: Watch, change: Change) -> None:
    """No claim into a wave and no row in a workbook is committed for a line with a closed fence."""
    for work in puts(change, LineWork):
        kept = not work.fence.is_closed or work.state is not LineState.CLAIMED
        require(kept, "1 no ship after stop", work)
    for file in puts(change, WorkbookFile):
        if file.state is WorkbookState.WRITTEN and file.number not in watch.rows:
            for row in load_manifest(watch.shop.archive, file).rows:
                work = watch.lines[row.line]
                kept = not work.fence.is_closed or _has_a_stop(watch, row.parcel_id, row.line)
                require(kept, "1 a row after stop", (file.number, work))


def _has_a_stop(watch: Watch, parcel_id: str, key: LineKey) -> bool:
    """Tell whether its supplier is told: the claim instructed it, and the stop followed."""
    return any(
        stop.parcel_id == parcel_id and not stop.is_settled
        for stop in watch.stops.values()
        if any(line.key == key for line in stop.lines)
    )


def no_upload_after_stop(watch: Watch) -> None:
    """No tracking upload is committed for a line whose fence is closed."""
    for store, platform in watch.shop.platforms.items():
        departures = platform.calls
        for one in departures[watch.departures_seen[store] :]:
            for line in one.lines:
                key = LineKey(order=line.order, line_id=line.line_id)
                require((key, one.tracking) in watch.cleared, "1 upload after stop", (key, one))
        watch.departures_seen[store] = len(departures)


# --- 5 Once ---------------------------------------------------------------------------------------


def a_line_in_one_live_parcel(watch: Watch) -> None:
    """A line is in at most one live parcel, and in the one that it says."""
    places: dict[LineKey, str] = {}
    for parcel in watch.live_parcels():
        for line in parcel.rest:
            require(line.key not in places, "5 in two parcels", (line.key, parcel.parcel_id))
            places[line.key] = parcel.parcel_id
    for key, work in watch.lines.items():
        if work.state.value in BOUND:
            require(places.get(key) == work.parcel_id, "5 not where it says", (work, places))
        elif work.state.value != "stopped":
            require(key not in places, "5 in a parcel and free", (work, places.get(key)))


def a_parcel_in_one_live_row(watch: Watch) -> None:
    """A parcel is in at most one live workbook, each part of its lines in one row."""
    files: dict[str, str] = {}
    rows: Counter[tuple[str, LineKey]] = Counter()
    for number, row in watch.standing_rows():
        known = files.setdefault(row.parcel_id, number)
        require(known == number, "5 in two workbooks", (row, known, number))
        rows[row.parcel_id, row.line] += 1
    for (parcel_id, key), count in rows.items():
        (line,) = (one for one in watch.parcels[parcel_id].lines if one.key == key)
        require(count == len(line.contents), "5 a row twice", (parcel_id, key, count))


def a_number_once_per_order(watch: Watch) -> None:
    """A tracking number goes to the platform once per order."""
    for platform in watch.shop.platforms.values():
        taken = [(one.order_id, one.line_id) for one in platform.accepted]
        require(len(taken) == len(set(taken)), "5 told twice", taken)


def a_downloaded_workbook_stays(watch: Watch, change: Change) -> None:
    """A wave can be recalled until the supplier downloaded it: not after."""
    for file in puts(change, WorkbookFile):
        known = watch.files.get(file.number)
        if known and file.state is WorkbookState.RECALLED:
            require(known.downloaded_at is None, "5 recalled after download", file)


# --- 6 Conservation -------------------------------------------------------------------------------


def units_and_cents_of_an_order(watch: Watch) -> None:
    """Units and cents of the parts equal the whole, in every merge and split."""
    in_parcels: dict[OrderKey, list[ParcelLine]] = {}
    for parcel in watch.live_parcels():
        for line in parcel.rest:
            in_parcels.setdefault(line.key.order, []).append(line)
    for order in watch.orders.values():
        parts = [(line.quantity, line.paid_minor) for line in in_parcels.get(order.key, [])]
        inside = {line.key for line in in_parcels.get(order.key, [])}
        parts += [
            (line.quantity, line.paid_minor)
            for line in order.lines
            if LineKey(order=order.key, line_id=line.line_id) not in inside
        ]
        whole = [(line.quantity, line.paid_minor) for line in order.lines]
        kept = tuple(map(sum, zip(*parts, strict=True))) == tuple(
            map(sum, zip(*whole, strict=True))
        )
        require(kept, "6 conservation", (str(order.key), parts, whole))


def a_line_s_parts_are_the_line(watch: Watch, change: Change) -> None:
    """Units and cents of the parts equal the whole, in every combo and gift."""
    for work in puts(change, LineWork):
        order = watch.orders.get(work.key.order)
        if order is None or not work.parts:
            continue
        line = order.line(work.key.line_id)
        bought = [part for part in work.parts if not part.is_gift]
        paid = sum(part.paid_minor for part in bought)
        require(paid == line.paid_minor, "6 cents of a line", (work, line))
        units = {part.sku: part.quantity for part in bought}
        pieces = COMBO if line.sku == "SET" else {line.sku: 1}
        wanted = {sku: count * line.quantity for sku, count in pieces.items()}
        require(units == wanted, "6 units of a line", (work, line))
        require(not any(p.paid_minor for p in work.parts if p.is_gift), "6 a gift's price", work)


def a_parcel_holds_what_was_reserved(watch: Watch, change: Change) -> None:
    """What is claimed is the line as it was bought and reserved, its gifts with it."""
    for parcel in puts(change, Parcel):
        if parcel.parcel_id in watch.parcels:
            continue
        keys = [line.key for line in parcel.lines]
        require(len(keys) == len(set(keys)), "6 a line twice in a parcel", parcel)
        for part in parcel.lines:
            line = watch.orders[part.key.order].line(part.key.line_id)
            whole = (line.quantity, line.paid_minor, line.sku, line.is_gift)
            is_whole = (part.quantity, part.paid_minor, part.sku, part.is_gift) == whole
            require(is_whole, "6 conservation", (part, line))
            require(part.parts == watch.lines[part.key].parts, "7 a gift lost", part)


# --- 7 Untouched originals ------------------------------------------------------------------------


def orders_stay_as_told(watch: Watch, change: Change) -> None:
    """Merging and splitting never change an order: what is stored is what its platform told."""
    for order in puts(change, Order):
        told = watch.shop.platform_of(order.key.store).told.get(order.key, [])
        kept = any(_said(order) == _said(one) for one in told)
        require(kept, "7 untouched originals", order)


def _said(order: Order) -> Order:
    own = {name: Order.model_fields[name].default for name in OWN_FIELDS}
    return order.but(**own)


def the_others_stay_untouched(watch: Watch, change: Change) -> None:
    """Taking one member out of a parcel leaves the others' parcel, deadline and remarks alone."""
    for parcel in puts(change, Parcel):
        known = watch.parcels.get(parcel.parcel_id)
        if known is not None:
            require(_promise(parcel) == _promise(known), "7 untouched parcel", (known, parcel))
            require(known.tracking in (None, parcel.tracking), "5 another number", parcel)
    for work in puts(change, LineWork):
        known_work = watch.lines.get(work.key)
        if known_work is None or {work.state, known_work.state} != {LineState.CLAIMED}:
            continue
        touched = (work.fence, work.left, work.leaves)
        before = (known_work.fence, known_work.left, known_work.leaves)
        require(touched != before, "7 touched for nothing", (known_work, work))


# What becomes of a parcel; all the rest is what its supplier was promised.
MOVES = frozenset(
    {"state", "tracking", "more_numbers", "doubts", "number_changes", "question_told"}
    | {"sent_at", "accepted_at", "visible_at", "unseen_at", "scanned_at", "look_at"}
    | {"scan_warned_at", "unscanned_at", "quiet_at", "answers", "supplier_notes", "problem"}
    | {"corrections", "version"}
)


def _promise(parcel: Parcel) -> Parcel:
    """Return what of a parcel was promised to its supplier."""
    return parcel.but(**{name: Parcel.model_fields[name].get_default() for name in MOVES})


def nothing_is_lost_in_a_merge(watch: Watch, change: Change) -> None:
    """No remark, gift or deadline is lost."""
    for parcel in puts(change, Parcel):
        if parcel.parcel_id in watch.parcels:
            continue
        orders = [watch.orders[key] for key in parcel.orders]
        said = {(remark.order, remark.text) for remark in parcel.remarks}
        for order in orders:
            for text in (order.buyer_remark, order.seller_memo):
                require(not text or (order.key, text) in said, "7 remark lost", (text, parcel))
        dates = [watch.orders[one.key.order].line(one.key.line_id).deadline for one in parcel.lines]
        require(parcel.deadline == min(filter(None, dates), default=None), "7 deadline", parcel)


# --- 8 Stock --------------------------------------------------------------------------------------


def stock_adds_up(watch: Watch) -> None:
    """On hand = sum of ledger entries; reserved ≤ on hand; each reservation belongs to a line."""
    promised: Counter[str] = Counter()
    for work in watch.lines.values():
        if work.state.value in RESERVING:
            for part in work.parts:
                promised[part.sku] += part.quantity if part.tracks_stock else 0
    for sku, stock in watch.shop.desk.stock(COUNTED).items():
        require(stock.on_hand == watch.on_hand[sku], "8 ledger", (stock, watch.on_hand[sku]))
        require(stock.reserved == promised[sku], "8 reservations", (stock, promised[sku]))
        require(0 <= stock.reserved <= stock.on_hand, "8 oversold", stock)


def all_of(*promises: Iterable[OfCommit]) -> tuple[OfCommit, ...]:
    """Put lists of promises into one."""
    return tuple(one for several in promises for one in several)


AT_EVERY_COMMIT: tuple[OfCommit, ...] = (
    no_instruction_after_stop,
    a_downloaded_workbook_stays,
    a_line_s_parts_are_the_line,
    a_parcel_holds_what_was_reserved,
    orders_stay_as_told,
    the_others_stay_untouched,
    nothing_is_lost_in_a_merge,
)
AFTER_EVERY_STEP: tuple[OfAll, ...] = (
    no_upload_after_stop,
    a_line_in_one_live_parcel,
    a_parcel_in_one_live_row,
    a_number_once_per_order,
    units_and_cents_of_an_order,
    stock_adds_up,
)
