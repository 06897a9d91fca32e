"""What the day came to, as a person wants to read it."""

from collections import Counter
from datetime import datetime

from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.platforms.callbacks import WITH_CALLBACKS
from hedan.ports import OrderFile
from infra.local.elsewhere import SHEET_STORE, SOLD, platform_of, scenes
from infra.local.odd_orders import finding_codes, scene_of
from infra.local.scenes import Day
from infra.local.summary_desk import print_desk
from infra.local.summary_parcels import print_parcel_plan
from infra.local.summary_storm import print_storm
from infra.local.summary_supply import print_supply
from infra.local.summary_team import print_team
from infra.local.supplier import LINK
from infra.local.tables import heading, table
from infra.local.world import World
from infra.store_link import store_link

TIME = "%H:%M:%S"
EVIDENCE_SHOWN = 64  # Characters: a table that people read at a glance.


def print_summary(day: Day) -> None:
    """Print orders, parcels, workbooks, numbers and stops."""
    files = {scene: day.file(scene) for scene in day.orders}
    _orders(day, files)
    _findings(day, files)
    _parcels(day)
    _workbooks(day)
    _numbers(day)
    _numbers_elsewhere(day)
    _stops(day)
    _refunds_before(day, files)
    print_parcel_plan(day)
    print_supply(day)
    print_storm(day)
    print_desk(day)
    print_team(day)
    _certificates(day)


def _numbers_elsewhere(day: Day) -> None:
    heading("Tracking numbers on the other platforms")
    rows = [
        (store, day.orders[scene].order_id, ", ".join(numbers))
        for scene in scenes(day)
        for store in [day.orders[scene].store]
        if store in SOLD
        if (numbers := platform_of(day, store).numbers(day.orders[scene].order_id))
    ]
    rows += [
        (SHEET_STORE, day.orders[scene].order_id, f"{parcel.tracking.number} (bulk file)")
        for scene in scenes(day)
        if day.orders[scene].store == SHEET_STORE
        for parcel in day.parcels(scene)
        if parcel.tracking
    ]
    table(("store", "order", "number"), rows)


def _certificates(day: Day) -> None:
    heading("Completeness certificates")
    for text in day.certificates.values():
        print("\n".join(f"  {line}" for line in text.splitlines()) + "\n")


def print_addresses(world: World) -> None:
    """Print where things answer."""
    heading("Addresses")
    for store in world.settings.stores:
        if store.api_url and store.platform in WITH_CALLBACKS:
            print(f"  callbacks of {store.name}: {world.callback_url(store.id)}")
        else:
            print(f"  page of {store.name}: {store_link(store, world.stack)}")
    for supplier_id, supplier in world.suppliers.items():
        mails = supplier.mails("workbook")
        found = LINK.search(mails[-1].body) if mails else None
        print(f"  page of {supplier_id} (downloads, upload, stops): {found[0] if found else '-'}")
        for mail in supplier.mails("stop_notice")[-1:]:
            link = LINK.search(mail.body)
            print(f"  a stop of {supplier_id}, to acknowledge: {link[0] if link else '-'}")


def state_of(file: OrderFile) -> str:
    """Return in a word or two where an order stands."""
    holds = ", ".join(hold.finding.code for hold in file.holds.open)
    states = {line.state for line in file.lines.values()}
    said = ", ".join(sorted(states)) or (file.order.status.value if file.order else "unknown")
    if holds:
        return f"held ({holds})"
    if any(line.fence.is_closed for line in file.lines.values()):
        return f"fenced: {said}"
    return "part shipped" if LineState.SHIPPED in states and len(states) > 1 else said


def _orders(day: Day, files: dict[str, OrderFile]) -> None:
    heading("Orders by state")
    counts = Counter((file.key.store, state_of(file)) for file in files.values())
    rows = [(store, state, str(count)) for (store, state), count in sorted(counts.items())]
    table(("store", "state", "orders"), rows)


def _findings(day: Day, files: dict[str, OrderFile]) -> None:
    heading("Findings: every kind, and the order that raised it")
    rows = []
    for code in sorted(finding_codes()):
        file = files[scene_of(code)]
        hold = next(one for one in file.holds.holds if one.finding.code == code)
        found = hold.finding
        ended = f"by {found.ends}" if hold.is_open else f"{found.ends}: ended by {hold.closed_by}"
        where = f"{file.key.store} {file.key.order_id}"
        rows.append((code, where, found.severity, found.post, _short(found.evidence), ended))
    table(("finding", "order", "weight", "post", "what was seen", "ends"), rows)


def _short(text: str) -> str:
    return text if len(text) <= EVIDENCE_SHOWN else f"{text[: EVIDENCE_SHOWN - 1]}…"


def _parcels(day: Day) -> None:
    heading("Merged and split parcels, and why")
    rows = []
    for parcel in _all_parcels(day):
        telling = [why for why in parcel.reasons if why.startswith(("MERGED", "FIXED", "SUPPLIER"))]
        if telling:
            orders = " + ".join(order.order_id for order in parcel.orders)
            rows.append((parcel.parcel_id, parcel.supplier, orders, "; ".join(telling)))
    table(("parcel", "supplier", "orders", "reason"), rows)


def _all_parcels(day: Day) -> list[Parcel]:
    return sorted(day.parcels(*day.orders), key=lambda parcel: (parcel.supplier, parcel.parcel_id))


def _workbooks(day: Day) -> None:
    heading("Supplier workbooks")
    rows = []
    bucket = day.world.stack["FileBucket"]
    for supplier_id in day.world.suppliers:
        for file in day.world.desk.workbooks(supplier_id, 10):
            rows.append(
                (
                    file.number,
                    f"after {file.predecessor or '-'}",
                    f"{file.row_count} rows, {file.parcel_count} parcels",
                    f"s3://{bucket}/{file.file_key}",
                )
            )
    table(("workbook", "predecessor", "holds", "where"), rows)
    for supplier_id in day.world.suppliers:
        for returned in day.world.desk.returned_files(supplier_id, 10):
            said = f"{returned.accepted} rows accepted, {returned.refused} refused"
            print(f"  came back: {returned.workbook or returned.file_key}: {said}")
            for refusal in returned.refusals:
                print(f"    {refusal}")


def _numbers(day: Day) -> None:
    heading("Tracking numbers that the platform accepted")
    rows = [
        (
            shipment.method,
            f"{shipment.company_code} {shipment.logistics_code}",
            " + ".join(shipment.order_ids),
            f"{len(shipment.sku_orders)} lines",
        )
        for shipment in day.shipments
    ]
    table(("call", "number", "orders", "lines"), rows)


def _stops(day: Day) -> None:
    heading("Refund stops after the hand-over")
    rows = []
    for scene in day.refunds:
        stop = day.stop(scene)
        if stop is None:
            continue
        rows.append((scene, stop.workbook, stop.supplier, *_hops(stop), _end(stop)))
    table(("scene", "workbook", "supplier", "seen", "fenced", "told", "ended"), rows)


def _hops(stop: Stop) -> tuple[str, str, str]:
    told = [f"{telling.level.value} {_after(stop, telling.at)}" for telling in stop.told]
    return f"{stop.seen_at:{TIME}}", _after(stop, stop.fenced_at), ", ".join(told) or "-"


def _after(stop: Stop, instant: datetime) -> str:
    seconds = (instant - stop.seen_at).total_seconds()
    return f"+{seconds:.2f} s"


def _end(stop: Stop) -> str:
    if stop.answer is not None and stop.answered_at is not None:
        return f"{stop.answer.value} {_after(stop, stop.answered_at)}"
    if stop.withdrawn_at is not None:
        return f"withdrawn {_after(stop, stop.withdrawn_at)}"
    if stop.escalated_at is not None:
        return f"escalated {_after(stop, stop.escalated_at)}"
    return "open"


def _refunds_before(day: Day, files: dict[str, OrderFile]) -> None:
    heading("Refunds before the hand-over")
    rows = []
    for scene in day.refunds:
        if day.stop(scene) is None:
            fenced = any(line.fence.is_closed for line in files[scene].lines.values())
            end = "fenced; no workbook ever named it" if fenced else "withdrawn; went on"
            rows.append((scene, files[scene].key.order_id, end, state_of(files[scene])))
    table(("scene", "order", "what the fence did", "state now"), rows)
