"""What people do about a case, each as one conditional write: notes, reasons, ways back, an end.

Nothing here touches a line, a fence, a stop or a parcel: the case lies beside them. Whatever is
said twice, by the same request or in the same words, changes nothing the second time.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from hedan.domain.after_sales import AfterSale
from hedan.domain.base import OrderKey, short_id
from hedan.domain.cases import Case, CaseKind, CaseNote, CaseOutcome, WayBack, fresh_case
from hedan.domain.events import Event, EventKind
from hedan.domain.parcels import Tracking
from hedan.errors import Rejected
from hedan.ports import CaseBook, Change, Desk
from hedan.usecases.again import until_settled

# One item of the table holds all of a case; what is longer belongs into several cases.
NOTES_MAX = 100
WAYS_BACK_MAX = 10


class CaseRefused(Rejected):
    """It cannot be done with this case; code: why, named by the texts case.refused.<code>."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Hand(NamedTuple):
    """Who works on a case, when, and with what."""

    by: str
    now: datetime
    book: CaseBook
    desk: Desk


def case_of(key: OrderKey, case_id: str, *, book: CaseBook, desk: Desk) -> Case:
    """Return our work on a case; a fresh one for an after-sale that nobody has worked on.

    Raises KeyError when there is neither. One read, two for a fresh one.
    """
    known = book.cases([(key, case_id)]).get((key, case_id))
    if known is not None:
        return known
    after_sale = desk.after_sales([(key, case_id)])[key, case_id]
    return fresh(after_sale)


def fresh(after_sale: AfterSale) -> Case:
    """Return the case of an after-sale that nobody has worked on."""
    return fresh_case(
        after_sale.order, after_sale.after_sale_id, CaseKind.AFTER_SALE, after_sale.asked_at
    )


def work_case(
    key: OrderKey,
    case_id: str,
    what: str,
    change: Callable[[Case], Case],
    hand: Hand,
) -> Case:
    """Store what change makes of the case, told of by one event; nothing when it changes nothing.

    what: names the deed in the event. Raises KeyError when there is no such case, TryAgain when
    others keep writing to it, and what change raises.
    """

    def attempt() -> Case:
        case = case_of(key, case_id, book=hand.book, desk=hand.desk)
        after = change(case)
        return case if after == case else store_case(after, what, hand)

    return until_settled(attempt)


def store_case(case: Case, what: str, hand: Hand) -> Case:
    """Write a case as it shall be, told of by one event. Raises VersionConflict when overtaken."""
    facts = {"order": str(case.order), "case": case.case_id, "what": what, "by": hand.by}
    event = Event(kind=EventKind.CASE_WORKED, at=hand.now, facts=facts)
    hand.desk.commit(Change(puts=(case,), events=((case, event),)))
    return case.but(version=case.version + 1)


# --- What is done -------------------------------------------------------------------------------


def noted(case: Case, text: str, request: str, by: str, now: datetime) -> Case:
    """Return the case with a note. Raises CaseRefused when it has as many as it takes."""
    note_id = short_id("N", case.case_id, by, request)
    if any(note.note_id == note_id for note in case.notes):
        return case
    if len(case.notes) >= NOTES_MAX:
        raise CaseRefused("TOO_MANY", most=NOTES_MAX)
    note = CaseNote(at=now, by=by, text=text, note_id=note_id)
    return case.but(notes=(*case.notes, note))


def reason_asked(case: Case, now: datetime) -> Case:
    """Return the case whose buyer was asked what was wrong."""
    return case if case.reason_asked_at else case.but(reason_asked_at=now)


def reason_told(case: Case, code: str, codes: Iterable[str], now: datetime) -> Case:
    """Return the case with what really was wrong. Raises CaseRefused for no code of the list."""
    _refuse_unknown(code, codes)
    return case if case.reason == code else case.but(reason=code, reason_told_at=now)


def sent_back(case: Case, tracking: Tracking, by: str, now: datetime) -> Case:
    """Return the case with a parcel that the buyer sends back."""
    if any(way.tracking == tracking for way in case.ways_back):
        return case
    if len(case.ways_back) >= WAYS_BACK_MAX:
        raise CaseRefused("TOO_MANY", most=WAYS_BACK_MAX)
    way = WayBack(tracking=tracking, told_at=now, told_by=by)
    return case.but(ways_back=(*case.ways_back, way))


def closed(
    case: Case,
    outcome: CaseOutcome,
    cause: str,
    cost_minor: int,
    *,
    codes: Iterable[str],
    by: str,
    now: datetime,
) -> Case:
    """Return the complaint or dispute that has come to its end: the first end stands.

    cause: a code of the settings' list, or nothing. Raises CaseRefused for an after-sale, which
    only its platform ends, for another cause, and for another end than the one that stands.
    """
    if case.kind is CaseKind.AFTER_SALE:
        raise CaseRefused("PLATFORM_ENDS_IT")
    if cause:
        _refuse_unknown(cause, codes)
    if case.closed_at is None:
        return case.but(
            outcome=outcome, cause=cause, outcome_minor=cost_minor, closed_at=now, closed_by=by
        )
    if (case.outcome, case.cause, case.outcome_minor) != (outcome, cause, cost_minor):
        raise CaseRefused("ENDED", outcome=case.outcome)
    return case


def _refuse_unknown(code: str, codes: Iterable[str]) -> None:
    known = list(codes)
    if code not in known:
        raise CaseRefused("NO_SUCH_REASON", code=code, known=", ".join(known) or "-")
