"""What a supplier answers beside a number: out of stock, another price, a word. Kept once, told.

Goods that will not be there in time keep their orders back until a person has decided: wait,
another supplier, or a refund.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from hedan.domain.base import LineKey, OrderKey
from hedan.domain.events import Event, EventKind
from hedan.domain.findings import Ends, Finding, Post, Severity, opened
from hedan.domain.line_work import LineState
from hedan.domain.parcels import Parcel
from hedan.domain.supplier_answers import AnswerKind, SupplierAnswer
from hedan.ports import Change, Desk
from hedan.settings import Settings, SupplierSettings
from hedan.usecases.again import until_settled
from hedan.usecases.orders.check_order import deadline_of

SUPPLIER_SHORT = "SUPPLIER_SHORT"
# In these a line still has to be sent: what is not there keeps it back.
UNSENT = frozenset({LineState.CLAIMED, LineState.STOPPING})
ANSWERS_MAX = 200  # Of one parcel; more than this is no conversation.


def note_answers(
    parcel_id: str,
    answers: Sequence[SupplierAnswer],
    supplier: SupplierSettings,
    *,
    desk: Desk,
    now: datetime,
) -> tuple[SupplierAnswer, ...]:
    """Keep what was not said before, and return it; saying it again changes nothing.

    First the orders that have to wait, each in a transaction of its own, then the parcel with the
    answers: whoever dies in between does the same again. Raises TryAgain when others keep writing.
    """
    parcel = desk.parcels([parcel_id])[parcel_id]
    fresh = _fresh(parcel, answers)
    late = [one for one in fresh if is_late(one, parcel.deadline, supplier)]
    for one in late:
        for order in dict.fromkeys(key.order for key in one.lines):
            lines = [key for key in one.lines if key.order == order]
            until_settled(partial(_hold, order, lines, one, supplier, desk, now))
    return until_settled(lambda: _keep(parcel_id, answers, desk, now)) if fresh else ()


def is_late(answer: SupplierAnswer, deadline: datetime | None, supplier: SupplierSettings) -> bool:
    """Tell whether goods are out of stock beyond the day on which they must leave.

    By the supplier's clock; goods that come on that very day are too late for it.
    """
    if answer.kind is not AnswerKind.OUT_OF_STOCK:
        return False
    if answer.expected is None or deadline is None:
        return True
    return answer.expected >= deadline.astimezone(ZoneInfo(supplier.time_zone)).date()


def agreed_price(settings: Settings, supplier: str, sku: str, day: date) -> int | None:
    """Return what a supplier gets for a unit on a day, in minor units; None: nothing is agreed."""
    versions = [
        one
        for one in settings.agreed_prices
        if (one.supplier, one.sku) == (supplier, sku) and one.since <= day
    ]
    latest = max(versions, key=lambda one: one.since, default=None)
    return latest.unit_minor if latest else None


def is_agreed(
    answer: SupplierAnswer, parcel: Parcel, settings: Settings, supplier: SupplierSettings
) -> bool:
    """Tell whether a price is the agreed one of all its goods, by the day they were claimed."""
    claimed = parcel.claimed_at or answer.at
    day = claimed.astimezone(ZoneInfo(supplier.time_zone)).date()
    skus = {line.sku for line in parcel.lines if line.key in answer.lines}
    prices = {agreed_price(settings, supplier.id, sku, day) for sku in skus}
    return prices == {answer.unit_minor}


def _fresh(parcel: Parcel, answers: Iterable[SupplierAnswer]) -> tuple[SupplierAnswer, ...]:
    """Return what the parcel's supplier has not said before; a date may be told in days from now,
    so the same words are the same answer."""
    said = {_words(one) for one in parcel.answers}
    return tuple(one for one in answers if _words(one) not in said)


def _words(answer: SupplierAnswer) -> tuple[AnswerKind, tuple[LineKey, ...], str]:
    return answer.kind, answer.lines, answer.text


def _keep(
    parcel_id: str, answers: Iterable[SupplierAnswer], desk: Desk, now: datetime
) -> tuple[SupplierAnswer, ...]:
    parcel = desk.parcels([parcel_id])[parcel_id]
    fresh = _fresh(parcel, answers)
    if not fresh:
        return ()
    notes = (one.text for one in fresh if one.kind is AnswerKind.NOTE)
    kept = parcel.but(
        answers=(*parcel.answers, *fresh)[-ANSWERS_MAX:],
        supplier_notes=tuple(dict.fromkeys((*parcel.supplier_notes, *notes))),
    )
    told = Event(
        kind=EventKind.SUPPLIER_ANSWERED,
        at=now,
        facts={
            "parcel": parcel_id,
            "supplier": parcel.supplier,
            "workbook": parcel.workbook,
            "kinds": ",".join(dict.fromkeys(one.kind.value for one in fresh)),
            "cells": ",".join(one.cell for one in fresh),
        },
    )
    desk.commit(Change(puts=(kept,), events=((kept, told),)))
    return fresh


def _hold(
    order: OrderKey,
    lines: Sequence[LineKey],
    answer: SupplierAnswer,
    supplier: SupplierSettings,
    desk: Desk,
    now: datetime,
) -> None:
    """Keep those of an order's lines back that were not sent yet; a person ends it."""
    file = desk.order_file(order)
    unsent = [key for key in lines if file.line(key.line_id).state in UNSENT]
    if not unsent:
        return
    again = f"there again on {answer.expected}" if answer.expected else "nobody knows until when"
    line_ids = tuple(key.line_id for key in unsent)
    finding = Finding(
        code=SUPPLIER_SHORT,
        severity=Severity.ASK,
        evidence=f"line {', '.join(line_ids)}: '{supplier.name}' has none, {again}",
        fix="Wait, give the lines to another supplier, or refund; then release the hold.",
        ends=Ends.PERSON,
        post=Post.OWNER,
        line_ids=line_ids,
    )
    held = opened(file.holds, (finding,), now, deadline_of(file))
    if held == file.holds:
        return
    told = Event(
        kind=EventKind.ORDER_HELD,
        at=now,
        facts={
            "order": str(order),
            "opened": SUPPLIER_SHORT,
            "open": ",".join(hold.finding.code for hold in held.open),
            "bulk": answer.workbook,  # Told once for the whole file, not order by order.
        },
    )
    puts = (held,)
    desk.commit(Change(puts=puts, was=file.before(puts), events=((held, told),)))
