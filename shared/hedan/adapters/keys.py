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
one wave                              | GetItem  pk=WAVE#<wave>, sk=WAVE
what is counted across orders         | BatchGet pk=TALLY#<name>, sk=TALLY

A pattern without a row does not exist; there is no Scan.
"""

from datetime import UTC, date, datetime
from functools import singledispatch
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import LineKey, OrderKey
from hedan.domain.bills import BillDay
from hedan.domain.decisions import Decision
from hedan.domain.edits import Edits
from hedan.domain.events import Event
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Hold, Holds
from hedan.domain.history import place_of
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel, Tracking
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.scorecards import Scorecard
from hedan.domain.stops import Stop
from hedan.domain.tallies import Tally
from hedan.domain.tracking_numbers import NumberUse
from hedan.domain.workbook_files import ReturnedFile, SupplierDesk, Wave, WorkbookFile
from hedan.ports import Aggregate

type Key = tuple[str, str]

# Lower case sorts behind every other item of a collection, so one range query leaves events out.
EVENT_PREFIX = "event#"
# Sorts behind every ISO time: lines without a deadline wait at the end.
NO_DEADLINE = "9999"
# All orders that are held: as many as people can look at.
HELD = "open"
# Parcels that wait for a look: for their number to show, or for the first scan.
LOOK = "look"
# What is open sorts behind everything that ended, so one range holds both.
OPEN, ENDED, AFTER_OPEN = "open#", "done#", "open#~"


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


def news_of(supplier: str) -> str:
    """Name what a supplier has to know, in the index of what is open."""
    return f"news#{supplier}"


@singledispatch
def key_of(aggregate: Aggregate) -> Key:
    """Return where an aggregate lies."""
    raise TypeError(type(aggregate).__name__)


@key_of.register
def _(member: Order | LineWork | AfterSale | Holds | Decision | Edits) -> Key:
    order, name = place_of(member)
    return order_pk(order), name


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
def _(tally: Tally) -> Key:
    return tally_key(tally.name)


@key_of.register
def _(workbook: WorkbookFile) -> Key:
    return workbook_key(workbook.supplier, workbook.number)


@key_of.register
def _(desk: SupplierDesk) -> Key:
    return supplier_desk_key(desk.supplier)


@key_of.register
def _(returned: ReturnedFile) -> Key:
    return returned_key(returned.supplier, returned.file_key)


@key_of.register
def _(back: SupplierReturn) -> Key:
    return supplier_return_key(back.supplier, back.return_id)


@key_of.register
def _(day: BillDay) -> Key:
    return bill_day_key(day.supplier, day.day)


@key_of.register
def _(card: Scorecard) -> Key:
    return scorecard_key(card.supplier)


@key_of.register
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


def buyer_of(order: OrderKey, buyer_id: str) -> str:
    """Name a buyer: the same id at another store may be somebody else."""
    return f"{order.platform}:{order.store}#{buyer_id}"


def day_of(store: str, day: date) -> str:
    """Name a UTC day of a store."""
    return f"{store}#{day.isoformat()}"


class Waiting(NamedTuple):
    """What of an order waits for one post."""

    post: str
    due_by: str  # The earliest of its steps; NO_DEADLINE sorts behind every instant.
    codes: tuple[str, ...]


def waiting(holds: Holds) -> tuple[Waiting, ...]:
    """Return for whom an order waits, each post once."""
    of_post: dict[str, list[Hold]] = {}
    for hold in holds.open:
        of_post.setdefault(hold.finding.post.value, []).append(hold)
    return tuple(
        Waiting(
            post,
            min(_due_by(hold) for hold in open_ones),
            tuple(sorted({hold.finding.code for hold in open_ones})),
        )
        for post, open_ones in sorted(of_post.items())
    )


def waiting_from(held_for: str) -> tuple[Waiting, ...]:
    """Read what facts_of wrote."""
    parts = (text.split("@") for text in held_for.split(" "))
    return tuple(Waiting(post, due_by, tuple(codes.split(","))) for post, due_by, codes in parts)


def _due_by(hold: Hold) -> str:
    return hold.due_at.astimezone(UTC).isoformat() if hold.due_at else NO_DEADLINE


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
    made = order.created_at.astimezone(UTC)
    facts = {"stage": order.status.value, "day": day_of(order.key.store, made.date())}
    if order.buyer_id:
        told = BuyerOrder.of(order)
        facts |= {
            "buyer": buyer_of(order.key, order.buyer_id),
            "ordered": made.isoformat(),
            "paid": str(told.paid_minor),
            "goods": "\n".join(told.goods),
        }
    return facts


@facts_of.register
def _(holds: Holds) -> dict[str, str]:
    """An order without an open hold has none of these, and leaves the index."""
    steps = waiting(holds)
    if not steps:
        return {}
    return {
        "held": HELD,
        "held_by": min(step.due_by for step in steps),
        "held_for": " ".join("@".join((*step[:2], ",".join(step.codes))) for step in steps),
    }


@facts_of.register
def _(parcel: Parcel) -> dict[str, str]:
    facts = {"stage": parcel.state.value}
    if parcel.is_in_question:
        return facts | _news(parcel.supplier, OPEN, None)
    if parcel.look_at is not None:
        return facts | {"open": LOOK, "open_by": instant(parcel.look_at)}
    return facts


@facts_of.register
def _(stop: Stop) -> dict[str, str]:
    ended = (stop.answered_at, stop.withdrawal_seen_at or stop.withdrawn_at)
    at = max((one for one in ended if one), default=None)
    return _news(stop.supplier, ENDED if stop.is_closed else OPEN, at)


@facts_of.register
def _(back: SupplierReturn) -> dict[str, str]:
    is_open = back.state is ReturnState.EXPECTED
    return _news(back.supplier, OPEN if is_open else ENDED, back.settled_at)


def _news(supplier: str, how: str, at: datetime | None) -> dict[str, str]:
    return {"open": news_of(supplier), "open_by": how + (instant(at) if at else "")}


def instant(at: datetime) -> str:
    """Write an instant so that texts sort as instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
