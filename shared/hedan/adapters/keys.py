"""Where each aggregate lies in the order table, and what of it stands outside its body.

question                              | how
one order with everything about it    | Query    pk=ORDER#<order>, sk below "event#"
the history of an order               | Query    pk=ORDER#<order>, sk begins_with "event#"
orders, lines, after-sales, parcels    | BatchGet
lines that wait for a supplier's wave | Query    index "ready", ready=<supplier>, by deadline
a supplier's workbooks, newest first  | Query    pk=SUPPLIER#<supplier>, sk begins_with "WORKBOOK#"
a supplier's stops                    | Query    pk=SUPPLIER#<supplier>, sk begins_with "STOP#"
files that a supplier sent back       | Query    pk=SUPPLIER#<supplier>, sk begins_with "RETURN#"
one wave                              | GetItem  pk=WAVE#<wave>, sk=WAVE

A pattern without a row does not exist; there is no Scan.
"""

from functools import singledispatch

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.findings import Holds
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.ports import Aggregate

type Key = tuple[str, str]

# Lower case sorts behind every other item of a collection, so one range query leaves events out.
EVENT_PREFIX = "event#"
# Sorts behind every ISO time: lines without a deadline wait at the end.
NO_DEADLINE = "9999"


def order_pk(order: OrderKey) -> str:
    """The item collection of one order."""
    return f"ORDER#{order}"


def supplier_pk(supplier: str) -> str:
    """The item collection of one supplier."""
    return f"SUPPLIER#{supplier}"


def order_key(order: OrderKey) -> Key:
    """The order as the platform tells it."""
    return order_pk(order), "ORDER"


def line_key(line: LineKey) -> Key:
    """Our work on one line."""
    return order_pk(line.order), f"LINE#{line.line_id}"


def after_sale_key(order: OrderKey, after_sale_id: str) -> Key:
    """One after-sale of an order."""
    return order_pk(order), f"AFTERSALE#{after_sale_id}"


def parcel_key(parcel_id: str) -> Key:
    """One parcel."""
    return f"PARCEL#{parcel_id}", "PARCEL"


def wave_key(wave_id: str) -> Key:
    """One wave."""
    return f"WAVE#{wave_id}", "WAVE"


def workbook_key(supplier: str, number: str) -> Key:
    """One workbook of a supplier."""
    return supplier_pk(supplier), f"WORKBOOK#{number}"


def stop_key(supplier: str, stop_id: str) -> Key:
    """One stop of a supplier."""
    return supplier_pk(supplier), f"STOP#{stop_id}"


def returned_key(supplier: str, file_key: str) -> Key:
    """One file that a supplier sent back; file keys begin with the time of the upload."""
    return supplier_pk(supplier), f"RETURN#{file_key}"


def supplier_desk_key(supplier: str) -> Key:
    """A supplier's counters."""
    return supplier_pk(supplier), "DESK"


@singledispatch
def key_of(aggregate: Aggregate) -> Key:
    """Return where an aggregate lies."""
    raise TypeError(type(aggregate).__name__)


@key_of.register
def _(order: Order) -> Key:
    return order_key(order.key)


@key_of.register
def _(line: LineWork) -> Key:
    return line_key(line.key)


@key_of.register
def _(after_sale: AfterSale) -> Key:
    return after_sale_key(after_sale.order, after_sale.after_sale_id)


@key_of.register
def _(holds: Holds) -> Key:
    return order_pk(holds.order), "HOLDS"


@key_of.register
def _(decision: Decision) -> Key:
    return order_pk(decision.order), "DECISION"


@key_of.register
def _(edits: Edits) -> Key:
    return order_pk(edits.order), "EDITS"


@key_of.register
def _(parcel: Parcel) -> Key:
    return parcel_key(parcel.parcel_id)


@key_of.register
def _(stop: Stop) -> Key:
    return stop_key(stop.supplier, stop.stop_id)


@key_of.register
def _(wave: Wave) -> Key:
    return wave_key(wave.wave_id)


@key_of.register
def _(workbook: WorkbookFile) -> Key:
    return workbook_key(workbook.supplier, workbook.number)


@key_of.register
def _(desk: SupplierDesk) -> Key:
    return supplier_desk_key(desk.supplier)


@key_of.register
def _(returned: ReturnedFile) -> Key:
    return returned_key(returned.supplier, returned.file_key)


def subject_of(aggregate: Aggregate) -> str:
    """Name an aggregate as events do: its key as one text."""
    return "|".join(key_of(aggregate))


def event_key(aggregate: Aggregate, event: Event) -> Key:
    """An event lies beside the aggregate that it tells of, under the version that it led to."""
    pk, sk = key_of(aggregate)
    return pk, f"{EVENT_PREFIX}{sk}#{aggregate.version + 1:08d}#{event.kind}"


@singledispatch
def facts_of(aggregate: Aggregate) -> dict[str, str]:
    """Return what conditions, filters and indexes must see outside the body."""
    return {}


@facts_of.register
def _(line: LineWork) -> dict[str, str]:
    facts = {"fence": "closed" if line.fence.is_closed else "open", "stage": line.state.value}
    if line.state is LineState.READY and line.supplier:
        deadline = line.deadline.isoformat() if line.deadline else NO_DEADLINE
        facts |= {"ready": line.supplier, "ready_by": f"{deadline}#{line.key}"}
    return facts


@facts_of.register
def _(order: Order) -> dict[str, str]:
    return {"stage": order.status.value}


@facts_of.register
def _(parcel: Parcel) -> dict[str, str]:
    return {"stage": parcel.state.value}
