"""Where each aggregate lies in the order table, and what of it stands outside its body.

question                              | how
one order with everything about it    | Query    pk=ORDER#<order>, sk below "event#"
the history of an order               | Query    pk=ORDER#<order>, sk begins_with "event#"
orders, lines, after-sales, parcels    | BatchGet
lines that wait for a supplier's wave | Query    index "ready", ready=<supplier>, by deadline
how many orders wait for it           | the same, no further than it must
a buyer's orders at one store         | Query    index "buyer", buyer=<store>#<buyer>, by ordered
a store's orders of one day           | Query    index "day", day=<store>#<UTC day>, by pk
orders that are held                  | Query    index "held", held=open, by the earliest due step
a supplier's workbooks, newest first  | Query    pk=SUPPLIER#<supplier>, sk begins_with "WORKBOOK#"
a supplier's stops                    | Query    pk=SUPPLIER#<supplier>, sk begins_with "STOP#"
files that a supplier sent back       | Query    pk=SUPPLIER#<supplier>, sk begins_with "RETURN#"
what is open with a supplier          | Query    index "open", open=news#<supplier>, since when
parcels that somebody must look at    | Query    index "open", open=look, open_by up to now
goods that come back to a supplier    | GetItem  pk=SUPPLIER#<supplier>, sk=BACK#<return>
the closed days of its account        | Query    pk=SUPPLIER#<supplier>, sk between BILL#<day>
how well it works                     | GetItem  pk=SUPPLIER#<supplier>, sk=SCORE
who brought a tracking number first   | BatchGet pk=NUMBER#<carrier>#<number>, sk=NUMBER
what people did about one case        | BatchGet pk=CASE#<order>, sk=CASE#<case>
cases that wait for an end            | Query    index "open", open=cases, by the platform's time
a store's cases of one day            | Query    index "day", day=<store>#cases#<UTC day>, by pk
one wave                              | GetItem  pk=WAVE#<wave>, sk=WAVE
what is counted across orders         | BatchGet pk=TALLY#<name>, sk=TALLY

A pattern without a row does not exist; there is no Scan.
"""

from datetime import date
from functools import cache, singledispatch

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.cases import Case
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.findings import Holds
from hedan.domain.history import place_of
from hedan.domain.line_work import LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.returns import SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.ports import Aggregate

type Key = tuple[str, str]

# Lower case sorts behind every other item of a collection, so one range query leaves events out.
EVENT_PREFIX = "event#"


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


def case_key(order: OrderKey, case_id: str) -> Key:
    """Our work on one case: not of the order's collection, which every decision reads whole."""
    return f"CASE#{order}", f"CASE#{case_id}"


def parcel_key(parcel_id: str) -> Key:
    """One parcel."""
    return f"PARCEL#{parcel_id}", "PARCEL"


def wave_key(wave_id: str) -> Key:
    """One wave."""
    return f"WAVE#{wave_id}", "WAVE"


def tally_key(name: str) -> Key:
    """One count across orders."""
    return f"TALLY#{name}", "TALLY"


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


def supplier_return_key(supplier: str, return_id: str) -> Key:
    """Goods that come back to a supplier."""
    return supplier_pk(supplier), f"BACK#{return_id}"


def bill_day_key(supplier: str, day: date) -> Key:
    """One closed day of a supplier's account."""
    return supplier_pk(supplier), f"BILL#{day.isoformat()}"


def scorecard_key(supplier: str) -> Key:
    """How well a supplier works."""
    return supplier_pk(supplier), "SCORE"


def number_key(tracking: Tracking) -> Key:
    """One tracking number."""
    return f"NUMBER#{tracking.carrier}#{tracking.number}", "NUMBER"


def key_of(aggregate: Aggregate) -> Key:
    """Return where an aggregate lies."""
    return _way_to(type(aggregate))(aggregate)


@singledispatch
def _key_of(aggregate: Aggregate) -> Key:
    raise TypeError(type(aggregate).__name__)


# Asked some hundred times an order: looked up once for each class.
_way_to = cache(_key_of.dispatch)


@_key_of.register
def _(member: Order | LineWork | AfterSale | Holds | Decision | Edits) -> Key:
    order, name = place_of(member)
    return order_pk(order), name


@_key_of.register
def _(parcel: Parcel) -> Key:
    return parcel_key(parcel.parcel_id)


@_key_of.register
def _(stop: Stop) -> Key:
    return stop_key(stop.supplier, stop.stop_id)


@_key_of.register
def _(wave: Wave) -> Key:
    return wave_key(wave.wave_id)


@_key_of.register
def _(tally: Tally) -> Key:
    return tally_key(tally.name)


@_key_of.register
def _(workbook: WorkbookFile) -> Key:
    return workbook_key(workbook.supplier, workbook.number)


@_key_of.register
def _(desk: SupplierDesk) -> Key:
    return supplier_desk_key(desk.supplier)


@_key_of.register
def _(returned: ReturnedFile) -> Key:
    return returned_key(returned.supplier, returned.file_key)


@_key_of.register
def _(back: SupplierReturn) -> Key:
    return supplier_return_key(back.supplier, back.return_id)


@_key_of.register
def _(day: BillDay) -> Key:
    return bill_day_key(day.supplier, day.day)


@_key_of.register
def _(card: Scorecard) -> Key:
    return scorecard_key(card.supplier)


@_key_of.register
def _(case: Case) -> Key:
    return case_key(case.order, case.case_id)


@_key_of.register
def _(use: NumberUse) -> Key:
    return number_key(use.tracking)


def subject_of(aggregate: Aggregate) -> str:
    """Name an aggregate as events do: its key as one text."""
    return "|".join(key_of(aggregate))


def event_key(aggregate: Aggregate, event: Event) -> Key:
    """An event lies beside the aggregate that it tells of, under the version that it led to."""
    pk, sk = key_of(aggregate)
    return pk, f"{EVENT_PREFIX}{sk}#{aggregate.version + 1:08d}#{event.kind}"


def told_of(event_sk: str) -> tuple[str, int]:
    """Return of what an event tells, and the version that it led to."""
    name, version, _ = event_sk.removeprefix(EVENT_PREFIX).rsplit("#", 2)
    return name, int(version)
