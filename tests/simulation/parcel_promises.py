"""What is promised of parcels, of what the platform hears of them, and of rows in workbooks."""

from collections import defaultdict

from hedan.domain.base import LineKey
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.workbook_files import WorkbookFile, WorkbookState
from hedan.usecases.workbooks.manifest import load_manifest
from tests.simulation.broken import require
from tests.simulation.watch import Watch

# --- At every write ----------------------------------------------------------------------------


def parcels_keep_what_they_are(watch: Watch, one: Parcel) -> None:
    """Taking one member out of a parcel leaves the others' parcel, deadline and remarks alone."""
    known = watch.parcels.get(one.parcel_id)
    if known:
        same = (known.lines, known.deadline, known.remarks, known.receiver, known.workbook)
        now = (one.lines, one.deadline, one.remarks, one.receiver, one.workbook)
        require(same == now, "7 untouched parcel", one)
        require(one.tracking == known.tracking or known.tracking is None, "5 number", one)


def rows_stand_with_who_makes_them(watch: Watch, one: Parcel) -> None:
    """A parcel is in a workbook of the supplier that its lines go to."""
    if one.parcel_id not in watch.parcels and one.workbook:
        require(one.workbook.startswith(f"{one.supplier}-"), "5 with another supplier", one)


def parts_equal_the_whole(watch: Watch, one: Parcel) -> None:
    """Units and cents of the parts equal the whole; no remark and no deadline is lost."""
    if one.parcel_id in watch.parcels:
        return
    orders = watch.world.desk.orders(one.orders)
    for part in one.lines:
        line = orders[part.key.order].line(part.key.line_id.partition("~")[0])
        whole = (line.quantity, 0 if one.instead else line.paid_minor, line.sku)
        require((part.quantity, part.paid_minor, part.sku) == whole, "6 conservation", part)
    keys = [part.key for part in one.lines]
    require(len(keys) == len(set(keys)), "6 a line twice", one)
    if one.instead:
        return  # The platform has no deadline for it.
    deadlines = [orders[part.key.order].line(part.key.line_id).deadline for part in one.lines]
    require(one.deadline == min(filter(None, deadlines), default=None), "7 deadline", one)


# --- After every step --------------------------------------------------------------------------


def no_upload_after_stop(watch: Watch) -> None:
    """No tracking upload is made for a line whose fence was closed when it was claimed."""
    for shipment in watch.world.platform.calls[watch.shipments_seen :]:
        for line in shipment.lines:
            key = LineKey(order=line.order, line_id=line.line_id)
            kept = (key, shipment.tracking) in watch.cleared
            require(kept, "1 upload after stop", (key, shipment))
    for departure in watch.world.platform.virtual_calls[watch.virtual_seen :]:
        for line in departure.lines:
            key = LineKey(order=line.order, line_id=line.line_id)
            require((key, None) in watch.cleared, "1 virtual goods after stop", departure)


def one_number_per_line(watch: Watch) -> None:
    """A tracking number goes to the platform once per order."""
    accepted = watch.world.platform.accepted
    for one in accepted[watch.accepted_seen :]:
        line = (one.order_id, one.line_id)
        require(line not in watch.uploaded, "5 uploaded twice", one)
        watch.uploaded.add(line)


def nothing_is_shipped_into_a_refund(watch: Watch) -> None:
    """The platform never gets a number for a line that is in after-sale."""
    for one in watch.world.platform.accepted[watch.accepted_seen :]:
        require(not one.had_after_sale, "1 shipped into a refund", one)


# --- At rest -----------------------------------------------------------------------------------


def rows_are_once(watch: Watch) -> None:
    """A line's parts have one row each, and no other: nothing travels that no supplier knows of."""
    rows: defaultdict[tuple[str, LineKey], int] = defaultdict(int)
    keys: list[str] = []
    for file in watch.world.desk.all(WorkbookFile):
        if file.state is WorkbookState.WRITTEN:
            for row in load_manifest(watch.world.archive, file).rows:
                rows[row.parcel_id, row.line] += 1
                keys.append(row.row_key)
                parcel = watch.parcels[row.parcel_id]
                require(parcel.workbook == file.number, "5 foreign row", (file, row))
    require(len(keys) == len(set(keys)), "5 a row twice", keys)
    for (parcel_id, key), count in rows.items():
        (line,) = (line for line in watch.parcels[parcel_id].lines if line.key == key)
        require(count == max(1, len(line.parts)), "5 rows", (parcel_id, key, count))
    asked = {(stop.parcel_id, line.key) for stop in watch.stops.values() for line in stop.lines}
    for parcel in watch.parcels.values():
        for key in (key for correction in parcel.corrections for key in correction.lines):
            place = (parcel.parcel_id, key)
            require(place not in rows or place in asked, "5 a row of what left unheard", place)
    for key, work in watch.lines.items():
        if work.state is LineState.SHIPPED:
            assert work.parcel_id is not None
            in_no_file = watch.parcels[work.parcel_id].is_virtual
            has_row = (work.parcel_id, key) in rows
            require(has_row is not in_no_file, "5 shipped without a row", work)
