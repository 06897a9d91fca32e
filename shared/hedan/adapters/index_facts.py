"""What of an item stands outside its body: for conditions, for filters, for the indexes.

Which index answers which question stands at the head of keys.py.
"""

from datetime import UTC, date, datetime
from functools import singledispatch
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey
from hedan.domain.cases import Case, CaseKind
from hedan.domain.facts import BuyerOrder
from hedan.domain.findings import Hold, Holds
from hedan.domain.line_work import LineState, LineWork
from hedan.domain.orders import Order
from hedan.domain.parcels import Parcel
from hedan.domain.returns import ReturnState, SupplierReturn
from hedan.domain.stops import Stop
from hedan.ports import Aggregate

# Sorts behind every ISO time: lines without a deadline wait at the end.
NO_DEADLINE = "9999"
# All orders that are held: as many as people can look at.
HELD = "open"
# Parcels that wait for a look: for their number to show, or for the first scan.
LOOK = "look"
# After-sales, complaints and disputes that wait for an end.
CASES = "cases"
# What is open sorts behind everything that ended, so one range holds both.
OPEN, ENDED, AFTER_OPEN = "open#", "done#", "open#~"


def news_of(supplier: str) -> str:
    """Name what a supplier has to know, in the index of what is open."""
    return f"news#{supplier}"


def buyer_of(order: OrderKey, buyer_id: str) -> str:
    """Name a buyer: the same id at another store may be somebody else."""
    return f"{order.platform}:{order.store}#{buyer_id}"


def day_of(store: str, day: date) -> str:
    """Name a UTC day of a store."""
    return f"{store}#{day.isoformat()}"


def cases_of_day(store: str, day: date) -> str:
    """Name the cases of a store that were opened on this UTC day."""
    return f"{store}#cases#{day.isoformat()}"


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


def due_by(at: datetime | None) -> str:
    """Write an instant so that what has none sorts behind all that has one."""
    return instant(at) if at else NO_DEADLINE


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
def _(after_sale: AfterSale) -> dict[str, str]:
    asked = after_sale.asked_at.astimezone(UTC).date()
    facts = {"day": cases_of_day(after_sale.order.store, asked)}
    if after_sale.is_open:
        facts |= {"open": CASES, "open_by": due_by(after_sale.answer_by)}
    return facts


@facts_of.register
def _(case: Case) -> dict[str, str]:
    day = cases_of_day(case.store, case.opened_at.astimezone(UTC).date())
    if case.kind is CaseKind.AFTER_SALE:
        return {}  # Its after-sale stands in the lists.
    return {"day": day} | (
        {"open": CASES, "open_by": due_by(case.answer_by)} if case.is_open else {}
    )


@facts_of.register
def _(back: SupplierReturn) -> dict[str, str]:
    is_open = back.state is ReturnState.EXPECTED
    return _news(back.supplier, OPEN if is_open else ENDED, back.settled_at)


def _news(supplier: str, how: str, at: datetime | None) -> dict[str, str]:
    return {"open": news_of(supplier), "open_by": how + (instant(at) if at else "")}


def instant(at: datetime) -> str:
    """Write an instant so that texts sort as instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
